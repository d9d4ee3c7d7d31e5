from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "werkstatt.participation"
    label = "participation"

    def ready(self) -> None:
        from werkstatt.participation import handlers, navigation, permissions  # noqa: F401  registers what is in them
