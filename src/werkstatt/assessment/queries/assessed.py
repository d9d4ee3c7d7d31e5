"""Tells the contexts below which contributions have a verdict, without them knowing what one is."""

from __future__ import annotations

from collections.abc import Sequence

from werkstatt.assessment.models import Assessment
from werkstatt.core.slots import fills
from werkstatt.participation.models import Contribution


@fills("assessed_numbers")
def assessed_numbers(contributions: Sequence[Contribution]) -> set[int]:
    """The numbers of those of these contributions with a verdict on at least one point. One query."""
    assessed = Assessment.objects.filter(point__contribution__in=contributions)
    return set(assessed.values_list("point__contribution__number", flat=True))
