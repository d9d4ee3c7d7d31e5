"""Releasing the answer to a contribution, putting it away, taking it up again, taking it back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.guard import taken
from werkstatt.assessment.events import ReplyReleased
from werkstatt.assessment.models import Assessment, Point, Reply
from werkstatt.assessment.rules import MAX_REPLY_LENGTH, is_answered, placeholders_in
from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions import advance
from werkstatt.participation.actions import withdraw as withdraw_words
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState


def answer_revision(assessments: Iterable[Assessment | None]) -> str:
    """Tells the verdicts on somebody's page from those that are there by now. In the order of the points."""
    return "|".join(assessment.revision if assessment else "-" for assessment in assessments)


@transaction.atomic
def release(*, actor: Actor, contribution: Contribution, text: str = "", seen: str | None = None) -> Reply:
    """Make the verdicts of all points public as the answer, with a few words around them if wished.

    ``seen`` is the ``answer_revision`` of the verdicts that the person had before her; None does not ask.
    Raises RuleBroken while a point has no verdict, or when a verdict is not the one that was seen.
    """
    require(actor, "assessment.release", contribution)
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    points = list(
        Point.objects.filter(contribution=current).select_related("assessment", "contribution").order_by("position")
    )
    found = [getattr(point, "assessment", None) for point in points]
    if seen is not None and seen != answer_revision(found):
        raise RuleBroken(
            _("Inzwischen hat jemand ein Urteil geändert. Bitte lesen Sie die Urteile vor der Freigabe noch einmal.")
        )
    open_points = [point.label for point, assessment in zip(points, found, strict=True) if assessment is None]
    if open_points:
        raise RuleBroken(
            _(
                "Noch ohne Urteil: Punkt %(points)s. "
                "Erst wenn jeder Punkt ein Urteil mit Grund hat, kann die Antwort raus."
            )
            % {"points": ", ".join(open_points)}
        )
    if not is_answered(assessment.verdict if assessment else None for assessment in found):
        raise RuleBroken(_("Der Beitrag hat noch keinen Punkt mit einem Urteil."))
    text = cleaned(text)
    _require_finished(text, points, found)
    if len(text) > MAX_REPLY_LENGTH:
        message = _("Das ist zu lang. Bitte kürzen Sie es auf %(n)s Zeichen.") % {"n": MAX_REPLY_LENGTH}
        raise RuleBroken(message, fields={"text": message})
    reply, _created = Reply.objects.update_or_create(
        contribution=current,
        defaults={
            "municipality_id": current.municipality_id,
            "text": text,
            "released_by_id": actor.pk if actor is not None else None,
            "released_at": clock.now(),
        },
    )
    record(actor, "release", current, number=current.number)
    advanced = advance(actor=actor, contribution=current, state=ContributionState.ANSWERED)
    announce(ReplyReleased(advanced))
    return reply


def _require_finished(text: str, points: Iterable[Point], found: Iterable[Assessment | None]) -> None:
    """No answer goes out that still says "{frist}" where a day should stand."""
    if unresolved := placeholders_in(text):
        message = _("Hier steht noch ein Platzhalter: %(names)s. Bitte schreiben Sie, was dort stehen soll.")
        message %= {"names": _in_braces(unresolved)}
        raise RuleBroken(message, fields={"text": message})
    for point, assessment in zip(points, found, strict=True):
        if assessment is not None and (unresolved := placeholders_in(assessment.reason)):
            raise RuleBroken(
                _("Im Grund zu Punkt %(point)s steht noch ein Platzhalter: %(names)s. Bitte ändern Sie den Grund.")
                % {"point": point.label, "names": _in_braces(unresolved)}
            )


def _in_braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


@transaction.atomic
def close(*, actor: Actor, contribution: Contribution) -> Contribution:
    """Put an answered contribution away."""
    require(actor, "assessment.release", contribution)
    return advance(actor=actor, contribution=contribution, state=ContributionState.CLOSED)


@transaction.atomic
def reopen(*, actor: Actor, contribution: Contribution) -> Contribution:
    """Take an answered or closed contribution back into assessment. Its answer is not shown until released again."""
    require(actor, "assessment.release", contribution)
    current = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if current.state == ContributionState.CLOSED:
        current = advance(actor=actor, contribution=current, state=ContributionState.ANSWERED)
    if current.state != ContributionState.ANSWERED:
        raise RuleBroken(_("%(number)s ist noch nicht beantwortet.") % {"number": current.label})
    record(actor, "reopen", current, number=current.number)
    return advance(actor=actor, contribution=current, state=ContributionState.ASSIGNED)


@transaction.atomic
def withdraw(*, actor: Actor, contribution: Contribution, seen: str | None = None) -> Contribution:
    """Take a contribution back on its author's behalf: its words go, also those in the titles of its points."""
    return withdraw_words(actor=actor, contribution=taken(contribution.pk, seen))
