"""Reading the votes of a map, all of them, for the computation."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from werkstatt.opinions.models import Vote
from werkstatt.opinions.rules import COUNTED

AT_ONCE = 20_000
"""Rows that are fetched at a time, so that a million votes need no more memory than their numbers."""


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """Votes as three columns of the same length: keys of participants and statements, and what was said (-1, 0, 1)."""

    participants: array[int]
    statements: array[int]
    values: array[int]


def read_votes(opinion_map_id: int) -> VoteColumns:
    """What counts on a map: votes on statements that everybody may read. One query."""
    columns = VoteColumns(array("q"), array("q"), array("b"))
    for participant, statement, value in _rows(opinion_map_id):
        columns.participants.append(participant)
        columns.statements.append(statement)
        columns.values.append(value)
    return columns


def _rows(opinion_map_id: int) -> Iterator[tuple[int, int, int]]:
    votes = Vote.objects.filter(statement__opinion_map=opinion_map_id, statement__state__in=COUNTED)
    return votes.values_list("participant_id", "statement_id", "value").iterator(chunk_size=AT_ONCE)
