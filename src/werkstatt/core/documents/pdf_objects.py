"""Reading the objects of PDFs that Typst made: only what files of our own making hold, and quickly.

It relies on how Typst writes them: a plain cross-reference table, every object by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

_TEXT = rb"\((?:[^\\()]++|\\.)*+\)"
for _level in range(8):  # brackets inside of a string need no mark as long as they are in pairs
    _TEXT = rb"\((?:[^\\()]++|\\.|" + _TEXT + rb")*+\)"
STRING = _TEXT
"""Pattern of a string in brackets."""
_STRING_OR_REFERENCE = re.compile(STRING + rb"|\b(\d+) 0 R\b", re.DOTALL)
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_OBJECT = re.compile(rb"(\d+) 0 obj\s")


class NotOursError(ValueError):
    """The file is not written the way this module relies on."""


def objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every object of the file by its number, as the cross-reference table tells."""
    table = int(found(rb"startxref\s+(\d+)", data[-200:]))
    head = _TABLE.match(data, table)
    if head is None:
        raise NotOursError("no plain cross-reference table")
    places = sorted([int(entry) for entry in _ENTRY.findall(data, head.end())])
    for place, end in zip(places, [*places[1:], table], strict=True):
        start = _OBJECT.match(data, place)
        if start is None:
            raise NotOursError("an object is not where it should be")
        yield int(start[1]), data[start.end() : data.rindex(b"endobj", place, end)].rstrip()


def renumbered(body: bytes, numbers: Mapping[bytes, bytes]) -> bytes:
    """The object with other references: from the old number to the whole new reference. Strings stay as they are."""
    if b"(" not in body:
        return _REFERENCE.sub(lambda match: numbers[match[1]], body)
    return _STRING_OR_REFERENCE.sub(lambda match: numbers[match[1]] if match[1] else match[0], body)


def without_strings(body: bytes) -> bytes:
    """The object with empty strings."""
    return _STRING_OR_REFERENCE.sub(lambda match: match[0] if match[1] else b"()", body)


def references(pattern: bytes, body: bytes) -> list[int]:
    """The numbers of the references inside of the pattern's first group."""
    return [int(number) for number in _REFERENCE.findall(found(pattern, body))]


def reachable(number: int, body_of: Callable[[int], bytes]) -> list[int]:
    """The object and everything it refers to, directly or not."""
    seen, waiting = [number], [number]
    while waiting:
        head = body_of(waiting.pop()).partition(b"stream\n")[0]
        for each in map(int, _REFERENCE.findall(without_strings(head))):
            if each not in seen:
                seen.append(each)
                waiting.append(each)
    return seen


def found(pattern: bytes, data: bytes) -> bytes:
    """The first group of the last place where the pattern fits. Raises NotOursError where it fits nowhere."""
    result = b""
    for match in re.finditer(pattern, data, re.DOTALL):
        result = match[1]
    if not result:
        raise NotOursError(f"not found: {pattern.decode()}")
    return result
