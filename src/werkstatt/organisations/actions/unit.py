"""Offices that are dissolved."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.organisations.events import UnitDissolved
from werkstatt.organisations.models import Membership, Unit
from werkstatt.organisations.rules import Role


@transaction.atomic
def dissolve_unit(*, actor: Actor, unit: Unit, successor: Unit | None = None) -> Unit:
    """Close an office. What is open there goes to ``successor``, or back to the moderation; so do its people.

    Its name stays where it has answered. Raises RuleBroken if it is closed already, if the successor is closed, the
    same or of another town, or if department leads would be left without an office.
    """
    require(actor, "organisations.manage", unit)
    current = Unit.objects.select_for_update().get(pk=unit.pk)
    if current.dissolved_on is not None:
        raise RuleBroken(_("Dieses Amt ist schon aufgelöst."))
    if successor is not None and (
        successor.municipality_id != current.municipality_id or successor.pk == current.pk or successor.dissolved_on
    ):
        message = _("Bitte wählen Sie ein anderes Amt, das weiterbesteht.")
        raise RuleBroken(message, fields={"successor": message})
    members = Membership.objects.filter(unit=current)
    if successor is None and members.filter(role=Role.DEPARTMENT_LEAD).exists():
        message = _("In diesem Amt arbeiten Menschen, die Antworten geben. Wählen Sie, welches Amt sie übernimmt.")
        raise RuleBroken(message, fields={"successor": message})
    current.dissolved_on, current.successor = localdate(clock.now()), successor
    current.save(update_fields=["dissolved_on", "successor"])
    moved = members.update(unit=successor)
    record(actor, "dissolve_unit", current, successor=successor.pk if successor else None, people=moved)
    announce(UnitDissolved(current, successor))
    pages.touch(current.municipality_id)
    return current
