"""Holds the opinion map of a demo town: votes brought in from a stand, proposals, votes in browsers, the picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from werkstatt.core import clock
from werkstatt.demo.consultation import Cast
from werkstatt.demo.opinion_content import OpinionMaterial, Stated, ballots_of_the_browsers, ballots_of_the_stand
from werkstatt.opinions.actions import (
    cast_vote,
    propose_statement,
    publish_statement,
    set_up_map,
    withhold_statement,
)
from werkstatt.opinions.actions.importing import import_votes, take_files
from werkstatt.opinions.actions.result import compute_result
from werkstatt.opinions.models import OpinionMap, Statement
from werkstatt.participation.models import ParticipationPhase

if TYPE_CHECKING:
    from werkstatt.demo.loading import Calendar


def hold_opinion_map(cast: Cast, material: OpinionMaterial, phase: ParticipationPhase, calendar: Calendar) -> None:
    """Everything that has happened on the map until today, and the picture, computed as the worker does it."""
    with clock.at(calendar.moment(material.opened, "08:30")):
        opinion_map = set_up_map(actor=cast.officer, phase=phase, question=material.question, lead=material.lead)
    with clock.at(calendar.moment(material.brought_in, "16:10")):
        statements, votes = _files(material, calendar)
        upload = take_files(actor=cast.officer, opinion_map=opinion_map, statements=statements, votes=votes)
        opinion_map = import_votes(actor=cast.officer, vote_import=upload)
    numbers = {text: number for number, text in enumerate((one.text for one in material.first), 1)}
    for one in material.proposals:
        numbers[one.text] = _propose(cast, opinion_map, one, calendar).number
    _vote_in_browsers(opinion_map, material, numbers, calendar)
    with clock.at(calendar.past(0, "06:00")):
        compute_result(opinion_map_id=opinion_map.pk)


def _files(material: OpinionMaterial, calendar: Calendar) -> tuple[bytes, bytes]:
    """What the tablets at the stand have recorded: statements and votes as the importer reads them."""
    start = calendar.moment(material.opened, "10:00")
    days = material.brought_in - material.opened
    votes = [
        (int((start + timedelta(days=voter % days, minutes=3 * voter)).timestamp() * 1000), place + 1, voter, value)
        for voter, ballot in enumerate(ballots_of_the_stand(material))
        for place, value in ballot.items()
    ]
    statements = [(number, 1, one.text) for number, one in enumerate(material.first, 1)]
    return (
        _table(("comment-id", "moderated", "comment-body"), statements),
        _table(("timestamp", "comment-id", "voter-id", "vote"), votes),
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode()


def _propose(cast: Cast, opinion_map: OpinionMap, stated: Stated, calendar: Calendar) -> Statement:
    day = stated.day or 0
    with clock.at(calendar.past(day, "19:20")):
        statement = propose_statement(opinion_map=opinion_map, text=stated.text)
    with clock.at(calendar.past(day + 1, "08:50")):
        if stated.reason:
            return withhold_statement(actor=cast.moderator, statement=statement, reason=stated.reason)
        if stated.shares:
            return publish_statement(actor=cast.moderator, statement=statement)
    return statement


def _vote_in_browsers(
    opinion_map: OpinionMap, material: OpinionMaterial, numbers: dict[str, int], calendar: Calendar
) -> None:
    latest = max(one.day or material.opened for one in material.proposals if one.shares) + 2
    for voter, ballot in enumerate(ballots_of_the_browsers(material)):
        with clock.at(calendar.past(min(latest + voter, 0), "18:40")):
            for place, value in ballot.items():
                number = numbers[material.to_vote[place].text]
                cast_vote(opinion_map=opinion_map, secret=f"demo {voter}", number=number, value=value)
