"""Who belongs to a town, and as what. Every change of rights is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.accounts.actions import add_person
from werkstatt.accounts.models import User
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.models import Membership, Municipality, Unit
from werkstatt.organisations.rules import MANAGES, MAX_NAME_LENGTH, Role


@transaction.atomic
def add_member(*, actor: Actor, town: Municipality, user: User, role: Role, unit: Unit | None = None) -> Membership:
    """Give a person a role in a town, or another one than before.

    Raises RuleBroken if the unit belongs to another town, if a department lead has no unit, or if nobody would be
    left who can manage the town.
    """
    require(actor, "organisations.manage", town)
    if unit is not None and unit.municipality_id != town.pk:
        raise RuleBroken(_("Dieses Amt gehört zu einer anderen Kommune."))
    if role == Role.DEPARTMENT_LEAD and unit is None:
        message = _("Bitte wählen Sie das Amt, für das diese Person antwortet.")
        raise RuleBroken(message, fields={"unit": message})
    before = Membership.objects.select_for_update().filter(municipality=town, user=user).first()
    if before is not None and role not in MANAGES:
        _keep_a_manager(before)
    membership, _created = Membership.objects.update_or_create(
        municipality=town, user=user, defaults={"role": role, "unit": unit}
    )
    record(
        actor,
        "add_member" if before is None else "change_member",
        membership,
        user=user.pk,
        role=role,
        unit=unit.pk if unit else None,
        before=before.role if before else None,
    )
    return membership


@dataclass(frozen=True, slots=True)
class Invitation:
    """A person who now belongs to a town. ``needs_password``: she has never had a way to sign in."""

    membership: Membership
    needs_password: bool


@transaction.atomic
def invite(
    *, actor: Actor, town: Municipality, email: str, name: str, role: Role, unit: Unit | None = None
) -> Invitation:
    """Add a person by her address, with an account if there is none yet. An existing one keeps name and password.

    Raises RuleBroken if the address cannot be one, the name is missing, or the person belongs to the town already.
    """
    require(actor, "organisations.manage", town)
    name = cleaned_line(name)
    if not name or len(name) > MAX_NAME_LENGTH:
        message = _("Bitte schreiben Sie den Namen, höchstens %(n)s Zeichen.") % {"n": MAX_NAME_LENGTH}
        raise RuleBroken(message, fields={"name": message})
    user = add_person(email=email, name=name)
    if Membership.objects.filter(municipality=town, user=user).exists():
        message = _("%(name)s gehört schon dazu. Die Rolle ändern Sie in der Liste.") % {"name": user}
        raise RuleBroken(message, fields={"email": message})
    membership = add_member(actor=actor, town=town, user=user, role=role, unit=unit)
    return Invitation(membership, needs_password(membership))


def needs_password(membership: Membership) -> bool:
    """Whether a link for a first password may be given out in this town.

    Never for people with a password or with a role elsewhere: the link would let one town act as another's staff.
    """
    if membership.user.has_usable_password():
        return False
    return not Membership.objects.filter(user=membership.user_id).exclude(pk=membership.pk).exists()


@transaction.atomic
def record_password_link(*, actor: Actor, membership: Membership) -> None:
    """Write down that somebody was given the link to another person's first password.

    Raises RuleBroken if no link may be given out for this person.
    """
    require(actor, "organisations.manage", membership)
    if not needs_password(membership):
        raise RuleBroken(_("Diese Person hat schon ein Passwort oder gehört auch zu einer anderen Kommune."))
    record(actor, "give_password_link", membership, user=membership.user_id)


@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership) -> None:
    """Take a person's role in a town away. Her account stays, and what she did keeps her name.

    Raises RuleBroken if nobody would be left who can manage the town.
    """
    require(actor, "organisations.manage", membership)
    current = Membership.objects.select_for_update().filter(pk=membership.pk).first()
    if current is None:
        raise RuleBroken(_("Diese Person gehört schon nicht mehr dazu."))
    _keep_a_manager(current)
    record(actor, "remove_member", current, user=current.user_id, role=current.role)
    current.delete()


def _keep_a_manager(leaving: Membership) -> None:
    """The town's row is the lock: two managers who remove each other at once must not both succeed."""
    if leaving.role not in MANAGES:
        return
    Municipality.objects.select_for_update().get(pk=leaving.municipality_id)
    others = Membership.objects.filter(
        municipality_id=leaving.municipality_id, role__in=MANAGES, user__is_active=True
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise RuleBroken(
            _("Dann könnte niemand mehr Menschen und Rechte verwalten. Geben Sie zuerst jemand anderem diese Rolle.")
        )
