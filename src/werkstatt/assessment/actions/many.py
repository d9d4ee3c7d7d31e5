"""One order for many contributions: all of them or none, and back again where nothing was said in public."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.actions.assessment import assess, take_back_verdict
from werkstatt.assessment.actions.assignment import assign_all
from werkstatt.assessment.actions.guard import WorkConflict, work_revision
from werkstatt.assessment.actions.point import remove_point, whole_as_point
from werkstatt.assessment.actions.reply import release
from werkstatt.assessment.models import Assessment, Point, Reply
from werkstatt.assessment.queries.modules import placeholder_values
from werkstatt.assessment.rules import MOST_AT_ONCE, filled_in
from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.participation import actions as participation
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState

Seen = Mapping[int, str]
"""Numbers of contributions, each with the ``work_revision`` that the person had before her."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done with one contribution, in a sentence; ``undo`` is what taking it back needs (JSON)."""

    number: int
    text: str
    undo: Mapping[str, Any] | None = None


class Stopped(RuleBroken):
    """One contribution cannot take part, so nothing was done with any of them."""

    def __init__(self, number: int, why: str, fields: Mapping[str, str] | None = None) -> None:
        label = _("Nr. %(number)s") % {"number": number}
        message = _("Es ist nichts geschehen, weil %(label)s nicht mitmachen kann: %(why)s") % {
            "label": label,
            "why": why,
        }
        super().__init__(message, fields=fields)
        self.number = number


@transaction.atomic
def assign_many(
    *,
    actor: Actor,
    town: Municipality,
    seen: Seen,
    unit: Unit,
    due_on: date | None = None,
    also_assigned: bool = False,
) -> list[Outcome]:
    """Give the open points of these contributions to an office; those without points get one for the whole.

    Points that another office has stay there unless ``also_assigned``. Raises Stopped, and then nothing is done.
    """

    def act(contribution: Contribution, points: list[Point]) -> Outcome:
        made = None if points else whole_as_point(actor=actor, contribution=contribution)
        chosen = [made] if made else [p for p in _open(points) if also_assigned or p.unit_id is None]
        if not chosen:
            raise RuleBroken(_("Kein Punkt wartet noch auf ein Amt."))
        before = [[p.pk, p.unit_id, _iso(p.due_on), _iso(p.assigned_at)] for p in chosen]
        assigned = assign_all(actor=actor, contribution=contribution, points=chosen, unit=unit, due_on=due_on)
        undo = {
            "points": before,
            "made": bool(made),
            "state": contribution.state,
            "at": [_iso(point.assigned_at) for point in assigned],
        }
        text = ngettext("Ein Punkt liegt jetzt bei: %(unit)s.", "%(n)s Punkte liegen jetzt bei: %(unit)s.", len(chosen))
        return Outcome(contribution.number, text % {"n": len(chosen), "unit": unit.name}, undo)

    return _each(actor, town, seen, act)


@transaction.atomic
def assess_many(
    *,
    actor: Actor,
    town: Municipality,
    seen: Seen,
    verdict: str,
    reason: str,
    deferred_until: date | None = None,
    and_release: bool = False,
) -> list[Outcome]:
    """Give all open points of these contributions the same verdict with the same reason.

    Those without points get one for the whole. Placeholders in the reason are filled in for each of them. With
    ``and_release`` the answers go out in the same breath, and there is no way back. Raises Stopped, and then nothing
    is done.
    """
    words_around = _words_around(town, seen) if and_release else {}

    def act(contribution: Contribution, points: list[Point]) -> Outcome:
        made = None if points else whole_as_point(actor=actor, contribution=contribution)
        chosen = [made] if made else _open(points)
        if not chosen:
            raise RuleBroken(_("Jeder Punkt hat schon ein Urteil."))
        given = []
        for point in chosen:
            words = filled_in(reason, placeholder_values(contribution, point))
            assessment = assess(
                actor=actor, point=point, verdict=verdict, reason=words, deferred_until=deferred_until, seen=""
            )
            given.append([point.pk, assessment.revision])
        undo = {"given": given, "made": bool(made), "state": contribution.state}
        text = ngettext("Ein Punkt hat jetzt dieses Urteil.", "%(n)s Punkte haben jetzt dieses Urteil.", len(chosen))
        text %= {"n": len(chosen)}
        if not and_release:
            return Outcome(contribution.number, text, undo)
        release(actor=actor, contribution=contribution, text=words_around.get(contribution.pk, ""))
        return Outcome(contribution.number, " ".join([text, _("Die Antwort ist freigegeben.")]))

    return _each(actor, town, seen, act)


