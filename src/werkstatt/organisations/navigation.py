"""The menus, and what waits for work.

Contexts above add their entries through the slots ``menu`` (public), ``areas`` (staff) and ``legal``, and what waits
for a person through ``overview``: ``@fills("overview") def waiting(town, user) -> list[Task]``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu. ``order`` sorts the lines, small numbers first."""

    label: str
    url: str
    order: int
    current: bool = False


class Urgency(IntEnum):
    """How soon somebody must act; small numbers first."""

    LATE = 0
    SOON = 1
    SOME_TIME = 2
    NEWS = 3


@dataclass(frozen=True, slots=True)
class Task:
    """What waits for a person on the overview. ``count`` is how many things are meant; 0: it is no pile."""

    title: str
    text: str
    url: str
    count: int = 0
    urgency: Urgency = Urgency.SOME_TIME


def by_urgency(answers: Iterable[Iterable[Task]]) -> list[Task]:
    """The tasks of all fillers of the slot ``overview`` in one list: most urgent first, then the largest piles."""
    return sorted((task for tasks in answers for task in tasks), key=lambda task: (task.urgency, -task.count))


@fills("areas")
def overview(town: Municipality) -> Entry:
    """The way to the town's working pages."""
    return Entry(_("Übersicht"), reverse("staff-home", args=[town.slug]), 90)


@fills("legal")
def conduct_rules(town: Municipality) -> Entry:
    """The rules for taking part."""
    return Entry(_("Netiquette"), reverse("conduct-rules", args=[town.slug]), 40)
