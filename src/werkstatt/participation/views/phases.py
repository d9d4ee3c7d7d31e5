"""Phases: the list with their figures, opening one, moving its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.ui.days import TIME, words
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.actions import change_end, open_phase
from werkstatt.participation.forms import PhaseEndForm, PhaseForm
from werkstatt.participation.queries import (
    count_waiting,
    find_phase,
    find_version_for_phase,
    phase_lines,
    versions_to_open,
)
from werkstatt.participation.rules import PhaseStage


@require_safe
@staff_page("organisations.enter")
def phases(request: StaffRequest) -> HttpResponse:
    """Every phase of the town with its stage and what has come in."""
    context = {
        "lines": phase_lines(request.town, request.user, clock.now()),
        "versions": versions_to_open(request.town),
        "may_open": request.user.has_perm("participation.open_phase", request.town),
        "waiting": count_waiting(request.town),
    }
    return render(request, "participation/phases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.open_phase")
def phase_new(request: StaffRequest, version: int) -> HttpResponse:
    """Open a phase for a published version."""
    subject = find_version_for_phase(request.town, version)
    if subject is None:
        raise Http404
    if subject.is_draft:
        raise RuleBroken(_("Ein Entwurf ist noch nicht öffentlich. Veröffentlichen Sie ihn zuerst."))
    form = PhaseForm(request.POST, label_suffix="") if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            phase = open_phase(actor=request.user, version=subject, **form.cleaned_data)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            begin = words(phase.opens_at, TIME)
            messages.success(
                request, _("„%(title)s“ ist angelegt. Beginn: %(begin)s.") % {"title": phase.title, "begin": begin}
            )
            return HttpResponseRedirect(reverse("phases", args=[request.town.slug]))
    status = 200 if form is None else 422
    context = {"form": form or PhaseForm.with_defaults(subject, clock.now()), "version": subject}
    return render(request, "participation/phase_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.open_phase")
def phase_end(request: StaffRequest, phase: int) -> HttpResponse:
    """Extend a phase, close it early, or close it now."""
    subject = find_phase(request.town, phase)
    if subject is None:
        raise Http404
    now = clock.now()
    form = PhaseEndForm(
        request.POST if request.method == "POST" else None,
        initial={"closes_at": subject.closes_at, "answer_by": subject.answer_by},
        label_suffix="",
    )
    if request.method == "POST":
        at_once = request.POST.get("tun") == "jetzt"
        if at_once:
            form.fields["closes_at"].required = False
        if form.is_valid():
            try:
                changed = change_end(
                    actor=request.user,
                    phase=subject,
                    closes_at=None if at_once else form.cleaned_data["closes_at"],
                    answer_by=form.cleaned_data["answer_by"],
                    reason=form.cleaned_data["reason"],
                )
            except RuleBroken as broken:
                put_on(form, broken)
            else:
                end = words(localtime(changed.last_moment), TIME)
                messages.success(request, _("„%(title)s“ endet am %(end)s.") % {"title": subject.title, "end": end})
                return HttpResponseRedirect(reverse("phases", args=[request.town.slug]))
    context = {"form": form, "phase": subject, "is_open": subject.stage_at(now) is PhaseStage.OPEN}
    return render(request, "participation/phase_end.html", context, status=422 if form.errors else 200)
