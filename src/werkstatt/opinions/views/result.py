"""The result: groups in a picture, what each says, common ground, dividing lines."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from werkstatt.core.caching import public_page
from werkstatt.opinions.queries.maps import find_public_map, public_maps
from werkstatt.organisations.views.binding import TownRequest, town_page


@require_safe
@town_page
@public_page
def opinions(request: TownRequest) -> HttpResponse:
    """All opinion maps of the town, or straight to the only one."""
    found = list(public_maps(request.town)[:50])
    if len(found) == 1:
        return HttpResponseRedirect(reverse("opinion", args=[request.town.slug, found[0].phase_id]))
    return render(request, "opinions/result_list.html", {"maps": found})


@require_safe
@town_page
@public_page
def opinion(request: TownRequest, phase: int) -> HttpResponse:
    """The result, the same for everybody."""
    return _result(request, phase)


@never_cache
@require_safe
@town_page
def opinion_mine(request: TownRequest, phase: int) -> HttpResponse:
    """The result with the place of the one who asks."""
    return _result(request, phase)


@require_safe
@town_page
@public_page
def groups(request: TownRequest, phase: int) -> HttpResponse:
    """Which voter of the open data is in which group."""
    if find_public_map(request.town, phase) is None:
        raise Http404
    return HttpResponse("voter-id,group\r\n", content_type="text/csv; charset=utf-8")


def _result(request: TownRequest, phase: int) -> HttpResponse:
    found = find_public_map(request.town, phase)
    if found is None:
        raise Http404
    return render(request, "opinions/result.html", {"map": found})
