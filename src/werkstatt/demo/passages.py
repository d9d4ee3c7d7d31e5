"""Plain text of the demo's strategies and the edits that turn one version into the next.

The demo's YAML names places by quoting them. This module is the yardstick for such quotes: it reads the small part of
Markdown that the demo uses, counts characters as ``werkstatt.text.model`` does (no marks, no footnote references, cells
separated by tabs, rows by line feeds) and applies edits to that plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class EditKind(StrEnum):
    """What an edit does to a text."""

    REPLACE = "replace"
    """``passage`` becomes ``text`` within its block; an empty ``text`` takes it out."""
    INSERT = "insert"
    """A new paragraph ``text`` follows the block that holds ``passage``."""
    MOVE = "move"
    """The block that holds ``passage`` goes to ``to_section``, behind the block that holds ``after``."""
    MERGE = "merge"
    """The block that holds ``passage`` is appended, with a space, to the block that holds ``after``."""
    DELETE = "delete"
    """The block that holds ``passage`` is taken out."""


@dataclass(frozen=True, slots=True)
class PointRef:
    """A point of a contribution: "69.2" is the second point of no. 69; positions count from 1."""

    number: int
    position: int = 1

    @classmethod
    def parse(cls, value: object) -> PointRef:
        """Read ``69`` (first point) or ``"69.2"``; raises ValueError for anything else."""
        number, _, position = str(value).partition(".")
        return cls(int(number), int(position or 1))

    def __str__(self) -> str:
        return f"{self.number}.{self.position}"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to a text, with the points that caused it (none for an editorial one)."""

    kind: EditKind
    section: str
    passage: str
    text: str = ""
    to_section: str = ""
    after: str = ""
    because: tuple[PointRef, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlainSection:
    """A section by its number ("2.1"), with the plain text of its own blocks, without those of its subsections."""

    number: str
    title: str
    blocks: tuple[str, ...] = ()

    def places(self, passage: str) -> list[int]:
        """Index of the block of every occurrence of ``passage``; a passage never spans two blocks."""
        return [index for index, block in enumerate(self.blocks) for _ in range(block.count(passage))]


class EditError(ValueError):
    """An edit names a section or a passage that is not there, or is there more than once."""


_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_EMPHASIS = re.compile(r"(\*\*|\*)(?=\S)(.+?)(?<=\S)\1")
_ITEM = re.compile(r"^(?:[-*]|\d+\.)\s+")
_RULE = re.compile(r"^[\s|:-]+$")


def plain(markdown: str) -> str:
    """The characters a reader sees of one line of Markdown."""
    text = _LINK.sub(r"\1", _FOOTNOTE.sub("", markdown))
    return _EMPHASIS.sub(r"\2", text).strip()


def plain_sections(markdown: str) -> tuple[PlainSection, ...]:
    """Number and plain text of every section, in reading order.

    Every paragraph stands on one line; headings go down to the second level; text before the first heading and
    definitions of footnotes are not part of any section.
    """
    sections: list[PlainSection] = []
    chapter = part = 0
    for group in re.split(r"\n\s*\n", markdown):
        lines = [line.rstrip() for line in group.strip("\n").split("\n") if line.strip()]
        if not lines or lines[0].startswith("[^"):
            continue
        heading = re.match(r"^(#{1,2}) (.+)$", lines[0])
        if heading:
            depth = len(heading[1])
            chapter, part = (chapter + 1, 0) if depth == 1 else (chapter, part + 1)
            number = str(chapter) if depth == 1 else f"{chapter}.{part}"
            sections.append(PlainSection(number, plain(heading[2])))
            lines = lines[1:]
        if lines and sections:
            last = sections[-1]
            sections[-1] = replace(last, blocks=last.blocks + tuple(_blocks(lines)))
    return tuple(sections)


def _blocks(lines: list[str]) -> list[str]:
    """The blocks in one group of lines: a table, a quote, a list or a paragraph."""
    if lines[0].startswith("|"):
        rows = [line.strip().strip("|").split("|") for line in lines if not _RULE.match(line)]
        return ["\n".join("\t".join(plain(cell) for cell in row) for row in rows)]
    if lines[0].startswith(">"):
        quoted = [line.lstrip(">").strip() for line in lines]
        return [plain(line) for line in quoted if line]
    if _ITEM.match(lines[0]):
        return [plain(_ITEM.sub("", line)) for line in lines]
    return [plain(" ".join(lines))]


def applied(sections: Iterable[PlainSection], edits: Iterable[Edit]) -> tuple[PlainSection, ...]:
    """The sections after all edits, one after the other; raises EditError where one does not fit."""
    state = {section.number: section for section in sections}
    for edit in edits:
        _apply(state, edit)
    return tuple(state.values())


def _apply(state: dict[str, PlainSection], edit: Edit) -> None:
    index = _place(state, edit.section, edit.passage)
    section = state[edit.section]
    blocks = list(section.blocks)
    match edit.kind:
        case EditKind.REPLACE:
            blocks[index] = tidy(blocks[index].replace(edit.passage, edit.text))
        case EditKind.INSERT:
            blocks.insert(index + 1, edit.text)
        case EditKind.DELETE:
            del blocks[index]
        case EditKind.MERGE:
            target = _place(state, edit.section, edit.after)
            blocks[target] = f"{blocks[target]} {blocks[index]}"
            del blocks[index]
        case EditKind.MOVE:
            moved = blocks.pop(index)
            state[edit.section] = replace(section, blocks=tuple(blocks))
            target = _place(state, edit.to_section, edit.after)
            section = state[edit.to_section]
            blocks = list(section.blocks)
            blocks.insert(target + 1, moved)
    state[section.number] = replace(section, blocks=tuple(blocks))


def _place(state: dict[str, PlainSection], number: str, passage: str) -> int:
    if number not in state:
        raise EditError(f"no section {number}")
    places = state[number].places(passage) if passage else []
    if len(places) != 1:
        raise EditError(f"{len(places)} places in {number} for {passage!r}")
    return places[0]


def tidy(text: str) -> str:
    """``text`` without the double and outer spaces that a deletion leaves behind."""
    return re.sub(r" {2,}", " ", text).strip(" ")
