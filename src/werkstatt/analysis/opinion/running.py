"""A conversation that goes on: votes are added, and the map follows within a fraction of what drawing it anew takes.

What the components need of all votes are three matrices of whole numbers, statements × statements: how many people
voted on both, the sum of the products of their votes, and the sum of the votes on one by those who voted on the other.
With the votes o (voted) and v (value) of the changed people before and after, and the differences d and e,

    OᵀO grows by dᵀo′ + oᵀd,   VᵀV by eᵀv′ + vᵀe,   VᵀO by eᵀo′ + vᵀd,

which is exact, because it is whole numbers, and cheap, because d and e have one entry per changed vote.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from werkstatt.analysis.opinion.components import Centre, Floats, Sums, principal
from werkstatt.analysis.opinion.mapping import assemble, start_of_search
from werkstatt.analysis.opinion.result import OpinionMap
from werkstatt.analysis.opinion.splicing import Change, spliced
from werkstatt.analysis.opinion.votes import Votes

Matrix = NDArray[np.int32]

_VOTES_AT_ONCE = 1 << 22


class Conversation:
    """Votes with what it takes to map them again soon. Needs 12 bytes for each pair of statements."""

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self._counts = votes.counts()
        self._covotes = CoVotes.of(votes)

    def add(self, voters: ArrayLike, statements: ArrayLike, values: ArrayLike) -> None:
        """Add votes, in the order in which they were given; one on the same statement replaces that from before.

        Like Votes.from_arrays. Raises ValueError and changes nothing if a column is none.
        """
        added = Votes.from_arrays(voters, statements, values)
        if not len(added):
            return
        change = spliced(self.votes, added)
        self._counts = change.spread(self._counts)
        self._covotes.spread(change)
        size = self._counts.size
        for codes, sign in ((change.given, 1), (change.replaced[change.replaced >= 0], -1)):
            self._counts += sign * np.bincount(codes, minlength=size).reshape(self._counts.shape)
        self._covotes.add(change)
        self.votes = change.after

    def result(self, *, moderated_out: Collection[int] = (), previous: OpinionMap | None = None) -> OpinionMap:
        """The map of all votes so far: that of ``opinion_map(self.votes, …)``, up to the last digits."""
        active = ~np.isin(self.votes.statements, np.fromiter(moderated_out, dtype=np.int64))
        centre = Centre.of(self._counts, active)
        covariance = self._covotes.covariance(centre)
        found = principal(
            len(active),
            lambda weights: np.einsum("ij,j->i", covariance, weights),
            centre.variance,
            covariance.size,
            start_of_search(self.votes.statements, active, previous),
        )
        return assemble(self.votes, self._counts, centre, Sums.over(self.votes), found, previous)


class CoVotes:
    """The three matrices: ``both`` = OᵀO, ``products`` = VᵀV, ``votes`` = VᵀO."""

    def __init__(self, both: Matrix, products: Matrix, votes: Matrix) -> None:
        self.both, self.products, self.votes = both, products, votes

    @classmethod
    def of(cls, votes: Votes) -> CoVotes:
        """Counted from the start: as many steps as there are pairs of votes of one person."""
        from scipy.sparse import csr_array

        size = len(votes.statements)
        both, products, mixed = (np.zeros((size, size), dtype=np.int32) for _ in range(3))
        for first, last in votes.blocks(_VOTES_AT_ONCE):
            codes = votes.codes[votes.starts[first] : votes.starts[last]].astype(np.int32)
            starts = votes.starts[first : last + 1] - votes.starts[first]
            ones = np.ones(len(codes), dtype=np.int32)
            incidence = csr_array((ones, codes, starts), shape=(last - first, 3 * size))
            pairs = (incidence.T @ incidence).tocoo()
            flat = pairs.row // 3 * np.int64(size) + pairs.col // 3
            one, other = pairs.row % 3 - 1, pairs.col % 3 - 1
            for matrix, weight in ((both, pairs.data), (products, pairs.data * one * other), (mixed, pairs.data * one)):
                matrix += np.bincount(flat, weights=weight, minlength=size * size).astype(np.int32).reshape(size, size)
        return cls(both, products, mixed)

    def spread(self, change: Change) -> None:
        """Make room for new statements."""
        if len(change.statement_places) == len(change.after.statements):
            return
        size = len(change.after.statements)
        rows = np.ix_(change.statement_places, change.statement_places)
        for name in ("both", "products", "votes"):
            wider = np.zeros((size, size), dtype=np.int32)
            wider[rows] = getattr(self, name)
            setattr(self, name, wider)

    def add(self, change: Change) -> None:
        """Count the changed votes."""
        matrices = (self.both, self.products, self.votes)
        for codes, sign in ((change.given, 1), (change.replaced, -1)):
            real = np.flatnonzero(codes >= 0)
            place, own = change.rows_of(real, after=True)
            _count_pairs(matrices, codes[real][place], own, sign)
            place, own = change.rows_of(real, after=False)
            _count_pairs(matrices, own, codes[real][place], sign)

    def covariance(self, centre: Centre) -> Floats:
        """Of the centred matrix, times people: Σ (v − m o)(v − m o)ᵀ, zero where a statement is left out."""
        means = centre.means
        crossed = self.votes * means
        result: Floats = self.both * means
        result *= means[:, None]
        result += self.products
        result -= crossed
        result -= crossed.T
        left_out = ~centre.active
        if left_out.any():
            result[left_out] = 0.0
            result[:, left_out] = 0.0
        return result


def _count_pairs(
    matrices: tuple[Matrix, Matrix, Matrix], first: NDArray[Any], second: NDArray[Any], times: Any
) -> None:
    """Count pairs of codes, each ``times``, in OᵀO, VᵀV and VᵀO."""
    both, products, votes = matrices
    size = len(both)
    flat = (first // 3).astype(np.int64) * size + second // 3
    value = ((first % 3).astype(np.int32) - 1) * np.asarray(times, dtype=np.int32)
    np.add.at(both.ravel(), flat, np.asarray(times, dtype=np.int32))
    np.add.at(votes.ravel(), flat, value)
    np.add.at(products.ravel(), flat, value * ((second % 3).astype(np.int32) - 1))
