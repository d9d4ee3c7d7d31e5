"""Imprint, data protection, accessibility with its feedback path; and their settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.core.caching import public_page
from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import put_on
from werkstatt.core.rates import Limit, address_of, wait_for
from werkstatt.core.ui.markdown import markdown
from werkstatt.organisations.actions.page import change_contact, change_page, report_barrier, settle_report
from werkstatt.organisations.forms import BarrierForm, ContactForm, PageForm
from werkstatt.organisations.queries.page import find_report, page_of, pages_of, reports_of
from werkstatt.organisations.rules import PageKind
from werkstatt.organisations.views.binding import StaffRequest, TownRequest, staff_page, town_page

REPORTS = Limit("barrier-report", most=10, seconds=3600)


@require_safe
@town_page
@public_page
def imprint(request: TownRequest) -> HttpResponse:
    """Who offers these pages."""
    return _page(request, PageKind.IMPRINT)


@require_safe
@town_page
@public_page
def privacy(request: TownRequest) -> HttpResponse:
    """What is stored, and what for."""
    return _page(request, PageKind.PRIVACY)


@require_safe
@town_page
@public_page
def accessibility(request: TownRequest) -> HttpResponse:
    """How well everybody can use these pages, and where to say that something does not work."""
    return _page(request, PageKind.ACCESSIBILITY)


def _page(request: TownRequest, kind: PageKind) -> HttpResponse:
    page = page_of(request.town, kind)
    context = {"page": page, "html": markdown(page.text), "reports": kind is PageKind.ACCESSIBILITY}
    return render(request, "organisations/legal.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def report(request: TownRequest) -> HttpResponse:
    """Tell that something cannot be used. Needs no account, no address and no script."""
    form = BarrierForm(request.POST or None, initial={"page": request.GET.get("seite", "")[:300]}, label_suffix="")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if wait := wait_for(REPORTS, address_of(request)):
                form.add_error(None, _("Von Ihrem Anschluss kamen viele Meldungen. Bitte versuchen Sie es später."))
                response = render(request, "organisations/barrier_report.html", {"form": form}, status=429)
                response["Retry-After"] = str(wait)
                return response
            try:
                report_barrier(town=request.town, **form.cleaned_data)
            except RuleBroken as broken:
                put_on(form, broken)
            else:
                return HttpResponseRedirect(reverse("barrier-reported", args=[request.town.slug]))
    return render(request, "organisations/barrier_report.html", {"form": form}, status=status)


@require_safe
@town_page
def reported(request: TownRequest) -> HttpResponse:
    """Thanks, and what happens now."""
    return render(request, "organisations/barrier_reported.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def settings_pages(request: StaffRequest) -> HttpResponse:
    """The pages and the address they name."""
    form = ContactForm(request.POST or None, initial={"email": request.town.contact_email}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(actor=request.user, town=request.town, email=form.cleaned_data["email"])
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, _("Gespeichert. Diese Adresse steht ab jetzt auf den Seiten."))
            return HttpResponseRedirect(reverse("settings-pages", args=[request.town.slug]))
    context = {"form": form, "pages": pages_of(request.town)}
    return render(request, "organisations/settings_pages.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def settings_page(request: StaffRequest, kind: str) -> HttpResponse:
    """Write one page, with a look at it before it is public."""
    if kind not in PageKind.values:
        raise Http404
    page = page_of(request.town, PageKind(kind))
    form = PageForm(request.POST or None, initial={"text": page.text}, label_suffix="")
    looks = request.POST.get("tun") == "ansehen"
    if request.method == "POST" and form.is_valid() and not looks:
        text = "" if request.POST.get("tun") == "allgemein" else form.cleaned_data["text"]
        try:
            change_page(actor=request.user, town=request.town, kind=kind, text=text)
        except RuleBroken as broken:
            put_on(form, broken)
        else:
            messages.success(request, _("Gespeichert. Die Seite ist ab jetzt so zu lesen."))
            return HttpResponseRedirect(reverse("settings-pages", args=[request.town.slug]))
    shown = markdown(form.cleaned_data["text"]) if looks and form.is_valid() else ""
    context = {"form": form, "page": page, "shown": shown}
    return render(request, "organisations/settings_page.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("organisations.manage")
def barriers(request: StaffRequest) -> HttpResponse:
    """What people have reported; say that one is settled."""
    if request.method == "POST":
        key = request.POST.get("meldung", "")
        found = find_report(request.town, int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
        if found is None:
            raise Http404
        settle_report(actor=request.user, report=found)
        messages.success(request, _("Erledigt. Die E-Mail-Adresse ist gelöscht."))
        return HttpResponseRedirect(reverse("barriers", args=[request.town.slug]))
    return render(request, "organisations/barriers.html", {"reports": list(reports_of(request.town))})
