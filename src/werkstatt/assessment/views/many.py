"""One order for many contributions: choose, see what would happen, carry it out, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from werkstatt.assessment import actions
from werkstatt.assessment.queries.desk import Look, count_of, numbers_of
from werkstatt.assessment.queries.furniture import Furniture
from werkstatt.assessment.queries.many import Planned, chosen_ones, planned
from werkstatt.assessment.rules import MOST_AT_ONCE, Verdict
from werkstatt.assessment.tool_forms import ManyForm
from werkstatt.assessment.views.desk import desk_of, furniture_for, list_context, look_of
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.queries import find_unit
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.queries import find_contribution

DONE = "desk-many"
"""Where the session keeps what was done last, for the page about it and the way back."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.split")
def many(request: StaffRequest) -> HttpResponse:
    """Choosing and previewing; with ``step`` "do" the order is carried out."""
    look, furniture = look_of(request), furniture_for(request, desk_of(request))
    if request.method != "POST":
        numbers = _numbers(request.GET)
        form = _form(request, furniture, numbers)
        return _choose(request, look, furniture, form, numbers)
    form = ManyForm(furniture.units, data=request.POST)
    numbers, seen = _numbers(request.POST), _seen(request.POST)
    if request.POST.get("alle"):
        numbers = numbers_of(desk_of(request), look, MOST_AT_ONCE)
    if request.POST.get("step") == "back":
        again = ManyForm(furniture.units, data=None)
        again.initial = {name: request.POST.get(name, "") for name in again.fields}
        return _choose(request, look, furniture, again, numbers)
    refusal = ""
    if not numbers:
        refusal = _("Es ist noch kein Beitrag ausgewählt. Kreuzen Sie links an, worum es geht.")
    elif len(numbers) > MOST_AT_ONCE:
        refusal = _("Das sind zu viele auf einmal. Bitte wählen Sie höchstens %(n)s Beiträge.") % {"n": MOST_AT_ONCE}
    if not form.is_valid() or refusal:
        return _choose(request, look, furniture, form, numbers, refusal=refusal, status=422)
    if request.POST.get("step") != "do":
        return _preview(request, look, furniture, form, numbers)
    try:
        outcomes = _ORDERS[form.cleaned_data["what"]](
            request, form, {number: seen.get(number, "") for number in numbers}
        )
    except RuleBroken as broken:
        return _preview(request, look, furniture, form, numbers, refusal=broken.message, status=422)
    request.session[DONE] = {
        "town": request.town.pk,
        "what": form.cleaned_data["what"],
        "look": look.first_page,
        "done": [{"number": one.number, "text": one.text, "undo": one.undo} for one in outcomes],
    }
    n = len(outcomes)
    if form.releases:
        text = ngettext("Eine Antwort ist freigegeben.", "%(n)s Antworten sind freigegeben.", n)
    else:
        text = ngettext("Ein Beitrag ist erledigt.", "%(n)s Beiträge sind erledigt.", n)
    messages.success(request, text % {"n": n})
    return HttpResponseRedirect(reverse("desk-many-done", args=[request.town.slug]))


@never_cache
@require_http_methods(["GET", "HEAD"])
@staff_page("assessment.split")
def many_done(request: StaffRequest) -> HttpResponse:
    """What was done with each of them, and the way back where there is one."""
    done = _last(request)
    if done is None:
        return HttpResponseRedirect(reverse("desk", args=[request.town.slug]))
    look = Look.of(QueryDict(done["look"].lstrip("?")), fallback="alle")
    furniture = furniture_for(request, desk_of(request))
    context = list_context(request, desk_of(request), look, furniture, beside=True)
    context |= {"done": done["done"], "may_undo": all(one["undo"] for one in done["done"])}
    return render(request, "assessment/desk/many_done.html", context)


@require_POST
@staff_page("assessment.split")
def many_undo(request: StaffRequest) -> HttpResponse:
    """Take the last order for many back, as a whole."""
    done = _last(request)
    if done is None:
        messages.warning(request, _("Hier gibt es nichts mehr zurückzunehmen."))
        return HttpResponseRedirect(reverse("desk", args=[request.town.slug]))
    try:
        n = actions.undo_many(actor=request.user, town=request.town, done=done["done"])
    except RuleBroken as broken:
        messages.error(request, broken.message)
        return HttpResponseRedirect(reverse("desk-many-done", args=[request.town.slug]))
    del request.session[DONE]
    text = ngettext("Bei einem Beitrag zurückgenommen.", "Bei %(n)s Beiträgen zurückgenommen.", n) % {"n": n}
    messages.success(request, text)
    return HttpResponseRedirect(reverse("desk", args=[request.town.slug]) + done["look"])


def _last(request: StaffRequest) -> dict[str, Any] | None:
    done: dict[str, Any] | None = request.session.get(DONE)
    return done if done is not None and done["town"] == request.town.pk else None


def _numbers(data: QueryDict) -> list[int]:
    """The chosen numbers: "398", or "398:revision" where a page says what it had shown."""
    found = [one.partition(":")[0] for one in data.getlist("nr")]
    return list(dict.fromkeys(int(one) for one in found if one.isascii() and one.isdigit() and len(one) < 10))


