"""A long table with words in its cells as one PDF/UA: landscape, grouped, with contents, of any length.

Typst needs memory for every page of a document it sets. So the table is set in parts, each in a process of its own that
gives its memory back, and the parts are joined (``pdf_parts``). While one part is being set, the next one is prepared.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

from werkstatt.core.documents.errors import SettingFailedError
from werkstatt.core.documents.glyphs import plainly_printable, printable
from werkstatt.core.documents.pdf_parts import LINK, Joined

Piece = str | tuple[str, str]
"""Words as they are, or with what they mean: strong, quiet, insert, delete."""
Paragraph = Sequence[Piece]

ROWS_PER_PART = 240
"""About 40 pages: little enough memory for one process, enough work for starting one."""
WEIGHT_PER_PART = 250_000
"""Characters of a part: rows of ten thousand characters fill a part sooner."""
LONGEST_WHOLE = 500
"""Characters of a cell up to which its row is kept on one page."""
SECONDS_PER_PART = 120
_FONTS = ["Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono", "New Computer Modern Math"]
_WITHOUT_SHAPE = "could not be displayed"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its width in centimetres; 0: what is left of the page."""

    title: str
    width: float = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs of pieces; ``rows``: over how many rows it reaches."""

    text: Sequence[Paragraph] = ()
    rows: int = 1


Row = Sequence[Cell]
"""The cells of a row from left to right, without those that a cell from above reaches into."""
Entry = Sequence[Row]
"""Rows that belong together because a cell reaches over them."""


@dataclass(frozen=True, slots=True)
class Group:
    """A titled stretch of the table; ``on_new_page`` for the first one of a chapter."""

    title: str
    entries: Iterable[Entry]
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

    ``front`` is asked when all groups have been read. ``progress`` hears now and then how many entries are set; what
    it raises ends the work. Raises SettingFailedError where the pages cannot be set.
    """
    joined = Joined(target)
    contents: list[tuple[str, int]] = []
    pages = done = 0
    with tempfile.TemporaryDirectory(prefix="werkstatt-pdf-") as folder:
        running: _Setting | None = None
        for number, part in enumerate(_parts(groups)):
            data = {**_common(frame), "columns": [{"title": printable(c.title), "width": c.width} for c in columns]}
            setting = _Setting(Path(folder) / str(number), "table.typ", {**data, "groups": part.groups})
            # The parts before must be finished first: the number of the first page depends on them.
            if running is not None:
                pages, done = running.into(joined, contents, pages), done + running.entries
                progress(done)
            setting.entries = sum(group.pop("entries") for group in part.groups)
            setting.start(pages + 1)
            running = setting
        if running is not None:
            pages, done = running.into(joined, contents, pages), done + running.entries
            progress(done)
        first = _Setting(Path(folder) / "front", "front.typ", {**_common(frame), **_front(front(), contents)})
        first.start(1)
        return joined.finish(first.result())


def _parts(groups: Iterable[Group]) -> Iterator[_Part]:
    """The groups in portions that one process can set. A group may go on in the next part, without its title."""
    part = _Part()
    for group in groups:
        if group.on_new_page and part.rows > ROWS_PER_PART * 2 // 3:
            yield part
            part = _Part()
        drawn = _drawn(printable(group.title), group.on_new_page)
        for entry in group.entries:
            if part.is_full:
                if drawn["entries"]:
                    part.groups.append(drawn)
                    drawn = _drawn("", False)
                yield part
                part = _Part()
            cells = [_cell(cell) for row in entry for cell in row]
            weights = [_weight(cell) for row in entry for cell in row]
            for cell in cells:
                cell["breaks"] = max(weights) > LONGEST_WHOLE or len(entry) > 1
            drawn["cells"] += cells
            drawn["entries"] += 1
            part.rows += len(entry)
            part.weight += sum(weights)
        if drawn["entries"]:
            part.groups.append(drawn)
    if part.groups:
        yield part


def _drawn(title: str, on_new_page: bool) -> dict[str, Any]:
    return {"title": title, "break": on_new_page, "cells": [], "entries": 0}


def _cell(cell: Cell) -> dict[str, Any]:
    text = [pieces for pieces in ([*_pieces(paragraph)] for paragraph in cell.text) if pieces]
    return {"rows": cell.rows, "text": text}


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
        "page-word": frame.page_word,
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


class _Setting:
    """One part on its way through Typst."""

    def __init__(self, root: Path, template: str, data: dict[str, Any]) -> None:
        self.entries = 0
        self._root, self._template, self._data = root, template, data
        self._process: subprocess.Popen[bytes] | None = None
        self._first_page = 1

    def start(self, first_page: int) -> None:
        """Have it set in a process of its own."""
        self._root.mkdir(exist_ok=True)
        self._first_page = first_page
        (self._root / "main.typ").write_bytes(_template(self._template))
        self._write_data(self._data)
        self._process = self._run()

    def result(self) -> bytes:
        """The finished pages. Raises SettingFailedError."""
        assert self._process is not None  # noqa: S101 - start() comes first
        error = _ended(self._process)
        if error and _WITHOUT_SHAPE in error:
            # Every character has a shape in some font, but a combination of them may have none.
            self._write_data(_reduced(self._data))
            error = _ended(self._run())
        if error:
            raise SettingFailedError(error)
        file = self._root / "out.pdf"
        data = file.read_bytes()
        for each in self._root.iterdir():
            each.unlink()
        return data

    def into(self, joined: Joined, contents: list[tuple[str, int]], pages_before: int) -> int:
        """Put the finished pages behind the ones before; returns how many there are now."""
        titles = [group["title"] for group in self._data["groups"] if group["title"]]
        count, targets = joined.add(self.result())
        contents += [(title, pages_before + page) for title, page in zip(titles, targets, strict=True)]
        return pages_before + count

    def _write_data(self, data: dict[str, Any]) -> None:
        words = json.dumps({**data, "first-page": self._first_page}, ensure_ascii=False)
        (self._root / "data.json").write_text(words, encoding="utf-8", errors="replace")

    def _run(self) -> subprocess.Popen[bytes]:
        script = str(Path(__file__).with_name("typst_process.py"))
        return subprocess.Popen(
            [sys.executable, "-I", script, str(self._root)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


def _ended(process: subprocess.Popen[bytes]) -> str:
    """Wait for the process; what went wrong in it, empty if nothing."""
    try:
        _out, error = process.communicate(timeout=SECONDS_PER_PART)
    except subprocess.TimeoutExpired:
        return f"not finished within {SECONDS_PER_PART} s"
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode == 0:
        return ""
    return error.decode(errors="replace").strip() or f"ended with {process.returncode}"


def _reduced(data: Any) -> Any:
    """The same data with nothing but plain European characters."""
    if isinstance(data, str):
        return plainly_printable(data)
    if isinstance(data, list | tuple):
        return [_reduced(each) for each in data]
    if isinstance(data, dict):
        return {name: _reduced(each) for name, each in data.items()}
    return data


@functools.cache
def _template(name: str) -> bytes:
    return resources.files("werkstatt.core.documents").joinpath("typst", name).read_bytes()
