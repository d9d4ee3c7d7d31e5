"""Giving points to offices, reminding these, and what becomes of it all when an office is dissolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.guard import taken
from werkstatt.assessment.actions.point import whole_as_point
from werkstatt.assessment.models import Point, TextModule
from werkstatt.assessment.rules import IN_WORK
from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.models import Unit
from werkstatt.participation.actions import advance
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState

USUAL_TIME = timedelta(days=14)
"""What an office gets for its answer if nobody says otherwise."""


def usual_deadline(answer_by: date, today: date) -> date:
    """The day proposed to an office: two weeks before the town promised its answers, or in two weeks if that is past.

    Never later than the promised day itself, and never in the past.
    """
    before = answer_by - USUAL_TIME
    if before > today:
        return before
    return max(today, min(today + USUAL_TIME, answer_by))


@transaction.atomic
def assign(*, actor: Actor, point: Point, unit: Unit, due_on: date | None = None, seen: str | None = None) -> Point:
    """Give a point to an office, with a deadline. The contribution is then in assessment.

    Raises RuleBroken if the office belongs to another town or is dissolved, or nothing is assigned any more;
    WorkConflict if somebody else was faster.
    """
    contribution = taken(point.contribution_id, seen)
    [assigned] = _assign(actor, contribution, [point], unit, due_on)
    return assigned


@transaction.atomic
def assign_all(
    *,
    actor: Actor,
    contribution: Contribution,
    points: Iterable[Point],
    unit: Unit,
    due_on: date | None = None,
    seen: str | None = None,
) -> list[Point]:
    """Give several points of a contribution to one office."""
    return _assign(actor, taken(contribution.pk, seen), list(points), unit, due_on)


@transaction.atomic
def assign_contribution(
    *,
    actor: Actor,
    contribution: Contribution,
    points: Iterable[Point],
    unit: Unit,
    due_on: date | None = None,
    seen: str | None = None,
) -> list[Point]:
    """The same, also for a contribution that has no points yet: it becomes one as a whole."""
    current = taken(contribution.pk, seen)
    chosen = list(points) or [whole_as_point(actor=actor, contribution=current)]
    return _assign(actor, current, chosen, unit, due_on)


def _assign(
    actor: Actor, contribution: Contribution, points: list[Point], unit: Unit, due_on: date | None
) -> list[Point]:
    if unit.municipality_id != contribution.municipality_id:
        raise RuleBroken(_("Dieses Amt gehört zu einer anderen Kommune."))
    if unit.dissolved_on is not None:
        message = _("„%(unit)s“ gibt es nicht mehr. Bitte wählen Sie ein anderes Amt.") % {"unit": unit.name}
        raise RuleBroken(message, fields={"unit": message})
    if contribution.state not in IN_WORK:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“ und wird nicht mehr zugewiesen.")
            % {"number": contribution.label, "state": contribution.get_state_display()}
        )
    assigned = []
    for point in points:
        require(actor, "assessment.assign", point)
        current = Point.objects.filter(pk=point.pk, contribution=contribution).first()
        if current is None:
            raise RuleBroken(_("Diesen Punkt hat schon jemand aufgelöst."))
        current.contribution = contribution
        current.unit, current.due_on, current.assigned_at, current.reminded_at = unit, due_on, clock.now(), None
        current.save(update_fields=["unit", "due_on", "assigned_at", "reminded_at"])
        record(actor, "assign", current, unit=unit.pk, due_on=due_on.isoformat() if due_on else None)
        assigned.append(current)
    if contribution.state == ContributionState.PUBLISHED:
        advance(actor=actor, contribution=contribution, state=ContributionState.ASSIGNED)
    return assigned


@transaction.atomic
def move_from_dissolved(unit: Unit, successor: Unit | None) -> int:
    """Hand the open points of a dissolved office to its successor, or back to the moderation. Returns how many.

    Deadlines stay with a successor; what goes back has none until somebody assigns it anew. Verdicts that the office
    gave stay its own. Its text modules go along, or become everybody's.
    """
    open_points = list(
        Point.objects.select_for_update(of=("self",)).filter(
            unit=unit, assessment=None, contribution__state__in=IN_WORK
        )
    )
    for point in open_points:
        record(None, "unit_dissolved", point, unit=unit.pk, successor=successor.pk if successor else None)
    moved = Point.objects.filter(pk__in=[point.pk for point in open_points])
    if successor is not None:
        moved.update(unit=successor, assigned_at=clock.now(), reminded_at=None)
    else:
        moved.update(unit=None, assigned_at=None, due_on=None, reminded_at=None)
    TextModule.objects.filter(unit=unit).update(unit=successor)
    return len(open_points)
