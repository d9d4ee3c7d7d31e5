"""The sections of a draft: titles, plain-language summaries, their order."""

from __future__ import annotations

from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.strategy.actions.plain_language import write_summary
from werkstatt.strategy.actions.revisions import mark_edited
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.rules import MAX_DEPTH, MAX_TITLE_LENGTH
from werkstatt.text.ids import new_id


def _checked_title(title: str) -> str:
    title = cleaned_line(title)
    if not title:
        raise RuleBroken(_("Der Abschnitt braucht eine Überschrift."), fields={"title": _("Die Überschrift fehlt.")})
    if len(title) > MAX_TITLE_LENGTH:
        message = _("Die Überschrift ist zu lang. Bitte kürzen Sie sie auf %(n)s Zeichen.") % {"n": MAX_TITLE_LENGTH}
        raise RuleBroken(message, fields={"title": message})
    return title


@transaction.atomic
def edit_section(*, actor: Actor, section: Section, title: str | None = None, summary: str | None = None) -> Section:
    """Change the title or the plain-language version of a draft's section. None leaves it as it is."""
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    rows = Section.objects.select_for_update(of=("self",)).select_related("version")
    current = rows.filter(pk=section.pk).first()
    if current is None:
        raise RuleBroken(_("Diesen Abschnitt gibt es nicht mehr."))
    if title is not None and (checked := _checked_title(title)) != current.title:
        before, current.title = current.title, checked
        current.save(update_fields=["title"])
        mark_edited(actor, current.version_id)
        record(actor, "edit_section", current, before={"title": before}, title=current.title)
    return write_summary(actor=actor, section=current, summary=summary) if summary is not None else current


@transaction.atomic
def add_section(
    *, actor: Actor, version: Version, title: str, after: Section | None = None, parent: Section | None = None
) -> Section:
    """A new section of the same depth behind ``after`` and everything below it, a new last part of ``parent``, or a
    new last chapter."""
    require(actor, "strategy.edit_text", version)
    require_draft(version)
    title = _checked_title(title)
    sections = list(Section.objects.filter(version=version).order_by("position"))
    place, depth = len(sections), 1
    if after is not None:
        start, place = _extent(sections, after)
        above, depth = sections[start].parent, sections[start].depth
    elif parent is not None:
        start, place = _extent(sections, parent)
        above, depth = sections[start], sections[start].depth + 1
        if depth > MAX_DEPTH:
            raise RuleBroken(_("So tief lassen sich Abschnitte nicht verschachteln."))
    else:
        above = None
    section = Section(
        municipality_id=version.municipality_id,
        version=version,
        uid=new_id(),
        parent=above,
        position=place,
        number="",
        depth=depth,
        title=title,
    )
    section.save()
    sections.insert(place, section)
    _renumber(sections)
    mark_edited(actor, version.pk)
    record(actor, "add_section", section, title=title)
    return section


@transaction.atomic
def move_section(*, actor: Actor, section: Section, direction: Literal["up", "down"]) -> Section:
    """Change places with the section of the same parent before or after, with everything below both.

    The first stays first, the last stays last.
    """
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    sections = list(Section.objects.filter(version_id=section.version_id).order_by("position"))
    start, end = _extent(sections, section)
    siblings = [s for s in sections if s.parent_id == sections[start].parent_id]
    here = next(i for i, s in enumerate(siblings) if s.pk == section.pk)
    there = here - 1 if direction == "up" else here + 1
    if not 0 <= there < len(siblings):
        return sections[start]
    moved = sections[start:end]
    rest = sections[:start] + sections[end:]
    other_start, other_end = _extent(rest, siblings[there])
    place = other_start if direction == "up" else other_end
    _renumber([*rest[:place], *moved, *rest[place:]])
    _renumber_blocks(section.version_id)
    mark_edited(actor, section.version_id)
    record(actor, "move_section", section, direction=direction)
    return Section.objects.get(pk=section.pk)


