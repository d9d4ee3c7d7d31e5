"""From a point to the sentence it changed, and back."""

from __future__ import annotations

import pytest

from tests.factories import a_comment, a_consultation, a_suggestion
from werkstatt.assessment import actions
from werkstatt.assessment.models import Assessment, TextChange
from werkstatt.assessment.queries.gate import changes_to_come, unassessed
from werkstatt.assessment.queries.item import item_of, neighbours_of
from werkstatt.assessment.queries.margin import margin
from werkstatt.assessment.queries.wording import proposal_of
from werkstatt.assessment.rules import Verdict
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.participation.rules import SuggestionState
from werkstatt.strategy.actions import (
    EditConflict,
    delete_block,
    edit_block,
    move_version,
    publish_version,
    start_draft,
)
from werkstatt.strategy.models import Block
from werkstatt.strategy.rules import VersionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    return a_consultation()


def draft_of(scene):
    return start_draft(actor=scene.editor, base=scene.version)


def block_in(draft, index=0) -> Block:
    return Block.objects.filter(version=draft).select_related("version", "section")[index]


def adopted_point(scene, contribution=None, verdict=Verdict.ADOPTED):
    contribution = contribution or a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=contribution)
    actions.assess(actor=scene.moderator, point=point, verdict=verdict, reason="Das stimmt.")
    return point


def accept(scene, contribution, text=None, **more):
    proposal = proposal_of(item_of(scene.town, contribution.number))
    return actions.accept_suggestion(
        actor=scene.editor,
        point=actions.wording_point(actor=scene.editor, contribution=contribution),
        block=proposal.block,
        text=text or proposal.text,
        proposed=proposal.proposed,
        reason=more.pop("reason", "Klingt besser."),
        revision=proposal.block.revision,
        **more,
    )


# ── Changing the draft ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_needs_a_point_that_is_adopted(scene):
    draft = draft_of(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene))
    with pytest.raises(RuleBroken):
        actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[point])
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    with pytest.raises(RuleBroken):
        actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[point])
    assert block_in(draft).text != "Neu."
    assert not TextChange.objects.exists()


def test_a_change_without_a_changed_word_is_refused(scene):
    block = block_in(draft_of(scene))
    with pytest.raises(RuleBroken):
        actions.change_text(actor=scene.editor, block=block, text=block.text, points=[adopted_point(scene)])


def test_the_promise_ends_when_the_changed_text_is_published_not_before(scene):
    draft, point = draft_of(scene), adopted_point(scene)
    before = block_in(draft).text
    actions.change_text(actor=scene.editor, block=block_in(draft), text="Ein neuer Satz.", points=[point])
    assert Assessment.objects.get(point=point).change_pending
    edit_block(actor=scene.editor, block=block_in(draft), text="Ein ganz neuer Satz.")
    publish_version(actor=scene.officer, draft=draft)
    assert not Assessment.objects.get(point=point).change_pending
    change = TextChange.objects.get(points=point)
    assert (change.before, change.after) == (before, "Ein ganz neuer Satz.")


def test_a_change_that_was_edited_away_again_keeps_no_promise(scene):
    draft, point = draft_of(scene), adopted_point(scene)
    before = block_in(draft).text
    actions.change_text(actor=scene.editor, block=block_in(draft), text="Ein neuer Satz.", points=[point])
    edit_block(actor=scene.editor, block=block_in(draft), text=before)
    publish_version(actor=scene.officer, draft=draft)
    assert not TextChange.objects.exists()
    assert Assessment.objects.get(point=point).change_pending


def test_two_points_can_cause_one_change(scene):
    draft = draft_of(scene)
    first, second = adopted_point(scene), adopted_point(scene)
    before = block_in(draft).text
    actions.change_text(actor=scene.editor, block=block_in(draft), text="Eins.", points=[first])
    actions.change_text(actor=scene.editor, block=block_in(draft), text="Eins und zwei.", points=[second])
    change = TextChange.objects.get()
    assert (change.before, change.after) == (before, "Eins und zwei.")
    assert set(change.points.all()) == {first, second}


def test_a_new_and_a_struck_paragraph_are_changes_too(scene):
    draft, point = draft_of(scene), adopted_point(scene)
    first = block_in(draft)
    gone = block_in(draft, 1)
    added = actions.insert_text(actor=scene.editor, section=first.section, after=first, text="Neu.", points=[point])
    struck = actions.strike_text(actor=scene.editor, block=gone, points=[point])
    publish_version(actor=scene.officer, draft=draft)
    added.refresh_from_db()
    struck.refresh_from_db()
    assert (added.before, added.after) == ("", "Neu.")
    assert (struck.before, struck.after) == (gone.text, "")


def test_a_change_of_the_draft_can_be_taken_back(scene):
    draft, point = draft_of(scene), adopted_point(scene)
    before = block_in(draft).text
    change = actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[point])
    assert actions.take_back_change(actor=scene.editor, change=change, point=point)
    assert block_in(draft).text == before
    with pytest.raises(RuleBroken):
        actions.take_back_change(actor=scene.editor, change=change, point=point)


