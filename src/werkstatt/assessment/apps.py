from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "werkstatt.assessment"
    label = "assessment"

    def ready(self) -> None:
        from werkstatt.assessment import handlers, navigation, permissions, tasks  # noqa: F401  registers itself
        from werkstatt.assessment.queries import assessed, gate, margin, overview  # noqa: F401  fill slots