def _seen(data: QueryDict) -> dict[int, str]:
    parts = [one.partition(":") for one in data.getlist("nr")]
    return {int(n): revision for n, _c, revision in parts if n.isascii() and n.isdigit() and len(n) < 10}


def _form(request: StaffRequest, furniture: Furniture, numbers: list[int]) -> ManyForm:
    """Empty, but for what the way here says; the deadline is the one usual for the first chosen contribution."""
    what = request.GET.get("was", "")
    first = find_contribution(request.town, numbers[0]) if numbers else None
    today = localtime(clock.now()).date()
    due_on = actions.usual_deadline(first.phase.answer_by, today) if first else None
    form = ManyForm(furniture.units, due_on, what if what in _ORDERS else "")
    if first is not None:
        form.initial["target"] = min(numbers)
    return form


def _choose(
    request: StaffRequest,
    look: Look,
    furniture: Furniture,
    form: ManyForm,
    numbers: list[int],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    place = desk_of(request)
    context = list_context(request, place, look, furniture, beside=True)
    shown = {one.number for one in context["page"].items}
    in_pile = count_of(place, look) if context["is_narrowed"] else context["total"]
    context |= {
        "form": form.drawn(),
        "is_many": True,
        "picked": sorted(numbers),
        "elsewhere": [number for number in numbers if number not in shown],
        "in_pile": in_pile,
        "most": MOST_AT_ONCE,
        "refusal": refusal,
        "modules": furniture.modules[:9],
    }
    return render(request, "assessment/desk/many.html", context, status=status)


def _preview(
    request: StaffRequest,
    look: Look,
    furniture: Furniture,
    form: ManyForm,
    numbers: list[int],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    data = form.cleaned_data
    target = find_contribution(request.town, data["target"]) if data["what"] == "merge" else None
    plans = planned(
        data["what"],
        chosen_ones(request.town, numbers),
        unit=furniture.units.get(data["unit"] or 0, ""),
        also_assigned=data["also_assigned"],
        verdict=str(Verdict(data["verdict"]).label) if data["verdict"] else "",
        target=data["target"],
        release_too=data["release_too"],
    )
    if data["what"] == "merge" and (target is None or not target.is_visible):
        form.add_error("target", _("Dieser Beitrag ist nicht öffentlich zu lesen. Bitte wählen Sie einen anderen."))
        return _choose(request, look, furniture, form, numbers, status=422)
    context = list_context(request, desk_of(request), look, furniture, beside=True)
    context |= {
        "form": form,
        "sent": {name: request.POST.getlist(name) for name in form.fields if name in request.POST},
        "plans": [(plan, _revision(plan)) for plan in plans],
        "able": [plan for plan in plans if not plan.is_blocked],
        "blocked": [plan for plan in plans if plan.is_blocked],
        "refusal": refusal,
    }
    return render(request, "assessment/desk/many_preview.html", context, status=status)


def _revision(plan: Planned) -> str:
    return f"{plan.contribution.number}:{actions.work_revision(plan.contribution, plan.points)}"


def _assign(request: StaffRequest, form: ManyForm, seen: actions.Seen) -> list[actions.Outcome]:
    data = form.cleaned_data
    unit = find_unit(request.town, data["unit"])
    if unit is None:
        raise RuleBroken(_("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes."))
    return actions.assign_many(
        actor=request.user,
        town=request.town,
        seen=seen,
        unit=unit,
        due_on=data["due_on"],
        also_assigned=data["also_assigned"],
    )


def _assess(request: StaffRequest, form: ManyForm, seen: actions.Seen) -> list[actions.Outcome]:
    data = form.cleaned_data
    return actions.assess_many(
        actor=request.user,
        town=request.town,
        seen=seen,
        verdict=data["verdict"],
        reason=data["reason"],
        deferred_until=data["deferred_until"],
        and_release=data["release_too"],
    )


def _release(request: StaffRequest, form: ManyForm, seen: actions.Seen) -> list[actions.Outcome]:
    return actions.release_many(actor=request.user, town=request.town, seen=seen)


def _publish(request: StaffRequest, form: ManyForm, seen: actions.Seen) -> list[actions.Outcome]:
    return actions.publish_many(actor=request.user, town=request.town, seen=seen)


def _merge(request: StaffRequest, form: ManyForm, seen: actions.Seen) -> list[actions.Outcome]:
    data = form.cleaned_data
    target = find_contribution(request.town, data["target"])
    if target is None:
        raise RuleBroken(_("Nr. %(number)s gibt es nicht.") % {"number": data["target"]})
    return actions.merge_many(
        actor=request.user, town=request.town, seen=seen, target=target, reason=data["merge_reason"]
    )


_ORDERS: dict[str, Callable[[StaffRequest, ManyForm, actions.Seen], list[actions.Outcome]]] = {
    "assign": _assign,
    "verdict": _assess,
    "release": _release,
    "publish": _publish,
    "merge": _merge,
}
