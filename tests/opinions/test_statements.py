"""Statements: begun by staff, proposed by anybody, looked at by a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import a_comment, a_consultation, an_opinion_map, votes_of
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.opinions.actions import (
    add_statements,
    change_map,
    edit_statement,
    move_statement,
    propose_statement,
    publish_statement,
    retire_statement,
    set_up_map,
    withhold_statement,
)
from werkstatt.opinions.models import Statement
from werkstatt.opinions.queries.statements import statements_to_vote, twins_of
from werkstatt.opinions.rules import MAX_STATEMENT_LENGTH, StatementState

pytestmark = pytest.mark.django_db


def test_a_phase_has_one_map_and_only_those_who_run_the_process_set_it_up(scene):
    with pytest.raises(PermissionDenied):
        set_up_map(actor=scene.moderator, phase=scene.phase, question="Worin sind wir uns einig?")
    an_opinion_map(scene, [])
    with pytest.raises(RuleBroken):
        set_up_map(actor=scene.officer, phase=scene.phase, question="Noch eine?")


def test_a_phase_that_is_over_gets_none(scene):
    with clock.at(scene.phase.closes_at), pytest.raises(RuleBroken):
        set_up_map(actor=scene.officer, phase=scene.phase, question="Zu spät?")


@pytest.mark.parametrize(("question", "field"), [("", "question"), ("x" * 141, "question"), (" \u200b ", "question")])
def test_a_map_needs_a_question_of_some_length(scene, question, field):
    with pytest.raises(RuleBroken) as broken:
        set_up_map(actor=scene.officer, phase=scene.phase, question=question)
    assert field in broken.value.fields


def test_numbers_are_never_given_out_twice(scene, opinion_map):
    withhold_statement(actor=scene.moderator, statement=opinion_map.statements.get(number=3), reason="Doppelt.")
    (added,) = add_statements(actor=scene.moderator, opinion_map=opinion_map, texts=["Die Stadt soll leiser werden."])
    assert added.number == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(number=4).update(number=1)


@pytest.mark.parametrize(
    "texts",
    [
        ["", "  "],
        ["Gut.", "x" * (MAX_STATEMENT_LENGTH + 1)],
        ["Einmal.", "einmal."],
        ["Neu.", "Wer kein Smartphone hat, darf keinen Nachteil haben."],
    ],
)
def test_of_faulty_lines_none_is_added(scene, opinion_map, texts):
    with pytest.raises(RuleBroken):
        add_statements(actor=scene.moderator, opinion_map=opinion_map, texts=texts)
    assert opinion_map.statements.count() == 3


def test_a_statement_can_name_the_contribution_it_comes_from_but_none_of_another_town(scene, opinion_map):
    said = a_comment(scene)
    (added,) = add_statements(actor=scene.moderator, opinion_map=opinion_map, texts=["Leiser."], source=said)
    assert added.source == said
    with pytest.raises(RuleBroken):
        add_statements(
            actor=scene.moderator, opinion_map=opinion_map, texts=["Lauter."], source=a_comment(a_consultation())
        )


def test_a_proposal_waits_for_a_person(scene, opinion_map):
    proposal = propose_statement(opinion_map=opinion_map, text="  Busse sollen\nzeigen, wie voll sie sind. ")
    assert proposal.text == "Busse sollen zeigen, wie voll sie sind."
    assert proposal not in statements_to_vote(opinion_map)
    assert AuditEntry.objects.get(verb="propose_statement").data == {"number": 4}
    publish_statement(actor=scene.moderator, statement=proposal)
    assert proposal in statements_to_vote(opinion_map)


def test_sent_twice_it_is_one_proposal_and_a_proof_is_good_for_one(opinion_map):
    first = propose_statement(opinion_map=opinion_map, text="Leiser.", proof_key="k" * 64)
    assert propose_statement(opinion_map=opinion_map, text="Leiser.", proof_key="k" * 64) == first
    with pytest.raises(RuleBroken):
        propose_statement(opinion_map=opinion_map, text="Lauter.", proof_key="k" * 64)
    assert opinion_map.statements.filter(is_seed=False).count() == 1


@pytest.mark.parametrize("text", ["", "\u202e", "x" * 181, "WER KEIN SMARTPHONE HAT, darf keinen Nachteil haben."])
def test_what_says_nothing_too_much_or_what_is_there_is_not_taken(opinion_map, text):
    with pytest.raises(RuleBroken):
        propose_statement(opinion_map=opinion_map, text=text)


def test_proposals_have_the_deadline_of_the_phase_and_can_be_switched_off(scene, opinion_map):
    with clock.at(opinion_map.phase.closes_at), pytest.raises(RuleBroken):
        propose_statement(opinion_map=opinion_map, text="Zu spät.")
    changed = change_map(
        actor=scene.officer, opinion_map=opinion_map, question="Worin?", lead="", takes_proposals=False
    )
    with pytest.raises(RuleBroken):
        propose_statement(opinion_map=changed, text="Ungefragt.")


def test_spelling_is_mended_before_publication_only_and_the_first_wording_stays_known(scene, opinion_map):
    proposal = propose_statement(opinion_map=opinion_map, text="busse solen leiser sein")
    published = publish_statement(actor=scene.moderator, statement=proposal, text="Busse sollen leiser sein.")
    assert (published.text, published.original_text) == ("Busse sollen leiser sein.", "busse solen leiser sein")
    for number in (1, 4):
        with pytest.raises(RuleBroken):
            edit_statement(
                actor=scene.moderator, statement=opinion_map.statements.get(number=number), text="Ganz was anderes."
            )


def test_before_the_phase_begins_staff_can_still_mend_their_own_statements():
    now = timezone.now()
    scene = a_consultation(opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    opinion_map = an_opinion_map(scene)
    statement = opinion_map.statements.get(number=1)
    assert edit_statement(actor=scene.moderator, statement=statement, text="Anders.").text == "Anders."


def test_withholding_and_retiring_need_a_reason_and_can_be_taken_back(scene, opinion_map):
    statement = opinion_map.statements.get(number=1)
    for order in (withhold_statement, retire_statement):
        with pytest.raises(RuleBroken):
            order(actor=scene.moderator, statement=statement, reason="  ")
    votes_of(opinion_map, "a", {1: 1})
    withhold_statement(actor=scene.moderator, statement=statement, reason="Nennt einen Namen.")
    back = publish_statement(actor=scene.moderator, statement=statement)
    assert (back.state, back.reason, back.agree_count) == (StatementState.PUBLISHED, "", 1)


def test_of_two_moderators_the_second_is_told(scene, opinion_map):
    proposal = propose_statement(opinion_map=opinion_map, text="Leiser.")
    publish_statement(actor=scene.moderator, statement=proposal)
    with pytest.raises(RuleBroken, match="Laden Sie die Seite neu"):
        publish_statement(actor=scene.officer, statement=proposal)


def test_statements_change_places(scene, opinion_map):
    move_statement(actor=scene.moderator, statement=opinion_map.statements.get(number=3), up=True)
    assert [each.number for each in opinion_map.statements.all()] == [1, 3, 2]
    move_statement(actor=scene.moderator, statement=opinion_map.statements.get(number=1), up=True)
    assert [each.number for each in opinion_map.statements.all()] == [1, 3, 2]


def test_who_does_not_moderate_decides_nothing(scene, opinion_map):
    statement = opinion_map.statements.get(number=1)
    for actor in (None, scene.editor, scene.lead):
        with pytest.raises(PermissionDenied):
            withhold_statement(actor=actor, statement=statement, reason="Darum.")
        with pytest.raises(PermissionDenied):
            add_statements(actor=actor, opinion_map=opinion_map, texts=["Meine."])


def test_what_says_nearly_the_same_is_found(opinion_map):
    found = twins_of(statements_to_vote(opinion_map), "Ohne Smartphone darf niemand einen Nachteil haben.")
    assert [twin.statement.number for twin in found] == [1]
