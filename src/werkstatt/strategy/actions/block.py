"""Writing in a draft, block by block. Nobody's words are lost when two people write at once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Block, BlockRevision, Section
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH
from werkstatt.strategy.storage import mark_data, marks_from
from werkstatt.text.ids import new_id
from werkstatt.text.marks import shifted
from werkstatt.text.merge import merge
from werkstatt.text.model import BlockKind, Mark


class EditConflict(RuleBroken):
    """Two people changed the same words. Carries what stands there now and what was typed."""

    def __init__(self, current: Block, typed: str) -> None:
        super().__init__(_("Jemand anders hat dieselben Wörter geändert. Bitte entscheiden Sie, was gelten soll."))
        self.current = current
        self.typed = typed


def _check_text(text: str) -> None:
    if len(text) > MAX_BLOCK_LENGTH:
        raise RuleBroken(
            _("Der Absatz ist zu lang (%(is)s Zeichen). Erlaubt sind %(most)s: Bitte teilen Sie ihn.")
            % {"is": len(text), "most": MAX_BLOCK_LENGTH}
        )


@transaction.atomic
def edit_block(
    *, actor: Actor, block: Block, text: str, marks: tuple[Mark, ...] | None = None, revision: int | None = None
) -> Block:
    """Give a draft block a new wording.

    ``revision`` is the one the writer had before her; if somebody else has saved meanwhile, both wordings are merged
    word by word. ``marks`` belong to ``text``; None carries the present ones along. Returns the block as it now is.
    Raises EditConflict if both changed the same words; nothing is written then.
    """
    require(actor, "strategy.edit_text", block)
    _check_text(text)
    require_draft(block.version)
    current = Block.objects.select_for_update(of=("self",)).select_related("version").get(pk=block.pk)
    new_text, new_marks = text, marks
    if revision is not None and revision != current.revision:
        base = BlockRevision.objects.filter(
            version_id=current.version_id, block_uid=current.uid, number=revision
        ).first()
        merged = merge(base.text if base else "", text, current.text)
        if base is None or merged.conflicts:
            raise EditConflict(current, text)
        new_text = merged.text
        new_marks = shifted(marks, text, new_text) if marks is not None else None
    if new_marks is None:
        new_marks = shifted(marks_from(current.marks), current.text, new_text)
    if new_text == current.text and mark_data(new_marks) == current.marks:
        return current
    _remember(actor, current)
    before = current.text
    current.text, current.marks = new_text, mark_data(new_marks)
    current.revision += 1
    current.save(update_fields=["text", "marks", "revision"])
    _remember(actor, current)
    record(actor, "edit_block", current, block=current.uid, before=before, after=new_text)
    return current


def _remember(actor: Actor, block: Block) -> None:
    BlockRevision.objects.get_or_create(
        version_id=block.version_id,
        block_uid=block.uid,
        number=block.revision,
        defaults={
            "municipality_id": block.municipality_id,
            "text": block.text,
            "marks": block.marks,
            "author_id": actor.pk if actor is not None else None,
        },
    )


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
) -> Block:
    """A new block in a section of a draft: behind ``after``, or at the beginning of the section."""
    require(actor, "strategy.edit_text", section)
    _check_text(text)
    require_draft(section.version)
    position = _room_behind(section, after)
    block = Block.objects.create(
        municipality_id=section.municipality_id,
        version_id=section.version_id,
        section=section,
        uid=new_id(),
        position=position,
        kind=BlockKind(kind).value,
        text=text,
        marks=mark_data(marks),
        level=level,
        ordered=ordered,
        header_rows=1 if kind == BlockKind.TABLE else 0,
    )
    record(actor, "add_block", block, block=block.uid, after=text)
    return block


def _room_behind(section: Section, after: Block | None) -> int:
    """Make room for one block and return its position. ``after`` must stand in ``section``."""
    if after is not None:
        if after.section_id != section.pk:
            raise RuleBroken(_("Dieser Absatz steht in einem anderen Abschnitt."))
        position = Block.objects.values_list("position", flat=True).get(pk=after.pk) + 1
    else:
        first = Block.objects.filter(section=section).order_by("position").first()
        before = (
            Block.objects.filter(version_id=section.version_id, section__position__lt=section.position)
            .order_by("-position")
            .first()
        )
        position = first.position if first else (before.position + 1 if before else 0)
    Block.objects.filter(version_id=section.version_id, position__gte=position).update(position=F("position") + 1)
    return position


@transaction.atomic
def delete_block(*, actor: Actor, block: Block) -> None:
    """Take a block out of a draft. It stays in the record and in the version before, and can be written again."""
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    current = Block.objects.select_for_update().get(pk=block.pk)
    _remember(actor, current)
    record(actor, "delete_block", current, block=current.uid, before=current.text)
    current.delete()


@transaction.atomic
def move_block(*, actor: Actor, block: Block, section: Section, after: Block | None) -> Block:
    """Put a block somewhere else in its draft: behind ``after``, or at the beginning of ``section``."""
    require(actor, "strategy.edit_text", block)
    require_draft(block.version)
    if section.version_id != block.version_id:
        raise RuleBroken(_("Dieser Abschnitt gehört zu einer anderen Fassung."))
    if after is not None and after.pk == block.pk:
        return block
    position = _room_behind(section, after)
    Block.objects.filter(pk=block.pk).update(section=section, position=position)
    block.refresh_from_db()
    record(actor, "move_block", block, block=block.uid, section=section.uid)
    return block
