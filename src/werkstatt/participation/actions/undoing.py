"""Taking back what was noted down: the last one by hand, or a whole table. Numbers and dates stay, words are erased."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.models import AuditEntry
from werkstatt.core.slots import filled
from werkstatt.participation import tally
from werkstatt.participation.actions.moderation import take_back
from werkstatt.participation.events import ContributionAdvanced
from werkstatt.participation.models import (
    Contact,
    Contribution,
    ContributionEdit,
    IntakeTable,
    Objection,
    Placement,
    Support,
    WordingSuggestion,
)
from werkstatt.participation.rules import Channel, ContributionState, IntakeState, may_become
from werkstatt.participation.search import hand_over

_BATCH = 500
_NAMED = 12
"""Numbers that a message names."""


@transaction.atomic
def take_back_recording(*, actor: Actor, contribution: Contribution) -> Contribution:
    """Take back what somebody has just noted down by hand, as long as nobody works on it.

    Raises RuleBroken if it is another one's, or if the work has begun.
    """
    require(actor, "participation.record_offline", contribution)
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if current.state == ContributionState.WITHDRAWN:
        return current
    if current.channel == Channel.WEB or actor is None or current.recorded_by_id != actor.pk:
        raise RuleBroken(_("Rückgängig machen kann das nur, wer es notiert hat."))
    if current.state not in (ContributionState.RECEIVED, ContributionState.PUBLISHED) or _assessed([current]):
        raise RuleBroken(
            _("An %(number)s arbeitet schon jemand. Zurückziehen lässt es sich bei den Beiträgen.")
            % {"number": current.label}
        )
    return take_back(actor, current, _("Beim Notieren zurückgenommen"))


@transaction.atomic
def undo_import(*, actor: Actor, table: IntakeTable) -> int:
    """Take back everything that came in with a table. Returns how many contributions are withdrawn now.

    Raises RuleBroken, and takes back nothing, if one of them is answered, merged, or has a verdict.
    """
    require(actor, "participation.record_offline", table)
    current = IntakeTable.objects.select_for_update().get(pk=table.pk)
    if current.state == IntakeState.UNDONE:
        return 0
    if current.state != IntakeState.IMPORTED:
        raise RuleBroken(_("Diese Tabelle ist nicht eingelesen."))
    came = list(Contribution.objects.select_for_update().filter(batch=current).order_by("number"))
    left = [one for one in came if one.state != ContributionState.WITHDRAWN]
    _refuse_what_is_worked_on(left)
    _take_back_all(actor, left, _("Import zurückgenommen"))
    # Its numbers in the table are free again: the mended table may bring them once more.
    Contribution.objects.filter(batch=current).update(source_ref="")
    current.state, current.undone_at = IntakeState.UNDONE, clock.now()
    current.save(update_fields=["state", "undone_at"])
    record(actor, "undo_import", current, count=len(left))
    pages.touch(current.municipality_id)
    return len(left)


def _refuse_what_is_worked_on(contributions: Sequence[Contribution]) -> None:
    settled = {one.number for one in contributions if not may_become(one.state, ContributionState.WITHDRAWN)}
    settled |= _assessed(contributions)
    keys = {one.pk for one in contributions}
    for some in _chunks(contributions):
        merged = Contribution.objects.filter(merged_into__in=[one.pk for one in some]).exclude(pk__in=keys)
        settled |= set(merged.values_list("merged_into__number", flat=True))
    if not settled:
        return
    named = ", ".join(str(number) for number in sorted(settled)[:_NAMED])
    raise RuleBroken(
        _(
            "Es wurde nichts zurückgenommen. Schon beantwortet, zusammengeführt oder mit Urteil: %(numbers)s. "
            "Ziehen Sie die übrigen einzeln zurück."
        )
        % {"numbers": _("Nr. %(number)s") % {"number": named + (" …" if len(settled) > _NAMED else "")}}
    )


def _assessed(contributions: Sequence[Contribution]) -> set[int]:
    """Numbers of those with a verdict: contexts above know them (slot ``assessed_numbers``)."""
    return {
        number
        for some in _chunks(contributions)
        for numbers in filled("assessed_numbers", contributions=some)
        for number in numbers
    }


def _take_back_all(actor: Actor, contributions: Sequence[Contribution], reason: str) -> None:
    """What ``take_back`` does to one, done to many in a few statements."""
    now = clock.now()
    before = {one.pk: one.state for one in contributions}
    erased: dict[str, Any] = {
        "state": ContributionState.WITHDRAWN,
        "state_reason": reason,
        "changed_at": now,
        "text": "",
        "alias": "",
        "conduct_rule": "",
        "edited_at": None,
        "support_count": 0,
    }
    # What can still be found is the place and the event: the same words for many.
    by_words: dict[str, list[Contribution]] = defaultdict(list)
    for one in contributions:
        for name, value in erased.items():
            setattr(one, name, value)
        hand_over(one)
        by_words[one.words].append(one)
    for words, alike in by_words.items():
        for some in _chunks(alike):
            Contribution.objects.filter(pk__in=[one.pk for one in some]).update(**erased, words=words)
    for some in _chunks(contributions):
        for left in (WordingSuggestion, ContributionEdit, Contact, Objection, Support):
            left.objects.filter(contribution__in=some).delete()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=now,
                town_id=one.municipality_id,
                actor_id=actor.pk if actor is not None else None,
                verb="advance",
                object_type="contribution",
                object_id=one.pk,
                data={"number": one.number, "before": before[one.pk], "after": str(one.state)},
            )
            for one in contributions
        ],
        batch_size=_BATCH,
    )
    if contributions:
        moved = Counter(before.values())
        tally.move_states(contributions[0], moved, ContributionState.WITHDRAWN)
        placements = [p for some in _chunks(contributions) for p in Placement.objects.filter(contribution__in=some)]
        tally.recount_all(placements)
    for one in contributions:
        announce(ContributionAdvanced(one, before[one.pk]))


def _chunks(contributions: Sequence[Contribution]) -> list[Sequence[Contribution]]:
    return [contributions[i : i + _BATCH] for i in range(0, len(contributions), _BATCH)]
