"""The queue "please confirm the place": yes, here · another place · does not exist any more."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.actions import confirm_place, dismiss_place, reopen_place
from werkstatt.participation.models import Placement
from werkstatt.participation.queries import (
    count_waiting,
    find_place,
    lately_settled,
    paragraphs_to_choose,
    question_about,
    waiting_places,
)
from werkstatt.participation.rules import WAITING
from werkstatt.strategy.queries import find_block, find_section, sections_of


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
        "settled": lately_settled(request.town),
    }
    return render(request, "participation/places.html", context)


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
    key = _key(request.POST.get("stelle", ""))
    placement = find_place(request.town, key) if key is not None else None
    if placement is None:
        raise Http404
    label = placement.contribution.label
    try:
        match request.POST.get("tun"):
            case "ja":
                confirm_place(actor=request.user, placement=placement)
                said = _("%(number)s steht jetzt an der neuen Stelle.")
            case "hier":
                _confirm_elsewhere(request, placement)
                said = _("%(number)s steht jetzt an der gewählten Stelle.")
            case "nein":
                dismiss_place(actor=request.user, placement=placement)
                said = _("%(number)s bleibt bei der alten Fassung.")
            case "zurueck":
                reopen_place(actor=request.user, placement=placement)
                said = _("%(number)s wartet wieder.")
            case _:
                raise RuleBroken(_("Bitte wählen Sie, was mit der Stelle geschehen soll."))
    except RuleBroken as broken:
        messages.warning(request, f"{label}: {broken.message}")
    else:
        messages.success(request, said % {"number": label})
    address = reverse("places", args=[request.town.slug])
    return HttpResponseRedirect(f"{address}?stelle={placement.pk}" if request.POST.get("tun") == "zurueck" else address)


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
