"""Looking at a draft: its contents, and a chapter with the block that is being written."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.strategy.forms import NewSectionForm
from werkstatt.strategy.plain_language import below
from werkstatt.strategy.queries import deleted_block, find_draft, find_strategy, outline_of
from werkstatt.strategy.rules import MAX_DEPTH
from werkstatt.strategy.views.page import Forms, chapter_page


@require_safe
@staff_page("strategy.edit_text")
def editor(request: StaffRequest, slug: str) -> HttpResponse:
    """The contents of the draft, where sections are moved, added and taken out."""
    draft = find_draft(request.town, slug)
    if draft is None:
        return no_draft(request, slug)
    return contents_page(request, slug)


def contents_page(request: StaffRequest, slug: str, form: NewSectionForm | None = None) -> HttpResponse:
    """The page of the contents, also with a heading that could not be taken."""
    draft = find_draft(request.town, slug)
    if draft is None:
        return no_draft(request, slug)
    lines = outline_of(draft)
    sections = [line.section for line in lines]
    moving = next((one for one in sections if one.uid == request.GET.get("verschieben")), None)
    inside = {one.uid for one in below(moving, sections)} if moving else set()
    context = {
        "draft": draft,
        "strategy": draft.strategy,
        "lines": lines,
        "moving": moving,
        "targets": [one for one in sections if one.uid not in inside and one.depth < MAX_DEPTH] if moving else [],
        "form": form or NewSectionForm(),
        "may_publish": request.user.has_perm("strategy.publish", request.town),
    }
    return render(request, "strategy/editor.html", context, status=422 if form is not None else 200)


@require_safe
@staff_page("strategy.edit_text")
def chapter(request: StaffRequest, slug: str, chapter: int) -> HttpResponse:
    """A chapter as it reads. ``?absatz=`` opens a block, ``?nach=`` and ``?anfang=`` a new one, ``?abschnitt=`` a
    heading, ``?einfach=`` a plain-language version; ``?geloescht=`` offers to put a block back."""
    draft = find_draft(request.town, slug)
    if draft is None:
        return no_draft(request, slug)
    chosen = request.GET
    forms = Forms(
        block=chosen.get("absatz", ""),
        after=chosen.get("nach", ""),
        beginning=chosen.get("anfang", ""),
        section=chosen.get("abschnitt", ""),
        easy=chosen.get("einfach", ""),
        deleted=deleted_block(draft, chosen.get("geloescht", "")),
    )
    return chapter_page(request, draft, chapter, forms)


def no_draft(request: StaffRequest, slug: str) -> HttpResponse:
    """Where there is nothing to write in: to the versions, from which a draft can be begun."""
    if find_strategy(request.town, slug) is None:
        raise Http404
    messages.info(request, _("Gerade gibt es keinen Entwurf. Beginnen Sie einen neuen aus der letzten Fassung."))
    return HttpResponseRedirect(reverse("versions", args=[request.town.slug, slug]))
