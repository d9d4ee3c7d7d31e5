"""The pure rules: states, stages, what counts as another wording."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkstatt.participation.rules import (
    OPEN,
    SHOWN,
    STUBS,
    VISIBLE,
    ContributionState,
    PhaseStage,
    may_become,
    says_the_same,
    stage,
)

S = ContributionState
CLOSES = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
OPENS = CLOSES - timedelta(days=30)


def test_the_groups_of_states_neither_overlap_nor_forget_one():
    assert not VISIBLE & STUBS
    assert SHOWN == VISIBLE | STUBS
    assert set(S) - SHOWN == {S.RECEIVED}
    assert VISIBLE | {S.RECEIVED} >= OPEN


@given(st.lists(st.sampled_from(S), min_size=1, max_size=12))
def test_no_way_leads_out_of_withdrawn_or_past_the_first_look(wishes):
    state, way = S.RECEIVED, [S.RECEIVED]
    for wish in wishes:
        if may_become(state, wish):
            state = wish
            way.append(state)
    assert S.WITHDRAWN not in way[:-1]
    if way[-1] in VISIBLE or S.MERGED in way:
        assert S.PUBLISHED in way


@pytest.mark.parametrize("state", [s for s in S if s != S.WITHDRAWN])
def test_every_state_but_the_last_leads_on(state):
    assert any(may_become(state, other) for other in S)
    assert not may_become(state, state)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (OPENS - timedelta(microseconds=1), PhaseStage.PLANNED),
        (OPENS, PhaseStage.OPEN),
        (CLOSES - timedelta(microseconds=1), PhaseStage.OPEN),
        (CLOSES, PhaseStage.CLOSED),
    ],
)
def test_a_phase_is_open_from_its_first_moment_up_to_the_closing_one(moment, expected):
    assert stage(OPENS, CLOSES, moment) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("„Die Stadt“", '"Die Stadt"'),
        ("2020–2024", "2020-2024"),
        ("Bür\u00adger", "Bürger"),
        ("und so …", "und so  ..."),
    ],
)
def test_what_only_typesetters_see_is_no_other_wording(one, other):
    assert says_the_same(one, other)


@pytest.mark.parametrize(("one", "other"), [("Die Stadt", "die Stadt"), ("Ja.", "Ja!"), ("", "x"), ("zwei", "zwo")])
def test_a_letter_or_a_full_stop_is_another_wording(one, other):
    assert not says_the_same(one, other)
