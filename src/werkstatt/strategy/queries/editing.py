"""What the editor shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Block, BlockRevision, Picture, Section, Version
from werkstatt.strategy.queries.text import chapter_blocks, sections_of
from werkstatt.text.model import Document


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a chapter with its own blocks, in order."""

    section: Section
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a draft with the contents of the whole text around it."""

    draft: Version
    sections: tuple[Section, ...]
    heading: Section
    parts: tuple[Part, ...]

    @property
    def block_uids(self) -> list[str]:
        """The ids of all blocks of the chapter."""
        return [block.uid for part in self.parts for block in part.blocks]

    @property
    def chapters(self) -> list[Section]:
        """The headings of all chapters."""
        return [section for section in self.sections if section.depth == 1]


@dataclass(frozen=True, slots=True)
class Outline:
    """A line of the contents of a draft: a section and how many blocks stand directly below it."""

    section: Section
    blocks: int
    has_parts: bool
    is_first: bool
    is_last: bool


def chapter_of(draft: Version, number: int) -> Chapter | None:
    """One chapter of a draft. Two queries."""
    sections = sections_of(draft)
    own = [section for section in sections if section.chapter_number == str(number)]
    if not own:
        return None
    blocks: dict[int, list[Block]] = defaultdict(list)
    for block in chapter_blocks(draft, own):
        blocks[block.section_id].append(block)
    parts = tuple(Part(section, tuple(blocks[section.pk])) for section in own)
    return Chapter(draft, tuple(sections), own[0], parts)


def outline_of(draft: Version) -> list[Outline]:
    """The contents of a draft. One query."""
    sections = list(Section.objects.filter(version=draft).annotate(count=Count("blocks")).order_by("position"))
    siblings: dict[int | None, list[int]] = defaultdict(list)
    for section in sections:
        siblings[section.parent_id].append(section.pk)
    return [
        Outline(
            section,
            section.count,
            section.pk in siblings,
            siblings[section.parent_id][0] == section.pk,
            siblings[section.parent_id][-1] == section.pk,
        )
        for section in sections
    ]


def deleted_block(draft: Version, uid: str) -> BlockRevision | None:
    """The last that is remembered of a block that does not stand in the draft any more."""
    if not uid or Block.objects.filter(version=draft, uid=uid).exists():
        return None
    return BlockRevision.objects.filter(version=draft, block_uid=uid).order_by("-number").first()


def find_picture(town: Municipality, name: str) -> Picture | None:
    """A picture of the town by its name."""
    return Picture.objects.filter(municipality=town, name=name).first()


def pictures_of(town_id: int, document: Document) -> dict[str, bytes]:
    """The bytes of every picture that a document of the town shows, by name. One query."""
    names = {block.image for block in document.blocks() if block.image}
    images: dict[str, bytes] = {}
    for picture in Picture.objects.filter(municipality_id=town_id, name__in=names):
        with picture.file.open("rb") as file:
            images[picture.name] = file.read()
    return images
