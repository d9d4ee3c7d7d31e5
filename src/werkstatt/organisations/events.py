"""What organisations tells the contexts above it."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.organisations.models import Circle, Unit


@dataclass(frozen=True, slots=True)
class UnitDissolved:
    """An office is no more; what it had to do goes to ``successor`` (None: back to the moderation)."""

    unit: Unit
    successor: Unit | None


@dataclass(frozen=True, slots=True)
class CircleRemoved:
    """A group is about to go. A context in which something hangs on it refuses with RuleBroken."""

    circle: Circle
