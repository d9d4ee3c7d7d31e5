"""Counting votes by group, and the statistics that tell what sets a group apart.

Small et al. (2021), section "Representative comments", and the constants of Polis' published math: all with
pseudo-counts, so that few votes say little. Arrays are groups × statements unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.votes import Votes

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

SIGNIFICANT = 1.2816
"""z of the 90 % level, one-sided, as in Polis."""

_ROWS_AT_ONCE = 1 << 20


def count_by_group(votes: Votes, labels: NDArray[np.integer], groups: int) -> Counts:
    """Groups × statements × 3 (disagree, pass, agree); ``labels``: group of each person, −1 for none."""
    size = 3 * len(votes.statements)
    total = np.zeros((groups + 1) * size, dtype=np.int64)
    offsets = np.where(labels < 0, groups, labels).astype(np.int64) * size
    lengths = votes.per_person()
    for first, last in votes.blocks(_ROWS_AT_ONCE):
        codes = votes.codes[votes.starts[first] : votes.starts[last]]
        total += np.bincount(np.repeat(offsets[first:last], lengths[first:last]) + codes, minlength=len(total))
    return total.reshape(groups + 1, -1, 3)[:groups]


def smoothed(successes: Counts, trials: Counts) -> Floats:
    """Probability with a pseudo-count of one for and one against: (s + 1) / (n + 2)."""
    return (successes + 1) / (trials + 2)


def one_proportion(successes: Counts, trials: Counts) -> Floats:
    """z of a share against one half, with one success added: 2 √(n + 1) ((s + 1) / (n + 1) − ½)."""
    return 2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5)


def two_proportions(inside: Counts, outside: Counts, all_inside: Counts, all_outside: Counts) -> Floats:
    """z of the share inside against that outside, pooled, with one success added on each side; 0 if nobody differs."""
    first, second = inside + 1, outside + 1
    first_all, second_all = all_inside + 1, all_outside + 1
    pooled = (first + second) / (first_all + second_all)
    variance = pooled * (1 - pooled) * (1 / first_all + 1 / second_all)
    difference = first / first_all - second / second_all
    return np.where(pooled < 1, difference / np.sqrt(np.where(pooled < 1, variance, 1.0)), 0.0)


@dataclass(frozen=True)
class Side:
    """One direction of voting. ``ratio``: probability here over that in all other groups; ``metric``: rank by it."""

    count: Counts
    probability: Floats
    z: Floats
    ratio: Floats
    ratio_z: Floats

    @property
    def metric(self) -> Floats:
        """Representativeness: ratio · its z · probability · its z."""
        return self.ratio * self.ratio_z * self.probability * self.z

    @property
    def is_significant(self) -> NDArray[np.bool_]:
        """Said by most of the group, and more than elsewhere."""
        return (self.ratio_z > SIGNIFICANT) & (self.z > SIGNIFICANT)


def sides(counts: Counts) -> tuple[Side, Side]:
    """Agree and disagree, of groups × statements × 3. With one group, there is no elsewhere: its own share decides."""
    trials = counts.sum(axis=2)
    return _side(counts[:, :, 2], trials), _side(counts[:, :, 0], trials)


def _side(count: Counts, trials: Counts) -> Side:
    probability, z = smoothed(count, trials), one_proportion(count, trials)
    if len(count) < 2:
        return Side(count, probability, z, np.ones_like(probability), z)
    elsewhere, all_elsewhere = count.sum(axis=0) - count, trials.sum(axis=0) - trials
    ratio = probability / smoothed(elsewhere, all_elsewhere)
    return Side(count, probability, z, ratio, two_proportions(count, elsewhere, trials, all_elsewhere))
