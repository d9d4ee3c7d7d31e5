"""Reads about people and their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet

from werkstatt.accounts.models import Invitation, Session, User
from werkstatt.core import clock
from werkstatt.core.slots import filled


def hash_of(secret: str) -> str:
    """How a secret of a link is stored and found."""
    return sha256(secret.encode()).hexdigest()


def open_invitation(secret: str) -> Invitation | None:
    """The invitation that this link belongs to, if it still works."""
    found = Invitation.objects.select_related("user").filter(secret_hash=hash_of(secret)).first()
    return found if found is not None and found.is_open and found.user.is_active else None


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in as its owner sees it. ``handle`` names it in forms; the key of the session stays on the server."""

    handle: str
    device: str
    started_at: datetime | None
    used_at: datetime | None
    is_this: bool


def sign_ins(user: User, this: str | None) -> list[SignIn]:
    """Where the person is signed in; the present one (``this`` is its session's key) first, then the latest used."""
    rows = sessions_of(user).order_by("-used_at")
    found = [SignIn(hash_of(row.pk)[:20], row.device, row.started_at, row.used_at, row.pk == this) for row in rows]
    return sorted(found, key=lambda one: not one.is_this)


def sessions_of(user: User) -> QuerySet[Session]:
    """The rows of the person's sign-ins that still hold."""
    return Session.objects.filter(user=user, expire_date__gt=clock.now())


@dataclass(frozen=True, slots=True)
class WaysIn:
    """How a person can sign in."""

    password: bool
    passkeys: int
    code_app: bool
    recovery_codes: int
    connections: int

    @property
    def has_second_factor(self) -> bool:
        """Whether something she holds is needed or offered."""
        return bool(self.passkeys or self.code_app)


def ways_in(user: User) -> WaysIn:
    """What the person has set up for signing in. Two queries."""
    factors = list(Authenticator.objects.filter(user=user))
    kinds = [factor.type for factor in factors]
    codes = [factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES]
    return WaysIn(
        password=user.has_usable_password(),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        code_app=Authenticator.Type.TOTP in kinds,
        recovery_codes=len(codes[0].wrap().get_unused_codes()) if codes else 0,
        connections=SocialAccount.objects.filter(user=user).count(),
    )


def pending_address(user: User) -> str:
    """The address that the person wants to change to and has not confirmed yet; "" if there is none."""
    pending = EmailAddress.objects.filter(user=user, verified=False).exclude(email__iexact=user.email).first()
    return pending.email if pending else ""


def everything_about(user: User) -> dict[str, Any]:
    """All that the installation knows about a person, in a form that fits into JSON.

    Contexts above add theirs through the slot ``my_data``: each filler answers with one named part.
    """
    ways = ways_in(user)
    return {
        "konto": {
            "name": user.name,
            "e_mail": user.email,
            "sprache": user.language,
            "angelegt": user.created_at.isoformat(),
            "zuletzt_angemeldet": user.last_login.isoformat() if user.last_login else None,
        },
        "anmeldung": {
            "passwort": ways.password,
            "passkeys": [
                {"name": str(key), "eingerichtet": key.created_at.isoformat()}
                for key in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
            ],
            "code_app": ways.code_app,
            "ersatzcodes": ways.recovery_codes,
            "verzeichnisse": list(SocialAccount.objects.filter(user=user).values("provider", "uid")),
        },
        "anmeldungen": [
            {"geraet": one.device, "seit": _text(one.started_at), "zuletzt": _text(one.used_at)}
            for one in sign_ins(user, None)
        ],
        **{name: part for answer in filled("my_data", user=user) for name, part in answer.items()},
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
