"""Between rows and the pure document model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.plain_language import covered
from werkstatt.text import model


def mark_data(marks: Iterable[model.Mark]) -> list[list[object]]:
    """Marks as they are stored."""
    return [[mark.start, mark.end, mark.kind.value, mark.value] for mark in marks]


def marks_from(data: Iterable[list[object]]) -> tuple[model.Mark, ...]:
    """Stored marks as values."""
    return tuple(
        model.Mark(int(str(start)), int(str(end)), model.MarkKind(str(kind)), str(value))
        for start, end, kind, value in data
    )


def block_value(row: Block) -> model.Block:
    """One row as a value of the text engine."""
    return model.Block(
        id=row.uid,
        kind=model.BlockKind(row.kind),
        text=row.text,
        marks=marks_from(row.marks),
        level=row.level,
        ordered=row.ordered,
        header_rows=row.header_rows,
        image=row.image,
        alt=row.alt,
        origins=tuple(row.origins),
    )


def block_row(block: model.Block, *, version: Version, section: Section, position: int) -> Block:
    """A value of the text engine as an unsaved row."""
    return Block(
        municipality_id=version.municipality_id,
        version=version,
        section=section,
        uid=block.id,
        position=position,
        kind=block.kind.value,
        text=block.text,
        marks=mark_data(block.marks),
        level=block.level,
        ordered=block.ordered,
        header_rows=block.header_rows,
        image=block.image,
        alt=block.alt,
        origins=list(block.origins),
    )


def document_value(version: Version, sections: Iterable[Section], blocks: Iterable[Block]) -> model.Document:
    """The whole version as a document. Rows may come in any order. Pictures are named, not read."""
    blocks_of: dict[int, list[Block]] = defaultdict(list)
    for row in sorted(blocks, key=lambda row: row.position):
        blocks_of[row.section_id].append(row)
    children_of: dict[int | None, list[Section]] = defaultdict(list)
    for section in sorted(sections, key=lambda section: section.position):
        children_of[section.parent_id].append(section)

    def value(section: Section) -> model.Section:
        return model.Section(
            id=section.uid,
            title=section.title,
            summary=section.summary,
            blocks=tuple(block_value(row) for row in blocks_of[section.pk]),
            sections=tuple(value(child) for child in children_of[section.pk]),
        )

    return model.Document(
        title=version.strategy.title,
        language=version.language,
        sections=tuple(value(section) for section in children_of[None]),
    )


def save_document(
    version: Version, document: model.Document, bases: Mapping[str, dict[str, str] | None] | None = None
) -> None:
    """Write all sections and blocks of a document into an empty draft, in three statements per thousand rows.

    ``bases`` says by section id which text each plain-language version was written for; without it that is the text
    it comes with.
    """
    rows: list[Section] = []
    parents: dict[str, Section] = {}
    for position, (number, depth, section) in enumerate(model.numbered(document.sections)):
        row = Section(
            municipality_id=version.municipality_id,
            version=version,
            uid=section.id,
            position=position,
            number=number,
            depth=depth,
            title=section.title,
            summary=section.summary,
            summary_basis=bases.get(section.id) if bases is not None else None,
        )
        parents[number] = row
        rows.append(row)
    if bases is None:
        _take_text_as_basis(rows, document)
    # Parents must have their keys before children can name them: one statement for each depth.
    for depth in range(1, max((row.depth for row in rows), default=0) + 1):
        level = [row for row in rows if row.depth == depth]
        for row in level:
            row.parent = parents[row.number.rpartition(".")[0]] if depth > 1 else None
        Section.objects.bulk_create(level)
    pairs = zip(rows, document.walk(), strict=True)
    placed = [(row, block) for row, section in pairs for block in section.blocks]
    Block.objects.bulk_create(
        [
            block_row(block, version=version, section=row, position=position)
            for position, (row, block) in enumerate(placed)
        ],
        batch_size=1000,
    )


def _take_text_as_basis(rows: Sequence[Section], document: model.Document) -> None:
    """A plain-language version that comes together with a text was written for it."""
    texts = {section.id: {block.id: block.text for block in section.blocks} for section in document.walk()}
    for row in rows:
        if row.summary:
            row.summary_basis = {uid: text for one in covered(row, rows) for uid, text in texts[one.uid].items()}


def bases_of(version: Version) -> dict[str, dict[str, str] | None]:
    """By section id, which text the plain-language versions were written for. One query."""
    return dict(Section.objects.filter(version=version).values_list("uid", "summary_basis"))
