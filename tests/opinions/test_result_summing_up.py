"""From votes to figures: small groups stay hidden, many people share signs, nothing depends on an order."""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterable
from random import Random

import pytest

from werkstatt.opinions.figures import MIN_GROUP, Figures
from werkstatt.opinions.places import NOWHERE, Before, Places
from werkstatt.opinions.queries.votes import VoteColumns
from werkstatt.opinions.summing_up import MOST_SIGNS, signs, sum_up

pytestmark = pytest.mark.pure

Row = tuple[int, int, int]


def columns(rows: Iterable[Row]) -> VoteColumns:
    made = VoteColumns(array("q"), array("q"), array("b"))
    for person, statement, value in rows:
        made.participants.append(person)
        made.statements.append(statement)
        made.values.append(value)
    return made


def camps(*sizes: int, statements: int = 10, first: int = 1) -> list[Row]:
    """Camps that agree with statements of their own, and one answer of each person left open."""
    draw = Random(7)
    rows, person = [], first
    for camp, size in enumerate(sizes):
        for _person in range(size):
            for statement in range(statements):
                value = 1 if statement % len(sizes) == camp else -1
                rows.append((person, 100 + statement, value if draw.random() < 0.9 else 0))
            person += 1
    return rows


def figures(rows: Iterable[Row]) -> Figures:
    return sum_up(columns(rows)).figures


def test_camps_become_groups_with_letters():
    found = figures(camps(20, 15))
    assert [group.letter for group in found.groups] == ["A", "B"]
    assert sorted(group.size for group in found.groups) == [15, 20]
    assert (found.people, found.placed, found.missing, found.needed) == (35, 35, 0, 7)
    assert sum(count for _x, _y, _group, count in found.marks) == 35


def test_a_group_that_is_too_small_is_not_shown_as_one():
    computed = sum_up(columns(camps(20, 15, MIN_GROUP - 2)))
    found = computed.figures
    shown = {group.key for group in found.groups}
    assert all(group.size >= MIN_GROUP for group in found.groups)
    assert {group for _x, _y, group, _count in found.marks} <= shown | {NOWHERE}
    assert all(set(one.by_group) <= shown for one in found.statements)
    assert sum(count for _x, _y, _group, count in found.marks) == len(computed.places.keys)


def test_one_group_is_none():
    found = figures((person, statement, 1) for person in range(30) for statement in range(8))
    assert found.groups == ()
    assert {group for _x, _y, group, _count in found.marks} == {NOWHERE}
    assert all(not one.by_group for one in found.statements)


def test_the_order_of_votes_does_not_matter():
    rows = camps(20, 15)
    assert sum_up(columns(rows)) == sum_up(columns(rows[::-1]))


def test_the_figures_name_nobody():
    found = figures(camps(20, 15, first=900_000_000)).as_json()
    assert max(int(text) for text in re.findall(r"\d+", json.dumps(found))) < 900_000_000


def test_people_with_too_few_votes_are_counted_but_have_no_place():
    computed = sum_up(columns([*camps(20, 15), (99, 100, 1)]))
    found, places = computed.figures, computed.places
    assert (found.people, found.placed, found.missing) == (36, 35, 1)
    assert places.group[-1] == NOWHERE
    assert places.of(99) is not None


def test_groups_keep_their_letters_when_people_come():
    rows = camps(20, 15)
    before = sum_up(columns(rows))
    first = dict(zip(before.places.keys, before.places.group, strict=True))
    # Seven more of the smaller camp: without a memory the letters might change places.
    more = [(person + 1000, statement, value) for person, statement, value in camps(0, 12)]
    later = sum_up(columns([*rows, *more]), Before(before.places, before.memory)).places
    kept = [later.group[index] == first[key] for index, key in enumerate(later.keys) if key in first]
    assert sum(kept) / len(kept) > 0.95
    assert len(before.figures.groups) == 2


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(1, 1, 0)],
        [(person, 1, 1) for person in range(30)],
        [(person, statement, 0) for person in range(30) for statement in range(8)],
        [(1, statement, 1) for statement in range(500)],
    ],
    ids=["nothing", "one pass", "one statement", "only passes", "one person"],
)
def test_odd_conversations_have_figures_too(rows):
    computed = sum_up(columns(rows))
    found = computed.figures
    text = repr((found.as_json(), computed.memory, computed.extremity))
    assert "nan" not in text
    assert "inf" not in text
    assert len(computed.places.keys) == len({person for person, _statement, _value in rows})
    assert Figures.from_json(found.as_json()) == found


def test_many_people_share_few_signs():
    draw = Random(1)
    size = 20_000
    places = Places(
        list(range(size)),
        [round(draw.gauss(0, 200)) for _ in range(size)],
        [round(draw.gauss(0, 200)) for _ in range(size)],
        [draw.randrange(3) for _ in range(size)],
    )
    found = signs(places, {0, 1})
    assert len(found) <= MOST_SIGNS
    assert sum(count for _x, _y, _group, count in found) == size
    assert {group for _x, _y, group, _count in found} == {0, 1, NOWHERE}
    reverse = Places(*(list(reversed(column)) for column in (places.keys, places.x, places.y, places.group)))
    assert signs(reverse, {1, 0}) == found
