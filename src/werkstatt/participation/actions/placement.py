"""Bringing remarks along to the next version: certain places at once, doubtful ones through a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.participation import tally
from werkstatt.participation.models import Placement
from werkstatt.participation.rules import OPEN, WAITING, PlacementStatus
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.storage import block_value
from werkstatt.text.anchors import Anchor, from_json
from werkstatt.text.carry import carry_over

MAX_PLACE_REASON = 300
"""Characters of the reason why a place does not exist any more."""


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
    *,
    actor: Actor,
    placement: Placement,
    block: Block | None = None,
    start: int | None = None,
    end: int | None = None,
    section: Section | None = None,
) -> Placement:
    """Say where a remark belongs: to the proposed place, to ``block`` (and there to a range of characters), or to
    ``section`` as a whole.

    Raises RuleBroken if the place has been settled meanwhile, or does not exist in the version.
    """
    require(actor, "participation.confirm_place", placement)
    current = _waiting(placement)
    chosen = block or section
    if chosen is not None and chosen.version_id != current.version_id:
        raise RuleBroken(_("Dieser Absatz gehört zu einer anderen Fassung."))
    if chosen is None and not current.block_uid:
        raise RuleBroken(_("Bitte wählen Sie den Absatz, zu dem der Beitrag gehört."))
    current.guess = _as_asked(current)
    if block is not None:
        if start is None or end is None or not 0 <= start < end <= len(block.text):
            start, end = 0, len(block.text)
        current.block_uid, current.section_uid = block.uid, block.section.uid
        current.start, current.end = start, end
    elif section is not None:
        current.block_uid, current.section_uid = "", section.uid
        current.start, current.end = None, None
    current.status, current.confidence = PlacementStatus.CONFIRMED, 1.0
    _settle(actor, current, "confirm_place")
    return current


@transaction.atomic
def dismiss_place(*, actor: Actor, placement: Placement, reason: str = "") -> Placement:
    """Say that the new text has no such place any more, and why. The remark stays with the version it was made on."""
    require(actor, "participation.confirm_place", placement)
    current = _waiting(placement)
    current.guess = _as_asked(current)
    current.status, current.reason = PlacementStatus.DISMISSED, cleaned_line(reason)[:MAX_PLACE_REASON]
    _settle(actor, current, "dismiss_place")
    return current


@transaction.atomic
def reopen_place(*, actor: Actor, placement: Placement) -> Placement:
    """Take a decision about a place back: the question waits again as it was asked.

    Raises RuleBroken if nobody has decided, or if the remark has been carried over further since.
    """
    require(actor, "participation.confirm_place", placement)
    current = _locked(placement)
    if current.guess is None:
        raise RuleBroken(_("Über diese Stelle hat noch niemand entschieden."))
    if Placement.objects.filter(contribution=current.contribution_id, version__base=current.version_id).exists():
        raise RuleBroken(_("Der Beitrag steht schon in der nächsten Fassung. Bitte entscheiden Sie dort."))
    left = Placement(
        municipality_id=current.municipality_id,
        version_id=current.version_id,
        section_uid=current.section_uid,
        block_uid=current.block_uid,
        start=current.start,
        end=current.end,
    )
    for name, value in current.guess.items():
        setattr(current, name, value)
    current.guess = None
    current.in_margin = False
    current.confirmed_by, current.confirmed_at, current.reason = None, None, ""
    current.save()
    record(actor, "reopen_place", current, contribution=current.contribution_id, block=left.block_uid)
    tally.recount([left])
    pages.touch(current.municipality_id)
    return current


@transaction.atomic
def confirm_places(*, actor: Actor, placements: Sequence[Placement]) -> list[Placement]:
    """Say yes to the proposed places of several remarks at once: all or none. Raises what ``confirm_place`` raises."""
    return _at_one_moment([confirm_place(actor=actor, placement=one) for one in _in_order(placements)])


@transaction.atomic
def dismiss_places(*, actor: Actor, placements: Sequence[Placement], reason: str) -> list[Placement]:
    """Say of several places that they do not exist any more: all or none."""
    return _at_one_moment([dismiss_place(actor=actor, placement=one, reason=reason) for one in _in_order(placements)])


@transaction.atomic
def reopen_places(*, actor: Actor, placements: Sequence[Placement]) -> list[Placement]:
    """Take several decisions back: all or none. Raises what ``reopen_place`` raises."""
    return [reopen_place(actor=actor, placement=one) for one in _in_order(placements)]


def _at_one_moment(settled: list[Placement]) -> list[Placement]:
    """What was decided in one go has one moment: so it can be taken back in one go, too."""
    if len(settled) > 1:
        moment = clock.now()
        Placement.objects.filter(pk__in=[one.pk for one in settled]).update(confirmed_at=moment)
        for one in settled:
            one.confirmed_at = moment
    return settled


def _in_order(placements: Sequence[Placement]) -> list[Placement]:
    """Always the same order, so that two people who take locks cannot wait for each other."""
    return sorted(placements, key=lambda one: one.pk)


_ASKED = ("status", "section_uid", "block_uid", "start", "end", "confidence")


def _as_asked(placement: Placement) -> dict[str, object]:
    return {name: getattr(placement, name) for name in _ASKED}


def _locked(placement: Placement) -> Placement:
    # Without joins: PostgreSQL reads the locked row again after waiting for it, but not what was joined to it.
    return Placement.objects.select_for_update().get(pk=placement.pk)


def _waiting(placement: Placement) -> Placement:
    """The placement under its lock; raises RuleBroken if somebody else was faster, and says who."""
    current = _locked(placement)
    if current.status in WAITING:
        return current
    if current.confirmed_by is None or current.confirmed_at is None:
        raise RuleBroken(_("Über diese Stelle hat schon jemand entschieden."))
    raise RuleBroken(
        _("Über diese Stelle hat %(name)s schon entschieden, um %(time)s Uhr.")
        % {"name": current.confirmed_by, "time": f"{localtime(current.confirmed_at):%H:%M}"}
    )


def _settle(actor: Actor, placement: Placement, verb: str) -> None:
    placement.confirmed_by_id = actor.pk if actor is not None else None
    placement.confirmed_at = clock.now()
    placement.save()
    record(actor, verb, placement, contribution=placement.contribution_id, block=placement.block_uid)
    tally.recount([placement])
    pages.touch(placement.municipality_id)
