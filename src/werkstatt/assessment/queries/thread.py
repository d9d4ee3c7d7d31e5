"""The thread of a contribution: said → points → verdict and reason → the text before and after → where it stands.

What is not public yet is not in here at all: no verdict before the answer is released, no word of a draft, no point
of a contribution whose text was withheld.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from werkstatt.assessment.models import Point, Reply, TextChange
from werkstatt.assessment.queries.changes import RELEASED
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.rules import PlacementStatus
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.rules import Audience, is_public

MOST_MERGED = 200
"""Numbers of merged contributions named on one page."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a point, and why."""

    code: str
    reason: str
    given_at: datetime
    deferred_until: date | None
    change_pending: bool


@dataclass(frozen=True, slots=True)
class TextKnot:
    """A block that was changed because of a point, in a published version.

    ``section_number`` says where the block stands there now; it is empty when the block was struck.
    """

    strategy_slug: str
    version_number: int
    base_number: int | None
    published_at: datetime
    section_label: str
    section_number: str
    section_uid: str
    block_uid: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Strand:
    """One point and its way. ``verdict`` is None until the answer is released.

    ``coming`` says that the text has been changed for the next version, which is not public yet.
    """

    position: int
    title: str
    kind: str
    kind_label: str
    start: int | None
    end: int | None
    unit: str
    due_on: date | None
    created_at: datetime
    verdict: Verdict | None
    changes: tuple[TextKnot, ...]
    coming: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the remark stands in a later version. ``section_number`` is empty where it has no place there."""

    strategy_slug: str
    version_number: int
    status: str
    section_number: str
    section_title: str
    block_uid: str


@dataclass(frozen=True, slots=True)
class ContributionThread:
    """Everything public about a contribution."""

    contribution: Contribution
    strands: tuple[Strand, ...]
    reply: str
    answered_at: datetime | None
    merged: tuple[int, ...]
    merged_count: int
    stands: tuple[Stand, ...]

    @property
    def is_answered(self) -> bool:
        """Whether the answer is public."""
        return self.contribution.state in RELEASED


def thread_of(contribution: Contribution) -> ContributionThread:
    """The thread of a contribution. At most six queries, however long it is."""
    visible = contribution.is_visible
    points = _points(contribution) if visible else []
    released = contribution.state in RELEASED
    changes = list(_changes(contribution)) if released else []
    placements = _later_placements(contribution) if visible else []
    sections = _sections_of(
        {(change.version_id, change.block_uid) for _point, change in changes}
        | {(place.version_id, place.block_uid) for place in placements if place.block_uid}
    )
    of_point: dict[int, list[TextChange]] = defaultdict(list)
    for point_id, change in changes:
        of_point[point_id].append(change)
    reply = Reply.objects.filter(contribution=contribution).first() if released else None
    merged = list(_merged_into(contribution).order_by("number").values_list("number", flat=True)[: MOST_MERGED + 1])
    return ContributionThread(
        contribution=contribution,
        strands=tuple(_strand(point, released, of_point[point.pk], sections) for point in points),
        reply=reply.text if reply else "",
        answered_at=reply.released_at if reply else None,
        merged=tuple(merged[:MOST_MERGED]),
        merged_count=len(merged),
        stands=tuple(_stand(place, sections) for place in placements),
    )


def _merged_into(contribution: Contribution) -> QuerySet[Contribution]:
    """What is answered together with it; beside a public contribution only what is public."""
    found = Contribution.objects.filter(merged_into=contribution)
    return found.filter(is_public=True) if contribution.is_public else found


def _points(contribution: Contribution) -> list[Point]:
    return list(
        Point.objects.filter(contribution=contribution).select_related("assessment", "unit").order_by("position")[:100]
    )


def _changes(contribution: Contribution) -> list[tuple[int, TextChange]]:
    """Each change with the point behind it, oldest version first; also those that still wait in a draft."""
    through = TextChange.points.through
    rows = (
        through.objects.filter(point__contribution=contribution)
        .select_related("textchange__version__strategy", "textchange__version__base")
        .order_by("textchange__version__number", "textchange_id")[:200]
    )
    return [(row.point_id, row.textchange) for row in rows]


def _later_placements(contribution: Contribution) -> list[Placement]:
    """Its places in versions after the one it was made on, newest first."""
    return list(
        Placement.objects.filter(contribution=contribution)
        .exclude(status=PlacementStatus.ORIGINAL)
        .exclude(version_id=contribution.version_id)
        .filter(version__audience=Audience.PUBLIC)
        .select_related("version__strategy")
        .order_by("-version__number")[:20]
    )


_Sections = dict[tuple[int, str], tuple[str, str, str]]
"""Number, title and id of the section that a block stands in, by version and block id."""


def _sections_of(places: set[tuple[int, str]]) -> _Sections:
    if not places:
        return {}
    rows = Block.objects.filter(
        version_id__in={version for version, _uid in places}, uid__in={uid for _version, uid in places}
    ).values_list("version_id", "uid", "section__number", "section__title", "section__uid")
    return {(version, uid): (number, title, section) for version, uid, number, title, section in rows}


def _strand(point: Point, released: bool, changes: list[TextChange], sections: _Sections) -> Strand:
    assessment = getattr(point, "assessment", None) if released else None
    public = [change for change in changes if _is_open_to_all(change.version)]
    return Strand(
        position=point.position,
        title=point.title,
        kind=point.kind,
        kind_label=point.get_kind_display(),
        start=point.start,
        end=point.end,
        unit=point.unit.name if point.unit else "",
        due_on=point.due_on,
        created_at=point.created_at,
        verdict=Verdict(
            assessment.verdict,
            assessment.reason,
            assessment.assessed_at,
            assessment.deferred_until,
            assessment.change_pending,
        )
        if assessment
        else None,
        changes=tuple(_knot(change, sections) for change in public),
        coming=len(public) < len(changes),
    )


def _is_open_to_all(version: Version) -> bool:
    return is_public(version.state) and version.audience == Audience.PUBLIC


def _knot(change: TextChange, sections: _Sections) -> TextKnot:
    number, title, section_uid = sections.get((change.version_id, change.block_uid), ("", "", change.section_uid))
    version = change.version
    assert version.published_at is not None  # noqa: S101 - the database demands it of every published version
    return TextKnot(
        strategy_slug=version.strategy.slug,
        version_number=version.number,
        base_number=version.base.number if version.base and _is_open_to_all(version.base) else None,
        published_at=version.published_at,
        section_label=f"{number} {title}" if number else change.section_label,
        section_number=number,
        section_uid=section_uid,
        block_uid=change.block_uid,
        before=change.before,
        after=change.after,
    )


def _stand(place: Placement, sections: _Sections) -> Stand:
    number, title, _section = sections.get((place.version_id, place.block_uid), ("", "", ""))
    return Stand(
        strategy_slug=place.version.strategy.slug,
        version_number=place.version.number,
        status=place.status,
        section_number=number,
        section_title=title,
        block_uid=place.block_uid,
    )
