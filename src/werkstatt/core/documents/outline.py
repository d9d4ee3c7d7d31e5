"""From the flat run of headings and blocks that files consist of to a tree of sections."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from werkstatt.text.model import Block, BlockKind, Mark, Section

_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)[.)]?\s+(?=\S)")
_LONGEST_GUESSED_HEADING = 90
_ENDED_BY_ANY_HEADING = 99
_SENTENCE_END = (".", "!", "?", ":", ";", ",")
_CAPTION_NUMBER = re.compile(
    r"(?:Abbildung|Abb\.|Bild|Grafik|Figure|Fig\.)\s*\d+(?:[.-]\d+)*\s*[:.–—-]\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the file; 1 is the highest level."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Caption:
    """A paragraph that the file calls a caption; belongs to the picture before it, or else to the one after."""

    block: Block


Item = Heading | Caption | Block


@dataclass(slots=True)
class _Node:
    """A section while its content is still being collected."""

    level: int
    title: str
    blocks: list[Block] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)


def heading_number(text: str) -> tuple[int, ...]:
    """The number typed before a heading, (2, 1) for "2.1 Dienste"; empty where there is none."""
    match = _NUMBER.match(text)
    return tuple(int(part) for part in match.group(1).split(".")) if match else ()


def without_typed_numbers(items: Sequence[Item]) -> list[Item]:
    """The same items without heading numbers typed by hand, if they count on consistently.

    Consistent means: at least half of the headings carry one, they rise, begin at 0 or 1 and never skip. So
    "5 Ziele für die Verwaltung" or "2030 im Blick" stay what they are.
    """
    headings = [item for item in items if isinstance(item, Heading)]
    numbers = [number for heading in headings if (number := heading_number(heading.text))]
    if not numbers or 2 * len(numbers) < len(headings) or not _counts_on(numbers):
        return list(items)
    return [
        replace(item, text=_NUMBER.sub("", item.text, count=1)) if isinstance(item, Heading) else item for item in items
    ]


def with_guessed_headings(items: Sequence[Item]) -> list[Item]:
    """The same items; where the file has no headings at all, short numbered lines that count on become some."""
    if any(isinstance(item, Heading) for item in items):
        return list(items)
    candidates = {
        place: number
        for place, item in enumerate(items)
        if isinstance(item, Block)
        and item.kind is BlockKind.PARAGRAPH
        and looks_like_heading(item.text)
        and (number := heading_number(item.text))
    }
    if len(candidates) < 2 or not _counts_on(list(candidates.values())):
        return list(items)
    return [
        Heading(len(candidates[place]), item.text) if place in candidates and isinstance(item, Block) else item
        for place, item in enumerate(items)
    ]


def looks_like_heading(text: str) -> bool:
    """Whether a line could be a heading: short, one line, no end of a sentence."""
    return (
        0 < len(text) <= _LONGEST_GUESSED_HEADING
        and "\n" not in text
        and not text.endswith(_SENTENCE_END)
        and any(character.isalpha() for character in text)
    )


def with_captions(items: Sequence[Item]) -> list[Item]:
    """The same items with every caption inside its figure; a caption without one becomes a paragraph."""
    result: list[Item] = []
    waiting: Block | None = None
    for item in items:
        if isinstance(item, Caption):
            if waiting is not None:
                result.append(waiting)
            waiting = item.block
            if result and (figure := _captioned(result[-1], waiting)):
                result[-1], waiting = figure, None
            continue
        if waiting is not None:
            figure = _captioned(item, waiting)
            result += [figure] if figure else [waiting, item]
            waiting = None
        else:
            result.append(item)
    if waiting is not None:
        result.append(waiting)
    return [_unnumbered(item) if isinstance(item, Block) else item for item in result]


def title_and_rest(items: Sequence[Item], explicit_title: str) -> tuple[str, list[Item]]:
    """The title and the items without it.

    A single heading of the highest level at the very beginning is the title, unless the file names another one.
    """
    items = list(items)
    headings = [item for item in items if isinstance(item, Heading)]
    if not headings or items[0] is not headings[0]:
        return explicit_title, items
    top = min(heading.level for heading in headings)
    if headings[0].level != top or sum(heading.level == top for heading in headings) != 1:
        return explicit_title, items
    if explicit_title and explicit_title.casefold() != headings[0].text.casefold():
        return explicit_title, items
    return headings[0].text, items[1:]


def sections(items: Iterable[Item], new_id: Callable[[], str]) -> tuple[Section, ...]:
    """The tree of sections. Levels that the file skips leave no hole; text before the first heading gets its own
    section."""
    root = _Node(0, "")
    path = [root]
    for item in items:
        if isinstance(item, Heading):
            while path[-1].level >= item.level:
                path.pop()
            node = _Node(item.level, item.text)
            path[-1].children.append(node)
            path.append(node)
            continue
        block = item.block if isinstance(item, Caption) else item
        if len(path) == 1:
            node = _Node(_ENDED_BY_ANY_HEADING, _("Einleitung"))
            root.children.append(node)
            path.append(node)
        path[-1].blocks.append(block)
    return tuple(_section(node, new_id) for node in root.children)


def _section(node: _Node, new_id: Callable[[], str]) -> Section:
    blocks: list[Block] = []
    for block in node.blocks:
        level = block.level
        if block.kind is BlockKind.ITEM:
            # A list cannot begin in the middle: every item is at most one level below the one before it.
            previous = blocks[-1] if blocks else None
            level = min(level, previous.level + 1 if previous and previous.kind is BlockKind.ITEM else 0)
        blocks.append(replace(block, id=new_id(), level=level))
    return Section(
        id=new_id(), title=node.title, blocks=tuple(blocks), sections=tuple(_section(c, new_id) for c in node.children)
    )


def _counts_on(numbers: Sequence[tuple[int, ...]]) -> bool:
    """Whether each number can follow the one before it: 1, 1.1, 1.2, 2, 2.1 …"""
    if numbers[0] not in ((0,), (1,), (1, 1), (1, 0)):
        return False
    for before, now in itertools.pairwise(numbers):
        depth = len(now)
        if depth > len(before):
            follows = now[: len(before)] == before and all(part in (0, 1) for part in now[len(before) :])
        else:
            follows = now[:-1] == before[: depth - 1] and now[-1] == before[depth - 1] + 1
        if not follows:
            return False
    return True


def _captioned(item: Item, caption: Block) -> Block | None:
    """The figure with this caption; None where the item is no figure or already has one."""
    if isinstance(item, Block) and item.kind is BlockKind.FIGURE and not item.text:
        return replace(item, text=caption.text, marks=caption.marks)
    return None


def _unnumbered(block: Block) -> Block:
    """A figure without the number typed or generated before its caption, as numbers are generated here."""
    match = _CAPTION_NUMBER.match(block.text) if block.kind is BlockKind.FIGURE else None
    if not match:
        return block
    cut = match.end()
    marks = tuple(
        Mark(max(mark.start - cut, 0), mark.end - cut, mark.kind, mark.value) for mark in block.marks if mark.end >= cut
    )
    return replace(block, text=block.text[cut:], marks=marks)
