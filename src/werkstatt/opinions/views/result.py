"""The result: groups in a picture, what each says, common ground, dividing lines, tables and a file of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from werkstatt.core import clock
from werkstatt.core.caching import private_page, public_page
from werkstatt.opinions.drawing.cards import cards
from werkstatt.opinions.drawing.result_page import result_page, stage_words
from werkstatt.opinions.queries.result import ResultView, find_standing, public_results, read_result
from werkstatt.opinions.views.device import secret_of
from werkstatt.opinions.writing import groups_csv
from werkstatt.organisations.views.binding import TownRequest, town_page


@require_safe
@town_page
@public_page
def opinions(request: TownRequest) -> HttpResponse:
    """All opinion maps of the town, or straight to the only one."""
    found = public_results(request.town)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("opinion", args=[request.town.slug, found[0].opinion_map.phase_id]))
    context = {"cards": cards(request.town, found, clock.now()), **_shared(request)}
    return render(request, "opinions/result_list.html", context)


@require_safe
@town_page
@public_page
def opinion(request: TownRequest, phase: int) -> HttpResponse:
    """The result, the same for everybody."""
    view = _found(request, phase)
    return _show(request, view, {"page": result_page(request.town, view)})


@require_safe
@town_page
def opinion_mine(request: TownRequest, phase: int) -> HttpResponse:
    """The result with the place of the one who asks. Nobody may keep this page."""
    view = _found(request, phase)
    standing = find_standing(view, secret_of(request, view.opinion_map))
    page = result_page(request.town, view, standing.place)
    context = {"page": page, "is_mine": True, "has_voted": standing.votes > 0, "votes_missing": standing.missing}
    return private_page(_show(request, view, context))


@require_safe
@town_page
@public_page
def groups(request: TownRequest, phase: int) -> HttpResponse:
    """What each group says about each statement, as a table."""
    view = _found(request, phase)
    answer = HttpResponse(groups_csv(view), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="stimmungsbild-{phase}-gruppen.csv"'
    return answer


def _found(request: TownRequest, phase: int) -> ResultView:
    view = read_result(request.town, phase)
    if view is None:
        raise Http404
    return view


def _show(request: TownRequest, view: ResultView, context: dict[str, Any]) -> HttpResponse:
    stage = view.opinion_map.stage_at(clock.now())
    shown = {"map": view.opinion_map, "stage": stage, "stage_words": stage_words(view, stage)}
    return render(request, "opinions/result.html", {**_shared(request), **shown, **context})


def _shared(request: TownRequest) -> dict[str, str]:
    return {"home_url": reverse("town-home", args=[request.town.slug])}
