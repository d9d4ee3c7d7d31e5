"""Binding a view to a town: public pages for everybody, staff pages for those who belong to the town."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from werkstatt.accounts.models import User
from werkstatt.core.views import kept_fields
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.permissions import membership_of


class TownRequest(HttpRequest):
    """A request to a page of a town."""

    town: Municipality


class StaffRequest(TownRequest):
    """A request of a signed-in person who belongs to the town."""

    user: User


View = Callable[..., HttpResponse]


def _bind(request: HttpRequest, slug: str) -> None:
    try:
        request.town = Municipality.objects.get(slug=slug)  # type: ignore[attr-defined]
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
            if membership_of(request.user, place.pk) is None:
                raise Http404
            if not request.user.has_perm(permission, place):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return bound

    return decorate
