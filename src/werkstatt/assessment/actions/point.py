"""Splitting contributions into points and giving them to offices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from werkstatt.assessment.models import Point
from werkstatt.assessment.rules import MAX_POINT_TITLE, MAX_POINTS, PointKind
from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.models import Unit
from werkstatt.participation.actions import advance
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import OPEN, ContributionState, Kind


@dataclass(frozen=True, slots=True)
class Part:
    """One point to be: its title, its kind, and the range of the contribution's text it takes up (None: all of it)."""

    title: str
    kind: str = PointKind.GENERAL
    start: int | None = None
    end: int | None = None


@transaction.atomic
def split(*, actor: Actor, contribution: Contribution, parts: Sequence[Part]) -> list[Point]:
    """Add points to a contribution, numbered after the ones it has.

    Raises RuleBroken if the contribution cannot be worked on, a range is outside of its text, or a title is missing.
    """
    require(actor, "assessment.split", contribution)
    return _split(actor, contribution, parts)


def _split(actor: Actor, contribution: Contribution, parts: Sequence[Part]) -> list[Point]:
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if current.state not in OPEN or current.state == ContributionState.RECEIVED:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“ und kann nicht geteilt werden.")
            % {"number": current.label, "state": current.get_state_display()}
        )
    last = Point.objects.filter(contribution=current).order_by("-position").first()
    first = last.position + 1 if last else 1
    if first + len(parts) > MAX_POINTS + 1:
        raise RuleBroken(_("Ein Beitrag kann höchstens %(n)s Punkte haben.") % {"n": MAX_POINTS})
    points = []
    for position, part in enumerate(parts, start=first):
        title = _checked_title(part.title)
        inside = part.start is None or part.end is None or 0 <= part.start < part.end <= len(current.text)
        if not inside:
            raise RuleBroken(_("Die markierte Stelle liegt nicht im Text des Beitrags."))
        points.append(
            Point.objects.create(
                municipality_id=current.municipality_id,
                contribution=current,
                position=position,
                kind=_checked_kind(part.kind),
                title=title,
                start=part.start,
                end=part.end,
                created_at=clock.now(),
            )
        )
    record(actor, "split", current, number=current.number, points=[point.position for point in points])
    pages.touch(current.municipality_id)
    return points


@transaction.atomic
def whole_as_point(*, actor: Actor, contribution: Contribution) -> Point:
    """The contribution's first point; made from the whole text if it has none yet."""
    require(actor, "assessment.split", contribution)
    existing = Point.objects.filter(contribution=contribution).order_by("position").first()
    return existing or _split(actor, contribution, [_whole(contribution)])[0]


@transaction.atomic
def wording_point(*, actor: Actor, contribution: Contribution) -> Point:
    """The point that stands for a proposed wording; made if there is none yet. For those who decide about the text."""
    require(actor, "assessment.change_text", contribution)
    existing = Point.objects.filter(contribution=contribution, kind=PointKind.WORDING).order_by("position").first()
    return existing or _split(actor, contribution, [_whole(contribution)])[0]


def _whole(contribution: Contribution) -> Part:
    wording = contribution.kind == Kind.SUGGESTION
    # The words of a withdrawn suggestion are gone; whether it may still be split is for `_split` to say.
    suggestion = getattr(contribution, "suggestion", None)
    words = contribution.text or (suggestion.replacement if suggestion else "") or contribution.label
    return Part(Truncator(cleaned_line(words)).chars(80), PointKind.WORDING if wording else PointKind.GENERAL)


def _checked_title(title: str) -> str:
    title = cleaned_line(title)[:MAX_POINT_TITLE]
    if not title:
        message = _("Jeder Punkt braucht eine kurze Überschrift.")
        raise RuleBroken(message, fields={"title": message})
    return title


def _checked_kind(kind: str) -> PointKind:
    if kind not in PointKind.values:
        message = _("Bitte wählen Sie, worum es geht.")
        raise RuleBroken(message, fields={"kind": message})
    return PointKind(kind)


@transaction.atomic
def edit_point(*, actor: Actor, point: Point, title: str, kind: str) -> Point:
    """Give a point another title or kind. Raises RuleBroken once it has a verdict: that was about the old one."""
    require(actor, "assessment.split", point)
    current = _without_verdict(point)
    current.title = _checked_title(title)
    current.kind = _checked_kind(kind)
    current.save(update_fields=["title", "kind"])
    record(actor, "edit_point", current, kind=current.kind)  # not the title: it may be the author's own words
    pages.touch(current.municipality_id)
    return current


@transaction.atomic
def remove_point(*, actor: Actor, point: Point) -> None:
    """Undo a splitting-off. The number of the point is not given out again while later ones exist.

    Raises RuleBroken once it has a verdict.
    """
    require(actor, "assessment.split", point)
    current = _without_verdict(point)
    record(actor, "remove_point", current.contribution, point=current.position)
    current.delete()
    pages.touch(point.municipality_id)


def _without_verdict(point: Point) -> Point:
    Contribution.objects.select_for_update().get(pk=point.contribution_id)
    current = Point.objects.select_related("contribution", "assessment").filter(pk=point.pk).first()
    if current is None:
        raise RuleBroken(_("Diesen Punkt hat schon jemand aufgelöst."))
    if hasattr(current, "assessment"):
        raise RuleBroken(_("Punkt %(point)s hat schon ein Urteil und bleibt, wie er ist.") % {"point": current.label})
    return current


@transaction.atomic
def assign(*, actor: Actor, point: Point, unit: Unit, due_on: date | None = None) -> Point:
    """Give a point to an office, with a deadline. The contribution is then in assessment.

    Raises RuleBroken if the office belongs to another town.
    """
    require(actor, "assessment.assign", point)
    if unit.municipality_id != point.municipality_id:
        raise RuleBroken(_("Dieses Amt gehört zu einer anderen Kommune."))
    current = Point.objects.select_for_update(of=("self",)).select_related("contribution").get(pk=point.pk)
    if current.contribution.state not in {ContributionState.PUBLISHED, ContributionState.ASSIGNED}:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“ und wird nicht mehr zugewiesen.")
            % {"number": current.contribution.label, "state": current.contribution.get_state_display()}
        )
    current.unit, current.due_on, current.assigned_at = unit, due_on, clock.now()
    current.save(update_fields=["unit", "due_on", "assigned_at"])
    record(actor, "assign", current, unit=unit.pk, due_on=due_on.isoformat() if due_on else None)
    if current.contribution.state == ContributionState.PUBLISHED:
        advance(actor=actor, contribution=current.contribution, state=ContributionState.ASSIGNED)
    return current
