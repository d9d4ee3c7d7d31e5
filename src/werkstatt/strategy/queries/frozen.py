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
