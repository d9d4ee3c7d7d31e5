"""The vectors of an index: rows that can be added and removed one by one, weighted when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import log
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from werkstatt.analysis.similarity.features import GRAM, KNOWN_PARTS, features

_BLOCK = 256
"""Rows that are compared with all others at once."""
_COMMON_RUN = 0.01
"""Share of the texts from which a run of letters says nothing any more (it is an ending, or a topic all have)."""
_FEW = 40
"""Texts with a run of letters up to which it counts whatever their share is."""
_MOST_DEAD = 256
"""Removed rows that may wait for being cleared away, however few others there are."""

_EVIDENCE = 2.3
"""How much two texts must have in common, in squares of the weight of a word that a single text has, to be believed."""

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


class Rows:
    """Sparse rows of feature counts under keys, and the cosine between them.

    The weight of a feature is log(1 + n / texts that have it), n texts in all; 0 for parts of compounds that no text
    has as a word and that are not generally known, and for common runs of letters.
    """

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._ids: dict[str, int] = {}
        self._words: dict[str, tuple[NDArray[np.int32], NDArray[np.float64]]] = {}
        # One entry per feature: how many texts have it; how many as a word of its own; whether it counts without that.
        self._spread, self._whole = _Column(np.int32), _Column(np.int32)
        self._is_run, self._is_known = _Column(np.bool_), _Column(np.bool_)
        # One entry per feature of a row, row after row.
        self._columns, self._values, self._is_whole = _Column(np.int32), _Column(np.float64), _Column(np.bool_)
        # One entry per row; ``_starts`` has one more.
        self._starts, self._keys, self._alive = _Column(np.int64), _Column(np.int64), _Column(np.bool_)
        self._starts.extend([0])
        self._row_of: dict[int, int] = {}
        self._forget_weights()

    def _forget_weights(self) -> None:
        """They depend on all texts; they are worked out again when somebody asks."""
        self._weighted: tuple[_Floats, _Floats] | None = None
        self._rarities: dict[str, float] = {}

    def add(self, key: int, counts: Mapping[str, int]) -> None:
        """A new row: words in plain form and how often each occurs. The key must be new."""
        ids, values, is_whole = self._vector(counts)
        self._spread.used[ids] += 1
        self._whole.used[ids[is_whole]] += 1
        self._columns.extend(ids)
        self._values.extend(values)
        self._is_whole.extend(is_whole)
        self._starts.extend([self._columns.size])
        self._row_of[key] = self._keys.size
        self._keys.extend([key])
        self._alive.extend([True])
        self._forget_weights()

    def _vector(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.bool_]]:
        """As ``_named_vector``, with numbers instead of names, ascending."""
        found = [self._of_word(word) for word in counts]
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.float64), np.empty(0, np.bool_)
        times = [1 + log(count) for count in counts.values()]
        every = np.concatenate([ids for ids, _ in found])
        order = np.argsort(every, kind="stable")
        ids, first = np.unique(every[order], return_index=True)
        stretched = np.concatenate([values * t for (_, values), t in zip(found, times, strict=True)])
        values = np.maximum.reduceat(stretched[order], first)
        own = np.searchsorted(ids, [ids_of[0] for ids_of, _ in found])
        values[own] = [values_of[0] * t for (_, values_of), t in zip(found, times, strict=True)]
        is_whole = np.zeros(ids.size, np.bool_)
        is_whole[own] = True
        return ids, values, is_whole

    def _of_word(self, word: str) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Numbers and values of one word's features, its stem first."""
        known = self._words.get(word)
        if known is None:
            named = features(word)
            self._make_known(name for name, _ in named)
            ids = np.array([self._ids[name] for name, _ in named], np.int32)
            known = self._words[word] = ids, np.array([value for _, value in named])
        return known

    def _make_known(self, names: Iterable[str]) -> None:
        """Give features a number that have none yet."""
        ids = self._ids
        new = [name for name in names if name not in ids]
        ids.update(zip(new, range(len(ids), len(ids) + len(new)), strict=True))
        self._spread.extend([0] * len(new))
        self._whole.extend([0] * len(new))
        self._is_run.extend([name.startswith(GRAM) for name in new])
        self._is_known.extend([_is_known(name) for name in new])

    def remove(self, key: int) -> None:
        """Drop a row. Its features leave the counts at once, its place when enough has gathered."""
        row = self._row_of.pop(key)
        start, end = self._starts.used[row : row + 2]
        ids = self._columns.used[start:end]
        self._spread.used[ids] -= 1
        self._whole.used[ids[self._is_whole.used[start:end]]] -= 1
        self._alive.used[row] = False
        self._forget_weights()
        if not self._row_of:
            self._clear()
        elif self._keys.size - len(self._row_of) > max(_MOST_DEAD, len(self._row_of)):
            self._compact()

    def _compact(self) -> None:
        """Forget removed rows, and features that only they had."""
        old = Rows.__new__(Rows)
        old.__dict__ = self.__dict__.copy()
        names = list(old._ids)
        self._clear()
        kept = np.flatnonzero(old._spread.used > 0)
        new_id = np.full(len(names), -1, np.int32)
        new_id[kept] = np.arange(kept.size, dtype=np.int32)
        self._ids = {names[number]: place for place, number in enumerate(kept.tolist())}
        for mine, theirs in zip(self._per_feature(), old._per_feature(), strict=True):
            mine.extend(theirs.used[kept])
        for row in np.flatnonzero(old._alive.used).tolist():
            start, end = old._starts.used[row : row + 2]
            self._columns.extend(new_id[old._columns.used[start:end]])
            self._values.extend(old._values.used[start:end])
            self._is_whole.extend(old._is_whole.used[start:end])
            self._starts.extend([self._columns.size])
            self._row_of[int(old._keys.used[row])] = self._keys.size
            self._keys.extend(old._keys.used[row : row + 1])
            self._alive.extend([True])

    def _per_feature(self) -> tuple[_Column, ...]:
        return self._spread, self._whole, self._is_run, self._is_known

    def weight(self, name: str) -> float:
        """How telling a feature is."""
        found = self._rarities.get(name)
        if found is None:
            number = self._ids.get(name)
            found = self._rarity_of(0 if number is None else int(self._spread.used[number]))
            self._rarities[name] = found
        return found

    def _rarity_of(self, spread: int) -> float:
        return log(1 + len(self._row_of) / max(spread, 1))

    def scores(self, counts: Mapping[str, int]) -> tuple[_Ints, _Floats]:
        """Keys of all rows, and the cosine of each with the vector of a text (0 for removed rows)."""
        weights, lengths = self._weights()
        vector = np.zeros(weights.size)
        squares = 0.0
        for name, (value, is_whole) in _named_vector(counts).items():
            number = self._ids.get(name)
            if number is not None:
                # A word of this text is known as a part of the others' compounds from now on.
                weight = weights[number] or (is_whole and self.weight(name))
                vector[number] = value * weight**2
            else:
                weight = self._rarity_of(1) if is_whole or _is_known(name) else 0.0
            squares += (value * weight) ** 2
        scores = np.zeros(self._keys.size)
        found = self._alive.used & (lengths > 0)
        if squares:
            products = lengths[found] * squares**0.5
            values, columns = self._values.used, self._columns.used
            scores[found] = self._believed(self._row_sums(values * vector[columns])[found] / products, products)
        return self._keys.used, scores

    def nearest_of_all(self, most: int, floor: float) -> Iterator[tuple[int, _Ints, _Floats]]:
        """For every row its key, the keys of the ``most`` nearest others (ties by key), and their scores."""
        weights, lengths = self._weights()
        rows = np.flatnonzero(self._alive.used & (lengths > 0))
        rows = rows[np.argsort(self._keys.used[rows], kind="stable")]
        keys, size = self._keys.used[rows], lengths[rows]
        matrix = self._matrix()[rows]
        matrix.data = matrix.data * weights[matrix.indices] / np.repeat(size, np.diff(matrix.indptr))
        matrix.eliminate_zeros()
        others = matrix.T.tocsr()
        for first in range(0, rows.size, _BLOCK):
            block = matrix[first : first + _BLOCK] @ others
            for place in range(block.shape[0]):
                start, end = block.indptr[place : place + 2]
                found = block.indices[start:end]
                scores = self._believed(block.data[start:end], size[found] * size[first + place])
                near = (scores >= floor - 0.001) & (found != first + place)
                found, scores = found[near], scores[near]
                order = np.lexsort((found, -np.round(scores, 6)))[:most]
                yield int(keys[first + place]), keys[found[order]], scores[order]

    def _believed(self, cosines: _Floats, products: _Floats) -> _Floats:
        """The score for a cosine and the product of the lengths of both vectors.

        It is the cosine, less where it rests on little: one word of two that two texts share is worth less than five
        of ten. The same text stays at 1.
        """
        doubt = _EVIDENCE * self._rarity_of(1) ** 2
        return cosines / (1 + doubt * np.maximum(0.0, 1 - cosines) / products)

    def _weights(self) -> tuple[_Floats, _Floats]:
        """The weight of every feature, and the length of every row's weighted vector."""
        if self._weighted is None:
            spread, total = self._spread.used, len(self._row_of)
            weights = np.log1p(total / np.maximum(spread, 1))
            weights[~self._is_known.used & (self._whole.used == 0)] = 0.0
            weights[self._is_run.used & (spread > max(_FEW, _COMMON_RUN * total))] = 0.0
            squares = (self._values.used * weights[self._columns.used]) ** 2
            self._weighted = weights, np.sqrt(self._row_sums(squares))
        return self._weighted

    def _row_sums(self, entries: _Floats) -> _Floats:
        """For every row the sum of its entries; 0 for a row without any."""
        starts = self._starts.used
        if not entries.size:
            return np.zeros(starts.size - 1)
        sums = np.add.reduceat(np.append(entries, 0.0), starts[:-1])
        sums[starts[1:] == starts[:-1]] = 0.0
        return sums

    def _matrix(self) -> Any:
        """The rows as a matrix of scipy, without copying them."""
        from scipy import sparse  # half a second to load, and one text alone is compared without it

        shape = self._keys.size, len(self._ids)
        return sparse.csr_array((self._values.used, self._columns.used, self._starts.used), shape=shape)


