"""Writing in a draft, block by block. Nobody's words are lost when two people write at once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.strategy.actions.revisions import SHAPE_FIELDS, Shape, last_revision, mark_edited, remember, whole
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Block, BlockRevision, Section, Version
from werkstatt.strategy.rules import MAX_ALT_LENGTH, MAX_BLOCK_LENGTH, MAX_ITEM_LEVEL
from werkstatt.strategy.storage import mark_data, marks_from
from werkstatt.text.ids import new_id
from werkstatt.text.marks import shifted
from werkstatt.text.merge import merge
from werkstatt.text.model import BlockKind, Mark


class EditConflict(RuleBroken):
    """Two people changed the same words. Carries what stands there now, what was typed, and their common ground."""

    def __init__(self, current: Block, typed: str, base: BlockRevision | None = None) -> None:
        super().__init__(_("Jemand anders hat dieselben Wörter geändert. Bitte entscheiden Sie, was gelten soll."))
        self.current = current
        self.typed = typed
        self.base = base


class BlockGone(RuleBroken):
    """The block was deleted while somebody had it open."""

    def __init__(self) -> None:
        super().__init__(_("Dieser Absatz wurde inzwischen gelöscht."))


def locked(block: Block) -> Block:
    """The block as it is now, locked until the end of the transaction. Raises BlockGone."""
    rows = Block.objects.select_for_update(of=("self",)).select_related("version", "section")
    current = rows.filter(pk=block.pk).first()
    if current is None:
        raise BlockGone
    return current


def checked(text: str, marks: tuple[Mark, ...] | None, shape: Shape) -> tuple[str, tuple[Mark, ...] | None]:
    """Text and marks without what no text may hold. Raises RuleBroken if something about the block is too much."""
    neat = _neat(text, shape.kind)
    if len(neat) > MAX_BLOCK_LENGTH:
        message = _("Der Absatz ist zu lang (%(is)s Zeichen). Erlaubt sind %(most)s: Bitte teilen Sie ihn.") % {
            "is": len(neat),
            "most": MAX_BLOCK_LENGTH,
        }
        raise RuleBroken(message, fields={"source": message})
    if len(shape.alt) > MAX_ALT_LENGTH:
        message = _("Die Bildbeschreibung ist zu lang. Bitte kürzen Sie sie auf %(n)s Zeichen.") % {"n": MAX_ALT_LENGTH}
        raise RuleBroken(message, fields={"alt": message})
    if not 0 <= shape.level <= MAX_ITEM_LEVEL:
        message = _("Diese Einrückung gibt es nicht.")
        raise RuleBroken(message, fields={"level": message})
    return neat, shifted(marks, text, neat) if marks and neat != text else marks


def _neat(text: str, kind: BlockKind) -> str:
    if kind is BlockKind.CODE:
        # Blanks at the beginning mean something here: the frame keeps them from being cut off.
        return cleaned(f".{text}.")[1:-1].strip("\n")
    if kind is BlockKind.TABLE:
        return "\n".join("\t".join(cleaned_line(cell) for cell in row.split("\t")) for row in text.split("\n"))
    return cleaned(text)


@transaction.atomic
def edit_block(
    *,
    actor: Actor,
    block: Block,
    text: str,
    marks: tuple[Mark, ...] | None = None,
    revision: int | None = None,
    shape: Shape | None = None,
) -> Block:
    """Give a draft block a new wording, and another shape if there is one.

    ``revision`` is the one the writer had before her; if somebody else has saved meanwhile, both wordings are merged
    word by word. ``marks`` belong to ``text``; None carries the present ones along. Returns the block as it now is.
    Raises EditConflict if both changed the same words, BlockGone if it was deleted; nothing is written then.
    """
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = locked(block)
    shape = shape or Shape.of(current)
    new_text, new_marks = checked(text, marks, shape)
    if revision is not None and revision != current.revision:
        base = _revision(current, revision)
        merged = merge(base.text if base else "", new_text, current.text)
        if base is None or merged.conflicts:
            raise EditConflict(current, text, base)
        new_marks = shifted(new_marks, new_text, merged.text) if new_marks is not None else None
        new_text = merged.text
        if base.shape and all(base.shape.get(name) == getattr(shape, name) for name in SHAPE_FIELDS):
            shape = Shape.of(current)  # the writer left the shape alone: what the other one chose stays
    if new_marks is None:
        new_marks = shifted(marks_from(current.marks), current.text, new_text)
    return store(actor, current, new_text, new_marks, shape)


def _revision(block: Block, number: int) -> BlockRevision | None:
    return BlockRevision.objects.filter(version_id=block.version_id, block_uid=block.uid, number=number).first()


def store(
    actor: Actor, block: Block, text: str, marks: tuple[Mark, ...], shape: Shape, origins: tuple[str, ...] | None = None
) -> Block:
    """Write a locked block, keeping what it was and what it is. Writes nothing when nothing is different."""
    stays = text == block.text and mark_data(marks) == block.marks and Shape.of(block) == shape
    if stays and (origins is None or list(origins) == block.origins):
        return block
    remember(actor, block)
    before = block.text
    shape.apply(block)
    block.text, block.marks = text, mark_data(marks)
    if origins is not None:
        block.origins = list(origins)
    block.revision += 1
    block.save(update_fields=["text", "marks", "origins", "revision", *SHAPE_FIELDS])
    remember(actor, block)
    mark_edited(actor, block.version_id)
    record(actor, "edit_block", block, block=block.uid, before=before, after=text)
    return block


@transaction.atomic
def undo_edit(*, actor: Actor, block: Block) -> Block:
    """Give a draft block back the wording it had before its last change. Done twice, the change is there again.

    Raises RuleBroken if nothing is known from before.
    """
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = locked(block)
    earlier = BlockRevision.objects.filter(
        version_id=current.version_id, block_uid=current.uid, number__lt=current.revision
    ).order_by("-number")
    before = next((row for row in earlier[:20] if (row.text, row.marks) != (current.text, current.marks)), None)
    if before is None:
        raise RuleBroken(_("An diesem Absatz gibt es keine Änderung, die sich zurücknehmen lässt."))
    known = {name: before.shape[name] for name in SHAPE_FIELDS if name in before.shape}
    shape = Shape(**known | {"kind": BlockKind(known["kind"])}) if "kind" in known else Shape.of(current)
    return store(actor, current, before.text, marks_from(before.marks), shape)


@transaction.atomic
def add_block(
    *,
    actor: Actor,
    section: Section,
    text: str,
    kind: str = BlockKind.PARAGRAPH,
    after: Block | None = None,
    marks: tuple[Mark, ...] = (),
    level: int = 0,
    ordered: bool = False,
    shape: Shape | None = None,
    image: str = "",
    origins: tuple[str, ...] = (),
) -> Block:
    """A new block in a section of a draft: behind ``after``, or at the beginning of the section.

    ``shape`` says kind, level and the rest at once. Raises RuleBroken if there is nothing to write.
    """
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    if shape is None:
        header_rows = 1 if kind == BlockKind.TABLE else 0
        shape = Shape(BlockKind(kind), level, ordered, header_rows)
    text, neat_marks = checked(text, marks, shape)
    if not text.strip() and not image:
        message = _("Der Absatz ist noch leer.")
        raise RuleBroken(message, fields={"source": message})
    position = room_behind(section, after)
    block = Block(
        municipality_id=section.municipality_id,
        version_id=section.version_id,
        section=section,
        uid=new_id(),
        position=position,
        text=text,
        marks=mark_data(neat_marks or ()),
        image=image,
        origins=list(origins),
    )
    shape.apply(block)
    block.save()
    remember(actor, block)
    mark_edited(actor, block.version_id)
    record(actor, "add_block", block, block=block.uid, after=text)
    return block


def room_behind(section: Section, after: Block | None) -> int:
    """Make room for one block and return its position. ``after`` must (still) stand in ``section``."""
    if after is not None:
        there = Block.objects.filter(pk=after.pk, section=section).values_list("position", flat=True).first()
        if there is None:
            raise RuleBroken(_("Der Absatz davor steht nicht mehr in diesem Abschnitt. Bitte laden Sie die Seite neu."))
        position = there + 1
    else:
        first = Block.objects.filter(section=section).order_by("position").first()
        before = Block.objects.filter(version_id=section.version_id, section__position__lt=section.position)
        last = before.aggregate(last=Max("position"))["last"]
        position = first.position if first else (0 if last is None else last + 1)
    Block.objects.filter(version_id=section.version_id, position__gte=position).update(position=F("position") + 1)
    return position


@transaction.atomic
def delete_block(*, actor: Actor, block: Block) -> None:
    """Take a block out of a draft. ``restore_block`` puts it back."""
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = locked(block)
    remember(actor, current)
    # What is restored must be as it was at the end, also where it stood: blocks around it may have moved since.
    BlockRevision.objects.filter(version_id=current.version_id, block_uid=current.uid, number=current.revision).update(
        shape=_place_and_shape(current)
    )
    mark_edited(actor, current.version_id)
    record(actor, "delete_block", current, block=current.uid, before=current.text)
    current.delete()


def _place_and_shape(block: Block) -> dict[str, object]:
    before = Block.objects.filter(section_id=block.section_id, position__lt=block.position).order_by("-position")
    return {**whole(block), "after": before.values_list("uid", flat=True).first() or ""}


@transaction.atomic
def restore_block(*, actor: Actor, version: Version, uid: str) -> Block:
    """Put a deleted block back under its old id, behind the block it stood behind, as far as that is still there.

    A block that is there already is returned as it is. Raises RuleBroken if nothing is known of it.
    """
    require(actor, "strategy.edit_text", version)
    require_draft(version)
    existing = Block.objects.filter(version=version, uid=uid).select_related("version", "section").first()
    if existing is not None:
        return existing
    last = last_revision(version, uid)
    if last is None:
        raise RuleBroken(_("Von diesem Absatz ist nichts aufgehoben."))
    section, after = _old_place(version, last)
    block = Block(
        municipality_id=version.municipality_id,
        version=version,
        section=section,
        uid=uid,
        position=room_behind(section, after),
        text=last.text,
        marks=last.marks,
        revision=last.number + 1,
        **{name: last.shape[name] for name in [*SHAPE_FIELDS, "image", "origins"] if name in last.shape},
    )
    block.save()
    remember(actor, block)
    mark_edited(actor, version.pk)
    record(actor, "restore_block", block, block=uid, after=block.text)
    return block


def _old_place(version: Version, last: BlockRevision) -> tuple[Section, Block | None]:
    """Section and block behind which a deleted block stood; the nearest there is if they are gone."""
    neighbour = Block.objects.filter(version=version, uid=last.shape.get("after", "")).select_related("section").first()
    section = Section.objects.filter(version=version, uid=last.shape.get("section", "")).first()
    if section is None:
        if neighbour is not None:
            return neighbour.section, neighbour
        section = Section.objects.filter(version=version).order_by("position").first()
    if section is None:
        raise RuleBroken(_("Der Entwurf hat keinen Abschnitt mehr. Legen Sie zuerst einen an."))
    if neighbour is None or neighbour.section_id != section.pk:
        neighbour = None
    return section, neighbour
