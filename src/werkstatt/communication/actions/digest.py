"""Mails to subscribers: at most one a day, with everything that is new since the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.communication.letters import Stationery
from werkstatt.communication.links import absolute
from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.queries.news import Item, TownNews, town_news, waiting_versions
from werkstatt.communication.rules import DIGEST_EVERY, NewsKind, Topic, is_daytime
from werkstatt.core import clock
from werkstatt.core.mail import Letter, post_all
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import public_base

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class _Addressed(TypedDict):
        address: str


ADDRESSES_AT_ONCE = 200
SETTLED = timedelta(minutes=1)
"""What happened in the last minute may be in a transaction that is not finished yet: it waits for the next mail."""
KIND = "news"
SHOWN_SECTIONS = 6
"""Changed sections told at length; the comparison has them all."""


@dataclass
class _Batch:
    """The mails to some addresses, and what is to be marked when they are written."""

    letters: list[Letter] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    notices: dict[int, str] = field(default_factory=dict)
    """Key of the mail it went into, by notice."""
    void: list[int] = field(default_factory=list)
    """Notices that turned out to be no news for their subscription."""


def send_digests() -> int:
    """Write the mails that are due, in all towns, in the daytime. Returns how many. May run twice at once."""
    now = clock.now()
    if not is_daytime(localtime(now)):
        return 0
    towns = Municipality.objects.filter(
        pk__in=Subscription.objects.filter(confirmed_at__isnull=False).values("municipality")
    )
    return sum(_send_to_town(town, now) for town in towns.order_by("pk"))


def _send_to_town(town: Municipality, now: datetime) -> int:
    until = now - SETTLED
    news = town_news(town, now, until)
    written = 0
    for addresses in _addresses(_due(news)):
        with transaction.atomic():
            batch = _batch(news, _due(news).filter(address__in=addresses))
            written += _write(batch, until)
    return written


def _due(news: TownNews) -> QuerySet[WithAnnotations[Subscription, _Addressed]]:
    """Subscriptions for which there may be something new, and whose address got no mail today."""
    told_today = Subscription.objects.filter(
        municipality=news.town, email__iexact=OuterRef("email"), told_at__gt=news.now - DIGEST_EVERY
    )
    notices = Notice.objects.filter(subscription=OuterRef("pk"), mailed_at=None)
    something = Q(Exists(notices))
    if news.newest is not None:
        something |= Q(told_at=None) | Q(told_at__lt=news.newest)
    return (
        Subscription.objects.filter(
            something, ~Exists(told_today), municipality=news.town, confirmed_at__isnull=False, bounced_at=None
        )
        .annotate(address=Lower("email"))
        .select_related("strategy", "phase")
        .order_by("pk")
    )


def _addresses(due: QuerySet[WithAnnotations[Subscription, _Addressed]]) -> Iterator[list[str]]:
    last = ""
    while True:
        rows = due.filter(address__gt=last).order_by("address").values_list("address", flat=True).distinct()
        found = list(rows[:ADDRESSES_AT_ONCE])
        if not found:
            return
        yield found
        last = found[-1]


def _batch(news: TownNews, due: QuerySet[WithAnnotations[Subscription, _Addressed]]) -> _Batch:
    of_address: dict[str, list[Subscription]] = defaultdict(list)
    for subscription in due:
        of_address[subscription.email.lower()].append(subscription)
    versions = waiting_versions([row.pk for rows in of_address.values() for row in rows])
    batch = _Batch()
    paper: dict[str, Stationery] = {}
    for rows in of_address.values():
        items, notices = _items(news, rows, versions)
        if not items:
            batch.void += notices
            continue
        letter = _letter(news, rows, items, paper)
        batch.letters.append(letter)
        batch.told += [row.pk for row in rows]
        batch.notices |= dict.fromkeys(notices, letter.key or "")
    return batch


def _items(
    news: TownNews, rows: list[Subscription], versions: dict[int, list[tuple[int, Version]]]
) -> tuple[list[Item], list[int]]:
    """What one person is told, each thing once, and the notices that this settles."""
    found: dict[tuple[object, ...], Item] = {}
    notices: list[int] = []
    for row in sorted(rows, key=lambda row: (row.topic == Topic.SECTION, row.topic == Topic.PHASE, row.pk)):
        waiting = versions.get(row.pk, [])
        notices += [key for key, _version in waiting]
        for item in news.items(row, [version for _key, version in waiting]):
            match item.kind:
                case NewsKind.ANSWERED if (item.kind, item.strategy.pk, None) in found:
                    continue  # who follows the whole text need not hear of a part as well
                case NewsKind.ANSWERED:
                    part = item.section or (item.phase.pk if item.phase else None)
                    found[item.kind, item.strategy.pk, part] = item
                case NewsKind.NEW_VERSION if item.version is not None:
                    key = (item.kind, item.version.pk)
                    found[key] = _joined(found[key], item) if key in found else item
                case _ if item.phase is not None:
                    found.setdefault((item.kind, item.phase.pk), item)
    return list(found.values()), notices


def _joined(one: Item, other: Item) -> Item:
    """Two items about the same version: the whole text, or several sections of it."""
    if not one.section or not other.section:
        return one if not one.section else other
    return replace(one, changed=one.changed + tuple(more for more in other.changed if more not in one.changed))


def _write(batch: _Batch, until: datetime) -> int:
    mails = post_all(batch.letters)
    Subscription.objects.filter(pk__in=batch.told).update(told_at=until)
    now = clock.now()
    rows = [Notice(pk=pk, mail_id=mails[key], mailed_at=now) for pk, key in batch.notices.items()]
    Notice.objects.bulk_update(rows, ["mail_id", "mailed_at"], batch_size=200)
    Notice.objects.filter(pk__in=batch.void).delete()
    return len(batch.letters)


def _letter(news: TownNews, rows: list[Subscription], items: list[Item], paper: dict[str, Stationery]) -> Letter:
    newest = max(rows, key=lambda row: row.created_at)
    language = newest.language if translation.check_for_language(newest.language) else "de"
    with translation.override(language):
        stationery = paper.setdefault(language, Stationery(news.town))
        titles = [_title(item) for item in items]
        subject = titles[0] if len(items) == 1 else _("Neues aus der Beteiligung")
        lines = [
            {
                "item": item,
                "title": title,
                "url": _url(news.town, item),
                "sections": item.changed[:SHOWN_SECTIONS],
                "more": max(len(item.changed) - SHOWN_SECTIONS, 0),
            }
            for item, title in zip(items, titles, strict=True)
        ]
        return stationery.letter(
            "news.txt",
            {"lines": lines},
            to=newest.email,
            subject=subject,
            kind=KIND,
            row=newest,
            # One a day and address, even if two workers meet.
            key=f"{KIND}:{min(row.pk for row in rows)}:{localtime(news.now):%Y-%m-%d}",
        )


def _title(item: Item) -> str:
    """The heading of an item, and the subject of a mail that tells nothing else."""
    names = {
        "phase": item.phase.title if item.phase else "",
        "strategy": item.strategy.title,
        "section": item.section,
        "count": item.count,
        "version": item.version.label if item.version else "",
    }
    match item.kind:
        case NewsKind.PHASE_OPENS:
            return _("Die Beteiligung „%(phase)s“ hat begonnen") % names
        case NewsKind.PHASE_CLOSES:
            return _("Die Beteiligung „%(phase)s“ endet bald") % names
        case NewsKind.NEW_VERSION:
            return _("%(version)s von „%(strategy)s“ ist da") % names
    if item.section:
        text = ngettext("Eine neue Antwort zu %(section)s", "%(count)s neue Antworten zu %(section)s", item.count)
    elif item.phase:
        text = ngettext("Eine neue Antwort zu „%(phase)s“", "%(count)s neue Antworten zu „%(phase)s“", item.count)
    else:
        text = ngettext("Eine neue Antwort zu „%(strategy)s“", "%(count)s neue Antworten zu „%(strategy)s“", item.count)
    return text % names


def _url(town: Municipality, item: Item) -> str:
    match item.kind:
        case NewsKind.NEW_VERSION if item.version is not None:
            version = item.version
            if (base := public_base(version)) is not None:
                numbers = [town.slug, item.strategy.slug, base.number, version.number]
                return absolute(reverse("compare", args=numbers))
            return absolute(reverse("version", args=[town.slug, item.strategy.slug, version.number]))
        case NewsKind.PHASE_OPENS | NewsKind.PHASE_CLOSES if item.phase is not None:
            return absolute(reverse("version", args=[town.slug, item.strategy.slug, item.phase.version.number]))
    narrowed = f"&phase={item.phase.pk}" if item.phase else ""
    return absolute(f"{reverse('contributions', args=[town.slug])}?stand=beantwortet{narrowed}")
