"""Two people at the same moment: numbers are given out once, a double click counts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.factories import a_comment, a_consultation, first_block
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.actions import Place, confirm_place, dismiss_place, submit
from werkstatt.participation.models import Contribution, PassageTally, Placement, StateTally
from werkstatt.participation.rules import PlacementStatus
from werkstatt.strategy.actions import publish_version, start_draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_connections")]


def at_once(*jobs):
    """Run the jobs in threads that start together, each with a database connection of its own."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait(timeout=20)
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def test_numbers_are_given_out_once_to_many_at_once():
    scene = a_consultation()
    block = first_block(scene)
    place = Place(block_uid=block.uid, start=0, end=9)

    def post_five():
        return [submit(phase=scene.phase, place=place, text="Gleichzeitig.").number for _ in range(5)]

    numbers = [number for batch in at_once(post_five, post_five, post_five) for number in batch]
    assert sorted(numbers) == list(range(1, 16))
    assert PassageTally.objects.get(version=scene.version, block_uid=block.uid, start=-1).count == 15
    assert StateTally.objects.get(phase=scene.phase, state="published").count == 15
    assert Placement.objects.filter(version=scene.version, in_margin=True).count() == 3


def test_a_double_click_is_one_contribution():
    scene = a_consultation()
    place = Place(block_uid=first_block(scene).uid, start=0, end=9)

    def click():
        return submit(phase=scene.phase, place=place, text="Einmal.", form_key="ein-formular").number

    assert set(at_once(click, click, click)) == {1}
    assert Contribution.objects.count() == 1
    assert a_comment(scene).number == 2  # no number was used up by the copies


def test_of_two_who_settle_the_same_place_one_is_told_about_the_other():
    scene = a_consultation()
    a_comment(scene)
    version = publish_version(actor=scene.officer, draft=start_draft(actor=scene.editor, base=scene.version))
    Placement.objects.filter(version=version).update(status=PlacementStatus.UNSURE)
    placement = Placement.objects.get(version=version)

    def settle(action, actor):
        def job():
            try:
                return action(actor=actor, placement=placement).status
            except RuleBroken as broken:
                return broken.message

        return job

    results = at_once(settle(confirm_place, scene.moderator), settle(dismiss_place, scene.editor))
    refused = [result for result in results if "hat" in result and "schon entschieden" in result]
    assert len(refused) == 1
    placement.refresh_from_db()
    assert placement.status in results