def test_taking_back_leaves_words_that_somebody_wrote_since(scene):
    draft, point = draft_of(scene), adopted_point(scene)
    change = actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[point])
    edit_block(actor=scene.editor, block=block_in(draft), text="Neu und weiter.")
    assert not actions.take_back_change(actor=scene.editor, change=change, point=point)
    assert block_in(draft).text == "Neu und weiter."
    assert not TextChange.objects.exists()


def test_a_published_change_cannot_be_taken_back(scene):
    draft, point = draft_of(scene), adopted_point(scene)
    change = actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[point])
    publish_version(actor=scene.officer, draft=draft)
    change.refresh_from_db()
    with pytest.raises(RuleBroken):
        actions.take_back_change(actor=scene.editor, change=change, point=point)


@pytest.mark.parametrize("published", [False, True])
def test_a_verdict_cannot_deny_a_change_that_was_made(scene, published):
    draft, point = draft_of(scene), adopted_point(scene)
    actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[point])
    if published:
        publish_version(actor=scene.officer, draft=draft)
    with pytest.raises(RuleBroken):
        actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Doch nicht.")
    again = actions.assess(
        actor=scene.moderator, point=point, verdict=Verdict.ADOPTED_WITH_CHANGES, reason="Fast so übernommen."
    )
    assert again.change_pending is not published


# ── Suggestions ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suggestion_taken_over_word_for_word_is_adopted(scene):
    draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    change = accept(scene, suggestion)
    suggestion.suggestion.refresh_from_db()
    assert change.after.startswith("Unsere Stadt bietet")
    assert suggestion.suggestion.state == SuggestionState.ACCEPTED
    assert suggestion.points.get().assessment.verdict == Verdict.ADOPTED


def test_a_suggestion_taken_over_in_other_words_is_adopted_with_changes(scene):
    draft = draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    accept(scene, suggestion, text="Unsere schöne Stadt bietet alles einfach an.")
    suggestion.suggestion.refresh_from_db()
    assert suggestion.suggestion.state == SuggestionState.ACCEPTED_WITH_CHANGES
    assert suggestion.points.get().assessment.verdict == Verdict.ADOPTED_WITH_CHANGES
    assert block_in(draft).text == "Unsere schöne Stadt bietet alles einfach an."


def test_a_reason_given_with_the_verdict_is_kept(scene):
    draft_of(scene)
    suggestion = a_suggestion(scene)
    point = adopted_point(scene, suggestion)
    accept(scene, suggestion, reason="")
    assert Assessment.objects.get(point=point).reason == "Das stimmt."


def test_accepting_without_any_reason_changes_nothing(scene):
    draft = draft_of(scene)
    before = block_in(draft).text
    with pytest.raises(RuleBroken) as refused:
        accept(scene, a_suggestion(scene), reason="")
    assert "reason" in refused.value.fields
    assert block_in(draft).text == before


def test_a_declined_suggestion_cannot_be_accepted_by_somebody_else(scene):
    draft_of(scene)
    suggestion = a_suggestion(scene)
    point = actions.wording_point(actor=scene.editor, contribution=suggestion)
    actions.decline_suggestion(actor=scene.editor, point=point, reason="Zu blumig.")
    with pytest.raises(RuleBroken):
        accept(scene, suggestion)


def test_a_suggestion_merges_with_other_words_of_the_draft(scene):
    draft = draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    block = block_in(draft)
    edit_block(actor=scene.editor, block=block, text=block.text.replace("einfach an", "allen einfach an"))
    proposal = proposal_of(item_of(scene.town, suggestion.number))
    assert proposal.status == "clean"
    assert proposal.text.startswith("Unsere Stadt")
    assert "allen einfach an" in proposal.text


def test_a_suggestion_on_words_that_changed_starts_from_the_draft(scene):
    draft = draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    edit_block(actor=scene.editor, block=block_in(draft), text="Auenbrück bietet vieles.")
    proposal = proposal_of(item_of(scene.town, suggestion.number))
    assert proposal.status == "stale"
    assert proposal.text == "Auenbrück bietet vieles."


def test_a_draft_that_reads_as_proposed_contains_the_suggestion(scene):
    draft = draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    block = block_in(draft)
    edit_block(actor=scene.editor, block=block, text=block.text.replace("Die Stadt", "Unsere Stadt"))
    assert proposal_of(item_of(scene.town, suggestion.number)).status == "contained"


def test_a_suggestion_whose_paragraph_is_gone_can_go_into_another_one(scene):
    draft = draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    delete_block(actor=scene.editor, block=block_in(draft))
    item = item_of(scene.town, suggestion.number)
    assert proposal_of(item).status == "gone"
    other = proposal_of(item, block_in(draft).uid)
    assert other.status == "clean"
    assert other.text.startswith("Unsere Stadt")


def test_without_a_draft_there_is_nothing_to_change(scene):
    suggestion = a_suggestion(scene)
    assert proposal_of(item_of(scene.town, suggestion.number)).status == "no-draft"


