"""How allauth behaves here: no signing up, our words, our mails, our limits."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from werkstatt.accounts import limits
from werkstatt.accounts.mails import words_for
from werkstatt.accounts.models import User
from werkstatt.core import mail
from werkstatt.core.rates import address_of

# What a page says after something was done. Everything else that allauth wants to say is left unsaid.
_SAID = {
    "account/messages/password_changed.txt": gettext_lazy(
        "Ihr Passwort ist geändert. Andere Anmeldungen sind beendet."
    ),
    "account/messages/password_set.txt": gettext_lazy("Ihr Passwort ist gesetzt."),
    "account/messages/email_confirmation_sent.txt": gettext_lazy(
        "Wir haben an die neue Adresse geschrieben. Erst wenn Sie dort den Link öffnen, gilt sie."
    ),
    "account/messages/email_confirmed.txt": gettext_lazy("Ihre neue E-Mail-Adresse gilt ab jetzt."),
    "account/messages/email_deleted.txt": gettext_lazy("Die Änderung der Adresse ist zurückgenommen."),
    "account/messages/email_confirmation_failed.txt": gettext_lazy(
        "Diese Adresse gehört schon zu einem anderen Konto."
    ),
    "mfa/messages/totp_activated.txt": gettext_lazy("Die App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Die App ist abgeschaltet."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Neue Ersatzcodes sind da. Die alten gelten nicht mehr."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Der Passkey ist eingerichtet."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Der Passkey ist entfernt."),
    "socialaccount/messages/account_disconnected.txt": gettext_lazy("Die Verbindung ist gelöst."),
}


class ByInvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are for people who work on the strategy; they are given out by a town, nobody can open one."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("Dieses Konto ist nicht mehr in Gebrauch."),
        "email_password_mismatch": gettext_lazy("E-Mail-Adresse und Passwort passen nicht zusammen."),
        "email_taken": gettext_lazy("Diese Adresse gehört schon zu einem Konto."),
        "enter_current_password": gettext_lazy("Bitte geben Sie Ihr jetziges Passwort ein."),
        "incorrect_code": gettext_lazy("Das hat nicht gepasst. Bitte versuchen Sie es noch einmal."),
        "incorrect_password": gettext_lazy("Das Passwort stimmt nicht."),
        "invalid_password_reset": gettext_lazy("Dieser Link gilt nicht mehr."),
        "same_as_current": gettext_lazy("Das ist schon Ihre Adresse."),
        "too_many_login_attempts": gettext_lazy(
            "Das waren zu viele Versuche. Bitte warten Sie ein paar Minuten, oder setzen Sie ein neues Passwort."
        ),
        "rate_limited": gettext_lazy("Das waren zu viele Versuche. Bitte warten Sie einen Moment."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a request comes from, for counting only."""
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is looked at: may it be tried at all?"""
        if limits.seconds_to_wait(request, str(credentials.get("email", ""))):
            raise self.validation_error("too_many_login_attempts")

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """After a sign-in: the device is known from now on."""
        response: HttpResponse = super().post_login(request, user, **details)
        limits.remember_device(response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The person's towns, in the language she has chosen."""
        user = request.user
        with override(user.language if isinstance(user, User) else "de"):
            return reverse("my-towns")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account."""
        return reverse("my-account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Back to one's account; signing in comes first where that is needed."""
        return reverse("my-account")

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask at a new address whether it is the person's; at one that has an account, only say so."""
        address = emailconfirmation.email_address
        if _is_taken(address):
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Let a confirmed address hold, unless somebody else has come to it in the meantime."""
        if _is_taken(email_address):
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False
        return bool(super().confirm_email(request, email_address))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail to the worker, in our words."""
        user = context.get("user")
        with override(user.language if isinstance(user, User) else None):
            words = words_for(template_prefix, context)
        if words is not None:
            mail.post(to=email, subject=words[0], text=words[1], kind="account")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what we have words for."""
        words = message or _SAID.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways of showing once more who one is, in our words."""
        words = {
            "reauthenticate": _("Mit dem Passwort"),
            "mfa_reauthenticate": _("Mit einem Code"),
            "mfa_reauthenticate:webauthn": _("Mit dem Passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words.get(method["id"], method["description"])} for method in methods]


def _is_taken(address: Any) -> bool:
    return User.objects.filter(email__iexact=address.email).exclude(pk=address.user_id).exists()
