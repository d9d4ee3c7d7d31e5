"""Votes and statements as everybody may have them: the state of the last midnight, without a hint at who it was.

A row says the day, not the time. Votes of today are not in it yet, and a vote that was changed today says what it said
yesterday: whoever fetches the data every minute learns no more than who fetches them once a day.
Voters are numbered in a random order, not in the one in which they came.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.timezone import get_default_timezone, localdate

from werkstatt.core import clock
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote
from werkstatt.opinions.rules import COUNTED, StatementState

CHUNK = 2_000
_FORMULA = ("=", "+", "-", "@", "\t")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_written(text: str) -> str:
    """The text as it was before ``harmless``."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def public_statements(opinion_map: OpinionMap) -> Iterator[tuple[int, int, str]]:
    """Number, 1 (to the vote) or -1 (withheld), and the words; by number. Proposals nobody has looked at are left out.

    Of withheld statements there is the number alone: what is not shown on a page is not in a file either.
    """
    rows = Statement.objects.filter(opinion_map=opinion_map).exclude(state=StatementState.PROPOSED).order_by("number")
    for number, state, text in rows.values_list("number", "state", "text"):
        yield (number, 1, harmless(text)) if state in COUNTED else (number, -1, "")


def voter_numbers(opinion_map: OpinionMap) -> dict[int, int]:
    """Participant key → number of the voter in the open data of today: 1, 2, … in random order. One query.

    Only who has a vote in the open data has a number.
    """
    voters = Participant.objects.filter(opinion_map=opinion_map, pk__in=_shown(opinion_map).values("participant"))
    keys = voters.order_by("shuffle", "pk").values_list("pk", flat=True)
    return {key: number for number, key in enumerate(keys.iterator(chunk_size=CHUNK), 1)}


def public_votes(opinion_map: OpinionMap) -> Iterator[tuple[int, int, int, int]]:
    """Timestamp, number of the statement, number of the voter, -1, 0 or 1; voter by voter. Two queries.

    The timestamp is noon of the day in Germany, in milliseconds since 1970, as other tools expect it.
    """
    numbers = voter_numbers(opinion_map)
    today = localdate(clock.now())
    rows = (
        _shown(opinion_map)
        .annotate(
            said=Case(When(day__lt=today, then=F("value")), default=F("value_before")),
            said_on=Case(When(day__lt=today, then=F("day")), default=F("day_before")),
        )
        .order_by("participant__shuffle", "participant", "statement__number")
        .values_list("participant", "statement__number", "said", "said_on")
    )
    moments: dict[date, int] = {}
    for participant, statement, value, day in rows.iterator(chunk_size=CHUNK):
        if participant not in numbers:
            continue  # a vote that came between both queries
        if day not in moments:
            moments[day] = _noon(day)
        yield moments[day], statement, numbers[participant], value


def _shown(opinion_map: OpinionMap) -> QuerySet[Vote]:
    """The votes that stood at the last midnight, on statements that everybody can read."""
    of_map = Vote.objects.filter(statement__opinion_map=opinion_map, statement__state__in=COUNTED)
    return of_map.filter(Q(day__lt=localdate(clock.now())) | Q(day_before__isnull=False))


def _noon(day: date) -> int:
    return int(datetime.combine(day, time(12), get_default_timezone()).timestamp()) * 1000
