"""The address somebody leaves to hear what becomes of her contribution: given, confirmed, ended."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.actions import confirm_address, end_contact, leave_address, waiting_with
from werkstatt.participation.forms import AddressForm
from werkstatt.participation.limits import PRIVATE
from werkstatt.participation.links import privacy_url
from werkstatt.participation.models import Contact
from werkstatt.participation.queries import contact_of
from werkstatt.participation.receipts import contact_from, masked
from werkstatt.participation.views.private import PrivateRequest, held_back, private_page, too_often, wait
from werkstatt.participation.views.receipt import done


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def address(request: PrivateRequest) -> HttpResponse:
    """Give an address, ask for the mail once more, or end all mails."""
    contact = contact_of(request.contribution)
    if request.method != "POST":
        return _address_page(request, contact, AddressForm(label_suffix=""))
    if request.POST.get("tun") == "ende":
        if contact is not None:
            end_contact(contact=contact)
        return HttpResponseRedirect(done(request, "keine-mails"))
    form = AddressForm(request.POST, label_suffix="")
    if form.is_valid():
        if seconds := held_back(request, PRIVATE):
            form.add_error(None, too_often(seconds))
            return wait(_address_page(request, contact, form, status=429), seconds)
        try:
            leave_address(
                contribution=request.contribution,
                email=form.cleaned_data["email"],
                language=get_language() or "de",
            )
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            return HttpResponseRedirect(done(request, "adresse"))
    return _address_page(request, contact, form, status=422)


def _address_page(
    request: PrivateRequest, contact: Contact | None, form: AddressForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "contribution": request.contribution,
        "signed": request.signed,
        "contact": contact,
        "masked": masked(contact.email) if contact else "",
        "privacy_url": privacy_url(request.town),
    }
    return render(request, "participation/address.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def confirm(request: TownRequest, signed: str) -> HttpResponse:
    """Where the link of the first mail leads. Only the button confirms: programs that look at links do not press it."""
    contact = contact_from(request.town, signed, "confirm")
    if contact is None:
        raise Http404
    if request.method == "POST":
        confirm_address(contact=contact)
        contact.refresh_from_db(fields=["confirmed_at"])
    if contact.confirmed_at:
        words = _("Gibt es etwas Neues zu Ihrem Beitrag, schreiben wir an %(address)s. Ihr Beleg geht auch dorthin.")
        return _mail_page(request, _("Ihre Adresse ist bestätigt"), words % {"address": masked(contact.email)})
    waiting = waiting_with(contact)
    if not waiting:
        words = _("Geben Sie Ihre Adresse auf dem Beleg noch einmal an, dann schicken wir einen neuen Link.")
        return _mail_page(request, _("Dieser Link gilt nicht mehr"), words)
    words = _("Dann schreiben wir an %(address)s, sobald die Antwort da ist, und schicken Ihnen Ihren Beleg.")
    return _mail_page(
        request,
        _("Möchten Sie hören, was daraus wird?"),
        words % {"address": masked(contact.email)},
        button=_("Ja, Adresse bestätigen"),
        numbers=[one.contribution for one in waiting],
    )


@csrf_exempt  # mail programs press the button for people (RFC 8058); the signed address says who may
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def stop(request: TownRequest, signed: str) -> HttpResponse:
    """Where the link at the foot of every mail leads: one click, and the address is erased."""
    contact = contact_from(request.town, signed, "stop")
    if contact is None:
        raise Http404
    if request.method == "POST":
        end_contact(contact=contact)
        contact.refresh_from_db(fields=["ended_at"])
    if contact.ended_at:
        words = _("Sie bekommen zu diesem Beitrag keine Mails mehr. Der Beitrag selbst bleibt.")
        return _mail_page(request, _("Ihre Adresse ist gelöscht"), words)
    return _mail_page(
        request,
        _("Keine Mails mehr zu diesem Beitrag?"),
        _("Wir löschen Ihre Adresse bei diesem Beitrag sofort. Der Beitrag bleibt, seine Antwort steht im Netz."),
        button=_("Ja, Adresse löschen"),
        numbers=[contact.contribution],
    )


def _mail_page(request: TownRequest, title: str, words: str, *, button: str = "", numbers: object = ()) -> HttpResponse:
    context = {"title": title, "words": words, "button": button, "numbers": numbers}
    response = render(request, "participation/mail_link.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
