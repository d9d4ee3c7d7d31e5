"""Putting the blocks of a draft in another order: moving, parting, joining."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy.actions.block import BlockGone, add_block, delete_block, edit_block, locked, room_behind, store
from werkstatt.strategy.actions.revisions import Shape, mark_edited, remember
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH, MOST_PARTS
from werkstatt.strategy.source import cuts
from werkstatt.strategy.storage import block_row, block_value
from werkstatt.text.editing import merge_blocks, split_block
from werkstatt.text.ids import new_id
from werkstatt.text.model import BlockKind, Mark

Direction = Literal["up", "down"]


@transaction.atomic
def move_block(*, actor: Actor, block: Block, section: Section, after: Block | None) -> Block:
    """Put a block somewhere else in its draft: behind ``after``, or at the beginning of ``section``."""
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    if section.version_id != block.version_id:
        raise RuleBroken(_("Dieser Abschnitt gehört zu einer anderen Fassung."))
    if after is not None and after.pk == block.pk:
        return block
    if not Block.objects.filter(pk=block.pk).exists():
        raise BlockGone
    position = room_behind(section, after)
    Block.objects.filter(pk=block.pk).update(section=section, position=position)
    block.refresh_from_db()
    mark_edited(actor, block.version_id)
    record(actor, "move_block", block, block=block.uid, section=section.uid)
    return block


@transaction.atomic
def move_to_end(*, actor: Actor, block: Block, section: Section) -> Block:
    """Put a block behind everything that stands in another section of its draft."""
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    last = Block.objects.filter(section=section).exclude(pk=block.pk).order_by("-position").first()
    return move_block(actor=actor, block=block, section=section, after=last)


@transaction.atomic
def shift_block(*, actor: Actor, block: Block, direction: Direction) -> Block:
    """Move a block by one place. At the edge of its section it goes into the one before or after.

    At the very beginning or end of the text it stays where it is.
    """
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = locked(block)
    up = direction == "up"
    near = _neighbour(current, up=up)
    if near is not None:
        after = _neighbour(near, up=True) if up else near
        return move_block(actor=actor, block=current, section=current.section, after=after)
    sections = Section.objects.filter(version_id=current.version_id)
    if up:
        target = sections.filter(position__lt=current.section.position).order_by("-position").first()
        after = Block.objects.filter(section=target).order_by("-position").first() if target else None
    else:
        target = sections.filter(position__gt=current.section.position).order_by("position").first()
        after = None
    return move_block(actor=actor, block=current, section=target, after=after) if target else current


def _neighbour(block: Block, *, up: bool) -> Block | None:
    """The block before or after in the same section."""
    beside = Block.objects.filter(section_id=block.section_id).select_related("version", "section")
    if up:
        return beside.filter(position__lt=block.position).order_by("-position").first()
    return beside.filter(position__gt=block.position).order_by("position").first()


@transaction.atomic
def write_block(
    *,
    actor: Actor,
    block: Block,
    text: str,
    marks: tuple[Mark, ...] | None = None,
    revision: int | None = None,
    shape: Shape | None = None,
) -> list[Block]:
    """Like ``edit_block``, but blank lines part the text: the first part keeps the id, the others remember it.

    Returns all parts in order. Raises RuleBroken for more parts than anybody types; a long text is imported instead.
    """
    kind = shape.kind if shape is not None else BlockKind(block.kind)
    if len(cuts(text, kind)) >= MOST_PARTS:
        message = _("Bitte fügen Sie höchstens %(n)s Absätze auf einmal ein, oder lesen Sie den Text als Datei ein.")
        raise RuleBroken(message % {"n": MOST_PARTS}, fields={"source": message % {"n": MOST_PARTS}})
    current = edit_block(actor=actor, block=block, text=text, marks=marks, revision=revision, shape=shape)
    parts = [current]
    while places := cuts(current.text, BlockKind(current.kind)):
        # From the end, so that the first part keeps the id and everything before the cut.
        parts.insert(1, _cut(actor, current, places[-1]))
    return parts


@transaction.atomic
def write_new(
    *, actor: Actor, section: Section, text: str, marks: tuple[Mark, ...], shape: Shape, after: Block | None = None
) -> list[Block]:
    """Like ``add_block``, but blank lines part the text into several new blocks. Returns them in order."""
    block = add_block(actor=actor, section=section, text=text, marks=marks, shape=shape, after=after)
    return write_block(actor=actor, block=block, text=block.text)


@transaction.atomic
def part_block(*, actor: Actor, block: Block, at: int) -> tuple[Block, Block]:
    """Two blocks out of one, cut before the character ``at``. Raises RuleBroken if one half would be empty."""
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = locked(block)
    if BlockKind(current.kind) in (BlockKind.TABLE, BlockKind.FIGURE):
        raise RuleBroken(_("Eine Tabelle oder ein Bild lässt sich nicht teilen."))
    if not current.text[: max(at, 0)].strip() or not current.text[at:].strip():
        raise RuleBroken(_("Hier gibt es nichts zu teilen: Eine Hälfte wäre leer."))
    return current, _cut(actor, current, at)


def _cut(actor: Actor, block: Block, at: int) -> Block:
    """Cut a locked block in two; changes it and returns the new second half."""
    first, second = split_block(block_value(block), at, new_id())
    row = block_row(second, version=block.version, section=block.section, position=room_behind(block.section, block))
    row.save()
    remember(actor, row)
    store(actor, block, first.text, first.marks, Shape.of(block))
    record(actor, "part_block", block, block=block.uid, second=row.uid)
    return row


@transaction.atomic
def join_with_previous(*, actor: Actor, block: Block) -> Block:
    """Append a block to the one before it in the same section; that one keeps its id and remembers both.

    Raises RuleBroken if there is none before, if they do not fit together, or if the result would be too long.
    """
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = locked(block)
    previous = _neighbour(current, up=True)
    if previous is None:
        raise RuleBroken(_("Vor diesem Absatz steht in diesem Abschnitt keiner, mit dem er sich verbinden lässt."))
    kinds = {BlockKind(previous.kind), BlockKind(current.kind)}
    if BlockKind.FIGURE in kinds or (BlockKind.TABLE in kinds and len(kinds) > 1):
        raise RuleBroken(_("Ein Bild oder eine Tabelle lässt sich nicht mit einem Absatz verbinden."))
    if len(previous.text) + len(current.text) >= MAX_BLOCK_LENGTH:
        raise RuleBroken(_("Zusammen wären die beiden Absätze zu lang."))
    joined = merge_blocks(block_value(previous), block_value(current))
    delete_block(actor=actor, block=current)
    result = store(actor, locked(previous), joined.text, joined.marks, Shape.of(previous), joined.origins)
    record(actor, "join_blocks", result, block=result.uid, second=current.uid)
    return result
