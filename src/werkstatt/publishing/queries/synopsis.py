"""Everything that was said in a phase and what became of it, entry by entry, for files of any size.

Nothing personal is in here at all: of a person only the alias that stands in public. For the public there is no verdict
before the answer is released, no word of what was withheld or withdrawn, and nothing of a draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from werkstatt.assessment.models import Point, Reply, TextChange
from werkstatt.assessment.rules import ANSWERED
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import SHOWN, VISIBLE, ContributionState
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.rules import Audience, VersionState

PORTION = 250
"""Contributions read at once."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A passage that was changed because of a point. ``is_draft``: nobody outside can read it yet."""

    version_number: int
    section: str
    before: str
    after: str
    is_draft: bool


@dataclass(frozen=True, slots=True)
class PointEntry:
    """A point. ``verdict`` is empty as long as there is none that the reader may know."""

    position: int
    kind: str
    title: str
    unit: str
    verdict: str = ""
    reason: str = ""
    deferred_until: date | None = None
    is_released: bool = False
    change_pending: bool = False
    changes: tuple[ChangeEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A contribution. For a stub (``is_stub``) only number, place, dates and the reason."""

    number: int
    state: str
    is_stub: bool
    stub_reason: str
    conduct_rule: str
    merged_into: int | None
    kind: str
    section_uid: str
    section: str
    quote: str
    text: str
    replacement: str | None
    """The proposed wording; None where none is proposed; empty: strike the passage."""
    alias: str
    channel: str
    event: str
    received_at: datetime
    is_late: bool
    version_number: int
    support_count: int
    points: tuple[PointEntry, ...]
    reply: str
    replied_at: datetime | None

    @property
    def is_answered(self) -> bool:
        """Whether the answer is public."""
        return self.state in ANSWERED


def keys_by_number(phase: ParticipationPhase, *, is_internal: bool) -> list[int]:
    """The keys of everything that the reader may know of, by number."""
    return list(_known(phase, is_internal).order_by("number").values_list("pk", flat=True))


def keys_by_place(phase: ParticipationPhase, *, is_internal: bool) -> list[tuple[Section | None, list[int]]]:
    """The same in the order of the text: first what is about the whole of it, then each section. Three queries."""
    sections = {row.uid: row for row in Section.objects.filter(version_id=phase.version_id)}
    blocks = dict(Block.objects.filter(version_id=phase.version_id).values_list("uid", "position"))
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    rows = _known(phase, is_internal).values_list("pk", "number", "section_uid", "block_uid")
    for key, number, section, block in rows.iterator(chunk_size=5_000):
        found[section if section in sections else ""].append((blocks.get(block, -1), number, key))
    order = sorted(found, key=lambda uid: sections[uid].position if uid else -1)
    return [(sections.get(uid), [key for _block, _number, key in sorted(found[uid])]) for uid in order]


def read_entries(keys: Sequence[int], *, is_internal: bool) -> Iterator[Entry]:
    """The contributions with these keys, in this order, read in portions of four queries each."""
    for begin in range(0, len(keys), PORTION):
        yield from _portion(keys[begin : begin + PORTION], is_internal)


def _known(phase: ParticipationPhase, is_internal: bool) -> QuerySet[Contribution]:
    found = Contribution.objects.filter(municipality_id=phase.municipality_id, phase=phase)
    return found if is_internal else found.filter(state__in=SHOWN, is_public=True)


# Named rows instead of model instances: making instances costs more than everything else together.

_FIELDS = (
    "pk", "number", "state", "state_reason", "conduct_rule", "merged_into__number", "kind", "section_uid",
    "section_label", "suggestion__quote", "suggestion__replacement", "anchor", "text", "alias", "channel", "event_name",
    "received_at", "is_late", "version__number", "support_count",
)  # fmt: skip
_POINT_FIELDS = (
    "pk", "contribution_id", "contribution__state", "position", "kind", "title", "unit__name", "assessment__verdict",
    "assessment__reason", "assessment__deferred_until", "assessment__change_pending",
)  # fmt: skip


def _portion(keys: Sequence[int], is_internal: bool) -> Iterator[Entry]:
    # What has been hidden since the keys were read is not shown any more.
    known = Contribution.objects.filter(pk__in=keys)
    if not is_internal:
        known = known.filter(state__in=SHOWN, is_public=True)
    rows = {row.pk: row for row in known.values_list(*_FIELDS, named=True)}
    points = _points([row.pk for row in rows.values() if _is_readable(row.state, is_internal)], is_internal)
    answered = [row.pk for row in rows.values() if row.state in ANSWERED]
    found = Reply.objects.filter(contribution_id__in=answered).values_list("contribution_id", "text", "released_at")
    replies = {key: (text, released_at) for key, text, released_at in found}
    for key in keys:
        if key in rows:
            yield _entry(rows[key], tuple(points[key]), replies.get(key, ("", None)), is_internal)


def _is_readable(state: str, is_internal: bool) -> bool:
    return state in VISIBLE or (is_internal and state == ContributionState.RECEIVED)


def _entry(row: Any, points: tuple[PointEntry, ...], reply: tuple[str, datetime | None], is_internal: bool) -> Entry:
    readable = _is_readable(row.state, is_internal)
    quote = (row.anchor or {}).get("quote", "") if row.suggestion__quote is None else row.suggestion__quote
    return Entry(
        number=row.number,
        state=row.state,
        is_stub=not readable,
        stub_reason="" if readable else row.state_reason,
        conduct_rule="" if readable else row.conduct_rule,
        merged_into=row.merged_into__number,
        kind=row.kind,
        section_uid=row.section_uid,
        section=row.section_label,
        quote=quote if readable else "",
        text=row.text if readable else "",
        replacement=row.suggestion__replacement if readable else None,
        alias=row.alias if readable else "",
        channel=row.channel,
        event=row.event_name,
        received_at=row.received_at,
        is_late=row.is_late,
        version_number=row.version__number,
        support_count=row.support_count,
        points=points,
        reply=reply[0],
        replied_at=reply[1],
    )


def _points(keys: list[int], is_internal: bool) -> dict[int, list[PointEntry]]:
    found: dict[int, list[PointEntry]] = defaultdict(list)
    if not keys:
        return found
    rows = list(
        Point.objects.filter(contribution_id__in=keys)
        .order_by("contribution_id", "position")
        .values_list(*_POINT_FIELDS, named=True)
    )
    known = [row.pk for row in rows if is_internal or row.contribution__state in ANSWERED]
    changes = _changes(known, is_internal)
    for row in rows:
        released = row.contribution__state in ANSWERED
        unit = row.unit__name or ""
        point = PointEntry(row.position, row.kind, row.title, unit)
        if row.assessment__verdict is not None and (released or is_internal):
            point = PointEntry(
                row.position,
                row.kind,
                row.title,
                unit,
                verdict=row.assessment__verdict,
                reason=row.assessment__reason,
                deferred_until=row.assessment__deferred_until,
                is_released=released,
                change_pending=row.assessment__change_pending,
                changes=tuple(changes.get(row.pk, ())),
            )
        found[row.contribution_id].append(point)
    return found


def _changes(points: list[int], is_internal: bool) -> dict[int, list[ChangeEntry]]:
    found: dict[int, list[ChangeEntry]] = defaultdict(list)
    if not points:
        return found
    rows = TextChange.points.through.objects.filter(point_id__in=points)
    if not is_internal:
        rows = rows.filter(textchange__version__audience=Audience.PUBLIC).exclude(
            textchange__version__state=VersionState.DRAFT
        )
    fields = ("point_id", "textchange__version__number", "textchange__version__state", "textchange__section_label")
    words = ("textchange__before", "textchange__after")
    for point, number, state, section, before, after in rows.order_by(
        "textchange__version__number", "textchange_id"
    ).values_list(*fields, *words):
        found[point].append(ChangeEntry(number, section, before, after, state == VersionState.DRAFT))
    return found
