"""Which statement is asked next."""

from __future__ import annotations

import pytest

from tests.analysis.opinion.test_mapping import two_camps, votes
from werkstatt.analysis.opinion.mapping import opinion_map
from werkstatt.analysis.opinion.routing import next_statement, priorities, priority

pytestmark = pytest.mark.pure


def test_the_weight_is_that_of_the_paper():
    # importance (1 − 1/4) · (1 + 1) · 1/2, newness 1 + 8 / 2^(2/5)
    assert priority(agree=1, passed=0, votes=2, extremity=1) == pytest.approx((0.75 * (1 + 8 * 2**-0.4)) ** 2)


def test_a_new_statement_weighs_more_than_one_that_many_have_seen():
    assert priority(agree=0, passed=0, votes=0, extremity=0) > priority(agree=50, passed=5, votes=100, extremity=0)


def test_what_people_pass_on_weighs_less():
    passed = priority(agree=10, passed=80, votes=100, extremity=1)
    assert passed < priority(agree=10, passed=5, votes=100, extremity=1)


def test_what_divides_the_map_weighs_more():
    found = opinion_map(votes(two_camps()))
    weights = priorities(found.statements, range(12))
    assert min(weights[s] for s in range(10)) > weights[11] / 4
    assert found.statements[0].extremity > found.statements[11].extremity


def test_nobody_is_asked_twice():
    found = opinion_map(votes(two_camps()))
    for draw in (0.0, 0.3, 0.6, 0.999999):
        assert next_statement(found, range(12), [s for s in range(12) if s != 4], draw=draw) == 4
    assert next_statement(found, range(12), range(12), draw=0.5) is None


def test_before_there_is_a_map_every_statement_has_its_turn():
    assert {next_statement(None, [3, 5, 8], [], draw=draw) for draw in (0.1, 0.5, 0.9)} == {3, 5, 8}
