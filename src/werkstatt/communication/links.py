"""Private links: what opens them is having got the mail. They name a row, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner
from django.urls import reverse

from werkstatt.communication.models import Subscription
from werkstatt.communication.rules import CONFIRM_WITHIN
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact

What = Literal["contact", "subscription"]
_LETTERS: dict[str, What] = {"c": "contact", "s": "subscription"}


@dataclass(frozen=True, slots=True)
class Key:
    """The row that a private link speaks of."""

    what: What
    pk: int


class LinkExpired(Exception):
    """The link was made here, but too long ago."""


def manage_url(town: Municipality, row: Contact | Subscription) -> str:
    """The page on which somebody sees and ends everything that goes to her address. In the active language."""
    return absolute(reverse("subscriptions", args=[town.slug, _signed(town, row)]))


def stop_url(town: Municipality, row: Contact | Subscription) -> str:
    """Where a mail program ends this kind of mails with one click (RFC 8058)."""
    return absolute(reverse("unsubscribe", args=[town.slug, _signed(town, row)]))


def confirm_url(town: Municipality, subscription: Subscription) -> str:
    """The page that confirms a subscription. Works for a week."""
    return absolute(reverse("subscription-confirm", args=[town.slug, _timed(town.pk).sign(str(subscription.pk))]))


def key_from(town: Municipality, token: str) -> Key | None:
    """What a private link speaks of; None if it was not made here for this town."""
    try:
        text = _signer(town.pk).unsign(token)
        return Key(_LETTERS[text[:1]], int(text[1:]))
    except (BadSignature, KeyError, ValueError):
        return None


def subscription_to_confirm(town: Municipality, token: str) -> int | None:
    """The key in a link that confirms; None if it was not made here. Raises LinkExpired after a week."""
    try:
        return int(_timed(town.pk).unsign(token, max_age=CONFIRM_WITHIN))
    except SignatureExpired:
        raise LinkExpired from None
    except (BadSignature, ValueError):
        return None


def absolute(path: str) -> str:
    """The full address of a path of this installation."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def _signed(town: Municipality, row: Contact | Subscription) -> str:
    return _signer(town.pk).sign(f"{'c' if isinstance(row, Contact) else 's'}{row.pk}")


def _signer(town_id: int) -> Signer:
    # The town is part of the salt: a link of one town opens nothing in another.
    return Signer(salt=f"werkstatt.mails.{town_id}", sep=".")


def _timed(town_id: int) -> TimestampSigner:
    return TimestampSigner(salt=f"werkstatt.mails.confirm.{town_id}", sep=".")
