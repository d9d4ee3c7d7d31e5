"""Figures and places: what is kept of a computation comes back as it was, and says nothing that is not so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkstatt.opinions.figures import Counts, Figures, GroupFigures, Stand, StatementCounts, whole_percent
from werkstatt.opinions.places import NOWHERE, Place, Places, pack, unpack

pytestmark = pytest.mark.pure


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_whole_percent_add_up_to_a_hundred(counts):
    percent = whole_percent(counts)
    assert sum(percent) == (100 if sum(counts) else 0)
    assert all(abs(one - 100 * count / (sum(counts) or 1)) < 1 for one, count in zip(percent, counts, strict=True))


def test_figures_come_back_from_json_as_they_were():
    figures = Figures(
        people=9,
        placed=8,
        needed=3,
        votes=27,
        groups=(GroupFigures(0, 5, (Stand(11, 1),)), GroupFigures(3, 3, ())),
        common=(Stand(12, -1),),
        divisive=(11,),
        statements=(StatementCounts(11, Counts(4, 3, 1), {0: Counts(4, 0, 1), 3: Counts(0, 3, 0)}),),
        marks=((-500, 20, 0, 2), (3, 4, -1, 1)),
    )
    assert Figures.from_json(json.loads(json.dumps(figures.as_json()))) == figures
    assert [group.letter for group in figures.groups] == ["A", "D"]
    assert figures.missing == 1


def test_a_share_of_nobody_is_none():
    assert Counts(0, 0, 0).share(1) == 0
    assert Counts(0, 0, 0).percent == (0, 0, 0)
    assert Counts(1, 2, 1).share(-1) == 0.5


units = st.integers(-1000, 1000)
people = st.dictionaries(st.integers(0, 2**50), st.tuples(units, units, st.integers(-1, 4)), max_size=50)


@given(people)
def test_places_come_back_from_their_bytes(known):
    rows = [(key, *known[key]) for key in sorted(known)]
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    places = unpack(pack(Places(*columns)))
    for key, x, y, group in rows:
        assert places.of(key) == Place(x, y, None if group == NOWHERE else group)
    assert places.of(-1) is None


@pytest.mark.parametrize("data", [b"", b"nonsense", pack(Places([1, 2], [0, 0], [0, 0], [0, 0]))[:-3]])
def test_bytes_of_something_else_are_no_places(data):
    with pytest.raises(ValueError, match="not packed places"):
        unpack(data)
