"""The text's place in the staff menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry


@fills("areas")
def texts(town: Municipality) -> Entry:
    """The way to the strategies and their drafts."""
    return Entry(_("Text"), reverse("texts", args=[town.slug]), 20)
