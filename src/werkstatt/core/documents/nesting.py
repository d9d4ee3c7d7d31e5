"""Overlapping ranges as properly nested opening and closing events, by splitting what crosses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar


class Ranged(Protocol):
    """Something that covers the characters ``start`` up to (not including) ``end``."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


R = TypeVar("R", bound=Ranged)


def nested(ranges: Sequence[R]) -> Iterator[tuple[int, bool, R]]:
    """Events ``(position, opens, range)`` in the order in which they are to be written.

    A range that would cross the end of an outer one is closed and opened again. At one place, first everything that
    ends is closed, then zero-width ranges come as an opening event directly followed by a closing one, then the new
    ones open, longest first; where two are equally long, the one given first is outside.
    """
    points = sorted((r for r in ranges if r.end <= r.start), key=lambda r: r.start)
    waiting = sorted((r for r in ranges if r.end > r.start), key=lambda r: (r.start, -r.end))
    edges = sorted({r.start for r in points} | {edge for r in waiting for edge in (r.start, r.end)})
    open_now: list[R] = []
    next_point = next_waiting = 0
    for place in edges:
        keep = next((depth for depth, r in enumerate(open_now) if r.end == place), len(open_now))
        for r in reversed(open_now[keep:]):
            yield place, False, r
        again = [r for r in open_now[keep:] if r.end > place]
        del open_now[keep:]
        while next_point < len(points) and points[next_point].start == place:
            yield place, True, points[next_point]
            yield place, False, points[next_point]
            next_point += 1
        while next_waiting < len(waiting) and waiting[next_waiting].start == place:
            again.append(waiting[next_waiting])
            next_waiting += 1
        for r in sorted(again, key=lambda r: -r.end):
            yield place, True, r
            open_now.append(r)
