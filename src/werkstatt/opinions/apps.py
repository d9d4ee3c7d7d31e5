from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "werkstatt.opinions"
    label = "opinions"
