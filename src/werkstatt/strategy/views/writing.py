"""Everything that changes a draft from the editor. Words that cannot be saved come back with the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.strategy import actions
from werkstatt.strategy.actions import BlockGone, EditConflict, SummaryConflict
from werkstatt.strategy.forms import BlockForm, NewSectionForm, SectionForm, SummaryForm, put_errors
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.queries import deleted_block, find_block, find_draft, find_section, find_strategy
from werkstatt.strategy.views.editor import contents_page
from werkstatt.strategy.views.page import Forms, chapter_page, conflict_of, new_block_form


def _draft(request: StaffRequest, slug: str) -> Version | None:
    """The draft; None if somebody has published it meanwhile. Raises Http404 for a strategy that does not exist."""
    draft = find_draft(request.town, slug)
    if draft is None and find_strategy(request.town, slug) is None:
        raise Http404
    return draft


def _too_late(request: StaffRequest, slug: str) -> HttpResponse:
    """The draft is published: nothing can be saved there, but no typed word is thrown away."""
    typed = [value for name in ("source", "title", "summary") if (value := request.POST.get(name, "").strip())]
    return render(request, "strategy/too_late.html", {"typed": typed, "slug": slug}, status=409)


def _to_chapter(draft: Version, section: Section, query: str = "", anchor: str = "") -> HttpResponseRedirect:
    town = draft.municipality.slug
    address = reverse("editor-chapter", args=[town, draft.strategy.slug, int(section.chapter_number)])
    return HttpResponseRedirect(f"{address}{query}{anchor}")


def _to_block(draft: Version, block: Block) -> HttpResponseRedirect:
    return _to_chapter(draft, block.section, anchor=f"#absatz-{block.uid}")


# ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────────────


@require_POST
@staff_page("strategy.edit_text")
def block(request: StaffRequest, slug: str, uid: str) -> HttpResponse:
    """Save a block, or do with it what the pressed button (``tun``) says."""
    draft = _draft(request, slug)
    if draft is None:
        return _too_late(request, slug)
    if request.POST.get("tun") == "zurueckholen":
        return _restore(request, draft, uid)
    found = find_block(draft, uid)
    if found is None:
        return _gone(request, draft, uid)
    todo = _BLOCK_BUTTONS.get(request.POST.get("tun", "speichern"), _save)
    if todo is not _save and "source" in request.POST:
        # The button stands below an open form: what was typed there counts first.
        saved = _save(request, draft, found)
        if saved.status_code != 302:
            return saved
        found = find_block(draft, uid)
        if found is None:
            return _gone(request, draft, uid)
    try:
        return todo(request, draft, found)
    except BlockGone:
        return _gone(request, draft, uid)
    except RuleBroken as error:
        return chapter_page(request, draft, int(found.section.chapter_number), Forms(error=error.message), 409)


def _save(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    form = BlockForm(request.POST, block=found)
    number = int(found.section.chapter_number)
    if form.is_valid():
        data = form.cleaned_data
        try:
            parts = actions.write_block(
                actor=request.user,
                block=found,
                text=data["text"],
                marks=data["marks"],
                revision=data["revision"],
                shape=data["shape"],
            )
            return _to_block(draft, parts[0])
        except EditConflict as error:
            conflict = conflict_of(error, data["source"], request)
            mine = request.POST.copy()
            mine["revision"] = str(error.current.revision)
            form = BlockForm(mine, block=error.current)
            return chapter_page(request, draft, number, Forms(found.uid, form, conflict), 409)
        except BlockGone:
            return _gone(request, draft, found.uid)
        except RuleBroken as error:
            put_errors(form, error)
    return chapter_page(request, draft, number, Forms(found.uid, form), 422)


def _gone(request: StaffRequest, draft: Version, uid: str) -> HttpResponse:
    """Somebody deleted the block. Typed words are offered as a new block at the same place."""
    last = deleted_block(draft, uid)
    if last is None:
        raise Http404
    section = find_section(draft, last.shape.get("section", ""))
    if section is None:
        return _too_late(request, draft.strategy.slug)
    forms = Forms(error=_("Dieser Absatz wurde inzwischen gelöscht."), deleted=last)
    if request.POST.get("source", "").strip():
        forms.beginning, forms.new_form = section.uid, new_block_form(request.POST)
        forms.error = _(
            "Dieser Absatz wurde inzwischen gelöscht. Ihre Worte stehen unten: Sie können sie neu einfügen."
        )
    return chapter_page(request, draft, int(section.chapter_number), forms, 409)


def _restore(request: StaffRequest, draft: Version, uid: str) -> HttpResponse:
    back = actions.restore_block(actor=request.user, version=draft, uid=uid)
    return _to_block(draft, back)


def _delete(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    actions.delete_block(actor=request.user, block=found)
    return _to_chapter(draft, found.section, f"?geloescht={found.uid}", "#inhalt")


def _up(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    return _to_block(draft, actions.shift_block(actor=request.user, block=found, direction="up"))


def _down(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    return _to_block(draft, actions.shift_block(actor=request.user, block=found, direction="down"))


def _into(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    target = find_section(draft, request.POST.get("abschnitt", ""))
    if target is None:
        raise RuleBroken(_("Bitte wählen Sie den Abschnitt, in den der Absatz soll."))
    return _to_block(draft, actions.move_to_end(actor=request.user, block=found, section=target))


def _undo(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    return _to_block(draft, actions.undo_edit(actor=request.user, block=found))


def _join(request: StaffRequest, draft: Version, found: Block) -> HttpResponse:
    return _to_block(draft, actions.join_with_previous(actor=request.user, block=found))


_BLOCK_BUTTONS: dict[str, Callable[[StaffRequest, Version, Block], HttpResponse]] = {
    "speichern": _save,
    "loeschen": _delete,
    "hoch": _up,
    "runter": _down,
    "nach": _into,
    "verbinden": _join,
    "zuruecknehmen": _undo,
}


@require_POST
@staff_page("strategy.edit_text")
def new_block(request: StaffRequest, slug: str, uid: str) -> HttpResponse:
    """A new block in a section, behind the block ``nach`` or at the beginning."""
    draft = _draft(request, slug)
    if draft is None:
        return _too_late(request, slug)
    section = find_section(draft, uid)
    if section is None:
        raise Http404
    before = request.POST.get("nach", "")
    after = find_block(draft, before) if before else None
    if after is not None and after.section_id != section.pk:
        section = after.section
    form = new_block_form(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            parts = actions.write_new(
                actor=request.user,
                section=section,
                text=data["text"],
                marks=data["marks"],
                shape=data["shape"],
                after=after,
            )
            return _to_block(draft, parts[-1])
        except RuleBroken as error:
            put_errors(form, error)
    place = Forms(after=after.uid, new_form=form) if after else Forms(beginning=section.uid, new_form=form)
    return chapter_page(request, draft, int(section.chapter_number), place, 422)


# ── Sections ──────────────────────────────────────────────────────────────────────────────────────────────────────


@require_POST
@staff_page("strategy.edit_text")
def section(request: StaffRequest, slug: str, uid: str) -> HttpResponse:
    """Save a heading and its summary, or move it, or take it out."""
    draft = _draft(request, slug)
    if draft is None:
        return _too_late(request, slug)
    found = find_section(draft, uid)
    if found is None:
        raise Http404
    contents = HttpResponseRedirect(reverse("editor", args=[request.town.slug, slug]) + f"#abschnitt-{uid}")
    match request.POST.get("tun", "speichern"):
        case "hoch":
            actions.move_section(actor=request.user, section=found, direction="up")
        case "runter":
            actions.move_section(actor=request.user, section=found, direction="down")
        case "in":
            wanted = request.POST.get("ziel", "")
            target = find_section(draft, wanted) if wanted else None
            if wanted and target is None:
                raise RuleBroken(_("Diesen Abschnitt gibt es nicht mehr."))
            actions.place_section(actor=request.user, section=found, parent=target)
        case "loeschen":
            actions.delete_section(actor=request.user, section=found)
            messages.success(request, _("Die Überschrift „%(title)s“ ist gelöscht.") % {"title": found.title})
        case "einfach" | "stimmt" as todo:
            return _save_summary(request, draft, found, confirm=todo == "stimmt")
        case _save_it:
            return _save_section(request, draft, found)
    return contents


def _save_summary(request: StaffRequest, draft: Version, found: Section, *, confirm: bool) -> HttpResponse:
    """Save the plain-language version, or say that the one there is still fits."""
    form = SummaryForm(request.POST, auto_id=f"id_einfach_{found.uid}_%s")
    status = 422
    if form.is_valid():
        data = form.cleaned_data
        was, seen = (data["was"], data["seen"]) if "was" in request.POST else (None, None)
        try:
            if confirm:
                actions.confirm_summary(actor=request.user, section=found, was=was, seen=seen)
            else:
                actions.write_summary(actor=request.user, section=found, summary=data["summary"], was=was, seen=seen)
            return _to_chapter(draft, found, anchor=f"#abschnitt-{found.uid}")
        except SummaryConflict as error:
            put_errors(form, error)
            # Who has read both and sends again has now seen what is there.
            typed = request.POST.copy()
            typed["was"] = error.current.summary
            form.data, status = typed, 409
        except RuleBroken as error:
            put_errors(form, error)
    forms = Forms(easy=found.uid, easy_form=form)
    return chapter_page(request, draft, int(found.chapter_number), forms, status)


def _save_section(request: StaffRequest, draft: Version, found: Section) -> HttpResponse:
    form = SectionForm(request.POST, section=found)
    if form.is_valid():
        try:
            saved = actions.edit_section(actor=request.user, section=found, title=form.cleaned_data["title"])
            return _to_chapter(draft, saved, anchor=f"#abschnitt-{saved.uid}")
        except RuleBroken as error:
            put_errors(form, error)
    forms = Forms(section=found.uid, section_form=form)
    return chapter_page(request, draft, int(found.chapter_number), forms, 422)


@require_POST
@staff_page("strategy.edit_text")
def new_section(request: StaffRequest, slug: str) -> HttpResponse:
    """A new chapter, a section behind another one (``hinter``), or a part of one (``in``)."""
    draft = _draft(request, slug)
    if draft is None:
        return _too_late(request, slug)
    behind = find_section(draft, request.POST.get("hinter", ""))
    parent = find_section(draft, request.POST.get("in", ""))
    form = NewSectionForm(request.POST)
    if form.is_valid():
        try:
            added = actions.add_section(
                actor=request.user, version=draft, title=form.cleaned_data["title"], after=behind, parent=parent
            )
            added.refresh_from_db()
            return _to_chapter(draft, added, f"?anfang={added.uid}", f"#abschnitt-{added.uid}")
        except RuleBroken as error:
            put_errors(form, error)
    if parent is not None or behind is not None:
        place = parent or behind
        assert place is not None  # noqa: S101  for the type checker
        return chapter_page(request, draft, int(place.chapter_number), Forms(heading_form=form), 422)
    return contents_page(request, slug, form)
