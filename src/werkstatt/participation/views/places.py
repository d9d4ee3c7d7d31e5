"""The queue "please confirm the place": yes, here · another place · does not exist any more."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.actions import confirm_place, confirm_places, dismiss_places, reopen_places
from werkstatt.participation.models import Placement
from werkstatt.participation.queries import (
    count_waiting,
    find_place,
    find_places,
    lately_settled,
    paragraphs_to_choose,
    question_about,
    waiting_places,
)
from werkstatt.participation.rules import WAITING
from werkstatt.strategy.queries import find_block, find_section, sections_of

MOST_NAMED = 5
"""Numbers named in one message."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.confirm_place")
def places(request: StaffRequest) -> HttpResponse:
    """One question at a time, the pile beside it, and the last decisions to take back."""
    if request.method == "POST":
        return _decide(request)
    waiting = waiting_places(request.town)
    current = _current(request, waiting)
    context = {
        "waiting": waiting,
        "count": count_waiting(request.town),
        "current": current,
        "question": question_about(current) if current is not None else None,
        "settled": _together(lately_settled(request.town)),
        "position": next((n for n, one in enumerate(waiting, 1) if current and one.pk == current.pk), 0),
    }
    return render(request, "participation/places.html", context)


def _together(settled: list[Placement]) -> list[list[Placement]]:
    """Decisions that were made in one go, by the same person about the same version, in one row each."""
    return [
        list(rows)
        for _key, rows in groupby(
            settled, key=lambda one: (one.confirmed_by_id, one.status, one.version_id, one.reason, one.confirmed_at)
        )
    ]


def _current(request: StaffRequest, waiting: list[Placement]) -> Placement | None:
    """The one that the address names, else the oldest."""
    wanted = _key(request.GET.get("stelle", ""))
    key = wanted if wanted is not None else (waiting[0].pk if waiting else None)
    found = find_place(request.town, key) if key is not None else None
    if found is not None and found.status in WAITING:
        return found
    return find_place(request.town, waiting[0].pk) if waiting else None


def _key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _decide(request: StaffRequest) -> HttpResponse:
    """One decision about the named place, or (``…-alle``) about all that were shown with it (``mit``)."""
    key = _key(request.POST.get("stelle", ""))
    placement = find_place(request.town, key) if key is not None else None
    if placement is None:
        raise Http404
    order, _dash, all_of_them = request.POST.get("tun", "").partition("-")
    together = [placement]
    if all_of_them:
        others = {found for text in request.POST.getlist("mit") if (found := _key(text)) is not None}
        together += find_places(request.town, others - {placement.pk})
    label = ", ".join(one.contribution.label for one in together[:MOST_NAMED])
    if len(together) > MOST_NAMED:
        label = _("%(names)s und %(n)s weitere") % {"names": label, "n": len(together) - MOST_NAMED}
    try:
        said = _carry_out(request, order, placement, together)
    except RuleBroken as broken:
        messages.warning(request, f"{label}: {broken.message}")
    else:
        messages.success(request, said % {"number": label})
    address = reverse("places", args=[request.town.slug])
    stays = order == "zurueck" or (order == "nein" and not request.POST.get("grund", "").strip())
    return HttpResponseRedirect(f"{address}?stelle={placement.pk}" if stays else address)


def _carry_out(request: StaffRequest, order: str, placement: Placement, together: list[Placement]) -> str:
    """Do what the button says; returns the sentence about it, with a place for the numbers."""
    match order:
        case "ja":
            confirm_places(actor=request.user, placements=together)
            return _("%(number)s: steht jetzt an der neuen Stelle.")
        case "hier":
            _confirm_elsewhere(request, placement)
            return _("%(number)s: steht jetzt an der gewählten Stelle.")
        case "nein":
            reason = cleaned_line(request.POST.get("grund", ""))
            if not reason:
                raise RuleBroken(_("Bitte schreiben Sie, warum es die Stelle nicht mehr gibt."))
            dismiss_places(actor=request.user, placements=together, reason=reason)
            return _("%(number)s: bleibt bei der alten Fassung.")
        case "zurueck":
            reopen_places(actor=request.user, placements=together)
            return _("%(number)s: wartet wieder.")
    raise RuleBroken(_("Bitte wählen Sie, was mit der Stelle geschehen soll."))


def _confirm_elsewhere(request: StaffRequest, placement: Placement) -> None:
    """What was chosen comes as ``BLOCK:START-END``, or as ``abschnitt:SECTION``."""
    uid, _colon, span = cleaned_line(request.POST.get("wo", "")).partition(":")
    if uid == "abschnitt":
        section = find_section(placement.version, span)
        if section is None:
            raise RuleBroken(_("Diesen Abschnitt gibt es in der Fassung nicht."))
        confirm_place(actor=request.user, placement=placement, section=section)
        return
    block = find_block(placement.version, uid) if uid else None
    if block is None:
        raise RuleBroken(_("Bitte wählen Sie den Absatz, zu dem der Beitrag gehört."))
    start, _dash, end = span.partition("-")
    confirm_place(actor=request.user, placement=placement, block=block, start=_key(start), end=_key(end))


@require_safe
@staff_page("participation.confirm_place")
def place_choose(request: StaffRequest, placement: int) -> HttpResponse:
    """Another place: choose a section, or search; then a paragraph or one of its sentences."""
    subject = find_place(request.town, placement)
    if subject is None:
        raise Http404
    if subject.status not in WAITING:
        messages.warning(request, _("Über diese Stelle ist schon entschieden."))
        return HttpResponseRedirect(reverse("places", args=[request.town.slug]))
    words = cleaned_line(request.GET.get("suche", ""))[:200]
    sections = sections_of(subject.version)
    wanted = request.GET.get("abschnitt") or subject.section_uid or subject.contribution.section_uid
    section = next((one for one in sections if one.uid == wanted), sections[0] if sections else None)
    context = {
        "question": question_about(subject),
        "current": subject,
        "sections": sections,
        "section": section,
        "words": words,
        "paragraphs": paragraphs_to_choose(subject.version, section=section, words=words),
    }
    return render(request, "participation/place_choose.html", context)
