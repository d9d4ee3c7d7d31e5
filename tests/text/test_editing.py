from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import text
from werkstatt.text.editing import merge_blocks, replace_block, split_block
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section
from werkstatt.text.tokens import words

BLOCK = Block("a", BlockKind.PARAGRAPH, "Erster Satz. Zweiter Satz.", (Mark(7, 20, MarkKind.STRONG),), origins=("z",))


@given(text, st.data())
def test_splitting_loses_no_word(content: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(content)))
    first, second = split_block(Block("a", BlockKind.PARAGRAPH, content), at, "b")
    assert words(first.text) + words(second.text) == words(content[:at]) + words(content[at:])
    assert (first.id, second.id, second.origins) == ("a", "b", ("a",))


@given(text, st.data())
def test_every_footnote_stays_on_one_side_of_a_split(content: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(content)), unique=True, max_size=4))
    notes = tuple(Mark(place, place, MarkKind.FOOTNOTE, str(place)) for place in sorted(places))
    at = data.draw(st.integers(0, len(content)))
    first, second = split_block(Block("a", BlockKind.PARAGRAPH, content, notes), at, "b")
    assert sorted(m.value for m in first.marks + second.marks) == sorted(m.value for m in notes)
    assert all(0 <= m.start <= len(part.text) for part in (first, second) for m in part.marks)


def test_a_mark_over_the_cut_goes_on_in_both_halves() -> None:
    first, second = split_block(BLOCK, 12, "b")
    assert (first.text, second.text) == ("Erster Satz.", "Zweiter Satz.")
    assert first.marks == (Mark(7, 12, MarkKind.STRONG),)
    assert second.marks == (Mark(0, 7, MarkKind.STRONG),)
    assert second.origins == ("a", "z")


def test_merging_what_was_split_gives_the_text_and_its_marks_again() -> None:
    merged = merge_blocks(*split_block(BLOCK, 12, "b"))
    assert (merged.id, merged.text, merged.marks) == (BLOCK.id, BLOCK.text, BLOCK.marks)
    assert merged.origins == ("b", "z")


def test_rows_of_a_table_are_merged_as_rows() -> None:
    table = Block("t", BlockKind.TABLE, "a\tb")
    assert merge_blocks(table, Block("u", BlockKind.TABLE, "c\td")).rows == (("a", "b"), ("c", "d"))


def test_merging_with_an_empty_block_adds_no_space() -> None:
    assert merge_blocks(BLOCK, Block("e", BlockKind.PARAGRAPH, "")).text == BLOCK.text


@pytest.mark.parametrize("at", [-1, 99])
def test_a_cut_outside_the_text_is_refused(at: int) -> None:
    with pytest.raises(ValueError, match="cannot split block a"):
        split_block(BLOCK, at, "b")


@pytest.mark.parametrize("identifier", ["", "a"])
def test_the_second_half_needs_an_id_of_its_own(identifier: str) -> None:
    with pytest.raises(ValueError, match="id of its own"):
        split_block(BLOCK, 3, identifier)


def test_a_picture_stays_with_the_first_half() -> None:
    figure = Block("f", BlockKind.FIGURE, "Ein Bild. Mehr dazu.", image="bild.png", alt="Rathaus")
    first, second = split_block(figure, 9, "g")
    assert (first.kind, first.image) == (BlockKind.FIGURE, "bild.png")
    assert (second.kind, second.image, second.alt) == (BlockKind.PARAGRAPH, "", "")


def test_blocks_are_replaced_wherever_they_stand() -> None:
    inner = Section("s.1", "Innen", (BLOCK,))
    document = Document("T", (Section("s", "Außen", (Block("x", BlockKind.PARAGRAPH, "x"),), (inner,)),))
    changed = replace_block(document, "a", *split_block(BLOCK, 12, "b"))
    assert [block.id for block in changed.blocks()] == ["x", "a", "b"]
    assert [block.id for block in replace_block(document, "a").blocks()] == ["x"]
    with pytest.raises(ValueError, match="no block q"):
        replace_block(document, "q")
