"""Klartext: for everybody a page to try any text in, of which nothing is stored; for the editor a service."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from werkstatt.core.rates import Limit, address_of, wait_for
from werkstatt.organisations.views.binding import StaffRequest, TownRequest, staff_page, town_page
from werkstatt.strategy.klartext import hints_in_source, look_at, note
from werkstatt.strategy.klartext_forms import MOST_CHARACTERS, KlartextForm, rules_off
from werkstatt.strategy.source import read_source
from werkstatt.text.model import BlockKind

TRYING = Limit("klartext", most=120, seconds=60)
EXAMPLE = "strategy/klartext/example.txt"
"""An invented text, half of it as one should not write. German on English pages too: Klartext reads German."""


@never_cache
@sensitive_post_parameters("text")
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def klartext(request: TownRequest) -> HttpResponse:
    """The page; by POST with what Klartext finds in the text, for the island (header ``X-Part``) that part alone."""
    if request.method != "POST":
        return _page(request, KlartextForm(off=request.GET.getlist("ohne")))
    data = request.POST
    typed = render_to_string(EXAMPLE) if data.get("tun") == "beispiel" else data.get("text", "")
    form = KlartextForm({"text": typed}, off=rules_off(data.getlist("regel")) if "regeln" in data else ())
    if seconds := wait_for(TRYING, address_of(request)):
        form.add_error(None, _("Das waren sehr viele Texte. Ihr Text ist noch da: Bitte warten Sie eine Minute."))
        response = _page(request, form, 429)
        response["Retry-After"] = str(seconds)
        return response
    return _page(request, form, 200 if form.is_valid() else 422)


def _page(request: TownRequest, form: KlartextForm, status: int = 200) -> HttpResponse:
    result = look_at(form.cleaned_data["text"], without=form.off) if form.is_bound and status == 200 else None
    part = request.headers.get("X-Part") == "result"
    template = "strategy/klartext/result.html" if part else "strategy/klartext/page.html"
    context = {"form": form, "result": result, "most": number_format(MOST_CHARACTERS, force_grouping=True)}
    return render(request, template, context, status=status)


@never_cache
@sensitive_post_parameters("text")
@require_POST
@staff_page("strategy.edit_text")
def marks(request: StaffRequest) -> JsonResponse:
    """The service for the editor: score and marks of a paragraph as it is being typed, and the hints as HTML.

    ``text`` is the source of the field, with its signs for bold and links; places count as a browser does (UTF-16).
    """
    source = request.POST.get("text", "").replace("\r\n", "\n")
    if len(source) > MOST_CHARACTERS:
        return JsonResponse({"error": _("Der Absatz ist zu lang.")}, status=413)
    text, _inline = read_source(source, BlockKind.PARAGRAPH)
    noted = note(text)
    context = {"noted": noted, "is_open": True}
    html = render_to_string("strategy/klartext/noted.html", context, request=request)
    if noted is None:
        return JsonResponse({"score": None, "level": None, "words": "", "marks": [], "html": html})
    places = hints_in_source(source, text, noted.hints)
    return JsonResponse(
        {
            "score": noted.score.value,
            "level": noted.score.level,
            "words": noted.score.words,
            "marks": [
                {
                    "number": hint.number,
                    "rule": hint.rule,
                    "style": hint.style,
                    "start": start,
                    "end": end,
                    "message": hint.message,
                    "hint": hint.way,
                    "replacement": hint.replacement,
                }
                for hint, start, end in places
            ],
            "html": html,
        }
    )
