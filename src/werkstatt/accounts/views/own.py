"""“Mein Konto”: name, ways to sign in, sign-ins, one's data, the end."""

from __future__ import annotations

from allauth.account import views as library
from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from werkstatt.accounts import actions
from werkstatt.accounts.forms import EraseForm, ProfileForm
from werkstatt.accounts.models import User
from werkstatt.accounts.queries import everything_about, pending_address, sign_ins, ways_in
from werkstatt.core.errors import RuleBroken


class OwnRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: OwnRequest) -> HttpResponse:
    """What the account holds, in one page; name and language are changed right here."""
    form = ProfileForm.of(request.user)
    if request.method == "POST":
        form = ProfileForm(request.POST, label_suffix="")
        if form.is_valid():
            try:
                actions.change_profile(user=request.user, **form.cleaned_data)
            except RuleBroken as broken:
                form.add_error("name", broken.message)
            else:
                messages.success(request, _("Gespeichert."))
                return _back(request.user)
    context = {
        "form": form,
        "ways": ways_in(request.user),
        "pending": pending_address(request.user),
        "sign_ins": sign_ins(request.user, request.session.session_key),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
def email(request: OwnRequest) -> HttpResponse:
    """Another address. The library does it; it only has to know that the present one is proven, by the invitation."""
    EmailAddress.objects.update_or_create(
        user=request.user, email=request.user.email, defaults={"verified": True, "primary": True}
    )
    answer: HttpResponse = library.email(request)
    return answer


@login_required
@require_POST
def end_sign_ins(request: OwnRequest) -> HttpResponse:
    """Sign out one device (``anmeldung``), all others (``andere``), or everywhere (``alle``)."""
    this = request.session.session_key
    if "alle" in request.POST:
        actions.end_sign_ins(user=request.user)
        logout(request)
        messages.success(request, _("Sie sind überall abgemeldet."))
        return HttpResponseRedirect(reverse("account_login"))
    if "andere" in request.POST:
        actions.end_sign_ins(user=request.user, but=this)
        messages.success(request, _("Alle anderen Anmeldungen sind beendet."))
    elif actions.end_sign_in(user=request.user, handle=request.POST.get("anmeldung", "")):
        messages.success(request, _("Die Anmeldung ist beendet."))
    else:
        messages.info(request, _("Diese Anmeldung war schon beendet."))
    return HttpResponseRedirect(reverse("my-account") + "#anmeldungen")


@never_cache
@login_required
@require_safe
def data(request: OwnRequest) -> HttpResponse:
    """All that is known about the person, as a file."""
    response = JsonResponse(everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@never_cache
@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: OwnRequest) -> HttpResponse:
    """The end of an account, after one more look."""
    form = EraseForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(user=request.user)
        except RuleBroken as broken:
            form.add_error(None, broken.message)
        else:
            logout(request)
            messages.success(request, _("Ihr Konto ist gelöscht."))
            return HttpResponseRedirect(reverse("account_login"))
    return render(request, "accounts/erase.html", {"form": form}, status=422 if form.errors else 200)


def _back(user: User) -> HttpResponse:
    with override(user.language):
        return HttpResponseRedirect(reverse("my-account"))
