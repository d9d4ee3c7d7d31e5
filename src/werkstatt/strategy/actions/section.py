"""Titles and plain-language summaries of a draft's sections."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Section, Version
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH, MAX_TITLE_LENGTH
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
    """Change the title or the plain-language summary of a draft's section. None leaves it as it is."""
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    current = Section.objects.select_for_update(of=("self",)).select_related("version").get(pk=section.pk)
    before = {"title": current.title, "summary": current.summary}
    if title is not None:
        current.title = _checked_title(title)
    if summary is not None:
        current.summary = cleaned(summary)
        if len(current.summary) > MAX_BLOCK_LENGTH:
            message = _("Der Text in einfacher Sprache ist zu lang. Bitte kürzen Sie ihn.")
            raise RuleBroken(message, fields={"summary": message})
    current.save(update_fields=["title", "summary"])
    record(actor, "edit_section", current, before=before, title=current.title, summary=current.summary)
    return current


@transaction.atomic
def add_section(*, actor: Actor, version: Version, title: str, after: Section | None = None) -> Section:
    """A new section of the same depth behind ``after`` and everything below it, or a new last chapter."""
    require(actor, "strategy.edit_text", version)
    require_draft(version)
    title = _checked_title(title)
    sections = list(Section.objects.filter(version=version).order_by("position"))
    parent = after.parent if after else None
    depth = after.depth if after else 1
    place = len(sections)
    if after is not None:
        place = next(i for i, section in enumerate(sections) if section.pk == after.pk) + 1
        while place < len(sections) and sections[place].depth > depth:
            place += 1
    section = Section(
        municipality_id=version.municipality_id,
        version=version,
        uid=new_id(),
        parent=parent,
        position=place,
        number="",
        depth=depth,
        title=title,
    )
    section.save()
    sections.insert(place, section)
    _renumber(sections)
    record(actor, "add_section", section, title=title)
    return section


def _renumber(sections: list[Section]) -> None:
    """Give all sections their positions and numbers again, from the order of the list."""
    counters: list[int] = []
    for position, section in enumerate(sections):
        del counters[section.depth :]
        counters.extend([0] * (section.depth - len(counters)))
        counters[section.depth - 1] += 1
        section.position, section.number = position, ".".join(map(str, counters))
    Section.objects.bulk_update(sections, ["position", "number"], batch_size=500)
