"""The receipt: number, code, what was said, what comes next, and what its holder may still do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from werkstatt.core.ui.days import LONG, words
from werkstatt.core.ui.pieces import Step
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.rules import conduct_points
from werkstatt.participation.actions import may_withdraw, why_not_editable
from werkstatt.participation.links import draft_key, reader_url
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries import contact_of, objections_to
from werkstatt.participation.receipts import masked, qr_code
from werkstatt.participation.rules import ContributionState, Kind, ObjectionState
from werkstatt.participation.views.private import PrivateRequest, private_page
from werkstatt.text.worddiff import word_diff

NEWS = {
    "geaendert": gettext_lazy("Ihre Änderung ist gespeichert."),
    "zurueckgezogen": gettext_lazy("Ihr Beitrag ist zurückgezogen, Ihre Worte sind gelöscht."),
    "einspruch": gettext_lazy("Ihr Einspruch ist angekommen. Die Antwort steht dann auf dieser Seite."),
    "adresse": gettext_lazy("Wir haben Ihnen eine Mail geschickt. Klicken Sie bitte auf den Link darin."),
    "keine-mails": gettext_lazy("Ihre Adresse ist gelöscht. Sie bekommen keine Mails mehr zu diesem Beitrag."),
}
"""What has just happened, by the word in the address."""


def done(request: PrivateRequest, news: str) -> str:
    """The address of the receipt after something was done there."""
    return f"{reverse('receipt', args=[request.town.slug, request.signed])}?{news}"


@require_safe
@private_page
def receipt(request: PrivateRequest) -> HttpResponse:
    """For whoever has the signed address: no account, no session, nothing stored in between."""
    contribution = request.contribution
    slug = request.town.slug
    address = request.build_absolute_uri(reverse("contribution", args=[slug, contribution.number]))
    private = request.build_absolute_uri(reverse("receipt", args=[slug, request.signed]))
    section_number = contribution.section_label.split(" ")[0]
    suggestion = getattr(contribution, "suggestion", None)
    contact = contact_of(contribution)
    is_withheld = contribution.state == ContributionState.WITHHELD
    objections = objections_to(contribution) if is_withheld else []
    why_not = why_not_editable(contribution)
    context = {
        "contribution": contribution,
        "phase": contribution.phase,
        "signed": request.signed,
        "news": _news(request),
        "address": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "private_address": private,
        "qr": qr_code(private, _("QR-Code: Ihr privater Link zu %(number)s") % {"number": contribution.label}),
        "is_suggestion": contribution.kind != Kind.COMMENT,
        "changes": word_diff(suggestion.quote, suggestion.replacement) if suggestion else None,
        "quote": (contribution.anchor or {}).get("quote", ""),
        "section_number": section_number,
        "back_url": reader_url(
            request.town,
            contribution.version,
            number=section_number,
            section_uid=contribution.section_uid,
            block_uid=contribution.block_uid,
        ),
        "steps": _what_comes_next(contribution, address),
        "draft_key": draft_key(contribution.phase_id, contribution.section_uid, contribution.block_uid),
        "may_edit": not why_not,
        "why_not": why_not,
        "may_withdraw": may_withdraw(contribution),
        "conduct_rule": conduct_rule(request.town, contribution),
        "objections": objections,
        "may_object": is_withheld and all(one.state != ObjectionState.OPEN for one in objections),
        "contact": contact,
        "masked": masked(contact.email) if contact else "",
    }
    return render(request, "participation/receipt.html", context)


def conduct_rule(town: Municipality, contribution: Contribution) -> str:
    """The words of the conduct rule that a withholding refers to by its number; empty if it names none."""
    number = contribution.conduct_rule
    points = conduct_points(town.conduct_rules)
    if number.isascii() and number.isdigit() and 0 < int(number) <= len(points):
        return points[int(number) - 1]
    return ""


def _news(request: HttpRequest) -> str:
    return next((str(words) for name, words in NEWS.items() if name in request.GET), "")


def _what_comes_next(contribution: Contribution, address: str) -> list[Step]:
    phase = contribution.phase
    came = words(localdate(contribution.recorded_at), LONG)
    steps = [Step(_("Eingegangen als %(number)s") % {"number": contribution.label}, when=came, state="voice")]
    until_close = _("bis %(day)s") % {"day": words(localdate(phase.last_moment), LONG)}
    until_answer = _("bis %(day)s") % {"day": words(phase.answer_by, LONG)}
    match contribution.state:
        case ContributionState.RECEIVED:
            steps.append(Step(_("Im Text sichtbar, nach Durchsicht auf die Netiquette"), state="todo"))
        case ContributionState.WITHHELD:
            steps.append(Step(_("Nicht veröffentlicht: %(reason)s") % {"reason": contribution.state_reason}))
            return steps
        case ContributionState.WITHDRAWN:
            # What became of number and words stands beside it, where the words were.
            steps.append(Step(_("Zurückgezogen"), when=words(localdate(contribution.changed_at), LONG)))
            return steps
        case ContributionState.MERGED if contribution.merged_into:
            steps.append(Step(_("Zusammengeführt mit %(number)s") % {"number": contribution.merged_into.label}))
        case ContributionState.ANSWERED | ContributionState.CLOSED:
            steps.append(Step(_("Beantwortet, mit Grund"), url=address))
            return steps
        case _:
            steps.append(Step(_("Im Text sichtbar"), url=address))
    steps += [
        Step(_("Andere reden mit"), when=until_close, state="todo"),
        Step(_("Antwort mit Grund"), when=until_answer, state="todo"),
        Step(_("Nächste Fassung: Ändert sich der Text, steht Ihre Nummer daneben"), when=_("danach"), state="todo"),
    ]
    return steps