def test_the_second_of_two_suggestions_on_the_same_words_is_shown_in_conflict(scene):
    draft = draft_of(scene)
    first, second = a_suggestion(scene, replacement="Unsere Stadt"), a_suggestion(scene, replacement="Meine Stadt")
    [rival] = [one for one in neighbours_of(item_of(scene.town, second.number)) if one.in_conflict]
    assert rival.contribution.number == first.number
    accept(scene, first)
    proposal = proposal_of(item_of(scene.town, second.number))
    assert proposal.status in {"conflict", "stale"}
    assert [one.contribution.number for one in proposal.rivals] == [first.number]
    items = margin(version=draft, block_uids=[block_in(draft).uid], town=scene.town)[block_in(draft).uid]
    assert [(item.number, item.conflict_with) for item in items] == [(second.number, (first.number,))]


def test_somebody_who_writes_the_same_words_meanwhile_is_not_overwritten(scene):
    draft = draft_of(scene)
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    proposal = proposal_of(item_of(scene.town, suggestion.number))
    edit_block(actor=scene.officer, block=block_in(draft), text="Ganz anders.")
    with pytest.raises(EditConflict):
        actions.accept_suggestion(
            actor=scene.editor,
            point=actions.wording_point(actor=scene.editor, contribution=suggestion),
            block=proposal.block,
            text=proposal.text,
            proposed=proposal.proposed,
            reason="Gut.",
            revision=proposal.block.revision,
        )
    assert block_in(draft).text == "Ganz anders."


# ── The margin of the editor ──────────────────────────────────────────────────────────────────────────────────────


def test_the_margin_shows_what_is_open_and_nothing_else(scene, django_assert_num_queries):
    draft = draft_of(scene)
    suggestion, remark, answered = a_suggestion(scene), a_comment(scene), a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=answered)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    actions.release(actor=scene.moderator, contribution=answered)
    uids = list(Block.objects.filter(version=draft).values_list("uid", flat=True))
    with django_assert_num_queries(1):
        items = margin(version=draft, block_uids=uids, town=scene.town)
    assert [(item.number, item.kind) for item in items[uids[0]]] == [
        (suggestion.number, "suggestion"),
        (remark.number, "remark"),
    ]
    assert not margin(version=draft, block_uids=uids, town=a_consultation().town)


# ── Before the council ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_version_with_unassessed_points_does_not_go_to_the_council_without_a_reason(scene):
    remark = a_comment(scene)
    for state in (VersionState.EVALUATION, VersionState.CANDIDATE):
        scene.version = move_version(actor=scene.officer, version=scene.version, state=state)
    assert remark.label in " ".join(unassessed(scene.version))
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    assert remark.label in " ".join(unassessed(scene.version))
    with pytest.raises(RuleBroken):
        move_version(actor=scene.officer, version=scene.version, state=VersionState.SUBMITTED)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    assert unassessed(scene.version) == []
    moved = move_version(actor=scene.officer, version=scene.version, state=VersionState.SUBMITTED)
    assert moved.state == VersionState.SUBMITTED


def test_going_to_the_council_all_the_same_is_written_down_with_its_reason(scene):
    a_comment(scene)
    for state in (VersionState.EVALUATION, VersionState.CANDIDATE):
        scene.version = move_version(actor=scene.officer, version=scene.version, state=state)
    reason = "Der Rat tagt nur einmal im Quartal."
    move_version(actor=scene.officer, version=scene.version, state=VersionState.SUBMITTED, override_reason=reason)
    assert reason in str([entry.data for entry in AuditEntry.objects.filter(verb="move_version")])


def test_points_of_the_consultation_before_count_for_the_next_version(scene):
    remark = a_comment(scene)
    draft = draft_of(scene)
    edit_block(actor=scene.editor, block=block_in(draft), text="Neu.")
    version = publish_version(actor=scene.officer, draft=draft, state=VersionState.CANDIDATE)
    assert remark.label in " ".join(unassessed(version))
    assert unassessed(a_consultation().version) == []


def test_before_publishing_one_reads_which_promises_stay_open(scene):
    draft = draft_of(scene)
    first, _second = adopted_point(scene), adopted_point(scene)
    actions.change_text(actor=scene.editor, block=block_in(draft), text="Neu.", points=[first])
    sentences = changes_to_come(draft)
    assert len(sentences) == 2
    assert changes_to_come(a_consultation().version) == []


# ── The whole thread ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_thin_thread_from_a_voice_to_the_new_sentence_and_back(scene):
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    actions.assign(
        actor=scene.moderator,
        point=actions.whole_as_point(actor=scene.moderator, contribution=suggestion),
        unit=scene.unit,
    )
    point = suggestion.points.get()
    actions.assess(actor=scene.lead, point=point, verdict=Verdict.ADOPTED, reason="So sprechen wir.")
    actions.release(actor=scene.moderator, contribution=suggestion, text="Danke.")
    draft = draft_of(scene)
    accept(scene, suggestion, reason="")
    version = publish_version(actor=scene.officer, draft=draft)
    change = version.text_changes.get()
    assert change.after.startswith("Unsere Stadt")
    assert [p.contribution.number for p in change.points.all()] == [suggestion.number]
    suggestion.refresh_from_db()
    assert suggestion.state == "answered"
    assert not point.assessment.__class__.objects.get(point=point).change_pending
