"""Contributing: choose the passage, write a comment or another wording, get a receipt."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.proof import Proof
from werkstatt.core.rates import is_on, wait_for
from werkstatt.core.ui.days import LONG, words
from werkstatt.core.ui.pieces import Step
from werkstatt.organisations.rules import conduct_points
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.actions import Place, submit
from werkstatt.participation.forms import ContributionForm
from werkstatt.participation.limits import LOOKING_AROUND, POSTING, POSTING_PHASE, POSTING_UNPROVEN
from werkstatt.participation.links import draft_key, privacy_url, reader_url, receipt_url
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.queries import SaidBefore, Spot, find_spot, newest_remarks, said_before
from werkstatt.participation.rules import Kind, PhaseKind, PhaseStage
from werkstatt.participation.views.private import held_back, too_often, wait
from werkstatt.participation.views.quoting import Choice, Quote, quote_in, sentences_of, whole
from werkstatt.strategy.models import Block
from werkstatt.text.worddiff import word_diff

WORDING, COMMENT = "wortlaut", "kommentar"
"""Kinds of contributions as they stand in addresses."""
LOOK_AROUND = "aehnliche"
"""What the button says that shows what others have said; with a script it shows by itself."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def contribute(request: TownRequest, phase: int, section: str = "", block: str = "") -> HttpResponse:
    """The page for one place: its passage, the form, what others said, what happens then."""
    spot = find_spot(request.town, phase, section_uid=section, block_uid=block)
    if spot is None or spot.phase.kind == PhaseKind.COUNCIL:
        raise Http404
    if not request.user.has_perm("participation.take_part", spot.phase):
        # A phase for some people does not exist for all others.
        raise Http404
    if request.method == "POST":
        return _take(request, spot)
    if spot.phase.stage_at(clock.now()) is not PhaseStage.OPEN:
        return _not_open(request, spot)
    quote = quote_in(spot.block, request.GET)
    if spot.block is not None and quote is None:
        return _choose(request, spot, spot.block)
    kind = _kind(request.GET.get("art", ""), quote)
    return _page(request, spot, quote, ContributionForm(kind=kind, passage=quote.passage if quote else ""))


def _take(request: TownRequest, spot: Spot) -> HttpResponse:
    """What the form's buttons ask for: send (the default), show the difference, change the kind, see what was said."""
    data, order = request.POST, request.POST.get("tun", "")
    quote = quote_in(spot.block, request.GET)
    if spot.block is not None and quote is None:
        quote = whole(spot.block)
    passage = quote.passage if quote else ""
    kind = _kind(order if order in (WORDING, COMMENT) else data.get("art", ""), quote)
    if order in (WORDING, COMMENT, "zeigen", LOOK_AROUND):
        form = ContributionForm(data, kind=kind, passage=passage, keep=True)
        looks = order == LOOK_AROUND
        said = _said_before(request, spot.phase, form) if looks else None
        return _page(request, spot, quote, form, show_changes=looks or order == "zeigen", said=said)
    form = ContributionForm(data, kind=kind, passage=passage)
    if form.is_valid() and form.taken_trouble is not None:
        seconds, hold = _limits(request, spot.phase, form.taken_trouble)
        if seconds:
            form.add_error(None, too_often(seconds))
            return wait(_page(request, spot, quote, form, show_changes=True, status=429), seconds)
        try:
            contribution = submit(
                # Only asked whether she may; who spoke is not kept.
                actor=request.user if spot.phase.kind == PhaseKind.INTERNAL else None,
                phase=spot.phase,
                place=_place(spot, quote),
                text=form.cleaned_data["text"],
                replacement=form.cleaned_data["replacement"] if kind == Kind.SUGGESTION else None,
                alias=form.cleaned_data["alias"],
                form_key=form.cleaned_data["form_key"],
                proof_key=form.taken_trouble.key,
                hold=hold,
                email=form.cleaned_data["email"],
                language=get_language() or "de",
            )
        except RuleBroken as broken:
            put_on(form, broken)
            form.renew()
        else:
            return HttpResponseRedirect(receipt_url(request.town, contribution))
    if spot.phase.stage_at(clock.now()) is not PhaseStage.OPEN:
        return _not_open(request, spot, form)
    return _page(request, spot, quote, form, show_changes=kind == Kind.SUGGESTION, status=422)


def _said_before(request: TownRequest, phase: ParticipationPhase, form: ContributionForm) -> SaidBefore:
    """What is near to the words in the form. Too many looks find nothing: that keeps nobody from sending."""
    if held_back(request, LOOKING_AROUND):
        return SaidBefore()
    wording = str(form["replacement"].value() or "") if form.kind == Kind.SUGGESTION else ""
    return said_before(phase, str(form["text"].value() or ""), "" if wording == form.passage else wording)


