"""What waits, went out and failed, as the staff may see it: counts and numbers of contributions, never an address."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.db.models.functions import Lower, TruncDate

from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.rules import NewsKind
from werkstatt.core.models import OutgoingMail
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.rules import ContributionState

DAYS = 7
MOST_NUMBERS = 50


@dataclass(frozen=True, slots=True)
class Day:
    """How many mails were written on a day, by kind, and how many of all did not arrive."""

    day: date
    counts: tuple[int, ...]
    failed: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Mails that were given up for the same reason."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class MailsPage:
    """Everything on the staff's page about mails."""

    waiting: tuple[tuple[str, int], ...]
    """What contributors are to be told: kind of news in words, how often."""
    recipients: int
    since: datetime | None
    unconfirmed: int
    on_the_way: int
    kinds: tuple[str, ...]
    days: tuple[Day, ...]
    failures: tuple[Failure, ...]
    unreachable: int
    numbers: tuple[int, ...]
    """Contributions whose author cannot be reached by mail."""
    subscribers: int


def read_mails(town: Municipality, now: datetime) -> MailsPage:
    """The page. Eight queries."""
    waiting, since, recipients, unconfirmed = _waiting(town)
    kinds, days, failures, on_the_way = _written(town, now)
    bounced = Contact.objects.filter(municipality=town, bounced_at__isnull=False, ended_at=None)
    numbers = list(bounced.order_by("contribution__number").values_list("contribution__number", flat=True))
    subscribers = Subscription.objects.filter(municipality=town, confirmed_at__isnull=False, bounced_at=None)
    return MailsPage(
        waiting=waiting,
        recipients=recipients,
        since=since,
        unconfirmed=unconfirmed,
        on_the_way=on_the_way,
        kinds=kinds,
        days=days,
        failures=failures,
        unreachable=count_unreachable(town),
        numbers=tuple(numbers[:MOST_NUMBERS]),
        subscribers=subscribers.values(address=Lower("email")).distinct().count(),
    )


def count_unreachable(town: Municipality) -> int:
    """How many addresses of contributors and subscribers bounce. One query."""
    contacts = Contact.objects.filter(municipality=town, bounced_at__isnull=False, ended_at=None)
    subscriptions = Subscription.objects.filter(municipality=town, bounced_at__isnull=False)
    return (
        contacts.annotate(address=Lower("email"))
        .values_list("address")
        .union(subscriptions.annotate(address=Lower("email")).values_list("address"))
        .count()
    )


def newest_answered(town: Municipality) -> Contribution | None:
    """The contribution answered last: an example for how the mail looks."""
    return (
        Contribution.objects.filter(municipality=town, state=ContributionState.ANSWERED, reply__isnull=False)
        .order_by("-reply__released_at")
        .first()
    )


def _waiting(town: Municipality) -> tuple[tuple[tuple[str, int], ...], datetime | None, int, int]:
    notices = Notice.objects.filter(
        municipality=town, mailed_at=None, contact__bounced_at=None, contact__ended_at=None, contact__isnull=False
    )
    confirmed = notices.filter(contact__confirmed_at__isnull=False)
    rows = list(confirmed.values("kind").annotate(count=Count("pk"), first=Min("created_at")).order_by("kind"))
    recipients = confirmed.values(address=Lower("contact__email")).distinct().count() if rows else 0
    return (
        tuple((str(NewsKind(row["kind"]).label), row["count"]) for row in rows),
        min((row["first"] for row in rows), default=None),
        recipients,
        notices.filter(contact__confirmed_at=None).count(),
    )


_ONE_FOR_READERS = {"confirm": "confirmation"}
"""Subscriptions and contributions ask for confirmation, each in its own way: one sort of mail for those who count."""


def _written(town: Municipality, now: datetime) -> tuple[tuple[str, ...], tuple[Day, ...], tuple[Failure, ...], int]:
    rows = (
        OutgoingMail.objects.filter(town_id=town.pk, created_at__gt=now - timedelta(days=DAYS))
        .annotate(day=TruncDate("created_at"))
        .values_list("day", "kind", "state", "error")
        .annotate(count=Count("pk"))
        .order_by("day")
    )
    counts: dict[date, Counter[str]] = defaultdict(Counter)
    failed: Counter[date] = Counter()
    reasons: Counter[tuple[str, str]] = Counter()
    on_the_way = 0
    for day, own_kind, state, error, count in rows:
        kind = _ONE_FOR_READERS.get(own_kind, own_kind)
        counts[day][kind] += count
        if state == OutgoingMail.State.FAILED:
            failed[day] += count
            reasons[kind, error] += count
        elif state == OutgoingMail.State.WAITING:
            on_the_way += count
    kinds = tuple(sorted({kind for found in counts.values() for kind in found}))
    days = tuple(
        Day(day, tuple(counts[day][kind] for kind in kinds), failed[day]) for day in sorted(counts, reverse=True)
    )
    failures = tuple(Failure(kind, error, count) for (kind, error), count in reasons.most_common(20))
    return kinds, days, failures, on_the_way
