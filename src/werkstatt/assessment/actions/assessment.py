"""Giving verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.reply import release
from werkstatt.assessment.models import Assessment, Point, TextChange, VerdictTally
from werkstatt.assessment.rules import CHANGES_TEXT, MAX_REASON_LENGTH, SETTLES_PROPOSAL, PointKind, Verdict
from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.tallies import count_up
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions import advance
from werkstatt.participation.models import Contribution, WordingSuggestion
from werkstatt.participation.rules import ContributionState, SuggestionState
from werkstatt.strategy.rules import VersionState


class VerdictConflict(RuleBroken):
    """Somebody else gave a verdict after the page was opened. Carries what is there now."""

    def __init__(self, current: Assessment | None) -> None:
        message = _("Jemand anders hat diesen Punkt inzwischen beurteilt. Bitte entscheiden Sie, was gelten soll.")
        super().__init__(message, fields={"reason": message})
        self.current = current


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict as somebody typed it. ``seen``: the revision of the verdict on her page ("": there was none)."""

    point: Point
    verdict: str
    reason: str
    deferred_until: date | None = None
    seen: str | None = None


@transaction.atomic
def assess(
    *,
    actor: Actor,
    point: Point,
    verdict: str,
    reason: str,
    deferred_until: date | None = None,
    seen: str | None = None,
) -> Assessment:
    """Give a point its verdict with a reason, or another one than before.

    An adopted point says openly that its change is still to come, until a published version has it. A verdict after
    the answer was released takes the contribution back into assessment, so that the new answer is released on purpose.
    ``seen`` is the revision of the verdict that the person had before her ("" if there was none); None does not ask.

    Raises RuleBroken if the reason (or, for "deferred", the date) is missing, the contribution cannot be assessed, or
    the text was changed because of the point and the verdict would deny it; VerdictConflict if somebody was faster.
    """
    require(actor, "assessment.assess", point)
    reason = _checked(verdict, reason, deferred_until)
    contribution = Contribution.objects.select_for_update().get(pk=point.contribution_id)
    if contribution.state not in {ContributionState.PUBLISHED, ContributionState.ASSIGNED, ContributionState.ANSWERED}:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“ und kann nicht beurteilt werden.")
            % {"number": contribution.label, "state": contribution.get_state_display()}
        )
    before = Assessment.objects.filter(point=point).first()
    if seen is not None and seen != (before.revision if before else ""):
        raise VerdictConflict(before)
    changes = list(TextChange.objects.filter(points=point).values_list("version__state", flat=True))
    if changes and verdict not in CHANGES_TEXT:
        message = _("Der Entwurf ist wegen dieses Punkts schon geändert. Nehmen Sie zuerst diese Änderung zurück.")
        if any(state != VersionState.DRAFT for state in changes):
            message = _("Wegen dieses Punkts ist der Text schon geändert und veröffentlicht. Das Urteil bleibt.")
        raise RuleBroken(message, fields={"verdict": message})
    in_public_text = any(state != VersionState.DRAFT for state in changes)
    assessment, _created = Assessment.objects.update_or_create(
        point=point,
        defaults={
            "municipality_id": point.municipality_id,
            "verdict": verdict,
            "reason": reason,
            "deferred_until": deferred_until if verdict == Verdict.DEFERRED else None,
            "change_pending": verdict in CHANGES_TEXT and not in_public_text,
            "assessed_by_id": actor.pk if actor is not None else None,
            "assessed_at": clock.now(),
        },
    )
    Point.objects.filter(pk=point.pk).update(is_open=False)
    record(actor, "assess", point, verdict=verdict, reason=reason, before=before.verdict if before else None)
    _count(contribution, before.verdict if before else None, verdict)
    if point.kind == PointKind.WORDING and not changes:
        _settle_proposal(contribution, verdict)
    if contribution.state != ContributionState.ASSIGNED:
        advance(actor=actor, contribution=contribution, state=ContributionState.ASSIGNED)
    pages.touch(point.municipality_id)
    return assessment


