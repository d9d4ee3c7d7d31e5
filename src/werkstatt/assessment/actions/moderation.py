"""Publishing, withholding and merging from the desk: as in participation, for people who saw a state of the work."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.assessment.actions.guard import WorkConflict, points_with_verdicts, taken, work_revision
from werkstatt.core.actors import Actor, require
from werkstatt.core.errors import RuleBroken
from werkstatt.participation import actions as participation
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState


@transaction.atomic
def publish(*, actor: Actor, contribution: Contribution, seen: str | None = None) -> Contribution:
    """Show a received or withheld contribution to everybody, or answer a merged one on its own again.

    A contribution that was in assessment when it was merged goes on there: its points kept their offices.
    """
    current = taken(contribution.pk, seen)
    was_merged = current.state == ContributionState.MERGED
    published = participation.publish(actor=actor, contribution=current)
    if was_merged and any(point.unit_id or verdict for point, verdict in points_with_verdicts(published)):
        return participation.advance(actor=actor, contribution=published, state=ContributionState.ASSIGNED)
    return published


@transaction.atomic
def withhold(
    *, actor: Actor, contribution: Contribution, reason: str, conduct_rule: str = "", seen: str | None = None
) -> Contribution:
    """Take the text out of the public; number and reason stay."""
    current = taken(contribution.pk, seen)
    return participation.withhold(actor=actor, contribution=current, reason=reason, conduct_rule=conduct_rule)


@transaction.atomic
def merge(
    *, actor: Actor, contribution: Contribution, target: Contribution, reason: str, seen: str | None = None
) -> Contribution:
    """Answer a contribution together with another one that says the same; a stub with the reason stays.

    Raises RuleBroken if one of them is not open to that; WorkConflict if somebody else was faster.
    """
    require(actor, "participation.moderate", contribution)
    if target.pk == contribution.pk or target.municipality_id != contribution.municipality_id:
        raise RuleBroken(_("Bitte wählen Sie einen anderen Beitrag derselben Kommune."))
    current, target = locked_in_order(contribution, target)
    if seen is not None and seen != work_revision(current, points_with_verdicts(current)):
        raise WorkConflict(current)
    return participation.merge_into(actor=actor, contribution=current, target=target, reason=reason)


def locked_in_order(*contributions: Contribution) -> list[Contribution]:
    """These contributions under their locks, read anew, in the order given.

    The locks are taken in the order of the keys: two people who merge two contributions into each other wait for one
    another instead of for ever.
    """
    keys = {contribution.pk for contribution in contributions}
    found = {one.pk: one for one in Contribution.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [found[contribution.pk] for contribution in contributions]
