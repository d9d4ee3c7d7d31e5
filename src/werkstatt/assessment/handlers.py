"""What the assessment does when the strategy moves on, words are taken back, or an office is no more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from werkstatt.assessment.actions.assignment import move_from_dissolved
from werkstatt.assessment.actions.opened import bring_changes_along
from werkstatt.assessment.models import Assessment, Point, TextChange
from werkstatt.core.audit import record
from werkstatt.core.events import on
from werkstatt.core.slots import fills
from werkstatt.organisations.events import UnitDissolved
from werkstatt.participation.actions.author import IN_WORK
from werkstatt.participation.events import ContributionAdvanced
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState
from werkstatt.strategy.events import VersionOpened, VersionPublished
from werkstatt.strategy.models import Block


@on(VersionPublished)
def settle_changes(event: VersionPublished) -> None:
    """Write down what the changed blocks really say, before and after: the draft may have been edited since.

    A change that was edited away again is none: its points go on waiting. For the others the wait is over.
    """
    changes = list(TextChange.objects.filter(version=event.version))
    uids = [change.block_uid for change in changes]
    now = {
        block.uid: block
        for block in Block.objects.filter(version=event.version, uid__in=uids).select_related("section")
    }
    before = dict(Block.objects.filter(version=event.version.base, uid__in=uids).values_list("uid", "text"))
    real: list[TextChange] = []
    void: list[TextChange] = []
    for change in changes:
        block = now.get(change.block_uid)
        change.before = before.get(change.block_uid, "")
        change.after = block.text if block else ""
        if block:
            change.section_uid, change.section_label = block.section.uid, str(block.section)
        (real if change.before != change.after else void).append(change)
    TextChange.objects.bulk_update(real, ["before", "after", "section_uid", "section_label"], batch_size=500)
    for change in void:
        record(None, "void_change", event.version, block=change.block_uid)
        change.delete()
    Assessment.objects.filter(point__text_changes__in=real).update(change_pending=False)


@on(VersionOpened)
def tell_the_public(event: VersionOpened) -> None:
    """Changes made while the text was not for everybody become a part of the public thread."""
    bring_changes_along(event.version)


@fills(IN_WORK)
def has_points(contribution: Contribution) -> bool:
    """From the first point on, somebody's work hangs on the author's words: she cannot change them any more."""
    return Point.objects.filter(contribution=contribution).exists()


@on(ContributionAdvanced)
def erase_words(event: ContributionAdvanced) -> None:
    """Whoever takes words back takes them back everywhere: the titles of the points may quote them."""
    if event.contribution.state == ContributionState.WITHDRAWN:
        points = Point.objects.filter(contribution=event.contribution)
        points.update(title=_("zurückgezogen"), start=None, end=None)


@on(UnitDissolved)
def hand_over(event: UnitDissolved) -> None:
    """What a dissolved office had to do goes to its successor, or back to the moderation."""
    move_from_dissolved(event.unit, event.successor)
