"""Bringing in votes that were collected elsewhere: choose two files, look, say yes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.opinions.actions.importing import FaultyFiles, found_in, import_votes, take_files
from werkstatt.opinions.forms import ImportForm, SourceForm
from werkstatt.opinions.queries.maps import find_map
from werkstatt.opinions.queries.moderating import find_import
from werkstatt.organisations.views.binding import StaffRequest, staff_page

SHOWN = 5
"""Statements that the preview shows."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.set_up")
def upload(request: StaffRequest, phase: int) -> HttpResponse:
    """Choose the two files. What is wrong in them is said with line and column."""
    opinion_map = find_map(request.town, phase)
    if opinion_map is None:
        raise Http404
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None, label_suffix="")
    faults: list[tuple[int, int, str]] = []
    if form.is_valid():
        data = {name: form.cleaned_data[name].read() for name in ("statements", "votes")}
        try:
            kept = take_files(actor=request.user, opinion_map=opinion_map, **data)
        except RuleBroken as broken:
            put_on(form, broken)
            faults = broken.faults if isinstance(broken, FaultyFiles) else []
        else:
            return HttpResponseRedirect(reverse("opinion-import-preview", args=[request.town.slug, phase, kept.token]))
    context = {"map": opinion_map, "form": form, "faults": faults[1:]}
    return render(request, "opinions/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.set_up")
def preview(request: StaffRequest, phase: int, token: str) -> HttpResponse:
    """What would come of the files, and the yes to it."""
    opinion_map = find_map(request.town, phase)
    kept = find_import(opinion_map, token) if opinion_map is not None else None
    if opinion_map is None or kept is None:
        raise Http404
    form = SourceForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        try:
            import_votes(actor=request.user, vote_import=kept, **form.cleaned_data)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, _("Thesen und Stimmen sind eingelesen. Das Bild wird gleich berechnet."))
            return HttpResponseRedirect(reverse("opinion-statements-desk", args=[request.town.slug, phase]))
    found = found_in(kept)
    rows = [row for row in found.statements.values() if not row.is_moderated_out]
    context = {
        "map": opinion_map,
        "form": form,
        "found": found,
        "asked": len(rows),
        "sample": rows[:SHOWN],
        "more": len(rows) - SHOWN,
    }
    return render(request, "opinions/import_preview.html", context, status=422 if form.errors else 200)
