"""Opinion maps for staff."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.opinions.queries.maps import find_map
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.queries import find_phase


@require_safe
@staff_page("opinions.moderate")
def desk(request: StaffRequest) -> HttpResponse:
    """The town's opinion maps."""
    return render(request, "opinions/desk.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.moderate")
def statements(request: StaffRequest, phase: int) -> HttpResponse:
    """The statements of a map."""
    if find_map(request.town, phase) is None:
        raise Http404
    return render(request, "opinions/desk.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.set_up")
def set_up(request: StaffRequest, phase: int) -> HttpResponse:
    """Give a phase an opinion map, or change it."""
    if find_phase(request.town, phase) is None:
        raise Http404
    return render(request, "opinions/desk.html")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.moderate")
def statement(request: StaffRequest, phase: int, number: int) -> HttpResponse:
    """One statement and what to do with it."""
    if find_map(request.town, phase) is None:
        raise Http404
    return render(request, "opinions/desk.html")
