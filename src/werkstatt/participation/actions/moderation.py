"""Publishing, withholding, merging, withdrawing; and going on from state to state."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation import tally
from werkstatt.participation.events import ContributionAdvanced, ObjectionAnswered
from werkstatt.participation.models import (
    Contact,
    Contribution,
    ContributionEdit,
    Objection,
    Support,
    WordingSuggestion,
)
from werkstatt.participation.rules import ContributionState, Kind, ObjectionState, may_become
from werkstatt.participation.search import hand_over


@transaction.atomic
def publish(*, actor: Actor, contribution: Contribution) -> Contribution:
    """Show a received, withheld or wrongly merged contribution to everybody. That grants an objection that waits."""
    require(actor, "participation.moderate", contribution)
    published = advance(
        actor=actor,
        contribution=contribution,
        state=ContributionState.PUBLISHED,
        state_reason="",
        conduct_rule="",
        merged_into=None,
    )
    for objection in Objection.objects.filter(contribution=published, state=ObjectionState.OPEN):
        objection.state, objection.answered_at = ObjectionState.UPHELD, clock.now()
        objection.answered_by_id = actor.pk if actor is not None else None
        objection.save(update_fields=["state", "answered_at", "answered_by"])
        announce(ObjectionAnswered(objection))
    return published


@transaction.atomic
def withhold(*, actor: Actor, contribution: Contribution, reason: str, conduct_rule: str = "") -> Contribution:
    """Take the text out of the public; number and reason stay. Raises RuleBroken without a reason."""
    require(actor, "participation.moderate", contribution)
    return advance(
        actor=actor,
        contribution=contribution,
        state=ContributionState.WITHHELD,
        state_reason=_needed(reason),
        conduct_rule=cleaned_line(conduct_rule),
    )


@transaction.atomic
def merge_into(*, actor: Actor, contribution: Contribution, target: Contribution, reason: str) -> Contribution:
    """Answer a contribution together with another one that says the same. Its number stays as a stub."""
    require(actor, "participation.moderate", contribution)
    if target.pk == contribution.pk or target.municipality_id != contribution.municipality_id:
        raise RuleBroken(_("Bitte wählen Sie einen anderen Beitrag derselben Kommune."))
    # Read again under its lock: it may have been withheld since the page was shown.
    target = Contribution.objects.select_for_update().get(pk=target.pk)
    if not target.is_visible:
        raise RuleBroken(_("%(number)s ist nicht öffentlich sichtbar.") % {"number": target.label})
    if contribution.is_public and not target.is_public:
        message = _("%(number)s ist intern. Ein öffentlicher Beitrag kann nicht darin aufgehen.")
        raise RuleBroken(message % {"number": target.label})
    if contribution.kind == Kind.MOTION:
        raise RuleBroken(_("Der Antrag einer Fraktion bleibt für sich. Er bekommt seine eigene Antwort."))
    return advance(
        actor=actor,
        contribution=contribution,
        state=ContributionState.MERGED,
        state_reason=_needed(reason),
        merged_into=target,
    )


@transaction.atomic
def withdraw(*, actor: Actor, contribution: Contribution, reason: str = "") -> Contribution:
    """Take a contribution back on its author's behalf. Number and date stay, the words are erased.

    ``reason`` is public if there is one.
    """
    require(actor, "participation.moderate", contribution)
    return take_back(actor, contribution, reason)


def take_back(actor: Actor, contribution: Contribution, reason: str = "") -> Contribution:
    """Erase what somebody said and left. For those who have checked that this may be: needs a running transaction."""
    contribution = advance(
        actor=actor,
        contribution=contribution,
        state=ContributionState.WITHDRAWN,
        text="",
        alias="",
        state_reason=cleaned(reason),
        conduct_rule="",
        edited_at=None,
        support_count=0,
    )
    for left in (WordingSuggestion, ContributionEdit, Contact, Objection, Support):
        left.objects.filter(contribution=contribution).delete()
    return contribution


def _needed(reason: str) -> str:
    reason = cleaned(reason)
    if not reason:
        message = _("Bitte schreiben Sie den Grund. Er steht öffentlich an der Stelle des Textes.")
        raise RuleBroken(message, fields={"reason": message})
    return reason


@transaction.atomic
def advance(*, actor: Actor, contribution: Contribution, state: str, **changes: object) -> Contribution:
    """Take a contribution to another state, with what changes along, and keep the counts true.

    For the contexts above and for this module: checks the way, not the permission.
    Raises RuleBroken if the way from the present state does not exist.
    """
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not may_become(current.state, state):
        names = {"number": current.label, "now": current.get_state_display(), "then": ContributionState(state).label}
        raise RuleBroken(_("%(number)s ist „%(now)s“ und kann nicht „%(then)s“ werden.") % names)
    was_visible, before = current.is_visible, current.state
    current.state = state
    for name, value in changes.items():
        setattr(current, name, value)
    if "text" in changes:
        hand_over(current)
    current.changed_at = clock.now()
    current.save()
    record(actor, "advance", current, number=current.number, before=before, after=state)
    tally.change_state(current, before, current.state)
    if was_visible != current.is_visible:
        tally.recount(current.placements.all())
    announce(ContributionAdvanced(current, before))
    pages.touch(current.municipality_id)
    return current
