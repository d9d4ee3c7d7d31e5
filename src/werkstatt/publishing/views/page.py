"""What all public pages share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from werkstatt.organisations.views.binding import TownRequest


def show(request: TownRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of the public site."""
    home = reverse("town-home", args=[request.town.slug])
    return render(request, f"publishing/{template}", {"home_url": home, **context}, status=status)
