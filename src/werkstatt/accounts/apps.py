from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "werkstatt.accounts"
    label = "accounts"

    def ready(self) -> None:
        from werkstatt.accounts import handlers  # noqa: F401  follows sign-ins, registers a regular job
