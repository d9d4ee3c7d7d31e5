"""What staff see of opinion maps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, Sum

from werkstatt.opinions.models import OpinionMap, Statement, VoteImport
from werkstatt.opinions.queries.statements import Twin, twins_among
from werkstatt.opinions.rules import StatementState
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.queries import phases_for
from werkstatt.participation.rules import PhaseKind, PhaseStage
from werkstatt.strategy.rules import Audience

WAITING_SHOWN = 20
"""Proposals on one page: who has decided about them gets the next ones."""


@dataclass(frozen=True, slots=True)
class MapLine:
    """A map with its figures, as the list shows it."""

    opinion_map: OpinionMap
    stage: PhaseStage
    asked: int
    waiting: int
    votes: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The town's maps, and the phases that could have one."""

    lines: list[MapLine]
    phases: list[ParticipationPhase]


def read_desk(town: Municipality, user: Any, now: datetime) -> Desk:
    """The maps of the town, newest phase first. Two queries."""
    phases = [each for each in phases_for(town, user) if each.kind == PhaseKind.PUBLIC]
    maps = {each.phase_id: each for each in _with_figures(town)}
    lines = []
    for phase in phases:
        if (found := maps.get(phase.pk)) is not None:
            found.phase = phase
            lines.append(MapLine(found, phase.stage_at(now), found.asked, found.waiting, found.votes))  # type: ignore[attr-defined]
    without = [each for each in phases if each.pk not in maps and each.version.audience == Audience.PUBLIC]
    return Desk(lines, [each for each in without if each.stage_at(now) is not PhaseStage.CLOSED])


def _with_figures(town: Municipality) -> list[OpinionMap]:
    said = F("statements__agree_count") + F("statements__disagree_count") + F("statements__pass_count")
    return list(
        OpinionMap.objects.filter(municipality=town).annotate(
            asked=Count("statements", filter=Q(statements__state=StatementState.PUBLISHED)),
            waiting=Count("statements", filter=Q(statements__state=StatementState.PROPOSED)),
            votes=Sum(said, default=0),
        )
    )


def count_waiting_statements(town: Municipality) -> int:
    """Proposals that nobody has looked at yet. One query."""
    return Statement.objects.filter(municipality=town, state=StatementState.PROPOSED).count()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal, and statements that say nearly the same."""

    statement: Statement
    twins: list[Twin]


@dataclass(frozen=True, slots=True)
class MapDesk:
    """All statements of a map, sorted by what is to be done about them."""

    waiting: list[Waiting]
    more_waiting: int
    asked: list[Statement]
    retired: list[Statement]
    withheld: list[Statement]

    @property
    def gone(self) -> int:
        """How many are not asked any more, or never were."""
        return len(self.retired) + len(self.withheld)

    @property
    def votes(self) -> int:
        """How often somebody has said something."""
        return sum(each.vote_count for each in (*self.asked, *self.retired))

    @property
    def is_empty(self) -> bool:
        """Whether it has no statement at all: then votes from elsewhere can be brought in."""
        return not (self.waiting or self.asked or self.retired or self.withheld)


def read_map_desk(opinion_map: OpinionMap) -> MapDesk:
    """The statements of a map. One query."""
    found = list(Statement.objects.filter(opinion_map=opinion_map).select_related("source"))
    by_state: dict[str, list[Statement]] = {state: [] for state in StatementState.values}
    for statement in found:
        by_state[statement.state].append(statement)
    asked, proposed = by_state[StatementState.PUBLISHED], by_state[StatementState.PROPOSED]
    shown = proposed[:WAITING_SHOWN]
    twins = twins_among([*asked, *proposed], shown)
    return MapDesk(
        waiting=[Waiting(statement, twins[statement.pk]) for statement in shown],
        more_waiting=len(proposed) - len(shown),
        asked=asked,
        retired=by_state[StatementState.RETIRED],
        withheld=by_state[StatementState.WITHHELD],
    )


def find_source(town: Municipality, number: int) -> Contribution | None:
    """The town's public contribution with this number. One query."""
    return Contribution.objects.filter(municipality=town, number__exact=number, is_public=True).first()


def find_import(opinion_map: OpinionMap, token: str) -> VoteImport | None:
    """The upload with this token that waits for a yes. One query."""
    return VoteImport.objects.filter(opinion_map=opinion_map, token=token).first()
