"""A conversation that goes on has the same map as one that is over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.opinion.test_mapping import two_camps, votes
from werkstatt.analysis.opinion.mapping import Votes, opinion_map
from werkstatt.analysis.opinion.running import Conversation, CoVotes

pytestmark = pytest.mark.pure

ROW = st.tuples(st.integers(0, 12), st.integers(0, 8), st.integers(-1, 1))
Rows = list[tuple[int, int, int]]


def added(conversation: Conversation, rows: Rows) -> None:
    conversation.add(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


@settings(max_examples=80)
@given(st.lists(ROW, max_size=60), st.lists(st.lists(ROW, max_size=15), max_size=4))
def test_adding_votes_is_the_same_as_having_had_them(first: Rows, later: list[Rows]):
    conversation = Conversation(votes(first))
    for rows in later:
        added(conversation, rows)
    whole = votes([*first, *(row for rows in later for row in rows)])
    assert conversation.votes == whole
    expected = CoVotes.of(whole)
    for name in ("both", "products", "votes"):
        assert np.array_equal(getattr(conversation._covotes, name), getattr(expected, name))
    assert np.array_equal(conversation._counts, whole.counts())


@settings(max_examples=40)
@given(st.lists(ROW, min_size=1, max_size=80))
def test_co_votes_are_those_of_the_matrix(rows: Rows):
    given_votes = votes(rows)
    shape = (len(given_votes.people), len(given_votes.statements))
    value, voted = np.zeros(shape, dtype=int), np.zeros(shape, dtype=int)
    person = np.repeat(np.arange(shape[0]), given_votes.per_person())
    value[person, given_votes.codes // 3] = given_votes.rows()[2]
    voted[person, given_votes.codes // 3] = 1
    counted = CoVotes.of(given_votes)
    assert np.array_equal(counted.both, voted.T @ voted)
    assert np.array_equal(counted.products, value.T @ value)
    assert np.array_equal(counted.votes, value.T @ voted)


def test_the_map_is_that_of_all_votes():
    chance = np.random.default_rng(5)
    rows = two_camps(60, 14)
    chance.shuffle(rows)
    conversation = Conversation(votes(rows[:500]))
    before = conversation.result()
    added(conversation, rows[500:])
    running = conversation.result(moderated_out=[3], previous=before)
    batch = opinion_map(votes(rows), moderated_out=[3])
    signs = np.sign(np.einsum("ij,ij->j", running.components, batch.components))
    assert np.allclose(running.components * signs, batch.components, atol=1e-7)
    assert [group.size for group in running.groups] == [group.size for group in batch.groups]
    assert np.array_equal(running.totals, batch.totals)
    assert running.quality.explained_variance == pytest.approx(batch.quality.explained_variance)


def test_columns_that_are_none_change_nothing():
    conversation = Conversation(votes(two_camps()))
    before = conversation.votes
    with pytest.raises(ValueError, match="a vote is"):
        conversation.add([1], [1], [3])
    assert conversation.votes is before


def test_a_conversation_may_begin_without_votes():
    conversation = Conversation(Votes.from_arrays([], [], []))
    assert len(conversation.result().groups) == 0
    added(conversation, two_camps())
    assert len(conversation.result().groups) == 2
