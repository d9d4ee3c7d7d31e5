"""The page of a phase: what it was about, its figures, and its contributions as open data."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from werkstatt.core import clock
from werkstatt.core.caching import public_page
from werkstatt.opinions.drawing.cards import card_of_phase
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.queries import find_contribution
from werkstatt.publishing.drawing.figures import figures_page
from werkstatt.publishing.queries.figures import read_phase
from werkstatt.publishing.queries.phases import public_phase
from werkstatt.publishing.queries.synopsis import read_entries
from werkstatt.publishing.views.page import show
from werkstatt.publishing.writing import open_data


@require_safe
@town_page
@public_page
def phase(request: TownRequest, phase: int) -> HttpResponse:
    """What it was about, what came in, what became of it."""
    now = clock.now()
    view = read_phase(request.town, phase, now)
    if view is None:
        raise Http404
    stage = view.phase.stage_at(now)
    page = figures_page(request.town.slug, view, stage)
    opinions = card_of_phase(request.town, view.phase.pk, now)
    context = {"view": view, "phase": view.phase, "stage": stage, "page": page, "opinions": opinions}
    return show(request, "phase.html", context)


@require_safe
@town_page
@public_page
def data_fields(request: TownRequest, phase: int) -> HttpResponse:
    """What the fields of the open data mean, and under which licence they are."""
    found = public_phase(request.town, phase)
    if found is None:
        raise Http404
    context = {
        "phase": found,
        "licence_url": open_data.LICENCE,
        "licence_name": open_data.LICENCE_NAME,
        "tables": (
            ("contribution", open_data.OF_CONTRIBUTION),
            ("point", open_data.OF_POINT),
            ("change", open_data.OF_CHANGE),
        ),
    }
    return show(request, "phase_data.html", context)


@require_safe
@town_page
@public_page
def data_schema(request: TownRequest, phase: int) -> HttpResponse:
    """The JSON Schema of the open data."""
    if public_phase(request.town, phase) is None:
        raise Http404
    address = request.build_absolute_uri(reverse("data-schema", args=[request.town.slug, phase]))
    return JsonResponse(open_data.schema(address), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
@town_page
@public_page
def contribution_data(request: TownRequest, number: int) -> HttpResponse:
    """One contribution as data. Not public: what is still to be looked at, and what was said in a closed round."""
    found = find_contribution(request.town, number)
    phase = public_phase(request.town, found.phase_id) if found else None
    entry = next(read_entries([found.pk], is_internal=False), None) if found and phase else None
    if entry is None:
        raise Http404
    page = request.build_absolute_uri(reverse("contribution", args=[request.town.slug, number]))
    data = {"address": page, "licence": {"name": open_data.LICENCE_NAME, "url": open_data.LICENCE}}
    return JsonResponse({**data, **open_data.as_json(entry)}, json_dumps_params={"ensure_ascii": False, "indent": 1})
