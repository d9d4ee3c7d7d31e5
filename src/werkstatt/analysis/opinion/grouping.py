"""Groups of people who stand near each other on the map.

Small et al. (2021), section "Clustering": people are gathered into base clusters, these are grouped by k-means for k
from 2 to 5, and the k with the best silhouette (Rousseeuw 1987) is taken. Base clusters are here the occupied cells of
a fine grid, with the number of people as weight: nothing depends on the order of people, and a million people cost
little more than a thousand. In the end each person goes to the nearest centre.

Two departures: the starts of k-means are fixed, not drawn, and the best of several counts; and a group has to have at
least 2 people and one in fifty, so that single far-off people are neither a group nor exposed by one.

So that groups do not flicker, what was before is carried on: the groups' former members give the first start, another
number of groups has to be the best four times in a row (the buffer of Polis), and ids go to the groups that took over
most members.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.result import NO_GROUP, Memory

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

MOST_GROUPS = 5
BUFFER = 4
"""Times in a row that another number of groups has to be the best before it is taken (``group-k-buffer`` of Polis)."""

_CELLS = 24
"""Cells of the grid along each axis, over three standard deviations to each side."""

_MOST_ROUNDS = 40
_CLEARLY = 0.98
"""A fresh clustering replaces the carried-on one only if its spread is smaller by this factor."""


class Cells(NamedTuple):
    """Base clusters: mean place (cells × 2), number of people (float, whole), and the cell of each person."""

    places: Floats
    weights: Floats
    of_person: Labels


class Former(NamedTuple):
    """Groups before, for the people of now: group of each person or −1, and the memory."""

    labels: Labels
    memory: Memory


@dataclass(frozen=True)
class Grouping:
    """``labels``: group of each person, 0 … ``count`` − 1; ``silhouette``: None for a single group."""

    labels: Labels
    count: int
    silhouette: float | None
    memory: Memory


class _Candidate(NamedTuple):
    groups: int
    centres: Floats
    silhouette: float


def group(places: Floats, former: Former | None = None) -> Grouping:
    """Groups of people at ``places`` (people × 2)."""
    people = len(places)
    cells = _cells(places)
    most = min(MOST_GROUPS, 2 + len(cells.weights) // 12, len(cells.weights))
    candidates = _candidates(cells, most, former)
    if not candidates:
        return Grouping(np.zeros(people, dtype=np.int64), min(people, 1), None, Memory())
    best = max(candidates.values(), key=lambda candidate: (candidate.silhouette, -candidate.groups))
    memory, chosen = _smoothed(candidates, best, former)
    labels = _closest(places, chosen.centres[None], np.array([chosen.groups]))[0][0]
    named = _named(labels, chosen.groups, former)
    return Grouping(named, chosen.groups, chosen.silhouette, memory)


def _smoothed(candidates: dict[int, _Candidate], best: _Candidate, former: Former | None) -> tuple[Memory, _Candidate]:
    if former is None or former.memory.best == 0:
        return Memory(best.groups, 1), best
    times = former.memory.times + 1 if former.memory.best == best.groups else 1
    before = int(former.labels.max(initial=NO_GROUP)) + 1
    kept = candidates.get(before)
    return Memory(best.groups, times), best if kept is None or times >= BUFFER else kept


# Base clusters


def _cells(places: Floats) -> Cells:
    if not len(places):
        return Cells(np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=np.int64))
    middle = places.mean(axis=0)
    spread = np.sqrt(np.square(places - middle).mean(axis=0))
    step = 6.0 * spread / _CELLS
    step[step <= 1e-12] = np.inf
    grid = np.clip(np.floor((places - middle) / step) + _CELLS // 2, 0, _CELLS - 1).astype(np.int64)
    number = grid[:, 0] * _CELLS + grid[:, 1]
    weights = np.bincount(number, minlength=_CELLS * _CELLS)
    occupied = np.flatnonzero(weights)
    means = [np.bincount(number, weights=places[:, axis], minlength=len(weights))[occupied] for axis in range(2)]
    position = np.cumsum(weights > 0) - 1
    filled = weights[occupied].astype(np.float64)
    return Cells(np.stack(means, axis=1) / filled[:, None], filled, position[number])


# k-means


def _candidates(cells: Cells, most: int, former: Former | None) -> dict[int, _Candidate]:
    """For each number of groups the clustering of smallest spread among those whose groups are large enough."""
    if most < 2:
        return {}
    runs = _starts(cells, most)
    carried = _carried(cells, former, most)
    if carried is not None:
        runs.append((len(carried), carried))
    runs.sort(key=lambda run: (run[0], run[1] is not carried))
    centres, labels, sizes, spreads = _lloyd(cells, runs)
    smallest = max(2.0, np.ceil(cells.weights.sum() / 50))
    chosen: dict[int, int] = {}
    for number, (count, _) in enumerate(runs):
        if sizes[number, :count].min() < smallest:
            continue
        best = chosen.get(count)
        if best is None or spreads[number] < spreads[best] * (_CLEARLY if runs[best][1] is carried else 1.0):
            chosen[count] = number
    numbers = list(chosen.items())
    values = _silhouettes(cells, [labels[number] for _, number in numbers])
    return {
        count: _Candidate(count, centres[number, :count], value)
        for (count, number), value in zip(numbers, values, strict=True)
    }


def _starts(cells: Cells, most: int) -> list[tuple[int, Floats]]:
    """Fixed starts for each number of groups: quantiles along each component, and places far from each other."""
    total = cells.weights.sum()
    ordered = []
    for axis in range(2):
        order = np.argsort(cells.places[:, axis], kind="stable")
        ordered.append((order, np.cumsum(cells.weights[order]) / total))
    far = _far_apart(cells, most)
    runs = []
    for count in range(2, most + 1):
        wanted = (np.arange(count) + 0.5) / count
        for order, share in ordered:
            runs.append((count, cells.places[order[np.minimum(np.searchsorted(share, wanted), len(order) - 1)]]))
        runs.append((count, far[:count]))
    return runs


def _far_apart(cells: Cells, most: int) -> Floats:
    """Places one after the other, each the one with most people × squared distance to those before (or the middle)."""
    middle = np.einsum("i,ij->j", cells.weights, cells.places) / cells.weights.sum()
    distance = np.square(cells.places - middle).sum(axis=1)
    far = np.empty((most, 2))
    for number in range(most):
        far[number] = cells.places[np.argmax(distance * cells.weights)]
        away = np.square(cells.places - far[number]).sum(axis=1)
        distance = np.minimum(distance, away) if number else away
    return far


def _carried(cells: Cells, former: Former | None, most: int) -> Floats | None:
    if former is None:
        return None
    before = int(former.labels.max(initial=NO_GROUP)) + 1
    if not 2 <= before <= most:
        return None
    known = np.flatnonzero(former.labels >= 0)
    labels, places = former.labels[known], cells.places[cells.of_person[known]]
    sizes = np.bincount(labels, minlength=before)
    if not sizes.all():
        return None
    sums = [np.bincount(labels, weights=places[:, axis], minlength=before) for axis in range(2)]
    return np.stack(sums, axis=1) / sizes[:, None]


def _lloyd(cells: Cells, runs: list[tuple[int, Floats]]) -> tuple[Floats, Labels, Floats, Floats]:
    """Lloyd's algorithm for all runs at once: centres, labels (runs × cells), sizes and spreads (sum of squares).

    ``runs``: number of groups and start of each, ascending by number. Runs that have settled are not computed again.
    """
    counts = np.array([count for count, _ in runs])
    centres = np.full((len(runs), MOST_GROUPS, 2), np.inf)
    for number, (count, start) in enumerate(runs):
        centres[number, :count] = start
    labels = np.full((len(runs), len(cells.weights)), NO_GROUP)
    sizes, spreads = np.zeros((len(runs), MOST_GROUPS)), np.zeros(len(runs))
    open_runs = np.arange(len(runs))
    repeated = np.tile(np.vstack([cells.weights, cells.weights * cells.places.T]), len(runs))
    for _ in range(_MOST_ROUNDS):
        new, nearest = _closest(cells.places, centres[open_runs], counts[open_runs])
        moved = (new != labels[open_runs]).any(axis=1)
        labels[open_runs] = new
        spreads[open_runs] = np.einsum("j,ij->i", cells.weights, nearest)
        if not moved.any():
            break
        open_runs, new = open_runs[moved], new[moved]
        flat = (new + MOST_GROUPS * np.arange(len(new))[:, None]).ravel()
        summed = [
            np.bincount(flat, weights=column[: len(flat)], minlength=MOST_GROUPS * len(new)).reshape(-1, MOST_GROUPS)
            for column in repeated
        ]
        filled = summed[0] > 0
        sizes[open_runs] = summed[0]
        for axis in range(2):
            means = summed[1 + axis] / np.where(filled, summed[0], 1.0)
            centres[open_runs, :, axis] = np.where(filled, means, centres[open_runs, :, axis])
    return centres, labels, sizes, spreads


def _closest(places: Floats, centres: Floats, counts: Labels) -> tuple[Labels, Floats]:
    """Number of and squared distance to the nearest of each run's centres: runs × places (runs ascending by count)."""
    x, y = places.T
    nearest = np.full((len(centres), len(places)), np.inf)
    labels = np.zeros(nearest.shape, dtype=np.int64)
    for number in range(int(counts.max())):
        first = int(np.searchsorted(counts, number, side="right"))
        distance = np.square(x - centres[first:, number, :1])
        distance += np.square(y - centres[first:, number, 1:])
        np.copyto(labels[first:], number, where=distance < nearest[first:])
        np.minimum(nearest[first:], distance, out=nearest[first:])
    return labels, nearest


