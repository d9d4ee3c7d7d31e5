"""The receipt: number, code, what was said, what comes next."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from werkstatt.core.ui.days import LONG, words
from werkstatt.core.ui.pieces import Step
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.links import draft_key, reader_url
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries import find_contribution
from werkstatt.participation.receipts import number_from, qr_code
from werkstatt.participation.rules import ContributionState, Kind
from werkstatt.text.worddiff import word_diff


@never_cache
@require_safe
@town_page
def receipt(request: TownRequest, signed: str) -> HttpResponse:
    """For whoever has the signed address: no account, no session, nothing stored in between."""
    number = number_from(request.town, signed)
    contribution = find_contribution(request.town, number) if number is not None else None
    if contribution is None:
        raise Http404
    address = request.build_absolute_uri(reverse("contribution", args=[request.town.slug, contribution.number]))
    section_number = contribution.section_label.split(" ")[0]
    suggestion = getattr(contribution, "suggestion", None)
    context = {
        "contribution": contribution,
        "phase": contribution.phase,
        "address": address,
        "short_address": address.partition("://")[2].rstrip("/"),
        "qr": qr_code(address, _("QR-Code: führt zu Beitrag %(number)s") % {"number": contribution.label}),
        "is_suggestion": contribution.kind == Kind.SUGGESTION,
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
    }
    response = render(request, "participation/receipt.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _what_comes_next(contribution: Contribution, address: str) -> list[Step]:
    phase = contribution.phase
    came = words(localdate(contribution.recorded_at), LONG)
    steps = [Step(_("Eingegangen als %(number)s") % {"number": contribution.label}, when=came, state="voice")]
    until_close = _("bis %(day)s") % {"day": words(localdate(phase.closes_at), LONG)}
    until_answer = _("bis %(day)s") % {"day": words(phase.answer_by, LONG)}
    match contribution.state:
        case ContributionState.RECEIVED:
            steps.append(Step(_("Im Text sichtbar, nach Durchsicht auf die Netiquette"), state="todo"))
        case ContributionState.WITHHELD:
            steps.append(Step(_("Nicht veröffentlicht: %(reason)s") % {"reason": contribution.state_reason}))
            return steps
        case ContributionState.WITHDRAWN:
            steps.append(Step(_("Zurückgezogen. Die Nummer bleibt, die Worte sind gelöscht.")))
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
