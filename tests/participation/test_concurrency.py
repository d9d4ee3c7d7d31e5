"""Two people at the same moment: numbers are given out once, a double click counts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.factories import a_comment, a_consultation, first_block
from werkstatt.assessment.actions import whole_as_point
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.actions import (
    Place,
    confirm_place,
    dismiss_place,
    edit_own,
    object_to,
    submit,
    support,
    withhold,
)
from werkstatt.participation.models import Contribution, Objection, PassageTally, Placement, StateTally, Support
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


def test_a_proof_replayed_at_the_same_moment_counts_once():
    scene = a_consultation()
    place = Place(block_uid=first_block(scene).uid, start=0, end=9)

    def post(words):
        def job():
            try:
                return submit(phase=scene.phase, place=place, text=words, proof_key="p" * 64).number
            except RuleBroken as broken:
                return broken.message

        return job

    results = at_once(post("Eins."), post("Zwei."), post("Drei."))
    assert results.count(1) == 1
    assert sum("schon ein Beitrag gesendet" in str(result) for result in results) == 2
    assert a_comment(scene).number == 2


def test_supporters_at_the_same_moment_are_all_counted_and_each_once():
    scene = a_consultation()
    said = a_comment(scene)
    jobs = [lambda n=n: support(contribution=said, token=f"{n % 3}" * 24) for n in range(6)]
    assert sum(at_once(*jobs)) == 3
    assert Contribution.objects.get().support_count == 3 == Support.objects.count()


def test_the_author_and_the_desk_at_the_same_moment_never_work_on_different_words():
    scene = a_consultation()
    said = a_comment(scene, text="Erst so.")

    def change():
        try:
            return edit_own(contribution=said, text="Dann so.", alias="").text
        except RuleBroken as broken:
            return broken.message

    def begin_to_work():
        return whole_as_point(actor=scene.moderator, contribution=said).title

    words, title = at_once(change, begin_to_work)
    stored = Contribution.objects.get().text
    if words == "Dann so.":
        assert stored == "Dann so."
    else:
        assert "arbeitet schon" in words
        assert stored == title == "Erst so."


def test_of_two_objections_at_the_same_moment_one_waits():
    scene = a_consultation()
    held = withhold(actor=scene.moderator, contribution=a_comment(scene), reason="Grund.")

    def say(words):
        def job():
            try:
                return object_to(contribution=held, text=words).text
            except RuleBroken as broken:
                return broken.message

        return job

    results = at_once(say("Eins."), say("Zwei."))
    assert sum("liegt schon vor" in result for result in results) == 1
    assert Objection.objects.count() == 1
