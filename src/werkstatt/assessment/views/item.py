"""One contribution on the desk: reading it, and every order that can be given about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from werkstatt.assessment import actions
from werkstatt.assessment.queries.desk import list_page
from werkstatt.assessment.queries.history import history_of
from werkstatt.assessment.queries.item import item_of, passage_of, proposed_words
from werkstatt.assessment.queries.modules import placeholder_values
from werkstatt.assessment.queries.similar import kin_of
from werkstatt.assessment.rules import filled_in
from werkstatt.assessment.views.desk import desk_of, list_context, look_of
from werkstatt.assessment.views.orders import ORDERS, Refused
from werkstatt.assessment.views.workplace import Workplace
from werkstatt.core.audit import record
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.models import Contribution

TEMPLATE = "assessment/desk/item.html"
MAY_FINISH = frozenset({"release", "verdicts", "withhold", "merge", "withdraw", "objection"})
"""Orders after which the contribution leaves its pile, and work goes on with the next one."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.view_desk")
def item(request: StaffRequest, number: int) -> HttpResponse:
    """List and detail side by side; on a phone the detail alone. ``do`` names the order that was sent."""
    workplace = Workplace(request, _found(request, number))
    if request.method != "POST":
        actions.be_here(actor=request.user, contribution=workplace.contribution)
        return _page(request, workplace)
    name = request.POST.get("do", "")
    if name == "contact":
        return _with_contact(request, workplace)
    order = ORDERS.get(name)
    if order is None:
        raise BadRequest
    if name == "verdicts" and "insert" in request.POST:
        return _with_module(request, workplace)
    workplace.seen, seen_until = _seen(request.POST)
    following = _next_address(request, number) if name in MAY_FINISH else ""
    try:
        done = order(workplace, request.POST)
    except Refused as refused:
        if refused.is_stale:
            # Show what is there by now, beside what was typed.
            workplace = Workplace(request, _found(request, number), seen_until=seen_until)
        workplace.bound |= refused.forms
        return _page(request, workplace, status=422, refusal=refused.message, is_stale=refused.is_stale)
    messages.success(request, done.message)
    if done.is_finished and following:
        return HttpResponseRedirect(following)
    address = reverse("desk-item", args=[request.town.slug, number])
    return HttpResponseRedirect(f"{address}{look_of(request).address()}{done.anchor or '#beitrag-h'}")


@require_POST
@staff_page("assessment.view_desk")
def presence(request: StaffRequest, number: int) -> HttpResponse:
    """Says that somebody still has the contribution open, and answers with who else has."""
    contribution = _found(request, number)
    actions.be_here(actor=request.user, contribution=contribution)
    return JsonResponse({"who": _who_else(contribution)})


def _found(request: StaffRequest, number: int) -> Contribution:
    contribution = item_of(request.town, number, request.user.pk)
    if contribution is None:
        raise Http404
    return contribution


def _who_else(contribution: Any) -> str:
    n = contribution.how_many_else
    if not n:
        return ""
    if n == 1:
        return _("%(who)s ist gerade hier.") % {"who": contribution.who_else}
    more = ngettext(
        "%(who)s und eine weitere Person sind gerade hier.", "%(who)s und %(n)s weitere sind gerade hier.", n - 1
    )
    return more % {"who": contribution.who_else, "n": n - 1}


def _seen(data: QueryDict) -> tuple[str | None, int | None]:
    """What the page that sent this had shown: the revision of the work, and the last entry of its history."""
    revision, _dot, last = data.get("stand", "").partition(".")
    return revision or None, int(last) if last.isascii() and last.isdigit() and len(last) < 18 else None


def _next_address(request: StaffRequest, number: int) -> str:
    """Where work goes on when this one is done: the next one of the pile, or the list when it was the last.

    Nowhere if it never lay on that pile and nothing else does: she came here by another way.
    """
    look = look_of(request)
    numbers = [one.number for one in list_page(desk_of(request), look).items]
    # It may have left the pile before: an assigned one is no longer among those without points.
    place = numbers.index(number) if number in numbers else -1
    others = numbers[place + 1 :] or numbers[: max(place, 0)][-1:]
    if not others and place < 0:
        return ""
    if not others:
        return reverse("desk", args=[request.town.slug]) + look.address()
    return reverse("desk-item", args=[request.town.slug, others[0]]) + look.address() + "#beitrag-h"


def _with_module(request: StaffRequest, workplace: Workplace) -> HttpResponse:
    """The page with a text module put into a reason; nothing is saved yet. For those without scripts."""
    position, _colon, key = request.POST["insert"].partition(":")
    view = next((one for one in workplace.points if str(one.point.position) == position), None)
    module = next((one for one in workplace.furniture.modules if str(one.key) == key), None)
    typed = request.POST.copy()
    if view is not None and module is not None:
        words = filled_in(module.text, placeholder_values(workplace.contribution, view.point))
        name = f"p{position}-reason"
        typed[name] = f"{typed.get(name, '').rstrip()}\n\n{words}".strip()
        if module.verdict and not typed.get(f"p{position}-verdict"):
            typed[f"p{position}-verdict"] = module.verdict
    workplace.typed = typed
    return _page(request, workplace)


def _with_contact(request: StaffRequest, workplace: Workplace) -> HttpResponse:
    """The page with the author's address, for moderators who ask for it. That they did is written down."""
    contact = getattr(workplace.contribution, "contact", None)
    if not workplace.may("participation.moderate"):
        raise PermissionDenied
    if contact is None:
        raise Http404
    record(request.user, "show_contact", workplace.contribution, number=workplace.contribution.number)
    return _page(request, workplace, address=contact.email)


def _page(request: StaffRequest, workplace: Workplace, status: int = 200, **more: Any) -> HttpResponse:
    contribution = workplace.contribution
    kin = kin_of(contribution)
    history = history_of(contribution, workplace.points, workplace.furniture.unit_names)
    context = (
        list_context(request, desk_of(request), look_of(request), workplace.furniture, beside=True)
        | workplace.context()
        | {
            "chapter": (contribution.section_number or "").split(".")[0],  # type: ignore[attr-defined]
            "passage": passage_of(contribution),
            "proposed": proposed_words(contribution),
            "neighbours": kin.neighbours,
            "similar": kin.similar,
            "opposed": kin.opposed,
            "history": history,
            "stand": max([event.key for event in history], default=0),
            "who_else": _who_else(contribution),
        }
        | more
    )
    if workplace.seen_until is not None:
        context["meanwhile"] = [event for event in history if event.key > workplace.seen_until]
    return render(request, TEMPLATE, context, status=status)
