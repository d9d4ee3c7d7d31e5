"""A block in the text field and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.strategy.source import cuts, read_source, source_of
from werkstatt.text.model import Block, BlockKind, Mark, MarkKind

words = st.text(st.sampled_from("ab |\\*_~^[]`()x"), max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> Block:
    width = draw(st.integers(2, 4))
    cell = words.map(cleaned_line)
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width).filter(any), min_size=1, max_size=4))
    text = "\n".join("\t".join(row) for row in rows)
    return Block(id="t", kind=BlockKind.TABLE, text=text, header_rows=1)


@given(tables())
@settings(max_examples=150, deadline=None)
def test_a_table_typed_with_bars_is_the_table_it_was(table: Block):
    assert read_source(source_of(table), BlockKind.TABLE) == (table.text, ())


@given(words)
@settings(max_examples=150, deadline=None)
def test_whatever_a_paragraph_says_can_be_typed(text: str):
    text = cleaned(text)
    assert read_source(source_of(Block(id="p", kind=BlockKind.PARAGRAPH, text=text)), BlockKind.PARAGRAPH)[0] == text


def test_marks_in_the_cells_of_a_table_survive_the_text_field():
    marks = (Mark(0, 6, MarkKind.STRONG), Mark(7, 11, MarkKind.LINK, "https://example.org"))
    table = Block(id="t", kind=BlockKind.TABLE, text="Dienst\tgeht\nUmzug\tja", marks=marks)
    assert source_of(table) == "**Dienst** | [geht](https://example.org)\nUmzug | ja"
    assert read_source(source_of(table), BlockKind.TABLE) == (table.text, marks)


def test_a_bar_behind_a_backslash_in_code_costs_the_look_but_no_word():
    table = Block(id="t", kind=BlockKind.TABLE, text="a\\|b\tc", marks=(Mark(0, 4, MarkKind.CODE),))
    assert read_source(source_of(table), BlockKind.TABLE) == (table.text, ())


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a | b\nc | d", "a\tb\nc\td"),
        ("a|b", "a\tb"),
        ("a\tb\r\nc\td", "a\tb\nc\td"),
        ("a | b\nc", "a\tb\nc\t"),
        ("a \\| b | c", "a | b\tc"),
        ("| a | b |\n|---|---|\n| c | d |", "a\tb\nc\td"),
        ("a | b\n\n\nc | d", "a\tb\nc\td"),
    ],
)
def test_rows_of_a_table_are_lines_with_bars_or_tabs(typed: str, text: str):
    assert read_source(typed, BlockKind.TABLE)[0] == text


def test_blank_lines_part_paragraphs_but_neither_tables_nor_code():
    text = "eins\n\nzwei\n \n\n drei"
    assert [text[place:][:4] for place in cuts(text, BlockKind.PARAGRAPH)] == ["zwei", "drei"]
    assert cuts(text, BlockKind.CODE) == []
    assert cuts(text, BlockKind.TABLE) == []


def test_code_keeps_the_blanks_at_the_beginning_of_its_lines():
    assert read_source("\n  a\n    b\r\n\x00", BlockKind.CODE)[0] == "  a\n    b"