def _silhouettes(cells: Cells, labellings: list[Labels]) -> list[float]:
    """The mean silhouette over people, each standing where the mean of their cell is."""
    if not labellings:
        return []
    x, y = cells.places.T
    distances = np.sqrt((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2)
    counts = [int(labels.max()) + 1 for labels in labellings]
    marks = np.concatenate(
        [(labels[:, None] == np.arange(count)) for labels, count in zip(labellings, counts, strict=True)], axis=1
    )
    weighted = marks * cells.weights[:, None]
    sizes = weighted.sum(axis=0)
    sums = np.einsum("ij,jk->ik", distances, weighted)
    values, begin = [], 0
    for labels, count in zip(labellings, counts, strict=True):
        own = sums[:, begin : begin + count]
        size = sizes[begin : begin + count]
        rows = np.arange(len(labels))
        inside = own[rows, labels] / np.maximum(size[labels] - 1.0, 1.0)
        others = own / size
        others[rows, labels] = np.inf
        outside = others.min(axis=1)
        larger = np.maximum(inside, outside)
        silhouette = np.where(
            (size[labels] > 1) & (larger > 0), (outside - inside) / np.where(larger > 0, larger, 1), 0
        )
        values.append(float(np.einsum("i,i->", silhouette, cells.weights) / cells.weights.sum()))
        begin += count
    return values


# Names


def _named(labels: Labels, count: int, former: Former | None) -> Labels:
    """The largest group is 0; with groups before, an id goes to the group that took over most of its members."""
    sizes = np.bincount(labels, minlength=count)
    first = np.full(count, len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    order = sorted(range(count), key=lambda number: (-sizes[number], first[number]))
    names: dict[int, int] = {}
    if former is not None:
        known = former.labels >= 0
        before = int(former.labels.max(initial=NO_GROUP)) + 1
        shared = np.zeros((before, count), dtype=np.int64)
        np.add.at(shared, (former.labels[known], labels[known]), 1)
        pairs = ((shared[old, new], -old, -new) for old in range(before) for new in range(count))
        for overlap, old, new in sorted(pairs, reverse=True):
            if overlap and -old not in names.values() and -new not in names and -old < count:
                names[-new] = -old
    free = (name for name in range(count) if name not in names.values())
    for number in order:
        if number not in names:
            names[number] = next(free)
    return np.array([names[number] for number in range(count)], dtype=np.int64)[labels]
