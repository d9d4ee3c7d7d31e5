"""Plane geometry for the picture: hulls, outlines, signs. Coordinates are pixels of the drawing, y grows downwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left upper corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def meets(self, other: Box) -> bool:
        """Whether the two share any area."""
        apart_x = self.x >= other.x + other.width or other.x >= self.x + self.width
        apart_y = self.y >= other.y + other.height or other.y >= self.y + self.height
        return not (apart_x or apart_y)

    def covers(self, point: Point, margin: float = 0.0) -> bool:
        """Whether the point, or a square of ``margin`` around it, lies in the box or reaches into it."""
        x, y = point
        return (
            self.x - margin < x < self.x + self.width + margin and self.y - margin < y < self.y + self.height + margin
        )


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull, starting at the leftmost point and going round so that the inside is on the left in a drawing.

    Monotone chain (A. M. Andrew, 1979). One point is its own hull, two are a line; points on an edge are left out.
    """
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    lower, upper = _chain(ordered), _chain(reversed(ordered))
    return lower[:-1] + upper[:-1]


def _chain(points: Iterable[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def outline(corners: Sequence[Point], distance: float) -> str:
    """SVG path around a convex hull at this distance: straight along the edges, round at the corners.

    It holds every point of the hull with room to spare, however few there are: one point gives a circle, two give a
    capsule. ``corners`` must come from ``hull``.
    """
    radius = number(distance)
    if not corners:
        return ""
    if len(corners) == 1:
        return circle(*corners[0], distance)
    path: list[str] = []
    for here, there in zip(corners, [*corners[1:], corners[0]], strict=True):
        length = hypot(there[0] - here[0], there[1] - here[1])
        # To the right of the way, seen with y upwards: outside of the hull.
        aside = (there[1] - here[1]) / length * distance, -(there[0] - here[0]) / length * distance
        start = f"{number(here[0] + aside[0])} {number(here[1] + aside[1])}"
        end = f"{number(there[0] + aside[0])} {number(there[1] + aside[1])}"
        path.append(f"M{start}" if not path else f"A{radius} {radius} 0 0 1 {start}")
        path.append(f"L{end}")
    first = path[0].removeprefix("M")
    return f"{''.join(path)}A{radius} {radius} 0 0 1 {first}z"


def inside_span(corners: Sequence[Point], y: float) -> tuple[float, float] | None:
    """From where to where a horizontal line at ``y`` runs inside of a hull; None where it passes by."""
    crossings = []
    for here, there in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        low, high = sorted((here, there), key=lambda point: point[1])
        if low[1] <= y <= high[1] and high[1] > low[1]:
            crossings.append(low[0] + (high[0] - low[0]) * (y - low[1]) / (high[1] - low[1]))
    return (min(crossings), max(crossings)) if crossings else None


# ── Signs: one shape for each group, of about the same area ────────────────────────────────────────────────────────


def circle(x: float, y: float, r: float) -> str:
    """A closed circle as a path."""
    arc = f"a{number(r)} {number(r)} 0 1 1"
    return f"M{number(x - r)} {number(y)}{arc} {number(2 * r)} 0{arc} {number(-2 * r)} 0z"


def square(x: float, y: float, r: float) -> str:
    """A square; ``r`` is the radius of the circle that looks as large."""
    side = 1.8 * r
    return f"M{number(x - side / 2)} {number(y - side / 2)}h{number(side)}v{number(side)}h{number(-side)}z"


def triangle(x: float, y: float, r: float) -> str:
    """A triangle that stands; its centre of gravity is at the point."""
    half, up, height = 1.2 * r, 1.3 * r, 2.05 * r
    return f"M{number(x)} {number(y - up)}l{number(half)} {number(height)}h{number(-2 * half)}z"


def diamond(x: float, y: float, r: float) -> str:
    """A square on its corner."""
    d = 1.35 * r
    return f"M{number(x)} {number(y - d)}l{number(d)} {number(d)} {number(-d)} {number(d)} {number(-d)} {number(-d)}z"


def cross(x: float, y: float, r: float) -> str:
    """A plus sign with broad arms."""
    arm, half = 1.25 * r, 0.5 * r
    step, long = arm - half, 2 * half
    right, left = number(step), number(-step)
    return (
        f"M{number(x - half)} {number(y - arm)}h{number(long)}v{right}h{right}v{number(long)}h{left}v{right}"
        f"h{number(-long)}v{left}h{left}v{number(-long)}h{right}z"
    )


SIGNS = (circle, circle, square, triangle, diamond, cross)
"""By the number of the group's look: 0 is for people without a group."""


def sign(look: int, x: float, y: float, r: float) -> str:
    """The sign of a group as a path around a point."""
    return SIGNS[look](x, y, r)


def radius(count: int, largest: int, smallest: float, most: float) -> float:
    """The radius of a sign that stands for ``count`` people: its area grows with them, within limits.

    Where some sign stands for many (``largest``), the largest has the radius ``most`` at most.
    """
    if count <= 1 or largest <= 1:
        return smallest
    top = min(most, smallest * sqrt(largest))
    return smallest + (top - smallest) * sqrt((count - 1) / (largest - 1))


def number(value: float) -> str:
    """A coordinate as a drawing needs it: with a point, to a tenth of a pixel, never “-0”."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
