"""Binding a view to a town: public pages for everybody, staff pages for those who belong to the town."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.accounts.models import User
from werkstatt.accounts.second_factor import SAFE, has_second_factor
from werkstatt.core.slots import filled
from werkstatt.core.views import kept_fields
from werkstatt.organisations.models import Membership, Municipality
from werkstatt.organisations.permissions import membership_of
from werkstatt.organisations.rules import MANAGES


class TownRequest(HttpRequest):
    """A request to a page of a town."""

    town: Municipality


class StaffRequest(TownRequest):
    """A request of a signed-in person who belongs to the town."""

    user: User


View = Callable[..., HttpResponse]


def _bind(request: HttpRequest, slug: str) -> None:
    """Read the town; with it what every page of it needs to know (slot ``town``: annotations of this one query)."""
    besides = {name: value for answer in filled("town") for name, value in answer.items()}
    try:
        request.town = Municipality.objects.annotate(**besides).get(slug=slug)  # type: ignore[attr-defined]
    except Municipality.DoesNotExist:
        raise Http404 from None


def town_page(view: View) -> View:
    """A public page: the first part of the address names the town; an unknown one is not found."""

    @wraps(view)
    def bound(request: HttpRequest, town: str, *args: Any, **kwargs: Any) -> HttpResponse:
        _bind(request, town)
        return view(request, *args, **kwargs)

    return bound


def staff_page(permission: str) -> Callable[[View], View]:
    """A page for those who belong to the town and may do ``permission`` there.

    For everybody else who is signed in the page does not exist (404): what belongs to one town is invisible to all
    others. Who is not signed in any more gets the sign-in page, or, after having typed something, the typed words
    and a way to send them again.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def bound(request: HttpRequest, town: str, *args: Any, **kwargs: Any) -> HttpResponse:
            _bind(request, town)
            if not request.user.is_authenticated:
                if request.method != "POST":
                    return redirect_to_login(request.get_full_path(), reverse("account_login"))
                context = {"kept": kept_fields(request), "action": request.get_full_path()}
                context["login_url"] = reverse("account_login")
                return render(request, "errors/session_ended.html", context, status=401)
            place: Municipality = request.town  # type: ignore[attr-defined]
            membership = membership_of(request.user, place.pk)
            if membership is None:
                raise Http404
            if not request.user.has_perm(permission, place):
                raise PermissionDenied
            if _must_be_safer(request, membership):
                words = _(
                    "Wer Menschen und Rechte verwaltet, sichert die Anmeldung doppelt. Bitte richten Sie das ein."
                )
                messages.warning(request, words)
                return HttpResponseRedirect(reverse("mfa_index"))
            return view(request, *args, **kwargs)

        return bound

    return decorate


def _must_be_safer(request: HttpRequest, membership: Membership) -> bool:
    """Whether the person has to set up a second factor first. Asked of the database until it is there, then no more."""
    if not settings.REQUIRE_SECOND_FACTOR or membership.role not in MANAGES or SAFE in request.session:
        return False
    if not isinstance(request.user, User) or not has_second_factor(request.user):
        return True
    request.session[SAFE] = True
    return False
