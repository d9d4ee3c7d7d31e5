"""The staff's page about mails: what waits, what went out, what did not arrive. No address is shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from werkstatt.communication.actions.answers import answers_letter, send_answers_now, told_about
from werkstatt.communication.letters import Stationery
from werkstatt.communication.queries.answers import stories_of
from werkstatt.communication.queries.mails import newest_answered, read_mails
from werkstatt.communication.rules import NewsKind
from werkstatt.core import clock
from werkstatt.organisations.views.binding import StaffRequest, staff_page

NAMES = {
    "answers": _("Antworten"),
    "news": _("Neuigkeiten"),
    "confirm": _("Bestätigungen"),
    "confirmation": _("Bestätigungen"),
    "receipt": _("Belege"),
    "invitation": _("Einladungen"),
    "reminder": _("Erinnerungen"),
    "barrier": _("Gemeldete Barrieren"),
}
"""Kinds of mails as people call them; others are shown by the name their context gave them."""


REASONS = {
    "nobody there": _("Dieses Postfach gibt es nicht"),
    "refused with": _("der Mailserver der anderen Seite lehnte ab"),
    "not taken": _("diese Mail wurde nicht angenommen"),
    "cannot be": _("die Mail ließ sich nicht schreiben"),
}
"""Why mails were given up, by how ``core.mail`` begins its note about it; everything else is a matter of the way."""


@require_safe
@staff_page("communication.view_mails")
def mails(request: StaffRequest) -> HttpResponse:
    """Counts, failures, unreachable contributors."""
    page = read_mails(request.town, clock.now())
    context = {
        "page": page,
        "kinds": [NAMES.get(kind, kind) for kind in page.kinds],
        "failures": [(NAMES.get(one.kind, one.kind), _why(one.reason), one) for one in page.failures],
        "may_send": request.user.has_perm("communication.send_mails", request.town),
    }
    return render(request, "communication/mails.html", context)


@require_POST
@staff_page("communication.send_mails")
def send_now(request: StaffRequest) -> HttpResponse:
    """Mail what waits, without waiting for a pause."""
    count = send_answers_now(actor=request.user, town=request.town)
    text = ngettext("Eine Mail ist unterwegs.", "%(count)s Mails sind unterwegs.", count) % {"count": count}
    messages.success(request, text)
    return HttpResponseRedirect(reverse("mails", args=[request.town.slug]))


@require_safe
@staff_page("communication.view_mails")
def preview(request: StaffRequest) -> HttpResponse:
    """How the mail about the newest answer looks to its author."""
    found = newest_answered(request.town)
    letter = None
    if found is not None:
        story = stories_of([found.pk])[found.pk]
        told = told_about(request.town, found.number, story, [NewsKind.ANSWERED])
        letter = answers_letter(Stationery(request.town), [told], None, to="beispiel@example.org")
    return render(request, "communication/preview.html", {"letter": letter, "contribution": found})


def _why(reason: str) -> str:
    known = next((words for begin, words in REASONS.items() if reason.startswith(begin)), None)
    return str(known or _("der Mailserver war nicht zu erreichen"))
