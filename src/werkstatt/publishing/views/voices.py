"""What people said and what became of it: the list, the thread of one contribution, the thread back from a sentence."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import islice

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from werkstatt.assessment.queries.conflicts import numbers_in_conflict
from werkstatt.assessment.queries.thread import thread_of
from werkstatt.core import clock
from werkstatt.core.caching import public_page
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.queries import Filters, find_contribution, highest_number
from werkstatt.participation.rules import Channel
from werkstatt.publishing.drawing.thread import thread_page
from werkstatt.publishing.drawing.trace import trace_page
from werkstatt.publishing.drawing.voices import lines_of, voices_page
from werkstatt.publishing.exports import MOST_ROWS_AT_ONCE, contributions_csv, write_contributions
from werkstatt.publishing.queries.trace import read_trace
from werkstatt.publishing.queries.voices import Wanted, every_voice, given_version, read_motions, read_voices
from werkstatt.publishing.sentences import answer
from werkstatt.publishing.views.files import CONTENT_TYPES as TYPES
from werkstatt.publishing.views.page import reader_of, show

LONGEST_SEARCH = 200


@require_safe
@town_page
@public_page
def contributions(request: TownRequest) -> HttpResponse:
    """All contributions and stubs, narrowed down and sorted as the address says."""
    wanted = _wanted(request)
    given = given_version(request.town, wanted.filters.version_id, reader_of(request))
    found = read_voices(request.town, wanted, given=given)
    page = voices_page(request.town.slug, found, wanted)
    context = {"found": found, "wanted": wanted, "page": page}
    return show(request, "contributions.html", context, given=given)


@require_safe
@town_page  # type: ignore[arg-type]  # a stream is no HttpResponse
def contributions_file(request: TownRequest) -> HttpResponseBase:
    """The same list as a file for a spreadsheet, sent as it is read."""
    items = every_voice(request.town, _wanted(request))
    response = StreamingHttpResponse(contributions_csv(items), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="beitraege-{request.town.slug}.csv"'
    return response


@require_safe
@town_page
def contributions_workbook(request: TownRequest) -> HttpResponse:
    """The same as a workbook; very long lists only as CSV."""
    items = list(islice(every_voice(request.town, _wanted(request)), MOST_ROWS_AT_ONCE + 1))
    if len(items) > MOST_ROWS_AT_ONCE:
        text = _("Die Liste hat mehr als %(most)s Zeilen. Laden Sie sie als CSV, oder grenzen Sie sie ein.")
        raise RuleBroken(text % {"most": number_format(MOST_ROWS_AT_ONCE, force_grouping=True)})
    file = BytesIO()
    write_contributions(file, items, town=request.town, now=clock.now())
    response = HttpResponse(file.getvalue(), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="beitraege-{request.town.slug}.xlsx"'
    return response


@require_safe
@town_page
@public_page
def contribution(request: TownRequest, number: int) -> HttpResponse:
    """What became of one contribution."""
    found = find_contribution(request.town, number)
    if found is None:
        missing = {"number": number, "highest": highest_number(request.town)}
        return show(request, "contribution_missing.html", missing, status=404)
    reader = reader_of(request)
    if not found.is_public and not (reader and reader.has_perm("participation.read", found)):
        return show(request, "contribution_internal.html", {"number": number})
    thread = thread_of(found)
    context = {
        "contribution": found,
        "thread": thread,
        "answer": answer(thread, localdate(clock.now())),
        "page": thread_page(request.town.slug, thread),
        "rivals": [(n, reverse("contribution", args=[request.town.slug, n])) for n in numbers_in_conflict(found)],
    }
    template = "contribution.html" if found.is_visible else "contribution_stub.html"
    return show(request, template, context, given=None if found.is_public else found.version)


@require_safe
@town_page
@public_page
def trace(request: TownRequest, slug: str, number: int, block: str) -> HttpResponse:
    """From a sentence back to the voices that changed it."""
    found = read_trace(request.town, slug, number, block, reader_of(request))
    if found is None:
        raise Http404
    context = {"trace": trace_page(request.town.slug, found), "version": found.version}
    return show(request, "trace.html", context, given=found.given)


@require_safe
@town_page
@public_page
def council_motions(request: TownRequest) -> HttpResponse:
    """What the council groups have moved, apart from what citizens say."""
    return show(request, "motions.html", {"lines": lines_of(request.town.slug, read_motions(request.town))})


def _wanted(request: TownRequest) -> Wanted:
    """The address as filters; what is not understood does not narrow."""
    get = request.GET
    return Wanted(
        filters=Filters(
            phase_id=_number(get.get("phase", "")),
            group=get.get("stand", "")[:20],
            version_id=_number(get.get("fassung", "")),
            kind=get.get("art", "")[:20],
            channel=get.get("weg", "") if get.get("weg", "") in Channel.values else "",
            words=cleaned_line(get.get("suche", "")[:LONGEST_SEARCH]),
        ),
        section_uid=get.get("abschnitt", "")[:24],
        block_uid=get.get("absatz", "")[:24],
        verdict=get.get("urteil", "")[:30],
        unit_id=_number(get.get("amt", "")),
        day=_day(get.get("tag", "")),
        by_activity=get.get("sortierung") == "aktiv",
        before=get.get("vor", "")[:40],
        after=get.get("nach", "")[:40],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if 1900 < found.year < 9000 else None
