"""The town's offices: add one, rename one, close one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.organisations.actions import add_unit, rename_unit
from werkstatt.organisations.actions.unit import dissolve_unit
from werkstatt.organisations.forms import DissolveForm, UnitForm
from werkstatt.organisations.queries import find_unit, units_with_people
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def units(request: StaffRequest) -> HttpResponse:
    """The offices that answer: add one, rename one."""
    form = UnitForm(label_suffix="")
    wrong: int | None = None
    if request.method == "POST":
        form = UnitForm(request.POST, label_suffix="")
        key = request.POST.get("amt", "")
        unit = find_unit(request.town, int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
        if key and unit is None:
            raise Http404
        if form.is_valid():
            try:
                if unit is None:
                    add_unit(actor=request.user, town=request.town, name=form.cleaned_data["name"])
                else:
                    rename_unit(actor=request.user, unit=unit, name=form.cleaned_data["name"])
            except RuleBroken as broken:
                put_on(form, broken)
            else:
                messages.success(request, _("„%(name)s“ ist gespeichert.") % {"name": form.cleaned_data["name"]})
                return HttpResponseRedirect(reverse("settings-units", args=[request.town.slug]))
        wrong = unit.pk if unit is not None else None
    context = {"form": form, "wrong": wrong, "units": list(units_with_people(request.town))}
    return render(request, "organisations/settings_units.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def dissolve(request: StaffRequest, key: int) -> HttpResponse:
    """Close an office, and say who takes over."""
    unit = find_unit(request.town, key)
    if unit is None:
        raise Http404
    form = DissolveForm(request.POST if request.method == "POST" else None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            dissolve_unit(actor=request.user, unit=unit, successor=form.cleaned_data["successor"])
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, _("„%(name)s“ ist aufgelöst.") % {"name": unit.name})
            return HttpResponseRedirect(reverse("settings-units", args=[request.town.slug]))
    context = {"form": form, "unit": unit}
    return render(request, "organisations/settings_unit_dissolve.html", context, status=422 if form.errors else 200)
