"""What an order for many contributions would do, before it is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.models import Assessment, Point
from werkstatt.assessment.rules import IN_WORK, placeholders_in
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
        .select_related("suggestion", "phase", "version", "reply")
        .order_by("number")
    )
    by_key = {contribution.pk: contribution for contribution in found}
    points: dict[int, Points] = {key: [] for key in by_key}
    rows = Point.objects.filter(contribution__in=list(points)).select_related("assessment", "unit")
    for point in rows.order_by("contribution_id", "position"):
        point.contribution = by_key[point.contribution_id]
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
    release_too: bool = False,
) -> list[Planned]:
    """For each of the chosen ones what the order ``what`` would do. No query."""
    plans = []
    for contribution, points in chosen:
        match what:
            case "assign":
                text, is_blocked = _assigning(contribution, points, unit, also_assigned)
            case "verdict":
                text, is_blocked = _assessing(contribution, points, verdict, release_too)
            case "release":
                text, is_blocked = _releasing(contribution, points)
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


def _assessing(contribution: Contribution, points: Points, verdict: str, release_too: bool) -> tuple[str, bool]:
    if contribution.state not in IN_WORK:
        return _state(contribution), True
    names: Mapping[str, str | int] = {"verdict": verdict}
    after = [_("Die Antwort geht gleich raus.")] if release_too else []
    if not points:
        return " ".join([_("Wird ein Punkt und bekommt das Urteil „%(verdict)s“.") % names, *after]), False
    n = sum(given is None for _point, given in points)
    if not n:
        return _("Geht nicht: Jeder Punkt hat schon ein Urteil."), True
    text = ngettext("Ein Punkt bekommt das Urteil „%(verdict)s“.", "%(n)s Punkte bekommen das Urteil „%(verdict)s“.", n)
    if release_too and (unfinished := _unfinished(points)):
        return unfinished, True
    return " ".join([text % {**names, "n": n}, *after]), False


def _releasing(contribution: Contribution, points: Points) -> tuple[str, bool]:
    if contribution.state not in IN_WORK:
        return _state(contribution), True
    if not points:
        return _("Geht nicht: Der Beitrag hat noch keinen Punkt mit einem Urteil."), True
    waiting = [point.label for point, given in points if given is None]
    if waiting:
        return _("Geht nicht: Noch ohne Urteil: Punkt %(points)s.") % {"points": ", ".join(waiting)}, True
    if unfinished := _unfinished(points):
        return unfinished, True
    text = ngettext("Die Antwort mit einem Urteil geht raus.", "Die Antwort mit %(n)s Urteilen geht raus.", len(points))
    text %= {"n": len(points)}
    before = getattr(contribution, "reply", None)
    if before is not None and before.text:
        text = " ".join([text, _("Die Worte von der letzten Freigabe bleiben dabei.")])
    return text, False


def _unfinished(points: Points) -> str:
    """Why an answer cannot go out yet though there are verdicts; empty if it can."""
    names = [point.label for point, given in points if given is not None and placeholders_in(given.reason)]
    if not names:
        return ""
    return _("Geht nicht: Im Grund zu Punkt %(points)s steht noch ein Platzhalter.") % {"points": ", ".join(names)}


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