def _limits(request: TownRequest, phase: ParticipationPhase, proof: Proof) -> tuple[int, bool]:
    """Seconds to wait, and whether a person looks at it first: without a proof, or in a flood from everywhere."""
    with transaction.atomic() if is_on(POSTING_PHASE) else nullcontext():  # one wait for the disk instead of two
        if seconds := held_back(request, POSTING if proof.by_work else POSTING_UNPROVEN):
            return seconds, False
        return 0, bool(wait_for(POSTING_PHASE, str(phase.pk))) or not proof.by_work


def _kind(name: str, quote: Quote | None) -> Kind:
    return Kind.SUGGESTION if name == WORDING and quote is not None and quote.passage else Kind.COMMENT


def _place(spot: Spot, quote: Quote | None) -> Place:
    if spot.block is not None and quote is not None:
        return Place(block_uid=spot.block.uid, start=quote.start, end=quote.end)
    return Place(section_uid=spot.section.uid if spot.section else "")


def _choose(request: TownRequest, spot: Spot, block: Block) -> HttpResponse:
    """No passage is named: the paragraph's sentences to choose from. Works without a script and from the keyboard."""
    choices = sentences_of(block)
    context = _frame(request, spot) | {
        "choices": choices,
        "whole": Choice(f"0-{len(block.text)}", _("ganzer Absatz")),
        "wants_wording": request.GET.get("art") == WORDING,
    }
    return render(request, "participation/choose.html", context)


def _page(
    request: TownRequest,
    spot: Spot,
    quote: Quote | None,
    form: ContributionForm,
    *,
    show_changes: bool = False,
    said: SaidBefore | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form. ``said``: what others have said before, for those who asked for it without a script."""
    wording = form.kind == Kind.SUGGESTION
    changes = None
    if wording and show_changes and quote is not None:
        # Too long texts are refused anyway, and comparing them would take its time.
        changes = word_diff(quote.passage, str(form["replacement"].value() or "").strip()[:20_000])
    context = _frame(request, spot) | {
        "form": form,
        "quote": quote,
        "wording": wording,
        "may_reword": quote is not None and bool(quote.passage),
        "changes": changes,
        "said": said,
        "may_look_around": spot.phase.kind == PhaseKind.PUBLIC,
        "steps": _what_happens_then(spot.phase),
        "conduct": conduct_points(request.town.conduct_rules),
        "privacy_url": privacy_url(request.town),
        "draft_key": draft_key(spot.phase.pk, *spot.uids),
    }
    return render(request, "participation/contribute.html", context, status=status)


def _frame(request: TownRequest, spot: Spot) -> dict[str, object]:
    """What the page shows in each of its states."""
    version, section = spot.phase.version, spot.section
    section_uid, block_uid = spot.uids
    return {
        "spot": spot,
        "phase": spot.phase,
        "version_url": reader_url(request.town, version),
        "back_url": reader_url(
            request.town,
            version,
            number=section.number if section else "",
            section_uid=section_uid,
            block_uid=block_uid,
        ),
        "remarks": newest_remarks(version, section_uid=section_uid, block_uid=block_uid),
    }


def _not_open(request: TownRequest, spot: Spot, form: ContributionForm | None = None) -> HttpResponse:
    """Too early or too late. Words that were typed meanwhile are shown, so that they can be copied."""
    typed = []
    if form is not None:
        names = ("replacement", "text", "alias") if form.kind == Kind.SUGGESTION else ("text", "alias")
        typed = [(form[name].label, form[name].value()) for name in names if form[name].value()]
    context = _frame(request, spot) | {
        "planned": spot.phase.stage_at(clock.now()) is PhaseStage.PLANNED,
        "typed": typed,
        "contributions_url": reverse("contributions", args=[request.town.slug]),
    }
    return render(request, "participation/not_open.html", context, status=200 if form is None else 409)


def _what_happens_then(phase: ParticipationPhase) -> list[Step]:
    return [
        Step(_("Sie bekommen sofort eine Nummer."), state="voice"),
        Step(_("Das zuständige Amt wägt jeden Punkt ab."), state="todo"),
        Step(
            (
                _("Bis %(day)s steht die Antwort mit Grund für alle da, die den Text lesen dürfen.")
                if phase.kind == PhaseKind.INTERNAL
                else _("Bis %(day)s steht die Antwort mit Grund im Netz.")
            )
            % {"day": words(phase.answer_by, LONG)},
            state="todo",
        ),
        Step(_("Ändert sich der Text, steht Ihre Nummer daneben."), state="todo"),
    ]
