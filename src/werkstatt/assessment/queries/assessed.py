"""Tells the contexts below which contributions have a verdict, without them knowing what one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from werkstatt.assessment.models import Assessment
from werkstatt.assessment.rules import ANSWERED
from werkstatt.core.slots import fills
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries.kinship import ANSWERS


@fills("assessed_numbers")
def assessed_numbers(contributions: Sequence[Contribution]) -> set[int]:
    """The numbers of those of these contributions with a verdict on at least one point. One query."""
    assessed = Assessment.objects.filter(point__contribution__in=contributions)
    return set(assessed.values_list("point__contribution__number", flat=True))


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """What became of a contribution's first point: the verdict's code, until when it is deferred, and the reason."""

    verdict: str
    until: date | None
    reason: str


@fills(ANSWERS)
def short_answers(contributions: Sequence[Contribution]) -> dict[int, ShortAnswer]:
    """The released answers to these contributions, by their keys. One query."""
    given = Assessment.objects.filter(point__contribution__in=contributions, point__contribution__state__in=ANSWERED)
    rows = given.order_by("-point__position").values_list("point__contribution", "verdict", "deferred_until", "reason")
    # The first point is met last, and stays.
    return {key: ShortAnswer(verdict, until, reason) for key, verdict, until, reason in rows}
