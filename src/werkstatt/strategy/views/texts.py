"""The town's strategies, and how a text gets in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.strategy import preview, tasks
from werkstatt.strategy.actions import accept_import, begin_empty, discard_preview, preview_import
from werkstatt.strategy.drawing import picture_address
from werkstatt.strategy.forms import BeginForm, ImportForm, TitleForm, put_errors
from werkstatt.strategy.queries import find_picture, find_preview, texts_of


@require_safe
@staff_page("strategy.view_draft")
def texts(request: StaffRequest) -> HttpResponse:
    """All strategies with what comes next for each."""
    context = {
        "rows": texts_of(request.town, request.user),
        "may_edit": request.user.has_perm("strategy.edit_text", request.town),
        "may_publish": request.user.has_perm("strategy.publish", request.town),
    }
    return render(request, "strategy/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("strategy.import_text")
def begin(request: StaffRequest) -> HttpResponse:
    """A strategy from scratch."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = begin_empty(actor=request.user, town=request.town, **form.cleaned_data)
        except RuleBroken as error:
            put_errors(form, error)
        else:
            address = reverse("editor-chapter", args=[request.town.slug, draft.strategy.slug, 1])
            return HttpResponseRedirect(address)
    return render(request, "strategy/begin.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("strategy.import_text")
def import_text(request: StaffRequest) -> HttpResponse:
    """Hand in a file or paste a text; the next page shows what was understood."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        try:
            data, name = form.content()
            taken = preview_import(
                actor=request.user, town=request.town, data=data, filename=name, title=form.cleaned_data["title"]
            )
        except RuleBroken as error:
            put_errors(form, RuleBroken(error.message, fields={_source(form): error.message}))
        else:
            tasks.clear_previews.enqueue()
            return HttpResponseRedirect(reverse("import-preview", args=[request.town.slug, taken.token]))
    return render(request, "strategy/import.html", {"form": form}, status=422 if form.errors else 200)


def _source(form: ImportForm) -> str:
    return "file" if form.cleaned_data.get("file") is not None else "text"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("strategy.import_text")
def import_preview(request: StaffRequest, token: str) -> HttpResponse:
    """What was understood of a file; take it as a draft, or throw it away."""
    taken = find_preview(request.town, token)
    if taken is None:
        return render(request, "strategy/preview_gone.html", status=404)
    shown = preview.look_at(taken, picture_address(request.town))
    data: Any = request.POST if request.POST.get("tun") == "uebernehmen" else None
    form = TitleForm(data, initial={"title": shown.title})
    if request.method == "POST" and request.POST.get("tun") == "verwerfen":
        discard_preview(actor=request.user, preview=taken)
        messages.success(request, _("Verworfen. Es wurde nichts übernommen."))
        return HttpResponseRedirect(reverse("import", args=[request.town.slug]))
    if form.is_bound and form.is_valid():
        try:
            draft = accept_import(actor=request.user, preview=taken, title=form.cleaned_data["title"])
        except RuleBroken as error:
            put_errors(form, error)
        else:
            messages.success(
                request,
                _("Übernommen. Der Text ist jetzt ein Entwurf, den nur Sie und Ihre Kolleginnen und Kollegen sehen."),
            )
            return HttpResponseRedirect(reverse("editor", args=[request.town.slug, draft.strategy.slug]))
    context = {"form": form, "preview": taken, "shown": shown}
    return render(request, "strategy/import_preview.html", context, status=422 if form.errors else 200)


@require_safe
@staff_page("strategy.view_draft")
def picture(request: StaffRequest, name: str) -> HttpResponse:
    """A picture of the town for those who write: also one that no published version shows yet."""
    found = find_picture(request.town, name)
    if found is None:
        raise Http404
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=found.content_type)
    # The name is the hash of the bytes: what is behind it never changes.
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
