"""Points and verdicts: the rules that hold whatever people do, in whatever order."""

from __future__ import annotations

from collections import Counter
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from werkstatt.assessment import actions
from werkstatt.assessment.models import Assessment, Point, Reply, VerdictTally
from werkstatt.assessment.rules import Verdict
from werkstatt.core.actors import OPERATOR
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.actions import add_unit
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState, SuggestionState


@pytest.fixture
def scene(db):
    return a_consultation()


def one_point(scene, text="Bitte einfacher schreiben."):
    return actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene, text=text))


def assess(scene, point, verdict=Verdict.DECLINED, reason="Dafür fehlt das Geld.", **more):
    return actions.assess(actor=scene.moderator, point=point, verdict=verdict, reason=reason, **more)


# ── Verdicts ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\x00", "\u202e"])
def test_a_verdict_without_a_reason_is_refused(scene, reason):
    with pytest.raises(RuleBroken) as refused:
        assess(scene, one_point(scene), reason=reason)
    assert "reason" in refused.value.fields
    assert not Assessment.objects.exists()


def test_a_deferred_point_says_until_when(scene):
    point = one_point(scene)
    with pytest.raises(RuleBroken) as refused:
        assess(scene, point, Verdict.DEFERRED)
    assert "deferred_until" in refused.value.fields
    assert assess(scene, point, Verdict.DEFERRED, deferred_until=date(2030, 1, 1)).deferred_until == date(2030, 1, 1)


def test_a_date_that_no_longer_counts_is_forgotten(scene):
    point = one_point(scene)
    assess(scene, point, Verdict.DEFERRED, deferred_until=date(2030, 1, 1))
    assert assess(scene, point, Verdict.DECLINED, deferred_until=date(2030, 1, 1)).deferred_until is None


def test_an_unknown_verdict_is_refused(scene):
    with pytest.raises(RuleBroken):
        assess(scene, one_point(scene), "vielleicht")


@pytest.mark.parametrize("verdict", [Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES])
def test_an_adopted_point_says_that_its_change_is_still_to_come(scene, verdict):
    assert assess(scene, one_point(scene), verdict).change_pending


def test_other_verdicts_wait_for_no_change(scene):
    point = one_point(scene)
    assess(scene, point, Verdict.ADOPTED)
    assert not assess(scene, point, Verdict.REFERRED).change_pending


def test_a_verdict_given_meanwhile_is_not_overwritten_unseen(scene):
    point = one_point(scene)
    first = assess(scene, point, reason="Meiner.", seen="")
    with pytest.raises(actions.VerdictConflict) as refused:
        assess(scene, point, Verdict.REFERRED, reason="Deiner.", seen="")
    assert refused.value.current == first
    assert Assessment.objects.get(point=point).reason == "Meiner."
    assert assess(scene, point, Verdict.REFERRED, reason="Unserer.", seen=first.revision).reason == "Unserer."


def test_declining_a_wording_point_settles_the_proposal_and_a_general_point_does_not(scene):
    contribution = a_suggestion(scene)
    parts = [actions.Part("Ton", "general"), actions.Part("Wortlaut", "wording")]
    general, wording = actions.split(actor=scene.moderator, contribution=contribution, parts=parts)
    assess(scene, general, Verdict.DECLINED)
    contribution.suggestion.refresh_from_db()
    assert contribution.suggestion.state == SuggestionState.OPEN
    assess(scene, wording, Verdict.DECLINED)
    contribution.suggestion.refresh_from_db()
    assert contribution.suggestion.state == SuggestionState.DECLINED
    assess(scene, wording, Verdict.ADOPTED)
    contribution.suggestion.refresh_from_db()
    assert contribution.suggestion.state == SuggestionState.OPEN


def test_a_faulty_verdict_among_several_leaves_all_of_them_unsaved(scene):
    contribution = a_comment(scene, text="Eins. Zwei.")
    parts = [actions.Part("Eins"), actions.Part("Zwei")]
    first, second = actions.split(actor=scene.moderator, contribution=contribution, parts=parts)
    given = [actions.Given(first, Verdict.REFERRED, "An die Stadtwerke."), actions.Given(second, Verdict.DECLINED, "")]
    with pytest.raises(RuleBroken) as refused:
        actions.assess_all(actor=scene.moderator, contribution=contribution, given=given)
    assert list(refused.value.fields) == ["p2-reason"]
    assert not Assessment.objects.exists()


# ── Points ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_points_are_numbered_within_their_contribution(scene):
    contribution = a_comment(scene, text="Eins. Zwei.")
    actions.split(actor=scene.moderator, contribution=contribution, parts=[actions.Part("Eins", start=0, end=5)])
    [second] = actions.split(actor=scene.moderator, contribution=contribution, parts=[actions.Part("Zwei")])
    assert second.label == f"{contribution.number}.2"


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (0, 999), (-1, 4)])
def test_a_range_outside_of_the_text_is_refused(scene, start, end):
    contribution = a_comment(scene, text="Eins. Zwei.")
    with pytest.raises(RuleBroken):
        actions.split(actor=scene.moderator, contribution=contribution, parts=[actions.Part("X", start=start, end=end)])
    assert not Point.objects.exists()


