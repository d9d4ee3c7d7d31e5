"""The queue "please confirm the place": what is asked, and the paragraphs one can choose instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Placement
from werkstatt.participation.rules import WAITING, PlacementStatus
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.text.sentences import sentences
from werkstatt.text.worddiff import WordChange, word_diff

MOST_AT_ONCE = 100
"""Places that one decision can be about."""
MOST_PARAGRAPHS = 40
"""Paragraphs to choose from on one page: a long section, or what a search finds."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage in its paragraph."""

    before: str
    passage: str
    after: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another remark of the same paragraph, with the words it was about and the words it is proposed to be about."""

    placement: Placement
    old: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Question:
    """Where a remark stood in the version before, and where it may belong now."""

    placement: Placement
    old: Excerpt | None
    proposal: Excerpt | None
    changes: tuple[WordChange, ...] | None
    siblings: tuple[Sibling, ...] = ()
    """Others that wait about the same old paragraph and the same proposed one."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph one can choose, with its sentences as pairs of value and words."""

    block: Block
    whole: str
    sentences: tuple[tuple[str, str], ...]


def waiting_places(town: Municipality, most: int = 50) -> list[Placement]:
    """What waits for a person, oldest first."""
    waiting = Placement.objects.filter(municipality=town, status__in=WAITING)
    return list(waiting.select_related("contribution__suggestion").order_by("version_id", "id")[:most])


def count_waiting(town: Municipality) -> int:
    """How many places wait for a person."""
    return Placement.objects.filter(municipality=town, status__in=WAITING).count()


def find_place(town: Municipality, key: int) -> Placement | None:
    """The town's placement with this key, with its contribution and version."""
    return (
        Placement.objects.filter(municipality=town, pk=key)
        .select_related(
            "contribution__suggestion", "contribution__version", "version__strategy", "version__base", "confirmed_by"
        )
        .first()
    )


def lately_settled(town: Municipality, most: int = 40) -> list[Placement]:
    """What people decided last: it can be taken back."""
    settled = Placement.objects.filter(
        municipality=town,
        guess__isnull=False,
        status__in=[PlacementStatus.CONFIRMED, PlacementStatus.DISMISSED],
    )
    return list(settled.select_related("contribution", "confirmed_by").order_by("-confirmed_at")[:most])


def find_places(town: Municipality, keys: Iterable[int]) -> list[Placement]:
    """The town's placements with these keys, with contribution and version, as far as they are there. One query."""
    rows = Placement.objects.filter(municipality=town, pk__in=list(keys)[:MOST_AT_ONCE])
    return list(rows.select_related("contribution", "version", "confirmed_by").order_by("pk"))


def question_about(placement: Placement) -> Question:
    """What a person needs to see in order to decide. Up to four queries."""
    version = placement.version
    before = Placement.objects.filter(contribution=placement.contribution_id, version=version.base_id).first()
    uids = {placement.block_uid, before.block_uid if before else ""} - {""}
    blocks = {
        (block.version_id, block.uid): block
        for block in Block.objects.filter(version__in=[version.pk, version.base_id or 0], uid__in=uids).select_related(
            "section"
        )
    }
    old = _excerpt(before, version.base, blocks) if before is not None and version.base is not None else None
    proposal = _excerpt(placement, version, blocks) if placement.block_uid else None
    changes = word_diff(_whole(old), _whole(proposal)) if old and proposal else None
    siblings: tuple[Sibling, ...] = ()
    if before is not None and before.block_uid:
        siblings = tuple(_sibling(row, before, blocks) for row in _siblings_of(placement, before))
    return Question(placement, old, proposal, changes, siblings)


def _whole(excerpt: Excerpt) -> str:
    return excerpt.before + excerpt.passage + excerpt.after


def _siblings_of(placement: Placement, before: Placement) -> QuerySet[Placement, Any]:
    return (
        Placement.objects.filter(
            version=placement.version_id,
            status__in=WAITING,
            block_uid=placement.block_uid,
            contribution__placements__version=before.version_id,
            contribution__placements__block_uid=before.block_uid,
        )
        .exclude(pk=placement.pk)
        .annotate(old_start=F("contribution__placements__start"), old_end=F("contribution__placements__end"))
        .select_related("contribution__suggestion")
        .order_by("pk")[:MOST_AT_ONCE]
    )


def _sibling(row: Any, before: Placement, blocks: dict[tuple[int, str], Block]) -> Sibling:
    old = blocks.get((before.version_id, before.block_uid))
    new = blocks.get((row.version_id, row.block_uid))
    return Sibling(
        row,
        old.text[slice(row.old_start, row.old_end)] if old else "",
        new.text[slice(row.start, row.end)] if new else "",
    )


def _excerpt(placement: Placement, version: Version, blocks: dict[tuple[int, str], Block]) -> Excerpt | None:
    if not placement.block_uid:
        section = Section.objects.filter(version=version, uid=placement.section_uid).first()
        return Excerpt("", str(section), "", version.label) if section else None
    block = blocks.get((version.pk, placement.block_uid))
    if block is None:
        return None
    start = placement.start if placement.start is not None else 0
    end = placement.end if placement.end is not None else len(block.text)
    return Excerpt(block.text[:start], block.text[start:end], block.text[end:], str(block.section))


def paragraphs_to_choose(version: Version, *, section: Section | None, words: str = "") -> list[Paragraph]:
    """The paragraphs of a section, or those of the whole version in which all of these words stand."""
    blocks = Block.objects.filter(version=version).select_related("section").order_by("position")
    if wanted := words.split()[:8]:
        for word in wanted:
            blocks = blocks.filter(Q(text__icontains=word))
    elif section is not None:
        blocks = blocks.filter(section=section)
    return [
        Paragraph(
            block,
            f"{block.uid}:0-{len(block.text)}",
            tuple(
                (f"{block.uid}:{start}-{end}", block.text[start:end])
                for start, end in sentences(block.text)
                if end - start < len(block.text)
            ),
        )
        for block in blocks[:MOST_PARAGRAPHS]
    ]
