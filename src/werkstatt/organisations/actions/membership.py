"""Who belongs to a town."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.accounts.models import User
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.models import Membership, Municipality, Unit
from werkstatt.organisations.rules import Role


@transaction.atomic
def add_member(*, actor: Actor, town: Municipality, user: User, role: Role, unit: Unit | None = None) -> Membership:
    """Give a person a role in a town, or another one than before.

    Raises RuleBroken if the unit belongs to another town, or if a department lead has no unit.
    """
    require(actor, "organisations.manage", town)
    if unit is not None and unit.municipality_id != town.pk:
        raise RuleBroken(_("Dieses Amt gehört zu einer anderen Kommune."))
    if role == Role.DEPARTMENT_LEAD and unit is None:
        raise RuleBroken(_("Bitte wählen Sie das Amt, für das diese Person antwortet."), fields={"unit": ""})
    membership, _created = Membership.objects.update_or_create(
        municipality=town, user=user, defaults={"role": role, "unit": unit}
    )
    record(actor, "add_member", membership, user=user.pk, role=role, unit=unit.pk if unit else None)
    return membership