@transaction.atomic
def release_many(*, actor: Actor, town: Municipality, seen: Seen) -> list[Outcome]:
    """Make the verdicts of these contributions public as their answers; every point must have one.

    There is no way back for all at once: the answers have gone out. Raises Stopped, and then nothing is done.
    """
    words_around = _words_around(town, seen)

    def act(contribution: Contribution, points: list[Point]) -> Outcome:
        release(actor=actor, contribution=contribution, text=words_around.get(contribution.pk, ""))
        return Outcome(contribution.number, _("Die Antwort ist freigegeben."))

    return _each(actor, town, seen, act)


def _words_around(town: Municipality, seen: Seen) -> dict[int, str]:
    """What stood around the verdicts when an answer was released before: who releases it again keeps it."""
    numbers = list(seen)[:MOST_AT_ONCE]
    replies = Reply.objects.filter(contribution__municipality=town, contribution__number__in=numbers)
    return dict(replies.values_list("contribution_id", "text"))


@transaction.atomic
def publish_many(*, actor: Actor, town: Municipality, seen: Seen) -> list[Outcome]:
    """Show these received or withheld contributions to everybody. Raises Stopped, and then nothing is done."""

    def act(contribution: Contribution, points: list[Point]) -> Outcome:
        participation.publish(actor=actor, contribution=contribution)
        return Outcome(contribution.number, _("Ist veröffentlicht."))

    return _each(actor, town, seen, act)


@transaction.atomic
def merge_many(*, actor: Actor, town: Municipality, seen: Seen, target: Contribution, reason: str) -> list[Outcome]:
    """Answer these contributions together with ``target``, which may be one of them and stays as it is.

    Raises Stopped, and then nothing is done.
    """
    others = {number: revision for number, revision in seen.items() if number != target.number}
    if not others:
        raise RuleBroken(_("Bitte wählen Sie mindestens einen weiteren Beitrag."))

    def act(contribution: Contribution, points: list[Point]) -> Outcome:
        participation.merge_into(actor=actor, contribution=contribution, target=target, reason=reason)
        text = _("Wird jetzt zusammen mit %(other)s beantwortet.") % {"other": target.label}
        return Outcome(contribution.number, text, {"merged": target.pk})

    # The target's lock comes with the others', in one order for everybody.
    return _each(actor, town, others, act, also=target)


def _each(
    actor: Actor,
    town: Municipality,
    seen: Seen,
    act: Callable[[Contribution, list[Point]], Outcome],
    also: Contribution | None = None,
) -> list[Outcome]:
    """Carry an order out for each contribution, all under their locks."""
    require(actor, "assessment.split", town)
    if not seen:
        raise RuleBroken(_("Es ist noch kein Beitrag ausgewählt."))
    if len(seen) > MOST_AT_ONCE:
        raise RuleBroken(
            _("Das sind zu viele auf einmal. Bitte wählen Sie höchstens %(n)s Beiträge.") % {"n": MOST_AT_ONCE}
        )
    wanted = set(seen) | ({also.number} if also else set())
    locked = Contribution.objects.select_for_update().filter(municipality=town, number__in=wanted).order_by("pk")
    found = {contribution.number: contribution for contribution in locked}
    points = _points_of(found.values())
    outcomes = []
    for number in sorted(seen):
        contribution = found.get(number)
        if contribution is None:
            raise Stopped(number, _("Diese Nummer gibt es nicht."))
        own = points.get(contribution.pk, [])
        verdicts = [(point, getattr(point, "assessment", None)) for point in own]
        try:
            if seen[number] != work_revision(contribution, verdicts):
                raise WorkConflict(contribution)
            outcomes.append(act(contribution, own))
        except RuleBroken as broken:
            raise Stopped(number, broken.message, broken.fields) from broken
    return outcomes


