"""Splitting contributions into points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.guard import taken
from werkstatt.assessment.models import Point
from werkstatt.assessment.rules import MAX_POINT_TITLE, MAX_POINTS, PointKind, proposed_title
from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState, Kind


@dataclass(frozen=True, slots=True)
class Part:
    """One point to be: its title, its kind, and the range of the contribution's text it takes up (None: all of it).

    Without a title the words of the range propose one.
    """

    title: str
    kind: str = PointKind.GENERAL
    start: int | None = None
    end: int | None = None


@transaction.atomic
def split(*, actor: Actor, contribution: Contribution, parts: Sequence[Part], seen: str | None = None) -> list[Point]:
    """Add points to a contribution, numbered after the ones it has.

    ``seen`` is the ``work_revision`` that the person had before her; None does not ask. Raises RuleBroken if the
    contribution cannot be worked on, a range is outside of its text, or a title is missing; WorkConflict if somebody
    else was faster.
    """
    require(actor, "assessment.split", contribution)
    return _split(actor, taken(contribution.pk, seen), parts)


def _split(actor: Actor, current: Contribution, parts: Sequence[Part]) -> list[Point]:
    _require_workable(current)
    last = Point.objects.filter(contribution=current).order_by("-position").first()
    first = last.position + 1 if last else 1
    if first + len(parts) > MAX_POINTS + 1:
        raise RuleBroken(_("Ein Beitrag kann höchstens %(n)s Punkte haben.") % {"n": MAX_POINTS})
    points = []
    for position, part in enumerate(parts, start=first):
        start, end = _checked_range(current, part.start, part.end)
        words = current.text if start is None else current.text[start:end]
        points.append(
            Point.objects.create(
                municipality_id=current.municipality_id,
                contribution=current,
                position=position,
                kind=_checked_kind(part.kind),
                title=_checked_title(cleaned_line(part.title) or proposed_title(words)),
                start=start,
                end=end,
                created_at=clock.now(),
            )
        )
    record(actor, "split", current, number=current.number, points=[point.position for point in points])
    pages.touch(current.municipality_id)
    return points


@transaction.atomic
def whole_as_point(*, actor: Actor, contribution: Contribution, seen: str | None = None) -> Point:
    """The contribution's first point; made from the whole text if it has none yet."""
    require(actor, "assessment.split", contribution)
    current = taken(contribution.pk, seen)
    existing = Point.objects.filter(contribution=contribution).order_by("position").first()
    return existing or _split(actor, current, [_whole(contribution)])[0]


@transaction.atomic
def wording_point(*, actor: Actor, contribution: Contribution) -> Point:
    """The point that stands for a proposed wording; made if there is none yet. For those who decide about the text."""
    require(actor, "assessment.change_text", contribution)
    current = taken(contribution.pk, None)
    existing = Point.objects.filter(contribution=contribution, kind=PointKind.WORDING).order_by("position").first()
    return existing or _split(actor, current, [_whole(contribution)])[0]


def _whole(contribution: Contribution) -> Part:
    # What proposes another wording, a suggestion or a motion, is about the wording.
    wording = contribution.kind != Kind.COMMENT
    # The words of a withdrawn suggestion are gone; whether it may still be split is for `_split` to say.
    suggestion = getattr(contribution, "suggestion", None)
    words = contribution.text or (suggestion.replacement if suggestion else "") or contribution.label
    return Part(Truncator(cleaned_line(words)).chars(80), PointKind.WORDING if wording else PointKind.GENERAL)


@transaction.atomic
def edit_point(*, actor: Actor, point: Point, title: str, kind: str, seen: str | None = None) -> Point:
    """Give a point another title or kind. Raises RuleBroken once it has a verdict: that was about the old one."""
    require(actor, "assessment.split", point)
    current = _without_verdict(point, seen)
    current.title = _checked_title(title)
    current.kind = _checked_kind(kind)
    current.save(update_fields=["title", "kind"])
    record(actor, "edit_point", current, kind=current.kind)  # not the title: it may be the author's own words
    pages.touch(current.municipality_id)
    return current


