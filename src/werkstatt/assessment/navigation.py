"""The desk's place in the staff menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry


@fills("areas")
def desk(town: Municipality) -> Entry:
    """The way to the contributions that wait for work."""
    return Entry(_("Beiträge"), reverse("desk", args=[town.slug]), 10)
