"""The two directions in which opinions differ most, and where each person stands along them.

Small et al. (2021), section "Dimensionality reduction": an unvoted statement counts as the mean of its votes, so that
after centring it is zero; principal components of the centred matrix; the projection of a person is scaled by
√(statements / votes of the person), so that people with few votes do not clump in the middle.

A statement moderated out counts, in Polis, as one that everybody passed on: it draws nobody anywhere but is counted in
both terms of that scale. (Left out of the scale, the groups that Polis published are met less well.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.votes import Votes

Floats = NDArray[np.float64]

_EXACT = 2.0**-40
"""Components are rounded to this, so that the last bits of a small eigenproblem cannot show."""

_TOLERANCE = 5e-8
"""Wanted angle between a component and the true one, in radians."""

_FIRST_CHECK, _CHECK_EVERY = 8, 2
_MOST_STEPS = 300
_MOST_VOTES_SEEN = 4_000_000_000
"""Where neighbouring eigenvalues are nearly equal a direction is chance; looking for it ends after so many votes."""

_FEW_VOTES = 1 << 17
_VOTES_UNPACKED = 1 << 24
"""Up to so many votes the sparse blocks are kept (64 MB), beyond it they are made anew each time."""


@dataclass(frozen=True)
class Centre:
    """What centring needs of the statements.

    ``means``: of the votes on each statement, 0 where it is left out; ``active``: which are part of the map;
    ``variance``: sum of squares of the centred matrix.
    """

    means: Floats
    active: NDArray[np.bool_]
    variance: float

    @classmethod
    def of(cls, counts: NDArray[np.int64], active: NDArray[np.bool_]) -> Centre:
        """From the votes on each statement (statements × 3: disagree, pass, agree)."""
        voted = counts.sum(axis=1)
        balance = counts[:, 2] - counts[:, 0]
        means = np.where(active, balance / np.maximum(voted, 1), 0.0)
        around = counts[:, 2] + counts[:, 0] - balance * means
        return cls(means, active, float(np.where(active, around, 0.0).sum()))

    @cached_property
    def votes(self) -> Floats:
        """Each vote after centring: statements × 3 (disagree, pass, agree), zero where a statement is left out."""
        return np.where(self.active[:, None], np.array([-1.0, 0.0, 1.0]) - self.means[:, None], 0.0)

    def table(self, weights: Floats) -> Floats:
        """Centred vote × weight for every code (see votes.py); weights: statements, or statements × components."""
        if weights.ndim == 1:
            return (self.votes * weights[:, None]).ravel()
        return (self.votes[:, :, None] * weights[:, None, :]).reshape(-1, weights.shape[1])

    def fold(self, by_code: Floats) -> Floats:
        """The transpose of :meth:`table`: sums per code → sums per statement."""
        folded: Floats = np.einsum("ij,ij->i", self.votes, by_code.reshape(-1, 3))
        return folded


class Sums:
    """Sums over votes: of a table's entries for each person, and back. Small conversations, with NumPy alone."""

    def __init__(self, votes: Votes) -> None:
        self._codes = votes.codes.astype(np.int64)
        self._starts = votes.starts[:-1]
        self._lengths = votes.per_person()

    @staticmethod
    def over(votes: Votes) -> Sums:
        """Made for the size of the conversation."""
        return Sums(votes) if len(votes) <= _FEW_VOTES else _SparseSums(votes)

    def per_person(self, table: Floats) -> Floats:
        """For each person the sum of the table's entries for their codes; table: codes, or codes × columns."""
        if not len(self._codes):
            return np.zeros((0, *table.shape[1:]))
        sums: Floats = np.add.reduceat(table[self._codes], self._starts, axis=0)
        return sums

    def covariance(self, centre: Centre, weights: Floats) -> Floats:
        """The centred matrix's covariance (times people) applied to a vector of statements."""
        table = centre.table(weights)
        by_vote = np.repeat(self.per_person(table), self._lengths)
        by_code: Any = np.bincount(self._codes, weights=by_vote, minlength=len(table))
        return centre.fold(by_code)


class _SparseSums(Sums):
    """The same as products with a sparse people × codes matrix of ones, one block of people after the other."""

    def __init__(self, votes: Votes) -> None:
        from scipy.sparse import csr_array  # takes longer to import than a small conversation to map

        self._votes = votes
        self._make = csr_array
        self._size = 3 * len(votes.statements)
        self._ranges = list(votes.blocks())
        self._ones = np.ones(max(int(votes.starts[b] - votes.starts[a]) for a, b in self._ranges))
        kept = len(votes) <= _VOTES_UNPACKED
        self._unpacked = [self._block(first, last) for first, last in self._ranges] if kept else None

    def _block(self, first: int, last: int) -> Any:
        starts = self._votes.starts[first : last + 1]
        block = self._make((last - first, self._size))
        block.indices = self._votes.codes[starts[0] : starts[-1]].astype(np.int32)
        block.indptr = (starts - starts[0]).astype(np.int32)
        block.data = self._ones[: len(block.indices)]
        return block

    def _blocks(self) -> Iterable[Any]:
        return self._unpacked or (self._block(first, last) for first, last in self._ranges)

    def per_person(self, table: Floats) -> Floats:
        return np.concatenate([block @ table for block in self._blocks()])

    def covariance(self, centre: Centre, weights: Floats) -> Floats:
        table = centre.table(weights)
        by_code = np.zeros(self._size)
        for block in self._blocks():
            by_code += block.T @ (block @ table)
        return centre.fold(by_code)


