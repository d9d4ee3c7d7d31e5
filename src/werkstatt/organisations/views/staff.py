"""The town's working start page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from werkstatt.core.slots import filled
from werkstatt.organisations.navigation import by_urgency, shelves
from werkstatt.organisations.permissions import circles_of, membership_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_safe
@staff_page("organisations.belong")
def home(request: StaffRequest) -> HttpResponse:
    """What waits for work, as told by the contexts above through the slot ``overview``.

    Who belongs to the town without working for its administration is led to her own start page.
    """
    if not request.user.has_perm("organisations.enter", request.town):
        return HttpResponseRedirect(reverse("member-home", args=[request.town.slug]))
    tasks = by_urgency(filled("overview", town=request.town, user=request.user))
    context = {
        "tasks": tasks,
        "membership": membership_of(request.user, request.town.pk),
        "may_manage": request.user.has_perm("organisations.manage", request.town),
    }
    return render(request, "organisations/staff_home.html", context)


@never_cache
@require_safe
@staff_page("organisations.belong")
def member_home(request: StaffRequest) -> HttpResponse:
    """What is open to a person of the council, an expert, or anybody else who belongs to the town."""
    context = {
        "shelves": shelves(filled("belonging", town=request.town, user=request.user)),
        "membership": membership_of(request.user, request.town.pk),
        "circles": circles_of(request.user, request.town.pk),
    }
    return render(request, "organisations/member_home.html", context)
