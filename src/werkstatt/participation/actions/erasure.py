"""Telling people what a town keeps under their address, and erasing it. Number and answer stay."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.accounts.events import AddressErased
from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.events import announce
from werkstatt.organisations.models import Municipality
from werkstatt.participation.actions.contact import checked_address
from werkstatt.participation.actions.moderation import advance, take_back
from werkstatt.participation.models import Contact, Contribution, WordingSuggestion
from werkstatt.participation.rules import ContributionState as State
from werkstatt.participation.rules import Kind
from werkstatt.participation.search import hand_over

PERMISSION = "participation.handle_personal_data"
_STEPS: dict[str, tuple[State, ...]] = {
    State.CLOSED: (State.ANSWERED, State.WITHHELD),
    State.ANSWERED: (State.WITHHELD,),
    State.MERGED: (State.PUBLISHED,),
}
"""From where words cannot be taken back right away: the states on the way to there."""


@transaction.atomic
def note_request(*, actor: Actor, town: Municipality, as_file: bool = False) -> None:
    """Write down that somebody looked up an address in the town. The address itself is not written down.

    Raises PermissionDenied for those who may not.
    """
    require(actor, PERMISSION, town)
    record(actor, "export_address" if as_file else "look_up_address", town)


@transaction.atomic
def erase_address(
    *, actor: Actor, town: Municipality, email: str, names: bool = False, words: bool = False
) -> list[Contribution]:
    """Erase an address everywhere in the town: at contributions, subscriptions, mails and reports.

    ``names`` also takes the chosen names from the contributions that it was left with, ``words`` takes these
    contributions back: a stub stays under their number. Returns these contributions. Doing it twice is harmless.
    Raises RuleBroken for what cannot be an address, PermissionDenied for those who may not.
    """
    require(actor, PERMISSION, town)
    email = checked_address(email)
    keys = Contact.objects.filter(municipality=town, email__iexact=email).values_list("contribution_id", flat=True)
    said = list(Contribution.objects.select_for_update().filter(pk__in=list(keys)).order_by("number"))
    # First the address: nobody is to be written to about what follows.
    announce(AddressErased(town.pk, email))
    if words:
        said = [_take_words_back(actor, one) for one in said]
    elif names:
        _erase_names(said)
    # Without their numbers: together in one entry, they would say that the same person wrote them.
    record(actor, "erase_address", town, contributions=len(said), names=names, words=words)
    pages.touch(town.pk)
    return said


def _take_words_back(actor: Actor, contribution: Contribution) -> Contribution:
    if contribution.state == State.WITHDRAWN:
        return contribution
    reason = _("Auf Wunsch gelöscht")
    for step in _STEPS.get(contribution.state, ()):
        changes: dict[str, object] = {"merged_into": None}
        if step == State.WITHHELD:
            changes["state_reason"] = reason
        contribution = advance(actor=actor, contribution=contribution, state=step, **changes)
    return take_back(actor, contribution, reason)


def _erase_names(contributions: Sequence[Contribution]) -> None:
    now = clock.now()
    replacements = dict(
        WordingSuggestion.objects.filter(contribution__in=contributions).values_list("contribution_id", "replacement")
    )
    for one in contributions:
        if one.alias and one.kind != Kind.MOTION:
            one.alias, one.changed_at = "", now
            hand_over(one, replacements.get(one.pk, ""))
            one.save(update_fields=["alias", "changed_at", "words"])
