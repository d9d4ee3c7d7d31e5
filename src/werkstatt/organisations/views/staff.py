"""The town's working start page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from werkstatt.core.slots import filled
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_safe
@staff_page("organisations.enter")
def home(request: StaffRequest) -> HttpResponse:
    """What waits for work, as told by the contexts above through the slot ``overview``."""
    cards = filled("overview", town=request.town, user=request.user)
    return render(request, "organisations/staff_home.html", {"cards": cards})
