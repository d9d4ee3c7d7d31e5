"""Opinion maps for staff: set up, add statements, look at proposals, take statements out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.opinions.actions import (
    add_statements,
    change_map,
    edit_statement,
    move_statement,
    publish_statement,
    retire_statement,
    set_up_map,
    withhold_statement,
)
from werkstatt.opinions.forms import MapForm, StatementForm, StatementsForm
from werkstatt.opinions.models import OpinionMap, Statement
from werkstatt.opinions.queries.maps import find_map
from werkstatt.opinions.queries.moderating import find_source, read_desk, read_map_desk
from werkstatt.opinions.queries.statements import find_statement
from werkstatt.opinions.rules import MAX_STATEMENT_LENGTH, StatementState
from werkstatt.opinions.views.voting import number_in
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries import find_phase
from werkstatt.participation.rules import PhaseKind, PhaseStage


@require_safe
@staff_page("opinions.moderate")
def desk(request: StaffRequest) -> HttpResponse:
    """The town's opinion maps, and phases that could have one."""
    context = {
        "desk": read_desk(request.town, request.user, clock.now()),
        "may_set_up": request.user.has_perm("opinions.set_up", request.town),
    }
    return render(request, "opinions/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.set_up")
def set_up(request: StaffRequest, phase: int) -> HttpResponse:
    """Give a phase an opinion map, or word the one it has differently."""
    subject = find_phase(request.town, phase)
    if subject is None or subject.kind != PhaseKind.PUBLIC:
        raise Http404
    opinion_map = find_map(request.town, phase)
    initial = {"takes_proposals": True}
    if opinion_map is not None:
        names = ("question", "lead", "takes_proposals")
        initial = {name: getattr(opinion_map, name) for name in names}
    form = MapForm(request.POST if request.method == "POST" else None, initial=initial, label_suffix="")
    if form.is_valid():
        try:
            if opinion_map is None:
                set_up_map(actor=request.user, phase=subject, **form.cleaned_data)
            else:
                change_map(actor=request.user, opinion_map=opinion_map, **form.cleaned_data)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            if opinion_map is None:
                messages.success(request, _("Das Stimmungsbild ist da. Jetzt fehlen die ersten Thesen."))
            return _to_map(request, phase)
    context = {"form": form, "phase": subject, "map": opinion_map}
    return render(request, "opinions/set_up.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.moderate")
def statements(request: StaffRequest, phase: int) -> HttpResponse:
    """The statements of a map: proposals to look at, what is asked, and a field for more."""
    opinion_map = _map(request, phase)
    if request.method == "POST" and request.POST.get("tun") in ("hoch", "runter"):
        return _move(request, opinion_map)
    form = StatementsForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        try:
            source = _source(request, form.cleaned_data["source"])
            texts = form.cleaned_data["texts"].splitlines()
            added = add_statements(actor=request.user, opinion_map=opinion_map, texts=texts, source=source)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            words = ngettext("Eine These ist dazugekommen.", "%(n)s Thesen sind dazugekommen.", len(added))
            messages.success(request, words % {"n": len(added)})
            return _to_map(request, phase)
    context = {
        "map": opinion_map,
        "desk": read_map_desk(opinion_map),
        "form": form,
        "stage": opinion_map.stage_at(clock.now()),
        "may_set_up": request.user.has_perm("opinions.set_up", request.town),
        "most": MAX_STATEMENT_LENGTH,
    }
    return render(request, "opinions/statements.html", context, status=422 if form.errors else 200)


def _move(request: StaffRequest, opinion_map: OpinionMap) -> HttpResponse:
    number = number_in(request.POST.get("these", ""))
    found = find_statement(opinion_map, number) if number is not None else None
    if found is None:
        raise Http404
    move_statement(actor=request.user, statement=found, up=request.POST["tun"] == "hoch")
    return _to_map(request, opinion_map.phase_id, f"these-{found.number}")


def _source(request: StaffRequest, typed: str) -> Contribution | None:
    if not typed:
        return None
    number = number_in(typed.removeprefix("Nr.").strip())
    source = find_source(request.town, number) if number is not None else None
    if source is None:
        message = _("Diesen Beitrag gibt es nicht, oder er ist nicht öffentlich.")
        raise RuleBroken(message, fields={"source": message})
    return source


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("opinions.moderate")
def statement(request: StaffRequest, phase: int, number: int) -> HttpResponse:
    """One statement and what can be done with it."""
    opinion_map = _map(request, phase)
    subject = find_statement(opinion_map, number)
    if subject is None:
        raise Http404
    posted = request.method == "POST"
    form = StatementForm(request.POST if posted else None, initial={"text": subject.text}, label_suffix="")
    if posted and form.is_valid():
        try:
            done = _decide(request, subject, form)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, done)
            return _to_map(request, phase, "vorschlaege" if subject.state == StatementState.PROPOSED else "")
    may_edit = subject.state == StatementState.PROPOSED or (
        subject.is_seed and not subject.vote_count and opinion_map.stage_at(clock.now()) is PhaseStage.PLANNED
    )
    context = {"map": opinion_map, "statement": subject, "form": form, "may_edit": may_edit}
    return render(request, "opinions/statement.html", context, status=422 if form.errors else 200)


def _decide(request: StaffRequest, subject: Statement, form: StatementForm) -> str:
    """Do what the button says. Returns what is told about it."""
    text, reason = form.cleaned_data["text"], form.cleaned_data["reason"]
    match request.POST.get("tun"):
        case "aufnehmen":
            publish_statement(actor=request.user, statement=subject, text=text if "text" in request.POST else None)
            words = _("%(label)s steht jetzt zur Abstimmung.")
        case "zurueckhalten":
            withhold_statement(actor=request.user, statement=subject, reason=reason)
            words = _("%(label)s ist nicht aufgenommen. Nummer und Grund bleiben sichtbar.")
        case "nicht-mehr":
            retire_statement(actor=request.user, statement=subject, reason=reason)
            words = _("%(label)s wird nicht mehr gefragt. Was gesagt wurde, zählt weiter.")
        case "schreibweise":
            edit_statement(actor=request.user, statement=subject, text=text)
            words = _("%(label)s ist geändert.")
        case _order:
            raise RuleBroken(_("Bitte wählen Sie, was geschehen soll."))
    return words % {"label": subject.label}


def _map(request: StaffRequest, phase: int) -> OpinionMap:
    opinion_map = find_map(request.town, phase)
    if opinion_map is None:
        raise Http404
    return opinion_map


def _to_map(request: StaffRequest, phase: int, anchor: str = "") -> HttpResponse:
    url = reverse("opinion-statements-desk", args=[request.town.slug, phase])
    return HttpResponseRedirect(f"{url}#{anchor}" if anchor else url)
