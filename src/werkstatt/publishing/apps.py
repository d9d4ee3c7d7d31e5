from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "werkstatt.publishing"
    label = "publishing"

    def ready(self) -> None:
        from werkstatt.publishing import handlers, navigation, tasks  # noqa: F401  registers itself
