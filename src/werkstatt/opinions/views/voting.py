"""Voting: one statement at a time."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from werkstatt.opinions.queries.maps import find_public_map
from werkstatt.organisations.views.binding import TownRequest, town_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def vote(request: TownRequest, phase: int) -> HttpResponse:
    """The next statement, and what somebody says about it."""
    return _page(request, phase)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def own_votes(request: TownRequest, phase: int) -> HttpResponse:
    """What this device has said so far."""
    return _page(request, phase)


def _page(request: TownRequest, phase: int) -> HttpResponse:
    found = find_public_map(request.town, phase)
    if found is None:
        raise Http404
    return render(request, "opinions/vote.html", {"map": found})
