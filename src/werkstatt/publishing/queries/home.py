"""What the town's front page is made of."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, Sum

from werkstatt.assessment.models import Point, VerdictTally
from werkstatt.assessment.queries.changes import Change, count_changes, newest_changes
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, ParticipationPhase, StateTally
from werkstatt.participation.queries import phases_of
from werkstatt.participation.queries.phase import Figures
from werkstatt.participation.rules import PhaseKind, PhaseStage
from werkstatt.publishing.queries.overview import newest_versions
from werkstatt.publishing.queries.versions import with_readable_bases
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import public_versions

SHOWN_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A contribution that changed the text, as a short thread. Verdicts with "deferred until", by point."""

    contribution: Contribution
    answered_at: datetime | None
    verdicts: tuple[tuple[str, date | None], ...]
    change: Change
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """The front page. ``version`` is the newest published text; None as long as there is nothing to read."""

    now: datetime
    version: Version | None
    versions: tuple[Version, ...]
    """All published versions of that strategy, oldest first."""
    strategies: int
    phases: tuple[ParticipationPhase, ...]
    """The phases of that strategy, oldest first."""
    figures: Figures
    figures_of_phase: dict[int, Figures] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    change_count: int = 0
    example: Example | None = None

    def phase(self, stage: PhaseStage) -> ParticipationPhase | None:
        """The open phase; the next one to come; the one that closed last."""
        found = [phase for phase in self.phases if phase.stage_at(self.now) is stage]
        if not found:
            return None
        return found[-1] if stage is PhaseStage.CLOSED else found[0]


def read_home(town: Municipality, *, now: datetime) -> Home:
    """Read the front page. Ten queries at most."""
    newest = newest_versions(town)
    phases = phases_of(town)
    main = _main(newest, phases, now)
    figures, of_phase = _figures(town)
    changes = newest_changes(town, SHOWN_CHANGES)
    versions = (
        with_readable_bases(public_versions(town).filter(strategy_id=main.strategy_id).order_by("number")[:100])
        if main
        else ()
    )
    return Home(
        now=now,
        version=next((version for version in versions if main and version.pk == main.pk), main),
        versions=versions,
        strategies=len(newest),
        phases=tuple(phase for phase in reversed(phases) if main and phase.strategy_id == main.strategy_id),
        figures=figures,
        figures_of_phase=of_phase,
        verdicts={
            row["verdict"]: row["sum"]
            for row in VerdictTally.objects.filter(municipality=town, phase__kind=PhaseKind.PUBLIC)
            .values("verdict")
            .annotate(sum=Sum("count"))
            if row["sum"] > 0
        },
        changes=tuple(changes),
        change_count=count_changes(town) if changes else 0,
        example=_example(town, changes, versions),
    )


def _main(newest: list[Version], phases: list[ParticipationPhase], now: datetime) -> Version | None:
    """The version the front page is about: the one under discussion, else the latest."""
    for phase in phases:
        if phase.stage_at(now) is PhaseStage.OPEN:
            return phase.version
    return newest[0] if newest else None


def _figures(town: Municipality) -> tuple[Figures, dict[int, Figures]]:
    """Contributions by state, in all and by phase. One query over a handful of kept counts."""
    everything: Counter[str] = Counter()
    of_phase: dict[int, dict[str, int]] = defaultdict(dict)
    tallies = StateTally.objects.filter(municipality=town, phase__kind=PhaseKind.PUBLIC)
    for phase, state, count in tallies.values_list("phase_id", "state", "count"):
        everything[state] += count
        of_phase[phase][state] = count
    return Figures(everything), {phase: Figures(counts) for phase, counts in of_phase.items()}


def _example(town: Municipality, changes: list[Change], versions: tuple[Version, ...]) -> Example | None:
    """The newest answered contribution behind the newest change."""
    if not changes:
        return None
    change = changes[0]
    row = (
        Contribution.objects.filter(municipality=town, number__in=change.numbers[:50], is_public=True)
        .select_related("reply", "suggestion")
        .order_by(F("reply__released_at").desc(nulls_last=True), "-number")
        .first()
    )
    if row is None:
        return None
    points = Point.objects.filter(contribution=row, assessment__isnull=False).order_by("position")
    reply = getattr(row, "reply", None)
    return Example(
        contribution=row,
        answered_at=reply.released_at if reply else None,
        verdicts=tuple(points.values_list("assessment__verdict", "assessment__deferred_until")[:50]),
        change=change,
        published_at=next((version.published_at for version in versions if version.pk == change.version_id), None),
    )
