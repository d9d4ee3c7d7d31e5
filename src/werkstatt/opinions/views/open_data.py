"""Votes and statements as open data."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from werkstatt.core.caching import public_page
from werkstatt.opinions.queries.maps import find_public_map
from werkstatt.organisations.views.binding import TownRequest, town_page


@require_safe
@town_page
@public_page
def votes(request: TownRequest, phase: int) -> HttpResponse:
    """Who voted how, without names."""
    return _csv(request, phase, "timestamp,comment-id,voter-id,vote\r\n")


@require_safe
@town_page
@public_page
def statements(request: TownRequest, phase: int) -> HttpResponse:
    """The statements."""
    return _csv(request, phase, "comment-id,moderated,comment-body\r\n")


def _csv(request: TownRequest, phase: int, text: str) -> HttpResponse:
    if find_public_map(request.town, phase) is None:
        raise Http404
    return HttpResponse(text, content_type="text/csv; charset=utf-8")
