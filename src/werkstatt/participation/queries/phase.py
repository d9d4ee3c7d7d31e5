"""Phases and their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase, StateTally
from werkstatt.participation.rules import SHOWN, STUBS, VISIBLE, ContributionState, PhaseKind, PhaseStage
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import readable_versions, released_versions
from werkstatt.strategy.rules import Audience


def phases_of(town: Municipality) -> list[ParticipationPhase]:
    """The town's phases for everybody, with strategy and version, newest first. What staff see says ``phases_for``."""
    return list(
        ParticipationPhase.objects.filter(municipality=town, kind=PhaseKind.PUBLIC, version__audience=Audience.PUBLIC)
        .select_related("strategy", "version", "version__strategy")
        .order_by("-opens_at")[:50]
    )


def phases_for(town: Municipality, user: Any) -> list[ParticipationPhase]:
    """The town's phases on texts that this person may read, newest first."""
    readable = readable_versions(town, user).order_by().values("pk")
    return list(
        ParticipationPhase.objects.filter(municipality=town, version__in=readable)
        .select_related("strategy", "version", "version__strategy")
        .order_by("-opens_at")[:50]
    )


def phases_to_take_part(town: Municipality, user: Any, now: datetime) -> list[ParticipationPhase]:
    """The phases that are open to this person now, the one that ends first in front."""
    running = [phase for phase in phases_for(town, user) if phase.stage_at(now) is PhaseStage.OPEN]
    mine = [phase for phase in running if user.has_perm("participation.take_part", phase)]
    return sorted(mine, key=lambda phase: phase.closes_at)


def open_phase_of(version: Version, now: datetime) -> ParticipationPhase | None:
    """The phase in which people can contribute to this version at ``now``."""
    return (
        ParticipationPhase.objects.filter(version=version, opens_at__lte=now, closes_at__gt=now)
        .select_related("version", "strategy")
        .first()
    )


class Figures:
    """Contributions by state, with the sums people ask for."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self._counts = dict(counts or {})

    def __getitem__(self, state: str) -> int:
        # Strict about the name: a template that asks for ``figures.shown`` looks here before it looks for attributes.
        if state not in ContributionState.values:
            raise KeyError(state)
        return self._counts.get(state, 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figures) and all(self[state] == other[state] for state in ContributionState)

    __hash__ = None  # type: ignore[assignment]

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
    """How many public contributions of the town (or of one phase) are in which state. Reads a handful of rows.

    Internal contributions and motions of council groups have phases of their own; they do not count here.
    """
    rows = StateTally.objects.filter(municipality=town, phase__kind=PhaseKind.PUBLIC)
    if phase is not None:
        rows = rows.filter(phase=phase)
    sums = rows.values("state").annotate(sum=Sum("count"))
    return Figures({row["state"]: row["sum"] for row in sums})


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase with what has come in, as the staff's list shows it."""

    phase: ParticipationPhase
    stage: PhaseStage
    figures: Figures


def phase_lines(town: Municipality, user: Any, now: datetime) -> list[PhaseLine]:
    """The phases on texts that this person may read, with their figures, newest first. Two queries."""
    phases = phases_for(town, user)
    counts: dict[int, dict[str, int]] = {phase.pk: {} for phase in phases}
    for row in StateTally.objects.filter(phase__in=phases):
        counts[row.phase_id][row.state] = row.count
    return [PhaseLine(phase, phase.stage_at(now), Figures(counts[phase.pk])) for phase in phases]


def running_phases(town: Municipality, user: Any, now: datetime) -> list[ParticipationPhase]:
    """The open phases on texts that this person may read, the one that ends first in front."""
    readable = readable_versions(town, user).order_by().values("pk")
    open_now = ParticipationPhase.objects.filter(
        municipality=town, opens_at__lte=now, closes_at__gt=now, version__in=readable
    )
    return list(open_now.order_by("closes_at")[:5])


def versions_to_open(town: Municipality) -> list[Version]:
    """The versions that a phase can be opened for: of each strategy the newest one, and the newest public one.

    For those who run the process.
    """
    newest: dict[tuple[int, bool], Version] = {}
    for version in released_versions(town).order_by("-number")[:200]:
        is_public = version.audience == Audience.PUBLIC
        if is_public or (version.strategy_id, True) not in newest:
            newest.setdefault((version.strategy_id, is_public), version)
    return list(newest.values())


def find_version_for_phase(town: Municipality, key: int) -> Version | None:
    """The town's version with this key, with its strategy."""
    return Version.objects.filter(municipality=town, pk=key).select_related("strategy").first()
