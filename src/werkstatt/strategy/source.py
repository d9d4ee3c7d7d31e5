"""A block as people type it into a text field, and back. Pure.

Text carries the inline notation of ``core.documents.inline``. A table is one line per row with `` | `` between the
cells (``\\|`` is a bar inside a cell); a table pasted from Markdown, with its line of dashes, is understood as well.
"""

from __future__ import annotations

import re

from werkstatt.core.documents.inline import from_markdown, to_markdown
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.text.model import Block, BlockKind, Mark, MarkKind

SEVERAL = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})
"""Kinds in which a blank line begins the next block."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_DASHES = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")


def source_of(block: Block) -> str:
    """The block as it stands in the text field. Reading it back gives the same text and marks."""
    if block.kind is BlockKind.CODE:
        return block.text
    source = to_markdown(block.text, block.marks)
    if block.kind is not BlockKind.TABLE:
        return source
    typed = _with_bars(source)
    if read_source(typed, BlockKind.TABLE) != (block.text, tuple(sorted(block.marks))):
        # A bar behind a backslash inside of code cannot be typed; the words matter more than their look.
        typed = _with_bars(to_markdown(block.text, [mark for mark in block.marks if mark.kind is not MarkKind.CODE]))
    return typed


def read_source(source: str, kind: BlockKind) -> tuple[str, tuple[Mark, ...]]:
    """Text and marks of what was typed, freed of control characters. Blank lines stay: they part blocks."""
    if kind is BlockKind.CODE:
        # Blanks at the beginning of a line mean something here: only the frame keeps them from being cut off.
        return cleaned(f".{source}.")[1:-1].strip("\n"), ()
    if kind is BlockKind.TABLE:
        return from_markdown(_with_tabs(source))
    return from_markdown(cleaned(source))


def cuts(text: str, kind: BlockKind) -> list[int]:
    """Where blank lines part the text into several blocks: the offset at which each but the first begins."""
    return [match.end() for match in _BLANK_LINES.finditer(text)] if kind in SEVERAL else []


def _with_bars(source: str) -> str:
    rows = [[cell.replace("|", "\\|") for cell in row.split("\t")] for row in source.split("\n")]
    return "\n".join(" | ".join(row) for row in rows)


def _with_tabs(source: str) -> str:
    lines = [line for line in re.split(r"\r\n|\r|\n", source) if line.strip()]
    if any(_DASHES.fullmatch(line.strip()) and "|" in line for line in lines):
        lines = [line.strip().strip("|") for line in lines if not _DASHES.fullmatch(line.strip())]
    rows = [_cells(line) for line in lines]
    width = max((len(row) for row in rows), default=1)
    return "\n".join("\t".join(row + [""] * (width - len(row))) for row in rows)


def _cells(line: str) -> list[str]:
    """The cells of a line; tabs part them as well, so that rows pasted from a spreadsheet fit."""
    parts = _BAR.sub(lambda match: f"{match.group(1)}\t", line).split("\t")
    return [cleaned_line(part).replace("\\|", "|") for part in parts]
