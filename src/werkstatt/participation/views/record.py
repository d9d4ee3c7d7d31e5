"""Noting down what somebody said: made so that the next voice takes two keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.text_input import cleaned_line
from werkstatt.core.ui.days import TIME, words
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.actions import Place, submit
from werkstatt.participation.actions.undoing import take_back_recording
from werkstatt.participation.intake_forms import KEPT, RecordForm
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.queries import find_contribution
from werkstatt.participation.queries.intake import last_recorded, passages_to_choose, phases_to_record
from werkstatt.participation.queries.whereabouts import Whereabouts
from werkstatt.participation.rules import ContributionState, Kind
from werkstatt.strategy.models import Section

_PASSAGE = re.compile(r"([\w-]{1,24}):(\d{1,7})-(\d{1,7})")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.record_offline")
def record(request: StaffRequest) -> HttpResponse:
    """The form with what was kept from the last voice, and the last ones beside it."""
    phases = phases_to_record(request.town, clock.now())
    if not phases:
        return render(request, "participation/record_none.html")
    if request.method != "POST":
        return _page(request, RecordForm(phases=phases, initial=_kept(request, phases)))
    match request.POST.get("tun"):
        case "zurueck":
            return _take_back(request)
        case "stellen":
            return _page(request, RecordForm(request.POST, phases=phases, keep=True), choosing=True)
        case _:
            return _save(request, RecordForm(request.POST, phases=phases))


@require_safe
@staff_page("participation.record_offline")
def record_passages(request: StaffRequest) -> HttpResponse:
    """The paragraphs of a section as the form's select offers them: for the island that fetches them."""
    phases = phases_to_record(request.town, clock.now())
    form = RecordForm(request.GET, phases=phases, keep=True)
    phase = form.chosen_phase()
    section, problem = _section(phase, str(form["where"].value() or "")) if phase else (None, "")
    context = {
        "form": form,
        "section": section,
        "problem": problem,
        "passages": passages_to_choose(phase.version, section) if phase and section else [],
    }
    return render(request, "participation/record_passages.html", context)


def _save(request: StaffRequest, form: RecordForm) -> HttpResponse:
    if form.is_valid():
        data = form.cleaned_data
        phase = form.phases[data["phase"]]
        try:
            contribution = submit(
                phase=phase,
                place=_place(phase, data["where"], data["passage"]),
                text=data["text"],
                replacement=data["replacement"] if data["kind"] == Kind.SUGGESTION else None,
                alias=data["alias"],
                actor=request.user,
                channel=data["channel"],
                event_name=data["event_name"],
                received_at=data["received_at"],
                form_key=data["form_key"],
            )
        except RuleBroken as broken:
            put_on(form, RuleBroken(broken.message, fields=_own_names(broken.fields)))
        else:
            request.session["recording"] = {name: request.POST.get(name, "") for name in KEPT}
            request.session["recorded"] = contribution.number
            return HttpResponseRedirect(reverse("record", args=[request.town.slug]))
    return _page(request, form, status=422)


def _own_names(fields: Any) -> dict[str, str]:
    return {{"section": "where", "quote": "passage"}.get(name, name): message for name, message in fields.items()}


def _place(phase: ParticipationPhase, where: str, passage: str) -> Place:
    section = Whereabouts(phase.version).section(where)
    if section is None:
        return Place()
    if found := _PASSAGE.fullmatch(passage):
        return Place(section.uid, found[1], int(found[2]), int(found[3]))
    return Place(section.uid)


def _kept(request: StaffRequest, phases: Sequence[ParticipationPhase]) -> dict[str, Any]:
    """What the last voice leaves for the next one; the first one starts with now."""
    kept = request.session.get("recording", {})
    if str(kept.get("phase", "")) not in {str(phase.pk) for phase in phases}:
        kept = {}
    moment = parse_datetime(kept["received_at"]) if kept.get("received_at") else None
    if moment is not None and is_naive(moment):
        moment = make_aware(moment)
    start = localtime(moment or clock.now()).replace(second=0, microsecond=0)
    return {name: kept[name] for name in KEPT if name in kept} | {"received_at": start}


def _section(phase: ParticipationPhase, where: str) -> tuple[Section | None, str]:
    try:
        return Whereabouts(phase.version).section(where), ""
    except RuleBroken as broken:
        return None, broken.message


def _page(request: StaffRequest, form: RecordForm, *, choosing: bool = False, status: int = 200) -> HttpResponse:
    phase = form.chosen_phase()
    if phase is None:
        raise Http404
    section, problem = _section(phase, cleaned_line(str(form["where"].value() or "")))
    last = last_recorded(request.town, request.user)
    saved = request.session.pop("recorded", None) if request.method == "GET" else None
    # Where the next key stroke belongs: to the place while it is being chosen, else to the words.
    goal = "passage" if choosing and section else "where" if choosing else "text"
    if not form.is_bound:
        form.fields[goal].widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "phase": phase,
        "sections": Whereabouts(phase.version).sections,
        "section": section,
        "last": last,
        "passages": passages_to_choose(phase.version, section) if section else [],
        "problem": problem if choosing else "",
        "saved": next((one for one in last if one.number == saved), None),
        "undoable": {ContributionState.RECEIVED, ContributionState.PUBLISHED},
    }
    return render(request, "participation/record.html", context, status=status)


def _take_back(request: StaffRequest) -> HttpResponse:
    number = request.POST.get("nummer", "")
    contribution: Contribution | None = None
    if number.isascii() and number.isdigit() and len(number) < 10:
        contribution = find_contribution(request.town, int(number))
    if contribution is None:
        raise Http404
    try:
        gone = take_back_recording(actor=request.user, contribution=contribution)
    except RuleBroken as broken:
        messages.warning(request, broken.message)
    else:
        day = words(localtime(gone.changed_at), TIME)
        messages.success(request, _("%(number)s ist zurückgenommen (%(day)s).") % {"number": gone.label, "day": day})
    return HttpResponseRedirect(reverse("record", args=[request.town.slug]))
