"""Withholding, merging, withdrawing: numbers stay, with the reason; what may follow what."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.participation.actions import advance, merge_into, publish, withdraw, withhold
from werkstatt.participation.models import Contribution, WordingSuggestion
from werkstatt.participation.queries import Filters, contributions
from werkstatt.participation.rules import ContributionState, may_become

pytestmark = pytest.mark.django_db
S = ContributionState


@pytest.fixture
def scene():
    return a_consultation()


@pytest.mark.parametrize("reason", ["", "   \n", "\u200b\ufeff\x00".replace("\u200b", "")])
def test_nothing_is_withheld_or_merged_without_a_reason(scene, reason):
    said, other = a_comment(scene), a_comment(scene)
    with pytest.raises(RuleBroken, match="Grund"):
        withhold(actor=scene.moderator, contribution=said, reason=reason)
    with pytest.raises(RuleBroken, match="Grund"):
        merge_into(actor=scene.moderator, contribution=said, target=other, reason=reason)


def test_the_database_refuses_a_stub_without_a_reason(scene):
    a_comment(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.update(state=S.WITHHELD, state_reason="")


def test_stubs_stay_in_the_list_with_their_reason(scene):
    held, merged, gone, target = (a_comment(scene) for _ in range(4))
    withhold(actor=scene.moderator, contribution=held, reason="Nennt Namen.", conduct_rule="3")
    merge_into(actor=scene.moderator, contribution=merged, target=target, reason="Sagt dasselbe.")
    withdraw(actor=scene.moderator, contribution=gone)
    shown = {c.number: c for c in contributions(scene.town, Filters())}
    assert sorted(shown) == [1, 2, 3, 4]
    assert (shown[1].state_reason, shown[1].conduct_rule) == ("Nennt Namen.", "3")
    assert shown[2].merged_into == target
    assert [c.number for c in contributions(scene.town, Filters(group="hinweis"))] == [1, 2, 3]


def test_withdrawing_erases_the_words_for_good(scene):
    said = a_suggestion(scene)
    withdraw(actor=scene.moderator, contribution=said)
    said = Contribution.objects.get(pk=said.pk)
    assert (said.text, said.alias, said.number) == ("", "", 1)
    assert not WordingSuggestion.objects.exists()
    with pytest.raises(RuleBroken):
        publish(actor=scene.moderator, contribution=said)


def test_a_contribution_is_not_merged_into_itself_a_stub_or_another_town(scene):
    said, held = a_comment(scene), a_comment(scene)
    withhold(actor=scene.moderator, contribution=held, reason="Werbung.")
    for target in (said, held, a_comment(a_consultation())):
        with pytest.raises(RuleBroken):
            merge_into(actor=scene.moderator, contribution=said, target=target, reason="Dasselbe.")


def test_a_wrong_merge_can_be_undone(scene):
    said, target = a_comment(scene), a_comment(scene)
    merge_into(actor=scene.moderator, contribution=said, target=target, reason="Dasselbe.")
    back = publish(actor=scene.moderator, contribution=said)
    assert (back.state, back.merged_into, back.state_reason) == (S.PUBLISHED, None, "")


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("then", S)
def test_no_action_takes_a_way_that_the_states_do_not_have(scene, state, then):
    said, target = a_comment(scene), a_comment(scene)
    changes = {"state": state, "state_reason": "Grund."}
    Contribution.objects.filter(pk=said.pk).update(**changes, merged_into=target if state == S.MERGED else None)
    more = {"merged_into": target if then == S.MERGED else None, "state_reason": "Grund."}
    if may_become(state, then):
        assert advance(actor=scene.moderator, contribution=said, state=then, **more).state == then
    else:
        with pytest.raises(RuleBroken):
            advance(actor=scene.moderator, contribution=said, state=then, **more)
        said.refresh_from_db()
        assert said.state == state


def test_an_answered_contribution_is_not_withdrawn_or_merged(scene):
    said, target = a_comment(scene), a_comment(scene)
    an_answer(scene, said)
    with pytest.raises(RuleBroken):
        withdraw(actor=scene.moderator, contribution=said)
    with pytest.raises(RuleBroken):
        merge_into(actor=scene.moderator, contribution=said, target=target, reason="Dasselbe.")


def test_only_those_who_moderate_in_this_town_may(scene):
    said, target = a_comment(scene), a_comment(scene)
    strangers = [None, scene.editor, scene.lead, scene.administrator, a_consultation().moderator]
    for actor in strangers:
        for deed in (
            lambda actor=actor: publish(actor=actor, contribution=said),
            lambda actor=actor: withhold(actor=actor, contribution=said, reason="Nein."),
            lambda actor=actor: merge_into(actor=actor, contribution=said, target=target, reason="Nein."),
            lambda actor=actor: withdraw(actor=actor, contribution=said),
        ):
            with pytest.raises(PermissionDenied):
                deed()


def test_every_step_is_recorded_with_its_person(scene):
    said = a_comment(scene)
    withhold(actor=scene.moderator, contribution=said, reason="Werbung.")
    entry = AuditEntry.objects.filter(verb="advance").latest("pk")
    assert (entry.actor_id, entry.town_id, entry.object_id) == (scene.moderator.pk, scene.town.pk, said.pk)
    assert (entry.data["before"], entry.data["after"]) == ("published", "withheld")
