"""Bringing points into the draft: a proposed wording beside one's own, or any change that a point asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from werkstatt.assessment import actions
from werkstatt.assessment.forms import WordingForm
from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.item import PointView, item_of, passage_of, points_of
from werkstatt.assessment.queries.wording import Chooser, Proposal, chooser_of, draft_with_base, proposal_of
from werkstatt.assessment.rules import PointKind
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import SuggestionState
from werkstatt.strategy.actions import EditConflict, start_draft
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.queries import current_version, find_block, find_section


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.change_text")
def suggestion(request: StaffRequest, number: int) -> HttpResponse:
    """Quoted text, proposal and own wording side by side."""
    contribution = item_of(request.town, number)
    if contribution is None or not hasattr(contribution, "suggestion"):
        raise Http404
    if request.method == "POST":
        return _decide(request, contribution)
    proposal = proposal_of(contribution, _uid(request.GET, "absatz"))
    view = _wording_point(contribution)
    form = WordingForm(
        initial={
            "text": proposal.text,
            "reason": view.assessment.reason if view and view.assessment else "",
            "revision": proposal.block.revision if proposal.block else None,
            "seen": view.assessment.revision if view and view.assessment else "",
        }
    )
    return _show(request, contribution, proposal, form, view)


def _decide(request: StaffRequest, contribution: Contribution) -> HttpResponse:
    order = request.POST.get("do", "")
    here = reverse("suggestion", args=[request.town.slug, contribution.number])
    if order == "draft":
        return _start_draft(request, contribution, here)
    if order not in {"accept", "decline"}:
        raise BadRequest
    form = WordingForm(request.POST)
    uid = _uid(request.POST, "absatz")
    if not form.is_valid():
        return _show(request, contribution, proposal_of(contribution, uid), form, _wording_point(contribution), 422)
    proposal = proposal_of(contribution, uid, form.cleaned_data["revision"])
    try:
        message = (
            _accept(request, contribution, proposal, form)
            if order == "accept"
            else _decline(request, contribution, form)
        )
    except RuleBroken as broken:
        conflict = broken.current if isinstance(broken, EditConflict) else None
        _say(form, broken)
        return _show(
            request, contribution, proposal_of(contribution, uid), form, _wording_point(contribution), 422, conflict
        )
    messages.success(request, message)
    return HttpResponseRedirect(reverse("desk-item", args=[request.town.slug, contribution.number]))


def _accept(request: StaffRequest, contribution: Contribution, proposal: Proposal, form: WordingForm) -> str:
    if proposal.block is None:
        raise RuleBroken(_("Den Absatz gibt es im Entwurf nicht mehr. Bitte wählen Sie einen anderen."))
    actions.accept_suggestion(
        actor=request.user,
        point=actions.wording_point(actor=request.user, contribution=contribution),
        block=proposal.block,
        text=form.cleaned_data["text"],
        proposed=proposal.proposed,
        reason=form.cleaned_data["reason"],
        revision=form.cleaned_data["revision"],
        seen=form.cleaned_data["seen"],
    )
    return _("Der Absatz ist im Entwurf geändert, verbunden mit %(number)s.") % {"number": contribution.label}


def _decline(request: StaffRequest, contribution: Contribution, form: WordingForm) -> str:
    actions.decline_suggestion(
        actor=request.user,
        point=actions.wording_point(actor=request.user, contribution=contribution),
        reason=form.cleaned_data["reason"],
        seen=form.cleaned_data["seen"],
    )
    return _("Der Vorschlag ist nicht übernommen, der Grund ist gespeichert.")


def _start_draft(request: StaffRequest, contribution: Contribution, here: str) -> HttpResponse:
    base = current_version(request.town, contribution.version.strategy.slug)
    draft = start_draft(actor=request.user, base=base or contribution.version)
    messages.success(request, _("Der Entwurf zu %(version)s ist angelegt.") % {"version": draft.label})
    return HttpResponseRedirect(here)


def _say(form: WordingForm, broken: RuleBroken) -> None:
    named = {name: message for name, message in broken.fields.items() if name in form.fields and message}
    for name, message in named.items():
        form.add_error(name, message)
    if not named:
        form.add_error(None, broken.message)
    if isinstance(broken, EditConflict | actions.VerdictConflict):
        # Who has read both and sends again has now seen what is there.
        fresh = {"revision": str(broken.current.revision)} if isinstance(broken, EditConflict) else {}
        if isinstance(broken, actions.VerdictConflict):
            fresh = {"seen": broken.current.revision if broken.current else ""}
        form.data = {**form.data.dict(), **fresh}  # type: ignore[attr-defined]  # a QueryDict


def _wording_point(contribution: Contribution) -> PointView | None:
    return next((view for view in points_of(contribution) if view.point.kind == PointKind.WORDING), None)


def _show(
    request: StaffRequest,
    contribution: Contribution,
    proposal: Proposal,
    form: WordingForm,
    view: PointView | None,
    status: int = 200,
    conflict: Block | None = None,
) -> HttpResponse:
    choosing = proposal.draft is not None and (proposal.block is None or "abschnitt" in request.GET)
    context: dict[str, Any] = {
        "contribution": contribution,
        "passage": passage_of(contribution),
        "proposal": proposal,
        "form": form.drawn(),
        "view": view,
        "is_open": contribution.suggestion.state == SuggestionState.OPEN,
        "conflict": conflict,
        "chooser": _chooser(request, proposal.draft, contribution) if choosing and proposal.draft else None,
    }
    return render(request, "assessment/wording/suggestion.html", context, status=status)


def _chooser(request: StaffRequest, draft: Version, contribution: Contribution) -> Chooser:
    return chooser_of(draft, _uid(request.GET, "abschnitt") or contribution.section_uid)


def _uid(given: QueryDict, name: str) -> str:
    """The id of a section or block as it was sent: no database takes every character that can be sent."""
    return cleaned_line(given.get(name, ""))[:24]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.change_text")
def change(request: StaffRequest, number: int, position: int) -> HttpResponse:
    """Any change of the draft because of an adopted point: another wording, a new paragraph, one struck."""
    contribution = item_of(request.town, number)
    view = (
        next((one for one in points_of(contribution) if one.point.position == position), None) if contribution else None
    )
    if contribution is None or view is None:
        raise Http404
    draft = draft_with_base(contribution)
    if request.method == "POST":
        return _change(request, contribution, view, draft)
    block = _named_block(draft, _uid(request.GET, "absatz"))
    initial = {"revision": block.revision, "text": block.text} if block and request.GET.get("art") != "neu" else {}
    return _show_change(request, contribution, view, draft, block, WordingForm(initial=initial))


def _named_block(draft: Version | None, uid: str) -> Block | None:
    return find_block(draft, uid) if draft is not None and uid else None


def _change(request: StaffRequest, contribution: Contribution, view: PointView, draft: Version | None) -> HttpResponse:
    order = request.POST.get("do", "")
    if order == "draft":
        return _start_draft(request, contribution, request.get_full_path())
    if order not in {"change", "insert", "strike"} or draft is None:
        raise BadRequest
    block = _named_block(draft, _uid(request.POST, "absatz"))
    form = WordingForm(request.POST)
    conflict = None
    if form.is_valid():
        try:
            _carry_out(request, order, draft, block, view.point, form)
        except RuleBroken as broken:
            conflict = broken.current if isinstance(broken, EditConflict) else None
            _say(form, broken)
        else:
            message = _("Der Entwurf ist geändert, verbunden mit Punkt %(point)s.") % {"point": view.point.label}
            messages.success(request, message)
            address = reverse("desk-item", args=[request.town.slug, contribution.number])
            return HttpResponseRedirect(f"{address}#punkt-{view.point.position}")
    return _show_change(request, contribution, view, draft, block, form, 422, conflict)


def _carry_out(
    request: StaffRequest, order: str, draft: Version, block: Block | None, point: Point, form: WordingForm
) -> None:
    if order == "insert":
        section = block.section if block else find_section(draft, _uid(request.POST, "abschnitt"))
        if section is None:
            raise RuleBroken(_("Bitte wählen Sie zuerst den Abschnitt."))
        actions.insert_text(
            actor=request.user, section=section, after=block, text=form.cleaned_data["text"], points=[point]
        )
        return
    if block is None:
        raise RuleBroken(_("Den Absatz gibt es im Entwurf nicht mehr. Bitte wählen Sie einen anderen."))
    if order == "strike":
        actions.strike_text(actor=request.user, block=block, points=[point])
        return
    actions.change_text(
        actor=request.user,
        block=block,
        text=form.cleaned_data["text"],
        points=[point],
        revision=form.cleaned_data["revision"],
    )


def _show_change(
    request: StaffRequest,
    contribution: Contribution,
    view: PointView,
    draft: Version | None,
    block: Block | None,
    form: WordingForm,
    status: int = 200,
    conflict: Block | None = None,
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    section = _uid(given, "abschnitt") or (block.section.uid if block else contribution.section_uid)
    art = given.get("art", "")
    context = {
        "contribution": contribution,
        "view": view,
        "point": view.point,
        "draft": draft,
        "paragraph": block,
        "art": art if art in {"wort", "neu", "streichen"} and (block or art == "neu") else "",
        "form": form.drawn(),
        "conflict": conflict,
        "chooser": chooser_of(draft, section) if draft else None,
    }
    return render(request, "assessment/wording/change.html", context, status=status)
