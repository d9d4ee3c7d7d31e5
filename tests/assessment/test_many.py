"""One order for many contributions: all or none, and back again."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.communication.helpers import a_voice
from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from werkstatt.assessment import actions
from werkstatt.assessment.actions.guard import points_with_verdicts
from werkstatt.assessment.models import Assessment, Point, Reply, VerdictTally
from werkstatt.assessment.rules import Verdict
from werkstatt.communication.models import Notice
from werkstatt.communication.rules import NewsKind
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import Contribution

pytestmark = pytest.mark.django_db
DUE = date(2030, 5, 1)


@pytest.fixture
def scene(db):
    return a_consultation()


def seen_of(*contributions) -> dict[int, str]:
    current = [Contribution.objects.get(pk=one.pk) for one in contributions]
    return {one.number: actions.work_revision(one, points_with_verdicts(one)) for one in current}


def states(scene) -> list[str]:
    return list(Contribution.objects.filter(municipality=scene.town).values_list("state", flat=True))


def undo(scene, outcomes):
    done = [{"number": outcome.number, "undo": outcome.undo} for outcome in outcomes]
    return actions.undo_many(actor=scene.moderator, town=scene.town, done=done)


def test_many_are_assigned_and_taken_back(scene):
    remarks = [a_comment(scene, text=f"Gedanke {n}.") for n in range(3)]
    parts = [actions.Part("Eins"), actions.Part("Zwei")]
    actions.split(actor=scene.moderator, contribution=remarks[0], parts=parts)
    outcomes = actions.assign_many(
        actor=scene.moderator, town=scene.town, seen=seen_of(*remarks), unit=scene.unit, due_on=DUE
    )
    assert [outcome.text.split(" ")[0] for outcome in outcomes] == ["2", "Ein", "Ein"]
    assert set(Point.objects.values_list("unit", "due_on")) == {(scene.unit.pk, DUE)}
    assert states(scene) == ["assigned"] * 3
    assert undo(scene, outcomes) == 3
    assert states(scene) == ["published"] * 3
    assert list(Point.objects.values_list("title", "unit")) == [("Eins", None), ("Zwei", None)]


def test_many_get_the_same_verdict_with_their_own_numbers_in_the_reason(scene):
    remarks = [a_comment(scene), a_suggestion(scene)]
    outcomes = actions.assess_many(
        actor=scene.moderator,
        town=scene.town,
        seen=seen_of(*remarks),
        verdict=Verdict.DECLINED,
        reason="Zu Nr. {nummer}: nein.",
    )
    reasons = Assessment.objects.order_by("point__contribution__number").values_list("reason", flat=True)
    assert list(reasons) == [f"Zu Nr. {remark.number}: nein." for remark in remarks]
    assert undo(scene, outcomes) == 2
    assert not Point.objects.exists()
    assert VerdictTally.objects.get(verdict=Verdict.DECLINED).count == 0
    assert states(scene) == ["published"] * 2
    remarks[1].suggestion.refresh_from_db()
    assert remarks[1].suggestion.state == "open"


def test_one_that_cannot_take_part_stops_all_and_is_named(scene):
    first, second, third = (a_comment(scene) for _n in range(3))
    actions.withhold(actor=scene.moderator, contribution=second, reason="Namen.")
    with pytest.raises(actions.Stopped, match=f"weil Nr. {second.number} nicht mitmachen kann"):
        actions.assign_many(actor=scene.moderator, town=scene.town, seen=seen_of(first, second, third), unit=scene.unit)
    assert not Point.objects.exists()


def test_work_done_meanwhile_stops_all(scene):
    first, second = a_comment(scene), a_comment(scene)
    seen = seen_of(first, second)
    actions.whole_as_point(actor=scene.officer, contribution=second)
    with pytest.raises(actions.Stopped, match="Jemand anders hat inzwischen"):
        actions.assess_many(actor=scene.moderator, town=scene.town, seen=seen, verdict=Verdict.DECLINED, reason="Nein.")
    assert not Assessment.objects.exists()


def test_points_of_other_offices_stay_unless_asked_for(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    other = scene.town.units.create(name="Kämmerei")
    actions.assign(actor=scene.moderator, point=point, unit=other)
    order = {"actor": scene.moderator, "town": scene.town, "unit": scene.unit}
    with pytest.raises(actions.Stopped, match="Kein Punkt wartet"):
        actions.assign_many(seen=seen_of(remark), **order)
    outcomes = actions.assign_many(seen=seen_of(remark), also_assigned=True, **order)
    point.refresh_from_db()
    assert point.unit == scene.unit
    undo(scene, outcomes)
    point.refresh_from_db()
    assert point.unit == other
    assert states(scene) == ["assigned"]


def test_many_are_merged_into_one_of_them_and_taken_apart_again(scene):
    target, *others = (a_comment(scene) for _n in range(3))
    outcomes = actions.merge_many(
        actor=scene.moderator, town=scene.town, seen=seen_of(target, *others), target=target, reason="Dasselbe."
    )
    assert states(scene) == ["published", "merged", "merged"]
    undo(scene, outcomes)
    assert states(scene) == ["published"] * 3


def test_many_are_published_at_once():
    scene = a_consultation(moderation="before")
    remarks = [a_comment(scene) for _n in range(2)]
    actions.publish_many(actor=scene.moderator, town=scene.town, seen=seen_of(*remarks))
    assert states(scene) == ["published"] * 2


def assessed(scene, **more) -> Contribution:
    """A remark with a verdict for the whole; its answer still waits."""
    remark = a_comment(scene, **more)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    return remark


def mails_about(scene) -> list[int]:
    rows = Notice.objects.filter(municipality=scene.town, kind=NewsKind.ANSWERED)
    return list(rows.order_by("contribution__number").values_list("contribution__number", flat=True))


def test_many_answers_go_out_at_once_and_their_authors_hear_of_it(scene):
    remarks = [a_voice(scene, f"ada{n}@example.org") for n in range(3)]
    for remark in remarks:
        point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
        actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    outcomes = actions.release_many(actor=scene.moderator, town=scene.town, seen=seen_of(*remarks))
    assert [outcome.text for outcome in outcomes] == ["Die Antwort ist freigegeben."] * 3
    assert [outcome.undo for outcome in outcomes] == [None] * 3, "what went out is not taken back"
    assert states(scene) == ["answered"] * 3
    assert Reply.objects.filter(released_by=scene.moderator).count() == 3
    assert mails_about(scene) == [remark.number for remark in remarks]


def test_one_without_all_verdicts_keeps_every_answer_in(scene):
    first, second, third = assessed(scene), a_comment(scene, text="Eins. Zwei."), assessed(scene)
    parts = [actions.Part("Eins"), actions.Part("Zwei")]
    one, _two = actions.split(actor=scene.moderator, contribution=second, parts=parts)
    actions.assess(actor=scene.moderator, point=one, verdict=Verdict.DECLINED, reason="Nein.")
    with pytest.raises(actions.Stopped, match=f"weil Nr. {second.number} nicht mitmachen kann: Noch ohne Urteil"):
        actions.release_many(actor=scene.moderator, town=scene.town, seen=seen_of(first, second, third))
    assert states(scene) == ["assigned"] * 3
    assert not Reply.objects.exists()


def test_a_remark_without_points_or_with_an_answer_stops_the_release(scene):
    answered = a_comment(scene)
    an_answer(scene, answered)
    for other, words in ((a_comment(scene), "noch keinen Punkt"), (answered, "beantwortet")):
        with pytest.raises(actions.Stopped, match=words):
            actions.release_many(actor=scene.moderator, town=scene.town, seen=seen_of(assessed(scene), other))


def test_a_verdict_changed_after_the_preview_keeps_every_answer_in(scene):
    first, second = assessed(scene), assessed(scene)
    seen = seen_of(first, second)
    actions.assess(actor=scene.officer, point=second.points.get(), verdict=Verdict.ADOPTED, reason="Doch.")
    with pytest.raises(actions.Stopped, match="Jemand anders hat inzwischen"):
        actions.release_many(actor=scene.moderator, town=scene.town, seen=seen)
    assert not Reply.objects.exists()


def test_an_answer_released_again_keeps_the_words_around_it(scene):
    remark = assessed(scene)
    actions.release(actor=scene.moderator, contribution=remark, text="Vielen Dank, Frau Ada.")
    actions.reopen(actor=scene.moderator, contribution=remark)
    actions.release_many(actor=scene.moderator, town=scene.town, seen=seen_of(remark))
    assert Reply.objects.get().text == "Vielen Dank, Frau Ada."


def test_many_get_a_verdict_and_their_answers_go_out_in_the_same_breath(scene):
    fresh, half = a_comment(scene), a_comment(scene, text="Eins. Zwei.")
    one, _two = actions.split(
        actor=scene.moderator, contribution=half, parts=[actions.Part("Eins"), actions.Part("Zwei")]
    )
    actions.assess(actor=scene.moderator, point=one, verdict=Verdict.ADOPTED, reason="Ja.")
    order = {"actor": scene.moderator, "town": scene.town, "verdict": Verdict.DECLINED, "and_release": True}
    outcomes = actions.assess_many(seen=seen_of(fresh, half), reason="Nein.", **order)
    assert states(scene) == ["answered"] * 2
    assert all(outcome.undo is None and "freigegeben" in outcome.text for outcome in outcomes)
    third = a_comment(scene)
    with pytest.raises(actions.Stopped, match="Platzhalter"):
        actions.assess_many(seen=seen_of(third), reason="Bis {wetter}.", **order)
    assert not third.points.exists(), "with the answer the verdict stayed in as well"


def test_only_who_may_release_alone_may_release_many(scene):
    remark = assessed(scene)
    for actor in (scene.lead, scene.editor, a_consultation().moderator):
        with pytest.raises(PermissionDenied):
            actions.release_many(actor=actor, town=scene.town, seen=seen_of(remark))


def test_what_somebody_worked_on_since_is_not_taken_back(scene):
    first, second = a_comment(scene), a_comment(scene)
    outcomes = actions.assess_many(
        actor=scene.moderator, town=scene.town, seen=seen_of(first, second), verdict=Verdict.DECLINED, reason="Nein."
    )
    actions.release(actor=scene.moderator, contribution=second)
    with pytest.raises(actions.Stopped, match=f"Nr. {second.number}"):
        undo(scene, outcomes)
    assert Assessment.objects.count() == 2, "all or none: the first verdict is still there"


def test_no_more_than_two_hundred_and_none_of_another_town(scene):
    many = dict.fromkeys(range(1, 202), "")
    for seen, words in ((many, "höchstens 200"), ({}, "noch kein Beitrag"), ({4711: ""}, "gibt es nicht")):
        with pytest.raises(RuleBroken, match=words):
            actions.publish_many(actor=scene.moderator, town=scene.town, seen=seen)
    other = a_consultation()
    remark = a_comment(other)
    with pytest.raises(RuleBroken, match="gibt es nicht"):
        actions.publish_many(actor=scene.moderator, town=scene.town, seen=seen_of(remark) | {})
