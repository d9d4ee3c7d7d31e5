"""What every page of a town shows: its name, brand, menus."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from werkstatt.core.slots import filled
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry
from werkstatt.organisations.permissions import membership_of
from werkstatt.organisations.rules import STAFF


def menu(slot: str, town: Municipality, path: str) -> list[Entry]:
    """The entries of one menu in their order; the one with the longest address that fits is the current one.

    A filler that has nothing to lead to in this town answers None.
    """
    entries = sorted((entry for entry in filled(slot, town=town) if entry is not None), key=lambda entry: entry.order)
    fitting = [entry.url for entry in entries if path.startswith(entry.url)]
    here = max(fitting, key=len, default=None)
    return [replace(entry, current=entry.url == here) for entry in entries]


def _areas(request: HttpRequest, place: Municipality) -> list[Entry]:
    """The working pages; for people who do not work for the administration only their own."""
    membership = membership_of(request.user, place.pk)
    if membership is not None and membership.role not in STAFF:
        url = reverse("member-home", args=[place.slug])
        return [Entry(_("Für Sie"), url, 10, current=request.path == url)]
    return menu("areas", place, request.path)


def town(request: HttpRequest) -> dict[str, Any]:
    """Context processor. ``request.town`` is set by the views that belong to a town."""
    language = "en" if get_language() == "de" else "de"
    context: dict[str, Any] = {
        "other_language": language,
        "other_language_url": SimpleLazyObject(lambda: translate_url(request.get_full_path(), language)),
    }
    place: Municipality | None = getattr(request, "town", None)
    if place is not None:
        context |= {
            "town": place,
            "home_url": reverse("town-home", args=[place.slug]),
            "menu": SimpleLazyObject(lambda: menu("menu", place, request.path)),
            "areas": SimpleLazyObject(lambda: _areas(request, place)),
            "legal_links": SimpleLazyObject(lambda: menu("legal", place, request.path)),
            "brand_css_url": f"{reverse('brand-css', args=[place.slug])}?{place.brand_color[1:]}",
        }
    return context
