"""Writing, deleting, putting back, parting, joining and moving the blocks of a draft."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import a_scene
from tests.strategy.helpers import a_draft, block_at, section_at, texts, uids
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.strategy import actions
from werkstatt.strategy.actions import BlockGone, EditConflict, Shape
from werkstatt.strategy.models import Block, BlockRevision
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH
from werkstatt.text.model import BlockKind, Mark, MarkKind

pytestmark = pytest.mark.django_db


def test_an_edit_keeps_the_id_counts_a_revision_and_is_recorded():
    scene, draft = a_draft()
    block = block_at(draft)
    edited = actions.edit_block(actor=scene.editor, block=block, text="Neu gesagt.", revision=1)
    assert (edited.uid, edited.revision, edited.text) == (block.uid, 2, "Neu gesagt.")
    assert list(BlockRevision.objects.filter(block_uid=block.uid).values_list("number", "text")) == [
        (1, block.text),
        (2, "Neu gesagt."),
    ]
    draft.refresh_from_db()
    assert draft.edited_by == scene.editor
    assert AuditEntry.objects.filter(verb="edit_block", data__after="Neu gesagt.").count() == 1


def test_saving_without_a_change_writes_nothing():
    scene, draft = a_draft()
    block = block_at(draft)
    assert actions.edit_block(actor=scene.editor, block=block, text=block.text).revision == 1
    assert not BlockRevision.objects.filter(block_uid=block.uid).exists()


def test_two_edits_at_different_words_are_merged():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.edit_block(actor=scene.editor, block=block, text=block.text.replace("einfach", "leicht"), revision=1)
    mine = block.text.replace("Bürgerbüro", "Rathaus")
    merged = actions.edit_block(actor=scene.officer, block=block, text=mine, revision=1)
    assert "leicht an" in merged.text
    assert "Rathaus" in merged.text
    assert merged.revision == 3


def test_two_edits_at_the_same_words_are_a_conflict_that_writes_nothing():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.edit_block(actor=scene.editor, block=block, text=block.text.replace("einfach", "leicht"), revision=1)
    typed = block.text.replace("einfach", "sofort")
    with pytest.raises(EditConflict) as caught:
        actions.edit_block(actor=scene.officer, block=block, text=typed, revision=1)
    assert "leicht" in caught.value.current.text
    assert "sofort" in caught.value.typed
    assert "leicht" in block_at(draft).text


def test_a_merge_keeps_the_kind_that_the_other_one_chose():
    scene, draft = a_draft()
    block = block_at(draft)
    quote = Shape(BlockKind.QUOTE)
    actions.edit_block(actor=scene.editor, block=block, text=block.text, revision=1, shape=quote)
    edited = actions.edit_block(
        actor=scene.officer, block=block, text=block.text + " Immer.", revision=1, shape=Shape.of(block)
    )
    assert (edited.kind, edited.text) == ("quote", block.text + " Immer.")


def test_text_loses_what_no_text_may_hold_and_marks_stay_on_their_words():
    scene, draft = a_draft()
    marks = (Mark(3, 7, MarkKind.STRONG),)
    block = actions.edit_block(actor=scene.editor, block=block_at(draft), text="\x00\u202e fett\r\n", marks=marks)
    assert block.text == "fett"
    assert block.marks == [[0, 4, "strong", ""]]


def test_a_block_that_is_too_long_is_refused():
    scene, draft = a_draft()
    with pytest.raises(RuleBroken) as caught:
        actions.edit_block(actor=scene.editor, block=block_at(draft), text="x" * (MAX_BLOCK_LENGTH + 1))
    assert "source" in caught.value.fields


def test_who_may_not_edit_cannot():
    scene, draft = a_draft()
    for somebody in (scene.moderator, scene.lead, a_scene().editor, None):
        with pytest.raises(PermissionDenied):
            actions.edit_block(actor=somebody, block=block_at(draft), text="Nein")
        with pytest.raises(PermissionDenied):
            actions.restore_block(actor=somebody, version=draft, uid=block_at(draft).uid)


def test_a_deleted_block_comes_back_with_everything_it_was():
    scene, draft = a_draft()
    before = uids(draft)
    table = Block.objects.select_related("version", "section").get(version=draft, kind="table")
    actions.delete_block(actor=scene.editor, block=table)
    assert table.uid not in uids(draft)
    back = actions.restore_block(actor=scene.editor, version=draft, uid=table.uid)
    assert uids(draft) == before
    assert (back.kind, back.text, back.header_rows, back.section_id) == (
        "table",
        table.text,
        table.header_rows,
        table.section_id,
    )
    assert back.revision > table.revision


def test_a_block_comes_back_even_if_everything_around_it_is_gone():
    scene, draft = a_draft()
    section = section_at(draft, 1)
    block = Block.objects.select_related("version", "section").get(section=section)
    actions.delete_block(actor=scene.editor, block=block)
    actions.delete_section(actor=scene.editor, section=section)
    back = actions.restore_block(actor=scene.editor, version=draft, uid=block.uid)
    assert back.text == block.text
    assert len(set(uids(draft))) == len(uids(draft))


def test_restoring_what_is_there_changes_nothing_and_what_was_never_there_is_refused():
    scene, draft = a_draft()
    block = block_at(draft)
    assert actions.restore_block(actor=scene.editor, version=draft, uid=block.uid).revision == block.revision
    with pytest.raises(RuleBroken):
        actions.restore_block(actor=scene.editor, version=draft, uid="gibtesnicht")


def test_whoever_edits_a_deleted_block_is_told():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.delete_block(actor=scene.editor, block=block)
    with pytest.raises(BlockGone):
        actions.edit_block(actor=scene.officer, block=block, text="Zu spät")


def test_blank_lines_part_a_block_and_the_parts_remember_it():
    scene, draft = a_draft()
    block = block_at(draft)
    parts = actions.write_block(actor=scene.editor, block=block, text="Eins.\n\nZwei.\n\n\nDrei.")
    assert texts(draft)[:3] == ["Eins.", "Zwei.", "Drei."]
    assert [part.text for part in parts] == ["Eins.", "Zwei.", "Drei."]
    assert parts[0].uid == block.uid
    assert [part.origins[0] for part in parts[1:]] == [block.uid, block.uid]


def test_a_pasted_book_is_refused_instead_of_becoming_a_thousand_blocks():
    scene, draft = a_draft()
    before = texts(draft)
    with pytest.raises(RuleBroken) as caught:
        actions.write_block(actor=scene.editor, block=block_at(draft), text="a\n\n" * 1000 + "b")
    assert "source" in caught.value.fields
    assert texts(draft) == before


def test_marks_stay_on_their_words_when_a_block_is_parted():
    scene, draft = a_draft()
    marks = (Mark(7, 11, MarkKind.STRONG),)
    parts = actions.write_block(actor=scene.editor, block=block_at(draft), text="Eins.\n\nZwei.", marks=marks)
    assert parts[0].marks == []
    assert parts[1].marks == [[0, 4, "strong", ""]]


def test_a_block_is_parted_at_a_character_but_not_into_nothing():
    scene, draft = a_draft()
    block = actions.edit_block(actor=scene.editor, block=block_at(draft), text="Eins. Zwei.")
    first, second = actions.part_block(actor=scene.editor, block=block, at=5)
    assert (first.text, second.text) == ("Eins.", "Zwei.")
    for nowhere in (-5, 0, 5, 99):
        with pytest.raises(RuleBroken):
            actions.part_block(actor=scene.editor, block=first, at=nowhere)


def test_joining_keeps_the_first_id_and_remembers_the_second():
    scene, draft = a_draft()
    first, second = block_at(draft, 0), block_at(draft, 1)
    joined = actions.join_with_previous(actor=scene.editor, block=second)
    assert joined.uid == first.uid
    assert joined.text == f"{first.text} {second.text}"
    assert joined.origins == [second.uid]
    assert second.uid not in uids(draft)


def test_a_table_is_not_joined_with_a_paragraph_and_a_first_block_with_nothing():
    scene, draft = a_draft()
    table = Block.objects.select_related("version", "section").get(version=draft, kind="table")
    for block in (table, block_at(draft)):
        with pytest.raises(RuleBroken):
            actions.join_with_previous(actor=scene.editor, block=block)


def test_moving_down_step_by_step_leads_through_all_sections_to_the_end_and_back():
    scene, draft = a_draft()
    start = uids(draft)
    mover = start[0]
    places = []
    for _step in range(2 * len(start)):
        block = Block.objects.select_related("version", "section").get(version=draft, uid=mover)
        actions.shift_block(actor=scene.editor, block=block, direction="down")
        places.append(uids(draft).index(mover))
    assert places[-1] == len(start) - 1
    assert places == sorted(places)
    assert section_at(draft, 3).blocks.filter(uid=mover).exists()
    for _step in range(2 * len(start)):
        block = Block.objects.select_related("version", "section").get(version=draft, uid=mover)
        actions.shift_block(actor=scene.editor, block=block, direction="up")
    assert uids(draft) == start


def test_a_block_goes_to_the_end_of_another_section_but_not_into_another_draft():
    scene, draft = a_draft()
    _other, foreign = a_draft(scene)
    block = block_at(draft)
    actions.move_to_end(actor=scene.editor, block=block, section=section_at(draft, 2))
    assert section_at(draft, 2).blocks.order_by("position").last().uid == block.uid
    with pytest.raises(RuleBroken):
        actions.move_block(actor=scene.editor, block=block, section=section_at(foreign), after=None)


def test_a_block_behind_one_that_moved_away_is_refused_instead_of_landing_anywhere():
    scene, draft = a_draft()
    section, after = section_at(draft), block_at(draft)
    actions.move_to_end(actor=scene.editor, block=block_at(draft), section=section_at(draft, 3))
    with pytest.raises(RuleBroken):
        actions.add_block(actor=scene.editor, section=section, text="Neu", after=after)


def test_an_empty_block_is_not_added():
    scene, draft = a_draft()
    with pytest.raises(RuleBroken):
        actions.add_block(actor=scene.editor, section=section_at(draft), text=" \n ")


def test_the_last_change_can_be_taken_back_and_made_again():
    scene, draft = a_draft()
    block = block_at(draft)
    with pytest.raises(RuleBroken):
        actions.undo_edit(actor=scene.editor, block=block)
    marks = (Mark(0, 3, MarkKind.STRONG),)
    actions.edit_block(actor=scene.editor, block=block, text="Neu gesagt.", marks=marks, shape=Shape(BlockKind.QUOTE))
    back = actions.undo_edit(actor=scene.editor, block=block)
    assert (back.text, back.kind, back.marks, back.revision) == (block.text, "paragraph", [], 3)
    again = actions.undo_edit(actor=scene.editor, block=block)
    assert (again.text, again.kind, again.marks) == ("Neu gesagt.", "quote", [[0, 3, "strong", ""]])
