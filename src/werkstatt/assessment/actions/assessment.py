"""Giving verdicts."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.models import Assessment, Point, TextChange
from werkstatt.assessment.rules import CHANGES_TEXT, MAX_REASON_LENGTH, Verdict
from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions import advance
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState, SuggestionState


@transaction.atomic
def assess(*, actor: Actor, point: Point, verdict: str, reason: str, deferred_until: date | None = None) -> Assessment:
    """Give a point its verdict with a reason, or another one than before.

    An adopted point whose text is not changed yet says so openly until the change is linked to it. A verdict after
    the answer was released takes the contribution back into assessment, so that the new answer is released on purpose.
    Raises RuleBroken if the reason (or, for "deferred", the date) is missing or the contribution cannot be assessed.
    """
    require(actor, "assessment.assess", point)
    reason = cleaned(reason)
    if not reason:
        message = _("Jedes Urteil braucht einen Grund. Er steht öffentlich beim Beitrag.")
        raise RuleBroken(message, fields={"reason": message})
    if len(reason) > MAX_REASON_LENGTH:
        message = _("Der Grund ist zu lang. Bitte kürzen Sie ihn auf %(n)s Zeichen.") % {"n": MAX_REASON_LENGTH}
        raise RuleBroken(message, fields={"reason": message})
    if verdict not in Verdict.values:
        message = _("Bitte wählen Sie ein Urteil.")
        raise RuleBroken(message, fields={"verdict": message})
    if verdict == Verdict.DEFERRED and deferred_until is None:
        message = _("Bis wann ist der Punkt zurückgestellt? Bitte geben Sie ein Datum an.")
        raise RuleBroken(message, fields={"deferred_until": message})
    contribution = Contribution.objects.select_for_update().get(pk=point.contribution_id)
    if contribution.state not in {ContributionState.PUBLISHED, ContributionState.ASSIGNED, ContributionState.ANSWERED}:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“ und kann nicht beurteilt werden.")
            % {"number": contribution.label, "state": contribution.get_state_display()}
        )
    before = Assessment.objects.filter(point=point).first()
    changed = TextChange.objects.filter(points=point).exists()
    assessment, _created = Assessment.objects.update_or_create(
        point=point,
        defaults={
            "municipality_id": point.municipality_id,
            "verdict": verdict,
            "reason": reason,
            "deferred_until": deferred_until if verdict == Verdict.DEFERRED else None,
            "change_pending": verdict in CHANGES_TEXT and not changed,
            "assessed_by_id": actor.pk if actor is not None else None,
            "assessed_at": clock.now(),
        },
    )
    record(actor, "assess", point, verdict=verdict, reason=reason, before=before.verdict if before else None)
    _count(contribution, before.verdict if before else None, verdict)
    if verdict == Verdict.DECLINED and hasattr(contribution, "suggestion"):
        contribution.suggestion.state = SuggestionState.DECLINED
        contribution.suggestion.save(update_fields=["state"])
    if contribution.state != ContributionState.ASSIGNED:
        advance(actor=actor, contribution=contribution, state=ContributionState.ASSIGNED)
    pages.touch(point.municipality_id)
    return assessment


def _count(contribution: Contribution, before: str | None, after: str) -> None:
    moves = [(after, 1)] if before is None else [(before, -1), (after, 1)]
    if before == after:
        return
    values = [
        value
        for verdict, change in moves
        for value in (contribution.municipality_id, contribution.phase_id, verdict, change)
    ]
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(moves))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO assessment_verdicttally (municipality_id, phase_id, verdict, count) VALUES {rows} "  # noqa: S608
            "ON CONFLICT (phase_id, verdict) DO UPDATE SET count = assessment_verdicttally.count + excluded.count",
            values,
        )
