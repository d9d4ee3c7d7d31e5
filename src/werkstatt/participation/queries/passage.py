"""What stands beside the text: counts, underlined passages, remarks in the margin, places to confirm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import PassageTally, Placement
from werkstatt.participation.rules import PLACED, VISIBLE, WAITING
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


@dataclass(slots=True)
class ChapterVoices:
    """What people said about the sections of a chapter, by block and by section."""

    count_of_block: dict[str, int] = field(default_factory=dict)
    count_of_section: dict[str, int] = field(default_factory=dict)
    passages: dict[str, list[Passage]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[str, list[Placement]] = field(default_factory=lambda: defaultdict(list))
    """Newest first, by block id; those on a section as a whole by the section's id."""


def chapter_voices(version: Version, section_uids: Iterable[str]) -> ChapterVoices:
    """Counts, passages and margin remarks of these sections. Three queries, however many contributions there are."""
    uids = list(section_uids)
    voices = ChapterVoices()
    rows = PassageTally.objects.filter(version=version, section_uid__in=uids, count__gt=0)
    for section_uid, block_uid, count in rows.filter(start=-1).values_list("section_uid", "block_uid", "count"):
        if block_uid:
            voices.count_of_block[block_uid] = count
        else:
            voices.count_of_section[section_uid] = count
    ranges = rows.filter(start__gte=0).order_by("-count", "-latest_number")
    for block_uid, *passage in ranges.values_list("block_uid", "start", "end", "count", "latest_number")[
        :MOST_PASSAGES
    ]:
        voices.passages[block_uid].append(Passage(*passage))
    remarks = (
        Placement.objects.filter(version=version, section_uid__in=uids, in_margin=True)
        .select_related("contribution__suggestion")
        .order_by("-id")[:MOST_REMARKS]
    )
    for remark in remarks:
        voices.remarks[remark.block_uid or remark.section_uid].append(remark)
    return voices


def counts_by_section(version: Version) -> dict[str, int]:
    """Visible contributions on each section and its blocks, without the sections below it. One query."""
    rows = PassageTally.objects.filter(version=version, block_uid="", start=-1)
    return dict(rows.values_list("section_uid", "count"))


def remarks_on_block(version: Version, block_uid: str) -> QuerySet[Placement]:
    """Every visible remark on a block, newest first."""
    return (
        Placement.objects.filter(
            version=version, block_uid=block_uid, status__in=PLACED, contribution__state__in=VISIBLE
        )
        .select_related("contribution__suggestion")
        .order_by("-id")
    )


def newest_remarks(version: Version, *, section_uid: str = "", block_uid: str = "", most: int = 3) -> list[Placement]:
    """The newest visible remarks on a block, on a section as a whole, or (without either) on the whole text."""
    here = Placement.objects.filter(
        version=version,
        section_uid=section_uid,
        block_uid=block_uid,
        status__in=PLACED,
        contribution__state__in=VISIBLE,
    )
    return list(here.select_related("contribution__suggestion").order_by("-id")[:most])


def places_to_confirm(town: Municipality) -> QuerySet[Placement]:
    """The queue "please confirm the place": what waits for a person, oldest first."""
    return (
        Placement.objects.filter(municipality=town, status__in=WAITING)
        .select_related("contribution__suggestion", "contribution__version", "version__strategy")
        .order_by("version_id", "id")
    )