@transaction.atomic
def extend_point(*, actor: Actor, point: Point, start: int, end: int, seen: str | None = None) -> Point:
    """Let a point take up these characters, too, with what stands between.

    Raises RuleBroken once it has a verdict, outside of the text, or if another point lies between.
    """
    require(actor, "assessment.split", point)
    current = _without_verdict(point, seen)
    _checked_range(current.contribution, start, end)
    if current.start is None or current.end is None:
        raise RuleBroken(_("Punkt %(point)s nimmt schon den ganzen Text ein.") % {"point": current.label})
    _stretch(current, min(start, current.start), max(end, current.end), except_for=current)
    record(actor, "edit_point", current, kind=current.kind)
    pages.touch(current.municipality_id)
    return current


@transaction.atomic
def merge_points(*, actor: Actor, point: Point, into: Point, seen: str | None = None) -> Point:
    """Make one point of two: ``into`` keeps its number, title and office, and takes up the words of both.

    Raises RuleBroken once one of them has a verdict, or if a third one lies between.
    """
    require(actor, "assessment.split", into)
    if point.pk == into.pk or point.contribution_id != into.contribution_id:
        raise RuleBroken(_("Bitte wählen Sie einen anderen Punkt desselben Beitrags."))
    gone, kept = _without_verdict(point, seen), _without_verdict(into, None)
    ranges = (gone.start, gone.end, kept.start, kept.end)
    start = end = None
    if gone.start is not None and gone.end is not None and kept.start is not None and kept.end is not None:
        start, end = min(gone.start, kept.start), max(gone.end, kept.end)
    position = gone.position
    record(actor, "merge_points", kept.contribution, point=position, into=kept.position)
    gone.delete()
    if (start, end, start, end) != ranges:
        _stretch(kept, start, end, except_for=kept)
    pages.touch(kept.municipality_id)
    return kept


@transaction.atomic
def remove_point(*, actor: Actor, point: Point, seen: str | None = None) -> None:
    """Undo a splitting-off. The number of the point is not given out again while later ones exist.

    Raises RuleBroken once it has a verdict.
    """
    require(actor, "assessment.split", point)
    current = _without_verdict(point, seen)
    record(actor, "remove_point", current.contribution, point=current.position)
    current.delete()
    pages.touch(point.municipality_id)


def _require_workable(current: Contribution) -> None:
    if current.state not in {ContributionState.PUBLISHED, ContributionState.ASSIGNED}:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“ und kann nicht geteilt werden.")
            % {"number": current.label, "state": current.get_state_display()}
        )


def _checked_range(current: Contribution, start: int | None, end: int | None) -> tuple[int | None, int | None]:
    if start is None or end is None:
        return None, None
    if not 0 <= start < end <= len(current.text):
        raise RuleBroken(_("Die markierte Stelle liegt nicht im Text des Beitrags."))
    return start, end


def _stretch(point: Point, start: int | None, end: int | None, *, except_for: Point) -> None:
    """Give a point its new range, unless that would swallow another point."""
    if start is not None and end is not None:
        between = Point.objects.filter(contribution_id=point.contribution_id, start__lt=end, end__gt=start)
        other = between.exclude(pk=except_for.pk).order_by("position").first()
        if other is not None:
            raise RuleBroken(
                _("Dazwischen liegt Punkt %(point)s. Führen Sie ihn zuerst zusammen oder lösen Sie ihn auf.")
                % {"point": other.position}
            )
    point.start, point.end = start, end
    point.save(update_fields=["start", "end"])


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


def _without_verdict(point: Point, seen: str | None) -> Point:
    """The point read anew under its contribution's lock. Raises RuleBroken if it is gone or has a verdict."""
    contribution = taken(point.contribution_id, seen)
    current = Point.objects.select_related("assessment").filter(pk=point.pk).first()
    if current is None:
        raise RuleBroken(_("Diesen Punkt hat schon jemand aufgelöst."))
    current.contribution = contribution
    if hasattr(current, "assessment"):
        raise RuleBroken(_("Punkt %(point)s hat schon ein Urteil und bleibt, wie er ist.") % {"point": current.label})
    return current
