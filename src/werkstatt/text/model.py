"""The document model: a tree of sections with blocks, every one with an id for life.

The text of a block is plain: what a person reads, character by character. Everything else hangs on it as marks
(bold, link, footnote), so that offsets of anchors, diffs and marks all count the same characters.

A table is a block too: cells separated by tabs, rows by line feeds. So a table is compared, quoted and merged by
the same engine as a paragraph.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is; decides how it is drawn, never how it is compared."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    """A list item; ``level`` counts from 0, ``ordered`` says whether it is numbered."""
    QUOTE = "quote"
    TABLE = "table"
    """Cells separated by tabs, rows by line feeds; the first ``header_rows`` rows are headings."""
    FIGURE = "figure"
    """A picture: the text is the caption, ``image`` the name of the stored file, ``alt`` what it shows."""
    CODE = "code"


class MarkKind(StrEnum):
    """What a mark says about a range of characters."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    LINK = "link"
    """``value`` is the address."""
    FOOTNOTE = "footnote"
    """Zero characters wide, after the word it belongs to; ``value`` is the text of the note."""
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    STRIKE = "strike"
    CODE = "code"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Formatting of the characters ``start`` up to (not including) ``end`` of a block's text."""

    start: int
    end: int
    kind: MarkKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, quote, table or figure.

    ``id`` stays for life: editing keeps it, splitting gives the second half a new one, merging keeps the first.
    ``origins`` are the ids this block came from by splitting or merging, nearest first.
    """

    id: str
    kind: BlockKind
    text: str
    marks: tuple[Mark, ...] = ()
    level: int = 0
    ordered: bool = False
    header_rows: int = 0
    image: str = ""
    alt: str = ""
    origins: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of a table, row by row."""
        return tuple(tuple(row.split("\t")) for row in self.text.split("\n"))


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part with blocks and nested sections. ``summary`` is its plain-language version."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    summary: str = ""

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole text. ``images`` maps the names used by figures to their bytes (empty where files are stored apart)."""

    title: str
    sections: tuple[Section, ...] = ()
    language: str = "de"
    images: dict[str, bytes] = field(default_factory=dict)

    def walk(self) -> Iterator[Section]:
        """Every section in reading order."""
        for section in self.sections:
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for section in self.walk():
            yield from section.blocks


def numbered(sections: tuple[Section, ...], prefix: str = "") -> Iterator[tuple[str, int, Section]]:
    """Number of each section ("2.1"), its depth (1 for a chapter) and the section, in reading order."""
    for position, section in enumerate(sections, start=1):
        number = f"{prefix}{position}"
        yield number, number.count(".") + 1, section
        yield from numbered(section.sections, f"{number}.")


def content_hash(document: Document) -> str:
    """SHA-256 (64 hexadecimal digits) over everything a reader can see and every id, independent of how it is stored.

    Two versions have the same hash exactly if title, language, tree, ids, texts, marks and summaries are the same.
    Pictures enter by the name of their file, which is itself the hash of its bytes.
    """

    def block_data(block: Block) -> list[object]:
        marks = [[m.start, m.end, m.kind.value, m.value] for m in sorted(block.marks)]
        return [
            block.id,
            block.kind.value,
            block.text,
            marks,
            block.level,
            block.ordered,
            block.header_rows,
            block.image,
            block.alt,
        ]

    def section_data(section: Section) -> list[object]:
        return [
            section.id,
            section.title,
            section.summary,
            [block_data(block) for block in section.blocks],
            [section_data(child) for child in section.sections],
        ]

    data = [document.title, document.language, [section_data(section) for section in document.sections]]
    canonical = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
