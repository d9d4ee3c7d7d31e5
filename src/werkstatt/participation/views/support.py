"""Standing behind somebody else's contribution: a small page with one button, and the same for the island as JSON."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.core.rates import address_of, wait_for
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.actions import may_support, support, take_support_back
from werkstatt.participation.actions.support import supporter_key
from werkstatt.participation.limits import SUPPORTING, SUPPORTING_ONE
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries import find_contribution, is_supported_by
from werkstatt.participation.views.private import too_often, wait

COOKIE = "unterstuetzt"
"""A random number, set only when somebody supports something; its keyed hash is what is counted."""
YEAR = 365 * 24 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def support_page(request: TownRequest, number: int) -> HttpResponse:
    """Support a contribution or take that back. ``tun``: what the button says."""
    contribution = find_contribution(request.town, number)
    if contribution is None or not contribution.is_visible or not contribution.is_public:
        raise Http404
    if request.method != "POST":
        return _answer(request, contribution)
    token = _token(request)
    if request.POST.get("tun") == "zurueck":
        take_support_back(contribution=contribution, token=token)
        return _done(request, contribution, token)
    limits = ((SUPPORTING, address_of(request)), (SUPPORTING_ONE, f"{contribution.pk}|{address_of(request)}"))
    if seconds := next((seconds for limit, who in limits if (seconds := wait_for(limit, who))), 0):
        return wait(_answer(request, contribution, too_often(seconds), status=429), seconds)
    try:
        support(contribution=contribution, token=token)
    except RuleBroken as broken:
        return _answer(request, contribution, broken.message, status=409)
    return _done(request, contribution, token)


def _token(request: TownRequest) -> str:
    known = request.COOKIES.get(COOKIE, "")
    return known if known.isascii() and 20 <= len(known) <= 60 else secrets.token_urlsafe(24)


def _done(request: TownRequest, contribution: Contribution, token: str) -> HttpResponse:
    response: HttpResponse
    if _wants_json(request):
        contribution.refresh_from_db(fields=["support_count"])
        response = _json(request, contribution, token)
    else:
        response = HttpResponseRedirect(reverse("support", args=[request.town.slug, contribution.number]))
    response.set_cookie(
        COOKIE, token, max_age=YEAR, path="/", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _answer(request: TownRequest, contribution: Contribution, message: str = "", status: int = 200) -> HttpResponse:
    token = request.COOKIES.get(COOKIE, "")
    if _wants_json(request):
        return _json(request, contribution, token, message, status)
    suggestion = getattr(contribution, "suggestion", None)
    context = {
        "contribution": contribution,
        "replacement": suggestion.replacement if suggestion else None,
        "may_support": may_support(contribution),
        "mine": _is_mine(contribution, token),
        "message": message,
    }
    return render(request, "participation/support.html", context, status=status)


def _json(
    request: TownRequest, contribution: Contribution, token: str, message: str = "", status: int = 200
) -> JsonResponse:
    state = {
        "count": contribution.support_count,
        "mine": _is_mine(contribution, token),
        "open": may_support(contribution),
        "message": message,
        "form": get_token(request),
    }
    return JsonResponse(state, status=status)


def _is_mine(contribution: Contribution, token: str) -> bool:
    return bool(token) and is_supported_by(contribution, supporter_key(contribution.pk, token))


def _wants_json(request: TownRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
