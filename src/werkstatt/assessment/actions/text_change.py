"""Changing the draft because of points, so that the sentence and the voice stay linked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.assessment import assess
from werkstatt.assessment.models import Assessment, Point, TextChange
from werkstatt.assessment.rules import CHANGES_TEXT, PointKind, Verdict
from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import WordingSuggestion
from werkstatt.participation.rules import SuggestionState
from werkstatt.strategy.actions import add_block, delete_block, edit_block
from werkstatt.strategy.actions.version import require_draft
from werkstatt.strategy.models import Block, Section, Version


@transaction.atomic
def change_text(
    *, actor: Actor, block: Block, text: str, points: Iterable[Point], revision: int | None = None
) -> TextChange:
    """Give a draft block a new wording because of these points.

    Raises RuleBroken if a point's verdict does not adopt it, or no word changes.
    """
    require(actor, "assessment.change_text", block)
    edited = edit_block(actor=actor, block=block, text=text, revision=revision)
    if edited.revision == block.revision and edited.text == block.text:
        raise RuleBroken(_("Es hat sich kein Wort geändert."))
    return _link(actor, edited.version, edited.section, edited.uid, block.text, edited.text, points)


@transaction.atomic
def insert_text(
    *, actor: Actor, section: Section, after: Block | None, text: str, points: Iterable[Point]
) -> TextChange:
    """Write a new paragraph into the draft because of these points."""
    require(actor, "assessment.change_text", section)
    block = add_block(actor=actor, section=section, text=text, after=after)
    return _link(actor, section.version, section, block.uid, "", text, points)


@transaction.atomic
def strike_text(*, actor: Actor, block: Block, points: Iterable[Point]) -> TextChange:
    """Strike a paragraph of the draft because of these points."""
    require(actor, "assessment.change_text", block)
    version, section, uid, before = block.version, block.section, block.uid, block.text
    delete_block(actor=actor, block=block)
    return _link(actor, version, section, uid, before, "", points)


def _link(
    actor: Actor, version: Version, section: Section, block_uid: str, before: str, after: str, points: Iterable[Point]
) -> TextChange:
    """One change per block and version: later ones join the first, whose wording before is the one that counts."""
    causes = list(points)
    assessments = {a.point_id: a for a in Assessment.objects.filter(point__in=causes)}
    for point in causes:
        assessment = assessments.get(point.pk)
        if assessment is None or assessment.verdict not in CHANGES_TEXT:
            raise RuleBroken(_("Punkt %(point)s ist noch nicht übernommen.") % {"point": point.label})
    change, created = TextChange.objects.get_or_create(
        version=version,
        block_uid=block_uid,
        defaults={
            "municipality_id": version.municipality_id,
            "section_uid": section.uid,
            "section_label": str(section),
            "before": before,
            "after": after,
            "made_by_id": actor.pk if actor is not None else None,
            "made_at": clock.now(),
        },
    )
    if not created:
        change.after, change.made_at = after, clock.now()
        change.save(update_fields=["after", "made_at"])
    change.points.add(*causes)
    _settle_suggestions(causes, assessments)
    record(actor, "change_text", change, block=block_uid, points=[point.label for point in causes])
    pages.touch(version.municipality_id)
    return change


def _settle_suggestions(points: Iterable[Point], assessments: Mapping[int, Assessment]) -> None:
    """A proposed wording whose point is now in the text is no longer open."""
    for point in points:
        if point.kind != PointKind.WORDING:
            continue
        adopted = assessments[point.pk].verdict == Verdict.ADOPTED
        WordingSuggestion.objects.filter(contribution_id=point.contribution_id, state=SuggestionState.OPEN).update(
            state=SuggestionState.ACCEPTED if adopted else SuggestionState.ACCEPTED_WITH_CHANGES
        )


@transaction.atomic
def accept_suggestion(
    *,
    actor: Actor,
    point: Point,
    block: Block,
    text: str,
    proposed: str,
    reason: str = "",
    revision: int | None = None,
    seen: str | None = None,
) -> TextChange:
    """Take a suggestion into the draft: ``text`` is the block's new wording, ``proposed`` what the suggestion alone
    would have made of it. If they differ, it is accepted with changes.

    A point that has a verdict already keeps its reason; otherwise ``reason`` is needed. Raises RuleBroken if the
    suggestion is settled already.
    """
    require(actor, "assessment.change_text", block)
    suggestion = _open_suggestion(point)
    as_proposed = " ".join(text.split()) == " ".join(proposed.split())
    verdict = Verdict.ADOPTED if as_proposed else Verdict.ADOPTED_WITH_CHANGES
    assessment = Assessment.objects.filter(point=point).first()
    if assessment is None or assessment.verdict != verdict or (reason and reason != assessment.reason):
        assess(
            actor=actor,
            point=point,
            verdict=verdict,
            reason=reason or (assessment.reason if assessment else ""),
            seen=seen,
        )
    suggestion.state = SuggestionState.ACCEPTED if as_proposed else SuggestionState.ACCEPTED_WITH_CHANGES
    suggestion.save(update_fields=["state"])
    return change_text(actor=actor, block=block, text=text, points=[point], revision=revision)


@transaction.atomic
def decline_suggestion(*, actor: Actor, point: Point, reason: str, seen: str | None = None) -> Assessment:
    """Do not take a suggestion into the draft, and say why."""
    require(actor, "assessment.change_text", point)
    _open_suggestion(point)
    return assess(actor=actor, point=point, verdict=Verdict.DECLINED, reason=reason, seen=seen)


def _open_suggestion(point: Point) -> WordingSuggestion:
    suggestion = WordingSuggestion.objects.select_for_update().filter(contribution_id=point.contribution_id).first()
    if suggestion is None:
        raise RuleBroken(_("Zu diesem Punkt gibt es keinen Formulierungsvorschlag."))
    if suggestion.state != SuggestionState.OPEN:
        raise RuleBroken(
            _("Über diesen Vorschlag ist schon entschieden: %(state)s.") % {"state": suggestion.get_state_display()}
        )
    return suggestion


@transaction.atomic
def take_back_change(*, actor: Actor, change: TextChange, point: Point) -> bool:
    """Part a change of the draft from a point. If no other point asks for it, the wording goes back, too.

    Returns False if the wording stays: it was written on since, moved, or struck, and a person has to look.
    Raises RuleBroken if the change is published already, or belongs to other points.
    """
    require(actor, "assessment.change_text", change)
    version = change.version
    require_draft(version)
    current = TextChange.objects.filter(pk=change.pk, points=point).first()
    if current is None:
        raise RuleBroken(_("Diese Änderung hat schon jemand zurückgenommen."))
    current.points.remove(point)
    if point.kind == PointKind.WORDING:
        WordingSuggestion.objects.filter(contribution_id=point.contribution_id).update(state=SuggestionState.OPEN)
    record(actor, "take_back_change", point, block=current.block_uid)
    pages.touch(version.municipality_id)
    if current.points.exists():
        return False
    block = Block.objects.filter(version=version, uid=current.block_uid).select_related("version").first()
    restored = block is not None and block.text == current.after
    if restored and block is not None:
        if current.before:
            edit_block(actor=actor, block=block, text=current.before, revision=block.revision)
        else:
            delete_block(actor=actor, block=block)
    current.delete()
    return restored
