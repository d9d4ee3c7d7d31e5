"""What is written to people about their accounts. Plain German, one link at most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = tuple[str | Promise, str | Promise]

_NOT_ME = _("Waren Sie das nicht? Dann ändern Sie bitte sofort Ihr Passwort und sagen Sie Ihrer Verwaltung Bescheid.")

WORDS: Mapping[str, Words] = {
    "account/email/password_reset_key": (
        _("Neues Passwort setzen"),
        _(
            "Guten Tag,\n\njemand möchte für Ihr Konto ein neues Passwort setzen. Wenn Sie das sind, öffnen Sie diese "
            "Seite:\n\n%(password_reset_url)s\n\nDer Link gilt drei Tage und ein einziges Mal. Wenn Sie das nicht "
            "waren, müssen Sie nichts tun."
        ),
    ),
    "account/email/email_confirmation": (
        _("Neue E-Mail-Adresse bestätigen"),
        _(
            "Guten Tag,\n\nSie möchten sich künftig mit dieser Adresse anmelden. Bitte bestätigen Sie das "
            "hier:\n\n%(activate_url)s\n\nDer Link gilt drei Tage. Wenn Sie das nicht waren, müssen Sie nichts tun."
        ),
    ),
    "account/email/account_already_exists": (
        _("Ihre E-Mail-Adresse ist schon vergeben"),
        _(
            "Guten Tag,\n\njemand wollte mit dieser Adresse ein Konto führen. Zu ihr gehört schon eines. Wenn Sie das "
            "waren, melden Sie sich mit diesem Konto an oder setzen Sie ein neues Passwort:\n\n%(password_reset_url)s"
        ),
    ),
    "account/email/email_changed": (
        _("Ihre E-Mail-Adresse ist geändert"),
        _("Guten Tag,\n\nSie melden sich ab jetzt mit einer anderen E-Mail-Adresse an."),
    ),
    "account/email/password_changed": (
        _("Ihr Passwort ist geändert"),
        _("Guten Tag,\n\ndas Passwort Ihres Kontos ist geändert. Alle anderen Anmeldungen sind beendet."),
    ),
    "account/email/password_reset": (
        _("Ihr Passwort ist neu gesetzt"),
        _("Guten Tag,\n\ndas Passwort Ihres Kontos ist neu gesetzt. Alle anderen Anmeldungen sind beendet."),
    ),
    "account/email/password_set": (
        _("Ihr Konto hat jetzt ein Passwort"),
        _("Guten Tag,\n\nfür Ihr Konto ist ein Passwort gesetzt."),
    ),
    "mfa/email/totp_activated": (
        _("Anmeldung mit Code ist eingerichtet"),
        _("Guten Tag,\n\nwenn Sie sich mit Passwort anmelden, fragen wir ab jetzt nach einem Code aus Ihrer App."),
    ),
    "mfa/email/totp_deactivated": (
        _("Anmeldung mit Code ist abgeschaltet"),
        _("Guten Tag,\n\nIhr Konto fragt nicht mehr nach einem Code aus einer App."),
    ),
    "mfa/email/recovery_codes_generated": (
        _("Neue Ersatzcodes"),
        _("Guten Tag,\n\nfür Ihr Konto gibt es neue Ersatzcodes. Die alten gelten nicht mehr."),
    ),
    "mfa/email/webauthn_added": (
        _("Ein Passkey ist hinzugekommen"),
        _("Guten Tag,\n\nIhr Konto lässt sich jetzt mit einem weiteren Passkey oder Sicherheitsschlüssel öffnen."),
    ),
    "mfa/email/webauthn_removed": (
        _("Ein Passkey ist entfernt"),
        _("Guten Tag,\n\nein Passkey oder Sicherheitsschlüssel öffnet Ihr Konto nicht mehr."),
    ),
    "socialaccount/email/account_connected": (
        _("Ihr Konto ist verbunden"),
        _("Guten Tag,\n\nSie können sich jetzt auch über das Verzeichnis Ihrer Verwaltung anmelden."),
    ),
    "socialaccount/email/account_disconnected": (
        _("Eine Verbindung ist gelöst"),
        _("Guten Tag,\n\nüber das Verzeichnis Ihrer Verwaltung kommt man nicht mehr in Ihr Konto."),
    ),
}
"""allauth's name of a mail → subject and text. A mail that is missing here is not sent."""

ASKED_FOR = frozenset(
    {
        "account/email/password_reset_key",
        "account/email/email_confirmation",
        "account/email/account_already_exists",
    }
)
"""They say themselves what to do if it was somebody else."""


def words_for(name: str, context: Mapping[str, Any]) -> tuple[str, str] | None:
    """Subject and text of a mail in the active language; None for one that is not sent."""
    if name not in WORDS:
        return None
    subject, text = WORDS[name]
    body = str(text) % context if name in ASKED_FOR else f"{text}\n\n{_NOT_ME}"
    return str(subject), body + "\n"
