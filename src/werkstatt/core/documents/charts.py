"""Charts as SVG, drawn by the server. Each says in words what it shows; colours and lines are classes of the styles.

The table with the values belongs beside a chart; it is made by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

_UNIT = 1000.0


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar: the class that fills it, and how many it stands for."""

    style: str
    count: float


def stacked_bar(parts: Sequence[Part], longest: float, label: str) -> SafeString:
    """A bar whose stretches stand side by side; ``longest`` is the count that fills the whole width.

    It is as wide as its place on the page: its height comes from the style sheet.
    """
    scale = _UNIT / longest if longest > 0 else 0
    x, shapes = 0.0, []
    for part in parts:
        width = part.count * scale
        if width > 0:
            # What exists can be seen, however little it is.
            shown = max(width, 4.0)
            shapes.append(f'<rect class="{part.style}" x="{_number(x)}" y="0" width="{_number(shown)}" height="10"/>')
            x += shown
    drawing = "".join(shapes)
    return mark_safe(  # noqa: S308 - numbers, our own class names, an escaped label
        f'<svg class="chart chart--bar" viewBox="0 0 {_UNIT:g} 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{drawing}</svg>'
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how high, and what stands below it; empty: nothing."""

    count: int
    label: str = ""


def columns(values: Sequence[Column], label: str, *, width: int, height: int = 226, extra: str = "") -> SafeString:
    """Columns over an axis with up to four lines. ``width`` and ``height`` in units of about a pixel.

    ``extra`` are further classes: the page shows a wide and a slim drawing of the same values.
    """
    left, right, top, bottom = 46, 8, 18, 32
    most = axis_end(max((value.count for value in values), default=0))
    base, room = height - bottom, height - bottom - top
    shapes = []
    for line in range(5):
        count = most * line / 4
        if count != int(count):
            continue
        y = base - room * line / 4
        shapes.append(f'<path class="grid" d="M{left} {_number(y)}H{width - right}"/>')
        shown = number_format(int(count), force_grouping=True, use_l10n=True)
        shapes.append(f'<text x="{left - 8}" y="{_number(y + 5)}" text-anchor="end">{shown}</text>')
    step = (width - left - right) / max(len(values), 1)
    gap = min(step * 0.25, 4)
    for place, value in enumerate(values):
        x, tall = left + place * step, room * value.count / most
        if value.count:
            shapes.append(
                f'<rect class="b1" x="{_number(x + gap / 2)}" y="{_number(base - tall)}" '
                f'width="{_number(step - gap)}" height="{_number(tall)}"/>'
            )
        if value.label:
            anchor = "start" if place == 0 else "end" if place == len(values) - 1 else "middle"
            at = x + (0 if anchor == "start" else step if anchor == "end" else step / 2)
            shapes.append(
                f'<text x="{_number(at)}" y="{height - 10}" text-anchor="{anchor}">{escape(value.label)}</text>'
            )
    return mark_safe(  # noqa: S308 - numbers, and escaped labels
        f'<svg class="chart {extra}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">'
        f"{''.join(shapes)}</svg>"
    )


def axis_end(most: int) -> int:
    """A round number at or above ``most`` that can be parted by four."""
    if most <= 4:
        return 4
    power = 10 ** floor(log10(most / 4))
    for factor in (1, 2, 2.5, 5, 10):
        step = factor * power
        if step == int(step) and 4 * step >= most:
            return int(4 * step)
    return 4 * ceil(most / 4)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
