"""Votes and their counts: whatever happens at once, each person counts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import a_consultation, an_opinion_map, votes_of
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.opinions.actions import (
    cast_vote,
    erase_participant,
    forget_secrets,
    retire_statement,
    withhold_statement,
)
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote
from werkstatt.opinions.queries.participants import find_participant

pytestmark = pytest.mark.django_db


def counts(opinion_map) -> list[tuple[int, int, int]]:
    return list(
        Statement.objects.filter(opinion_map=opinion_map)
        .order_by("number")
        .values_list("agree_count", "disagree_count", "pass_count")
    )


def recounted(opinion_map) -> list[tuple[int, int, int]]:
    rows = Statement.objects.filter(opinion_map=opinion_map).order_by("number")
    return [tuple(row.votes.filter(value=value).count() for value in (1, -1, 0)) for row in rows]


def test_counts_are_kept_however_often_minds_are_changed(opinion_map):
    for secret, values in {"a": {1: 1, 2: -1}, "b": {1: 1, 2: 0, 3: 0}, "c": {1: -1}}.items():
        votes_of(opinion_map, secret, values)
    votes_of(opinion_map, "a", {1: 0, 2: -1})
    votes_of(opinion_map, "c", {1: 1})
    assert counts(opinion_map) == recounted(opinion_map) == [(2, 0, 1), (0, 1, 1), (0, 0, 1)]
    assert OpinionMap.objects.get().participant_count == 3


def test_nothing_kept_about_a_vote_says_who_or_at_what_time(opinion_map):
    votes_of(opinion_map, "geheim", {1: 1})
    participant = Participant.objects.get()
    assert "geheim" not in str(Participant.objects.values())
    assert {field.name for field in Vote._meta.get_fields()} == {
        "id", "municipality", "participant", "statement", "value", "day", "value_before", "day_before",
    }  # fmt: skip
    assert participant.secret_hash != Participant(secret_hash="geheim").secret_hash
    assert not AuditEntry.objects.filter(object_type__in=("vote", "participant")).exists()


def test_the_same_secret_is_somebody_else_on_another_map(opinion_map):
    other = an_opinion_map(a_consultation())
    votes_of(opinion_map, "geheim", {1: 1})
    votes_of(other, "geheim", {1: 1})
    first, second = Participant.objects.all()
    assert first.secret_hash != second.secret_hash


def test_votes_before_the_beginning_and_after_the_end_are_refused(opinion_map):
    phase = opinion_map.phase
    for moment in (phase.opens_at - timedelta(seconds=1), phase.closes_at):
        with clock.at(moment), pytest.raises(RuleBroken):
            cast_vote(opinion_map=opinion_map, secret="a", number=1, value=1)
    with clock.at(phase.closes_at - timedelta(seconds=1)):
        cast_vote(opinion_map=opinion_map, secret="a", number=1, value=1)
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(("number", "value"), [(99, 1), (1, 2), (1, -5)])
def test_what_cannot_be_voted_is_refused_and_makes_no_participant(opinion_map, number, value):
    with pytest.raises(RuleBroken):
        cast_vote(opinion_map=opinion_map, secret="a", number=number, value=value)
    assert not Participant.objects.exists()


def test_what_is_retired_or_withheld_is_not_voted_on(scene, opinion_map):
    first, second, _third = opinion_map.statements.all()
    retire_statement(actor=scene.moderator, statement=first, reason="Doppelt.")
    withhold_statement(actor=scene.moderator, statement=second, reason="Nennt einen Namen.")
    for number in (1, 2):
        with pytest.raises(RuleBroken):
            cast_vote(opinion_map=opinion_map, secret="a", number=number, value=1)


def test_two_at_once_are_counted_once_each(several_connections):
    opinion_map = an_opinion_map(a_consultation())

    def click(turn: int) -> None:
        try:
            cast_vote(opinion_map=opinion_map, secret=f"p{turn % 3}", number=1, value=1 if turn % 2 else -1)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, range(24)))
    assert Participant.objects.count() == Vote.objects.count() == 3
    assert OpinionMap.objects.get().participant_count == 3
    assert counts(opinion_map) == recounted(opinion_map)
    assert sum(counts(opinion_map)[0]) == 3


def test_who_takes_everything_back_leaves_no_trace_in_the_counts(opinion_map):
    votes_of(opinion_map, "a", {1: 1, 2: -1, 3: 0})
    votes_of(opinion_map, "b", {1: 1})
    assert erase_participant(participant=find_participant(opinion_map, "a")) == 3
    assert counts(opinion_map) == recounted(opinion_map) == [(1, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert OpinionMap.objects.get().participant_count == 1
    assert find_participant(opinion_map, "a") is None


def test_taking_back_many_votes_costs_as_much_as_taking_back_one(opinion_map):
    costs = []
    for secret, numbers in (("a", (1,)), ("b", (1, 2, 3))):
        for number in numbers:
            cast_vote(opinion_map=opinion_map, secret=secret, number=number, value=1)
        with CaptureQueriesContext(connection) as queries:
            erase_participant(participant=find_participant(opinion_map, secret))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_some_weeks_after_the_end_devices_are_forgotten_and_votes_stay(opinion_map):
    cast_vote(opinion_map=opinion_map, secret="a", number=1, value=1, proof_key="x" * 64)
    with clock.at(opinion_map.secrets_until - timedelta(minutes=1)):
        assert forget_secrets() == 0
    with clock.at(opinion_map.secrets_until):
        assert forget_secrets() == 1
        assert forget_secrets() == 0
    participant = Participant.objects.get()
    assert (participant.secret_hash, participant.proof_key) == (None, None)
    assert Vote.objects.count() == 1
    assert find_participant(opinion_map, "a") is None
