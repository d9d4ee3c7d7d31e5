"""Which statement comes next."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from werkstatt.analysis.opinion.routing import priority
from werkstatt.opinions.models import Statement


def next_of(statements: Sequence[Statement], *, seed: str) -> Statement | None:
    """The one to ask now, out of those not answered yet: drawn by weight, from what is kept on the statements alone.

    ``seed`` decides the draw: asked again with the same seed and the same counts, it is the same statement. None if
    there is nothing left to ask.
    """
    weights = [_weight(statement) for statement in statements]
    left = _draw(seed) * sum(weights)
    for statement, weight in zip(statements, weights, strict=True):
        left -= weight
        if left < 0:
            return statement
    return statements[-1] if statements else None


def _weight(statement: Statement) -> float:
    return priority(
        agree=statement.agree_count,
        passed=statement.pass_count,
        votes=statement.vote_count,
        extremity=statement.extremity,
    )


def _draw(seed: str) -> float:
    """A number from 0 (inclusive) to 1 (exclusive)."""
    return int.from_bytes(blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=6).digest()) / 2**48
