"""Finding places for names in a picture: near what they name, on no point, on no other name.

The drawing is divided into small cells; sums over them (summed-area table, F. C. Crow, 1984) tell at once how much
lies below a name, so that thousands of places can be tried in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from werkstatt.opinions.drawing.shapes import Box, Point, inside_span

CELL = 6
"""Pixels."""

OF_AN_AREA, OF_A_STRANGER = 2.5, 160.0
"""What it costs, in pixels of distance, to lie on a cell of a group's area, and to be nearer to another group."""

LOOKED_AT = 80
"""How many of the best places are looked at closely."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that wants a place: its size, the middle of what it belongs to, and the corners of that.

    ``anywhere``: it may lie on areas too, if it is only near.
    """

    width: float
    height: float
    middle: Point
    corners: Sequence[Point]
    anywhere: bool = False


class Ground:
    """What of a drawing is taken: signs may never be covered, areas better not."""

    def __init__(self, width: float, height: float, signs: Sequence[tuple[Point, float]]) -> None:
        """``signs``: centre and half width of everything that must stay visible."""
        self.width, self.height = width, height
        self.columns, self.rows = int(width // CELL) + 2, int(height // CELL) + 2
        taken = self._empty()
        for (x, y), half in signs:
            for row in self._range(y - half, y + half, self.rows):
                for column in self._range(x - half, x + half, self.columns):
                    taken[row][column] = 1
        self._taken = _summed(taken)
        self._areas = _summed(self._empty())

    def cover(self, areas: Iterable[Sequence[Point]]) -> None:
        """Say where the areas are: convex hulls."""
        cells = self._empty()
        for corners in areas:
            for row in range(self.rows):
                span = inside_span(corners, (row + 0.5) * CELL) if corners else None
                if span:
                    for column in self._range(*span, self.columns):
                        cells[row][column] += 1
        self._areas = _summed(cells)

    def is_free(self, box: Box) -> bool:
        """Whether the box lies inside of the drawing and on no sign."""
        right, bottom = box.x + box.width, box.y + box.height
        inside = min(box.x, box.y) >= 0 and right <= self.width and bottom <= self.height - CELL
        return inside and not self._sum(self._taken, box)

    def area_below(self, box: Box) -> int:
        """How many cells of areas the box covers."""
        return self._sum(self._areas, box)

    def _empty(self) -> list[list[int]]:
        return [[0] * self.columns for _row in range(self.rows)]

    def _range(self, low: float, high: float, most: int) -> range:
        return range(max(0, int(low // CELL)), min(most, int(high // CELL) + 1))

    def _sum(self, sums: list[list[int]], box: Box) -> int:
        rows = self._range(box.y, box.y + box.height, self.rows)
        columns = self._range(box.x, box.x + box.width, self.columns)
        top, bottom, left, right = rows.start, rows.stop, columns.start, columns.stop
        return sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]


def place(ground: Ground, wishes: Sequence[Wish], around: Sequence[Box] = ()) -> list[Box] | None:
    """A place for each name, in the order of the wishes; None if one of them finds none.

    The one with the fewest choices is served first. ``around``: boxes that are taken already.
    """
    choices = [list(_free_places(ground, wish)) for wish in wishes]
    found: dict[int, Box] = {}
    for index in sorted(range(len(wishes)), key=lambda number: len(choices[number])):
        wish, taken = wishes[index], [*around, *found.values()]
        others = [other for number, other in enumerate(wishes) if number != index]
        free = [box for box in choices[index] if not any(box.meets(one) for one in taken)]
        if not free:
            return None
        cheap = sorted((_first_cost(ground, wish, box), box.y, box.x, box) for box in free)[:LOOKED_AT]
        beside = [] if wish.anywhere else others
        found[index] = min((cost + _strangers(wish, beside, box), y, x, box) for cost, y, x, box in cheap)[3]
    return [found[index] for index in range(len(wishes))]


def _free_places(ground: Ground, wish: Wish) -> Iterable[Box]:
    for row in range(int((ground.height - wish.height) // (2 * CELL)) + 1):
        for column in range(int((ground.width - wish.width) // (2 * CELL)) + 1):
            box = Box(column * 2.0 * CELL, row * 2.0 * CELL, wish.width, wish.height)
            if ground.is_free(box):
                yield box


def _first_cost(ground: Ground, wish: Wish, box: Box) -> float:
    """What can be told quickly: the way to the middle of its points, and how much of an area it hides."""
    x, y = box.middle
    way = hypot(x - wish.middle[0], y - wish.middle[1])
    return way if wish.anywhere else way + OF_AN_AREA * ground.area_below(box)


def _strangers(wish: Wish, others: Sequence[Wish], box: Box) -> float:
    """Who stands beside a name is taken for its bearer."""
    own = _nearest(box, wish.corners)
    return OF_A_STRANGER if any(_nearest(box, other.corners) < own for other in others) else 0.0


def _nearest(box: Box, corners: Sequence[Point]) -> float:
    right, bottom = box.x + box.width, box.y + box.height
    return min(hypot(max(box.x - x, 0, x - right), max(box.y - y, 0, y - bottom)) for x, y in corners)


def _summed(cells: list[list[int]]) -> list[list[int]]:
    """Each entry: the sum of all cells above and to the left of it."""
    sums = [[0] * (len(cells[0]) + 1)]
    for line in cells:
        above, run, row = sums[-1], 0, [0]
        for column, value in enumerate(line, start=1):
            run += value
            row.append(run + above[column])
        sums.append(row)
    return sums
