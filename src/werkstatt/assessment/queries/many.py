"""What an order for many contributions would do, before it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.models import Assessment, Point
from werkstatt.assessment.rules import IN_WORK
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState, may_become

Points = list[tuple[Point, Assessment | None]]


@dataclass(frozen=True, slots=True)
class Planned:
    """One chosen contribution: what would happen to it, in a sentence, or why it cannot."""

    contribution: Contribution
    points: Points
    text: str
    is_blocked: bool


def chosen_ones(town: Municipality, numbers: Iterable[int]) -> list[tuple[Contribution, Points]]:
    """The contributions with these numbers and their points, by number. Two queries."""
    found = list(
        Contribution.objects.filter(municipality=town, number__in=list(numbers))
        .select_related("suggestion", "phase", "version")
        .order_by("number")
    )
    points: dict[int, Points] = {contribution.pk: [] for contribution in found}
    rows = Point.objects.filter(contribution__in=list(points)).select_related("assessment", "unit")
    for point in rows.order_by("contribution_id", "position"):
        points[point.contribution_id].append((point, getattr(point, "assessment", None)))
    return [(contribution, points[contribution.pk]) for contribution in found]


def planned(
    what: str,
    chosen: Iterable[tuple[Contribution, Points]],
    *,
    unit: str = "",
    also_assigned: bool = False,
    verdict: str = "",
    target: int | None = None,
) -> list[Planned]:
    """For each of the chosen ones what the order ``what`` would do. No query."""
    plans = []
    for contribution, points in chosen:
        match what:
            case "assign":
                text, is_blocked = _assigning(contribution, points, unit, also_assigned)
            case "verdict":
                text, is_blocked = _assessing(contribution, points, verdict)
            case "merge":
                text, is_blocked = _merging(contribution, target)
            case _:
                text, is_blocked = _publishing(contribution)
        plans.append(Planned(contribution, points, text, is_blocked))
    return plans


def _state(contribution: Contribution) -> str:
    return _("Geht nicht: Der Beitrag ist „%(state)s“.") % {"state": contribution.get_state_display()}


def _assigning(contribution: Contribution, points: Points, unit: str, also_assigned: bool) -> tuple[str, bool]:
    if contribution.state not in IN_WORK:
        return _state(contribution), True
    if not points:
        return _("Wird ein Punkt und geht an: %(unit)s.") % {"unit": unit}, False
    n = sum(verdict is None and (also_assigned or point.unit_id is None) for point, verdict in points)
    if not n:
        return _("Geht nicht: Kein Punkt wartet noch auf ein Amt."), True
    return ngettext("Ein Punkt geht an: %(unit)s.", "%(n)s Punkte gehen an: %(unit)s.", n) % {
        "n": n,
        "unit": unit,
    }, False


def _assessing(contribution: Contribution, points: Points, verdict: str) -> tuple[str, bool]:
    if contribution.state not in IN_WORK:
        return _state(contribution), True
    names: Mapping[str, str | int] = {"verdict": verdict}
    if not points:
        return _("Wird ein Punkt und bekommt das Urteil „%(verdict)s“.") % names, False
    n = sum(given is None for _point, given in points)
    if not n:
        return _("Geht nicht: Jeder Punkt hat schon ein Urteil."), True
    text = ngettext("Ein Punkt bekommt das Urteil „%(verdict)s“.", "%(n)s Punkte bekommen das Urteil „%(verdict)s“.", n)
    return text % {**names, "n": n}, False


def _publishing(contribution: Contribution) -> tuple[str, bool]:
    waits = contribution.state in {ContributionState.RECEIVED, ContributionState.WITHHELD}
    return (_("Wird für alle lesbar."), False) if waits else (_state(contribution), True)


def _merging(contribution: Contribution, target: int | None) -> tuple[str, bool]:
    if contribution.number == target:
        return (
            (_state(contribution), True)
            if not contribution.is_visible
            else (
                _("Bleibt und wird mit den anderen beantwortet."),
                False,
            )
        )
    if not may_become(contribution.state, ContributionState.MERGED):
        return _state(contribution), True
    return _("Wird mit Nr. %(n)s beantwortet. Nummer und Grund bleiben stehen.") % {"n": target}, False
