"""The town's working start page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from werkstatt.core.slots import filled
from werkstatt.organisations.navigation import by_urgency
from werkstatt.organisations.permissions import membership_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_safe
@staff_page("organisations.enter")
def home(request: StaffRequest) -> HttpResponse:
    """What waits for work, as told by the contexts above through the slot ``overview``."""
    tasks = by_urgency(filled("overview", town=request.town, user=request.user))
    context = {
        "tasks": tasks,
        "membership": membership_of(request.user, request.town.pk),
        "may_manage": request.user.has_perm("organisations.manage", request.town),
    }
    return render(request, "organisations/staff_home.html", context)
