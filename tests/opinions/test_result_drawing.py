"""The picture: names cover nobody, areas hold their people, the same people give the same picture."""

from __future__ import annotations

import re
from itertools import combinations
from math import hypot, isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.opinions.drawing.labels import Ground, Wish, place
from werkstatt.opinions.drawing.picture import NAME, WIDTH, Mark, Picture, draw
from werkstatt.opinions.drawing.shapes import SIGNS, Box, hull, inside_span, number, outline, radius, sign

pytestmark = pytest.mark.pure

LOOKS = {key: key + 1 for key in range(5)}
coordinates = st.integers(-500, 500)
marks = st.builds(Mark, coordinates, coordinates, st.integers(0, 4) | st.none(), st.integers(1, 40))


def numbers_of(path: str) -> list[float]:
    return [float(text) for text in re.findall(r"-?\d+(?:\.\d+)?", path)]


def names_of(picture: Picture) -> list[Box]:
    return [Box(float(one.name_x) - 4, float(one.name_y) - 24, *NAME) for one in picture.groups if one.name_x]


def three_groups() -> list[Mark]:
    centres = {0: (-300, 100), 1: (250, 150), 2: (20, -300)}
    return [
        Mark(x + 31 * (step % 7) - 90, y + 37 * (step // 7) - 90, key)
        for key, (x, y) in centres.items()
        for step in range(30)
    ]


# ── The whole picture ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=40)
@given(st.lists(marks, max_size=60), st.none() | st.tuples(coordinates, coordinates))
def test_names_lie_in_the_picture_on_no_other_name_and_apart_from_a_crowd_on_no_sign(found, me):
    picture = draw(found, LOOKS, me)
    names = names_of(picture)
    assert len(names) == len({mark.group for mark in found if mark.group is not None})
    assert not any(one.meets(other) for one, other in combinations(names, 2))
    for box in names:
        assert 0 <= box.x <= WIDTH
        assert 0 <= box.y <= picture.height - NAME[1]


@settings(max_examples=40)
@given(st.lists(marks, max_size=60))
def test_the_order_of_people_does_not_change_the_picture(found):
    assert draw(found, LOOKS) == draw(found[::-1], LOOKS)


@settings(max_examples=40)
@given(st.lists(marks, max_size=60), st.none() | st.tuples(coordinates, coordinates))
def test_every_coordinate_is_a_number_inside_of_the_drawing(found, me):
    picture = draw(found, LOOKS, me)
    for group in picture.groups:
        assert "nan" not in (group.area + group.signs).lower()
        assert all(isfinite(value) for value in numbers_of(group.area + group.signs))
        starts = [tuple(map(float, pair)) for pair in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", group.signs)]
        assert all(0 <= x <= WIDTH and 0 <= y <= picture.height for x, y in starts)


def test_no_name_covers_a_sign():
    picture = draw(three_groups(), LOOKS, (0, 0))
    signs = [
        tuple(map(float, pair)) for group in picture.groups for pair in re.findall(r"M([\d.]+) ([\d.]+)", group.signs)
    ]
    assert len(signs) == 90
    assert not any(box.covers(point) for box in names_of(picture) for point in signs)


def test_a_name_stands_nearest_to_its_own_group():
    picture = draw(three_groups(), LOOKS)
    middles = {}
    for group in picture.groups:
        points = [tuple(map(float, pair)) for pair in re.findall(r"M([\d.]+) ([\d.]+)", group.signs)]
        middles[group.group] = (sum(x for x, _ in points) / 30, sum(y for _, y in points) / 30)
    for group, box in zip(picture.groups, names_of(picture), strict=True):
        x, y = box.middle
        assert min(middles, key=lambda key: hypot(x - middles[key][0], y - middles[key][1])) == group.group


def test_north_is_up():
    picture = draw([Mark(0, 400, 0), Mark(0, -400, 1)], LOOKS)
    assert [group.where for group in picture.groups] == [(0, -1), (0, 1)]


def test_signs_everywhere_leave_the_names_a_row_above_them():
    full = [Mark(x, y, (x + y) // 40 % 5) for x in range(-500, 501, 40) for y in range(-400, 401, 40)]
    picture = draw(full, LOOKS)
    names = names_of(picture)
    assert len(names) == 5
    assert not any(one.meets(other) for one, other in combinations(names, 2))


def test_without_anybody_there_is_an_empty_picture():
    picture = draw([], {})
    assert picture.groups == ()
    assert picture.height > 0


def test_everybody_at_one_point_is_one_sign_in_the_middle():
    picture = draw([Mark(7, 7, 0, 12)], {0: 1})
    assert numbers_of(picture.groups[0].area)[1] == picture.height / 2
    assert picture.largest == 12


def test_people_without_a_shown_group_have_no_area_and_no_name():
    shapes = draw([Mark(0, 0, 3), Mark(50, 0, None), Mark(90, 0, 0)], {0: 1}).groups
    assert [(shape.group, bool(shape.area), bool(shape.name_x)) for shape in shapes] == [
        (None, False, False),
        (0, True, True),
    ]


def test_the_reader_is_marked_and_her_name_lies_beside_her():
    me = draw(three_groups(), LOOKS, (0, 0)).me
    assert me is not None
    assert (me.x, me.y) != (me.name_x, me.name_y)
    assert hypot(float(me.x) - float(me.name_x), float(me.y) - float(me.name_y)) < 160


# ── Pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


points = st.tuples(st.integers(0, 300), st.integers(0, 300))


@given(st.lists(points, min_size=3, max_size=40))
def test_a_hull_holds_every_point(cloud):
    corners = hull(cloud)
    assert set(corners) <= set(cloud)
    for x, y in cloud:
        span = inside_span(corners, y) if len(corners) > 1 else (x, x)
        if span is None:  # all on one line of the same height
            assert len({other for _x, other in cloud}) == 1
        else:
            assert span[0] - 1e-6 <= x <= span[1] + 1e-6


@pytest.mark.parametrize("corners", [[], [(5, 5)], [(0, 0), (9, 0)], [(0, 0), (9, 0), (4, 8)]])
def test_an_outline_is_closed_however_few_corners_it_has(corners):
    path = outline(corners, 10)
    assert path.endswith("z") == bool(corners)
    assert path.count("A") + path.count("a") // 1 >= min(len(corners), 1)


@pytest.mark.parametrize("look", range(len(SIGNS)))
def test_every_sign_is_of_about_the_same_size_and_around_its_point(look):
    path = sign(look, 100, 100, 10)
    start = numbers_of(path)[:2]
    assert hypot(start[0] - 100, start[1] - 100) < 15
    assert path.startswith("M")
    assert path.endswith("z")


def test_the_shapes_of_groups_differ():
    assert len({sign(look, 0, 0, 10) for look in range(1, len(SIGNS))}) == 5


def test_a_sign_for_more_people_is_larger_but_never_too_large():
    sizes = [radius(count, 400, 5, 12) for count in (1, 2, 50, 400)]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (5, 12)
    assert radius(2, 2, 5, 12) < 8


def test_coordinates_never_read_minus_zero():
    assert [number(value) for value in (-0.01, 0.0, 12.0, 12.34)] == ["0", "0", "12", "12.3"]


def test_a_name_that_finds_no_room_is_told():
    ground = Ground(60, 60, [((30, 30), 30)])
    assert place(ground, [Wish(40, 20, (30, 30), [(30, 30)])]) is None


def test_names_of_two_groups_at_the_same_place_do_not_meet():
    ground = Ground(300, 200, [((150, 100), 5)])
    wish = Wish(100, 40, (150, 100), [(150, 100)])
    first, second = place(ground, [wish, wish]) or []
    assert not first.meets(second)
