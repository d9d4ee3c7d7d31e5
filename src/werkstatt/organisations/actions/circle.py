"""Groups of people that may see more than others, or move for a council group. Every change is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.organisations.actions.municipality import checked_name
from werkstatt.organisations.events import CircleRemoved
from werkstatt.organisations.models import Circle, Membership, Municipality
from werkstatt.organisations.rules import CircleKind


@transaction.atomic
def add_circle(*, actor: Actor, town: Municipality, kind: str, name: str) -> Circle:
    """A new group without members. Raises RuleBroken if the kind does not exist or another one has the name."""
    require(actor, "organisations.manage", town)
    if kind not in CircleKind.values:
        message = _("Bitte wählen Sie, was für eine Gruppe es ist.")
        raise RuleBroken(message, fields={"kind": message})
    name = _free_name(town.pk, name)
    circle = Circle.objects.create(municipality=town, kind=kind, name=name)
    record(actor, "add_circle", circle, kind=kind, name=name)
    return circle


@transaction.atomic
def rename_circle(*, actor: Actor, circle: Circle, name: str) -> Circle:
    """Another name for a group. What it has moved keeps the name it had then."""
    require(actor, "organisations.manage", circle)
    current = Circle.objects.select_for_update().get(pk=circle.pk)
    before, current.name = current.name, _free_name(current.municipality_id, name, besides=current.pk)
    if current.name != before:
        current.save(update_fields=["name"])
        record(actor, "rename_circle", current, before=before, after=current.name)
    return current


@transaction.atomic
def set_circle_members(*, actor: Actor, circle: Circle, members: Iterable[Membership]) -> tuple[int, int]:
    """Say who is in a group. Returns how many came and how many left.

    Raises RuleBroken for somebody who does not belong to the town.
    """
    require(actor, "organisations.manage", circle)
    current = Circle.objects.select_for_update().get(pk=circle.pk)
    wanted = {member.pk: member for member in members}
    if any(member.municipality_id != current.municipality_id for member in wanted.values()):
        raise RuleBroken(_("Diese Person gehört nicht zu Ihrer Kommune."))
    present = {member.pk: member for member in current.members.all()}
    came = [member for key, member in wanted.items() if key not in present]
    left = [member for key, member in present.items() if key not in wanted]
    current.members.add(*came)
    current.members.remove(*left)
    for verb, people in (("join_circle", came), ("leave_circle", left)):
        for member in people:
            record(actor, verb, current, user=member.user_id, name=current.name)
    return len(came), len(left)


@transaction.atomic
def remove_circle(*, actor: Actor, circle: Circle) -> None:
    """Do away with a group that nothing hangs on.

    Raises RuleBroken if a text was given to it or if it has moved something: then its members can be taken out.
    """
    require(actor, "organisations.manage", circle)
    current = Circle.objects.select_for_update().filter(pk=circle.pk).first()
    if current is None:
        raise RuleBroken(_("Diese Gruppe gibt es nicht mehr."))
    announce(CircleRemoved(current))
    record(actor, "remove_circle", current, kind=current.kind, name=current.name)
    current.delete()


def _free_name(town_id: int, name: str, besides: int = 0) -> str:
    name = checked_name(name, "name")
    if Circle.objects.filter(municipality_id=town_id, name=name).exclude(pk=besides).exists():
        message = _("Eine Gruppe „%(name)s“ gibt es schon.") % {"name": name}
        raise RuleBroken(message, fields={"name": message})
    return name
