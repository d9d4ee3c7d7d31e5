"""What every writer needs to know about the shape of a text: nested lists, cells with their marks, column widths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from werkstatt.core.documents.marks import tidy
from werkstatt.text.model import Block, BlockKind, Mark

_NARROWEST = 6
_WIDEST = 60


@dataclass(slots=True)
class Entry:
    """An item of a list with the lists below it."""

    block: Block
    lists: list[ItemList] = field(default_factory=list)


@dataclass(slots=True)
class ItemList:
    """Items of the same level and sort that follow each other."""

    ordered: bool
    entries: list[Entry] = field(default_factory=list)


def grouped(blocks: Iterable[Block]) -> Iterator[Block | ItemList]:
    """The blocks of a section with their items gathered into nested lists."""
    top: list[ItemList] = []
    path: list[ItemList] = []  # the list that is open on each level
    for block in blocks:
        if block.kind is not BlockKind.ITEM:
            yield from top
            top, path = [], []
            yield block
            continue
        depth = min(block.level, len(path))
        del path[depth + 1 :]
        if len(path) == depth + 1 and path[depth].ordered != block.ordered:
            path.pop()
        if len(path) == depth:
            new = ItemList(block.ordered)
            path.append(new)
            (path[depth - 1].entries[-1].lists if depth else top).append(new)
        path[depth].entries.append(Entry(block))
    yield from top


def cells(block: Block) -> list[list[tuple[str, tuple[Mark, ...]]]]:
    """The cells of a table as text and marks that count the characters of the cell; every row has all columns."""
    width = max(len(row) for row in block.rows)
    marks = tidy(block.text, block.marks)
    result: list[list[tuple[str, tuple[Mark, ...]]]] = []
    place = 0
    for row in block.rows:
        result.append([])
        for cell in row:
            result[-1].append((cell, _cut(marks, place, place + len(cell))))
            place += len(cell) + 1
        result[-1] += [("", ())] * (width - len(row))
    return result


def column_shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """How much of the width each column gets, 1.0 in total: by its longest word and the bulk of its text."""
    weights = []
    for column in zip_longest(*rows, fillvalue=""):
        word = max((len(word) for cell in column for word in cell.split()), default=0)
        bulk = max(len(cell) for cell in column) ** 0.5 * 4
        weights.append(min(max(word + 2, bulk, _NARROWEST), _WIDEST))
    total = sum(weights)
    return [weight / total for weight in weights]


def _cut(marks: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """The marks that touch the characters from start to end, counted from start."""
    return tuple(
        Mark(max(m.start, start) - start, min(m.end, end) - start, m.kind, m.value)
        for m in marks
        if (m.start < end and m.end > start) or start <= m.start == m.end <= end
    )
