"""Several proposals for one place, side by side, settled by a person in one go."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from werkstatt.assessment.actions.rivals import Decision, SettledMeanwhile, settle_rivals
from werkstatt.assessment.queries.conflicts import Contest, contest_of
from werkstatt.assessment.queries.item import item_of
from werkstatt.assessment.rival_forms import SettleForms, begun_reason
from werkstatt.assessment.rules import CHANGES_TEXT
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.models import Contribution
from werkstatt.strategy.actions import EditConflict, start_draft
from werkstatt.text.suggestions import Together, together
from werkstatt.text.worddiff import word_diff


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.change_text")
def settle(request: StaffRequest, number: int) -> HttpResponse:
    """Choose one, join parts of several in own words, or decline; ``?nehmen=69`` chooses beforehand."""
    contribution = item_of(request.town, number)
    if contribution is None or not hasattr(contribution, "suggestion"):
        raise Http404
    contest = contest_of(contribution)
    if contest is None:
        messages.info(request, _("Der Vorschlag hat im neuesten Text keine sichere Stelle. Entscheiden Sie hier."))
        return HttpResponseRedirect(reverse("suggestion", args=[request.town.slug, number]))
    if request.method != "POST":
        return _begin(request, contest)
    match request.POST.get("do"):
        case "draft":
            start_draft(actor=request.user, base=contest.base)
            return HttpResponseRedirect(request.get_full_path())
        case "look":
            return _look(request, contest)
        case "settle":
            return _settle(request, contest)
    raise BadRequest


def _begin(request: StaffRequest, contest: Contest) -> HttpResponse:
    chosen = set(request.GET.getlist("nehmen"))
    numbers = [rival.number for rival in contest.rivals if rival.is_open and str(rival.number) in chosen]
    return _with_choice(request, contest, numbers, {})


def _look(request: StaffRequest, contest: Contest) -> HttpResponse:
    """The wording and the verdicts that a choice leads to. Reasons that somebody has written stay."""
    forms = SettleForms(contest, request.POST)
    forms.place.is_valid()
    taken = [form.rival.number for form in forms.rivals if form.is_valid() and form.cleaned_data["take"]]
    reasons = {form.rival.number: form.cleaned_data.get("reason", "") for form in forms.rivals if form.is_valid()}
    return _with_choice(request, contest, taken, reasons)


def _with_choice(request: StaffRequest, contest: Contest, taken: list[int], reasons: dict[int, str]) -> HttpResponse:
    result = _together(contest, taken)
    data: dict[str, Any] = {
        "text": result.text,
        "revision": str(contest.block.revision) if contest.block else "",
    }
    verdicts = SettleForms(contest, data).verdicts()
    adopted = [form.rival.contribution.label for form, verdict in verdicts if verdict in CHANGES_TEXT]
    begun = {begun_reason(verdict, names) for _form, verdict in verdicts for names in (adopted, [])}
    for form, verdict in verdicts:
        number, written = form.rival.number, reasons.get(form.rival.number, "")
        data[f"n{number}-take"] = "on" if number in taken else ""
        data[f"n{number}-seen"] = form.rival.seen
        is_begun = not written or written in begun or written.endswith(":")
        data[f"n{number}-reason"] = (begun_reason(verdict, adopted) if taken else "") if is_begun else written
    return _show(request, contest, SettleForms(contest, data), clash=result.clashing)


def _together(contest: Contest, taken: list[int]) -> Together:
    """What the chosen proposals make of the draft, in the order of their numbers."""
    if contest.block is None:
        return Together("")
    chosen = [rival.proposal for rival in contest.rivals if rival.number in taken]
    return together(chosen, contest.ground, contest.block.text)


def _settle(request: StaffRequest, contest: Contest) -> HttpResponse:
    forms = SettleForms(contest, request.POST)
    if not forms.rivals:
        messages.info(request, _("Über alle Vorschläge zu dieser Stelle ist schon entschieden."))
        return _back(request, contest.contribution)
    if not forms.is_valid():
        return _show(request, contest, forms, 422)
    try:
        _known(request, contest)
        settle_rivals(
            actor=request.user,
            decisions=[
                Decision(form.rival.contribution, verdict, form.cleaned_data["reason"], form.cleaned_data["seen"])
                for form, verdict in forms.verdicts()
            ],
            block=contest.block,
            text=forms.place.cleaned_data["text"],
            revision=forms.place.cleaned_data["revision"],
        )
    except RuleBroken as broken:
        fresh = contest_of(contest.contribution) or contest
        typed = request.POST.copy()
        if isinstance(broken, EditConflict):
            typed["revision"] = str(broken.current.revision)
        for rival in fresh.rivals:
            typed[f"n{rival.number}-seen"] = rival.seen
        forms = SettleForms(fresh, typed)
        forms.put(broken)
        return _show(request, fresh, forms, 409 if isinstance(broken, SettledMeanwhile | EditConflict) else 422)
    count = len(forms.rivals)
    said = ngettext("Über den Vorschlag ist entschieden.", "Über %(n)s Vorschläge ist entschieden.", count)
    messages.success(request, said % {"n": count})
    return _back(request, contest.contribution)


def _known(request: StaffRequest, contest: Contest) -> None:
    """Who decides has seen every proposal that is open now: one that was settled or came since is told about."""
    sent = {name[1:].removesuffix("-seen") for name in request.POST if name.endswith("-seen")}
    there = {str(rival.number) for rival in contest.rivals if rival.is_open}
    if sent == there:
        return
    gone = [rival for rival in contest.rivals if str(rival.number) in sent - there]
    told = [f"{rival.contribution.label}: {rival.contribution.suggestion.get_state_display()}" for rival in gone]
    told += [_("Nr. %(number)s ist neu") % {"number": number} for number in sorted(there - sent, key=int)]
    raise SettledMeanwhile(
        _("Inzwischen hat sich etwas geändert (%(what)s). Ihre Worte stehen noch da: Bitte prüfen Sie sie.")
        % {"what": ", ".join(told)}
    )


def _back(request: StaffRequest, contribution: Contribution) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk-item", args=[request.town.slug, contribution.number]))


def _show(
    request: StaffRequest, contest: Contest, forms: SettleForms, status: int = 200, clash: tuple[str, ...] = ()
) -> HttpResponse:
    verdicts = dict(forms.verdicts())
    by_number = {form.rival.number: form for form in forms.rivals}
    text = forms.place.data.get("text", "")
    context = {
        "contribution": contest.contribution,
        "contest": contest,
        "forms": forms.drawn(),
        "cards": [
            (
                rival,
                by_number.get(rival.number),
                verdicts.get(by_number[rival.number]) if rival.number in by_number else None,
            )
            for rival in contest.rivals
        ],
        "clash": clash,
        "changes": word_diff(contest.block.text, text) if contest.block and text else (),
    }
    return render(request, "assessment/wording/settle.html", context, status=status)
