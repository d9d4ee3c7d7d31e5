"""Votes and statements as open data, in the form that tools for opinion maps read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from werkstatt.core.caching import private_page, public_page
from werkstatt.opinions.queries.maps import find_public_map
from werkstatt.opinions.queries.open_data import public_statements, public_votes
from werkstatt.organisations.views.binding import TownRequest, town_page

ROWS_AT_ONCE = 500


@require_safe
@town_page  # type: ignore[arg-type]  # a stream is no HttpResponse
def votes(request: TownRequest, phase: int) -> StreamingHttpResponse:
    """Who voted how: numbers instead of people, days instead of times. Streamed, and made anew for each reader."""
    opinion_map = find_public_map(request.town, phase)
    if opinion_map is None:
        raise Http404
    rows = _lines(("timestamp", "comment-id", "voter-id", "vote"), public_votes(opinion_map))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="stimmen-{phase}.csv"'
    return private_page(response)


@require_safe
@town_page
@public_page
def statements(request: TownRequest, phase: int) -> HttpResponse:
    """The statements. Those that were not taken in have a number and no words."""
    opinion_map = find_public_map(request.town, phase)
    if opinion_map is None:
        raise Http404
    rows = _lines(("comment-id", "moderated", "comment-body"), public_statements(opinion_map))
    response = HttpResponse("".join(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="thesen-{phase}.csv"'
    return response


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    waiting = [writer.writerow(head)]
    for row in rows:
        waiting.append(writer.writerow(row))
        if len(waiting) >= ROWS_AT_ONCE:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)
