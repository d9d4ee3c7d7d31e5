"""Rows of votes, compressed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkstatt.analysis.opinion import votes as module
from werkstatt.analysis.opinion.votes import Votes

pytestmark = pytest.mark.pure

ROW = st.tuples(st.integers(-3, 12), st.integers(0, 6), st.integers(-1, 1))


def votes(rows: list[tuple[int, int, int]]) -> Votes:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Votes.from_arrays(*columns)


def as_dict(given: Votes) -> dict[tuple[int, int], int]:
    voters, statements, values = (column.tolist() for column in given.rows())
    return {(voter, statement): value for voter, statement, value in zip(voters, statements, values, strict=True)}


@given(st.lists(ROW, max_size=60))
def test_the_latest_vote_of_a_person_on_a_statement_counts(rows: list[tuple[int, int, int]]):
    expected = {(voter, statement): value for voter, statement, value in rows}
    assert as_dict(votes(rows)) == expected
    assert list(as_dict(votes(rows))) == sorted(expected)


@given(st.lists(ROW, max_size=60, unique_by=lambda row: row[:2]), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, int, int]], chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert votes(rows) == votes(shuffled)


@given(rows=st.lists(ROW, min_size=1, max_size=120))
def test_small_steps_and_many_buckets_lead_to_the_same_votes(rows: list[tuple[int, int, int]]):
    expected = votes(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ROWS_AT_ONCE", 7)
        patch.setattr(module, "_ROWS_PER_BUCKET", 3)
        assert votes(rows) == expected


@given(st.lists(ROW, max_size=60))
def test_counts_are_those_of_the_rows(rows: list[tuple[int, int, int]]):
    counted = votes(rows)
    expected = as_dict(counted)
    for place, statement in enumerate(counted.statements.tolist()):
        own = [value for (_, other), value in expected.items() if other == statement]
        assert counted.counts()[place].tolist() == [own.count(-1), own.count(0), own.count(1)]


def test_ids_may_lie_far_apart():
    far = votes([(2**62, 10**15, 1), (-(2**62), 5, -1), (2**62, 5, 0)])
    assert as_dict(far) == {(-(2**62), 5): -1, (2**62, 5): 0, (2**62, 10**15): 1}


@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32, np.uint8, np.uint32, np.uint64])
def test_columns_may_be_integers_of_any_size(dtype: type):
    low = -100 if np.issubdtype(dtype, np.signedinteger) else 0
    rows = [(low, 0, 1), (120, 3, -1), (120, 0, 0), (low + 1, 3, 1)] + [(number, 1, 1) for number in range(low, 120)]
    voters, statements, values = np.array(rows).T
    assert Votes.from_arrays(voters.astype(dtype), statements.astype(dtype), values.astype(np.int8)) == votes(rows)


def test_blocks_cover_everybody_once_and_hold_no_more_than_asked_unless_one_person_does():
    many = votes([(person, statement, 1) for person in range(9) for statement in range(person)])
    blocks = list(many.blocks(6))
    assert [first for first, _ in blocks] == [0, *(last for _, last in blocks[:-1])]
    assert blocks[-1][1] == len(many.people)
    assert all(many.starts[b] - many.starts[a] <= 6 or b - a == 1 for a, b in blocks)


def test_no_votes_are_fine():
    empty = Votes.from_arrays([], [], [])
    assert (len(empty), len(empty.people), empty.counts().shape) == (0, 0, (0, 3))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([1], [1], [5]), "row 0: a vote is 1, -1 or 0, not 5"),
        (([1, 2], [1], [1]), "equal length"),
        (([1.5], [1], [1]), "voters must be integers"),
        (([1], ["a"], [1]), "statements must be integers"),
        (([[1]], [1], [1]), "one column"),
        ((np.array([2**63], dtype=np.uint64), [1], [1]), "voters must be below"),
    ],
)
def test_columns_that_are_none_are_refused(columns, message: str):
    with pytest.raises(ValueError, match=message):
        Votes.from_arrays(*columns)
