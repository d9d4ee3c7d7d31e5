from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "werkstatt.core"
    label = "core"
    verbose_name = "core"
