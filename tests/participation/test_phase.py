"""Opening phases and moving their end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories import a_comment, a_consultation
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.participation.actions import change_end, open_phase
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.queries import figures_of, phase_lines
from werkstatt.participation.queries.phase import Figures
from werkstatt.participation.rules import PhaseStage
from werkstatt.strategy.actions import start_draft

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def scene():
    return a_consultation()


def plan(scene, version=None, **changes):
    start = scene.phase.closes_at
    words = {
        "title": "Zweite Runde",
        "purpose": "Noch einmal.",
        "latitude": "Alles.",
        "opens_at": start,
        "closes_at": start + 7 * DAY,
        "answer_by": (start + 30 * DAY).date(),
    }
    return open_phase(**{"actor": scene.officer, "version": version or scene.version} | words | changes)


def move(scene, closes_at, **changes):
    values = {"actor": scene.officer, "answer_by": (closes_at + 30 * DAY).date(), "reason": "Viele Bitten."}
    return change_end(phase=scene.phase, closes_at=closes_at, **values | changes)


def test_a_phase_may_begin_the_moment_another_one_ends(scene):
    assert plan(scene).stage_at(scene.phase.closes_at) is PhaseStage.OPEN
    assert scene.phase.stage_at(scene.phase.closes_at) is PhaseStage.CLOSED


def test_two_phases_of_one_strategy_do_not_overlap(scene):
    with pytest.raises(RuleBroken, match="Fassung 1 im Gespräch"):
        plan(scene, opens_at=scene.phase.closes_at - timedelta(seconds=1))


def test_phases_of_two_towns_do_not_know_each_other(scene):
    other = a_consultation()
    assert plan(scene)
    assert plan(other)


@pytest.mark.parametrize("field", ["title", "purpose", "latitude"])
def test_a_phase_says_its_name_its_purpose_and_what_is_open(scene, field):
    with pytest.raises(RuleBroken) as broken:
        plan(scene, **{field: " \n "})
    assert set(broken.value.fields) == {field}


def test_the_end_comes_after_the_beginning_and_the_answer_after_the_end(scene):
    start = scene.phase.closes_at
    with pytest.raises(RuleBroken, match="nach dem Beginn"):
        plan(scene, closes_at=start)
    with pytest.raises(RuleBroken, match="erst nach dem Ende"):
        plan(scene, answer_by=start.date() - DAY)


def test_the_day_of_the_answer_is_judged_by_the_local_calendar(scene):
    ends = datetime(2030, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight on 1 July in Germany
    words = {"opens_at": ends - DAY, "closes_at": ends}
    with pytest.raises(RuleBroken):
        plan(scene, **words, answer_by=ends.date())
    assert plan(scene, **words, answer_by=ends.date() + DAY).pk


def test_the_database_refuses_an_end_before_the_beginning(scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationPhase.objects.update(closes_at=scene.phase.opens_at)


def test_a_draft_has_no_phase(scene):
    with pytest.raises(RuleBroken, match="Entwurf"):
        plan(scene, version=start_draft(actor=scene.editor, base=scene.version))


def test_an_end_can_be_moved_and_the_record_keeps_both_and_the_reason(scene):
    before, after = scene.phase.closes_at, scene.phase.closes_at + 7 * DAY
    move(scene, after)
    scene.phase.refresh_from_db()
    assert scene.phase.closes_at == after
    entry = AuditEntry.objects.get(verb="change_end")
    assert (entry.data["before"], entry.data["after"]) == (before.isoformat(), after.isoformat())
    assert entry.data["reason"] == "Viele Bitten."
    assert entry.actor_id == scene.officer.pk


def test_a_phase_can_end_now_but_not_before_now(scene):
    now = clock.now()
    with clock.at(now):
        with pytest.raises(RuleBroken, match="Vergangenheit"):
            move(scene, now - timedelta(seconds=1))
        assert move(scene, now).stage_at(now) is PhaseStage.CLOSED
        scene.phase.refresh_from_db()
        with pytest.raises(RuleBroken):
            a_comment(scene)


def test_moving_an_end_needs_a_reason_and_room(scene):
    with pytest.raises(RuleBroken, match="Grund"):
        move(scene, scene.phase.closes_at + DAY, reason=" ")
    plan(scene)
    with pytest.raises(RuleBroken, match="Zweite Runde") as broken:
        move(scene, scene.phase.closes_at + timedelta(seconds=1))
    assert "closes_at" in broken.value.fields


def test_only_the_digital_officer_of_the_town_opens_and_moves(scene):
    for actor in (None, scene.editor, scene.moderator, scene.lead, scene.administrator, a_consultation().officer):
        with pytest.raises(PermissionDenied):
            plan(scene, actor=actor)
        with pytest.raises(PermissionDenied):
            move(scene, scene.phase.closes_at + DAY, actor=actor)


def test_figures_know_states_and_sums_and_nothing_else(scene):
    a_comment(scene)
    figures = figures_of(scene.town)
    assert figures["published"] == figures.shown == 1
    assert figures["withheld"] == 0
    with pytest.raises(KeyError):
        figures["shown"]
    assert figures == Figures({"published": 1})


def test_the_list_of_phases_costs_two_queries_for_one_and_for_three(scene, django_assert_num_queries):
    for later in range(2):
        with django_assert_num_queries(2):
            assert len(phase_lines(scene.town, scene.officer, clock.now())) == later * 2 + 1
        start = scene.phase.closes_at
        if not later:
            plan(scene)
            plan(scene, opens_at=start + 8 * DAY, closes_at=start + 9 * DAY)
