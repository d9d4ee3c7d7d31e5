"""The thread of a contribution says everything that is public, and nothing else."""

from __future__ import annotations

import pytest

from tests.factories import a_comment, a_consultation, an_answer
from tests.publishing.helpers import NEW_WORDS, adopt, changed_text
from werkstatt.assessment.actions import Part, assess, release, split, whole_as_point
from werkstatt.assessment.queries.changes import changes_of_blocks, count_changes, newest_changes
from werkstatt.assessment.queries.thread import thread_of
from werkstatt.assessment.rules import Verdict
from werkstatt.participation.actions import merge_into, withhold
from werkstatt.participation.queries import find_contribution
from werkstatt.strategy.actions import publish_version

pytestmark = pytest.mark.django_db


def _found(scene, contribution):
    found = find_contribution(scene.town, contribution.number)
    assert found is not None
    return found


def test_a_verdict_is_hidden_until_the_answer_is_released():
    scene = a_consultation()
    remark = a_comment(scene)
    point = whole_as_point(actor=scene.moderator, contribution=remark)
    assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Streng geheim.")

    thread = thread_of(_found(scene, remark))

    assert not thread.is_answered
    assert [strand.verdict for strand in thread.strands] == [None]

    release(actor=scene.moderator, contribution=remark)
    (strand,) = thread_of(_found(scene, remark)).strands
    assert strand.verdict is not None
    assert (strand.verdict.code, strand.verdict.reason) == ("declined", "Streng geheim.")


def test_a_change_in_a_draft_is_announced_without_its_words():
    scene = a_consultation()
    remark = a_comment(scene)
    adopt(scene, remark)
    release(actor=scene.moderator, contribution=remark)

    (strand,) = thread_of(_found(scene, remark)).strands

    assert strand.coming
    assert strand.changes == ()
    assert newest_changes(scene.town, 5) == []
    assert count_changes(scene.town) == 0


def test_a_published_change_tells_before_and_after_and_where_it_stands():
    scene = a_consultation()
    remark = a_comment(scene)
    version = changed_text(scene, remark)

    (strand,) = thread_of(_found(scene, remark)).strands
    (change,) = strand.changes

    assert (change.version_number, change.base_number) == (2, 1)
    assert change.before.startswith("Die Stadt bietet in Kapitel 1")
    assert change.after == NEW_WORDS
    assert change.section_number == "1"
    assert change.block_uid == remark.block_uid
    assert not strand.coming
    found = changes_of_blocks(version, [remark.block_uid])[remark.block_uid]
    assert found.numbers == (remark.number,)
    assert [change.numbers for change in newest_changes(scene.town, 5)] == [(remark.number,)]


def test_a_cause_is_named_only_when_its_answer_is_released():
    scene = a_consultation()
    remark = a_comment(scene)
    _point, draft = adopt(scene, remark)
    version = publish_version(actor=scene.officer, draft=draft)

    assert changes_of_blocks(version, [remark.block_uid]) == {}

    release(actor=scene.moderator, contribution=remark)
    assert changes_of_blocks(version, [remark.block_uid])[remark.block_uid].numbers == (remark.number,)


def test_a_withheld_contribution_shows_no_points_and_no_places():
    scene = a_consultation()
    remark = a_comment(scene)
    an_answer(scene, remark)
    withhold(actor=scene.moderator, contribution=remark, reason="Nennt eine Privatperson.")

    thread = thread_of(_found(scene, remark))

    assert thread.strands == ()
    assert thread.stands == ()
    assert thread.reply == ""


def test_merged_contributions_are_named_in_order():
    scene = a_consultation()
    target, first, second = a_comment(scene), a_comment(scene, "Das auch."), a_comment(scene, "Ich auch.")
    for remark in (second, first):
        merge_into(actor=scene.moderator, contribution=remark, target=target, reason="Dasselbe Anliegen.")

    assert thread_of(_found(scene, target)).merged == (first.number, second.number)


def test_an_open_remark_says_where_it_stands_in_the_next_version():
    scene = a_consultation()
    cause, remark = a_comment(scene), a_comment(scene, "Und ich frage mich, warum.")
    version = changed_text(scene, cause)

    (stand,) = thread_of(_found(scene, remark)).stands

    assert stand.version_number == version.number
    assert stand.status in {"exact", "changed", "unsure", "gone"}


@pytest.mark.parametrize("points", [1, 3])
def test_a_thread_takes_the_same_number_of_queries_for_one_and_for_three_points(points, django_assert_num_queries):
    scene = a_consultation()
    remark = a_comment(scene, "Das verstehe ich nicht. Und das auch nicht.")
    made = split(actor=scene.moderator, contribution=remark, parts=[Part(f"Punkt {n}") for n in range(points)])
    for point in made:
        assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Dafür fehlt das Geld.")
    release(actor=scene.moderator, contribution=remark)
    found = _found(scene, remark)

    with django_assert_num_queries(5):
        thread_of(found)
