"""Finds quoted passages in a version of a demo town's text."""

from __future__ import annotations

from werkstatt.participation.actions import Place
from werkstatt.strategy.models import Block, Section, Version


class Texts:
    """The sections and blocks of a version, read once."""

    def __init__(self, version: Version) -> None:
        self.sections = {section.number: section for section in Section.objects.filter(version=version)}
        self.blocks: dict[str, list[Block]] = {}
        for block in Block.objects.filter(version=version).select_related("section").order_by("position"):
            self.blocks.setdefault(block.section.number, []).append(block)

    def place(self, section: str, quote: str) -> Place:
        """The place named by section and quote; without both the whole text. Raises LookupError if it is not there."""
        if not section:
            return Place()
        if not quote:
            return Place(section_uid=self.sections[section].uid)
        for block in self.blocks.get(section, []):
            if (start := block.text.find(quote)) >= 0:
                return Place(block_uid=block.uid, start=start, end=start + len(quote))
        raise LookupError(f"{section}: {quote!r}")
