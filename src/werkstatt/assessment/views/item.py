"""One contribution on the desk: reading it, and every order that can be given about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from werkstatt.assessment.queries.desk import Look
from werkstatt.assessment.queries.history import history_of
from werkstatt.assessment.queries.item import item_of, neighbours_of, passage_of, proposed_words
from werkstatt.assessment.views.desk import desk_of, first_pile, list_context
from werkstatt.assessment.views.orders import ORDERS, Refused
from werkstatt.assessment.views.workplace import Workplace
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.view_desk")
def item(request: StaffRequest, number: int) -> HttpResponse:
    """List and detail side by side; on a phone the detail alone. ``do`` names the order that was sent."""
    contribution = item_of(request.town, number)
    if contribution is None:
        raise Http404
    workplace = Workplace(request, contribution)
    if request.method != "POST":
        return render(request, "assessment/desk/item.html", _context(request, workplace))
    order = ORDERS.get(request.POST.get("do", ""))
    if order is None:
        raise BadRequest
    try:
        done = order(workplace, request.POST)
    except Refused as refused:
        workplace.bound |= refused.forms
        return render(
            request,
            "assessment/desk/item.html",
            _context(request, workplace) | {"refusal": refused.message},
            status=422,
        )
    messages.success(request, done.message)
    place = _look(request).address()
    address = reverse("desk-item", args=[request.town.slug, number])
    return HttpResponseRedirect(f"{address}{place}{done.anchor}")


def _look(request: StaffRequest) -> Look:
    return Look.of(request.GET, fallback=first_pile(request, desk_of(request)))


def _context(request: StaffRequest, workplace: Workplace) -> dict[str, Any]:
    contribution = workplace.contribution
    units = {unit.pk: unit.name for unit in workplace.units}
    return (
        list_context(request, desk_of(request), _look(request))
        | workplace.context()
        | {
            "chapter": (contribution.section_number or "").split(".")[0],  # type: ignore[attr-defined]
            "passage": passage_of(contribution),
            "proposed": proposed_words(contribution),
            "neighbours": neighbours_of(contribution),
            "history": history_of(contribution, workplace.points, units),
        }
    )
