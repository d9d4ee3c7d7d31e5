"""Phases and their figures."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Sum

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase, StateTally
from werkstatt.participation.rules import SHOWN, STUBS, VISIBLE, ContributionState
from werkstatt.strategy.models import Version


def phases_of(town: Municipality) -> list[ParticipationPhase]:
    """The town's phases with strategy and version, newest first."""
    return list(
        ParticipationPhase.objects.filter(municipality=town)
        .select_related("strategy", "version", "version__strategy")
        .order_by("-opens_at")[:50]
    )


def open_phase_of(version: Version, now: datetime) -> ParticipationPhase | None:
    """The phase in which people can contribute to this version at ``now``."""
    return (
        ParticipationPhase.objects.filter(version=version, opens_at__lte=now, closes_at__gt=now)
        .select_related("version", "strategy")
        .first()
    )


class Figures(Counter[str]):
    """Contributions by state, with the sums people ask for."""

    @property
    def shown(self) -> int:
        """Visible contributions and explained stubs: what the total shows."""
        return sum(self[state] for state in SHOWN)

    @property
    def visible(self) -> int:
        """Contributions with readable text."""
        return sum(self[state] for state in VISIBLE)

    @property
    def stubs(self) -> int:
        """Numbers with a reason instead of a text."""
        return sum(self[state] for state in STUBS)

    @property
    def answered(self) -> int:
        """Contributions whose every point has a verdict with a reason."""
        return self[ContributionState.ANSWERED] + self[ContributionState.CLOSED]


def figures_of(town: Municipality, phase: ParticipationPhase | None = None) -> Figures:
    """How many contributions of the town (or of one phase) are in which state. Reads a handful of rows."""
    rows = StateTally.objects.filter(municipality=town)
    if phase is not None:
        rows = rows.filter(phase=phase)
    sums = rows.values("state").annotate(sum=Sum("count"))
    return Figures({row["state"]: row["sum"] for row in sums})
