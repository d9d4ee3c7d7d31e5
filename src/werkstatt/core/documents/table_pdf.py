"""A long table with words in its cells as one PDF/UA: landscape, grouped, with contents, of any length.

Typst needs memory for every page of a document it sets. So the table is set in parts, each in a process of its own that
gives its memory back, and the parts are joined (``pdf_parts``). Two parts are set at a time; the next ones are prepared
meanwhile.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from werkstatt.core.documents.glyphs import printable
from werkstatt.core.documents.pdf_page_numbers import PageNumbers
from werkstatt.core.documents.pdf_parts import LINK, Joined
from werkstatt.core.documents.typst_lane import TypstLane

Piece = str | tuple[str, str]
"""Words as they are, or with what they mean: strong, quiet, insert, delete."""
Paragraph = Sequence[Piece]

ROWS_PER_PART = 220
"""About 40 pages: little enough memory for two processes at once, enough work for starting one."""
AT_ONCE = 2
"""Parts that are being set at the same time."""
WEIGHT_PER_PART = 250_000
"""Characters of a part: rows of ten thousand characters fill a part sooner."""
_FONTS = ["Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono", "New Computer Modern Math"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its width in centimetres; 0: what is left of the page."""

    title: str
    width: float = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of pieces."""

    text: Sequence[Paragraph] = ()


Row = Sequence[Cell]
"""The cells of a row from left to right."""


@dataclass(frozen=True, slots=True)
class Group:
    """A titled stretch of the table; ``on_new_page`` for the first one of a chapter."""

    title: str
    rows: Iterable[Row]
    on_new_page: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the table. Every text as it is to be shown; ``language`` is a code such as de or de-DE."""

    title: str
    author: str
    brand_color: str
    language: str
    footer: str
    page_word: str
    label: str = ""
    """Right in the header of every page."""


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on the first pages. ``facts`` are names with figures, ``notes`` words with their explanation."""

    subtitle: str = ""
    lines: Sequence[str] = ()
    mark: str = ""
    facts_title: str = ""
    facts_head: tuple[str, str] = ("", "")
    facts: Sequence[tuple[str, str]] = ()
    notes_title: str = ""
    notes: Sequence[tuple[str, str]] = ()
    contents_title: str = ""


@dataclass(slots=True)
class _Part:
    """Groups as the template draws them, until there are enough of them."""

    groups: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0
    weight: int = 0

    @property
    def is_full(self) -> bool:
        return self.rows >= ROWS_PER_PART or self.weight >= WEIGHT_PER_PART


def write_table_pdf(
    target: BinaryIO,
    frame: Frame,
    columns: Sequence[Column],
    groups: Iterable[Group],
    front: Callable[[], Front],
    progress: Callable[[int], None] = lambda _entries: None,
) -> int:
    """Write the table to ``target``; returns the number of pages. The same input gives the same bytes.

    ``front`` is asked when all groups have been read. ``progress`` hears now and then how many rows are set; what it
    raises ends the work. Raises SettingFailedError where the pages cannot be set.
    """
    common = _common(frame)
    heads = [{"title": printable(column.title), "width": column.width} for column in columns]
    contents: list[tuple[str, int]] = []
    pages = done = 0
    with tempfile.TemporaryDirectory(prefix="werkstatt-pdf-") as folder, ExitStack() as stack:
        lanes = [stack.enter_context(TypstLane(Path(folder) / str(number))) for number in range(AT_ONCE)]
        lanes[0].start("page_number.typ", common)
        joined = Joined(target, PageNumbers(lanes[0].result(), frame.page_word))
        free, waiting = deque(lanes), deque[tuple[_Part, TypstLane]]()

        def join(part: _Part, data: bytes) -> None:
            nonlocal pages, done
            count, targets = joined.add(data)
            titles = [group["title"] for group in part.groups if group["title"]]
            contents.extend((title, pages + page) for title, page in zip(titles, targets, strict=True))
            pages, done = pages + count, done + part.rows
            progress(done)

        for part in _parts(groups):
            finished = None
            if not free:
                before, lane = waiting.popleft()
                finished = before, lane.result()
                free.append(lane)
            lane = free.popleft()
            lane.start("table.typ", {**common, "columns": heads, "groups": part.groups})
            waiting.append((part, lane))
            if finished is not None:  # only now, so that the lane has something to do meanwhile
                join(*finished)
        for part, lane in waiting:
            join(part, lane.result())
        lanes[0].start("front.typ", {**common, **_front(front(), contents)})
        return joined.finish(lanes[0].result())


def _parts(groups: Iterable[Group]) -> Iterator[_Part]:
    """The groups in portions that one process can set. A group may go on in the next part, without its title."""
    part = _Part()
    for group in groups:
        if group.on_new_page and part.rows > ROWS_PER_PART * 2 // 3:
            yield part
            part = _Part()
        drawn = _drawn(printable(group.title), group.on_new_page)
        for row in group.rows:
            if part.is_full:
                if drawn["cells"]:
                    part.groups.append(drawn)
                    drawn = _drawn("", False)
                yield part
                part = _Part()
            drawn["cells"] += [_text(cell) for cell in row]
            part.rows += 1
            part.weight += sum(_weight(cell) for cell in row)
        if drawn["cells"]:
            part.groups.append(drawn)
    if part.groups:
        yield part


def _drawn(title: str, on_new_page: bool) -> dict[str, Any]:
    return {"title": title, "break": on_new_page, "cells": []}


def _text(cell: Cell) -> list[list[Any]]:
    """The paragraphs of the cell as the template draws them, without empty ones."""
    return [pieces for pieces in ([*_pieces(paragraph)] for paragraph in cell.text) if pieces]


def _weight(cell: Cell) -> int:
    """Characters of the cell."""
    return sum(len(piece if isinstance(piece, str) else piece[1]) for paragraph in cell.text for piece in paragraph)


def _pieces(paragraph: Paragraph) -> Iterator[str | int | tuple[str, str]]:
    """The pieces with line breaks as 0."""
    for piece in paragraph:
        kind, words = ("", piece) if isinstance(piece, str) else piece
        for number, line in enumerate(words.split("\n")):
            if number:
                yield 0
            if line := printable(line):
                yield (kind, line) if kind else line


def _common(frame: Frame) -> dict[str, Any]:
    language, _dash, region = frame.language.partition("-")
    title = printable(frame.title) or "–"
    return {
        "title": title,
        "running": title if len(title) <= 110 else f"{title[:109]}…",
        "author": printable(frame.author),
        "label": printable(frame.label),
        "footer": printable(frame.footer),
        "page-word": printable(frame.page_word),
        "brand": frame.brand_color,
        "lang": language or "de",
        "region": region or None,
        "fonts": _FONTS,
    }


def _front(front: Front, contents: Sequence[tuple[str, int]]) -> dict[str, Any]:
    return {
        "subtitle": printable(front.subtitle),
        "lines": [printable(line) for line in front.lines],
        "mark": printable(front.mark),
        "facts-title": front.facts_title,
        "facts-head": list(front.facts_head),
        "facts": [[printable(name), value] for name, value in front.facts],
        "notes-title": front.notes_title,
        "notes": [[printable(words), printable(meaning)] for words, meaning in front.notes],
        "contents-title": front.contents_title,
        "contents": [
            {"title": title, "page": page, "target": f"{LINK}{place}"} for place, (title, page) in enumerate(contents)
        ],
    }
