"""Marks in their tidy form: in bounds, merged, sorted, with addresses that are safe to follow.

Everything that reads or writes marks goes through ``tidy``, so no writer needs to be careful on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkstatt.text.model import Mark, MarkKind

_LONGEST_ADDRESS = 2000
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff<>\"\\]")
_ORDER = {kind: position for position, kind in enumerate(MarkKind)}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under the same marks. A footnote is a run of its own, zero characters long."""

    start: int
    text: str
    marks: tuple[Mark, ...]

    @property
    def footnote(self) -> str | None:
        """The text of the note, if this run is the place of one."""
        return next((mark.value for mark in self.marks if mark.kind is MarkKind.FOOTNOTE), None)

    @property
    def address(self) -> str:
        """Where a click on this run leads to; empty if it is no link."""
        return next((mark.value for mark in self.marks if mark.kind is MarkKind.LINK), "")

    def has(self, kind: MarkKind) -> bool:
        """Whether the run carries a mark of this kind."""
        return any(mark.kind is kind for mark in self.marks)


def safe_address(address: str) -> str:
    """The address if it is a complete http, https or mailto one, else an empty string."""
    address = address.strip()
    if len(address) > _LONGEST_ADDRESS or _NOT_IN_ADDRESS.search(address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https"):
        return address if parts.hostname else ""
    return address if parts.scheme == "mailto" and "@" in parts.path else ""


def tidy(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks that a reader can see: inside the text, touching ones of a kind merged, links safe and never nested.

    Footnotes at the same place keep their order.
    """
    length = len(text)
    by_sort: dict[tuple[MarkKind, str], list[tuple[int, int]]] = {}
    notes: list[Mark] = []
    for mark in marks:
        if mark.kind is MarkKind.FOOTNOTE:
            if mark.value.strip():
                place = min(max(mark.end, 0), length)
                notes.append(Mark(place, place, mark.kind, mark.value))
            continue
        value = safe_address(mark.value) if mark.kind is MarkKind.LINK else ""
        start, end = max(mark.start, 0), min(mark.end, length)
        if start < end and (value or mark.kind is not MarkKind.LINK):
            by_sort.setdefault((mark.kind, value), []).append((start, end))
    merged = [
        Mark(start, end, kind, value) for (kind, value), ranges in by_sort.items() for start, end in _merged(ranges)
    ]
    plain = [mark for mark in merged if mark.kind is not MarkKind.LINK]
    links = _side_by_side([mark for mark in merged if mark.kind is MarkKind.LINK])
    return tuple(sorted(plain + links + notes, key=lambda m: (m.start, m.end, _ORDER[m.kind])))


def joined_over_blanks(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The tidy marks, with those of a kind made one that only blanks separate: programs write bold words one by one."""
    result: list[Mark] = []
    last: dict[tuple[MarkKind, str], int] = {}
    for mark in tidy(text, marks):
        before = last.get((mark.kind, mark.value))
        is_next = before is not None and mark.kind is not MarkKind.FOOTNOTE
        if before is not None and is_next and not text[result[before].end : mark.start].strip(" "):
            result[before] = Mark(result[before].start, mark.end, mark.kind, mark.value)
            continue
        last[mark.kind, mark.value] = len(result)
        result.append(mark)
    return tidy(text, result)


def runs(text: str, marks: Iterable[Mark]) -> tuple[Run, ...]:
    """The text cut where its marks begin and end: every run with the marks that cover it, footnotes as runs of
    their own. The texts of the runs joined are the text. The marks are tidied first."""
    tidied = tidy(text, marks)
    starting: dict[int, list[Mark]] = {}
    notes: dict[int, list[Mark]] = {}
    edges = {0, len(text)}
    for mark in tidied:
        (notes if mark.kind is MarkKind.FOOTNOTE else starting).setdefault(mark.start, []).append(mark)
        edges.update((mark.start, mark.end))
    result: list[Run] = []
    active: list[Mark] = []
    places = sorted(edges)
    for place, end in zip(places, [*places[1:], len(text)], strict=True):
        result += [Run(place, "", (note,)) for note in notes.get(place, ())]
        active = [mark for mark in active if mark.end > place] + starting.get(place, [])
        if place < end:
            result.append(Run(place, text[place:end], tuple(sorted(active, key=lambda m: _ORDER[m.kind]))))
    return tuple(result)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ground covered by ranges that neither touch nor overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _side_by_side(links: list[Mark]) -> list[Mark]:
    """Links to different addresses cannot overlap: where they do, the earlier one wins."""
    result: list[Mark] = []
    free_from = 0
    for link in sorted(links):
        start = max(link.start, free_from)
        if start < link.end:
            result.append(Mark(start, link.end, link.kind, link.value))
            free_from = link.end
    return result