@pytest.mark.parametrize("title", ["", "  ", "\x00"])
def test_a_point_without_words_needs_a_title(scene, title):
    with pytest.raises(RuleBroken) as refused:
        actions.split(actor=scene.moderator, contribution=a_comment(scene, text="…?!"), parts=[actions.Part(title)])
    assert "title" in refused.value.fields


def test_a_forged_kind_is_refused(scene):
    with pytest.raises(RuleBroken):
        actions.split(actor=scene.moderator, contribution=a_comment(scene), parts=[actions.Part("X", "geheim")])


def test_a_point_can_be_changed_and_undone_before_its_verdict_only(scene):
    point = one_point(scene)
    actions.edit_point(actor=scene.moderator, point=point, title="Anders", kind="general")
    assess(scene, point)
    for attempt in (
        lambda: actions.edit_point(actor=scene.moderator, point=point, title="Zu spät", kind="general"),
        lambda: actions.remove_point(actor=scene.moderator, point=point),
    ):
        with pytest.raises(RuleBroken):
            attempt()
    point.refresh_from_db()
    assert point.title == "Anders"


def test_undoing_a_point_twice_is_said_in_words(scene):
    point = one_point(scene)
    actions.remove_point(actor=scene.moderator, point=Point.objects.get(pk=point.pk))
    with pytest.raises(RuleBroken):
        actions.remove_point(actor=scene.moderator, point=point)


def test_an_office_of_another_town_gets_nothing(scene):
    other = a_consultation()
    with pytest.raises(RuleBroken):
        actions.assign(actor=scene.moderator, point=one_point(scene), unit=other.unit)


def test_assigning_takes_the_contribution_into_assessment(scene):
    point = one_point(scene)
    actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=date(2030, 1, 1))
    assert Contribution.objects.get(pk=point.contribution_id).state == ContributionState.ASSIGNED


# ── Answers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_goes_out_only_when_every_point_has_a_verdict(scene):
    contribution = a_comment(scene, text="Eins. Zwei.")
    parts = [actions.Part("Eins"), actions.Part("Zwei")]
    first, second = actions.split(actor=scene.moderator, contribution=contribution, parts=parts)
    with pytest.raises(RuleBroken):
        actions.release(actor=scene.moderator, contribution=contribution)
    assess(scene, first)
    with pytest.raises(RuleBroken) as refused:
        actions.release(actor=scene.moderator, contribution=contribution)
    assert second.label in refused.value.message
    assess(scene, second)
    actions.release(actor=scene.moderator, contribution=contribution, text="Danke.")
    contribution.refresh_from_db()
    assert contribution.state == ContributionState.ANSWERED
    assert contribution.reply.text == "Danke."


def test_an_answer_without_points_does_not_go_out(scene):
    contribution = a_comment(scene)
    with pytest.raises(RuleBroken):
        actions.release(actor=scene.moderator, contribution=contribution)
    assert not Reply.objects.exists()


def test_who_releases_has_seen_the_verdicts_that_go_out(scene):
    point = one_point(scene)
    first = assess(scene, point)
    seen = actions.answer_revision([first])
    assess(scene, point, Verdict.REFERRED, reason="Anders.")
    with pytest.raises(RuleBroken):
        actions.release(actor=scene.moderator, contribution=point.contribution, seen=seen)
    now = actions.answer_revision([Assessment.objects.get(point=point)])
    assert actions.release(actor=scene.moderator, contribution=point.contribution, seen=now).released_at


def test_a_new_verdict_after_the_answer_takes_it_back_until_released_again(scene):
    remark = a_comment(scene)
    an_answer(scene, remark)
    assess(scene, remark.points.get(), Verdict.REFERRED, reason="Doch an die Stadtwerke.")
    remark.refresh_from_db()
    assert remark.state == ContributionState.ASSIGNED


def test_a_closed_contribution_can_be_taken_up_again(scene):
    remark = a_comment(scene)
    an_answer(scene, remark)
    actions.close(actor=scene.moderator, contribution=remark)
    with pytest.raises(RuleBroken):
        assess(scene, remark.points.get())
    assert actions.reopen(actor=scene.moderator, contribution=remark).state == ContributionState.ASSIGNED
    with pytest.raises(RuleBroken):
        actions.reopen(actor=scene.moderator, contribution=remark)


def test_withdrawing_erases_the_words_in_titles_too(scene):
    point = one_point(scene, text="Ich heiße Erna Muster und wohne am Markt.")
    actions.withdraw(actor=scene.moderator, contribution=point.contribution)
    point.refresh_from_db()
    assert "Erna" not in point.title
    assert not any("Erna" in str(entry.data) for entry in AuditEntry.objects.all())


# ── Permissions ───────────────────────────────────────────────────────────────────────────────────────────────────

ROLES = {"officer", "editor", "moderator", "lead", "administrator"}


