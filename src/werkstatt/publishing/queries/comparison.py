"""Comparing two published versions. Neither ever changes, so the result is kept while the process lives."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from werkstatt.assessment.queries.changes import Change, changes_between
from werkstatt.organisations.models import Municipality
from werkstatt.publishing.queries.versions import version_among_others
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.rules import Audience
from werkstatt.strategy.storage import document_value
from werkstatt.text.diff import Comparison, SectionChange, compare
from werkstatt.text.model import Document, numbered

KEPT = 6
"""Comparisons kept per process: a 200-page text takes some megabytes."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions side by side. The numbers ("2.1") are those of each version's own sections, by section id."""

    comparison: Comparison
    old_numbers: dict[str, str]
    new_numbers: dict[str, str]
    old_home: dict[str, str]
    """Number of the section that a block stood in before, by block id."""

    def of_chapter(self, section_uid: str) -> list[SectionChange]:
        """The entries of one chapter of the new version, with what was removed after its sections."""
        found: list[SectionChange] = []
        inside = False
        for entry in self.comparison.sections:
            if entry.depth == 1 and entry.new is not None:
                inside = entry.new.id == section_uid
            if inside:
                found.append(entry)
        return found


_kept: OrderedDict[tuple[str, str], Compared] = OrderedDict()


def compared(old: Version, new: Version) -> Compared:
    """The comparison of two published versions of one strategy. Two queries the first time, then none."""
    key = (old.content_hash, new.content_hash)
    if (known := _kept.get(key)) is not None:
        return known
    before, after = _documents(old, new)
    found = Compared(
        compare(before, after),
        {section.id: number for number, _depth, section in numbered(before.sections)},
        {section.id: number for number, _depth, section in numbered(after.sections)},
        {block.id: number for number, _depth, section in numbered(before.sections) for block in section.blocks},
    )
    _kept[key] = found
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return found


def _documents(old: Version, new: Version) -> tuple[Document, Document]:
    old.strategy = new.strategy  # the same one; a version that is reached as a base comes without it
    sections = list(Section.objects.filter(version__in=[old, new]).order_by("position"))
    blocks = list(Block.objects.filter(version__in=[old, new]).order_by("position"))

    def document(version: Version) -> Document:
        return document_value(
            version,
            [row for row in sections if row.version_id == version.pk],
            [row for row in blocks if row.version_id == version.pk],
        )

    return document(old), document(new)


@dataclass(frozen=True, slots=True)
class ComparedVersions:
    """Two versions of one strategy, what changed from the first to the second, and because of whom."""

    old: Version
    new: Version
    compared: Compared
    causes: dict[str, list[Change]]
    """Changes made because of contributions in the versions after the old one, by block id."""
    given: Version | None = None
    """The newer one of the two that is not public."""


def read_comparison(town: Municipality, slug: str, old: int, new: int, reader: Any = None) -> ComparedVersions | None:
    """Compare two published versions of a strategy; None if one of them is not there, or both are the same."""
    among = version_among_others(town, slug, new, reader, also=old)
    if among is None or old == new:
        return None
    versions = {version.number: version for version in among.versions}
    if old not in versions:
        return None
    between = [version for version in among.versions if old < version.number <= new]
    hidden = [version for version in (versions[new], versions[old]) if version.audience != Audience.PUBLIC]
    return ComparedVersions(
        versions[old],
        versions[new],
        compared(versions[old], versions[new]),
        changes_between(between),
        hidden[0] if hidden else None,
    )
