"""The page behind the link of an invitation."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.webauthn.internal import auth, flows
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from werkstatt.accounts.actions import accept_with_password, take_invitation
from werkstatt.accounts.forms import FirstPasskeyForm, FirstPasswordForm
from werkstatt.accounts.models import User
from werkstatt.accounts.queries import open_invitation
from werkstatt.core.errors import RuleBroken
from werkstatt.core.rates import Limit, address_of, wait_for
from werkstatt.core.slots import filled

TRIES = Limit("invitation", most=60, seconds=600)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password, or a passkey instead. Looking at the page uses nothing up: mail programs do that."""
    if seconds := wait_for(TRIES, address_of(request)):
        busy = render(request, "errors/429.html", status=429)
        busy["Retry-After"] = str(seconds)
        return busy
    found = open_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation_over.html", status=410)
    form = FirstPasswordForm(label_suffix="")
    if request.method == "POST":
        try:
            if "credential" in request.POST:
                return _with_passkey(request, secret, found.user)
            form = FirstPasswordForm(request.POST, label_suffix="")
            if form.is_valid():
                user = accept_with_password(secret=secret, password=form.cleaned_data["password1"])
                answer: HttpResponse = perform_password_login(request, {"email": user.email}, Login(user=user))
                return answer
        except RuleBroken as broken:
            for name, message in broken.fields.items() or [("", broken.message)]:
                form.add_error(name or None, message)
    context: dict[str, Any] = {
        "form": form,
        "person": found.user,
        "towns": [name for names in filled("invited_to", user=found.user) for name in names],
        "options": {"creation_options": auth.begin_registration(found.user, True)},
    }
    failed = bool(form.errors) or request.method == "POST"
    return render(request, "accounts/invitation.html", context, status=422 if failed else 200)


def _with_passkey(request: HttpRequest, secret: str, user: User) -> HttpResponse:
    form = FirstPasskeyForm(request.POST, user=user)  # type: ignore[call-arg]
    if not form.is_valid():
        raise RuleBroken(
            _("Der Passkey hat nicht gepasst. Versuchen Sie es noch einmal, oder wählen Sie ein Passwort.")
        )
    with transaction.atomic():
        person = take_invitation(secret)
        key = flows.signup_authenticator(
            request, user=person, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
        )
    answer: HttpResponse = flows.perform_passwordless_login(request, key, Login(user=person))
    return answer
