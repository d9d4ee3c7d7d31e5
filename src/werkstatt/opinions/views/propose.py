"""Proposing a statement for others to vote on."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.rates import address_of, wait_for
from werkstatt.opinions.actions import propose_statement
from werkstatt.opinions.forms import ProposalForm
from werkstatt.opinions.limits import PROPOSING, PROPOSING_MAP
from werkstatt.opinions.models import OpinionMap
from werkstatt.opinions.queries.statements import Twin, find_statement, proposals_of, statements_to_vote, twins_of
from werkstatt.opinions.rules import MAX_STATEMENT_LENGTH
from werkstatt.opinions.views.voting import map_or_404, number_in, only_from_here
from werkstatt.organisations.rules import conduct_points
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.rules import PhaseStage
from werkstatt.participation.views.private import too_often, wait


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def propose(request: TownRequest, phase: int) -> HttpResponse:
    """The form; what is there already and says nearly the same; and what became of a proposal (``?nummer=``)."""
    opinion_map = map_or_404(request, phase)
    if request.method == "POST":
        only_from_here(request)
        return _take(request, opinion_map)
    number = number_in(request.GET.get("nummer", ""))
    if number is not None and (sent := find_statement(opinion_map, number)):
        return render(request, "opinions/proposed.html", {"map": opinion_map, "statement": sent})
    if (closed := _closed(request, opinion_map)) is not None:
        return closed
    return _page(request, opinion_map, ProposalForm())


def _take(request: TownRequest, opinion_map: OpinionMap) -> HttpResponse:
    """Take a proposal in, after a look at what says nearly the same."""
    form = ProposalForm(request.POST)
    if (closed := _closed(request, opinion_map, str(form["text"].value() or ""))) is not None:
        return closed
    if not form.is_valid() or form.taken_trouble is None:
        return _page(request, opinion_map, form, status=422)
    text = form.cleaned_data["text"]
    if len(text) <= MAX_STATEMENT_LENGTH and request.POST.get("tun") != "trotzdem":
        twins = twins_of(statements_to_vote(opinion_map), text)
        if twins:
            return _page(request, opinion_map, form, twins)
    limits = ((PROPOSING, address_of(request)), (PROPOSING_MAP, str(opinion_map.pk)))
    if seconds := next((seconds for limit, who in limits if (seconds := wait_for(limit, who))), 0):
        form.add_error(None, too_often(seconds))
        return wait(_page(request, opinion_map, form, status=429), seconds)
    try:
        statement = propose_statement(opinion_map=opinion_map, text=text, proof_key=form.taken_trouble.key)
    except RuleBroken as broken:
        put_on(form, broken)
        form.renew()
        return _page(request, opinion_map, form, status=422)
    return HttpResponseRedirect(f"{request.path}?nummer={statement.number}")


def _closed(request: TownRequest, opinion_map: OpinionMap, typed: str = "") -> HttpResponse | None:
    """The page that says why nothing can be proposed; None if something can. Words that were typed are shown."""
    stage = opinion_map.stage_at(clock.now())
    if stage is PhaseStage.OPEN and opinion_map.takes_proposals:
        return None
    context = {"map": opinion_map, "typed": typed, "stage": stage}
    return render(request, "opinions/no_proposals.html", context, status=409 if typed else 200)


def _page(
    request: TownRequest,
    opinion_map: OpinionMap,
    form: ProposalForm,
    twins: list[Twin] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "map": opinion_map,
        "form": form,
        "twins": twins,
        "proposals": proposals_of(opinion_map),
        "conduct": conduct_points(request.town.conduct_rules),
        "most": MAX_STATEMENT_LENGTH,
    }
    return render(request, "opinions/propose.html", context, status=status)
