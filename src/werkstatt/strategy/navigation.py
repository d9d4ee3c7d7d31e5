"""The text's place in the staff menu."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry, Shelf, Task, Urgency
from werkstatt.strategy.audience import readers_in_words
from werkstatt.strategy.queries import given_versions


@fills("areas")
def texts(town: Municipality) -> Entry:
    """The way to the strategies and their drafts."""
    return Entry(_("Text"), reverse("texts", args=[town.slug]), 20)


@fills("legal")
def klartext(town: Municipality) -> Entry:
    """The page on which everybody can try a text."""
    return Entry(_("Klartext: Text prüfen"), reverse("klartext", args=[town.slug]), 50)


MOST_TEXTS = 20


@fills("belonging")
def given_texts(town: Municipality, user: Any) -> Shelf:
    """What this person may read before everybody may."""
    return Shelf(_("Zum Lesen"), 10, tuple(_given(town, user)))


@fills("overview")
def texts_to_read(town: Municipality, user: Any) -> list[Task]:
    """The same for staff who do not write the texts themselves."""
    return [] if user.has_perm("strategy.edit_text", town) else _given(town, user)


def _given(town: Municipality, user: Any) -> list[Task]:
    versions = given_versions(town, user).prefetch_related("circles")[:MOST_TEXTS]
    return [
        Task(
            title=f"{version.strategy.title}, {version.label}",
            text=_("Nicht öffentlich: nur für %(readers)s.") % {"readers": readers_in_words(version)},
            url=reverse("version", args=[town.slug, version.strategy.slug, version.number]),
            urgency=Urgency.NEWS,
        )
        for version in versions
    ]