@dataclass(frozen=True)
class Components:
    """``directions``: statements × 2, orthonormal (zero where nothing varies); ``variances``: along each, summed."""

    directions: Floats
    variances: Floats


def principal(size: int, apply: Callable[[Floats], Floats], scale: float, votes: int, start: Floats) -> Components:
    """The two leading eigenvectors of a symmetric, positive operator on ``size`` statements.

    Lanczos' method with full reorthogonalisation (Golub, Van Loan: Matrix Computations, 10.1 and 10.3). ``scale`` is
    the trace of the operator, ``votes`` the number that one application looks at, ``start`` where to begin (what is
    near the answer ends sooner). Where the space reached is closed a second one is begun, which finds directions of
    equal variance.
    """
    found = Components(np.zeros((size, 2)), np.zeros(2))
    if scale <= 0.0 or size == 0:
        return found
    most = min(size, max(40, min(_MOST_STEPS, _MOST_VOTES_SEEN // max(votes, 1))))
    basis = np.zeros((most, size))
    diagonal, beside = np.zeros(most), np.zeros(most)
    chance = np.random.default_rng(1)
    weight = _dot(start, start)
    vector = start / float(np.sqrt(weight)) if weight > 0 else _fresh(chance, basis[:0])
    closed = False
    count = 0
    while count < most:
        basis[count] = vector
        image = apply(vector)
        diagonal[count] = _dot(vector, image)
        image -= diagonal[count] * vector
        image -= _combined(_products(basis[: count + 1], image), basis[: count + 1])
        length = float(np.sqrt(_dot(image, image)))
        count += 1
        if length <= 1e-12 * scale:
            if closed or count == most:
                break
            closed = True
            vector = _fresh(chance, basis[:count])
            continue
        beside[count - 1] = length
        vector = np.divide(image, length)
        if not closed and count % _CHECK_EVERY == 0 and count >= _FIRST_CHECK and _converged(diagonal, beside, count):
            break
    values, vectors = _ritz(diagonal, beside, count)
    directions, variances = np.zeros((size, 2)), np.zeros(2)
    for place in range(min(2, count)):
        if values[-1 - place] > 1e-9 * scale:
            direction = _combined(vectors[:, -1 - place], basis[:count])
            directions[:, place] = np.rint(direction / _EXACT) * _EXACT
            variances[place] = values[-1 - place]
    return Components(directions, variances)


def _ritz(diagonal: Floats, beside: Floats, count: int) -> tuple[Floats, Floats]:
    small = np.diag(diagonal[:count])
    small[np.arange(1, count), np.arange(count - 1)] = beside[: count - 1]
    return np.linalg.eigh(small, UPLO="L")


def _converged(diagonal: Floats, beside: Floats, count: int) -> bool:
    """Residuals over the gaps to the next values bound the angles (Golub, Van Loan, theorem 8.1.12)."""
    values, vectors = _ritz(diagonal, beside, count)
    residuals = beside[count - 1] * np.abs(vectors[-1])
    gaps = (values[-1] - values[-2], min(values[-1] - values[-2], values[-2] - values[-3]))
    return all(residuals[-1 - place] <= _TOLERANCE * gaps[place] for place in range(2))


def _fresh(chance: np.random.Generator, basis: Floats) -> Floats:
    vector: Floats = chance.standard_normal((basis.shape[1],))
    for _ in range(2):
        vector -= _combined(_products(basis, vector), basis)
    return vector / float(np.sqrt(_dot(vector, vector)))


# Sums whose order does not depend on the number of threads, unlike those of a BLAS.


def _dot(one: Floats, other: Floats) -> float:
    return float(np.einsum("i,i->", one, other))


def _products(basis: Floats, vector: Floats) -> Floats:
    products: Floats = np.einsum("ij,j->i", basis, vector)
    return products


def _combined(weights: Floats, basis: Floats) -> Floats:
    combined: Floats = np.einsum("i,ij->j", weights, basis)
    return combined


def signed(directions: Floats) -> Floats:
    """Directions with a sign that does not depend on how they were found: the largest entry is positive."""
    if not len(directions):
        return directions
    largest = np.argmax(np.abs(directions), axis=0)
    signs = np.where(directions[largest, np.arange(directions.shape[1])] < 0, -1.0, 1.0)
    return directions * signs
