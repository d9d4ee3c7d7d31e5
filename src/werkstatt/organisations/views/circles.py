"""The town's groups: staff council, steering group, committees, council groups."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.organisations.actions import add_circle, remove_circle, rename_circle, set_circle_members
from werkstatt.organisations.circle_forms import CircleForm, CircleNameForm, MembersForm
from werkstatt.organisations.models import Circle
from werkstatt.organisations.queries import circles_in, find_circle, members_in, members_of
from werkstatt.organisations.views.binding import StaffRequest, staff_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def circles(request: StaffRequest) -> HttpResponse:
    """Every group, and a form for another one."""
    form = CircleForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            added = add_circle(actor=request.user, town=request.town, **form.cleaned_data)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, _("„%(name)s“ ist angelegt. Wer gehört dazu?") % {"name": added.name})
            return HttpResponseRedirect(reverse("settings-circle", args=[request.town.slug, added.pk]))
    context = {"form": form, "circles": list(circles_in(request.town))}
    return render(request, "organisations/settings_circles.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def circle(request: StaffRequest, key: int) -> HttpResponse:
    """One group: who is in it, its name, its end."""
    subject = find_circle(request.town, key) if key < 2**31 else None
    if subject is None:
        raise Http404
    people = list(members_of(request.town))
    order = request.POST.get("tun", "") if request.method == "POST" else ""
    name = CircleNameForm(
        request.POST if order == "name" else None, initial={"name": subject.name}, label_suffix="", auto_id="id_%s"
    )
    members = MembersForm(
        request.POST if order == "mitglieder" else None, people=people, initial={"members": members_in(subject)}
    )
    if request.method == "POST":
        try:
            if _changed(request, subject, order, name, members):
                gone = order == "entfernen"
                there = ("settings-circles", [request.town.slug])
                here = ("settings-circle", [request.town.slug, subject.pk])
                address, args = there if gone else here
                return HttpResponseRedirect(reverse(address, args=args))
        except RuleBroken as broken:
            form = {"name": name, "mitglieder": members}.get(order)
            if form is None or not form.is_bound:
                raise
            put_on(form, broken)
    context = {"circle": subject, "name_form": name, "members_form": members, "people": len(people)}
    status = 422 if name.errors or members.errors else 200
    return render(request, "organisations/settings_circle.html", context, status=status)


def _changed(request: StaffRequest, subject: Circle, order: str, name: CircleNameForm, members: MembersForm) -> bool:
    match order:
        case "name" if name.is_valid():
            renamed = rename_circle(actor=request.user, circle=subject, name=name.cleaned_data["name"])
            messages.success(request, _("Der neue Name ist gespeichert: „%(name)s“.") % {"name": renamed.name})
        case "mitglieder" if members.is_valid():
            came, left = set_circle_members(actor=request.user, circle=subject, members=members.chosen)
            if came or left:
                text = _("Gespeichert. Neu dabei: %(came)s, nicht mehr dabei: %(left)s.")
                messages.success(request, text % {"came": came, "left": left})
            else:
                messages.info(request, _("Es hat sich nichts geändert."))
        case "entfernen":
            remove_circle(actor=request.user, circle=subject)
            messages.success(request, _("„%(name)s“ ist entfernt.") % {"name": subject.name})
        case "name" | "mitglieder":
            return False
        case _:
            raise RuleBroken(_("Bitte wählen Sie, was geändert werden soll."))
    return True
