"""The table of contents with the number of contributions beside each section."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from werkstatt.strategy.models import Section


@dataclass(slots=True)
class Entry:
    """A line of the contents. ``count`` includes the sections below."""

    number: str
    title: str
    uid: str
    count: int
    has_summary: bool
    below: list[Entry] = field(default_factory=list)


def contents(sections: Iterable[Section], counts: Mapping[str, int]) -> list[Entry]:
    """The chapters with what is below them, from the sections in reading order and their own counts by section id."""
    rows = list(sections)
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        count, number = counts.get(row.uid, 0), row.number
        while number and count:
            sums[number] += count
            number = number.rpartition(".")[0]
    entries: dict[str, Entry] = {}
    chapters: list[Entry] = []
    for row in rows:
        entry = entries[row.number] = Entry(row.number, row.title, row.uid, sums[row.number], bool(row.summary))
        above = entries.get(row.number.rpartition(".")[0])
        (above.below if above else chapters).append(entry)
    return chapters
