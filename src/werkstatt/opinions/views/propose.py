"""Proposing a statement."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from werkstatt.opinions.views.voting import _page
from werkstatt.organisations.views.binding import TownRequest, town_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def propose(request: TownRequest, phase: int) -> HttpResponse:
    """Propose a statement for others to vote on."""
    return _page(request, phase)
