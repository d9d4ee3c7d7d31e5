"""Giving a phase an opinion map."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.opinions.models import OpinionMap
from werkstatt.opinions.rules import MAX_LEAD_LENGTH, MAX_QUESTION_LENGTH
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseKind, PhaseStage
from werkstatt.strategy.rules import Audience


def set_up_map(
    *,
    actor: Actor,
    phase: ParticipationPhase,
    question: str,
    lead: str = "",
    takes_proposals: bool = True,
) -> OpinionMap:
    """Give a phase for everybody an opinion map. It opens and closes with the phase.

    ``question`` is its heading, ``lead`` a few sentences below it. Raises RuleBroken if the phase is not for
    everybody, is over, or has a map already, and if words are missing or too long.
    """
    require(actor, "opinions.set_up", phase)
    if phase.kind != PhaseKind.PUBLIC or phase.version.audience != Audience.PUBLIC:
        raise RuleBroken(_("Ein Stimmungsbild gibt es nur in einer Beteiligung für alle."))
    if phase.stage_at(clock.now()) is PhaseStage.CLOSED:
        raise RuleBroken(_("Diese Beteiligung ist beendet. Niemand könnte noch abstimmen."))
    question, lead = _checked(question, lead)
    try:
        with transaction.atomic():
            opinion_map = OpinionMap.objects.create(
                municipality_id=phase.municipality_id,
                phase=phase,
                question=question,
                lead=lead,
                takes_proposals=takes_proposals,
                created_at=clock.now(),
            )
            record(actor, "set_up_opinion_map", opinion_map, phase=phase.pk)
            pages.touch(phase.municipality_id)
    except IntegrityError:
        raise RuleBroken(_("Diese Beteiligung hat schon ein Stimmungsbild.")) from None
    return opinion_map


@transaction.atomic
def change_map(*, actor: Actor, opinion_map: OpinionMap, question: str, lead: str, takes_proposals: bool) -> OpinionMap:
    """Word it differently, or take proposals no longer. Raises RuleBroken if words are missing or too long."""
    require(actor, "opinions.set_up", opinion_map)
    question, lead = _checked(question, lead)
    current = OpinionMap.objects.select_for_update().get(pk=opinion_map.pk)
    current.question, current.lead, current.takes_proposals = question, lead, takes_proposals
    current.save(update_fields=["question", "lead", "takes_proposals"])
    record(actor, "change_opinion_map", current, takes_proposals=takes_proposals)
    pages.touch(current.municipality_id)
    return current


def _checked(question: str, lead: str) -> tuple[str, str]:
    question, lead = cleaned_line(question), cleaned(lead)
    wrong = {}
    if not question:
        wrong["question"] = _("Schreiben Sie die Frage, um die es geht.")
    elif len(question) > MAX_QUESTION_LENGTH:
        wrong["question"] = _("Die Frage ist zu lang. Bitte kürzen Sie sie auf %(n)s Zeichen.") % {
            "n": MAX_QUESTION_LENGTH
        }
    if len(lead) > MAX_LEAD_LENGTH:
        wrong["lead"] = _("Das ist zu lang. Bitte kürzen Sie es auf %(n)s Zeichen.") % {"n": MAX_LEAD_LENGTH}
    if wrong:
        raise RuleBroken(next(iter(wrong.values())), fields=wrong)
    return question, lead
