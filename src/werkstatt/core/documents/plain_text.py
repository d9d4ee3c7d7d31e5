"""Plain text as people type it: paragraphs, headings and lists told by their look."""

from __future__ import annotations

import re
from itertools import pairwise

from werkstatt.core.documents.outline import Heading, Item, heading_number, looks_like_heading
from werkstatt.text.model import Block, BlockKind

_ITEM = re.compile(r"(?P<indent>[ \t]*)(?:(?P<bullet>[-*•–])|(?P<number>\d{1,3})[.)])[ \t]+(?P<text>\S.*)")
_UNDERLINE = re.compile(r"(=|-|~|_|\*)\1{2,}\s*$")
_RULE = re.compile(r"([-*_=~])(?:\s*\1){2,}\s*$")
_NUMBERED_HEADING = re.compile(r"\d{1,3}(\.\d{1,3})*\.?\s+[^\W\d_]")
_BLANK_LINES = re.compile(r"\n[ \t]*\n+")


def items(text: str) -> list[Item]:
    """The headings and blocks of a text (already clean, with plain line feeds)."""
    split = [[line.rstrip() for line in chunk.split("\n") if line.strip()] for chunk in _BLANK_LINES.split(text)]
    chunks = [lines for lines in split if lines]
    result: list[Item] = []
    for lines, following in pairwise([*chunks, []]):
        result += _chunk(lines, following)
    return result


def _chunk(lines: list[str], following: list[str]) -> list[Item]:
    """The items of lines without a blank line between them; ``following`` are the lines after the next blank one."""
    if len(lines) >= 2 and _UNDERLINE.match(lines[1].strip()) and looks_like_heading(lines[0].strip()):
        title = lines[0].strip()
        level = len(heading_number(title)) or (1 if lines[1].strip().startswith("=") else 2)
        return [Heading(level, title), *(_chunk(lines[2:], following) if lines[2:] else [])]
    if all(_RULE.match(line.strip()) for line in lines):
        return []
    first = lines[0].strip()
    if _NUMBERED_HEADING.match(first) and looks_like_heading(first) and not _is_item(lines, following):
        return [Heading(len(heading_number(first)), first), *(_chunk(lines[1:], following) if lines[1:] else [])]
    return _paragraph_and_list(lines)


def _is_item(lines: list[str], following: list[str]) -> bool:
    """Whether a line with a number is a list item: "1." or "1)" and no running text below it."""
    if not _ITEM.match(lines[0]):
        return False
    below = lines[1:] or following
    return not below or bool(_ITEM.match(below[0]))


def _paragraph_and_list(lines: list[str]) -> list[Item]:
    """Lines that begin like an item are items; other lines go on with what came before them."""
    blocks: list[tuple[BlockKind, list[str], int, bool]] = []
    indents: list[int] = []
    for line in lines:
        match = _ITEM.match(line)
        if match:
            indent = len(match["indent"].expandtabs(4))
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indent > indents[-1]:
                indents.append(indent)
            blocks.append((BlockKind.ITEM, [match["text"]], len(indents) - 1, match["number"] is not None))
        elif blocks:
            blocks[-1][1].append(line.strip())
        else:
            blocks.append((BlockKind.PARAGRAPH, [line.strip()], 0, False))
    return [Block("", kind, " ".join(parts), level=level, ordered=ordered) for kind, parts, level, ordered in blocks]
