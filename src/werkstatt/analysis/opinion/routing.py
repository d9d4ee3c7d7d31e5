"""Which statement a person is asked next.

Small et al. (2021), section "Comment routing": statements are drawn with a weight that favours what places people on
the map, what may find agreement, what is new, and not what people pass on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkstatt.analysis.opinion.result import OpinionMap, StatementFigures

NEW_WEIGHT = 8
HALVED_AFTER = 5
"""A statement without votes weighs 1 + 8 times as much; the 8 halve with every 5 votes."""


def priority(*, agree: int, passed: int, votes: int, extremity: float) -> float:
    """The weight of a statement: (importance · newness)².

    importance = (1 − p) (1 + e) a with the smoothed shares of passing p and agreeing a, and the extremity e (how far
    one agreeing vote moves a person on the map); newness = 1 + 8 · 2^(−votes / 5). The square deepens the preference.
    """
    passing, agreeing = (passed + 1) / (votes + 2), (agree + 1) / (votes + 2)
    newness = 1 + NEW_WEIGHT * 2 ** (-votes / HALVED_AFTER)
    return float(((1 - passing) * (1 + extremity) * agreeing * newness) ** 2)


def priorities(figures: Sequence[StatementFigures], statements: Collection[int]) -> dict[int, float]:
    """The weight of each of ``statements``; one that is not in ``figures`` yet has no votes."""
    known = {row.id: row for row in figures}
    weights = {}
    for statement in sorted(statements):
        row = known.get(statement)
        if row is None:
            weights[statement] = priority(agree=0, passed=0, votes=0, extremity=0.0)
        else:
            votes = row.agree + row.disagree + row.passed
            weights[statement] = priority(agree=row.agree, passed=row.passed, votes=votes, extremity=row.extremity)
    return weights


def next_statement(
    opinions: OpinionMap | None, statements: Collection[int], voted: Collection[int], *, draw: float
) -> int | None:
    """The statement to ask next, or None if the person has voted on all.

    ``statements``: what may be asked; ``voted``: what the person voted on; ``draw``: a number from 0 (inclusive) to 1
    (exclusive), which decides among the open ones by their weight.
    """
    done = set(voted)
    weights = priorities(() if opinions is None else opinions.statements, [s for s in statements if s not in done])
    if not weights:
        return None
    left = draw * sum(weights.values())
    for statement, weight in weights.items():
        left -= weight
        if left < 0:
            return statement
    return statement
