"""The opinion map of small, made-up conversations."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.opinion.mapping import NO_GROUP, OpinionMap, Votes, opinion_map

pytestmark = pytest.mark.pure

ROW = st.tuples(st.integers(0, 25), st.integers(0, 9), st.integers(-1, 1))


def votes(rows) -> Votes:
    return Votes.from_arrays(*np.array(list(rows), dtype=np.int64).reshape(-1, 3).T)


def two_camps(people: int = 40, statements: int = 12) -> list[tuple[int, int, int]]:
    """Half say yes and half no on all but the last two statements, where all agree; every tenth vote is a pass."""
    chance = np.random.default_rng(3)
    rows = []
    for person in range(people):
        side = 1 if person < people // 2 else -1
        for statement in range(statements):
            value = 1 if statement >= statements - 2 else side
            rows.append((person, statement, 0 if chance.random() < 0.1 else value))
    return rows


def same(one: OpinionMap, other: OpinionMap) -> bool:
    return json.dumps(one.as_json(), allow_nan=False) == json.dumps(other.as_json(), allow_nan=False)


def test_two_camps_become_two_groups_with_what_each_says_what_all_share_and_what_divides():
    found = opinion_map(votes(two_camps()))
    assert [group.size for group in found.groups] == [20, 20]
    first = found.participants.group[:20]
    assert set(first) == {first[0]}
    assert set(found.participants.group[20:]) == {1 - first[0]}
    assert {row.statement for row in found.common_ground} == {10, 11}
    assert {row.direction for row in found.common_ground} == {"agree"}
    assert {row.statement for row in found.divisive} == set(range(10))
    for group in found.groups:
        directions = {row.direction for row in group.representative if row.statement < 10}
        assert directions == ({"agree"} if group.id == first[0] else {"disagree"})


def test_figures_by_group_add_up_to_all():
    found = opinion_map(votes(two_camps()))
    for row in found.statements:
        assert row.agree + row.disagree + row.passed == 40
        assert sum(figures.agree for figures in row.by_group.values()) == row.agree
        assert sum(figures.passed for figures in row.by_group.values()) == row.passed


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, 1, 1)],
        [(1, 1, 0)],
        [(1, s, 1) for s in range(9)],
        [(p, 1, 1) for p in range(9)],
        [(p, 1, 1 if p % 2 else -1) for p in range(9)],
        [(p, s, 1) for p in range(30) for s in range(9)],
        [(p, s, 0) for p in range(30) for s in range(9)],
        [(p, s, 1 if p == s else 0) for p in range(9) for s in range(9)],
        [(p, p, 1) for p in range(30)],
    ],
)
def test_any_votes_have_a_map_without_nan(rows):
    found = opinion_map(votes(rows))
    json.dumps(found.as_json(), allow_nan=False)
    assert sum(group.size for group in found.groups) == int((found.participants.group != NO_GROUP).sum())


def test_where_nobody_differs_all_stand_in_the_middle_in_one_group():
    found = opinion_map(votes((p, s, 1) for p in range(30) for s in range(9)))
    assert not found.participants.x.any()
    assert not found.participants.y.any()
    assert (len(found.groups), found.quality.silhouette, found.quality.explained_variance) == (1, None, 0.0)


def test_people_with_too_few_votes_stand_on_the_map_but_in_no_group():
    found = opinion_map(votes([*two_camps(), *((99, s, 1) for s in range(6)), *((100, s, 1) for s in range(7))]))
    assert found.participants.group[-2] == NO_GROUP
    assert found.participants.group[-1] == found.participants.group[0]
    assert found.participants.x[-2] != 0


def test_statements_moderated_out_draw_nobody_and_are_not_listed():
    noise = [(p, 50, 1 if p % 2 else -1) for p in range(40)]
    found = opinion_map(votes([*two_camps(), *noise]), moderated_out=[50, 999])
    assert 50 not in found.statement_ids
    assert np.array_equal(found.participants.group, opinion_map(votes(two_camps())).participants.group)


@settings(max_examples=60)
@given(st.lists(ROW, max_size=150, unique_by=lambda row: row[:2]), st.randoms())
def test_the_order_of_rows_does_not_matter_to_the_bit(rows, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert same(opinion_map(votes(rows)), opinion_map(votes(shuffled)))


@settings(max_examples=60)
@given(st.lists(ROW, max_size=150))
def test_components_are_those_of_the_imputed_matrix(rows):
    given_votes = votes(rows)
    people, statements = given_votes.people.tolist(), given_votes.statements.tolist()
    matrix = np.full((len(people), len(statements)), np.nan)
    for voter, statement, value in zip(*(column.tolist() for column in given_votes.rows()), strict=True):
        matrix[people.index(voter), statements.index(statement)] = value
    if not matrix.size:
        return
    centred = np.nan_to_num(matrix - np.nanmean(matrix, axis=0))
    values, vectors = np.linalg.eigh(centred.T @ centred)
    found = opinion_map(given_votes)
    total = max(values.sum(), 1e-300)
    along = np.einsum("ij,ij->j", found.components, centred.T @ centred @ found.components)
    assert np.allclose(along, [*values[::-1], 0.0][:2], atol=1e-6 * total)
    if len(values) > 2 and min(values[-1] - values[-2], values[-2] - values[-3]) > 1e-2 * total:
        assert np.allclose(np.abs(np.einsum("ij,ij->j", found.components, vectors[:, ::-1][:, :2])), 1, atol=1e-9)
    given_count = np.isfinite(matrix).sum(axis=1)
    places = centred @ found.components * np.sqrt(len(statements) / given_count)[:, None]
    assert np.allclose(places[:, 0], found.participants.x)
    assert np.allclose(places[:, 1], found.participants.y)


def test_groups_keep_their_ids_and_sides_when_votes_arrive():
    before = opinion_map(votes(two_camps()))
    more = [(p, s, -1) for p in range(200, 260) for s in range(9)]
    after = opinion_map(votes([*two_camps(), *more]), previous=before)
    assert after.participants.group[0] == before.participants.group[0]
    assert after.participants.group[39] == before.participants.group[39]
    assert np.sign(after.participants.x[0]) == np.sign(before.participants.x[0])
