"""The opinion map in the menus."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.opinions.queries.maps import has_public_map
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry


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
