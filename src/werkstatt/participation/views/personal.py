"""What is kept of people: told to them and erased when they ask, and erased with each phase on its day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.ui.days import LONG, words
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.actions.erasure import erase_address, note_request
from werkstatt.participation.actions.retention import change_contacts_until
from werkstatt.participation.personal_forms import ContactsDayForm, EraseAddressForm, LookUpForm
from werkstatt.participation.queries import find_phase
from werkstatt.participation.queries.personal import addresses_of, find_own_with_all, find_stored
from werkstatt.participation.views.private import PrivateRequest, private_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.open_phase")
def phase_contacts(request: StaffRequest, phase: int) -> HttpResponse:
    """When a phase erases its addresses: read, and moved as long as it has not happened."""
    subject = find_phase(request.town, phase)
    if subject is None:
        raise Http404
    form = ContactsDayForm(
        request.POST if request.method == "POST" else None,
        initial={"contacts_until": subject.contacts_until},
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_contacts_until(
                actor=request.user,
                phase=subject,
                day=form.cleaned_data["contacts_until"],
                reason=form.cleaned_data["reason"],
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            given = {"title": subject.title, "day": words(form.cleaned_data["contacts_until"], LONG)}
            messages.success(request, _("„%(title)s“: Die Adressen werden am %(day)s gelöscht.") % given)
            return HttpResponseRedirect(reverse("phases", args=[request.town.slug]))
    context = {"form": form, "phase": subject, "kept": addresses_of(subject)}
    return render(request, "participation/phase_contacts.html", context, status=422 if form.errors else 200)


# The address travels in the body of the form only: what stands in an address of a page ends up in logs and histories.


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("participation.handle_personal_data")
def personal_data(request: StaffRequest) -> HttpResponse:
    """Look an address up; hand what is kept under it over as a file; erase it after a second look."""
    if request.method != "POST":
        return _page(request, LookUpForm(label_suffix=""))
    if request.POST.get("tun") == "endgueltig":
        return _erase(request)
    form = LookUpForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, form, status=422)
    email = form.cleaned_data["email"]
    if request.POST.get("tun") == "datei":
        note_request(actor=request.user, town=request.town, as_file=True)
        return _file(request, email)
    if request.POST.get("tun") == "loeschen":
        return _ask(request, EraseAddressForm(initial={"email": email}, label_suffix=""), email)
    note_request(actor=request.user, town=request.town)
    return _page(request, form, stored=find_stored(request.town, email), email=email)


def _page(request: StaffRequest, form: LookUpForm, status: int = 200, **found: Any) -> HttpResponse:
    return render(request, "participation/personal.html", {"form": form, **found}, status=status)


def _file(request: StaffRequest, email: str) -> HttpResponse:
    data = {
        "municipality": request.town.name,
        "address": email,
        "as_of": clock.now().isoformat(),
        **find_stored(request.town, email).data,
    }
    return _attachment(data, "auskunft.json")


def _ask(request: StaffRequest, form: EraseAddressForm, email: str, status: int = 200) -> HttpResponse:
    note_request(actor=request.user, town=request.town)  # this page, too, shows what is kept
    context = {"form": form, "email": email, "stored": find_stored(request.town, email)}
    return render(request, "participation/personal_erase.html", context, status=status)


def _erase(request: StaffRequest) -> HttpResponse:
    form = EraseAddressForm(request.POST, label_suffix="")
    if not form.is_valid():
        email = form.cleaned_data.get("email", "")
        if not email:
            return _page(request, LookUpForm(request.POST, label_suffix=""), status=422)
        return _ask(request, form, email, status=422)
    wanted = form.cleaned_data
    said = erase_address(
        actor=request.user, town=request.town, email=wanted["email"], names=wanted["names"], words=wanted["words"]
    )
    done = ngettext(
        "Die Adresse ist gelöscht. Sie stand bei einem Beitrag.",
        "Die Adresse ist gelöscht. Sie stand bei %(count)s Beiträgen.",
        len(said),
    )
    messages.success(request, done % {"count": len(said)} if said else _("Die Adresse ist gelöscht."))
    return HttpResponseRedirect(reverse("personal-data", args=[request.town.slug]))


@require_safe
@private_page
def own_data(request: PrivateRequest) -> HttpResponse:
    """Everything kept with one contribution, as a file for the holder of its private link."""
    data = {
        "municipality": request.town.name,
        "as_of": clock.now().isoformat(),
        "contribution": find_own_with_all(request.contribution),
    }
    return _attachment(data, f"beitrag-{request.contribution.number}.json")


def _attachment(data: dict[str, Any], name: str) -> HttpResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