@transaction.atomic
def place_section(*, actor: Actor, section: Section, parent: Section | None) -> Section:
    """Put a section with everything below it at the end of another one, or (None) make it the last chapter.

    Raises RuleBroken if it would stand in itself or too deep.
    """
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    sections = list(Section.objects.filter(version_id=section.version_id).order_by("position"))
    start, end = _extent(sections, section)
    moved, rest = sections[start:end], sections[:start] + sections[end:]
    if parent is not None and any(row.pk == parent.pk for row in moved):
        raise RuleBroken(_("Ein Abschnitt kann nicht in sich selbst stehen."))
    above, place, depth = None, len(rest), 1
    if parent is not None:
        first, place = _extent(rest, parent)
        above, depth = rest[first], rest[first].depth + 1
    deeper = depth - moved[0].depth
    if max(row.depth for row in moved) + deeper > MAX_DEPTH:
        raise RuleBroken(_("So tief lassen sich Abschnitte nicht verschachteln."))
    moved[0].parent = above
    for row in moved:
        row.depth += deeper
    _renumber([*rest[:place], *moved, *rest[place:]])
    _renumber_blocks(section.version_id)
    mark_edited(actor, section.version_id)
    record(actor, "move_section", section, into=parent.uid if parent is not None else "")
    return Section.objects.get(pk=section.pk)


@transaction.atomic
def delete_section(*, actor: Actor, section: Section) -> None:
    """Take a heading out of a draft. No words are lost: the blocks below it join the section before, and the parts
    it had take its own depth.

    Raises RuleBroken for the first section while it has blocks, and for the only one.
    """
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    sections = list(Section.objects.filter(version_id=section.version_id).order_by("position"))
    start, end = _extent(sections, section)
    gone = sections[start]
    if len(sections) == 1:
        raise RuleBroken(_("Der letzte Abschnitt kann nicht gelöscht werden. Ein Text braucht mindestens einen."))
    blocks = Block.objects.filter(section=gone)
    if start == 0 and blocks.exists():
        raise RuleBroken(
            _("Vor diesem Abschnitt steht keiner, der seine Absätze aufnehmen kann. Verschieben Sie sie zuerst.")
        )
    if start > 0:
        blocks.update(section=sections[start - 1])
    for below in sections[start + 1 : end]:
        below.depth -= 1
        if below.parent_id == gone.pk:
            below.parent_id = gone.parent_id
    record(actor, "delete_section", gone, title=gone.title, summary=gone.summary, uid=gone.uid)
    kept = [*sections[:start], *sections[start + 1 :]]
    _renumber(kept)
    Section.objects.filter(pk=gone.pk).delete()
    mark_edited(actor, section.version_id)


def _extent(sections: list[Section], section: Section) -> tuple[int, int]:
    """Where the section and everything below it begin and end in the list."""
    start = next((i for i, row in enumerate(sections) if row.pk == section.pk), None)
    if start is None:
        raise RuleBroken(_("Diesen Abschnitt gibt es nicht mehr."))
    end = start + 1
    while end < len(sections) and sections[end].depth > sections[start].depth:
        end += 1
    return start, end


def _renumber(sections: list[Section]) -> None:
    """Give all sections their positions and numbers again, from the order of the list."""
    counters: list[int] = []
    for position, section in enumerate(sections):
        del counters[section.depth :]
        counters.extend([0] * (section.depth - len(counters)))
        counters[section.depth - 1] += 1
        section.position, section.number = position, ".".join(map(str, counters))
    Section.objects.bulk_update(sections, ["position", "number", "depth", "parent"], batch_size=500)


def _renumber_blocks(version_id: int) -> None:
    """Let the positions of the blocks follow the order of their sections."""
    rows = Block.objects.filter(version_id=version_id).order_by("section__position", "position")
    blocks = list(rows.only("position"))
    for position, block in enumerate(blocks):
        block.position = position
    Block.objects.bulk_update(blocks, ["position"], batch_size=500)
