"""The contributions of a phase by what they are about."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from werkstatt.assessment import tasks
from werkstatt.assessment.actions.topics import MOST_AT_ONCE, is_running, make_topics, order_topics
from werkstatt.assessment.queries.topics import (
    find_topic_list,
    opened_topic,
    phases_with_voices,
    topic_lines,
    topic_rows,
)
from werkstatt.core.documents.sheets import looks_like_formula
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseKind


@require_safe
@staff_page("assessment.view_desk")
def newest(request: StaffRequest) -> HttpResponse:
    """To the topics of the newest phase in which somebody has said something; rather one for everybody."""
    phases = phases_with_voices(request.town)
    if not phases:
        return render(request, "assessment/desk/topics_none.html")
    chosen = next((phase for phase in phases if phase.kind == PhaseKind.PUBLIC), phases[0])
    return HttpResponseRedirect(reverse("desk-topics-phase", args=[request.town.slug, chosen.pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("assessment.view_desk")
def topics(request: StaffRequest, phase: int) -> HttpResponse:
    """The list; ``?thema=`` opens one of them. Sending groups anew: at once, or in the background if there is much."""
    phases = phases_with_voices(request.town)
    chosen = _chosen(phases, phase)
    if request.method == "POST":
        return _group(request, chosen)
    topic_list = find_topic_list(chosen)
    number = _number(request.GET.get("seite", "")) or 1
    lines, has_more = topic_lines(topic_list, number) if topic_list is not None else ([], False)
    key = _number(request.GET.get("thema", ""))
    here = reverse("desk-topics-phase", args=[request.town.slug, chosen.pk])
    context: dict[str, Any] = {
        "phases": phases,
        "phase": chosen,
        "topic_list": topic_list,
        "is_running": topic_list is not None and is_running(topic_list),
        "lines": lines,
        "opened": opened_topic(topic_list, key) if topic_list is not None and key else None,
        "here": here,
        "page": number,
        "previous": f"{here}?seite={number - 1}" if number > 1 else "",
        "following": f"{here}?seite={number + 1}" if has_more else "",
        "may_do_many": request.user.has_perm("assessment.split", request.town),
    }
    return render(request, "assessment/desk/topics.html", context)


@never_cache
@require_safe
@staff_page("assessment.view_desk")
def table(request: StaffRequest, phase: int) -> HttpResponse:
    """Every contribution with its topic, as CSV with semicolons, as spreadsheets in Germany expect it."""
    chosen = _chosen(phases_with_voices(request.town), phase)
    topic_list = find_topic_list(chosen)
    if topic_list is None or topic_list.made_at is None:
        return HttpResponseRedirect(reverse("desk-topics-phase", args=[request.town.slug, chosen.pk]))
    head = (_("Thema"), _("Nummer"), _("Art"), _("Stand"), _("Beitrag"))
    response = HttpResponse("".join(_csv(head, topic_rows(topic_list))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="themen-{chosen.pk}.csv"'
    return response


def _group(request: StaffRequest, phase: ParticipationPhase) -> HttpResponse:
    ordered = order_topics(actor=request.user, phase=phase)
    if ordered is None:
        messages.info(request, _("Die Beiträge werden gerade geordnet."))
    elif ordered.total <= MOST_AT_ONCE:
        make_topics(topic_list=ordered)
        messages.success(request, _("Die Beiträge sind nach Themen geordnet."))
    else:
        tasks.group_by_topic.enqueue(ordered.pk)
    return HttpResponseRedirect(reverse("desk-topics-phase", args=[request.town.slug, phase.pk]))


def _chosen(phases: list[ParticipationPhase], key: int) -> ParticipationPhase:
    chosen = next((phase for phase in phases if phase.pk == key), None)
    if chosen is None:
        raise Http404
    return chosen


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The line."""
        return text


def _csv(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow([f"'{cell}" if looks_like_formula(str(cell)) else cell for cell in row])
