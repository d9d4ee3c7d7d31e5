from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "werkstatt.strategy"
    label = "strategy"

    def ready(self) -> None:
        # Each of them registers what is in it: rules, menu entries, regular jobs, what waits.
        from werkstatt.strategy import handlers, navigation, permissions, tasks, waiting  # noqa: F401
