"""What a phase knows about people, and the day on which it forgets it.

Erased are addresses, earlier wordings, answered objections, who stood behind what (the counts stay), and the keys that
tell two sendings apart. What is public stays: number, words, answer, and the name that somebody chose to stand there.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions.phase import contacts_until_by_default
from werkstatt.participation.events import ContactsErased
from werkstatt.participation.models import (
    Contact,
    Contribution,
    ContributionEdit,
    Objection,
    ParticipationPhase,
    Support,
)
from werkstatt.participation.rules import ObjectionState

BATCH = 500
"""Rows of a kind that one transaction erases: a large phase never keeps others from writing for long."""
LONGEST = timedelta(days=3 * 365)
"""How long after the answers a phase may keep addresses at the most."""


@transaction.atomic
def change_contacts_until(*, actor: Actor, phase: ParticipationPhase, day: date, reason: str) -> ParticipationPhase:
    """Erase a phase's addresses on another day, and write down why.

    Raises RuleBroken without a reason, once they are erased, and for a day that is over, before the answers, or more
    than three years after them.
    """
    require(actor, "participation.open_phase", phase)
    current = ParticipationPhase.objects.select_for_update().get(pk=phase.pk)
    if current.contacts_erased_at:
        raise RuleBroken(_("Die Adressen sind schon gelöscht. Das lässt sich nicht ändern."))
    reason = cleaned(reason)
    if not reason:
        message = _("Bitte schreiben Sie den Grund. Er steht im Protokoll.")
        raise RuleBroken(message, fields={"reason": message})
    if message := _why_not(current, day):
        raise RuleBroken(message, fields={"contacts_until": message})
    before, current.contacts_until = current.contacts_until, day
    current.save(update_fields=["contacts_until"])
    record(
        actor,
        "change_contacts_until",
        current,
        before=before.isoformat() if before else None,
        after=day.isoformat(),
        reason=reason,
    )
    return current


def _why_not(phase: ParticipationPhase, day: date) -> str:
    if day < localdate(clock.now()):
        return _("Dieser Tag ist schon vorbei. Wählen Sie heute oder einen späteren.")
    if day < phase.answer_by:
        return _("Bis die Antworten da sind, werden die Adressen gebraucht.")
    if day > phase.answer_by + LONGEST:
        return _("So lange werden sie nicht gebraucht. Wählen Sie höchstens drei Jahre nach den Antworten.")
    return ""


def erase_due() -> int:
    """Erase what those phases know about people whose day has come. Returns for how many it was the first time.

    Called again, it erases what came in since, such as an address that was noted down late.
    """
    today = localdate(clock.now())
    due = ParticipationPhase.objects.filter(Q(contacts_until__lte=today) | Q(contacts_until=None, answer_by__lte=today))
    phases = list(due.order_by("contacts_until", "pk"))
    return sum(_erase(phase.pk) for phase in phases if _is_due(phase, today))


def _is_due(phase: ParticipationPhase, today: date) -> bool:
    return (phase.contacts_until or contacts_until_by_default(phase.answer_by)) <= today


def _erase(key: int) -> bool:
    """Whether the phase is empty now for the first time. A batch at a time: one that breaks off is taken up again."""
    while True:
        with transaction.atomic():
            phase = ParticipationPhase.objects.select_for_update().get(pk=key)
            if not _is_due(phase, localdate(clock.now())):
                return False  # somebody has moved the day meanwhile
            erased = {name: count for name, some in _kept(phase).items() if (count := _erase_some(some))}
            erased |= {"keys": keys} if (keys := _forget_keys(phase)) else {}
            if erased:
                record(None, "erase_contacts", phase, **erased)
                continue
            return _close(phase, clock.now())


def _kept(phase: ParticipationPhase) -> dict[str, QuerySet[Model]]:
    of_phase: dict[str, QuerySet[Model]] = {
        "contacts": Contact.objects.filter(contribution__phase=phase),
        "edits": ContributionEdit.objects.filter(contribution__phase=phase),
        "supports": Support.objects.filter(contribution__phase=phase),
        "objections": Objection.objects.filter(contribution__phase=phase).exclude(state=ObjectionState.OPEN),
    }
    return of_phase


def _erase_some(rows: QuerySet[Model]) -> int:
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def _forget_keys(phase: ParticipationPhase) -> int:
    keyed = Contribution.objects.filter(phase=phase).filter(
        Q(submission_key__isnull=False) | Q(proof_key__isnull=False)
    )
    keys = list(keyed.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys:
        Contribution.objects.filter(pk__in=keys).update(submission_key=None, proof_key=None)
    return len(keys)


def _close(phase: ParticipationPhase, now: datetime) -> bool:
    announce(ContactsErased(phase))
    if phase.contacts_erased_at:
        return False
    phase.contacts_erased_at = now
    phase.save(update_fields=["contacts_erased_at"])
    record(None, "contacts_erased", phase, day=localdate(now).isoformat())
    return True
