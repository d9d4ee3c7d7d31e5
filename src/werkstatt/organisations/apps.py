from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "werkstatt.organisations"
    label = "organisations"

    def ready(self) -> None:
        from werkstatt.organisations import handlers, navigation, permissions  # noqa: F401  registers rules, menus, events
