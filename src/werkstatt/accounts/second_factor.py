"""Passkeys and codes, as this product wants them."""

from __future__ import annotations

from io import BytesIO

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from werkstatt.accounts.adapter import ByInvitationOnly
from werkstatt.accounts.models import User
from werkstatt.accounts.sealing import reveal, seal

SAFE = "second_factor"
"""In the session once the person is known to have a second factor; gone when she removes one."""

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
"""What counts as a second factor. Recovery codes only exist beside one of these."""


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Names in German, secrets sealed, QR codes without another library."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": ByInvitationOnly.error_messages["incorrect_code"],
        "cannot_generate_recovery_codes": gettext_lazy(
            "Ersatzcodes gibt es nur zu einem Passkey oder einer App. Richten Sie zuerst eines davon ein."
        ),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is stored: a copy of the database alone does not reveal it."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself."""
        return reveal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The QR code for the app. No styles, no script: the policy of our pages allows neither."""
        out = BytesIO()
        segno.make(url, error="m").save(out, kind="svg", scale=5, border=4, light="#fff", dark="#000", xmldecl=False)
        return out.getvalue().decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """A name for a new passkey, until the person gives it one of her own."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def has_second_factor(user: User) -> bool:
    """Whether the person can show by something she holds that she is herself."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())
