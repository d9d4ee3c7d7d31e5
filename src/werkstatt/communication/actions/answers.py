"""The mails to contributors: one for a person, not one for a click.

Notices of one address and town are collected until nobody has clicked for a while. What a mail says is read when it
is made: an answer that was taken back meanwhile is not in it. Mail and mark are one transaction, so a worker that
dies in between sends nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from werkstatt.communication.letters import Stationery
from werkstatt.communication.links import absolute
from werkstatt.communication.models import Notice
from werkstatt.communication.queries.answers import RELEASED, Story, stories_of
from werkstatt.communication.rules import LONGEST_WAIT, QUIET, NewsKind
from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.mail import Letter, post_all
from werkstatt.organisations.models import Municipality
from werkstatt.participation.links import receipt_url
from werkstatt.participation.models import Contact
from werkstatt.participation.rules import VISIBLE, ContributionState

if TYPE_CHECKING:
    from typing import TypedDict

    from django_stubs_ext import WithAnnotations

    class _Addressed(TypedDict):
        address: str


ADDRESSES_AT_ONCE = 100
MOST_IN_A_MAIL = 30
"""Contributions told at length; of the others the mail gives the number and the link."""
KIND = "answers"

_Recipient = tuple[int, str]
"""Town and address in small letters."""


@dataclass(frozen=True, slots=True)
class Told:
    """One contribution in a mail, with what is new about it. ``number`` is the reader's own, also of a merged one."""

    number: int
    story: Story
    kinds: frozenset[str]
    url: str
    receipt_url: str

    @property
    def answered_with(self) -> int | None:
        """The number of the contribution hers was merged into, where that one's answer is told."""
        other = self.story.contribution.number
        return other if other != self.number else None


def send_answers() -> int:
    """Mail what is due. Returns how many mails were written. May run twice at once."""
    now = clock.now()
    return _send(Q(last__lte=now - QUIET) | Q(first__lte=now - LONGEST_WAIT), now - QUIET)


def send_answers_now(*, actor: Actor, town: Municipality) -> int:
    """Mail everything that waits for the town's contributors, without waiting for a pause in the work."""
    require(actor, "communication.send_mails", town)
    written = _send(Q(), clock.now(), town)
    record(actor, "send_answers", town, mails=written)
    return written


def waiting_notices(town: Municipality | None = None) -> QuerySet[WithAnnotations[Notice, _Addressed]]:
    """What contributors are to be told and may be told: their address is confirmed, works and wants it."""
    found = Notice.objects.filter(
        mailed_at=None,
        contact__confirmed_at__isnull=False,
        contact__ended_at=None,
        contact__bounced_at=None,
    ).annotate(address=Lower("contact__email"))
    return found.filter(municipality=town) if town is not None else found


def answers_letter(
    stationery: Stationery, told: Sequence[Told], contact: Contact | None, *, to: str, key: str | None = None
) -> Letter:
    """The mail about one or several contributions, in the active language. Without a contact: for showing it only."""
    numbers = [one.number for one in told]
    return stationery.letter(
        "answers.txt",
        {"told": told[:MOST_IN_A_MAIL], "others": told[MOST_IN_A_MAIL:], "count": len(told)},
        to=to,
        subject=_subject(told, numbers),
        kind=KIND,
        row=contact,
        key=key,
    )


def told_about(town: Municipality, number: int, story: Story, kinds: Iterable[str]) -> Told:
    """One contribution as a mail tells it, with full addresses in the active language."""
    return Told(
        number=number,
        story=story,
        kinds=frozenset(kinds),
        url=absolute(reverse("contribution", args=[town.slug, number])),
        receipt_url=absolute(receipt_url(town, story.contribution)),
    )


def _subject(told: Sequence[Told], numbers: Sequence[int]) -> str:
    if all(one.kinds & {NewsKind.ANSWERED} for one in told):
        text = ngettext("Antwort auf Ihren Beitrag Nr. %(number)s", "Antworten auf Ihre %(count)s Beiträge", len(told))
    else:
        text = ngettext("Neues zu Ihrem Beitrag Nr. %(number)s", "Neues zu Ihren %(count)s Beiträgen", len(told))
    return text % {"number": numbers[0], "count": len(told)}


