"""Settling several proposals for one place: one new wording, a verdict for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.assessment import assess
from werkstatt.assessment.actions.point import wording_point
from werkstatt.assessment.actions.text_change import change_text
from werkstatt.assessment.models import Point, TextChange
from werkstatt.assessment.rules import CHANGES_TEXT
from werkstatt.core.actors import Actor, require
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import Contribution, WordingSuggestion
from werkstatt.participation.rules import SuggestionState
from werkstatt.strategy.models import Block


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one proposal. ``seen``: the revision of the verdict on the person's page ("": there was none)."""

    contribution: Contribution
    verdict: str
    reason: str
    seen: str | None = None


class SettledMeanwhile(RuleBroken):
    """Somebody else has decided about some of the proposals after the page was opened."""


@transaction.atomic
def settle_rivals(
    *, actor: Actor, decisions: Sequence[Decision], block: Block | None, text: str, revision: int | None = None
) -> TextChange | None:
    """Give every proposal its verdict and the draft's block the new wording, linked to all that are taken over.

    All or nothing; the text changes once. Without a proposal that is taken over the text stays as it is (None).
    Raises SettledMeanwhile if somebody was faster, RuleBroken (fields named "n69-reason") for a missing reason,
    EditConflict if the block has changed at the same words.
    """
    require(actor, "assessment.change_text", block or decisions[0].contribution)
    _still_open(decisions)
    adopted: list[Point] = []
    for one in decisions:
        point = wording_point(actor=actor, contribution=one.contribution)
        try:
            assess(actor=actor, point=point, verdict=one.verdict, reason=one.reason, seen=one.seen)
        except RuleBroken as broken:
            broken.fields = {f"n{one.contribution.number}-{name}": said for name, said in broken.fields.items()}
            raise
        if one.verdict in CHANGES_TEXT:
            adopted.append(point)
    if block is None:
        if adopted:
            raise RuleBroken(_("Den Absatz gibt es im Entwurf nicht mehr. Bitte entscheiden Sie einzeln."))
        return None
    if not adopted:
        if text.split() != block.text.split():
            message = _("Der Wortlaut ist geändert, aber kein Vorschlag ist übernommen. Bitte prüfen Sie die Urteile.")
            raise RuleBroken(message, fields={"text": message})
        return None
    return change_text(actor=actor, block=block, text=text, points=adopted, revision=revision)


def _still_open(decisions: Sequence[Decision]) -> None:
    """Take the locks of all proposals, always in the same order, so that two people cannot wait for each other."""
    keys = [one.contribution.pk for one in decisions]
    list(Contribution.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    locked = WordingSuggestion.objects.select_for_update().filter(contribution__in=keys).order_by("contribution_id")
    labels = {one.contribution.pk: one.contribution.label for one in decisions}
    settled = [
        _("%(number)s: %(state)s") % {"number": labels[row.contribution_id], "state": row.get_state_display()}
        for row in locked
        if row.state != SuggestionState.OPEN
    ]
    if settled:
        raise SettledMeanwhile(
            _("Jemand anders hat inzwischen entschieden (%(which)s). Ihre Worte stehen noch da.")
            % {"which": ", ".join(settled)}
        )
