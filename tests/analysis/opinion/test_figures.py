"""The statistics, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from werkstatt.analysis.opinion.figures import one_proportion, sides, smoothed, two_proportions
from werkstatt.analysis.opinion.saying import common_ground, divisive, representative

pytestmark = pytest.mark.pure


def counts(*groups: list[tuple[int, int, int]]) -> np.ndarray:
    """Groups of (agree, disagree, pass) per statement → groups × statements × 3 in the order of codes."""
    return np.array([[(disagree, passed, agree) for agree, disagree, passed in group] for group in groups])


def one(function, *numbers: int) -> float:
    return float(function(*(np.array([number]) for number in numbers))[0])


def test_a_probability_has_a_pseudo_count_for_and_against():
    assert one(smoothed, 0, 0) == 0.5
    assert one(smoothed, 3, 4) == pytest.approx(4 / 6)


def test_a_share_is_tested_against_one_half_with_one_success_more():
    assert one(one_proportion, 8, 8) == pytest.approx(2 * 3 * 0.5)
    assert one(one_proportion, 3, 8) == pytest.approx(2 * 3 * (4 / 9 - 0.5))


def test_two_shares_are_tested_with_one_success_more_on_each_side():
    pooled = (9 + 3) / (10 + 12)
    expected = (9 / 10 - 3 / 12) / np.sqrt(pooled * (1 - pooled) * (1 / 10 + 1 / 12))
    assert one(two_proportions, 8, 2, 9, 11) == pytest.approx(expected)
    assert one(two_proportions, 5, 5, 5, 5) == 0


def test_the_ratio_compares_with_all_other_groups_together():
    agree, _ = sides(counts([(8, 0, 0)], [(1, 3, 0)], [(0, 5, 1)]))
    assert agree.ratio[0, 0] == pytest.approx((9 / 10) / (2 / 12))


def test_a_group_says_first_what_it_agrees_with_and_at_most_five_things():
    camps = counts([(20, 1, 0)] * 4 + [(1, 20, 0)] * 4, [(1, 20, 0)] * 4 + [(20, 1, 0)] * 4)
    for said in representative(camps, np.arange(8)):
        assert len(said) == 5
        directions = [row.direction for row in said]
        assert directions == sorted(directions)


def test_a_group_that_nothing_sets_apart_still_says_one_thing():
    [first, second] = representative(counts([(1, 1, 3)], [(1, 1, 3)]), np.array([7]))
    assert [row.statement for row in (*first, *second)] == [7, 7]


def test_what_nobody_voted_on_is_never_said():
    [first, _] = representative(counts([(9, 0, 0), (0, 0, 0)], [(0, 9, 0), (0, 0, 0)]), np.array([1, 2]))
    assert [row.statement for row in first] == [1]


def test_common_ground_needs_every_group_however_small():
    all_agree, most_agree = (90, 2, 1), (90, 2, 1)
    groups = counts([all_agree, most_agree], [(6, 0, 0), (1, 4, 0)])
    [row] = common_ground(groups, groups.sum(axis=0), np.array([1, 2]))
    assert (row.statement, row.direction) == (1, "agree")
    assert row.score == pytest.approx(91 / 95 * 7 / 8)


def test_what_all_reject_is_common_ground_too():
    groups = counts([(1, 30, 0)], [(0, 20, 2)])
    [row] = common_ground(groups, groups.sum(axis=0), np.array([5]))
    assert row.direction == "disagree"


def test_the_sharpest_division_comes_first():
    groups = counts([(20, 2, 0), (20, 0, 0), (20, 0, 0)], [(6, 12, 0), (0, 20, 0), (20, 0, 0)])
    rows = divisive(groups, np.array([1, 2, 3]))
    assert [row.statement for row in rows] == [2, 1]
    assert rows[0].score == pytest.approx((21 / 22) ** 2)
