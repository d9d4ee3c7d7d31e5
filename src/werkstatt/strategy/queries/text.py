"""Reading the text of a version."""

from __future__ import annotations

from collections.abc import Iterable

from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.storage import document_value
from werkstatt.text.model import Document


def sections_of(version: Version) -> list[Section]:
    """All sections in reading order. One query; a text has some hundred sections at most."""
    return list(Section.objects.filter(version=version).order_by("position"))


def chapter_blocks(version: Version, sections: Iterable[Section]) -> list[Block]:
    """The blocks of the given sections in reading order. One query."""
    keys = [section.pk for section in sections]
    return list(Block.objects.filter(version=version, section_id__in=keys).order_by("position"))


def blocks_of(version: Version) -> list[Block]:
    """All blocks in reading order. One query."""
    return list(Block.objects.filter(version=version).order_by("position"))


def document_of(version: Version) -> Document:
    """The whole version as a value of the text engine. Two queries (three if its strategy is not loaded)."""
    return document_value(version, sections_of(version), blocks_of(version))


def find_block(version: Version, uid: str) -> Block | None:
    """The block with this id in a version, with its version and section."""
    return Block.objects.filter(version=version, uid=uid).select_related("version__strategy", "section").first()


def find_section(version: Version, uid: str) -> Section | None:
    """The section with this id in a version."""
    return Section.objects.filter(version=version, uid=uid).select_related("version__strategy").first()
