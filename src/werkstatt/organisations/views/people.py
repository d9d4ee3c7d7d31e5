"""The town's people: who belongs to it, who is invited, who got or lost which right."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.organisations.actions import (
    Invitation,
    add_member,
    hand_over_link,
    invite,
    invite_again,
    needs_password,
    remove_member,
    withdraw,
)
from werkstatt.organisations.forms import PersonForm, RoleForm
from werkstatt.organisations.models import Membership
from werkstatt.organisations.queries import changes_of_rights, find_member, members_of, named_changes
from werkstatt.organisations.rules import Role
from werkstatt.organisations.views.binding import StaffRequest, staff_page

SHOWN_ONCE = "invitation_link"
LINES = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def people(request: StaffRequest) -> HttpResponse:
    """Who belongs to the town; inviting somebody."""
    form = PersonForm(request.POST if request.method == "POST" else None, town=request.town)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invitation = invite(
                actor=request.user,
                town=request.town,
                email=data["email"],
                name=data["name"],
                role=Role(data["role"]),
                unit=data["unit"],
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            _tell(request, invitation)
            return _back(request)
    context = {
        "form": form,
        "members": list(members_of(request.town)),
        # Read once and gone: whoever comes to this page later finds no link any more.
        "shown_once": request.session.pop(SHOWN_ONCE, None),
    }
    return render(request, "organisations/settings_people.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def person(request: StaffRequest, member: int) -> HttpResponse:
    """One person: another role, a new invitation, or no role any more."""
    membership = find_member(request.town, member)
    if membership is None:
        raise Http404
    form = RoleForm.of(membership, request.town)
    if request.method == "POST":
        form = RoleForm(request.POST, town=request.town) if request.POST.get("tun") == "rolle" else form
        try:
            if _changed(request, membership, form):
                return _back(request)
        except RuleBroken as broken:
            if not form.is_bound:
                raise
            put_on(form, broken)
    context = {"form": form, "member": membership, "may_get_link": needs_password(membership)}
    return render(request, "organisations/settings_person.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff_page("organisations.manage")
def log(request: StaffRequest) -> HttpResponse:
    """Who got or lost which role, when and by whom; the latest first."""
    page = Paginator(changes_of_rights(request.town), LINES).get_page(request.GET.get("seite"))
    context = {"page": page, "lines": named_changes(request.town, list(page.object_list))}
    return render(request, "organisations/settings_log.html", context)


def _changed(request: StaffRequest, membership: Membership, form: RoleForm) -> bool:
    name = str(membership.user)
    match request.POST.get("tun"):
        case "rolle" if form.is_valid():
            add_member(
                actor=request.user,
                town=request.town,
                user=membership.user,
                role=Role(form.cleaned_data["role"]),
                unit=form.cleaned_data["unit"],
            )
            messages.success(request, _("Die Rolle von %(name)s ist geändert.") % {"name": name})
        case "rolle":
            return False
        case "entfernen":
            remove_member(actor=request.user, membership=membership)
            messages.success(request, _("%(name)s gehört nicht mehr dazu.") % {"name": name})
        case "einladen":
            _tell(request, invite_again(actor=request.user, membership=membership))
        case "link":
            _show_once(request, membership, hand_over_link(actor=request.user, membership=membership))
        case "zurueckziehen":
            withdraw(actor=request.user, membership=membership)
            messages.success(request, _("Die Einladung von %(name)s ist zurückgezogen.") % {"name": name})
        case _:
            raise RuleBroken(_("Bitte wählen Sie, was geändert werden soll."))
    return True


def _tell(request: StaffRequest, invitation: Invitation) -> None:
    """What happens now: a mail is on its way, a link must be handed over, or nothing more is needed."""
    name = {"name": str(invitation.membership.user)}
    if invitation.link:
        _show_once(request, invitation.membership, invitation.link)
    elif invitation.needs_password:
        messages.success(request, _("Die Einladung an %(name)s ist unterwegs. Der Link darin gilt sieben Tage.") % name)
    else:
        words = _("%(name)s gehört jetzt dazu und kann sich mit dem eigenen Passwort anmelden.")
        messages.success(request, words % name)


def _show_once(request: StaffRequest, membership: Membership, link: str) -> None:
    """Show the link on the next page, and only there. Nobody else gets to see it."""
    request.session[SHOWN_ONCE] = {"name": str(membership.user), "link": link}


def _back(request: StaffRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("settings-people", args=[request.town.slug]))
