"""Carrying places over from an old wording to a new one. A wrong place is worse than a question to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from werkstatt.text.anchors import Anchor
from werkstatt.text.model import Block


class PlacementStatus(StrEnum):
    """How sure the new place is."""

    EXACT = "exact"
    CHANGED = "changed"
    UNSURE = "unsure"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an anchor stands now: characters ``start:end`` of ``block`` (None if gone); confidence from 0 to 1."""

    status: PlacementStatus
    block: str | None
    start: int | None
    end: int | None
    confidence: float


def carry_over(anchors: Sequence[Anchor], old: Sequence[Block], new: Sequence[Block]) -> list[Placement]:
    """The places of the anchors in the new blocks, in the order of the anchors."""
    by_id = {block.id: block for block in new}
    result = []
    for anchor in anchors:
        block = by_id.get(anchor.block)
        if block is not None and anchor.quote and block.text.count(anchor.quote) == 1:
            start = block.text.index(anchor.quote)
            result.append(Placement(PlacementStatus.EXACT, block.id, start, start + len(anchor.quote), 1.0))
        else:
            result.append(Placement(PlacementStatus.GONE, None, None, None, 0.0))
    return result
