"""The opinion map in the menus."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.accounts.models import User
from werkstatt.core.slots import fills
from werkstatt.opinions.queries.maps import has_public_map
from werkstatt.opinions.queries.moderating import count_waiting_statements
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry, Task, Urgency


@fills("areas")
def desk(town: Municipality) -> Entry:
    """The way to the opinion maps."""
    return Entry(_("Stimmungsbild"), reverse("opinion-desk", args=[town.slug]), 35)


@fills("menu")
def opinions(town: Municipality) -> Entry | None:
    """The way to the pictures, in a town that has one."""
    if not has_public_map(town):
        return None
    return Entry(_("Stimmungsbild"), reverse("opinions", args=[town.slug]), 30)


@fills("overview")
def proposals(town: Municipality, user: User) -> list[Task]:
    """Statements that somebody proposed and nobody has looked at yet."""
    if not user.has_perm("opinions.moderate", town):
        return []
    count = count_waiting_statements(town)
    if not count:
        return []
    title = ngettext("Eine These ansehen", "%(count)s Thesen ansehen", count) % {"count": count}
    text = _("Vorgeschlagen von Menschen, die abstimmen. Andere sehen sie erst, wenn jemand sie gelesen hat.")
    return [Task(title, text, reverse("opinion-desk", args=[town.slug]), count, Urgency.SOON)]
