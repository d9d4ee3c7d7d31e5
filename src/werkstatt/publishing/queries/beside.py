"""What stands beside the text of a chapter: counts, passages, remarks. Plain rows, as a page holds hundreds of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from werkstatt.participation.models import PassageTally, Placement
from werkstatt.participation.queries.passage import MOST_PASSAGES, MOST_REMARKS, Passage
from werkstatt.strategy.models import Version


@dataclass(frozen=True, slots=True)
class Remark:
    """A contribution in the margin. ``quote`` and ``replacement`` are None unless it proposes another wording."""

    place: str
    """The block's id; for a remark on a section as a whole the section's."""
    number: int
    alias: str
    text: str
    state: str
    received_at: datetime
    version_id: int
    quote: str | None
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What people said, by block and by section. ``count_of_section`` knows every section of the version, each
    without the ones below it; everything else is about the chapter."""

    count_of_section: dict[str, int]
    count_of_block: dict[str, int]
    passages: dict[str, list[Passage]] = field(default_factory=dict)
    remarks: dict[str, list[Remark]] = field(default_factory=dict)
    """Newest first."""


def read_beside(version: Version, section_uids: Iterable[str]) -> Beside:
    """Counts, passages and margin of these sections. Three queries, however many contributions there are."""
    uids = list(section_uids)
    tallies = PassageTally.objects.filter(version=version, count__gt=0)
    counts = tallies.filter(Q(block_uid="") | Q(section_uid__in=uids), start=-1)
    of_section: dict[str, int] = {}
    of_block: dict[str, int] = {}
    for section, block, count in counts.values_list("section_uid", "block_uid", "count"):
        if block:
            of_block[block] = count
        else:
            of_section[section] = count
    passages: dict[str, list[Passage]] = defaultdict(list)
    ranges = tallies.filter(section_uid__in=uids, start__gte=0).order_by("-count", "-latest_number")
    for block, *rest in ranges.values_list("block_uid", "start", "end", "count", "latest_number")[:MOST_PASSAGES]:
        passages[block].append(Passage(*rest))
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for remark in _remarks(version, uids):
        remarks[remark.place].append(remark)
    return Beside(of_section, of_block, passages, remarks)


def _remarks(version: Version, section_uids: list[str]) -> Iterable[Remark]:
    rows = (
        Placement.objects.filter(version=version, section_uid__in=section_uids, in_margin=True)
        .order_by("-id")
        .values_list(
            "block_uid",
            "section_uid",
            "contribution__number",
            "contribution__alias",
            "contribution__text",
            "contribution__state",
            "contribution__received_at",
            "contribution__version_id",
            "contribution__suggestion__quote",
            "contribution__suggestion__replacement",
        )[:MOST_REMARKS]
    )
    for block, section, *rest in rows:
        values: list[Any] = [block or section, *rest]
        yield Remark(*values)
