"""The menus, and what waits for work.

Contexts above add their entries through the slots ``menu`` (public), ``areas`` (staff) and ``legal``, and what waits
for a person through ``overview``: ``@fills("overview") def waiting(town, user) -> list[Task]``. What is open to people
who do not work for the administration comes through ``belonging``: ``def shelf(town, user) -> Shelf | None``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.accounts.models import User
from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.queries.page import unfinished


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


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is open to a person who belongs to the town, under one heading. ``order`` sorts the shelves."""

    title: str
    order: int
    tasks: tuple[Task, ...]


def shelves(answers: Iterable[Shelf | None]) -> list[Shelf]:
    """The shelves of all fillers of the slot ``belonging`` that hold something, in their order."""
    return sorted((shelf for shelf in answers if shelf is not None and shelf.tasks), key=lambda shelf: shelf.order)


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


@fills("legal")
def imprint(town: Municipality) -> Entry:
    """Who offers these pages."""
    return Entry(_("Impressum"), reverse("imprint", args=[town.slug]), 10)


@fills("legal")
def privacy(town: Municipality) -> Entry:
    """What is stored, and what for."""
    return Entry(_("Datenschutz"), reverse("privacy", args=[town.slug]), 20)


@fills("legal")
def accessibility(town: Municipality) -> Entry:
    """How well everybody can use these pages."""
    return Entry(_("Barrierefreiheit"), reverse("accessibility", args=[town.slug]), 30)


@fills("overview")
def waiting(town: Municipality, user: User) -> list[Task]:
    """What those who manage the town still have to do: its own pages, reported barriers."""
    if not user.has_perm("organisations.manage", town):
        return []
    tasks = []
    missing, reports = unfinished(town)
    if reports:
        text = ngettext(
            "Jemand kann etwas nicht nutzen und wartet auf Antwort.",
            "%(count)s Meldungen warten auf Antwort.",
            reports,
        ) % {"count": reports}
        url = reverse("barriers", args=[town.slug])
        tasks.append(Task(_("Barrieren gemeldet"), text, url, reports, Urgency.SOON))
    if missing:
        text = _("Hier steht noch der allgemeine Text. Jede Verwaltung braucht diese Seiten mit eigenen Angaben.")
        tasks.append(Task(_("Impressum und Datenschutz"), text, reverse("settings-pages", args=[town.slug]), missing))
    return tasks
