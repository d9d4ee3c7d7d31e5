"""Bringing in votes that were collected elsewhere."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from werkstatt.opinions.queries.maps import find_map
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.set_up")
def upload(request: StaffRequest, phase: int) -> HttpResponse:
    """Choose the two files."""
    if find_map(request.town, phase) is None:
        raise Http404
    return render(request, "opinions/desk.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.set_up")
def preview(request: StaffRequest, phase: int, token: str) -> HttpResponse:
    """What would come of them."""
    found = find_map(request.town, phase)
    if found is None or not found.imports.filter(token=token).exists():
        raise Http404
    return render(request, "opinions/desk.html")