def _send(due: Q, until: datetime, town: Municipality | None = None) -> int:
    written = 0
    while True:
        with transaction.atomic():
            recipients = _recipients(due, town)
            notices = _taken(recipients, until, town)
            if not notices:
                return written
            written += _write(notices)


def _recipients(due: Q, town: Municipality | None) -> list[_Recipient]:
    groups = (
        waiting_notices(town)
        .values("municipality_id", "address")
        .annotate(first=Min("created_at"), last=Max("created_at"))
        .filter(due)
        .order_by("first")
    )
    return [(row["municipality_id"], row["address"]) for row in groups[:ADDRESSES_AT_ONCE]]


def _taken(recipients: list[_Recipient], until: datetime, town: Municipality | None) -> list[Notice]:
    """The recipients' notices up to a moment. Another worker passes over them until this transaction ends."""
    rows = (
        waiting_notices(town)
        .filter(address__in={address for _town, address in recipients}, created_at__lte=until)
        .select_related("contact__contribution", "municipality")
        .order_by("pk")
    )
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    wanted = set(recipients)
    return [row for row in rows if (row.municipality_id, _address(row)) in wanted]


def _address(notice: Notice) -> str:
    assert notice.contact is not None  # noqa: S101 - asked for above
    return notice.contact.email.lower()


def _write(notices: list[Notice]) -> int:
    """Write the mails for these notices and mark them; those that are not true any more go."""
    stories = stories_of(notice.contribution_id for notice in notices if notice.contribution_id)
    of_recipient: dict[_Recipient, list[Notice]] = defaultdict(list)
    outdated: list[int] = []
    for notice in notices:
        story = stories.get(notice.contribution_id or 0)
        if story is not None and _holds(notice, story):
            of_recipient[notice.municipality_id, _address(notice)].append(notice)
        else:
            outdated.append(notice.pk)
    paper: dict[tuple[int, str], Stationery] = {}
    letters: list[Letter] = []
    of_key: dict[str, list[Notice]] = {}
    for own in of_recipient.values():
        letter = _letter(own, stories, paper)
        letters.append(letter)
        of_key[letter.key or ""] = own
    mails = post_all(letters)
    now = clock.now()
    for key, own in of_key.items():
        for notice in own:
            notice.mail_id, notice.mailed_at = mails[key], now
    told = [notice for own in of_key.values() for notice in own]
    Notice.objects.bulk_update(told, ["mail_id", "mailed_at"], batch_size=200)
    Notice.objects.filter(pk__in=outdated).delete()
    return len(letters)


def _holds(notice: Notice, story: Story) -> bool:
    """Whether a notice is still true."""
    assert notice.contact is not None  # noqa: S101 - asked for above
    own, state = notice.contact.contribution, story.contribution.state
    if own.state == ContributionState.WITHDRAWN:
        return False
    match notice.kind:
        case NewsKind.ANSWERED:
            merged = own.state == ContributionState.MERGED and own.merged_into_id == story.contribution.pk
            return state in RELEASED and (own.pk == story.contribution.pk or merged)
        case NewsKind.TEXT_CHANGED:
            return state in RELEASED
        case NewsKind.PUBLISHED:
            return state in VISIBLE
        case NewsKind.OBJECTION:
            return story.objection is not None
    return bool(state == notice.kind)  # withheld, merged: the kind is named as the state


def _letter(notices: list[Notice], stories: dict[int, Story], paper: dict[tuple[int, str], Stationery]) -> Letter:
    newest = max(notices, key=lambda notice: notice.contact.given_at if notice.contact else notice.created_at)
    contact, town = newest.contact, newest.municipality
    assert contact is not None  # noqa: S101 - asked for above
    language = contact.language if translation.check_for_language(contact.language) else "de"
    with translation.override(language):
        stationery = paper.setdefault((town.pk, language), Stationery(town))
        kinds: dict[tuple[int, int], set[str]] = defaultdict(set)
        for notice in notices:
            own = notice.contact.contribution.number if notice.contact else 0
            kinds[own, notice.contribution_id or 0].add(notice.kind)
        told = [told_about(town, own, stories[key], found) for (own, key), found in sorted(kinds.items())]
        return answers_letter(stationery, told, contact, to=contact.email, key=f"{KIND}:{notices[0].pk}")
