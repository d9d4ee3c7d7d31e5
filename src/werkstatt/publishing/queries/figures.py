"""The figures of a phase: what came in, from where, when, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncDate

from werkstatt.assessment.models import Point, TextChange
from werkstatt.assessment.rules import ANSWERED, CHANGES_TEXT
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.participation.models import Contribution, ParticipationPhase, StateTally
from werkstatt.participation.rules import SHOWN, STUBS, VISIBLE, ContributionState
from werkstatt.publishing.models import PhaseFigures
from werkstatt.publishing.queries.phases import public_phase
from werkstatt.publishing.rules import COUNTED_UP_TO
from werkstatt.strategy.models import Section
from werkstatt.strategy.rules import Audience, VersionState

MOST_DAYS = 400
MOST_UNITS = 200
MOST_SECTIONS = 500


@dataclass(slots=True)
class Share:
    """Contributions of one sort. ``total`` = with text + ``stubs``; ``adopted``: with a point that changes the text."""

    total: int = 0
    stubs: int = 0
    answered: int = 0
    adopted: int = 0

    def add(self, other: Share) -> None:
        """Count the other sort too."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(slots=True)
class OfficeShare:
    """Points of one office: all, those with a released verdict, those that change the text."""

    points: int = 0
    judged: int = 0
    adopted: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that is counted of a phase. Only what everybody may know."""

    states: dict[str, int] = field(default_factory=dict)
    received: int = 0
    """Waiting to be looked at; not part of the total."""
    sections: dict[str, Share] = field(default_factory=dict)
    """By section id; empty: what is about the whole text."""
    channels: dict[str, Share] = field(default_factory=dict)
    days: list[tuple[str, int]] = field(default_factory=list)
    """Date (ISO) and how many came in, in order; days without any are left out."""
    units: dict[str, OfficeShare] = field(default_factory=dict)
    """By the office's key; empty: without an office."""
    verdicts: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    """Passages of published text that were changed because of it."""

    @property
    def total(self) -> int:
        """Contributions with text and explained stubs (invariant 3)."""
        return sum(self.states.values())

    @property
    def stubs(self) -> int:
        """Numbers with a reason instead of a text."""
        return sum(self.states.get(state, 0) for state in STUBS)

    @property
    def visible(self) -> int:
        """Contributions with text."""
        return sum(self.states.get(state, 0) for state in VISIBLE)

    @property
    def answered(self) -> int:
        """Contributions whose answer is released."""
        return sum(self.states.get(state, 0) for state in ANSWERED)

    @property
    def adopted(self) -> int:
        """Contributions with a point that changes the text."""
        return sum(share.adopted for share in self.channels.values())

    def as_data(self) -> dict[str, Any]:
        """In a form that can be kept as JSON."""
        return asdict(self)

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Counts:
        """The other way round."""
        return cls(
            states=data["states"],
            received=data["received"],
            sections={uid: Share(**share) for uid, share in data["sections"].items()},
            channels={name: Share(**share) for name, share in data["channels"].items()},
            days=[(day, count) for day, count in data["days"]],
            units={key: OfficeShare(**share) for key, share in data["units"].items()},
            verdicts=data["verdicts"],
            changed=data["changed"],
        )


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A chapter or, below it, a section with all that lies below. ``section`` None: about the whole text."""

    section: Section | None
    share: Share


@dataclass(frozen=True, slots=True)
class PhaseView:
    """The page of a phase."""

    phase: ParticipationPhase
    counts: Counts
    counted_at: datetime
    sections: tuple[SectionLine, ...]
    """Chapters and their direct sections in the order of the text, as far as anything was said about them."""
    units: tuple[tuple[Unit | None, OfficeShare], ...]
    """Offices with points, the one with the most points first."""


def read_phase(town: Municipality, key: int, now: datetime) -> PhaseView | None:
    """The page of a public phase; None if there is none. At most nine queries."""
    phase = public_phase(town, key)
    if phase is None:
        return None
    kept = PhaseFigures.objects.filter(phase=phase).first()
    counts = Counts.of_data(kept.data) if kept else count_phase(phase)
    sections = list(Section.objects.filter(version_id=phase.version_id).order_by("position")[:MOST_SECTIONS])
    return PhaseView(
        phase=phase,
        counts=counts,
        counted_at=kept.made_at if kept else now,
        sections=tuple(_section_lines(sections, counts)),
        units=tuple(_unit_lines(town, counts)),
    )


def count_phase(phase: ParticipationPhase) -> Counts:
    """Count everything anew. Five queries over the contributions of the phase, each grouped by the database."""
    public = Contribution.objects.filter(municipality_id=phase.municipality_id, phase=phase, is_public=True).order_by()
    states: dict[str, int] = defaultdict(int)
    sections: dict[str, Share] = defaultdict(Share)
    channels: dict[str, Share] = defaultdict(Share)
    received = 0
    for uid, channel, state, count in public.values_list("section_uid", "channel", "state").annotate(n=Count("pk")):
        if state == ContributionState.RECEIVED:
            received += count
        if state not in SHOWN:
            continue
        states[state] += count
        share = Share(count, count if state in STUBS else 0, count if state in ANSWERED else 0)
        sections[uid].add(share)
        channels[channel].add(share)
    adopting = Point.objects.filter(contribution=OuterRef("pk"), assessment__verdict__in=CHANGES_TEXT)
    adopted = public.filter(Exists(adopting), state__in=ANSWERED).values_list("section_uid", "channel")
    for uid, channel, count in adopted.annotate(n=Count("pk")):
        sections[uid].adopted += count
        channels[channel].adopted += count
    units, verdicts = _points(phase)
    return Counts(
        states=dict(states),
        received=received,
        sections=dict(sections),
        channels=dict(channels),
        days=_days(phase),
        units=units,
        verdicts=verdicts,
        changed=_changed(phase),
    )


def _days(phase: ParticipationPhase) -> list[tuple[str, int]]:
    shown = Contribution.objects.filter(
        municipality_id=phase.municipality_id, phase=phase, is_public=True, state__in=SHOWN
    ).order_by()
    days = shown.annotate(day=TruncDate("received_at")).values_list("day").annotate(n=Count("pk")).order_by("day")
    return [(day.isoformat(), count) for day, count in days]


def _points(phase: ParticipationPhase) -> tuple[dict[str, OfficeShare], dict[str, int]]:
    units: dict[str, OfficeShare] = defaultdict(OfficeShare)
    verdicts: dict[str, int] = defaultdict(int)
    rows = (
        Point.objects.filter(contribution__phase=phase, contribution__is_public=True, contribution__state__in=VISIBLE)
        .order_by()
        .values_list("unit_id", "contribution__state", "assessment__verdict")
        .annotate(n=Count("pk"))
    )
    for unit, state, verdict, count in rows:
        share = units[str(unit or "")]
        share.points += count
        if verdict and state in ANSWERED:
            share.judged += count
            share.adopted += count if verdict in CHANGES_TEXT else 0
            verdicts[verdict] += count
    return dict(units), dict(verdicts)


def _changed(phase: ParticipationPhase) -> int:
    rows = TextChange.points.through.objects.filter(
        point__contribution__phase=phase,
        point__contribution__state__in=ANSWERED,
        point__contribution__is_public=True,
        textchange__version__audience=Audience.PUBLIC,
    ).exclude(textchange__version__state=VersionState.DRAFT)
    return rows.order_by().values("textchange_id").distinct().count()


def large_phases() -> list[ParticipationPhase]:
    """Phases whose figures are kept instead of being counted for every reader."""
    counts: dict[int, int] = defaultdict(int)
    for phase, count in StateTally.objects.values_list("phase_id", "count"):
        counts[phase] += count
    keys = [key for key, count in counts.items() if count > COUNTED_UP_TO]
    return list(ParticipationPhase.objects.filter(pk__in=keys).order_by("pk"))


def _section_lines(sections: Iterable[Section], counts: Counts) -> list[SectionLine]:
    rows = list(sections)
    of_number = {row.number: Share() for row in rows}
    known = {row.uid for row in rows}
    for row in rows:
        number = row.number
        while number:
            if row.uid in counts.sections and number in of_number:
                of_number[number].add(counts.sections[row.uid])
            number = number.rpartition(".")[0]
    lines = [SectionLine(row, of_number[row.number]) for row in rows if row.depth <= 2 and of_number[row.number].total]
    whole = Share()
    for uid, share in counts.sections.items():
        if uid not in known:
            whole.add(share)
    return [SectionLine(None, whole), *lines] if whole.total else lines


def _unit_lines(town: Municipality, counts: Counts) -> list[tuple[Unit | None, OfficeShare]]:
    units = {str(unit.pk): unit for unit in Unit.objects.filter(municipality=town)[:MOST_UNITS]}
    lines = [(units.get(key), share) for key, share in counts.units.items()]
    return sorted(lines, key=lambda line: -line[1].points)


def day_of(text: str) -> date:
    """The day of ``Counts.days``."""
    return date.fromisoformat(text)
