"""What the mails to contributors tell: read for many people at once, a fixed number of queries however many they are.

Only what is public is in here: verdicts of released answers, text of versions that everybody may read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from werkstatt.assessment.models import Point, Reply, TextChange
from werkstatt.assessment.rules import Verdict
from werkstatt.communication.sentences import SentenceChange, changed_sentences
from werkstatt.participation.models import Contribution, Objection
from werkstatt.participation.rules import ContributionState, ObjectionState
from werkstatt.strategy.rules import Audience, VersionState

RELEASED = frozenset({ContributionState.ANSWERED, ContributionState.CLOSED})
MOST_POINTS = 12
"""Of one contribution in one mail; the page has them all."""
MOST_SENTENCES = 2
"""Changed sentences shown for a point."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that was changed because of a point. ``more``: how many others of the same paragraph changed."""

    where: str
    sentence: SentenceChange


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """What became of a point, and why. ``position`` is 0 where there is only one."""

    position: int
    title: str
    verdict: str
    reason: str
    deferred_until: date | None
    change_pending: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A contribution and what became of it."""

    contribution: Contribution
    points: tuple[PointAnswer, ...]
    more_points: int
    reply: str
    objection: Objection | None
    merged_into: int | None
    """The number of the contribution it is answered with."""

    @property
    def is_answered(self) -> bool:
        """Whether the answer is public."""
        return self.contribution.state in RELEASED


def stories_of(contribution_ids: Iterable[int]) -> dict[int, Story]:
    """What became of these contributions, by key. Five queries."""
    keys = set(contribution_ids)
    contributions = {
        row.pk: row
        for row in Contribution.objects.filter(pk__in=keys).select_related("phase", "suggestion", "merged_into")
    }
    released = [key for key, row in contributions.items() if row.state in RELEASED]
    points: dict[int, list[Point]] = defaultdict(list)
    for point in Point.objects.filter(contribution__in=released).select_related("assessment").order_by("position"):
        points[point.contribution_id].append(point)
    replies = dict(Reply.objects.filter(contribution__in=released).values_list("contribution_id", "text"))
    changes = _changes(released)
    objections = {
        row.contribution_id: row
        for row in Objection.objects.filter(contribution__in=keys)
        .exclude(state=ObjectionState.OPEN)
        .order_by("answered_at")
    }
    return {
        key: Story(
            contribution=row,
            points=tuple(_answer(point, len(points[key]), changes[point.pk]) for point in points[key][:MOST_POINTS]),
            more_points=max(len(points[key]) - MOST_POINTS, 0),
            reply=replies.get(key, ""),
            objection=objections.get(key),
            merged_into=row.merged_into.number if row.merged_into else None,
        )
        for key, row in contributions.items()
    }


def _changes(contributions: list[int]) -> dict[int, list[TextChange]]:
    """Changes of text that everybody may read, by point."""
    rows = (
        TextChange.points.through.objects.filter(
            point__contribution__in=contributions, textchange__version__audience=Audience.PUBLIC
        )
        .exclude(textchange__version__state=VersionState.DRAFT)
        .select_related("textchange")
        .order_by("textchange__version_id", "textchange_id")
    )
    found: dict[int, list[TextChange]] = defaultdict(list)
    for row in rows:
        found[row.point_id].append(row.textchange)
    return found


def _answer(point: Point, count: int, changes: list[TextChange]) -> PointAnswer:
    assessment = getattr(point, "assessment", None)
    return PointAnswer(
        position=point.position if count > 1 else 0,
        title=point.title,
        verdict=str(Verdict(assessment.verdict).label) if assessment else "",
        reason=assessment.reason if assessment else "",
        deferred_until=assessment.deferred_until if assessment else None,
        change_pending=assessment.change_pending if assessment else False,
        passages=tuple(
            Passage(change.section_label, sentence)
            for change in changes[:3]
            for sentence in changed_sentences(change.before, change.after)[:MOST_SENTENCES]
        ),
    )
