"""What a draft's blocks said before: kept at each change, so that words can be merged and put back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkstatt.core import clock
from werkstatt.core.actors import Actor
from werkstatt.strategy.models import Block, BlockRevision, Version
from werkstatt.text.model import BlockKind


@dataclass(frozen=True, slots=True)
class Shape:
    """What a block is besides its words. ``header_rows`` is for tables, ``alt`` for figures."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    ordered: bool = False
    header_rows: int = 0
    alt: str = ""

    @classmethod
    def of(cls, block: Block) -> Shape:
        """The shape of a stored block."""
        return cls(BlockKind(block.kind), block.level, block.ordered, block.header_rows, block.alt)

    def apply(self, block: Block) -> None:
        """Give the block this shape, without saving it."""
        block.kind, block.level, block.ordered = self.kind.value, self.level, self.ordered
        block.header_rows, block.alt = self.header_rows, self.alt


SHAPE_FIELDS = ["kind", "level", "ordered", "header_rows", "alt"]


def remember(actor: Actor, block: Block) -> None:
    """Keep the block as it is now under its revision. Doing it twice changes nothing."""
    BlockRevision.objects.get_or_create(
        version_id=block.version_id,
        block_uid=block.uid,
        number=block.revision,
        defaults={
            "municipality_id": block.municipality_id,
            "text": block.text,
            "marks": block.marks,
            "shape": whole(block),
            "author_id": actor.pk if actor is not None else None,
        },
    )


def whole(block: Block) -> dict[str, Any]:
    """Everything about the block that ``BlockRevision`` has no column for."""
    shape: dict[str, Any] = {name: getattr(block, name) for name in [*SHAPE_FIELDS, "image", "origins", "position"]}
    shape["section"] = block.section.uid
    return shape


def last_revision(version: Version, uid: str) -> BlockRevision | None:
    """The newest thing that is remembered of a block, whether it still stands there or not."""
    return BlockRevision.objects.filter(version=version, block_uid=uid).order_by("-number").first()


def mark_edited(actor: Actor, version_id: int) -> None:
    """Note when and by whom a draft was written in last."""
    writer = actor.pk if actor is not None else None
    Version.objects.filter(pk=version_id).update(edited_at=clock.now(), edited_by_id=writer)
