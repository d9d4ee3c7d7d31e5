"""Two moderators on the same contribution at the same moment: one is told about the other, nothing is half-done."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.factories import a_comment, a_consultation
from werkstatt.assessment import actions
from werkstatt.assessment.actions.guard import points_with_verdicts
from werkstatt.assessment.models import Point, Reply
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import Contribution, StateTally

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_connections")]


def at_once(*jobs):
    """Run the jobs in threads that start together; each answers with its result or with the rule that was broken."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait(timeout=20)
            return job()
        except RuleBroken as broken:
            return broken
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def revision(contribution) -> str:
    current = Contribution.objects.get(pk=contribution.pk)
    return actions.work_revision(current, points_with_verdicts(current))


def test_of_a_split_and_a_merge_at_once_only_one_happens():
    scene = a_consultation()
    target = a_comment(scene)
    for _round in range(4):
        remark = a_comment(scene, text="Eins. Zwei.")
        seen = revision(remark)
        parts = [actions.Part("Eins", start=0, end=5), actions.Part("Zwei", start=6, end=11)]
        results = at_once(
            lambda remark=remark, seen=seen, parts=parts: actions.split(
                actor=scene.moderator, contribution=remark, parts=parts, seen=seen
            ),
            lambda remark=remark, seen=seen: actions.merge(
                actor=scene.officer, contribution=remark, target=target, reason="Dasselbe.", seen=seen
            ),
        )
        refused = [result for result in results if isinstance(result, RuleBroken)]
        assert [type(one) for one in refused] == [actions.WorkConflict]
        remark.refresh_from_db()
        points = Point.objects.filter(contribution=remark).count()
        assert (remark.state, points) in {("published", 2), ("merged", 0)}
    tally = StateTally.objects.filter(municipality=scene.town)
    assert sum(tally.values_list("count", flat=True)) == 5


def test_two_who_split_at_once_do_not_both_number_the_first_point():
    scene = a_consultation()
    remark = a_comment(scene, text="Eins. Zwei.")
    seen = revision(remark)

    def split(actor):
        return lambda: actions.split(
            actor=actor, contribution=remark, parts=[actions.Part("Eins", start=0, end=5)], seen=seen
        )

    results = at_once(split(scene.moderator), split(scene.officer))
    assert sum(isinstance(result, actions.WorkConflict) for result in results) == 1
    assert Point.objects.filter(contribution=remark).count() == 1


def test_two_contributions_merged_into_each_other_at_once_do_not_block_one_another():
    scene = a_consultation()
    one, other = a_comment(scene), a_comment(scene)

    def merge(actor, contribution, target):
        return lambda: actions.merge(actor=actor, contribution=contribution, target=target, reason="Dasselbe.")

    results = at_once(merge(scene.moderator, one, other), merge(scene.officer, other, one))
    assert sum(isinstance(result, RuleBroken) for result in results) == 1
    states = set(Contribution.objects.filter(municipality=scene.town).values_list("state", flat=True))
    assert states == {"published", "merged"}


def test_many_answers_released_by_two_at_once_go_out_once():
    scene = a_consultation()
    remarks = [a_comment(scene) for _n in range(4)]
    for remark in remarks:
        point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
        actions.assess(actor=scene.moderator, point=point, verdict="declined", reason="Nein.")
    seen = {remark.number: revision(remark) for remark in remarks}

    def release(actor):
        return lambda: actions.release_many(actor=actor, town=scene.town, seen=seen)

    results = at_once(release(scene.moderator), release(scene.officer))
    assert sum(isinstance(result, actions.Stopped) for result in results) == 1
    assert Reply.objects.filter(contribution__in=remarks).count() == 4
    assert Reply.objects.values("released_by").distinct().count() == 1


def test_many_are_assigned_by_two_at_once_without_a_deadlock():
    scene = a_consultation()
    remarks = [a_comment(scene) for _n in range(6)]
    seen = {remark.number: revision(remark) for remark in remarks}

    def assign(actor):
        return lambda: actions.assign_many(actor=actor, town=scene.town, seen=seen, unit=scene.unit)

    results = at_once(assign(scene.moderator), assign(scene.officer))
    assert sum(isinstance(result, actions.Stopped) for result in results) == 1
    assert Point.objects.filter(unit=scene.unit).count() == 6
