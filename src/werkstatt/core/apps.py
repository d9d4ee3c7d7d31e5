from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "werkstatt.core"
    label = "core"
    verbose_name = "core"

    def ready(self) -> None:
        from werkstatt.core import mail, rates, schedule  # noqa: F401
