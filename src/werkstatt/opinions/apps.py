from django.apps import AppConfig


class OpinionsConfig(AppConfig):
    name = "werkstatt.opinions"
    label = "opinions"

    def ready(self) -> None:
        # What is in them registers itself.
        from werkstatt.opinions import handlers, navigation, permissions, regular, tasks  # noqa: F401
