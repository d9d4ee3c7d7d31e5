"""Noting that somebody is to be told something. The mail is made later, from how things are then."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.rules import MAILED_KEPT, UNCONFIRMED_KEPT, NewsKind
from werkstatt.core import clock
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.rules import ContributionState
from werkstatt.strategy.models import Version

AT_ONCE = 500


def note(contribution: Contribution, kind: NewsKind) -> None:
    """Have the author of a contribution told, if she left an address. A waiting notice of the same kind is replaced.

    Of an answer the authors of contributions that were merged into it hear, too.
    """
    concerned = Q(contribution=contribution)
    if kind == NewsKind.ANSWERED:
        concerned |= Q(contribution__merged_into=contribution, contribution__state=ContributionState.MERGED)
    contacts = list(Contact.objects.filter(concerned, ended_at=None, bounced_at=None).values_list("pk", flat=True))
    if contacts:
        _write(contacts, contribution, kind)


def drop(contribution: Contribution, *kinds: NewsKind) -> None:
    """Forget what waits to be told about a contribution, since it is not true any more; without kinds: all of it."""
    waiting = Notice.objects.filter(contribution=contribution, mailed_at=None)
    (waiting.filter(kind__in=kinds) if kinds else waiting).delete()


def note_version(version: Version) -> None:
    """Have those told whose words changed the text of a version, and those who subscribed to its strategy."""
    causes = (
        Contribution.objects.filter(
            points__text_changes__version=version, contact__ended_at=None, contact__bounced_at=None
        )
        .values_list("contact__pk", "pk")
        .distinct()
    )
    _write_all(
        (Notice(contact_id=contact, contribution_id=contribution) for contact, contribution in causes if contact),
        version,
        NewsKind.TEXT_CHANGED,
    )
    subscribed = Subscription.objects.filter(strategy=version.strategy_id, confirmed_at__isnull=False, bounced_at=None)
    _write_all(
        (Notice(subscription_id=key) for key in subscribed.values_list("pk", flat=True)), version, NewsKind.NEW_VERSION
    )


def forget_old() -> int:
    """Erase notices that were mailed long ago, and those whose address was never confirmed. Returns how many."""
    now = clock.now()
    old = Q(mailed_at__lt=now - MAILED_KEPT) | Q(mailed_at=None, created_at__lt=now - UNCONFIRMED_KEPT)
    return Notice.objects.filter(old).delete()[0]


def _write(contacts: list[int], contribution: Contribution, kind: NewsKind) -> None:
    Notice.objects.filter(contact__in=contacts, contribution=contribution, kind=kind, mailed_at=None).delete()
    now = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                municipality_id=contribution.municipality_id,
                kind=kind,
                contact_id=contact,
                contribution=contribution,
                created_at=now,
            )
            for contact in contacts
        ],
        batch_size=AT_ONCE,
    )


def _write_all(notices: Iterable[Notice], version: Version, kind: NewsKind) -> None:
    rows = []
    for notice in notices:
        notice.municipality_id, notice.version, notice.kind = version.municipality_id, version, kind
        notice.created_at = clock.now()
        rows.append(notice)
    Notice.objects.bulk_create(rows, batch_size=AT_ONCE)
