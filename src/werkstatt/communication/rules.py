"""Kinds of news, what somebody can subscribe to, and when a mail goes. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a subscription is about."""

    PHASE = "phase", _("Beteiligung")
    SECTION = "section", _("Abschnitt")
    STRATEGY = "strategy", _("ganze Strategie")


class NewsKind(TextChoices):
    """What a notice tells."""

    ANSWERED = "answered", _("Antwort")
    TEXT_CHANGED = "text_changed", _("Text geändert")
    PUBLISHED = "published", _("veröffentlicht")
    WITHHELD = "withheld", _("nicht veröffentlicht")
    MERGED = "merged", _("zusammengeführt")
    OBJECTION = "objection", _("Antwort auf Einspruch")
    NEW_VERSION = "new_version", _("neue Fassung")
    PHASE_OPENS = "phase_opens", _("Beteiligung beginnt")
    PHASE_CLOSES = "phase_closes", _("Beteiligung endet bald")


QUIET = timedelta(minutes=15)
"""A person's notices become one mail when none was added for so long: twenty clicks on the desk are one mail."""
LONGEST_WAIT = timedelta(hours=2)
"""Then the mail goes, even if somebody is still working on the desk."""
UNCONFIRMED_KEPT = timedelta(days=30)
"""How long notices wait for an address to be confirmed."""
MAILED_KEPT = timedelta(days=30)
"""How long it is known which news a person was told."""

CONFIRM_WITHIN = timedelta(days=7)
"""How long the link in the mail that asks for confirmation works. Then the address is forgotten."""
DIGEST_EVERY = timedelta(hours=23)
"""Subscribers get at most one mail in this time: one a day, whatever the minute at which the worker comes round."""
NEWS_FOR = timedelta(days=7)
"""What is older is no news any more, should mails have been stuck."""
CLOSES_SOON = timedelta(days=3)
MOST_SUBSCRIPTIONS = 30
"""Of one address in one town."""

_DAY_BEGINS, _DAY_ENDS = 7, 20


def is_daytime(local: datetime) -> bool:
    """Whether a digest may go at this local time: nobody's telephone should ring at night for it."""
    return _DAY_BEGINS <= local.hour < _DAY_ENDS


def masked(email: str) -> str:
    """An address as it may be shown on a page: "k…@example.org"."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