@transaction.atomic
def assess_all(
    *, actor: Actor, contribution: Contribution, given: Sequence[Given], and_release: bool = False
) -> list[Assessment]:
    """Give several points of a contribution their verdicts at once, and release the answer if wished: all or nothing.

    Raises what ``assess`` and ``release`` raise; the names of faulty fields then begin with "p", the point's position
    and "-".
    """
    assessed = []
    for one in given:
        try:
            assessed.append(
                assess(
                    actor=actor,
                    point=one.point,
                    verdict=one.verdict,
                    reason=one.reason,
                    deferred_until=one.deferred_until,
                    seen=one.seen,
                )
            )
        except RuleBroken as broken:
            broken.fields = {f"p{one.point.position}-{name}": message for name, message in broken.fields.items()}
            raise
    if and_release:
        release(actor=actor, contribution=contribution)
    return assessed


@transaction.atomic
def take_back_verdict(*, actor: Actor, point: Point, seen: str | None = None) -> None:
    """Take a verdict away again, as if it had never been given. The contribution stays in assessment.

    Raises RuleBroken once the answer is released or the text was changed because of it; VerdictConflict if it is not
    the verdict that was seen.
    """
    require(actor, "assessment.assess", point)
    contribution = Contribution.objects.select_for_update().get(pk=point.contribution_id)
    if contribution.state != ContributionState.ASSIGNED:
        raise RuleBroken(
            _("%(number)s ist „%(state)s“: Das Urteil bleibt.")
            % {"number": contribution.label, "state": contribution.get_state_display()}
        )
    present = Assessment.objects.filter(point=point).first()
    if present is None or (seen is not None and seen != present.revision):
        raise VerdictConflict(present)
    if TextChange.objects.filter(points=point).exists():
        raise RuleBroken(
            _("Der Entwurf ist wegen dieses Punkts schon geändert. Nehmen Sie zuerst diese Änderung zurück.")
        )
    present.delete()
    Point.objects.filter(pk=point.pk).update(is_open=True)
    record(actor, "take_back_verdict", point, before=present.verdict)
    _count(contribution, present.verdict, None)
    if point.kind == PointKind.WORDING:
        WordingSuggestion.objects.filter(contribution=contribution).update(state=SuggestionState.OPEN)
    pages.touch(point.municipality_id)


def _checked(verdict: str, reason: str, deferred_until: date | None) -> str:
    reason = cleaned(reason)
    if verdict not in Verdict.values:
        message = _("Bitte wählen Sie ein Urteil.")
        raise RuleBroken(message, fields={"verdict": message})
    if not reason:
        message = _("Jedes Urteil braucht einen Grund. Er steht öffentlich beim Beitrag.")
        raise RuleBroken(message, fields={"reason": message})
    if len(reason) > MAX_REASON_LENGTH:
        message = _("Der Grund ist zu lang. Bitte kürzen Sie ihn auf %(n)s Zeichen.") % {"n": MAX_REASON_LENGTH}
        raise RuleBroken(message, fields={"reason": message})
    if verdict == Verdict.DEFERRED and deferred_until is None:
        message = _("Bis wann ist der Punkt zurückgestellt? Bitte geben Sie ein Datum an.")
        raise RuleBroken(message, fields={"deferred_until": message})
    return reason


def _settle_proposal(contribution: Contribution, verdict: str) -> None:
    """The proposed wording follows the verdict on its point, as long as the text has not taken it in."""
    state = SuggestionState.DECLINED if verdict in SETTLES_PROPOSAL else SuggestionState.OPEN
    WordingSuggestion.objects.filter(contribution=contribution).update(state=state)


def _count(contribution: Contribution, before: str | None, after: str | None) -> None:
    if before == after:
        return
    changes = {verdict: change for verdict, change in ((before, -1), (after, 1)) if verdict is not None}
    town_id, phase_id = contribution.municipality_id, contribution.phase_id
    count_up(VerdictTally, "verdict", town_id=town_id, phase_id=phase_id, changes=changes)
