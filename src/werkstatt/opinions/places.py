"""What is remembered of a computation and shown to nobody but the person herself: where each participant stands.

Packed into bytes: sorted keys, then x, y and group. Read without numpy.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

NOWHERE = -1
"""Group of people who stand in none."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map, in its units, y upwards; ``group`` is None without one."""

    x: int
    y: int
    group: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """Four columns of the same length; ``keys`` (of participants) rise."""

    keys: Sequence[int]
    x: Sequence[int]
    y: Sequence[int]
    group: Sequence[int]

    def of(self, key: int) -> Place | None:
        """Where a participant stands; None if she is not on the map."""
        index = bisect_left(self.keys, key)
        if index == len(self.keys) or self.keys[index] != key:
            return None
        group = self.group[index]
        return Place(self.x[index], self.y[index], None if group == NOWHERE else group)


class Memory(TypedDict):
    """What the engine wants to know of its last map: how settled the number of groups is, and the two directions."""

    best: int
    times: int
    statements: list[int]
    components: list[list[float]]


@dataclass(frozen=True, slots=True)
class Before:
    """The last result, for the next computation."""

    places: Places
    memory: Memory


_COLUMNS = ("q", "h", "h", "b")
_HEAD = 8


def pack(places: Places) -> bytes:
    """About four bytes for each participant. ``x`` and ``y`` must fit into 16 bits, ``group`` into 8."""
    columns = (places.keys, places.x, places.y, places.group)
    parts = [len(places.keys).to_bytes(_HEAD, "little")]
    for code, values in zip(_COLUMNS, columns, strict=True):
        parts.append(_little(array(code, values)).tobytes())
    return zlib.compress(b"".join(parts), 6)


def unpack(data: bytes) -> Places:
    """The other way round. Raises ValueError for bytes that ``pack`` has not made."""
    try:
        raw = zlib.decompress(data)
    except zlib.error as error:
        raise ValueError("not packed places") from error
    count, start = int.from_bytes(raw[:_HEAD], "little"), _HEAD
    columns = []
    for code in _COLUMNS:
        column = array(code)
        end = start + count * column.itemsize
        column.frombytes(raw[start:end])
        if len(column) != count:
            raise ValueError("not packed places")
        columns.append(_little(column))
        start = end
    return Places(*columns)


def _little(column: array[int]) -> array[int]:
    if sys.byteorder == "big":
        column.byteswap()
    return column