def _points_of(contributions: Iterable[Contribution]) -> dict[int, list[Point]]:
    by_key = {contribution.pk: contribution for contribution in contributions}
    found: dict[int, list[Point]] = {}
    rows = Point.objects.filter(contribution__in=list(by_key)).select_related("assessment", "unit")
    for point in rows.order_by("contribution_id", "position"):
        point.contribution = by_key[point.contribution_id]
        found.setdefault(point.contribution_id, []).append(point)
    return found


def _open(points: Iterable[Point]) -> list[Point]:
    return [point for point in points if not hasattr(point, "assessment")]


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


@transaction.atomic
def undo_many(*, actor: Actor, town: Municipality, done: Sequence[Mapping[str, Any]]) -> int:
    """Take back what ``assign_many``, ``assess_many`` or ``merge_many`` did. Returns with how many contributions.

    ``done`` has the number and the ``undo`` of each outcome. Raises Stopped if somebody has worked on one of them
    since, or an answer went out, and RuleBroken for an order without a way back; then nothing is taken back.
    """
    require(actor, "assessment.split", town)
    if not all(one["undo"] for one in done):
        raise RuleBroken(_("Hier gibt es nichts mehr zurückzunehmen."))
    locked = Contribution.objects.select_for_update().filter(
        municipality=town, number__in=[one["number"] for one in done]
    )
    found = {contribution.number: contribution for contribution in locked.order_by("pk")}
    points = _points_of(found.values())
    for one in done:
        contribution = found.get(one["number"])
        if contribution is None:
            raise Stopped(one["number"], _("Diese Nummer gibt es nicht."))
        own = {point.pk: point for point in points.get(contribution.pk, [])}
        try:
            _undo(actor, contribution, own, one["undo"])
        except RuleBroken as broken:
            raise Stopped(one["number"], broken.message) from broken
    return len(done)


def _undo(actor: Actor, contribution: Contribution, points: Mapping[int, Point], undo: Mapping[str, Any]) -> None:
    if "merged" in undo:
        if contribution.state != ContributionState.MERGED or contribution.merged_into_id != undo["merged"]:
            raise WorkConflict(contribution)
        participation.publish(actor=actor, contribution=contribution)
        _settle(actor, contribution.pk)
        return
    if contribution.state != ContributionState.ASSIGNED:
        raise WorkConflict(contribution)
    if "given" in undo:
        for key, revision in undo["given"]:
            point = points.get(key)
            if point is None:
                raise WorkConflict(contribution)
            take_back_verdict(actor=actor, point=point, seen=revision)
    else:
        _undo_assignment(actor, contribution, points, undo)
    if undo["made"]:
        key = undo["given"][0][0] if "given" in undo else undo["points"][0][0]
        remove_point(actor=actor, point=Point.objects.get(pk=key))
    if undo["state"] == ContributionState.PUBLISHED:
        _settle(actor, contribution.pk)


def _undo_assignment(
    actor: Actor, contribution: Contribution, points: Mapping[int, Point], undo: Mapping[str, Any]
) -> None:
    for (key, unit, due_on, assigned_at), at in zip(undo["points"], undo["at"], strict=True):
        point = points.get(key)
        if point is None or _iso(point.assigned_at) != at or hasattr(point, "assessment"):
            raise WorkConflict(contribution)
        point.unit_id, point.reminded_at = unit, clock.now() if unit else None
        point.due_on = date.fromisoformat(due_on) if due_on else None
        point.assigned_at = datetime.fromisoformat(assigned_at) if assigned_at else None
        point.save(update_fields=["unit", "due_on", "assigned_at", "reminded_at"])
        record(actor, "unassign", point, unit=unit)


def _settle(actor: Actor, key: int) -> None:
    """The state that the points speak for: in assessment as soon as one of them has an office or a verdict."""
    contribution = Contribution.objects.get(pk=key)
    points = Point.objects.filter(contribution=contribution)
    in_work = points.filter(unit__isnull=False).exists() or Assessment.objects.filter(point__in=points).exists()
    state = ContributionState.ASSIGNED if in_work else ContributionState.PUBLISHED
    if contribution.state != state:
        participation.advance(actor=actor, contribution=contribution, state=state)
