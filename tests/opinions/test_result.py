"""Computing results: votes ask for one, the worker makes one at a time, nothing is forgotten and nobody is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.opinions import votes_of
from tests.factories.scene import a_consultation
from tests.opinions.crowd import a_map_with, computed, vote_in_camps
from werkstatt.core import clock, pages, schedule
from werkstatt.opinions import tasks
from werkstatt.opinions.actions import erase_participant, retire_statement, withhold_statement
from werkstatt.opinions.actions import result as results
from werkstatt.opinions.actions.result import PAUSE, compute_result, forget_places, overdue_maps, want_result
from werkstatt.opinions.figures import FORMAT, Figures
from werkstatt.opinions.models import KeptPlaces, OpinionMap, OpinionResult, Participant
from werkstatt.opinions.places import unpack
from werkstatt.opinions.queries.votes import read_votes

pytestmark = pytest.mark.django_db


def figures(opinion_map: OpinionMap) -> Figures:
    return Figures.from_json(OpinionResult.objects.get(opinion_map=opinion_map).figures)


def statement(opinion_map: OpinionMap, number: int):
    return opinion_map.statements.get(number=number)


def test_a_vote_orders_a_result_and_the_next_ones_find_it_ordered(django_capture_on_commit_callbacks):
    opinion_map = a_map_with(a_consultation())
    with django_capture_on_commit_callbacks() as orders:
        votes_of(opinion_map, "a", {1: 1, 2: -1})
        votes_of(opinion_map, "b", {1: 1})
    assert len(orders) == 1
    result = OpinionResult.objects.get(opinion_map=opinion_map)
    assert (result.municipality_id, result.computed_at) == (opinion_map.municipality_id, None)
    assert result.wanted_at is not None


def test_what_the_votes_ordered_is_there_after_the_commit(django_capture_on_commit_callbacks):
    opinion_map = a_map_with(a_consultation())
    with django_capture_on_commit_callbacks(execute=True):
        vote_in_camps(opinion_map)
    found = figures(opinion_map)
    assert (found.people, found.placed, found.votes) == (15, 15, 120)
    assert [group.size for group in found.groups] == [8, 7]
    result = OpinionResult.objects.get(opinion_map=opinion_map)
    assert (result.is_running, result.wanted_at, result.format) == (False, None, FORMAT)


def test_the_public_pages_change_with_the_result_and_not_with_the_votes():
    opinion_map = a_map_with(a_consultation())
    before = pages.generations()[opinion_map.municipality_id]
    vote_in_camps(opinion_map, {"modern": 2})
    assert pages.generations()[opinion_map.municipality_id] == before
    computed(opinion_map)
    assert pages.generations()[opinion_map.municipality_id] == before + 1


def test_the_next_result_waits_a_few_seconds_after_the_last_one_began():
    opinion_map = a_map_with(a_consultation())
    start = timezone.now()
    with clock.at(start):
        votes_of(opinion_map, "a", {1: 1})
        assert compute_result(opinion_map_id=opinion_map.pk) is None
    with clock.at(start + timedelta(seconds=2)):
        assert want_result(opinion_map_id=opinion_map.pk) == start + PAUSE
        assert want_result(opinion_map_id=opinion_map.pk) is None
    with clock.at(start + timedelta(seconds=30)):
        compute_result(opinion_map_id=opinion_map.pk)
        later = start + timedelta(minutes=5)
    with clock.at(later):
        assert want_result(opinion_map_id=opinion_map.pk) == later


def test_only_one_worker_computes_a_map_at_a_time():
    opinion_map = a_map_with(a_consultation())
    votes_of(opinion_map, "a", {1: 1})
    OpinionResult.objects.update(is_running=True, started_at=clock.now())
    assert compute_result(opinion_map_id=opinion_map.pk) is None
    assert OpinionResult.objects.get().computed_at is None


def test_a_vote_during_the_computation_orders_the_next_one(monkeypatch):
    opinion_map = a_map_with(a_consultation())
    votes_of(opinion_map, "a", {1: 1})

    def and_meanwhile_somebody_votes(key):
        found = read_votes(key)
        votes_of(opinion_map, "b", {1: 1})
        return found

    monkeypatch.setattr(results, "read_votes", and_meanwhile_somebody_votes)
    again = compute_result(opinion_map_id=opinion_map.pk)
    assert again is not None
    assert figures(opinion_map).people == 1
    monkeypatch.undo()
    assert compute_result(opinion_map_id=opinion_map.pk) is None
    assert figures(opinion_map).people == 2


def test_a_computation_that_breaks_is_tried_again(monkeypatch):
    opinion_map = a_map_with(a_consultation())
    votes_of(opinion_map, "a", {1: 1})

    def broken(key):
        raise MemoryError

    monkeypatch.setattr(results, "read_votes", broken)
    with pytest.raises(MemoryError):
        compute_result(opinion_map_id=opinion_map.pk)
    monkeypatch.undo()
    assert overdue_maps() == []
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert overdue_maps() == [opinion_map.pk]
        tasks.make_overdue_results()
        assert overdue_maps() == []
    assert figures(opinion_map).people == 1


def test_what_a_lost_worker_has_left_is_taken_up_again_and_its_late_answer_is_not_kept(monkeypatch):
    opinion_map = a_map_with(a_consultation())
    votes_of(opinion_map, "a", {1: 1})
    start = timezone.now()

    def slow(key):
        found = read_votes(key)
        votes_of(opinion_map, "b", {1: 1})
        monkeypatch.undo()
        with clock.at(start + results.LOST_AFTER + timedelta(seconds=1)):
            assert overdue_maps() == [opinion_map.pk]
            compute_result(opinion_map_id=opinion_map.pk)
        return found

    monkeypatch.setattr(results, "read_votes", slow)
    with clock.at(start):
        compute_result(opinion_map_id=opinion_map.pk)
    assert figures(opinion_map).people == 2


def test_a_result_of_an_older_form_is_computed_anew():
    opinion_map = computed(a_map_with(a_consultation()))
    OpinionResult.objects.update(format=FORMAT - 1)
    assert overdue_maps() == [opinion_map.pk]
    tasks.make_overdue_results()
    assert overdue_maps() == []
    assert OpinionResult.objects.get().format == FORMAT


def test_votes_on_a_withheld_statement_count_no_more_on_a_retired_one_they_do(django_capture_on_commit_callbacks):
    scene = a_consultation()
    opinion_map = a_map_with(scene, 3)
    vote_in_camps(opinion_map, most=3)
    computed(opinion_map)
    with clock.at(clock.now() + timedelta(minutes=1)), django_capture_on_commit_callbacks(execute=True):
        withhold_statement(actor=scene.moderator, statement=statement(opinion_map, 2), reason="Das war doppelt.")
    assert [one.statement for one in figures(opinion_map).statements] == [
        statement(opinion_map, 1).pk,
        statement(opinion_map, 3).pk,
    ]
    assert figures(opinion_map).votes == 30
    retire_statement(actor=scene.moderator, statement=statement(opinion_map, 3), reason="Ist entschieden.")
    assert OpinionResult.objects.get().wanted_at is None


def test_the_routing_learns_how_far_a_statement_moves_people():
    opinion_map = a_map_with(a_consultation())
    vote_in_camps(opinion_map)
    computed(opinion_map)
    moves = {one.number: one.extremity for one in opinion_map.statements.all()}
    assert moves[2] > moves[1] >= 0


def test_who_takes_back_what_she_said_is_gone_from_the_next_result():
    opinion_map = a_map_with(a_consultation())
    vote_in_camps(opinion_map)
    computed(opinion_map)
    somebody = Participant.objects.first()
    assert somebody is not None
    key = somebody.pk
    erase_participant(participant=somebody)
    computed(opinion_map)
    assert figures(opinion_map).people == 14
    assert unpack(bytes(KeptPlaces.objects.get().data)).of(key) is None


def test_places_go_when_devices_are_forgotten():
    opinion_map = a_map_with(a_consultation())
    vote_in_camps(opinion_map, {"modern": 2})
    computed(opinion_map)
    assert forget_places() == 0
    OpinionMap.objects.update(secrets_forgotten_at=timezone.now())
    assert forget_places() == 1
    assert figures(opinion_map).people == 2


def test_a_map_that_nobody_knows_is_not_computed():
    assert want_result(opinion_map_id=4711) is None
    assert compute_result(opinion_map_id=4711) is None


def test_all_votes_are_read_with_one_query(django_assert_num_queries):
    opinion_map = a_map_with(a_consultation())
    vote_in_camps(opinion_map, {"modern": 3})
    with django_assert_num_queries(1):
        found = read_votes(opinion_map.pk)
    assert len(found.values) == len(found.participants) == len(found.statements) == 24


def test_the_worker_knows_the_regular_jobs():
    assert {"opinions.results", "opinions.forget_places"} <= set(schedule.run_all())
