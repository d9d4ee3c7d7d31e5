"""Votes, compressed: who voted what on which statement; the latest vote of a person on a statement counts.

A vote is one small number, ``3 · statement + vote + 1`` (its *code*), and the codes of a person stand together.
Whatever is summed over votes becomes a look-up in a table of three entries per statement, so no people × statements
matrix is ever needed: 50 million votes of a million people take 108 MB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[Any]

_ROWS_AT_ONCE = 1 << 20
"""Rows that one step looks at; keeps what is needed on the way small."""

_ROWS_PER_BUCKET = 1 << 18
_MOST_BUCKET_BITS = 8
"""Buckets are numbered by one byte, for which a stable sort is linear."""


@dataclass(frozen=True, eq=False)
class Votes:
    """The votes of a conversation; make one with :meth:`from_arrays`.

    ``people`` and ``statements`` are the ids that occur, ascending. The codes of person ``i``, ascending as well, are
    ``codes[starts[i] : starts[i + 1]]``.
    """

    people: NDArray[np.int64]
    statements: NDArray[np.int64]
    starts: NDArray[np.int64]
    codes: Integers

    @classmethod
    def from_arrays(cls, voters: ArrayLike, statements: ArrayLike, values: ArrayLike) -> Votes:
        """Votes from three columns of equal length, in the order in which they were given: a later row counts.

        ``voters`` and ``statements`` are integer ids, ``values`` 1 (agree), −1 (disagree) or 0 (pass). The order of
        rows has no other influence on the result. Raises ValueError for columns of unequal length, ids that are no
        integers and other values.
        """
        columns = [_column(name, c) for name, c in (("voters", voters), ("statements", statements), ("values", values))]
        if len({len(column) for column in columns}) > 1:
            raise ValueError("voters, statements and values must be of equal length")
        _check_values(columns[2])
        return _compressed(*columns)

    def __len__(self) -> int:
        """How many votes count."""
        return len(self.codes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Votes):
            return NotImplemented
        mine = (self.people, self.statements, self.starts, self.codes)
        return all(map(np.array_equal, mine, (other.people, other.statements, other.starts, other.codes)))

    __hash__ = None  # type: ignore[assignment]

    def per_person(self) -> NDArray[np.int64]:
        """How many votes each person gave, in the order of ``people``."""
        return np.diff(self.starts)

    def counts(self) -> NDArray[np.int64]:
        """Statements × 3: how many disagree, pass and agree."""
        size = 3 * len(self.statements)
        total = np.zeros(size, dtype=np.int64)
        for start in range(0, len(self.codes), _ROWS_AT_ONCE):
            total += np.bincount(self.codes[start : start + _ROWS_AT_ONCE], minlength=size)
        return total.reshape(-1, 3)

    def blocks(self, most: int = _ROWS_AT_ONCE) -> Iterator[tuple[int, int]]:
        """Ranges of people who have at most ``most`` votes together (or are one person)."""
        first, last = 0, len(self.people)
        while first < last:
            after = int(np.searchsorted(self.starts, self.starts[first] + most, side="right")) - 1
            after = min(last, max(first + 1, after))
            yield first, after
            first = after

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
        """The three columns again: voters, statements, values, ordered by voter and statement."""
        values = (self.codes % 3).astype(np.int8) - np.int8(1)
        return np.repeat(self.people, self.per_person()), self.statements[self.codes // 3], values


# From rows to codes


def _column(name: str, given: ArrayLike) -> Integers:
    column = np.asarray(given)
    if column.ndim != 1:
        raise ValueError(f"{name} must be one column")
    if not len(column):
        return column.astype(np.int64)
    if column.dtype.kind not in "iu":
        raise ValueError(f"{name} must be integers")
    if column.dtype == np.uint64:
        if column.max() > np.iinfo(np.int64).max:
            raise ValueError(f"{name} must be below 2^63")
        return column.astype(np.int64)
    return column


def _check_values(values: Integers) -> None:
    for start in range(0, len(values), _ROWS_AT_ONCE):
        block = values[start : start + _ROWS_AT_ONCE]
        if block.min() < -1 or block.max() > 1:
            wrong = start + int(np.flatnonzero((block < -1) | (block > 1))[0])
            raise ValueError(f"row {wrong}: a vote is 1, -1 or 0, not {values[wrong]}")


class _Ids:
    """Ids that occur and the position of each among them."""

    def __init__(self, column: Integers) -> None:
        self._low = int(column.min()) if len(column) else 0
        span = int(column.max()) - self._low + 1 if len(column) else 0
        self._positions: NDArray[np.int32] | None = None
        self._is_gapless = False
        if span <= 4 * len(column) + 1024:
            seen = np.zeros(span, dtype=bool)
            for start in range(0, len(column), _ROWS_AT_ONCE):
                seen[self._shifted(column[start : start + _ROWS_AT_ONCE])] = True
            self.ids = np.flatnonzero(seen) + self._low
            self._is_gapless = len(self.ids) == span
            self._positions = None if self._is_gapless else np.cumsum(seen, dtype=np.int32) - np.int32(1)
        else:
            self.ids = np.unique(column).astype(np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    def positions(self, block: Integers) -> Integers:
        if self._is_gapless:
            return self._shifted(block)
        if self._positions is None:
            return np.searchsorted(self.ids, block)
        return self._positions[self._shifted(block)]

    def _shifted(self, block: Integers) -> Integers:
        return block.astype(np.int64) - self._low if self._low else block


def _compressed(voters: Integers, statements: Integers, values: Integers) -> Votes:
    """Sort by person and statement, one bucket of people after the other; of equal ones the last row stays.

    A key is person (within the bucket), statement and vote, packed into 32 bits where they fit.
    """
    people, themes = _Ids(voters), _Ids(statements)
    statement_bits = max(1, (len(themes) - 1).bit_length()) + 2
    person_bits = max(0, (len(people) - 1).bit_length())
    bucket_bits = min(person_bits, _MOST_BUCKET_BITS, (len(voters) // _ROWS_PER_BUCKET).bit_length())
    local_bits = person_bits - bucket_bits
    keys, ends = _in_buckets(voters, statements, values, people, themes, (bucket_bits, local_bits, statement_bits))

    codes: Integers = np.empty(len(voters), dtype=np.uint16 if 3 * len(themes) <= 1 << 16 else np.int32)
    lengths = np.zeros((1 << bucket_bits) << local_bits, dtype=np.int64)
    filled = begin = 0
    for bucket, end in enumerate(ends):
        own = _last_of_each(keys[begin:end])
        codes[filled : filled + len(own)] = (own >> 2 & ((1 << statement_bits - 2) - 1)) * 3 + (own & 3)
        if len(own):
            counted = np.bincount((own >> statement_bits).astype(np.int64), minlength=1 << local_bits)
            lengths[bucket << local_bits : (bucket + 1) << local_bits] = counted
        filled, begin = filled + len(own), end
    starts = np.zeros(len(people) + 1, dtype=np.int64)
    np.cumsum(lengths[: len(people)], out=starts[1:])
    if filled < len(codes):
        codes = codes[:filled].copy()
    return Votes(people.ids, themes.ids, starts, codes)


def _in_buckets(
    voters: Integers, statements: Integers, values: Integers, people: _Ids, themes: _Ids, bits: tuple[int, int, int]
) -> tuple[Integers, list[int]]:
    """The keys of all rows, those of a bucket together and in the order of rows; where each bucket ends."""
    bucket_bits, local_bits, statement_bits = bits
    buckets = 1 << bucket_bits
    dtype: Any = np.uint32 if local_bits + statement_bits <= 32 else np.int64
    parts = [slice(start, start + _ROWS_AT_ONCE) for start in range(0, len(voters), _ROWS_AT_ONCE)]
    sizes = np.zeros((len(parts), buckets), dtype=np.int64)
    if buckets > 1:
        for number, part in enumerate(parts):
            sizes[number] = np.bincount(people.positions(voters[part]) >> local_bits, minlength=buckets)
    else:
        sizes[:, 0] = [len(voters[part]) for part in parts]
    ends = np.cumsum(sizes.sum(axis=0))
    free = (ends - sizes.sum(axis=0)).tolist()
    keys = np.empty(len(voters), dtype=dtype)
    for number, part in enumerate(parts):
        person = people.positions(voters[part])
        key = (person & ((1 << local_bits) - 1)).astype(dtype)
        key <<= dtype(statement_bits)
        key |= themes.positions(statements[part]).astype(dtype) << dtype(2)
        key |= (values[part] + 1).astype(dtype)
        if buckets > 1:
            key = key[np.argsort((person >> local_bits).astype(np.uint8), kind="stable")]
        begin = 0
        for bucket, size in enumerate(sizes[number].tolist()):
            keys[free[bucket] : free[bucket] + size] = key[begin : begin + size]
            free[bucket] += size
            begin += size
    return keys, ends.tolist()


def _last_of_each(keys: Integers) -> Integers:
    """Keys ascending, of those with the same person and statement the one that came last."""
    pairs = keys >> 2
    if bool((pairs[1:] > pairs[:-1]).all()):
        return keys
    ascending: Integers = keys[_stable_order(pairs)]
    pairs = ascending >> 2
    is_last = np.append(pairs[1:] != pairs[:-1], True)
    return ascending if bool(is_last.all()) else ascending[is_last]


def _stable_order(numbers: Integers) -> Integers:
    """The order that sorts them, equal ones as they came; by halves of 16 bits, which NumPy sorts in linear time."""
    largest = int(numbers.max())
    if largest >= 1 << 32:
        return np.argsort(numbers, kind="stable")
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    if largest >= 1 << 16:
        order = order[np.argsort((numbers >> 16).astype(np.uint16)[order], kind="stable")]
    return order
