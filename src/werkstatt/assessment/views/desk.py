"""The desk: piles and the list of one of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from werkstatt.assessment.queries.desk import ORDERS, Look, list_page, number_in
from werkstatt.assessment.queries.piles import DONE, FOR_ME, PILE_BY_KEY, TO_DO, Desk, counts_of
from werkstatt.core import clock
from werkstatt.organisations.permissions import membership_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_safe
@staff_page("assessment.view_desk")
def desk(request: StaffRequest) -> HttpResponse:
    """The list of a pile. A number that is typed into the search leads straight to the contribution."""
    place = desk_of(request)
    look = Look.of(request.GET, fallback=first_pile(request, place))
    context = list_context(request, place, look)
    page = context["page"]
    if number_in(look.words) is not None and len(page.items) == 1:
        address = reverse("desk-item", args=[request.town.slug, page.items[0].number])
        return HttpResponseRedirect(address + look.address())
    return render(request, "assessment/desk/desk.html", context)


def desk_of(request: StaffRequest) -> Desk:
    """The desk of the person who asks: her town, her office, today."""
    membership = membership_of(request.user, request.town.pk)
    return Desk(request.town, localtime(clock.now()).date(), membership.unit if membership else None)


def first_pile(request: StaffRequest, place: Desk) -> str:
    """Where the desk opens: what one's own office has to do, what changes the text, or everything in assessment."""
    if place.unit:
        return "meine"
    return "abwaegung" if request.user.has_perm("assessment.split", request.town) else "wortlaut"


def list_context(request: StaffRequest, place: Desk, look: Look) -> dict[str, Any]:
    """What the piles and the list need. Two queries."""
    counts = counts_of(place)
    page = list_page(place, look)
    return {
        "today": place.today,
        "look": look,
        "page": page,
        "previous": look.address(look.page - 1) if look.page > 1 else "",
        "following": look.address(look.page + 1) if page.has_next else "",
        "orders": ORDERS,
        "groups": _groups(request, look, counts, place),
        "total": counts[look.pile.key] if not look.words else None,
        "is_empty_town": not counts["alle"],
        "key_rows": [
            ("T", _("teilen")),
            ("Z", _("zuweisen")),
            ("A", _("antworten")),
            (_("Strg ↵"), _("Urteile speichern, Antwort freigeben")),
        ],
    }


def _groups(request: StaffRequest, look: Look, counts: dict[str, int], place: Desk) -> list[dict[str, Any]]:
    home = reverse("desk", args=[request.town.slug])

    def lines(keys: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {
                "label": PILE_BY_KEY[key].label,
                "url": f"{home}?stapel={key}",
                "count": counts[key],
                "hot": PILE_BY_KEY[key].hot and counts[key] > 0,
                "current": key == look.pile.key,
            }
            for key in keys
        ]

    groups: list[dict[str, Any]] = [
        {"title": _("Alle"), "lines": lines(TO_DO)},
        {"title": _("Erledigt"), "lines": lines(DONE)},
    ]
    if place.unit:
        groups.insert(0, {"title": _("Für mich"), "lines": lines(FOR_ME)})
    if request.user.has_perm("participation.confirm_place", place.town):
        groups[-2]["places"] = counts["stelle"]
    return groups
