"""Charts: they say what they show, and their axes are round."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkstatt.core.documents.charts import Column, Part, axis_end, columns, stacked_bar


def test_a_bar_is_as_long_as_its_parts_and_speaks():
    drawn = ElementTree.fromstring(stacked_bar([Part("b1", 1), Part("b2", 0), Part("b3", 3)], 8, 'Amt "A": 4 < 8'))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == 'Amt "A": 4 < 8'
    assert [(rect.get("class"), rect.get("width")) for rect in drawn] == [("b1", "125"), ("b3", "375")]


def test_little_can_still_be_seen():
    (rect,) = ElementTree.fromstring(stacked_bar([Part("b1", 1)], 100_000, "wenig"))
    assert float(rect.get("width") or 0) >= 4


def test_nothing_draws_nothing():
    assert list(ElementTree.fromstring(stacked_bar([], 0, "nichts"))) == []
    assert "rect" not in columns([], "nichts", width=340)


@given(st.integers(0, 10**9))
def test_the_axis_ends_at_a_round_number_above(most: int):
    end = axis_end(most)
    assert end >= most
    assert end % 4 == 0
    assert end <= max(4, most * 2.6 + 4)


@pytest.mark.parametrize("width", [340, 1240])
def test_every_column_lies_inside_of_the_drawing(width: int):
    values = [Column(count, f"{count}. Mai") for count in (0, 3, 12, 7)]
    drawn = columns(values, "Eingang je Tag", width=width)
    ElementTree.fromstring(drawn)
    rects = [
        tuple(map(float, found))
        for found in re.findall(r'x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawn)
    ]
    assert len(rects) == 3
    for x, y, wide, tall in rects:
        assert 0 <= x <= x + wide <= width
        assert 0 <= y <= y + tall <= 226
