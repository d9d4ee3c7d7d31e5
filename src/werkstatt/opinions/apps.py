from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "werkstatt.opinions"
    label = "opinions"

    def ready(self) -> None:
        # What is in them registers itself.
        from werkstatt.opinions import navigation, permissions, regular  # noqa: F401
