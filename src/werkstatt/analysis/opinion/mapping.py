"""From votes to the opinion map."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.components import Centre, Components, Floats, Sums, principal, signed
from werkstatt.analysis.opinion.figures import count_by_group
from werkstatt.analysis.opinion.grouping import Former, Grouping, group
from werkstatt.analysis.opinion.result import (
    NO_GROUP,
    CommonGround,
    Direction,
    Divisive,
    Group,
    GroupFigures,
    Memory,
    OpinionMap,
    Participants,
    Quality,
    Representative,
    StatementFigures,
)
from werkstatt.analysis.opinion.saying import common_ground, divisive, representative
from werkstatt.analysis.opinion.votes import Votes

__all__ = [
    "ENOUGH_VOTES",
    "NO_GROUP",
    "CommonGround",
    "Direction",
    "Divisive",
    "Group",
    "GroupFigures",
    "Memory",
    "OpinionMap",
    "Participants",
    "Quality",
    "Representative",
    "StatementFigures",
    "Votes",
    "opinion_map",
]

ENOUGH_VOTES = 7
"""People with fewer votes are not grouped (if there are that many statements); Small et al. (2021)."""


def opinion_map(votes: Votes, *, moderated_out: Collection[int] = (), previous: OpinionMap | None = None) -> OpinionMap:
    """The opinion map of a conversation.

    ``moderated_out``: ids of statements that are left out. ``previous``: the map before, so that groups keep their
    ids, directions their signs, and the number of groups does not flicker. The same votes, whatever the order in which
    they were given, lead to the same map to the bit. Any votes have a map: without any, it is empty; where nobody
    differs, everybody stands in the middle in one group.
    """
    counts = votes.counts()
    active = ~np.isin(votes.statements, np.fromiter(moderated_out, dtype=np.int64))
    centre = Centre.of(counts, active)
    sums = Sums.over(votes)
    start = start_of_search(votes.statements, active, previous)
    found = principal(len(active), lambda weights: sums.covariance(centre, weights), centre.variance, len(votes), start)
    return assemble(votes, counts, centre, sums, found, previous)


def assemble(
    votes: Votes,
    counts: NDArray[np.int64],
    centre: Centre,
    sums: Sums,
    found: Components,
    previous: OpinionMap | None,
) -> OpinionMap:
    """Everything that follows from the components."""
    directions = _oriented(found.directions, votes.statements, previous)
    places, taking_part = _places(votes, centre, sums, directions)
    former = None if previous is None else _former(votes, taking_part, previous)
    grouping = group(places[taking_part], former)
    labels = np.full(len(votes.people), NO_GROUP, dtype=np.int8)
    labels[taking_part] = grouping.labels
    shown = np.flatnonzero(centre.active)
    by_group = count_by_group(votes, labels, grouping.count)[:, shown]
    statements = votes.statements[shown]
    return OpinionMap(
        participants=Participants(votes.people, places[:, 0].copy(), places[:, 1].copy(), labels),
        groups=_groups(grouping, by_group, statements),
        common_ground=common_ground(by_group, counts[shown], statements),
        divisive=divisive(by_group, statements),
        quality=Quality(grouping.silhouette, _share(found, centre)),
        statement_ids=statements,
        components=directions[shown],
        extremity=_extremity(centre, directions)[shown],
        totals=counts[shown],
        counts=by_group,
        memory=grouping.memory,
    )


def start_of_search(statements: NDArray[np.int64], active: NDArray[np.bool_], previous: OpinionMap | None) -> Floats:
    """Where to look for the components first: where they were, and a little in every direction."""
    start = np.random.default_rng(0).standard_normal(len(statements))
    start /= np.sqrt(max(len(start), 1))
    if previous is not None:
        _, now, before = np.intersect1d(statements, previous.statement_ids, assume_unique=True, return_indices=True)
        if len(now):
            start *= 1e-3
            start[now] += previous.components[before].sum(axis=1)
    start[~active] = 0.0
    return start


def _oriented(directions: Floats, statements: NDArray[np.int64], previous: OpinionMap | None) -> Floats:
    """Signs as before where there was a map, else by their largest entry."""
    directions = signed(directions)
    if previous is None:
        return directions
    _, now, before = np.intersect1d(statements, previous.statement_ids, assume_unique=True, return_indices=True)
    alike = np.einsum("ij,ij->j", directions[now], previous.components[before])
    return directions * np.where(alike < 0, -1.0, 1.0)


def _places(votes: Votes, centre: Centre, sums: Sums, directions: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Where each person stands (people × 2), and who has enough votes to be grouped."""
    given = votes.per_person()
    left_out = int(np.count_nonzero(~centre.active))
    if left_out:
        effective = sums.per_person(np.repeat(centre.active, 3).astype(np.float64)) + left_out
    else:
        effective = given.astype(np.float64)
    scale = np.sqrt(len(centre.active) / np.maximum(effective, 1.0))
    places = sums.per_person(centre.table(directions)) * scale[:, None]
    return places, np.flatnonzero(given >= min(ENOUGH_VOTES, max(1, len(centre.active))))


def _former(votes: Votes, taking_part: NDArray[np.intp], previous: OpinionMap) -> Former:
    labels = np.full(len(taking_part), NO_GROUP, dtype=np.int64)
    _, now, before = np.intersect1d(
        votes.people[taking_part], previous.participants.ids, assume_unique=True, return_indices=True
    )
    labels[now] = previous.participants.group[before]
    return Former(labels, previous.memory)


def _groups(grouping: Grouping, counts: NDArray[np.int64], statements: NDArray[np.int64]) -> tuple[Group, ...]:
    sizes = np.bincount(grouping.labels, minlength=grouping.count).tolist()
    said = representative(counts, statements)
    return tuple(Group(number, sizes[number], said[number]) for number in range(grouping.count))


def _share(found: Components, centre: Centre) -> float:
    return float(min(1.0, found.variances.sum() / centre.variance)) if centre.variance > 0 else 0.0


def _extremity(centre: Centre, directions: Floats) -> Floats:
    """How far a person with a single vote, of agreement, stands from the middle (√n · |(1 − mean) · component|)."""
    reach = (1.0 - centre.means)[:, None] * directions * np.sqrt(len(directions))
    return np.sqrt(np.square(reach).sum(axis=1))  # type: ignore[no-any-return]