def _is_known(name: str) -> bool:
    """Whether a feature counts even if no text has it as a word."""
    return name.startswith(GRAM) or name in KNOWN_PARTS


def _named_vector(counts: Mapping[str, int]) -> dict[str, tuple[float, bool]]:
    """Features of a text: value, and whether it is a word of the text. Repeating a word counts less and less."""
    found: dict[str, tuple[float, bool]] = {}
    wholes: dict[str, tuple[float, bool]] = {}
    for word, count in counts.items():
        times = 1 + log(count)
        (own, weight), *rest = features(word)
        wholes[own] = weight * times, True
        for name, value in rest:
            known = found.get(name)
            if known is None or known[0] < value * times:
                found[name] = value * times, False
    return found | wholes


class _Column:
    """A growing array."""

    def __init__(self, kind: DTypeLike) -> None:
        self._room = np.empty(64, kind)
        self.size = 0

    @property
    def used(self) -> NDArray[Any]:
        """What is in it, as a view."""
        return self._room[: self.size]

    def extend(self, values: Any) -> None:
        """Put values at the end."""
        end = self.size + len(values)
        if end > self._room.size:
            room = np.empty(max(end, 2 * self._room.size), self._room.dtype)
            room[: self.size] = self.used
            self._room = room
        self._room[self.size : end] = values
        self.size = end
