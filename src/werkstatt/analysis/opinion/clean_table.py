"""Tables of whole numbers at the speed of the memory they stand in.

A million rows are read in a quarter of a second, where the csv module takes several. Only what is beyond doubt is read:
one line per row, no quotation marks, whole numbers of at most 18 digits written as one writes them. Whatever else there
is makes the answer None, and the table has to be read with care.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_NEWLINE, _RETURN, _COMMA, _MINUS, _ZERO, _NINE = (ord(sign) for sign in "\n\r,-09")
_MOST_DIGITS = 18
_BYTES_AT_ONCE = 1 << 22


class Whole(NamedTuple):
    """The wanted columns, all of one length."""

    columns: list[NDArray[np.int64]]


def whole_numbers(data: bytes, wanted: tuple[str, ...]) -> Whole | None:
    """The ``wanted`` columns of a comma-separated table with a heading, or None if it is not beyond doubt."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    heading, _, body = data.partition(b"\n")
    try:
        names = [name.strip().lower() for name in heading.decode("ascii").split(",")]
    except UnicodeDecodeError:
        return None
    if not set(wanted) <= set(names) or not body:
        return None
    places = [names.index(name) for name in wanted]
    if not body.endswith(b"\n"):
        body += b"\n"
    parts = []
    begin = 0
    while begin < len(body):
        end = min(begin + _BYTES_AT_ONCE, len(body))
        end = body.rfind(b"\n", begin, end) + 1
        if end <= begin:
            return None
        part = _part(np.frombuffer(body, dtype=np.uint8, count=end - begin, offset=begin), len(names), places)
        if part is None:
            return None
        parts.append(part)
        begin = end
    return Whole([np.concatenate([part[number] for part in parts]) for number in range(len(wanted))])


def _part(text: NDArray[np.uint8], width: int, places: list[int]) -> list[NDArray[np.int64]] | None:
    ends = np.flatnonzero((text == _COMMA) | (text == _NEWLINE))
    if len(ends) % width:
        return None
    signs = text[ends].reshape(-1, width)
    if (signs[:, :-1] != _COMMA).any() or (signs[:, -1] != _NEWLINE).any():
        return None
    first = np.concatenate([[0], ends[:-1] + 1]).reshape(-1, width)
    last = ends.reshape(-1, width)
    last[:, -1] -= text[last[:, -1] - 1] == _RETURN
    columns = [_numbers(text, first[:, place], last[:, place]) for place in places]
    return None if any(column is None for column in columns) else [column for column in columns if column is not None]


def _numbers(text: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """The numbers from ``starts`` to ``ends``, digit by digit from the right; None if there is anything else."""
    negative = text[starts] == _MINUS
    starts = starts + negative
    lengths = ends - starts
    longest = int(lengths.max(initial=0))
    if int(lengths.min(initial=1)) < 1 or longest > _MOST_DIGITS:
        return None
    first = text[starts]
    if ((first == _ZERO) & ((lengths > 1) | negative)).any():
        return None
    total = np.zeros(len(starts), dtype=np.int64)
    for place in range(longest):
        has_digit = lengths > place
        digits = text[np.where(has_digit, ends - 1 - place, starts)]
        if ((digits < _ZERO) | (digits > _NINE)).any():
            return None
        total += np.where(has_digit, digits.astype(np.int64) - _ZERO, 0) * 10**place
    return np.where(negative, -total, total)
