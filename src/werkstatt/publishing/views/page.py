"""What all public pages share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from werkstatt.core.caching import private_page
from werkstatt.organisations.views.binding import TownRequest
from werkstatt.strategy.audience import readers_in_words
from werkstatt.strategy.models import Version


def reader_of(request: TownRequest) -> Any:
    """Who may be asking for what is not public; None if nobody has signed in. Does not look at the session itself."""
    return request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None


def show(
    request: TownRequest, template: str, context: dict[str, Any], status: int = 200, *, given: Version | None = None
) -> HttpResponse:
    """Render a page of the public site. ``given``: the version it speaks about, if that is not for everybody.

    Such a page says so, and nobody keeps it.
    """
    home = reverse("town-home", args=[request.town.slug])
    readers = readers_in_words(given) if given is not None else ""
    shown = {"home_url": home, "given": given, "readers": readers, **context}
    response = render(request, f"publishing/{template}", shown, status=status)
    return private_page(response) if given is not None else response
