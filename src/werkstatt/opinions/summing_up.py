"""From votes to what is kept: figures for everybody, and the place of each participant in whole units.

The only module of this context that needs the engine; it is loaded when something is computed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.mapping import opinion_map
from werkstatt.analysis.opinion.result import Direction, OpinionMap, Participants, Quality
from werkstatt.analysis.opinion.result import Memory as Settled
from werkstatt.analysis.opinion.votes import Votes
from werkstatt.opinions.figures import MIN_GROUP, MOST_NEEDED, Counts, Figures, GroupFigures, Stand, StatementCounts
from werkstatt.opinions.places import NOWHERE, Before, Memory, Places
from werkstatt.opinions.queries.votes import VoteColumns

SIZE = 1000
"""Units of the map: the cloud of people is that long where it is longest."""

FINEST = 4
"""Units: people nearer to each other than about that share a sign, however few there are."""

MOST_SIGNS = 400
"""More signs nobody tells apart, and the page has to stay light."""

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Computed:
    """All that comes of the votes of a map. ``extremity``: how far each statement, by key, moves people on it."""

    figures: Figures
    places: Places
    memory: Memory
    extremity: dict[int, float]


def sum_up(columns: VoteColumns, before: Before | None = None) -> Computed:
    """Compute the map of these votes. ``before``: the last result, so that groups keep their letters and nothing jumps.

    The same votes and the same result before give the same, whatever the order of the votes.
    """
    votes = Votes.from_arrays(
        np.frombuffer(columns.participants, dtype=np.int64),
        np.frombuffer(columns.statements, dtype=np.int64),
        np.frombuffer(columns.values, dtype=np.int8),
    )
    found = opinion_map(votes, previous=None if before is None else _as_map(before))
    places = places_of(found)
    memory: Memory = {
        "best": found.memory.best,
        "times": found.memory.times,
        "statements": found.statement_ids.tolist(),
        "components": found.components.tolist(),
    }
    extremity = dict(zip(found.statement_ids.tolist(), found.extremity.tolist(), strict=True))
    return Computed(figures_of(found, votes, places), places, memory, extremity)


def figures_of(found: OpinionMap, votes: Votes, places: Places) -> Figures:
    """What everybody may see of a map: groups that are large enough, figures of statements, signs of the picture."""
    groups = [group for group in found.groups if group.size >= MIN_GROUP]
    if len(groups) < 2:  # one alone is none: there is nobody that it differs from
        groups = []
    shown = {group.id for group in groups}
    return Figures(
        people=len(found.participants),
        placed=int(np.count_nonzero(found.participants.group >= 0)),
        needed=max(1, min(MOST_NEEDED, len(votes.statements))),
        votes=len(votes),
        groups=tuple(
            GroupFigures(
                group.id, group.size, tuple(_stand(row.statement, row.direction) for row in group.representative)
            )
            for group in groups
        ),
        common=tuple(_stand(row.statement, row.direction) for row in found.common_ground),
        divisive=tuple(row.statement for row in found.divisive),
        statements=tuple(
            StatementCounts(
                row.id,
                Counts(row.agree, row.disagree, row.passed),
                {
                    key: Counts(figures.agree, figures.disagree, figures.passed)
                    for key, figures in row.by_group.items()
                    if key in shown
                },
            )
            for row in found.statements
        ),
        marks=signs(places, shown),
    )


def places_of(found: OpinionMap) -> Places:
    """Everybody on the map in whole units, people with too few votes in the middle and in no group."""
    people = found.participants
    placed = people.group >= 0
    x, y = _in_units(people.x, people.y, placed)
    return Places(people.ids.tolist(), x.tolist(), y.tolist(), np.where(placed, people.group, NOWHERE).tolist())


def signs(places: Places, shown: Iterable[int]) -> tuple[tuple[int, int, int, int], ...]:
    """The signs of the picture: x, y, group (-1 if it is not shown), number of people; ``MOST_SIGNS`` at most.

    People of one group who are near each other share a sign in their middle. Where there are too many, the net gets
    coarser until there are few enough. Whole numbers throughout: the order of people has no influence.
    """
    x, y, group = (np.asarray(column, dtype=np.int64) for column in (places.x, places.y, places.group))
    on_map = group != NOWHERE
    x, y, group = x[on_map], y[on_map], group[on_map]
    group = np.where(np.isin(group, list(shown)), group, NOWHERE)
    width = FINEST
    while True:
        cells, member, count = np.unique(
            np.stack([group, x // width, y // width]), axis=1, return_inverse=True, return_counts=True
        )
        if len(count) <= MOST_SIGNS:
            break
        width = max(width + 1, width * 9 // 8)
    member = member.ravel()
    middle_x = np.rint(np.bincount(member, x, len(count)) / count).astype(np.int64)
    middle_y = np.rint(np.bincount(member, y, len(count)) / count).astype(np.int64)
    return tuple(zip(middle_x.tolist(), middle_y.tolist(), cells[0].tolist(), count.tolist(), strict=True))


def _as_map(before: Before) -> OpinionMap:
    """The map before, as far as the engine asks for it: directions, groups, how settled their number is."""
    keys = np.asarray(before.places.keys, dtype=np.int64)
    nothing = np.zeros(len(keys))
    statements = np.asarray(before.memory["statements"], dtype=np.int64)
    return OpinionMap(
        participants=Participants(keys, nothing, nothing, np.asarray(before.places.group, dtype=np.int8)),
        groups=(),
        common_ground=(),
        divisive=(),
        quality=Quality(None, 0.0),
        statement_ids=statements,
        components=np.asarray(before.memory["components"], dtype=np.float64).reshape(len(statements), 2),
        extremity=np.zeros(len(statements)),
        totals=np.zeros((len(statements), 3), dtype=np.int64),
        counts=np.zeros((0, len(statements), 3), dtype=np.int64),
        memory=Settled(before.memory["best"], before.memory["times"]),
    )


def _in_units(x: Floats, y: Floats, placed: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Whole units around 0, the same scale in both directions. Where nobody stands, everything is 0."""
    if not placed.any():
        return np.zeros(len(x), dtype=np.int64), np.zeros(len(y), dtype=np.int64)
    centres = [(float(values[placed].min()) + float(values[placed].max())) / 2 for values in (x, y)]
    longest = max(float(np.ptp(values[placed])) for values in (x, y))
    scale = SIZE / longest if longest > 0 else 0.0
    return _rounded((x - centres[0]) * scale, placed), _rounded((y - centres[1]) * scale, placed)


def _rounded(values: Floats, placed: NDArray[np.bool_]) -> Integers:
    return np.where(placed, np.rint(values), 0).astype(np.int64)


def _stand(statement: int, direction: Direction) -> Stand:
    return Stand(int(statement), 1 if direction == "agree" else -1)
