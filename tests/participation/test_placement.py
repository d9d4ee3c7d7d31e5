"""Remarks come along to the next version: certain ones at once, doubtful ones through a person, never in silence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import a_comment, a_consultation, an_answer
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.participation import tally
from werkstatt.participation.actions import (
    Place,
    carry_over_remarks,
    confirm_place,
    dismiss_place,
    reopen_place,
    submit,
    withdraw,
    withhold,
)
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.queries import chapter_voices, count_waiting, places_to_confirm, question_about
from werkstatt.participation.rules import PLACED, PlacementStatus
from werkstatt.strategy.actions import delete_block, edit_block, publish_version, start_draft
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.text.model import Block as TextBlock
from werkstatt.text.model import BlockKind, Document
from werkstatt.text.model import Section as TextSection

pytestmark = pytest.mark.django_db
P = PlacementStatus

SAME = "Die Linie 3 fährt auch am Sonntag. Sie hält am Markt."
REWRITTEN = "Anfragen werden zeitnah beantwortet."
STRUCK = "Ein Beirat mit zwölf Mitgliedern tagt zweimal im Jahr."
TWICE = "Das Angebot ist kostenlos. Wir danken allen. Das Angebot ist kostenlos."


@pytest.fixture
def scene():
    texts = {"gleich": SAME, "anders": REWRITTEN, "weg": STRUCK, "zweimal": TWICE}
    blocks = tuple(TextBlock(id=f"blk-{name}", kind=BlockKind.PARAGRAPH, text=text) for name, text in texts.items())
    sections = (
        TextSection(id="sec-1", title="Verkehr", blocks=blocks),
        TextSection(
            id="sec-2", title="Rathaus", blocks=(TextBlock(id="blk-x", kind=BlockKind.PARAGRAPH, text="Es bleibt."),)
        ),
    )
    return a_consultation(document=Document(title="Strategie", sections=sections))


def say(scene, block: str, quote: str) -> Contribution:
    text = Block.objects.get(version=scene.version, uid=block).text
    start = text.index(quote)
    return a_comment(scene, place=Place(block_uid=block, start=start, end=start + len(quote)))


def next_version(scene, changes: dict[str, str | None], base: Version | None = None) -> Version:
    draft = start_draft(actor=scene.editor, base=base or scene.version)
    for uid, text in changes.items():
        block = Block.objects.select_related("version__strategy", "section").get(version=draft, uid=uid)
        if text is None:
            delete_block(actor=scene.editor, block=block)
        else:
            edit_block(actor=scene.editor, block=block, text=text)
    return publish_version(actor=scene.officer, draft=draft)


def place_of(said: Contribution, version: Version) -> Placement:
    return Placement.objects.get(contribution=said, version=version)


def everything(version: Version) -> list[dict]:
    return list(Placement.objects.filter(version=version).order_by("id").values())


# ── Carrying over ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_remark_on_unchanged_words_stays_exactly_there(scene):
    said = say(scene, "blk-gleich", "am Sonntag")
    place = place_of(said, next_version(scene, {}))
    assert (place.status, place.block_uid, place.section_uid) == (P.EXACT, "blk-gleich", "sec-1")
    assert SAME[place.start : place.end] == "am Sonntag"


def test_a_remark_moves_along_with_its_words(scene):
    said = say(scene, "blk-gleich", "am Sonntag")
    version = next_version(scene, {"blk-gleich": f"Neu ist dieser Satz. {SAME}"})
    place = place_of(said, version)
    text = Block.objects.get(version=version, uid="blk-gleich").text
    assert place.status in {P.EXACT, P.CHANGED}
    assert text[place.start : place.end] == "am Sonntag"


def test_a_remark_whose_words_are_gone_waits_and_is_not_shown(scene):
    said = say(scene, "blk-weg", "zwölf Mitgliedern")
    version = next_version(scene, {"blk-weg": None})
    place = place_of(said, version)
    assert place.status == P.GONE
    assert chapter_voices(version, ["sec-1"]).count_of_section == {}
    assert list(places_to_confirm(scene.town)) == [place]


def test_rewritten_words_are_never_moved_in_silence(scene):
    said = say(scene, "blk-anders", "zeitnah")
    version = next_version(scene, {"blk-anders": "Wer schreibt, hört innerhalb von drei Tagen von uns."})
    place = place_of(said, version)
    assert place.status in {P.UNSURE, P.GONE}
    assert not place.in_margin
    assert count_waiting(scene.town) == 1


def test_remarks_on_a_section_and_on_the_whole_text_come_along(scene):
    on_section = submit(phase=scene.phase, place=Place(section_uid="sec-2"), text="Gut.")
    on_all = submit(phase=scene.phase, place=Place(), text="Zu lang.")
    version = next_version(scene, {})
    assert (place_of(on_section, version).status, place_of(on_section, version).section_uid) == (P.EXACT, "sec-2")
    assert (place_of(on_all, version).status, place_of(on_all, version).section_uid) == (P.EXACT, "")


def test_a_remark_on_a_section_that_is_gone_waits(scene):
    said = submit(phase=scene.phase, place=Place(section_uid="sec-2"), text="Gut.")
    draft = start_draft(actor=scene.editor, base=scene.version)
    Section.objects.filter(version=draft, uid="sec-2").delete()
    assert place_of(said, publish_version(actor=scene.officer, draft=draft)).status == P.GONE


def test_answered_and_withdrawn_ones_stay_where_they_were_said(scene):
    answered, gone, held = (say(scene, "blk-gleich", "am Sonntag") for _ in range(3))
    an_answer(scene, answered)
    withdraw(actor=scene.moderator, contribution=gone)
    withhold(actor=scene.moderator, contribution=held, reason="Werbung.")
    assert not Placement.objects.filter(version=next_version(scene, {})).exists()


def test_carrying_over_twice_changes_nothing(scene):
    for block, quote in (("blk-gleich", "am Sonntag"), ("blk-weg", "Beirat"), ("blk-anders", "zeitnah")):
        say(scene, block, quote)
    version = next_version(scene, {"blk-weg": None, "blk-anders": "Etwas ganz anderes steht jetzt hier."})
    before = everything(version)
    assert carry_over_remarks(version) == {}
    assert everything(version) == before


def test_carrying_over_a_decision_again_does_not_undo_it(scene):
    said = say(scene, "blk-weg", "Beirat")
    version = next_version(scene, {"blk-weg": None})
    dismiss_place(actor=scene.editor, placement=place_of(said, version))
    carry_over_remarks(version)
    assert place_of(said, version).status == P.DISMISSED


def test_what_waits_keeps_waiting_in_the_version_after(scene):
    said = say(scene, "blk-weg", "Beirat")
    second = next_version(scene, {"blk-weg": None})
    third = next_version(scene, {}, base=second)
    assert place_of(said, third).status in {P.UNSURE, P.GONE}
    assert place_of(said, second).status == P.GONE


def test_an_unsure_place_does_not_become_sure_by_being_carried_on(scene):
    said = say(scene, "blk-gleich", "am Sonntag")
    second = next_version(scene, {})
    Placement.objects.filter(contribution=said, version=second).update(status=P.UNSURE)
    third = next_version(scene, {}, base=second)
    assert place_of(said, third).status == P.UNSURE


def test_a_confirmed_place_is_where_the_next_version_starts_from(scene):
    said = say(scene, "blk-weg", "Beirat")
    second = next_version(scene, {"blk-weg": None})
    block = Block.objects.select_related("section").get(version=second, uid="blk-x")
    confirm_place(actor=scene.editor, placement=place_of(said, second), block=block, start=0, end=2)
    place = place_of(said, next_version(scene, {}, base=second))
    assert (place.status, place.block_uid, place.start, place.end) == (P.EXACT, "blk-x", 0, 2)


def test_what_does_not_exist_any_more_is_not_carried_on(scene):
    said = say(scene, "blk-weg", "Beirat")
    second = next_version(scene, {"blk-weg": None})
    dismiss_place(actor=scene.editor, placement=place_of(said, second))
    third = next_version(scene, {}, base=second)
    assert not Placement.objects.filter(contribution=said, version=third).exists()


def test_the_place_in_the_version_it_was_said_in_never_changes(scene):
    said = say(scene, "blk-weg", "Beirat")
    before = everything(scene.version)
    version = next_version(scene, {"blk-weg": None})
    block = Block.objects.select_related("section").get(version=version, uid="blk-x")
    confirm_place(actor=scene.editor, placement=place_of(said, version), block=block)
    assert everything(scene.version) == before


def test_every_placement_is_exact_or_changed_with_certainty_or_waits_or_was_decided(scene):
    for block, text in (("blk-gleich", SAME), ("blk-anders", REWRITTEN), ("blk-weg", STRUCK), ("blk-zweimal", TWICE)):
        for quote in text.split(". "):
            say(scene, block, quote)
    version = next_version(
        scene,
        {"blk-weg": None, "blk-anders": "Anfragen werden in drei Tagen beantwortet.", "blk-zweimal": TWICE[27:]},
    )
    for place in Placement.objects.filter(version=version).select_related("contribution"):
        if place.status == P.EXACT:
            text = Block.objects.get(version=version, uid=place.block_uid).text
            assert text[place.start : place.end] == place.contribution.anchor["quote"]
        else:
            assert place.status in {P.CHANGED, P.UNSURE, P.GONE}
            assert (place.status in PLACED) == (place.status == P.CHANGED)


# ── Deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def waiting(scene):
    said = say(scene, "blk-weg", "Beirat")
    version = next_version(scene, {"blk-weg": None})
    return place_of(said, version)


def test_a_gone_place_needs_a_paragraph(scene, waiting):
    with pytest.raises(RuleBroken, match="wählen Sie den Absatz"):
        confirm_place(actor=scene.editor, placement=waiting)


def test_a_guess_is_confirmed_as_it_stands(scene):
    said = say(scene, "blk-gleich", "am Sonntag")
    version = next_version(scene, {})
    Placement.objects.filter(version=version).update(status=P.UNSURE, confidence=0.5)
    place = confirm_place(actor=scene.editor, placement=place_of(said, version))
    assert (place.status, place.block_uid, place.confidence) == (P.CONFIRMED, "blk-gleich", 1.0)
    assert chapter_voices(version, ["sec-1"]).count_of_block == {"blk-gleich": 1}


def test_a_paragraph_or_section_of_another_version_is_refused(scene, waiting):
    old = Block.objects.select_related("section").get(version=scene.version, uid="blk-x")
    for choice in ({"block": old}, {"section": old.section}):
        with pytest.raises(RuleBroken, match="anderen Fassung"):
            confirm_place(actor=scene.editor, placement=waiting, **choice)


@pytest.mark.parametrize("span", [(None, None), (5, 3), (-1, 2), (0, 10_000)])
def test_a_range_that_does_not_fit_means_the_whole_paragraph(scene, waiting, span):
    block = Block.objects.select_related("section").get(version=waiting.version, uid="blk-x")
    place = confirm_place(actor=scene.editor, placement=waiting, block=block, start=span[0], end=span[1])
    assert (place.start, place.end) == (0, len(block.text))


def test_a_remark_can_belong_to_a_section_as_a_whole(scene, waiting):
    section = Section.objects.get(version=waiting.version, uid="sec-2")
    place = confirm_place(actor=scene.editor, placement=waiting, section=section)
    assert (place.block_uid, place.section_uid, place.start) == ("", "sec-2", None)
    assert chapter_voices(waiting.version, ["sec-2"]).count_of_section == {"sec-2": 1}


def test_the_second_person_is_told_who_was_first_and_when(scene, waiting):
    with clock.at(datetime(2026, 6, 14, 12, 42, tzinfo=UTC)):
        dismiss_place(actor=scene.editor, placement=waiting)
    with pytest.raises(RuleBroken, match=f"{scene.editor}.*14:42 Uhr"):
        dismiss_place(actor=scene.moderator, placement=waiting)


def test_a_decision_can_be_taken_back_and_asks_the_same_again(scene):
    said = say(scene, "blk-gleich", "am Sonntag")
    version = next_version(scene, {})
    Placement.objects.filter(version=version).update(status=P.UNSURE, confidence=0.5)
    tally.rebuild(version.pk, scene.town.pk)
    before = place_of(said, version)
    block = Block.objects.select_related("section").get(version=version, uid="blk-x")
    settled = confirm_place(actor=scene.editor, placement=before, block=block)
    again = reopen_place(actor=scene.moderator, placement=settled)
    kept = ("status", "block_uid", "section_uid", "start", "end", "confidence")
    assert [getattr(again, name) for name in kept] == [getattr(before, name) for name in kept]
    assert chapter_voices(version, ["sec-1", "sec-2"]).count_of_section == {}
    assert dismiss_place(actor=scene.editor, placement=again).status == P.DISMISSED


def test_only_a_decision_can_be_taken_back(scene, waiting):
    with pytest.raises(RuleBroken, match="noch niemand"):
        reopen_place(actor=scene.editor, placement=waiting)


def test_a_decision_is_not_taken_back_once_the_next_version_builds_on_it(scene, waiting):
    block = Block.objects.select_related("section").get(version=waiting.version, uid="blk-x")
    settled = confirm_place(actor=scene.editor, placement=waiting, block=block)
    next_version(scene, {}, base=waiting.version)
    with pytest.raises(RuleBroken, match="nächsten Fassung"):
        reopen_place(actor=scene.editor, placement=settled)


def test_only_editors_and_moderators_of_the_town_decide(scene, waiting):
    for actor in (None, scene.lead, scene.administrator, a_consultation().editor):
        for action in (confirm_place, dismiss_place, reopen_place):
            with pytest.raises(PermissionDenied):
                action(actor=actor, placement=waiting)


def test_every_decision_is_recorded(scene, waiting):
    reopen_place(actor=scene.editor, placement=dismiss_place(actor=scene.editor, placement=waiting))
    verbs = AuditEntry.objects.filter(object_type="placement").order_by("pk").values_list("verb", "actor_id")
    assert list(verbs) == [("dismiss_place", scene.editor.pk), ("reopen_place", scene.editor.pk)]


def test_the_question_shows_the_old_passage_in_its_paragraph(scene, waiting):
    question = question_about(Placement.objects.select_related("version__base").get(pk=waiting.pk))
    assert (question.old.before, question.old.passage) == ("Ein ", "Beirat")
    assert question.proposal is None


WORDS = "Die Stadt baut ein Netz. Alle sind dabei. Das Amt antwortet schnell. Es kostet nichts. Wir danken allen."


@settings(max_examples=25)
@given(data=st.data())
def test_invariant_18_no_remark_moves_without_the_same_words_or_a_person(data: st.DataObject):
    """Whatever becomes of the paragraphs: what is shown at a place has the same words there, is told apart as
    changed in the same paragraph, or waits for a person."""
    sentences = WORDS.split(". ")
    texts = {f"blk-{n}": f"{sentence.rstrip('.')}." for n, sentence in enumerate(sentences)}
    document = Document(
        title="Strategie",
        sections=(
            TextSection(
                id="sec-1",
                title="Eins",
                blocks=tuple(TextBlock(id=uid, kind=BlockKind.PARAGRAPH, text=text) for uid, text in texts.items()),
            ),
        ),
    )
    scene = a_consultation(document=document)
    said = {}
    for uid, text in texts.items():
        start = data.draw(st.integers(0, len(text) - 2))
        end = data.draw(st.integers(start + 1, len(text)))
        if text[start:end].strip():
            place = Place(block_uid=uid, start=start, end=end)
            said[a_comment(scene, place=place).pk] = text[start:end]
    changes: dict[str, str | None] = {}
    for uid in data.draw(st.sets(st.sampled_from(sorted(texts)), max_size=4)):
        words = data.draw(st.lists(st.sampled_from(WORDS.replace(".", "").split()), max_size=8))
        changes[uid] = " ".join(words) + "." if words else None
    if all(changes.get(uid, "x") is None for uid in texts):
        changes.popitem()
    version = next_version(scene, changes)
    now = {block.uid: block.text for block in Block.objects.filter(version=version)}
    for place in Placement.objects.filter(version=version):
        if place.status == P.EXACT and place.block_uid:
            assert now[place.block_uid][place.start : place.end] == said[place.contribution_id]
        elif place.status == P.CHANGED:
            assert place.block_uid == place.contribution.block_uid
        else:
            assert place.status in (P.UNSURE, P.GONE)
