"""What each group says, what all say, and what divides.

Representative statements and group-aware consensus: Small et al. (2021), sections "Representative comments" and
"Group-informed consensus"; the choice of the few that are shown follows Polis' published math.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.figures import (
    SIGNIFICANT,
    Counts,
    Side,
    one_proportion,
    sides,
    smoothed,
    two_proportions,
)
from werkstatt.analysis.opinion.result import CommonGround, Direction, Divisive, Representative

MOST_REPRESENTATIVE = 5

_EVEN = 0.25
"""What :func:`divisive` gives a statement of which nothing is known: ½ · ½."""


def representative(counts: Counts, statements: NDArray[np.int64]) -> list[tuple[Representative, ...]]:
    """For each group up to five statements that set it apart; those it agrees with first.

    Significant ones (most of the group, and more than elsewhere; 90 % each) by metric; before them the statement that
    the group agrees with most characteristically; where none is significant at least one. ``counts``: groups ×
    statements × 3. Statements on which nobody voted are never chosen.
    """
    agree, disagree = sides(counts)
    chosen = []
    for group in range(len(counts)):
        voted = counts[group].sum(axis=1) > 0
        picks = _picks(agree, disagree, group, voted)
        rows = [_row(agree, disagree, group, place, int(statements[place])) for place in picks]
        chosen.append(tuple(sorted(rows, key=lambda row: row.direction)))
    return chosen


def _picks(agree: Side, disagree: Side, group: int, voted: NDArray[np.bool_]) -> list[int]:
    for_it = agree.ratio_z[group] > disagree.ratio_z[group]
    metric = np.where(for_it, agree.metric[group], disagree.metric[group])
    significant = (agree.is_significant[group] | disagree.is_significant[group]) & voted
    sufficient = np.flatnonzero(significant)
    ordered: list[int] = sufficient[np.argsort(-metric[sufficient], kind="stable")].tolist()
    head = _most_agreed(agree, disagree, group)
    if head is None and not ordered and voted.any():
        strength = np.where(voted, np.maximum(agree.ratio_z[group], disagree.ratio_z[group]), -np.inf)
        head = int(np.argmax(strength))
    if head is not None:
        ordered = [head, *(place for place in ordered if place != head)]
    return ordered[:MOST_REPRESENTATIVE]


def _most_agreed(agree: Side, disagree: Side, group: int) -> int | None:
    """The statement that shows best what the group agrees with, one after the other as Polis does it.

    As long as the best so far is not said more here than elsewhere, the next has to be agreed with more clearly; from
    then on, it has to be more representative.
    """
    clarity = (agree.probability[group] * agree.z[group]).tolist()
    metric = agree.metric[group].tolist()
    ratio = agree.ratio[group].tolist()
    opens = (agree.z[group] > SIGNIFICANT) | ((agree.ratio[group] > 1) & (agree.probability[group] > 0.5))
    candidates = np.flatnonzero((agree.count[group] > 0) | (disagree.count[group] > 0))
    opening = candidates[opens[candidates]]
    if not len(opening):
        return None
    best = int(opening[0])
    for place in candidates[candidates > best].tolist():
        better = metric[place] > metric[best] if ratio[best] > 1 else clarity[place] > clarity[best]
        if better:
            best = place
    return best


def _row(agree: Side, disagree: Side, group: int, place: int, statement: int) -> Representative:
    for_it = agree.ratio_z[group, place] > disagree.ratio_z[group, place]
    if len(agree.count) < 2:
        for_it = agree.count[group, place] >= disagree.count[group, place]
    side = agree if for_it else disagree
    direction: Direction = "agree" if for_it else "disagree"
    return Representative(
        statement, direction, float(side.probability[group, place]), float(side.ratio_z[group, place])
    )


def common_ground(counts: Counts, totals: Counts, statements: NDArray[np.int64]) -> tuple[CommonGround, ...]:
    """Statements on which every group leans one way, and all together do so significantly; the clearest first.

    The score is the group-aware consensus: the product over groups of the smoothed probability of that vote. A group
    that does not take part in it (probability one half or less) keeps a statement out, however large the others are.
    ``counts``: groups × statements × 3, ``totals``: statements × 3.
    """
    if not len(counts):
        return ()
    trials, all_trials = counts.sum(axis=2), totals.sum(axis=1)
    rows = []
    directions: tuple[tuple[Direction, int], ...] = (("agree", 2), ("disagree", 0))
    for direction, column in directions:
        probability = smoothed(counts[:, :, column], trials)
        score = probability.prod(axis=0)
        clear = one_proportion(totals[:, column], all_trials) > SIGNIFICANT
        for place in np.flatnonzero((probability > 0.5).all(axis=0) & clear).tolist():
            rows.append(CommonGround(int(statements[place]), direction, float(score[place])))
    return tuple(sorted(rows, key=lambda row: (-row.score, row.statement)))


def divisive(counts: Counts, statements: NDArray[np.int64]) -> tuple[Divisive, ...]:
    """Statements on which one group agrees and another disagrees, the sharpest first.

    The counterpart of group-aware consensus: the largest product of one group's smoothed probability to agree and
    another's to disagree. Only where it is above that of not knowing, and the two groups' shares of agreement as well
    as of disagreement differ significantly.
    """
    trials = counts.sum(axis=2)
    agree, disagree = smoothed(counts[:, :, 2], trials), smoothed(counts[:, :, 0], trials)
    groups, size = agree.shape if len(counts) else (0, 0)
    score, known = np.zeros(size), np.zeros(size, dtype=bool)
    for one in range(groups):
        for other in range(groups):
            if one == other:
                continue
            product = agree[one] * disagree[other]
            apart = _apart(counts, trials, one, other, 2) & _apart(counts, trials, other, one, 0)
            counts_now = apart & (product > np.maximum(score, _EVEN))
            score[counts_now] = product[counts_now]
            known |= counts_now
    rows = [Divisive(int(statements[place]), float(score[place])) for place in np.flatnonzero(known).tolist()]
    return tuple(sorted(rows, key=lambda row: (-row.score, row.statement)))


def _apart(counts: Counts, trials: Counts, one: int, other: int, column: int) -> NDArray[np.bool_]:
    z = two_proportions(counts[one, :, column], counts[other, :, column], trials[one], trials[other])
    return z > SIGNIFICANT
