"""The desk: piles, saved filters, and the list of what somebody looks at."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from werkstatt.assessment.queries.desk import ORDERS, Look, list_page
from werkstatt.assessment.queries.furniture import Furniture, furniture_of
from werkstatt.assessment.queries.piles import DONE, FOR_ME, PILE_BY_KEY, TO_DO, Desk, counts_of
from werkstatt.assessment.queries.topics import topic_name
from werkstatt.assessment.tool_forms import FilterForm
from werkstatt.core import clock
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.permissions import membership_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.queries.contribution import number_in
from werkstatt.participation.rules import Channel, Kind

MODERATING = ("abwaegung", "neu", "teilen", "freigeben", "einspruch", "ueberfaellig")
EDITING = ("wortlaut", "konflikt", "aenderung")
"""The piles on which the desk opens, if there is something on them: the first of them that has work."""


@require_safe
@staff_page("assessment.view_desk")
def desk(request: StaffRequest) -> HttpResponse:
    """The list of a pile. A number that is typed into the search leads straight to the contribution."""
    place = desk_of(request)
    counts = counts_of(place)
    look = Look.of(request.GET, fallback=_first_pile(request, counts))
    context = list_context(request, place, look, furniture_for(request, place), counts=counts)
    page = context["page"]
    if number_in(look.words) is not None and len(page.items) == 1:
        address = reverse("desk-item", args=[request.town.slug, page.items[0].number])
        return HttpResponseRedirect(address + look.address())
    return render(request, "assessment/desk/desk.html", context)


def desk_of(request: StaffRequest) -> Desk:
    """The desk of the person who asks: her town, her office, today."""
    membership = membership_of(request.user, request.town.pk)
    return Desk(request.town, localtime(clock.now()).date(), membership.unit if membership else None)


def look_of(request: StaffRequest) -> Look:
    """What the address says that she looks at."""
    return Look.of(request.GET, fallback=_first_pile(request))


def furniture_for(request: StaffRequest, place: Desk) -> Furniture:
    """What stands ready on her desk."""
    return furniture_of(request.town, request.user.pk, place.unit.pk if place.unit else None)


def _first_pile(request: StaffRequest, counts: dict[str, int] | None = None) -> str:
    """Where the desk opens: on the first pile with work for this person, as far as ``counts`` are known."""
    piles = list(FOR_ME) if desk_of(request).unit else []
    piles += MODERATING if request.user.has_perm("assessment.split", request.town) else EDITING
    known = counts or {}
    return next((key for key in piles if known.get(key)), piles[0])


def list_context(
    request: StaffRequest,
    place: Desk,
    look: Look,
    furniture: Furniture,
    *,
    beside: bool = False,
    counts: dict[str, int] | None = None,
) -> dict[str, Any]:
    """What the piles and the list need. Two queries, three with the number of conflicts.

    ``beside``: the list stands beside something else; conflicts are then counted only on their own pile.
    ``counts``: the piles, if they have been counted already.
    """
    if counts is None:
        counts = counts_of(place, conflicts=not beside or look.pile.key == "konflikt")
    page = list_page(place, look, counts.get(look.pile.key, 0))
    narrowed = bool(look.words or look.filters)
    return {
        "today": place.today,
        "look": look,
        "look_fields": look.fields,
        "page": page,
        "previous": look.address(look.page - 1) if look.page > 1 else "",
        "following": look.address(look.page + 1) if page.has_next else "",
        "orders": ORDERS,
        "groups": _groups(request, look, counts, place),
        "filters": _filters(request, furniture, look),
        "filter_form": FilterForm(),
        "may_record": request.user.has_perm("participation.record_offline", place.town),
        "choices": _choices(place.town, furniture, look),
        "total": None if narrowed else counts.get(look.pile.key),
        "is_narrowed": narrowed,
        "is_empty_town": not counts["alle"],
        "may_do_many": request.user.has_perm("assessment.split", place.town),
        "key_rows": _key_rows(),
    }


def _key_rows() -> list[tuple[str, str]]:
    """The keys of the desk and what each does."""
    return [
        ("T", _("teilen; markierten Text abtrennen")),
        ("Z", _("zuweisen")),
        ("A", _("antworten: zu den Urteilen")),
        (_("1 bis 7"), _("bei den Urteilen: eines wählen")),
        (_("1 bis 9"), _("sonst: Textbaustein einsetzen")),
        (_("Alt 1 bis 9"), _("beim Schreiben: Textbaustein einsetzen")),
        ("E", _("das Amt erinnern")),
        ("X", _("zusammenführen")),
        ("S", _("zu den ähnlichen Beiträgen")),
        ("M", _("mehrere bearbeiten")),
        ("/", _("suchen")),
        (_("Strg ↵"), _("das Formular absenden; fertige Antwort freigeben")),
    ]


def _groups(request: StaffRequest, look: Look, counts: dict[str, int], place: Desk) -> list[dict[str, Any]]:
    home = reverse("desk", args=[request.town.slug])

    def lines(keys: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {
                "label": PILE_BY_KEY[key].label,
                "url": f"{home}?stapel={key}",
                "count": counts.get(key),
                "hot": PILE_BY_KEY[key].hot and counts.get(key, 0) > 0,
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


def _filters(request: StaffRequest, furniture: Furniture, look: Look) -> list[dict[str, Any]]:
    """Saved filters as links. Whatever is kept there is read as an address of the desk, nothing else."""
    home = reverse("desk", args=[request.town.slug])
    return [
        {
            "key": one.key,
            "name": one.name,
            "url": home + "?" + one.query.lstrip("?"),
            "current": one.query == look.first_page,
        }
        for one in furniture.filters
    ]


def _choices(town: Municipality, furniture: Furniture, look: Look) -> list[dict[str, Any]]:
    """The filters of the list: name in the address, label, choices, the chosen one."""
    given = look.filters
    offered: list[tuple[str, str, dict[Any, Any]]] = [
        ("phase", _("Phase"), furniture.phases),
        ("abschnitt", _("Abschnitt"), furniture.sections),
        ("amt", _("Amt"), furniture.units),
        ("weg", _("Weg"), dict(Channel.choices)),
        ("art", _("Art"), dict(Kind.choices)),
    ]
    if look.topic:
        offered.append(("thema", _("Thema"), {look.topic: topic_name(town, look.topic) or _("nicht mehr da")}))
    return [
        {"name": name, "label": label, "options": options.items(), "chosen": given.get(name, "")}
        for name, label, options in offered
        if len(options) > 1 or given.get(name)
    ]
