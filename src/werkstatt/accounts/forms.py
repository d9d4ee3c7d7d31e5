"""What people type about themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from werkstatt.accounts.adapter import ByInvitationOnly
from werkstatt.accounts.models import User
from werkstatt.core.text_input import cleaned_line


class CleanLine(forms.CharField):
    """A single line without what no database takes."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return cleaned_line(str(value)) if value not in self.empty_values else ""


class ProfileForm(forms.Form):
    """Name and language."""

    name = CleanLine(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Sprache nach dem Anmelden"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, user: User) -> ProfileForm:
        """The form with what holds now."""
        return cls(initial={"name": user.name, "language": user.language}, label_suffix="")


def _new_password(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, widget=widget, max_length=256)


class FirstPasswordForm(forms.Form):
    """The password of somebody who comes in by an invitation."""

    password1 = _new_password(_("Passwort"))
    password2 = _new_password(_("Dasselbe Passwort noch einmal"))

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        data = super().clean() or {}
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("Das ist nicht dasselbe Passwort wie darüber."))
        return data


class EraseForm(forms.Form):
    """The one tick before an account is gone for good."""

    sure = forms.BooleanField(label=_("Ja, mein Konto soll gelöscht werden. Das lässt sich nicht zurücknehmen."))


class _Careful(forms.Form):
    """What claims to be a passkey's answer may be anything: the library stumbles over some of it."""

    def clean_credential(self) -> Any:
        """The library's look at it, if it has one for this form."""
        look = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        return _or_refused(look)

    def clean(self) -> Any:
        """The library's look at the whole."""
        return _or_refused(super().clean)


def _or_refused(look: Callable[[], Any]) -> Any:
    try:
        return look()
    except (KeyError, TypeError, ValueError, AttributeError) as nonsense:
        raise ByInvitationOnly().validation_error("incorrect_code") from nonsense


class ShowPasskeyForm(_Careful, LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with nothing but a passkey."""


class ConfirmPasskeyForm(_Careful, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step after a password."""


class RepeatPasskeyForm(_Careful, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Showing it once more before something important."""


class _NamedKey(_Careful):
    """The name by which a person knows her passkey."""

    def clean_name(self) -> str:
        """A line of a length that lists can show; one of ours if it is empty."""
        name = cleaned_line(super().clean_name())  # type: ignore[misc]
        return name[:60]


class PasskeyForm(_NamedKey, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey to add. Unticked, it only confirms a sign-in with a password."""

    name = forms.CharField(label=_("Name, an dem Sie ihn erkennen"), required=False)
    passwordless = forms.BooleanField(
        label=_("Damit auch ohne Passwort anmelden"),
        help_text=_("Das Gerät fragt dann nach Fingerabdruck, Gesicht oder PIN. Nichts davon kommt zu uns."),
        required=False,
        initial=True,
    )


class FirstPasskeyForm(_NamedKey, SignupWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of a first password."""

    name = forms.CharField(required=False, widget=forms.HiddenInput)