def allowed(scene, permission, subject):
    return {role for role in ROLES if getattr(scene, role).has_perm(permission, subject)}


def test_the_desk_is_for_those_who_answer_or_write(scene):
    assert allowed(scene, "assessment.view_desk", scene.town) == {"officer", "editor", "moderator", "lead"}


def test_splitting_is_for_moderators(scene):
    assert allowed(scene, "assessment.split", a_comment(scene)) == {"officer", "moderator"}


def test_assigning_is_for_moderators(scene):
    assert allowed(scene, "assessment.assign", one_point(scene)) == {"officer", "moderator"}


def test_releasing_is_for_moderators(scene):
    assert allowed(scene, "assessment.release", a_comment(scene)) == {"officer", "moderator"}


def test_changing_the_text_is_for_editors(scene):
    assert allowed(scene, "assessment.change_text", a_comment(scene)) == {"officer", "editor"}


def test_a_department_lead_assesses_points_of_her_own_unit_only(scene):
    point = one_point(scene)
    assert allowed(scene, "assessment.assess", point) == {"officer", "moderator", "editor"}
    point = actions.assign(actor=scene.moderator, point=point, unit=scene.unit)
    assert allowed(scene, "assessment.assess", point) == {"officer", "moderator", "editor", "lead"}
    other = add_unit(actor=OPERATOR, town=scene.town, name="Kämmerei")
    point = actions.assign(actor=scene.moderator, point=point, unit=other)
    with pytest.raises(PermissionDenied):
        actions.assess(actor=scene.lead, point=point, verdict=Verdict.DECLINED, reason="Nein.")


@pytest.mark.parametrize("permission", ["view_desk", "split", "assign", "assess", "release", "change_text"])
def test_people_of_another_town_may_do_nothing(scene, permission):
    other = a_consultation()
    subject = scene.town if permission == "view_desk" else one_point(scene)
    assert allowed(other, f"assessment.{permission}", subject) == set()


# ── Whatever happens, in whatever order ───────────────────────────────────────────────────────────────────────────

_steps = st.lists(
    st.tuples(
        st.sampled_from(["split", "assign", "assess", "release", "close", "reopen", "remove"]),
        st.integers(0, 2),
        st.sampled_from(list(Verdict)),
    ),
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=_steps)
def test_counts_and_states_stay_true_after_any_sequence_of_orders(scene, steps):
    remarks = [a_comment(scene, text=f"Beitrag {n}.") for n in range(2)]
    for number, (order, which, verdict) in enumerate(steps):
        remark = remarks[which % 2]
        points = list(Point.objects.filter(contribution=remark).select_related("contribution"))
        point = points[which % len(points)] if points else None
        try:
            match order:
                case "split":
                    actions.split(actor=scene.moderator, contribution=remark, parts=[actions.Part(f"Punkt {number}")])
                case "assign" if point:
                    actions.assign(actor=scene.moderator, point=point, unit=scene.unit)
                case "assess" if point:
                    assess(scene, point, verdict, deferred_until=date(2030, 1, 1))
                case "remove" if point:
                    actions.remove_point(actor=scene.moderator, point=point)
                case "release":
                    actions.release(actor=scene.moderator, contribution=remark)
                case "close":
                    actions.close(actor=scene.moderator, contribution=remark)
                case "reopen":
                    actions.reopen(actor=scene.moderator, contribution=remark)
        except RuleBroken:
            continue
    counted = {row.verdict: row.count for row in VerdictTally.objects.filter(phase=scene.phase) if row.count}
    found = Counter(Assessment.objects.filter(point__contribution__phase=scene.phase).values_list("verdict", flat=True))
    assert counted == dict(found)
    for remark in Contribution.objects.filter(phase=scene.phase, state__in=["answered", "closed"]):
        points = list(remark.points.select_related("assessment"))
        assert points
        assert all(point.assessment.reason for point in points)
        assert Reply.objects.filter(contribution=remark).exists()


@pytest.mark.usefixtures("several_connections")
def test_of_two_verdicts_at_the_same_moment_one_is_told():
    scene = a_consultation()
    point = one_point(scene)
    start, told = Barrier(2), []

    def give(verdict):
        try:
            start.wait(5)
            assess(scene, Point.objects.get(pk=point.pk), verdict, reason=f"Grund {verdict}", seen="")
            told.append("saved")
        except actions.VerdictConflict:
            told.append("conflict")
        finally:
            connections.close_all()

    threads = [Thread(target=give, args=(verdict,)) for verdict in (Verdict.DECLINED, Verdict.REFERRED)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["conflict", "saved"]
    assert sum(VerdictTally.objects.filter(phase=scene.phase).values_list("count", flat=True)) == 1


def test_a_point_is_open_until_it_has_its_verdict_and_again_when_that_is_taken_back(scene):
    point = actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene))

    def is_open() -> bool:
        return Point.objects.get(pk=point.pk).is_open

    assert is_open()
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Kein Geld.")
    assert not is_open()
    actions.take_back_verdict(actor=scene.moderator, point=point)
    assert is_open()
