"""Writing the plain-language version of a section, and saying that it still fits the text."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned
from werkstatt.strategy.actions.revisions import mark_edited
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Block, BlockRevision, Section
from werkstatt.strategy.plain_language import Seen, covered
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH


class SummaryConflict(RuleBroken):
    """Somebody else has rewritten the plain-language version meanwhile. Carries the section as it is now."""

    def __init__(self, current: Section) -> None:
        message = _("Jemand anders hat die einfache Fassung inzwischen geändert. Ihre Worte stehen unten.")
        super().__init__(message, fields={"summary": message})
        self.current = current


@transaction.atomic
def write_summary(
    *, actor: Actor, section: Section, summary: str, was: str | None = None, seen: Seen | None = None
) -> Section:
    """Give a draft's section another plain-language version; empty takes it away.

    ``seen`` are the revisions of the blocks that the writer had before her: what has changed since then stays
    flagged. ``was`` is the plain-language version she started from (None does not ask).
    Raises SummaryConflict if somebody was faster, RuleBroken if the text is too long.
    """
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    current = _locked(section)
    text = cleaned(summary)
    if len(text) > MAX_BLOCK_LENGTH:
        message = _("Der Text in einfacher Sprache ist zu lang. Bitte kürzen Sie ihn.")
        raise RuleBroken(message, fields={"summary": message})
    if was is not None and cleaned(was) != current.summary and text != current.summary:
        raise SummaryConflict(current)
    if text == current.summary:
        return current
    before, current.summary = current.summary, text
    current.summary_basis = _basis(current, seen) if text else None
    current.save(update_fields=["summary", "summary_basis"])
    mark_edited(actor, current.version_id)
    record(actor, "edit_section", current, before={"title": current.title, "summary": before}, summary=text)
    return current


@transaction.atomic
def confirm_summary(*, actor: Actor, section: Section, was: str | None = None, seen: Seen | None = None) -> Section:
    """Say that the plain-language version is still right although the text has changed. Not a word of it changes.

    Raises RuleBroken if there is none, SummaryConflict if it is another one than the person had before her.
    """
    require(actor, "strategy.edit_text", section)
    require_draft(section.version)
    current = _locked(section)
    if not current.summary:
        raise RuleBroken(_("Dieser Abschnitt hat noch keine einfache Fassung."))
    if was is not None and cleaned(was) != current.summary:
        raise SummaryConflict(current)
    current.summary_basis = _basis(current, seen)
    current.save(update_fields=["summary_basis"])
    mark_edited(actor, current.version_id)
    record(actor, "confirm_summary", current)
    return current


def _locked(section: Section) -> Section:
    rows = Section.objects.select_for_update(of=("self",)).select_related("version")
    current = rows.filter(pk=section.pk).first()
    if current is None:
        raise RuleBroken(_("Diesen Abschnitt gibt es nicht mehr."))
    return current


def _basis(section: Section, seen: Seen | None) -> dict[str, str]:
    """What the blocks say that the version is written for: now, or as they were when the writer saw them."""
    sections = list(Section.objects.filter(version_id=section.version_id).order_by("position"))
    keys = [row.pk for row in covered(section, sections)]
    blocks = {block.uid: block for block in Block.objects.filter(section_id__in=keys).order_by("position")}
    if seen is None:
        return {uid: block.text for uid, block in blocks.items()}
    basis = {uid: block.text for uid, block in blocks.items() if seen.get(uid) == block.revision}
    moved_on = [uid for uid in seen if uid not in basis]
    earlier = BlockRevision.objects.filter(version_id=section.version_id, block_uid__in=moved_on)
    for uid, number, text in earlier.values_list("block_uid", "number", "text"):
        if seen[uid] == number:
            basis[uid] = text
    return basis
