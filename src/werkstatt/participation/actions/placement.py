"""Bringing remarks along to the next version: certain places at once, doubtful ones through a person."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.participation import tally
from werkstatt.participation.models import Placement
from werkstatt.participation.rules import OPEN, WAITING, PlacementStatus
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.storage import block_value
from werkstatt.text.anchors import Anchor, from_json
from werkstatt.text.carry import carry_over


@transaction.atomic
def carry_over_remarks(version: Version) -> dict[str, int]:
    """Give every open remark on the version before a place in ``version``. Returns how many got which status.

    A remark whose place in the version before still waits for a person keeps waiting. Answered ones stay where they
    were said; their way into the new text is the change that was made because of them. Doing it twice changes nothing.
    """
    if version.base is None:
        return {}
    earlier = list(
        Placement.objects.filter(version=version.base, contribution__state__in=OPEN)
        .exclude(contribution__placements__version=version)
        .exclude(status=PlacementStatus.DISMISSED)
        .select_related("contribution")
        .order_by("id")
    )
    old_rows = list(Block.objects.filter(version=version.base).order_by("position"))
    new_rows = list(Block.objects.filter(version=version).select_related("section").order_by("position"))
    old_text = {row.uid: row.text for row in old_rows}
    section_of = {row.uid: row.section.uid for row in new_rows}
    sections = set(Section.objects.filter(version=version).values_list("uid", flat=True))

    placed = [place for place in earlier if place.block_uid and place.block_uid in old_text]
    anchors = [_anchor(place, old_text[place.block_uid]) for place in placed]
    results = dict(
        zip(
            (place.pk for place in placed),
            carry_over(anchors, [block_value(row) for row in old_rows], [block_value(row) for row in new_rows]),
            strict=True,
        )
    )
    rows: list[Placement] = []
    for place in earlier:
        row = Placement(
            municipality_id=version.municipality_id,
            contribution_id=place.contribution_id,
            version=version,
            section_uid=place.section_uid,
            status=PlacementStatus.EXACT,
        )
        if (result := results.get(place.pk)) is not None:
            waits = place.status in WAITING and result.status != "gone"
            row.status = PlacementStatus.UNSURE if waits else PlacementStatus(result.status)
            row.block_uid = result.block or ""
            row.section_uid = section_of.get(row.block_uid, place.section_uid if place.section_uid in sections else "")
            row.start, row.end, row.confidence = result.start, result.end, result.confidence
        elif place.block_uid or (place.section_uid and place.section_uid not in sections):
            row.status, row.section_uid, row.confidence = PlacementStatus.GONE, "", 0.0
        elif place.status in WAITING:
            row.status = PlacementStatus(place.status)
        rows.append(row)
    Placement.objects.bulk_create(rows, batch_size=1000)
    tally.rebuild(version.pk, version.municipality_id)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    record(None, "carry_over_remarks", version, **counts)
    return counts


def _anchor(place: Placement, text: str) -> Anchor:
    """The anchor of a placement in its own version: the stored one for the original, a fresh one for later places."""
    if place.status == PlacementStatus.ORIGINAL and place.contribution.anchor:
        return from_json(place.contribution.anchor)
    start = place.start if place.start is not None else 0
    end = place.end if place.end is not None else len(text)
    return Anchor(
        block=place.block_uid,
        start=start,
        end=end,
        quote=text[start:end],
        prefix=text[max(0, start - 32) : start],
        suffix=text[end : end + 32],
    )


@transaction.atomic
def confirm_place(
    *, actor: Actor, placement: Placement, block: Block | None = None, start: int | None = None, end: int | None = None
) -> Placement:
    """Say where a remark belongs: to the guessed place, or to ``block`` (and there to a range of characters).

    Raises RuleBroken if the place has been settled meanwhile, or does not exist in the version.
    """
    require(actor, "participation.confirm_place", placement)
    current = Placement.objects.select_for_update().get(pk=placement.pk)
    if current.status not in WAITING:
        raise RuleBroken(_("Diese Stelle hat schon jemand bestätigt."))
    if block is not None:
        if block.version_id != current.version_id:
            raise RuleBroken(_("Dieser Absatz gehört zu einer anderen Fassung."))
        if start is None or end is None or not 0 <= start < end <= len(block.text):
            start, end = 0, len(block.text)
        current.block_uid, current.section_uid = block.uid, block.section.uid
        current.start, current.end = start, end
    elif not current.block_uid:
        raise RuleBroken(_("Bitte wählen Sie den Absatz, zu dem der Beitrag gehört."))
    current.status, current.confidence = PlacementStatus.CONFIRMED, 1.0
    _settle(actor, current, "confirm_place")
    return current


@transaction.atomic
def dismiss_place(*, actor: Actor, placement: Placement) -> Placement:
    """Say that the new text has no such place any more. The remark stays with the version it was made on."""
    require(actor, "participation.confirm_place", placement)
    current = Placement.objects.select_for_update().get(pk=placement.pk)
    if current.status not in WAITING:
        raise RuleBroken(_("Diese Stelle hat schon jemand bestätigt."))
    current.status = PlacementStatus.DISMISSED
    _settle(actor, current, "dismiss_place")
    return current


def _settle(actor: Actor, placement: Placement, verb: str) -> None:
    placement.confirmed_by_id = actor.pk if actor is not None else None
    placement.confirmed_at = clock.now()
    placement.save()
    record(actor, verb, placement, contribution=placement.contribution_id, block=placement.block_uid)
    tally.recount([placement])
    pages.touch(placement.municipality_id)
