"""The record of rights: who got or lost which role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from werkstatt.accounts.models import User
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.organisations.rules import Role

VERBS: Mapping[str, str | Promise] = {
    "add_member": gettext_lazy("bekommt eine Rolle"),
    "change_member": gettext_lazy("bekommt eine andere Rolle"),
    "remove_member": gettext_lazy("verliert die Rolle"),
    "leave": gettext_lazy("löscht das eigene Konto"),
    "invite_again": gettext_lazy("wird noch einmal eingeladen"),
    "withdraw_invitation": gettext_lazy("ist nicht mehr eingeladen"),
    "give_password_link": gettext_lazy("bekommt einen Link von Hand"),
}


@dataclass(frozen=True, slots=True)
class ChangeOfRights:
    """A line of the record, in words."""

    at: datetime
    who: str
    what: str
    role: str
    before: str
    by: str


def changes_of_rights(town: Municipality) -> QuerySet[AuditEntry]:
    """The entries about roles in the town, the latest first."""
    entries = AuditEntry.objects.filter(town_id=town.pk, object_type="membership", verb__in=list(VERBS))
    return entries.select_related("actor").order_by("-at", "-pk")


def named_changes(town: Municipality, entries: list[AuditEntry]) -> list[ChangeOfRights]:
    """The entries with names for people and offices. Two queries, however many there are."""
    people = User.objects.in_bulk({entry.data.get("user") for entry in entries} - {None})
    units = {unit.pk: unit.name for unit in Unit.objects.filter(municipality=town)}

    def role(entry: AuditEntry, role: str, unit: str) -> str:
        code = entry.data.get(role)
        label = str(Role(code).label) if code in Role.values else ""
        office = units.get(entry.data.get(unit) or 0, "")
        return ", ".join(part for part in (label, office) if part)

    return [
        ChangeOfRights(
            at=entry.at,
            # Somebody who never came and is not invited any more has no account: nothing is left of the name.
            who=str(people.get(entry.data.get("user")) or _("ehemalige Person")),
            what=str(VERBS[entry.verb]),
            role=role(entry, "role", "unit"),
            before=role(entry, "before", "before_unit"),
            by=str(entry.actor or _("Betrieb")),
        )
        for entry in entries
    ]
