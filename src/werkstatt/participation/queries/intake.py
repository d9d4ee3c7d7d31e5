"""Reads about noting down: phases one can note for, what was noted last, tables and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, IntakeTable, ParticipationPhase
from werkstatt.participation.rules import Channel, ContributionState, IntakeState, PhaseKind
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.text.sentences import sentences

_CHUNK = 400
MOST_TEXTS = 2_000
"""Texts that are compared with what came in before. Beyond, only the table itself is searched for repetitions."""


def phases_to_record(town: Municipality, now: datetime) -> list[ParticipationPhase]:
    """The phases that have begun: those for everybody, then internal ones, each the newest first.

    What is noted belongs to one of them. In the council's phases only the groups speak, each for itself.
    """
    begun = ParticipationPhase.objects.filter(municipality=town, opens_at__lte=now).exclude(kind=PhaseKind.COUNCIL)
    newest = begun.select_related("version__strategy", "strategy").order_by("-opens_at")[:30]
    return sorted(newest, key=lambda phase: phase.kind != PhaseKind.PUBLIC)


def last_recorded(town: Municipality, user: Any, most: int = 8) -> list[Contribution]:
    """What this person noted down by hand, the last first."""
    noted = Contribution.objects.filter(municipality=town, recorded_by=user, batch=None).exclude(channel=Channel.WEB)
    return list(noted.select_related("suggestion", "phase").order_by("-number")[:most])


@dataclass(frozen=True, slots=True)
class PassageChoice:
    """A paragraph one can choose, with its sentences as pairs of value and words."""

    value: str
    words: str
    sentences: tuple[tuple[str, str], ...]


def passages_to_choose(version: Version, section: Section) -> list[PassageChoice]:
    """The paragraphs of a section with their sentences, as a form offers them. One query."""
    blocks = Block.objects.filter(version=version, section__uid=section.uid).order_by("position")[:200]
    return [
        PassageChoice(
            f"{block.uid}:0-{len(block.text)}",
            block.text,
            tuple(
                (f"{block.uid}:{start}-{end}", block.text[start:end])
                for start, end in sentences(block.text)
                if end - start < len(block.text)
            ),
        )
        for block in blocks
        if block.text.strip()
    ]


def tables_of(town: Municipality, most: int = 20) -> list[IntakeTable]:
    """The town's tables, the last first, without their rows."""
    tables = IntakeTable.objects.filter(municipality=town).select_related("phase", "created_by")
    return list(tables.defer("rows", "sheets", "header", "mapping", "defaults", "notices")[:most])


def find_table(town: Municipality, token: str) -> IntakeTable | None:
    """The town's table with this token, with its phase and version."""
    return (
        IntakeTable.objects.filter(municipality=town, token=token)
        .select_related("phase__version__strategy", "municipality", "created_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in with a table: first and last number, how many, how many of them late or withdrawn since."""

    first: int
    last: int
    count: int
    late: int
    withdrawn: int


def imported_by(table: IntakeTable) -> Imported:
    """The numbers that a table got. One query."""
    row = Contribution.objects.filter(batch=table).aggregate(
        first=Min("number"),
        last=Max("number"),
        count=Count("pk"),
        late=Count("pk", filter=Q(is_late=True)),
        withdrawn=Count("pk", filter=Q(state=ContributionState.WITHDRAWN)),
    )
    return Imported(**{name: value or 0 for name, value in row.items()})


def numbers_by_ref(phase: ParticipationPhase, refs: Sequence[str]) -> dict[str, int]:
    """Which of these numbers of tables came into the phase before, and as what."""
    found: dict[str, int] = {}
    for some in _chunks(refs):
        found.update(Contribution.objects.filter(phase=phase, source_ref__in=some).values_list("source_ref", "number"))
    return found


def numbers_by_text(phase: ParticipationPhase, texts: Sequence[str]) -> dict[str, int]:
    """Which of these texts were said in the phase before, word for word, and as what."""
    found: dict[str, int] = {}
    for some in _chunks(list(dict.fromkeys(texts))[:MOST_TEXTS]):
        found.update(Contribution.objects.filter(phase=phase, text__in=some).values_list("text", "number"))
    return found


def open_tables(town: Municipality) -> int:
    """How many tables were uploaded and neither taken in nor thrown away."""
    return IntakeTable.objects.filter(municipality=town, state=IntakeState.PREVIEW).count()


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[i : i + _CHUNK] for i in range(0, len(values), _CHUNK))
