from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "werkstatt.participation"
    label = "participation"

    def ready(self) -> None:
        from werkstatt.participation import handlers, permissions  # noqa: F401  registers rules and handlers
