"""What stands beside the text: counts, underlined passages, remarks in the margin, places to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import PassageTally, Placement
from werkstatt.participation.rules import PLACED, WAITING
from werkstatt.participation.shown import SHOWN_HERE
from werkstatt.strategy.models import Version

MOST_PASSAGES = 120
"""Underlined ranges per chapter: the most discussed ones. More would make the text unreadable anyway."""
MOST_REMARKS = 300


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of a block that people spoke about. Offsets in characters of the block's text."""

    start: int
    end: int
    count: int
    latest_number: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A contribution in the margin. ``quote`` and ``replacement`` are None unless it proposes another wording.

    The ``alias`` of a motion is the name of the council group.
    """

    place: str
    """The block's id; for a remark on a section as a whole the section's."""
    number: int
    alias: str
    text: str
    state: str
    received_at: datetime
    version_id: int
    kind: str
    quote: str | None
    replacement: str | None


@dataclass(frozen=True, slots=True)
class ChapterVoices:
    """What people said, by block and by section, as plain rows: a page holds hundreds of them.

    ``count_of_section`` knows every section of the version, each without the ones below it; everything else is about
    the chapter.
    """

    count_of_section: dict[str, int]
    count_of_block: dict[str, int]
    passages: dict[str, list[Passage]]
    remarks: dict[str, list[Remark]]
    """Newest first."""


def chapter_voices(version: Version, section_uids: Iterable[str]) -> ChapterVoices:
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
    for remark in _margin(version, uids):
        remarks[remark.place].append(remark)
    return ChapterVoices(of_section, of_block, passages, remarks)


def _margin(version: Version, section_uids: list[str]) -> Iterator[Remark]:
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
            "contribution__kind",
            "contribution__suggestion__quote",
            "contribution__suggestion__replacement",
        )[:MOST_REMARKS]
    )
    for block, section, *rest in rows:
        values: list[Any] = [block or section, *rest]
        yield Remark(*values)


def counts_by_section(version: Version) -> dict[str, int]:
    """Visible contributions on each section and its blocks, without the sections below it. One query."""
    rows = PassageTally.objects.filter(version=version, block_uid="", start=-1)
    return dict(rows.values_list("section_uid", "count"))


def newest_remarks(version: Version, *, section_uid: str = "", block_uid: str = "", most: int = 3) -> list[Placement]:
    """The newest visible remarks on a block, on a section as a whole, or (without either) on the whole text."""
    here = Placement.objects.filter(
        version=version,
        section_uid=section_uid,
        block_uid=block_uid,
        status__in=PLACED,
    ).filter(SHOWN_HERE)
    return list(here.select_related("contribution__suggestion").order_by("-id")[:most])


def places_to_confirm(town: Municipality) -> QuerySet[Placement]:
    """The queue "please confirm the place": what waits for a person, oldest first."""
    return (
        Placement.objects.filter(municipality=town, status__in=WAITING)
        .select_related("contribution__suggestion", "contribution__version", "version__strategy")
        .order_by("version_id", "id")
    )
