"""Objecting to the withholding of a contribution, and deciding about that."""

from __future__ import annotations

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions.moderation import publish
from werkstatt.participation.events import ObjectionAnswered, ObjectionRaised
from werkstatt.participation.models import Contribution, Objection
from werkstatt.participation.rules import MAX_OBJECTION_LENGTH, ContributionState, ObjectionState


@transaction.atomic
def object_to(*, contribution: Contribution, text: str) -> Objection:
    """Say why a withheld contribution should be public after all, for the holder of its private link.

    The same words again answer with the objection that waits. Raises RuleBroken if it is not withheld, another
    objection waits, or the words are missing or too long.
    """
    text = _checked(text, "text", _("Schreiben Sie bitte, warum der Beitrag öffentlich stehen soll."))
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if current.state != ContributionState.WITHHELD:
        raise RuleBroken(_("Der Beitrag ist nicht zurückgehalten. Ein Einspruch ist nicht nötig."))
    waiting = Objection.objects.filter(contribution=current, state=ObjectionState.OPEN).first()
    if waiting is not None:
        if waiting.text == text:
            return waiting
        raise RuleBroken(_("Ihr Einspruch liegt schon vor. Sie bekommen eine Antwort."))
    objection = Objection.objects.create(
        municipality_id=current.municipality_id, contribution=current, text=text, at=clock.now()
    )
    record(None, "object_to", current, number=current.number)
    announce(ObjectionRaised(objection))
    return objection


@transaction.atomic
def answer_objection(*, actor: Actor, objection: Objection, uphold: bool, answer: str) -> Objection:
    """Decide about an objection, with an answer to its author; upheld: the contribution is published.

    Raises RuleBroken without an answer, or if somebody has decided already.
    """
    require(actor, "participation.moderate", objection)
    answer = _checked(answer, "answer", _("Bitte schreiben Sie eine Antwort an die Person, die widersprochen hat."))
    contribution = Contribution.objects.select_for_update().get(pk=objection.contribution_id)
    current = Objection.objects.select_for_update().get(pk=objection.pk)
    if current.state != ObjectionState.OPEN:
        raise RuleBroken(_("Über diesen Einspruch hat schon jemand entschieden."))
    current.state = ObjectionState.UPHELD if uphold else ObjectionState.REJECTED
    current.answer, current.answered_at = answer, clock.now()
    current.answered_by_id = actor.pk if actor is not None else None
    current.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(actor, "answer_objection", contribution, number=contribution.number, upheld=uphold)
    if uphold and contribution.state == ContributionState.WITHHELD:
        publish(actor=actor, contribution=contribution)
    announce(ObjectionAnswered(current))
    return current


def _checked(words: str, field: str, missing: str) -> str:
    words = cleaned(words)
    message = ""
    if not words:
        message = missing
    elif len(words) > MAX_OBJECTION_LENGTH:
        most = formats.number_format(MAX_OBJECTION_LENGTH, force_grouping=True)
        message = _("Das ist zu lang. Bitte kürzen Sie es auf %(most)s Zeichen.") % {"most": most}
    if message:
        raise RuleBroken(message, fields={field: message})
    return words
