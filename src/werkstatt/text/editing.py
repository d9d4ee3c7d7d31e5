"""Editing that keeps every id for life: splitting and merging blocks, with their origins remembered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section


def split_block(block: Block, at: int, new_id: str) -> tuple[Block, Block]:
    """Two blocks: the first keeps the id, the second has ``new_id`` and remembers where it came from.

    ``at`` counts characters; the space at the cut is dropped. Raises ValueError if ``at`` lies outside the text or
    the id is not a new one.
    """
    if not 0 <= at <= len(block.text):
        raise ValueError(f"cannot split block {block.id} at {at}: its text has {len(block.text)} characters")
    if not new_id or new_id == block.id:
        raise ValueError("the second half needs an id of its own")
    first_text, rest = block.text[:at].rstrip(), block.text[at:].lstrip()
    second_start = len(block.text) - len(rest)
    wide = [mark for mark in block.marks if mark.start < mark.end]
    notes = [mark for mark in block.marks if mark.start == mark.end]
    # A footnote at the cut, or in the space that is dropped, stays with the word before it.
    early = [_at(mark, min(mark.start, len(first_text))) for mark in notes if mark.start <= second_start]
    late = [_at(mark, mark.start - second_start) for mark in notes if mark.start > second_start]
    first = replace(block, text=first_text, marks=tuple(sorted([*_cut(wide, 0, len(first_text)), *early])))
    second = replace(
        block,
        id=new_id,
        text=rest,
        marks=tuple(sorted([*_cut(wide, second_start, len(block.text)), *late])),
        origins=_unique([block.id, *block.origins]),
        header_rows=0,
        image="",
        alt="",
        kind=BlockKind.PARAGRAPH if block.kind is BlockKind.FIGURE else block.kind,
    )
    return first, second


def merge_blocks(first: Block, second: Block) -> Block:
    """One block with the id and kind of the first and the text of both; remembers the second as an origin."""
    joiner = _joiner(first, second)
    offset = len(first.text) + len(joiner)
    moved = tuple(replace(mark, start=mark.start + offset, end=mark.end + offset) for mark in second.marks)
    return replace(
        first,
        text=first.text + joiner + second.text,
        marks=tuple(sorted(_joined(first.marks + moved, len(first.text), offset))),
        origins=_unique([second.id, *first.origins, *second.origins], without=first.id),
    )


def replace_block(document: Document, block_id: str, *blocks: Block) -> Document:
    """The document with other blocks (or none) in the place of one. Raises ValueError if the block is not there."""
    if all(block.id != block_id for block in document.blocks()):
        raise ValueError(f"there is no block {block_id} in the text")
    return replace(document, sections=tuple(_with(section, block_id, blocks) for section in document.sections))


def _with(section: Section, block_id: str, blocks: tuple[Block, ...]) -> Section:
    kept: list[Block] = []
    for block in section.blocks:
        kept += blocks if block.id == block_id else (block,)
    children = tuple(_with(child, block_id, blocks) for child in section.sections)
    return replace(section, blocks=tuple(kept), sections=children)


def _cut(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """The marks as far as they lie in a range, counted from its beginning."""
    kept = []
    for mark in marks:
        left, right = max(mark.start, start), min(mark.end, end)
        if left < right:
            kept.append(replace(mark, start=left - start, end=right - start))
    return tuple(kept)


def _at(mark: Mark, position: int) -> Mark:
    return replace(mark, start=position, end=position)


def _joined(marks: tuple[Mark, ...], first_end: int, second_start: int) -> list[Mark]:
    """Marks that were cut in two by a split grow together again over the joint."""
    result = list(marks)
    for left in marks:
        for right in marks:
            touches = left.end == first_end and right.start == second_start and left.start < left.end
            same = (left.kind, left.value) == (right.kind, right.value) and left.kind is not MarkKind.FOOTNOTE
            if touches and same and right.start < right.end and left in result and right in result:
                result.remove(left)
                result.remove(right)
                result.append(replace(left, end=right.end))
    return result


def _joiner(first: Block, second: Block) -> str:
    if not first.text or not second.text:
        return ""
    return "\n" if BlockKind.TABLE in (first.kind, second.kind) or BlockKind.CODE in (first.kind, second.kind) else " "


def _unique(ids: Iterable[str], without: str = "") -> tuple[str, ...]:
    return tuple(dict.fromkeys(identifier for identifier in ids if identifier != without))
