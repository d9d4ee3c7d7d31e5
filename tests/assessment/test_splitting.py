"""Points: their ranges, titles, offices, and two people who work on them at once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import a_comment, a_consultation, a_suggestion
from werkstatt.assessment import actions
from werkstatt.assessment.actions.guard import points_with_verdicts
from werkstatt.assessment.models import Point
from werkstatt.assessment.rules import Verdict, filled_in, placeholders_in, proposed_title
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.events import UnitDissolved
from werkstatt.organisations.models import Unit
from werkstatt.participation.models import Contribution

pytestmark = pytest.mark.django_db
TEXT = "Bitte leiser fahren. Und wer bezahlt das? Am Busbahnhof ist es dunkel."


@pytest.fixture
def scene(db):
    return a_consultation()


def revision(contribution) -> str:
    current = Contribution.objects.get(pk=contribution.pk)
    return actions.work_revision(current, points_with_verdicts(current))


def sentences_as_points(scene, contribution) -> list[Point]:
    starts = [0, TEXT.index("Und"), TEXT.index("Am")]
    ends = [TEXT.index(" Und"), TEXT.index(" Am"), len(TEXT)]
    parts = [actions.Part("", start=start, end=end) for start, end in zip(starts, ends, strict=True)]
    return actions.split(actor=scene.moderator, contribution=contribution, parts=parts)


def words_of(point) -> str:
    point.refresh_from_db()
    return TEXT[point.start : point.end]


def test_a_point_without_a_title_is_named_after_its_words(scene):
    points = sentences_as_points(scene, a_comment(scene, text=TEXT))
    assert [point.title for point in points] == [
        "Bitte leiser fahren",
        "Und wer bezahlt das",
        "Am Busbahnhof ist es dunkel",
    ]


def test_a_long_title_is_cut_between_words():
    title = proposed_title("„Sehr " + "geehrte " * 20 + "Damen“")
    assert title.endswith("geehrte …")
    assert len(title) <= 62
    assert proposed_title(" … ") == ""


def test_a_point_takes_up_more_words(scene):
    first, second, _third = sentences_as_points(scene, a_comment(scene, text=TEXT))
    actions.remove_point(actor=scene.moderator, point=second)
    actions.extend_point(actor=scene.moderator, point=first, start=21, end=41)
    assert words_of(first) == "Bitte leiser fahren. Und wer bezahlt das?"


def test_a_point_does_not_swallow_another_one(scene):
    first, second, third = sentences_as_points(scene, a_comment(scene, text=TEXT))
    with pytest.raises(RuleBroken, match="Dazwischen liegt Punkt 2"):
        actions.extend_point(actor=scene.moderator, point=first, start=50, end=60)
    with pytest.raises(RuleBroken, match="Dazwischen liegt Punkt 2"):
        actions.merge_points(actor=scene.moderator, point=third, into=first)
    assert Point.objects.filter(pk__in=[first.pk, second.pk, third.pk]).count() == 3


def test_two_points_become_one(scene):
    first, second, _third = sentences_as_points(scene, a_comment(scene, text=TEXT))
    kept = actions.merge_points(actor=scene.moderator, point=second, into=first)
    assert words_of(kept) == "Bitte leiser fahren. Und wer bezahlt das?"
    assert not Point.objects.filter(pk=second.pk).exists()
    with pytest.raises(RuleBroken, match="schon jemand aufgelöst"):
        actions.merge_points(actor=scene.moderator, point=second, into=first)


def test_a_point_with_a_verdict_stays_as_it_is(scene):
    first, second, _third = sentences_as_points(scene, a_comment(scene, text=TEXT))
    actions.assess(actor=scene.moderator, point=first, verdict=Verdict.DECLINED, reason="Nein.")
    for order in (
        lambda: actions.merge_points(actor=scene.moderator, point=second, into=first),
        lambda: actions.merge_points(actor=scene.moderator, point=first, into=second),
        lambda: actions.extend_point(actor=scene.moderator, point=first, start=0, end=30),
        lambda: actions.remove_point(actor=scene.moderator, point=first),
    ):
        with pytest.raises(RuleBroken, match="hat schon ein Urteil"):
            order()


def test_points_of_two_contributions_are_never_merged(scene):
    one, other = (actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene)) for _n in range(2))
    with pytest.raises(RuleBroken, match="desselben Beitrags"):
        actions.merge_points(actor=scene.moderator, point=one, into=other)


@pytest.mark.parametrize(
    "order",
    [
        lambda scene, remark, point, seen: actions.split(
            actor=scene.moderator, contribution=remark, parts=[actions.Part("Neu")], seen=seen
        ),
        lambda scene, remark, point, seen: actions.edit_point(
            actor=scene.moderator, point=point, title="Neu", kind="general", seen=seen
        ),
        lambda scene, remark, point, seen: actions.remove_point(actor=scene.moderator, point=point, seen=seen),
        lambda scene, remark, point, seen: actions.assign(
            actor=scene.moderator, point=point, unit=scene.unit, seen=seen
        ),
        lambda scene, remark, point, seen: actions.withhold(
            actor=scene.moderator, contribution=remark, reason="Grund", seen=seen
        ),
        lambda scene, remark, point, seen: actions.withdraw(actor=scene.moderator, contribution=remark, seen=seen),
        lambda scene, remark, point, seen: actions.merge(
            actor=scene.moderator, contribution=remark, target=a_comment(scene), reason="Dasselbe", seen=seen
        ),
    ],
    ids=["split", "edit", "remove", "assign", "withhold", "withdraw", "merge"],
)
def test_nothing_is_done_on_a_state_that_is_not_the_one_that_was_seen(scene, order):
    remark = a_comment(scene, text=TEXT)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    seen = revision(remark)
    actions.assess(actor=scene.officer, point=point, verdict=Verdict.REFERRED, reason="An den Kreis.")
    now = revision(remark)
    with pytest.raises(actions.WorkConflict):
        order(scene, remark, point, seen)
    assert revision(remark) == now


def test_what_was_seen_and_still_holds_is_no_obstacle(scene):
    remark = a_comment(scene, text=TEXT)
    parts = [actions.Part("Eins")]
    [point] = actions.split(actor=scene.moderator, contribution=remark, parts=parts, seen=revision(remark))
    actions.assign(actor=scene.moderator, point=point, unit=scene.unit, seen=revision(remark))
    actions.withhold(actor=scene.moderator, contribution=remark, reason="Namen.", seen=revision(remark))
    assert Contribution.objects.get(pk=remark.pk).state == "withheld"


def test_a_merged_contribution_is_taken_apart_again_with_its_points(scene):
    remark, target = a_comment(scene), a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.assign(actor=scene.moderator, point=point, unit=scene.unit)
    actions.merge(actor=scene.moderator, contribution=remark, target=target, reason="Dasselbe.")
    remark.refresh_from_db()
    assert (remark.state, remark.merged_into, remark.state_reason) == ("merged", target, "Dasselbe.")
    actions.publish(actor=scene.moderator, contribution=remark)
    remark.refresh_from_db()
    assert (remark.state, remark.merged_into) == ("assigned", None)


# ── Offices ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("has_successor", [True, False])
def test_open_points_of_a_dissolved_office_go_on(scene, has_successor):
    remarks = [a_comment(scene) for _n in range(2)]
    open_point, done = (actions.whole_as_point(actor=scene.moderator, contribution=remark) for remark in remarks)
    due = date(2030, 1, 1)
    open_point, done = (
        actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=due) for point in (open_point, done)
    )
    actions.assess(actor=scene.lead, point=done, verdict=Verdict.DECLINED, reason="Nein.")
    successor = Unit.objects.create(municipality=scene.town, name="Neues Amt") if has_successor else None
    announce(UnitDissolved(scene.unit, successor))
    open_point.refresh_from_db()
    done.refresh_from_db()
    assert open_point.unit == successor
    assert open_point.due_on == (due if has_successor else None)
    assert done.unit == scene.unit, "what the office decided stays its own"
    noted = AuditEntry.objects.filter(verb="unit_dissolved")
    assert [entry.object_id for entry in noted] == [open_point.pk]


def test_a_dissolved_office_gets_nothing_more(scene):
    point = actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene))
    scene.unit.dissolved_on = date(2026, 1, 1)
    scene.unit.save()
    with pytest.raises(RuleBroken, match="gibt es nicht mehr"):
        actions.assign(actor=scene.moderator, point=point, unit=scene.unit)


def test_the_usual_deadline_leaves_two_weeks_before_the_promise():
    today = date(2026, 5, 1)
    assert actions.usual_deadline(date(2026, 7, 1), today) == date(2026, 6, 17)
    assert actions.usual_deadline(date(2026, 5, 10), today) == date(2026, 5, 10)
    assert actions.usual_deadline(date(2026, 4, 1), today) == today


def test_words_that_are_taken_back_are_gone_from_the_points_too(scene):
    remark = a_suggestion(scene)
    actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.withdraw(actor=scene.moderator, contribution=remark)
    point = Point.objects.get(contribution=remark)
    assert (point.title, point.start) == ("zurückgezogen", None)


def test_placeholders_are_filled_and_unknown_values_stay():
    text = "Zu {nummer} und { Amt }: {frist}"
    assert placeholders_in(text) == ["nummer", "amt", "frist"]
    assert filled_in(text, {"nummer": "69", "amt": "Bauamt", "frist": ""}) == "Zu 69 und Bauamt: {frist}"
