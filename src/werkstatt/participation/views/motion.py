"""Motions of council groups: choose the place, move another wording, change it or take it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.organisations.permissions import council_groups_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.actions import Place, change_motion, move, withdraw_motion
from werkstatt.participation.actions.motion import why_not_changeable, why_not_withdrawable
from werkstatt.participation.links import draft_key, reader_url
from werkstatt.participation.models import Contribution
from werkstatt.participation.motion_forms import MotionForm
from werkstatt.participation.queries import Spot, find_contribution, find_spot, newest_remarks
from werkstatt.participation.rules import Kind, PhaseKind, PhaseStage
from werkstatt.participation.views.quoting import Quote, quote_in, sentences_of, whole
from werkstatt.strategy.audience import readers_in_words
from werkstatt.strategy.queries import chapter_blocks
from werkstatt.strategy.queries.frozen import frozen_sections
from werkstatt.text.worddiff import word_diff


@never_cache
@require_safe
@staff_page("organisations.belong")
def choose_section(request: StaffRequest, phase: int, section: str = "") -> HttpResponse:
    """The contents of the text, or the paragraphs of one section: where shall it say something else?"""
    spot = _spot(request, phase, section=section)
    version = spot.phase.version
    context = _frame(request, spot) | {
        "sections": frozen_sections(version) if spot.section is None else (),
        "blocks": [block for block in chapter_blocks(version, [spot.section]) if block.text] if spot.section else (),
    }
    return render(request, "participation/motion_place.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.belong")
def motion_new(request: StaffRequest, phase: int, block: str) -> HttpResponse:
    """Another wording for a passage, on behalf of one's group."""
    spot = _spot(request, phase, block=block)
    assert spot.block is not None  # noqa: S101 - the address names one
    if spot.phase.stage_at(clock.now()) is not PhaseStage.OPEN:
        return render(request, "participation/motion_place.html", _frame(request, spot))
    quote = quote_in(spot.block, request.GET)
    if quote is None and request.method != "POST":
        whole_block = whole(spot.block)
        context = _frame(request, spot) | {"choices": sentences_of(spot.block), "whole": f"0-{whole_block.end}"}
        return render(request, "participation/motion_choose.html", context)
    quote = quote or whole(spot.block)
    groups = council_groups_of(request.user, request.town.pk)
    looks = request.POST.get("tun") == "zeigen"
    form = MotionForm(request.POST or None, passage=quote.passage, groups=groups, keep=looks)
    if form.is_bound and form.is_valid():
        try:
            moved = move(
                actor=request.user,
                phase=spot.phase,
                group=form.chosen_group,
                place=Place(block_uid=spot.block.uid, start=quote.start, end=quote.end),
                replacement=form.cleaned_data["replacement"],
                reason=form.cleaned_data["text"],
                form_key=form.cleaned_data["form_key"],
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            names = {"number": moved.number, "group": moved.alias}
            messages.success(request, _("Der Antrag der %(group)s hat die Nr. %(number)s.") % names)
            return HttpResponseRedirect(reverse("motion", args=[request.town.slug, moved.number]))
    context = _frame(request, spot) | _words(form, quote) | {"groups": groups}
    return render(request, "participation/motion_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.belong")
def motion(request: StaffRequest, number: int) -> HttpResponse:
    """A motion of one's own group: what it says, what became of it, and what can still be done."""
    found = find_contribution(request.town, number) if number < 10**9 else None
    if found is None or found.kind != Kind.MOTION or found.circle is None:
        raise Http404
    if not request.user.has_perm("participation.move", found.circle):
        raise Http404
    reason = why_not_changeable(found) if hasattr(found, "suggestion") else _("Der Antrag ist zurückgezogen.")
    order = request.POST.get("tun", "")
    form = None
    if not reason:
        form = MotionForm.of(found, request.POST if order == "aendern" else None)
    if request.method == "POST":
        try:
            if _changed(request, found, order, form):
                return HttpResponseRedirect(request.path)
        except RuleBroken as broken:
            if form is None or not form.is_bound:
                raise
            put_on(form, broken)
    context = {
        "motion": found,
        "form": form,
        "why_not": reason,
        "may_withdraw": not why_not_withdrawable(found),
        "changes": word_diff(found.suggestion.quote, found.suggestion.replacement)
        if hasattr(found, "suggestion")
        else None,
        "back_url": reverse("member-home", args=[request.town.slug]),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "participation/motion.html", context, status=status)


def _changed(request: StaffRequest, found: Contribution, order: str, form: MotionForm | None) -> bool:
    match order:
        case "aendern" if form is not None and form.is_valid():
            data = form.cleaned_data
            change_motion(actor=request.user, motion=found, replacement=data["replacement"], reason=data["text"])
            messages.success(request, _("Gespeichert. Der Antrag sagt jetzt etwas anderes."))
        case "aendern" if form is not None:
            return False
        case "aendern":
            raise RuleBroken(why_not_changeable(found))
        case "zurueckziehen":
            withdraw_motion(actor=request.user, motion=found)
            messages.success(request, _("Der Antrag ist zurückgezogen. Seine Nummer bleibt."))
        case _:
            raise RuleBroken(_("Bitte wählen Sie, was geschehen soll."))
    return True


def _spot(request: StaffRequest, phase: int, *, section: str = "", block: str = "") -> Spot:
    """The place in a phase of the council; Http404 unless this person speaks for a group in it."""
    spot = find_spot(request.town, phase, section_uid=section, block_uid=block) if phase < 2**31 else None
    if spot is None or spot.phase.kind != PhaseKind.COUNCIL:
        raise Http404
    if not request.user.has_perm("participation.take_part", spot.phase):
        raise Http404
    return spot


def _frame(request: StaffRequest, spot: Spot) -> dict[str, object]:
    version, section = spot.phase.version, spot.section
    section_uid, block_uid = spot.uids
    return {
        "spot": spot,
        "phase": spot.phase,
        "readers": readers_in_words(version),
        "is_open": spot.phase.stage_at(clock.now()) is PhaseStage.OPEN,
        "home_url": reverse("member-home", args=[request.town.slug]),
        "text_url": reader_url(
            request.town,
            version,
            number=section.number if section else "",
            section_uid=section_uid,
            block_uid=block_uid,
        ),
        "remarks": newest_remarks(version, section_uid=section_uid, block_uid=block_uid) if block_uid else (),
        "draft_key": draft_key(spot.phase.pk, *spot.uids),
    }


def _words(form: MotionForm, quote: Quote) -> dict[str, object]:
    typed = str(form["replacement"].value() or "").strip()[:20_000]
    return {"form": form, "quote": quote, "changes": word_diff(quote.passage, typed)}
