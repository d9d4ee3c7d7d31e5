"""Taking in: numbers, places, deadlines, and what stays out of the public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from tests.factories import a_comment, a_consultation, a_suggestion, first_block
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry, PageGeneration
from werkstatt.participation.actions import Place, change_end, submit, withdraw, withhold
from werkstatt.participation.models import Contribution, NumberSeries, ParticipationPhase
from werkstatt.participation.queries import Filters, contributions
from werkstatt.participation.rules import Channel, ContributionState, Kind
from werkstatt.strategy.actions import publish_version, start_draft
from werkstatt.strategy.models import Block, Section

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def scene():
    return a_consultation()


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_count_up_in_each_town_by_itself(scene):
    other = a_consultation()
    assert [a_comment(scene).number, a_comment(other).number, a_comment(scene).number] == [1, 1, 2]


def test_the_number_of_a_withdrawn_contribution_is_never_given_out_again(scene):
    withdraw(actor=scene.moderator, contribution=a_comment(scene))
    withhold(actor=scene.moderator, contribution=a_comment(scene), reason="Werbung.")
    assert a_comment(scene).number == 3


def test_a_refused_contribution_uses_up_no_number(scene):
    for _ in range(3):
        with pytest.raises(RuleBroken):
            a_comment(scene, text="")
    assert a_comment(scene).number == 1


def test_the_database_refuses_a_number_twice(scene):
    a_comment(scene)
    NumberSeries.objects.update(last=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_comment(scene)


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_place_is_remembered_with_its_words_and_the_words_around(scene):
    block = first_block(scene)
    said = a_comment(scene, place=Place(block_uid=block.uid, start=4, end=9))
    assert said.anchor["quote"] == block.text[4:9] == "Stadt"
    assert said.anchor["prefix"] == "Die "
    assert said.section_label == str(block.section)
    assert said.version_id == scene.version.pk


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-1, 4), (0, 100_000), (100_000, 100_001)])
def test_a_range_that_is_not_there_is_refused(scene, start, end):
    with pytest.raises(RuleBroken, match="Diese Stelle gibt es"):
        a_comment(scene, place=Place(block_uid=first_block(scene).uid, start=start, end=end))


def test_blocks_and_sections_of_other_versions_and_towns_are_refused(scene):
    other = a_consultation()
    draft = start_draft(actor=scene.editor, base=scene.version)
    Block.objects.filter(version=draft, uid=first_block(scene).uid).update(uid="nur-im-entwurf")
    for place in (
        Place(block_uid=first_block(other).uid),
        Place(section_uid=first_block(other).section.uid),
        Place(block_uid="nur-im-entwurf"),
        Place(block_uid="'; DROP TABLE"),
        Place(section_uid="x" * 500),
    ):
        with pytest.raises(RuleBroken, match="Diese Stelle gibt es"):
            submit(phase=scene.phase, place=place, text="Hallo")


def test_a_contribution_stays_with_its_version_when_the_next_one_comes(scene):
    said = a_comment(scene)
    publish_version(actor=scene.officer, draft=start_draft(actor=scene.editor, base=scene.version))
    said.refresh_from_db()
    assert said.version_id == scene.version.pk
    assert said.anchor["quote"] == "Die Stadt"


def test_the_text_under_a_contribution_cannot_change(scene):
    a_comment(scene)
    block = first_block(scene)
    block.text = "Etwas ganz anderes."
    with pytest.raises(IntegrityError), transaction.atomic():
        block.save()


def test_only_a_passage_can_be_reworded(scene):
    for place in (Place(), Place(section_uid=Section.objects.filter(version=scene.version)[0].uid)):
        with pytest.raises(RuleBroken, match="wählen Sie zuerst die Stelle"):
            submit(phase=scene.phase, place=place, text="", replacement="Neu")


# ── Deadlines ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_server_takes_nothing_before_the_beginning_or_from_the_closing_on(scene):
    opens, closes = scene.phase.opens_at, scene.phase.closes_at
    for moment, words in ((opens - SECOND, "beginnt erst"), (closes, "beendet"), (closes + SECOND, "beendet")):
        with clock.at(moment), pytest.raises(RuleBroken, match=words):
            a_comment(scene)
    for moment in (opens, closes - SECOND):
        with clock.at(moment):
            assert a_comment(scene).is_late is False


def test_an_extension_counts_at_once_even_for_a_phase_loaded_before(scene):
    stale = ParticipationPhase.objects.get(pk=scene.phase.pk)
    closed = scene.phase.closes_at
    with clock.at(closed - SECOND):
        change_end(
            actor=scene.officer,
            phase=scene.phase,
            closes_at=closed + timedelta(days=1),
            answer_by=scene.phase.answer_by,
            reason="Viele Bitten.",
        )
    scene.phase.refresh_from_db()
    assert stale.closes_at == closed
    with clock.at(closed):
        assert a_comment(scene).number == 1


def test_paper_that_comes_late_is_taken_and_flagged_with_its_day_of_receipt(scene):
    block = Place(block_uid=first_block(scene).uid)
    closes = scene.phase.closes_at
    with clock.at(closes + timedelta(days=3)):
        late, in_time = (
            submit(
                phase=scene.phase,
                place=block,
                text="Auf Papier.",
                actor=scene.moderator,
                channel=Channel.PAPER,
                received_at=moment,
            )
            for moment in (closes, closes - SECOND)
        )
    assert (late.is_late, late.received_at) == (True, closes)
    assert (in_time.is_late, in_time.received_at) == (False, closes - SECOND)
    assert late.recorded_by_id == scene.moderator.pk


def test_nobody_but_a_moderator_notes_down_for_others(scene):
    for actor in (None, scene.lead, scene.editor, a_consultation().moderator):
        with pytest.raises(PermissionDenied):
            submit(phase=scene.phase, place=Place(), text="Am Telefon.", actor=actor, channel=Channel.PHONE)


def test_a_receipt_cannot_lie_in_the_future(scene):
    with pytest.raises(RuleBroken, match="Zukunft"):
        submit(
            phase=scene.phase,
            place=Place(),
            text="Bald.",
            actor=scene.moderator,
            channel=Channel.PAPER,
            received_at=clock.now() + timedelta(minutes=1),
        )


# ── Visibility and traces ─────────────────────────────────────────────────────────────────────────────────────────


def test_with_moderation_first_nothing_is_public_before_the_look(scene):
    ParticipationPhase.objects.filter(pk=scene.phase.pk).update(moderation="before")
    scene.phase.refresh_from_db()
    said = a_comment(scene)
    assert said.state == ContributionState.RECEIVED
    assert not said.is_visible
    assert not contributions(scene.town, Filters()).exists()
    assert contributions(scene.town, Filters(), with_received=True).get() == said


def test_a_web_contribution_leaves_no_trace_of_a_person(scene):
    said = submit(phase=scene.phase, place=Place(), text="Anonym.", actor=scene.editor)
    assert said.recorded_by_id is None
    entry = AuditEntry.objects.get(verb="submit")
    assert set(entry.data) == {"number", "channel"}


def test_without_a_name_it_is_anonymous(scene):
    assert a_comment(scene).author == "Anonym"
    assert a_comment(scene, alias="  Ute \n B. ").author == "Ute B."


def test_a_withheld_text_is_not_found_by_its_words(scene):
    said = a_comment(scene, text="Ein Schimpfwort")
    assert contributions(scene.town, Filters(words="Schimpfwort")).exists()
    withhold(actor=scene.moderator, contribution=said, reason="Beleidigung.")
    assert not contributions(scene.town, Filters(words="Schimpfwort")).exists()
    assert contributions(scene.town, Filters(words="Nr. 1")).get() == said


def test_lists_of_a_town_hold_nothing_of_another(scene):
    other = a_consultation()
    a_comment(other)
    mine = a_comment(scene)
    assert list(contributions(scene.town, Filters())) == [mine]
    assert list(contributions(scene.town, Filters(phase_id=other.phase.pk))) == []


def test_public_pages_are_out_of_date_with_the_same_commit(scene):
    before = PageGeneration.objects.get(town_id=scene.town.pk).generation
    a_comment(scene)
    assert PageGeneration.objects.get(town_id=scene.town.pk).generation > before


def test_a_suggestion_keeps_quote_and_replacement(scene):
    said = a_suggestion(scene)
    assert (said.kind, said.suggestion.quote, said.suggestion.replacement) == (
        Kind.SUGGESTION,
        "Die Stadt",
        "Unsere Stadt",
    )


def test_posting_costs_few_statements(scene, django_assert_max_num_queries):
    place = Place(block_uid=first_block(scene).uid, start=0, end=9)
    submit(phase=scene.phase, place=place, text="Der erste.", form_key="a")
    with django_assert_max_num_queries(16):
        submit(phase=scene.phase, place=place, text="Der zweite.", form_key="b")
    assert connection.in_atomic_block
    assert Contribution.objects.count() == 2
