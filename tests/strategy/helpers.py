"""What the tests of this context share."""

from __future__ import annotations

from tests.factories import Scene, a_document, a_scene
from werkstatt.strategy.actions import begin_strategy
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.text.model import Document


def a_draft(scene: Scene | None = None, document: Document | None = None) -> tuple[Scene, Version]:
    """A scene and the draft of its first strategy."""
    scene = scene or a_scene()
    return scene, begin_strategy(actor=scene.editor, town=scene.town, document=document or a_document())


def block_at(draft: Version, position: int = 0) -> Block:
    """The block at this place, counted through the whole text, as it is now."""
    return (
        Block.objects.filter(version=draft)
        .select_related("version__strategy", "section")
        .order_by("position")[position]
    )


def section_at(draft: Version, position: int = 0) -> Section:
    """The section at this place, as it is now."""
    return Section.objects.filter(version=draft).select_related("version__strategy").order_by("position")[position]


def texts(draft: Version) -> list[str]:
    """What all blocks say, in order."""
    return list(Block.objects.filter(version=draft).order_by("position").values_list("text", flat=True))


def uids(draft: Version) -> list[str]:
    """The ids of all blocks, in order."""
    return list(Block.objects.filter(version=draft).order_by("position").values_list("uid", flat=True))
