"""Releasing the answer to a contribution."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.models import Point, Reply
from werkstatt.assessment.rules import is_answered
from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions import advance
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState


@transaction.atomic
def release(*, actor: Actor, contribution: Contribution, text: str = "") -> Reply:
    """Make the verdicts of all points public as the answer, with a few words around them if wished.

    Raises RuleBroken while a point has no verdict.
    """
    require(actor, "assessment.release", contribution)
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    points = Point.objects.filter(contribution=current).select_related("assessment", "contribution")
    open_points = [point.label for point in points if not hasattr(point, "assessment")]
    if open_points:
        raise RuleBroken(
            _(
                "Noch ohne Urteil: Punkt %(points)s. "
                "Erst wenn jeder Punkt ein Urteil mit Grund hat, kann die Antwort raus."
            )
            % {"points": ", ".join(open_points)}
        )
    if not is_answered(point.assessment.verdict for point in points):
        raise RuleBroken(_("Der Beitrag hat noch keinen Punkt mit einem Urteil."))
    reply, _created = Reply.objects.update_or_create(
        contribution=current,
        defaults={
            "municipality_id": current.municipality_id,
            "text": cleaned(text),
            "released_by_id": actor.pk if actor is not None else None,
            "released_at": clock.now(),
        },
    )
    record(actor, "release", current, number=current.number)
    advance(actor=actor, contribution=current, state=ContributionState.ANSWERED)
    return reply


@transaction.atomic
def close(*, actor: Actor, contribution: Contribution) -> Contribution:
    """Put an answered contribution away."""
    require(actor, "assessment.release", contribution)
    return advance(actor=actor, contribution=contribution, state=ContributionState.CLOSED)
