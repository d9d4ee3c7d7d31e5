"""A picture for the draft: chosen, described, put in its place."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.strategy.actions import add_picture
from werkstatt.strategy.actions.picture import MOST_BYTES
from werkstatt.strategy.forms import PictureForm, put_errors
from werkstatt.strategy.queries import find_block, find_draft, find_section
from werkstatt.strategy.views.editor import no_draft


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("strategy.edit_text")
def new_picture(request: StaffRequest, slug: str, uid: str) -> HttpResponse:
    """A picture in a section, behind the block ``nach`` or at the beginning."""
    draft = find_draft(request.town, slug)
    if draft is None:
        return no_draft(request, slug)
    section = find_section(draft, uid)
    if section is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    before = given.get("nach", "")[:24]
    after = find_block(draft, before) if before and before.isprintable() else None
    if after is not None:
        section = after.section
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm()
    chapter = reverse("editor-chapter", args=[request.town.slug, slug, int(section.chapter_number)])
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            block = add_picture(
                actor=request.user,
                section=section,
                data=data["file"].read(MOST_BYTES + 1),
                alt=data["alt"],
                caption=data["caption"],
                after=after,
            )
        except RuleBroken as error:
            put_errors(form, error)
        else:
            return HttpResponseRedirect(f"{chapter}#absatz-{block.uid}")
    context = {"form": form, "draft": draft, "strategy": draft.strategy, "section": section, "after": after}
    context["back"] = f"{chapter}#absatz-{after.uid}" if after else f"{chapter}#abschnitt-{section.uid}"
    return render(request, "strategy/picture.html", context, status=422 if form.errors else 200)
