"""The picture of an opinion map: people as signs, groups as areas, names where they cover nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkstatt.opinions.drawing.labels import Ground, Wish, place
from werkstatt.opinions.drawing.shapes import Box, Point, hull, number, outline, radius, sign

WIDTH = 720
LOWEST, HIGHEST = 400, 600
"""Pixels of the drawing; a page scales it."""

EDGE_X, EDGE_Y, BAND = 30, 58, 62
"""Room left at the sides, above and below the signs; and for a row of names where they find no place of their own."""

SMALLEST_SIGN, LARGEST_SIGN, AROUND = 4.8, 10.0, 20.0
"""Radius of a sign for one person and for the most, and the distance of a group's outline from its signs."""

NAME = (144.0, 48.0)
"""What a group's name takes up at most: on a phone it is written larger, on a wide page there is a line below it."""

ME, ME_NAME = 10.0, (66.0, 40.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign: where, of which group (0 and up; None without one), for how many people. Units of the map, y upwards."""

    x: int
    y: int
    group: int | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class GroupShape:
    """A group as the template draws it. ``name_x``, ``name_y``: where its name begins, on the base line."""

    group: int | None
    look: int
    area: str
    signs: str
    name_x: str = ""
    name_y: str = ""
    where: tuple[int, int] = (0, 0)
    """Left, middle or right (-1, 0, 1) and above, middle or below, for those who do not see the picture."""


@dataclass(frozen=True, slots=True)
class Me:
    """Where the reader stands, and her name with the line that leads to it."""

    x: str
    y: str
    line: str
    name_x: str
    name_y: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a template needs. ``largest`` is the greatest number of people behind one sign."""

    width: int
    height: int
    groups: tuple[GroupShape, ...]
    me: Me | None
    largest: int

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


def draw(marks: Sequence[Mark], looks: Mapping[int, int], me: tuple[int, int] | None = None) -> Picture:
    """Draw the map. ``looks``: the look (1 … 5) of each group that gets an area and a name; others get neither.

    The same marks give the same picture to the last digit, whatever their order.
    """
    ordered = sorted(marks, key=lambda mark: (mark.x, mark.y, -1 if mark.group is None else mark.group, mark.count))
    largest = max((mark.count for mark in ordered), default=1)
    everybody = [(mark.x, mark.y) for mark in ordered] + ([me] if me else [])
    for band in (0, BAND):
        sheet = _Sheet(everybody, band)
        members = _members(ordered, looks, sheet, largest)
        mine = sheet.at(*me) if me else None
        names = _names(sheet, members, mine)
        if names is not None:
            break
    else:
        names = _in_a_row(sheet, members, mine)
    shapes = [_shape(group, looks, spots, names, sheet) for group, spots in members.items()]
    return Picture(WIDTH, sheet.height, tuple(shapes), _me(mine, names) if mine else None, largest)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A sign in the drawing."""

    at: Point
    r: float


_Key = int | None | str
_ME = "me"


class _Sheet:
    """From units of the map to pixels: the same scale in both directions, the cloud in the middle."""

    def __init__(self, places: Sequence[tuple[int, int]], band: int) -> None:
        xs, ys = [x for x, _y in places] or [0], [y for _x, y in places] or [0]
        across, up = max(xs) - min(xs), max(ys) - min(ys)
        room_x, room_y = WIDTH - 2 * EDGE_X, HIGHEST - 2 * EDGE_Y - band
        self.scale = min(room_x / (across or 1), room_y / (up or 1), 1.2)
        self.height = round(max(LOWEST, up * self.scale + 2 * EDGE_Y + band))
        self._middle_x, self._middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        self._band = band

    def at(self, x: int, y: int) -> Point:
        """The pixel of a place on the map."""
        return (
            WIDTH / 2 + (x - self._middle_x) * self.scale,
            (self.height + self._band) / 2 - (y - self._middle_y) * self.scale,
        )

    def part(self, spots: Sequence[_Spot]) -> tuple[int, int]:
        """In which third of the drawing, across and down, signs have their middle."""
        x, y = _middle(spots)
        return min(2, int(3 * x / WIDTH)) - 1, min(2, int(3 * y / self.height)) - 1


def _members(
    marks: Sequence[Mark], looks: Mapping[int, int], sheet: _Sheet, largest: int
) -> dict[int | None, list[_Spot]]:
    """The signs of each group, those without one first: they lie below the others."""
    members: dict[int | None, list[_Spot]] = {None: [], **{group: [] for group in sorted(looks)}}
    for mark in marks:
        spot = _Spot(sheet.at(mark.x, mark.y), radius(mark.count, largest, SMALLEST_SIGN, LARGEST_SIGN))
        members[mark.group if mark.group in looks else None].append(spot)
    return {group: spots for group, spots in members.items() if spots}


def _names(sheet: _Sheet, members: Mapping[int | None, list[_Spot]], mine: Point | None) -> dict[_Key, Box] | None:
    """A place for the name of each group, and for the reader's."""
    signs = [(spot.at, spot.r + 1) for spots in members.values() for spot in spots]
    named = [group for group in members if group is not None]
    areas = {group: _wide(members[group]) for group in named}
    wishes = [Wish(*NAME, _middle(members[group]), areas[group]) for group in named]
    keys: list[_Key] = [*named]
    if mine:
        signs.append((mine, ME + 2))
        wishes.append(Wish(*ME_NAME, mine, [mine], anywhere=True))
        keys.append(_ME)
    ground = Ground(WIDTH, sheet.height, signs)
    ground.cover(areas.values())
    places = place(ground, wishes)
    return None if places is None else dict(zip(keys, places, strict=True))


def _in_a_row(sheet: _Sheet, members: Mapping[int | None, list[_Spot]], mine: Point | None) -> dict[_Key, Box]:
    """The last resort, where signs are everywhere: names in the free band above them, in the order of the groups."""
    named = sorted((group for group in members if group is not None), key=lambda group: _middle(members[group]))
    width = WIDTH / max(1, len(named))
    row: dict[_Key, Box] = {group: Box(place * width, 4, *NAME) for place, group in enumerate(named)}
    if mine:
        row[_ME] = Box(min(mine[0] + ME, WIDTH - ME_NAME[0]), max(0.0, mine[1] - ME_NAME[1] / 2), *ME_NAME)
    return row


def _middle(spots: Sequence[_Spot]) -> Point:
    return sum(spot.at[0] for spot in spots) / len(spots), sum(spot.at[1] for spot in spots) / len(spots)


def _wide(spots: Sequence[_Spot]) -> list[Point]:
    """The corners of a group's area, as far as names are concerned."""
    inner = hull(spot.at for spot in spots)
    return hull((x + dx, y + dy) for x, y in inner for dx in (-AROUND, AROUND) for dy in (-AROUND, AROUND))


def _shape(
    group: int | None,
    looks: Mapping[int, int],
    spots: Sequence[_Spot],
    names: Mapping[_Key, Box],
    sheet: _Sheet,
) -> GroupShape:
    look = looks[group] if group is not None else 0
    signs = "".join(sign(look, *spot.at, spot.r if group is not None else spot.r * 0.85) for spot in spots)
    if group is None:
        return GroupShape(None, 0, "", signs, where=sheet.part(spots))
    rounded = [(round(x, 1), round(y, 1)) for x, y in (spot.at for spot in spots)]
    box = names[group]
    return GroupShape(
        group,
        look,
        outline(hull(rounded), AROUND),
        signs,
        number(box.x + 4),
        number(box.y + 24),
        sheet.part(spots),
    )


def _me(at: Point, names: Mapping[_Key, Box]) -> Me:
    box = names[_ME]
    middle = box.middle
    end = (min(max(at[0], box.x + 8), box.x + box.width - 8), min(max(at[1], box.y + 4), box.y + box.height - 4))
    line = f"M{number(at[0])} {number(at[1])}L{number(end[0])} {number(end[1])}"
    return Me(number(at[0]), number(at[1]), line, number(middle[0]), number(middle[1] + 8))
