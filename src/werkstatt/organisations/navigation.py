"""The menus. Contexts above add their entries through the slots ``menu`` (public), ``areas`` (staff), ``legal``."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu. ``order`` sorts the lines, small numbers first."""

    label: str
    url: str
    order: int
    current: bool = False


@fills("areas")
def overview(town: Municipality) -> Entry:
    """The way to the town's working pages."""
    return Entry(_("Übersicht"), reverse("staff-home", args=[town.slug]), 90)


@fills("legal")
def conduct_rules(town: Municipality) -> Entry:
    """The rules for taking part."""
    return Entry(_("Netiquette"), reverse("conduct-rules", args=[town.slug]), 40)
