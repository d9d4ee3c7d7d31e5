"""Pages for those who want to hear of something. Nothing is cached, and nothing says whether an address is known."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.communication.actions import subscription as actions
from werkstatt.communication.forms import SubscribeForm, initial_from
from werkstatt.communication.links import Key, LinkExpired, key_from, manage_url, subscription_to_confirm
from werkstatt.communication.queries.subscriptions import about, find_subscription, offer, own_mails, owner
from werkstatt.communication.rules import masked
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.rates import Limit, address_of, wait_for
from werkstatt.organisations.views.binding import TownRequest, town_page

BY_ADDRESS = Limit("subscribe", 10, 600)
"""Forms from one connection in ten minutes."""
BY_TOWN = Limit("subscribe.town", 600, 3_600)
"""Forms from everywhere in an hour: a botnet must not have the town write thousands of mails."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def subscribe(request: TownRequest) -> HttpResponse:
    """The form."""
    offered = offer(request.town, clock.now())
    if request.method != "POST":
        return _form(request, SubscribeForm(offered, initial=initial_from(offered, request.GET)))
    form = SubscribeForm(offered, request.POST)
    if not form.is_valid():
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    seconds = wait_for(BY_ADDRESS, address_of(request)) or wait_for(BY_TOWN, str(request.town.pk))
    if seconds:
        form.add_error(None, _too_often(seconds))
        response = _form(request, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(seconds)
        return response
    try:
        actions.subscribe(
            town=request.town,
            wanted=form.cleaned_data["wanted"],
            email=form.cleaned_data["email"],
            language=get_language() or "de",
        )
    except RuleBroken as broken:
        form.add_error("email", broken.message)
        return _form(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponseRedirect(reverse("subscription-sent", args=[request.town.slug]))


@never_cache
@require_safe
@town_page
def sent(request: TownRequest) -> HttpResponse:
    """What to do next; the same for everybody."""
    return render(request, "communication/sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def confirm(request: TownRequest, token: str) -> HttpResponse:
    """Ask once more, with a button: programs that look into mails follow links, but press no buttons."""
    try:
        key = subscription_to_confirm(request.town, token)
    except LinkExpired:
        return render(request, "communication/link_gone.html", {"expired": True}, status=HTTPStatus.GONE)
    if key is None:
        raise Http404
    found = find_subscription(request.town, key)
    if found is None:
        return render(request, "communication/link_gone.html", {"expired": True}, status=HTTPStatus.GONE)
    if request.method == "POST":
        confirmed = actions.confirm(subscription=found)
        return HttpResponseRedirect(f"{_path(manage_url(request.town, confirmed))}?bestaetigt")
    if found.confirmed_at and not found.bounced_at:
        return HttpResponseRedirect(_path(manage_url(request.town, found)))
    context = {"about": about(found), "masked": masked(found.email)}
    return render(request, "communication/confirm.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def manage(request: TownRequest, token: str) -> HttpResponse:
    """Everything that goes to one address: see it, change it, end it."""
    key = _key(request, token)
    email = owner(request.town, key)
    if not email:
        return _gone(request)
    if request.method == "POST":
        _change(request, email)
        if not owner(request.town, key):
            # The row that this link speaks of is what was just ended; the others have links of their own.
            own = own_mails(request.town, email)
            if own.lines:
                return HttpResponseRedirect(f"{_path(manage_url(request.town, own.lines[0].subscription))}?geaendert")
            return _gone(request, just_now=True)
        return HttpResponseRedirect(f"{request.path}?geaendert")
    own = own_mails(request.town, email)
    context = {
        "own": own,
        "masked": masked(email),
        "languages": settings.LANGUAGES,
        "confirmed": "bestaetigt" in request.GET,
        "changed": "geaendert" in request.GET,
    }
    return render(request, "communication/manage.html", context)


@csrf_exempt  # mail programs send it, without a page before it; the token is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def unsubscribe(request: TownRequest, token: str) -> HttpResponse:
    """One click in a mail program ends the kind of mails that the link came with."""
    key = _key(request, token)
    email = owner(request.town, key)
    if not email:
        return _gone(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("subscriptions", args=[request.town.slug, token]))
    if key.what == "contact":
        actions.end_answers(town=request.town, email=email)
    else:
        actions.end_subscriptions(town=request.town, email=email)
    return _gone(request, just_now=True)


def _change(request: TownRequest, email: str) -> None:
    """What one of the buttons of the page asks for; what is not understood changes nothing."""
    order, _sep, which = request.POST.get("auftrag", "")[:40].partition(":")
    number = int(which) if which.isascii() and which.isdigit() and len(which) < 12 else None
    if order == "sprache":
        actions.change_language(town=request.town, email=email, language=request.POST.get("language", "")[:8])
    elif order == "abo" and number is not None:
        found = find_subscription(request.town, number)
        if found is not None and found.email.lower() == email.lower():
            actions.end(subscription=found)
    elif order == "antwort" and number is not None:
        actions.end_answers(town=request.town, email=email, number=number)
    elif order == "alles":
        actions.end_subscriptions(town=request.town, email=email)
        actions.end_answers(town=request.town, email=email)


def _key(request: TownRequest, token: str) -> Key:
    key = key_from(request.town, token)
    if key is None:
        raise Http404
    return key


def _gone(request: TownRequest, *, just_now: bool = False) -> HttpResponse:
    status = HTTPStatus.OK if just_now else HTTPStatus.GONE
    return render(request, "communication/link_gone.html", {"just_now": just_now}, status=status)


def _form(request: TownRequest, form: SubscribeForm, status: int = HTTPStatus.OK) -> HttpResponse:
    return render(request, "communication/subscribe.html", {"form": form}, status=status)


def _path(url: str) -> str:
    """The link as this visitor reaches the site, whatever name the mails use for it."""
    return url.removeprefix(settings.SITE_ADDRESS.rstrip("/"))


def _too_often(seconds: int) -> str:
    minutes = max(1, -(-seconds // 60))
    return _(
        "Von Ihrem Anschluss kamen gerade sehr viele Bestellungen. Ihre Angaben stehen noch da: "
        "Bitte senden Sie sie in %(n)s Minuten noch einmal."
    ) % {"n": minutes}
