"""What the author of a contribution may do with the private link: change the words, take them back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.slots import filled
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation.actions.moderation import advance, take_back
from werkstatt.participation.actions.wording import check_words, checked_replacement
from werkstatt.participation.events import ContributionEdited
from werkstatt.participation.models import Contribution, ContributionEdit, WordingSuggestion
from werkstatt.participation.rules import EDITABLE, ContributionState, Moderation, PhaseStage, may_become
from werkstatt.participation.search import hand_over

IN_WORK = "contribution.in_work"
"""Slot: contexts above say with True that somebody has begun to work on a contribution."""


def why_not_editable(contribution: Contribution) -> str:
    """Why its author cannot change the words any more; empty if she can. At most one query."""
    if contribution.state == ContributionState.WITHDRAWN:
        return _("Der Beitrag ist zurückgezogen.")
    if contribution.state == ContributionState.WITHHELD:
        return _("Der Beitrag ist nicht öffentlich. Legen Sie Einspruch ein, oder ziehen Sie ihn zurück.")
    if contribution.phase.stage_at(clock.now()) is PhaseStage.CLOSED:
        return _("Die Beteiligung ist beendet. Die Worte bleiben, wie sie sind.")
    if contribution.state not in EDITABLE or any(filled(IN_WORK, contribution=contribution)):
        return _("Die Verwaltung arbeitet schon mit dem Beitrag. Die Worte bleiben, wie sie sind.")
    return ""


def may_withdraw(contribution: Contribution) -> bool:
    """Whether its author can still take it back: until it is answered."""
    return may_become(contribution.state, ContributionState.WITHDRAWN)


@transaction.atomic
def edit_own(*, contribution: Contribution, text: str, alias: str, replacement: str | None = None) -> Contribution:
    """Change the words of a contribution, for the holder of its private link. What it said before is kept.

    Where a person looks before anything becomes visible, the new words wait for that look again. ``replacement``
    belongs to a suggestion only. Raises RuleBroken once somebody works on it or its phase is over, and for words that
    could not have been sent.
    """
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("phase")
    current = rows.get(pk=contribution.pk)
    if reason := why_not_editable(current):
        raise RuleBroken(reason)
    suggestion = WordingSuggestion.objects.filter(contribution=current).first()
    text, alias = cleaned(text), cleaned_line(alias)
    if suggestion is None:
        replacement = None
    elif replacement is not None:
        replacement = checked_replacement(replacement, suggestion.quote)
    check_words(text, alias, needs_text=suggestion is None)
    before = suggestion.replacement if suggestion else ""
    words_changed = text != current.text or (replacement is not None and replacement != before)
    if not words_changed and alias == current.alias:
        return current
    now = clock.now()
    if words_changed:
        ContributionEdit.objects.create(
            municipality_id=current.municipality_id,
            contribution=current,
            text=current.text,
            replacement=before,
            at=now,
        )
        current.edited_at = now
    current.text, current.alias, current.changed_at = text, alias, now
    hand_over(current, before if replacement is None else replacement)
    current.save(update_fields=["text", "alias", "edited_at", "changed_at", "words"])
    if suggestion is not None and replacement is not None:
        suggestion.replacement = replacement
        suggestion.save(update_fields=["replacement"])
    record(None, "edit_own", current, number=current.number)
    if words_changed and current.is_visible and current.phase.moderation == Moderation.BEFORE:
        current = advance(actor=None, contribution=current, state=ContributionState.RECEIVED)
    announce(ContributionEdited(current))
    pages.touch(current.municipality_id)
    return current


@transaction.atomic
def withdraw_own(*, contribution: Contribution) -> Contribution:
    """Take a contribution back, for the holder of its private link: words, name and address are erased.

    Number and date stay. Doing it twice is harmless. Raises RuleBroken once it is answered.
    """
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if current.state == ContributionState.WITHDRAWN:
        return current
    if not may_withdraw(current):
        raise RuleBroken(_("Der Beitrag ist schon beantwortet. Er bleibt mit seiner Antwort stehen."))
    return take_back(None, current)
