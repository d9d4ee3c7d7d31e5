"""What a converted file looks like before somebody accepts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from werkstatt.core.documents.writing import from_json
from werkstatt.strategy.drawing import Drawn, drawn
from werkstatt.strategy.models import ImportPreview
from werkstatt.text.model import BlockKind, MarkKind, Section, numbered


@dataclass(frozen=True, slots=True)
class PreviewSection:
    """A section with its number and its blocks as they will look."""

    number: str
    depth: int
    section: Section
    blocks: list[Drawn]


@dataclass(frozen=True, slots=True)
class Preview:
    """A converted file: title, sections in order, and how much of everything there is."""

    title: str
    sections: list[PreviewSection]
    counts: dict[str, int]


def look_at(preview: ImportPreview, image_url: Callable[[str], str]) -> Preview:
    """The stored conversion, ready to be shown."""
    document = from_json(preview.document)
    sections = [
        PreviewSection(number, depth, section, drawn(section.blocks, image_url))
        for number, depth, section in numbered(document.sections)
    ]
    blocks = list(document.blocks())
    kinds = [block.kind for block in blocks]
    counts = {
        "sections": len(sections),
        "paragraphs": sum(kind not in (BlockKind.TABLE, BlockKind.FIGURE) for kind in kinds),
        "tables": kinds.count(BlockKind.TABLE),
        "pictures": kinds.count(BlockKind.FIGURE),
        "footnotes": sum(mark.kind is MarkKind.FOOTNOTE for block in blocks for mark in block.marks),
    }
    return Preview(preview.title or document.title, sections, counts)
