from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "werkstatt.strategy"
    label = "strategy"

    def ready(self) -> None:
        from werkstatt.strategy import handlers, navigation, permissions  # noqa: F401  registers rules and menu entries
