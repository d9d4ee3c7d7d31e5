"""Brand, conduct rules, the list of one's towns."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from werkstatt.core.ui.brand import brand_css, brand_tokens
from werkstatt.organisations.queries import all_towns, towns_of
from werkstatt.organisations.rules import STAFF, conduct_points
from werkstatt.organisations.views.binding import StaffRequest, TownRequest, town_page


@require_safe
@town_page
def brand_css_view(request: TownRequest) -> HttpResponse:
    """The town's colours as a style sheet. The address carries the colour, so it may be kept for long."""
    response = HttpResponse(brand_css(brand_tokens(request.town.brand_color)), content_type="text/css")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
@town_page
def conduct_rules(request: TownRequest) -> HttpResponse:
    """The rules for taking part."""
    points = conduct_points(request.town.conduct_rules)
    return render(request, "organisations/conduct_rules.html", {"points": points})


@login_required
@require_safe
def my_towns(request: StaffRequest) -> HttpResponse:
    """Where to go after signing in: straight into the one town, or to the list of several.

    Who does not work for the administration comes to what is open to her.
    """
    memberships = list(towns_of(request.user))
    for membership in memberships:
        membership.start = "staff-home" if membership.role in STAFF else "member-home"  # type: ignore[attr-defined]
    if len(memberships) == 1:
        return HttpResponseRedirect(reverse(memberships[0].start, args=[memberships[0].municipality.slug]))  # type: ignore[attr-defined]
    return render(request, "organisations/my_towns.html", {"memberships": memberships})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The installation's front page: its towns."""
    return render(request, "organisations/home.html", {"towns": all_towns()})
