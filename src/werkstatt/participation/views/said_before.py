"""What others have already said, while somebody writes: a piece of a page for the island."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from werkstatt.core import clock
from werkstatt.core.text_input import cleaned
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.kin import LONGEST
from werkstatt.participation.limits import LOOKING_AROUND
from werkstatt.participation.queries import find_phase
from werkstatt.participation.queries import said_before as what_was_said
from werkstatt.participation.rules import PhaseKind, PhaseStage
from werkstatt.participation.views.private import held_back, wait


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def said_before(request: TownRequest, phase: int) -> HttpResponse:
    """Contributions near to ``text`` and ``replacement``; an empty answer (204) if there is none.

    The words come in the body, are looked at, and are gone. Without a script the form shows the same itself.
    """
    found = find_phase(request.town, phase)
    if found is None or found.kind != PhaseKind.PUBLIC or not request.user.has_perm("participation.take_part", found):
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("contribute", args=[request.town.slug, found.pk]))
    if found.stage_at(clock.now()) is not PhaseStage.OPEN:
        return HttpResponse(status=204)
    if seconds := held_back(request, LOOKING_AROUND):
        return wait(HttpResponse(status=429), seconds)
    text, replacement = (cleaned(request.POST.get(name, "")[:LONGEST]) for name in ("text", "replacement"))
    said = what_was_said(found, text, replacement)
    if not said:
        return HttpResponse(status=204)
    return render(request, "participation/_said_before.html", {"said": said})
