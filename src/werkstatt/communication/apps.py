from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    name = "werkstatt.communication"

    def ready(self) -> None:
        from werkstatt.communication import handlers, navigation, permissions, tasks  # noqa: F401
