"""Which plain-language versions of the drafts are older than their text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.plain_language import SentenceChange, sentences_changed
from werkstatt.strategy.rules import VersionState


@dataclass(frozen=True, slots=True)
class StaleSummary:
    """A section of a draft whose plain-language version is older than the sentences named."""

    section: Section
    changes: tuple[SentenceChange, ...]


def stale_among(sections: Sequence[Section], blocks: Iterable[Block]) -> list[StaleSummary]:
    """The sections of a text that have moved on since their plain-language version. Both in reading order."""
    if not any(section.summary and section.summary_basis is not None for section in sections):
        return []
    blocks = list(blocks)
    found = [StaleSummary(section, sentences_changed(section, sections, blocks)) for section in sections]
    return [one for one in found if one.changes]


def stale_summaries_of(town: Municipality) -> list[StaleSummary]:
    """The same for all drafts of a town; the sections come with version and strategy. Two queries at most."""
    rows = Section.objects.filter(municipality=town, version__state=VersionState.DRAFT)
    sections_of: dict[int, list[Section]] = defaultdict(list)
    for section in rows.select_related("version__strategy").order_by("version_id", "position"):
        sections_of[section.version_id].append(section)
    with_basis = [key for key, own in sections_of.items() if any(row.summary_basis is not None for row in own)]
    blocks_of: dict[int, list[Block]] = defaultdict(list)
    if with_basis:
        blocks = Block.objects.filter(version_id__in=with_basis).order_by("version_id", "position")
        for block in blocks.only("version_id", "section_id", "uid", "position", "text"):
            blocks_of[block.version_id].append(block)
    return [one for key in with_basis for one in stale_among(sections_of[key], blocks_of[key])]
