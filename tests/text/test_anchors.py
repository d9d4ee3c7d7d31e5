from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import text
from werkstatt.text.anchors import CONTEXT, Anchor, find, from_json, make_anchor, to_json
from werkstatt.text.model import Block, BlockKind


def _block(words: str) -> Block:
    return Block("b", BlockKind.PARAGRAPH, words)


@given(text.filter(bool), st.data())
def test_an_anchor_remembers_its_words_and_what_stands_around(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    anchor = make_anchor(_block(words), start, end)
    assert anchor.prefix + anchor.quote + anchor.suffix in words
    assert len(anchor.prefix) <= CONTEXT
    assert len(anchor.suffix) <= CONTEXT
    assert find(_block(words), anchor) == (start, end)


@given(text, st.data())
def test_an_anchor_survives_json(words: str, data: st.DataObject) -> None:
    anchor = make_anchor(_block(words))
    assert from_json(json.loads(json.dumps(to_json(anchor)))) == anchor


def test_an_anchor_may_cover_the_whole_block() -> None:
    assert make_anchor(_block("Das Netz.")) == Anchor("b", 0, 9, "Das Netz.")
    assert make_anchor(_block("")) == Anchor("b", 0, 0, "")


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (5, 3), (0, 99), (2, 2)])
def test_a_range_that_does_not_fit_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="block b"):
        make_anchor(_block("Das Netz."), start, end)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "JSON object"),
        ({"start": 0, "end": 1, "quote": "a"}, "'block'"),
        ({"block": "b", "start": "0", "end": 1, "quote": "a"}, "'start'"),
        ({"block": "b", "start": 0, "end": True, "quote": "a"}, "'end'"),
        ({"block": "b", "start": 2, "end": 1, "quote": "a"}, "end before"),
        ({"block": "b", "start": 0, "end": 1, "quote": "a", "prefix": 3}, "'prefix'"),
    ],
)
def test_faulty_json_names_the_field(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_json(data)


def test_context_decides_between_two_equal_quotes() -> None:
    anchor = make_anchor(_block("Erst das Netz, dann das Netz."), 24, 28)
    assert find(_block("Neu: Erst das Netz, dann das Netz."), anchor) == (29, 33)


def test_two_places_that_fit_equally_are_no_place() -> None:
    anchor = Anchor("b", 40, 44, "Netz")
    assert find(_block("Netz Netz"), anchor) is None
    assert find(_block("Kabel"), anchor) is None
    assert find(_block("x"), Anchor("b", 0, 0, "")) is None
