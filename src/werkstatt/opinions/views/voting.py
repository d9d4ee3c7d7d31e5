"""Voting: one statement at a time, no account, nothing to install."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from werkstatt.core import clock, proof
from werkstatt.core.errors import RuleBroken
from werkstatt.core.rates import address_of, wait_for
from werkstatt.opinions.actions import cast_vote, erase_participant
from werkstatt.opinions.devices import secret_from
from werkstatt.opinions.limits import JOINING, JOINING_UNPROVEN, VOTING
from werkstatt.opinions.models import OpinionMap
from werkstatt.opinions.queries.maps import find_public_map
from werkstatt.opinions.queries.participants import Ballot, find_participant, own_votes, read_ballot
from werkstatt.opinions.rules import FEWEST_VOTES, Opinion
from werkstatt.opinions.views.device import forget, from_here, remember, secret_of
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.rules import PhaseStage

HERE = "#these"
"""Where the statement stands on the page; with it the address gives it the focus."""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def vote(request: TownRequest, phase: int) -> HttpResponse:
    """The next statement (``?these=`` a certain one), and what somebody says about it."""
    opinion_map = map_or_404(request, phase)
    if request.method == "POST":
        return _take(request, opinion_map)
    stage = opinion_map.stage_at(clock.now())
    if stage is PhaseStage.CLOSED:
        return HttpResponseRedirect(reverse("opinion", args=[request.town.slug, phase]))
    if stage is PhaseStage.PLANNED:
        return render(request, "opinions/not_open.html", {"map": opinion_map, "planned": True})
    return _page(request, opinion_map, secret_of(request, opinion_map))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def own_votes_page(request: TownRequest, phase: int) -> HttpResponse:
    """What this device has said so far, and a way to take all of it back."""
    opinion_map = map_or_404(request, phase)
    participant = find_participant(opinion_map, secret_of(request, opinion_map))
    if request.method == "POST" and request.POST.get("tun") == "loeschen":
        only_from_here(request)
        if participant is not None:
            erase_participant(participant=participant)
        response: HttpResponse = HttpResponseRedirect(f"{request.path}?geloescht=1")
        forget(response, opinion_map)
        return response
    context = {
        "map": opinion_map,
        "votes": own_votes(participant),
        "is_open": opinion_map.stage_at(clock.now()) is PhaseStage.OPEN,
        "erased": "geloescht" in request.GET,
    }
    return render(request, "opinions/own_votes.html", context)


def map_or_404(request: TownRequest, phase: int) -> OpinionMap:
    """The map that everybody may know of."""
    opinion_map = find_public_map(request.town, phase)
    if opinion_map is None:
        raise Http404
    return opinion_map


def only_from_here(request: TownRequest) -> None:
    """Refuse forms of other sites."""
    if not from_here(request):
        raise PermissionDenied


def number_in(text: str) -> int | None:
    """The number that somebody sent, if it can be one of a statement."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _take(request: TownRequest, opinion_map: OpinionMap) -> HttpResponse:
    """Count a vote. Who votes for the first time becomes a participant, and is remembered from then on."""
    only_from_here(request)
    number, value = number_in(request.POST.get("these", "")), _VALUES.get(request.POST.get("stimme", ""))
    secret = secret_of(request, opinion_map)
    if number is None or value is None:
        return _page(request, opinion_map, secret, _("Bitte wählen Sie eine der drei Antworten."), 422)
    proof_key = ""
    try:
        if find_participant(opinion_map, secret) is None:
            secret, proof_key, seconds = _welcome(request, opinion_map)
        else:
            seconds = wait_for(VOTING, secret)
        if seconds:
            response = _page(request, opinion_map, secret, _too_often(seconds), HTTPStatus.TOO_MANY_REQUESTS)
            response["Retry-After"] = str(seconds)
            return response
        cast_vote(opinion_map=opinion_map, secret=secret, number=number, value=value, proof_key=proof_key)
    except RuleBroken as broken:
        if opinion_map.stage_at(clock.now()) is not PhaseStage.OPEN:
            context = {"map": opinion_map, "message": broken.message}
            return render(request, "opinions/not_open.html", context, status=409)
        return _page(request, opinion_map, secret_of(request, opinion_map), broken.message, 409)
    response = HttpResponseRedirect(f"{request.path}?nach={number}{HERE}")
    remember(response, opinion_map, secret)
    return response


def _welcome(request: TownRequest, opinion_map: OpinionMap) -> tuple[str, str, int]:
    """Secret, proof and seconds to wait for somebody who votes for the first time, or clicks a second time."""
    opened = request.POST.get("opened", "")
    again = RuleBroken(_("Das hat noch nicht gezählt. Bitte klicken Sie noch einmal."))
    if not proof.still_good(opened):
        raise again
    secret = secret_from(opened)
    if find_participant(opinion_map, secret) is not None:
        return secret, "", 0
    try:
        trouble = proof.check(request.POST.get("proof", ""), opened)
    except RuleBroken:
        raise again from None
    limit = JOINING if trouble.by_work else JOINING_UNPROVEN
    return secret, trouble.key, wait_for(limit, address_of(request))


_VALUES = {str(opinion.value): opinion for opinion in Opinion}


def _too_often(seconds: int) -> str:
    minutes = -(-seconds // 60)
    message = _("Von Ihrem Anschluss kamen gerade sehr viele Stimmen. Bitte machen Sie in %(minutes)s Minuten weiter.")
    return message % {"minutes": minutes}


def _page(
    request: TownRequest, opinion_map: OpinionMap, secret: str, message: str = "", status: int = 200
) -> HttpResponse:
    participant = find_participant(opinion_map, secret)
    opened = proof.opened_now()
    wanted = number_in(request.POST.get("these", "") if message else request.GET.get("these", ""))
    seed = str(participant.shuffle) if participant else opened
    ballot = read_ballot(opinion_map, participant, wanted=wanted, seed=seed)
    context = {
        "map": opinion_map,
        "ballot": ballot,
        "opened": opened,
        "message": message,
        "just": _just(request, ballot),
        "sees_herself": ballot.done >= min(FEWEST_VOTES, ballot.total),
        "choices": [
            (Opinion.AGREE, "yes", "1", "j"),
            (Opinion.DISAGREE, "no", "2", "n"),
            (Opinion.PASS, "pass", "3", "w"),
        ],
    }
    return render(request, "opinions/vote.html" if ballot.statement else "opinions/done.html", context, status=status)


def _just(request: TownRequest, ballot: Ballot) -> tuple[int, Opinion] | None:
    """The vote that was counted a moment ago."""
    number = number_in(request.GET.get("nach", ""))
    if number is None or number not in ballot.answers:
        return None
    return number, ballot.answers[number]
