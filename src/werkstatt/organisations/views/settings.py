"""The town's settings: brand, rules for taking part, offices. People have a module of their own."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.ui.brand import WHITE, contrast
from werkstatt.organisations.actions import change_brand, change_conduct_rules
from werkstatt.organisations.forms import BrandForm, ConductRulesForm
from werkstatt.organisations.queries import members_of, open_units_of
from werkstatt.organisations.rules import conduct_points
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@require_safe
@staff_page("organisations.manage")
def settings(request: StaffRequest) -> HttpResponse:
    """What can be set, with what holds now."""
    context = {
        "people": members_of(request.town).count(),
        "units": open_units_of(request.town).count(),
        "points": len(conduct_points(request.town.conduct_rules)),
    }
    return render(request, "organisations/settings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def brand(request: StaffRequest) -> HttpResponse:
    """Name, claim, colour."""
    form: forms.Form = BrandForm.of(request.town)
    if request.method == "POST":
        form = BrandForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                change_brand(actor=request.user, town=request.town, **form.cleaned_data)
            except RuleBroken as broken:
                put_on(form, broken)
            else:
                messages.success(request, _("Gespeichert. Alle Seiten tragen die Marke ab jetzt."))
                return _to(request, "settings-brand")
    context = {"form": form, "contrast": contrast(request.town.brand_color, WHITE)}
    return render(request, "organisations/settings_brand.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def rules(request: StaffRequest) -> HttpResponse:
    """The rules for taking part, one a line."""
    form = ConductRulesForm(
        request.POST if request.method == "POST" else None,
        initial={"conduct_rules": request.town.conduct_rules or "\n".join(conduct_points(""))},
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_conduct_rules(actor=request.user, town=request.town, **form.cleaned_data)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, _("Gespeichert. Die neue Netiquette gilt ab jetzt."))
            return _to(request, "settings-rules")
    return render(request, "organisations/settings_rules.html", {"form": form}, status=422 if form.errors else 200)


def _to(request: StaffRequest, name: str) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[request.town.slug]))
