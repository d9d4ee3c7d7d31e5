"""What is asked next."""

from __future__ import annotations

from collections import Counter

from werkstatt.opinions.models import Statement
from werkstatt.opinions.queries.routing import next_of

STATEMENTS = [
    Statement(number=1, agree_count=30, disagree_count=30),
    Statement(number=2, pass_count=60),
    Statement(number=3),
]


def test_the_same_seed_asks_the_same_statement():
    assert {next_of(STATEMENTS, seed="jemand|3").number for _time in range(5)} == {
        next_of(STATEMENTS, seed="jemand|3").number
    }


def test_what_is_new_is_asked_more_often_and_what_people_pass_on_hardly():
    asked = Counter(next_of(STATEMENTS, seed=f"jemand|{n}").number for n in range(400))
    assert asked[3] > asked[1] > asked[2]


def test_when_nothing_is_left_nothing_is_asked():
    assert next_of([], seed="jemand") is None
