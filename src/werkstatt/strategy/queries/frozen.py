"""The text of published versions. It never changes (invariant 1), so a process reads each part of it once.

Rows come from memory and are shared by all requests: read them, never write to them.
"""

from __future__ import annotations

from functools import lru_cache

from django.db.models import Q

from werkstatt.strategy.models import Block, Section, Version


def frozen_sections(version: Version) -> tuple[Section, ...]:
    """All sections of a published version in reading order. Raises ValueError for a draft."""
    return _sections(version.pk, _hash(version))


def frozen_chapter(version: Version, number: str) -> tuple[Block, ...]:
    """The blocks of one chapter of a published version in reading order. Raises ValueError for a draft."""
    return _blocks(version.pk, _hash(version), number)


def frozen_section(version: Version, uid: str) -> Section | None:
    """The section of a published version with this id. Raises ValueError for a draft."""
    return next((section for section in frozen_sections(version) if section.uid == uid), None)


def frozen_block(version: Version, uid: str) -> Block | None:
    """The block of a published version with this id, with its section. Raises ValueError for a draft."""
    return _block(version.pk, _hash(version), uid)


def _hash(version: Version) -> str:
    """Part of the key: after a restore, the same number may stand for another text."""
    if version.is_draft:
        raise ValueError("a draft may change at any time")
    return version.content_hash


@lru_cache(maxsize=32)
def _sections(version_id: int, content_hash: str) -> tuple[Section, ...]:
    return tuple(Section.objects.filter(version_id=version_id).order_by("position"))


@lru_cache(maxsize=128)
def _blocks(version_id: int, content_hash: str, chapter: str) -> tuple[Block, ...]:
    inside = Q(section__number=chapter) | Q(section__number__startswith=f"{chapter}.")
    return tuple(Block.objects.filter(inside, version_id=version_id).order_by("position"))


@lru_cache(maxsize=512)
def _block(version_id: int, content_hash: str, uid: str) -> Block | None:
    return Block.objects.filter(version_id=version_id, uid=uid).select_related("section").first()
