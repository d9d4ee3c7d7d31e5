"""Turns one version of a demo town's text into the next: edits because of contributions, and editorial ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from werkstatt.assessment.actions import change_text, insert_text, strike_text
from werkstatt.assessment.models import Point
from werkstatt.core import clock
from werkstatt.demo.consultation import Cast
from werkstatt.demo.passages import Edit, EditKind, tidy
from werkstatt.strategy.actions import add_block, delete_block, edit_block, move_block
from werkstatt.strategy.models import Block, Version


def rewrite(cast: Cast, draft: Version, edits: Iterable[Edit], moment: datetime) -> None:
    """Make all edits in the draft, in their order. Raises LookupError if a passage is not there."""
    with clock.at(moment):
        for edit in edits:
            _apply(cast, draft, edit)


def _block(draft: Version, section: str, passage: str) -> Block:
    blocks = Block.objects.filter(version=draft, section__number=section).select_related("version__strategy", "section")
    found = [block for block in blocks if passage in block.text]
    if len(found) != 1:
        raise LookupError(f"{len(found)} blocks in {section} with {passage!r}")
    return found[0]


def _apply(cast: Cast, draft: Version, edit: Edit) -> None:
    block = _block(draft, edit.section, edit.passage)
    points: list[Point] = [cast.points[cause.number, cause.position] for cause in edit.because]
    editor = cast.editor
    match edit.kind:
        case EditKind.REPLACE:
            text = tidy(block.text.replace(edit.passage, edit.text))
            if points:
                change_text(actor=editor, block=block, text=text, points=points)
            else:
                edit_block(actor=editor, block=block, text=text)
        case EditKind.INSERT:
            if points:
                insert_text(actor=editor, section=block.section, after=block, text=edit.text, points=points)
            else:
                add_block(actor=editor, section=block.section, after=block, text=edit.text)
        case EditKind.DELETE:
            if points:
                strike_text(actor=editor, block=block, points=points)
            else:
                delete_block(actor=editor, block=block)
        case EditKind.MERGE:
            target = _block(draft, edit.section, edit.after)
            text = f"{target.text} {block.text}"
            edit_block(actor=editor, block=target, text=text)
            delete_block(actor=editor, block=block)
        case EditKind.MOVE:
            after = _block(draft, edit.to_section, edit.after)
            move_block(actor=editor, block=block, section=after.section, after=after)
