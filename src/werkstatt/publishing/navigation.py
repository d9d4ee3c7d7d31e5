"""The public menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry


@fills("menu")
def strategy(town: Municipality) -> Entry:
    """The way to the text."""
    return Entry(_("Strategie"), reverse("strategies", args=[town.slug]), 10)


@fills("menu")
def contributions(town: Municipality) -> Entry:
    """The way to what people said."""
    return Entry(_("Beiträge"), reverse("contributions", args=[town.slug]), 20)
