"""Which contributions say something near to a text: indexes in the memory of the process.

There are two kinds. Everybody asks an index of one phase, in which is only what everybody may read: neither what is
not public nor how often its words occur can be felt from outside. The staff asks an index of the town, which also
knows what still waits for a first look.

A look is a single query. It reads what is new, what was changed since the last look by whichever process, a part of
what has never been read (after a start), and those that the index holds to be near: what is handed out was read in
that moment, under the conditions that hold.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from werkstatt.analysis.similarity.matches import Likeness, Match
from werkstatt.core import clock
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import OPEN, VISIBLE
from werkstatt.participation.search import matching

if TYPE_CHECKING:
    from werkstatt.analysis.similarity.index import Index

__all__ = ["Likeness", "Look", "Near", "forget_all", "look", "what_it_says"]

MOST_IN_AN_INDEX = 5_000
"""The newest contributions that an index holds. Older ones are fetched by their words when needed."""
MOST_FETCHED = 500
"""Older contributions that an index keeps besides."""
MOST_KEPT = 6_500
"""Contributions in all indexes of the process together (about 15 kB each, if short, so about 100 MB); what nobody used
for longest goes."""
SHORTEST = 12
"""Characters below which a text is near to nothing yet."""
LONGEST = 4_000
"""Characters of a text that are compared: what it is about is said by then."""
OVERLAP = timedelta(seconds=60)
"""How long a transaction may have been running before others see what it changed."""
COMPARE_ALL = 300.0
"""Seconds after which an index is compared with the database: deletions, and transactions longer than the overlap."""
LONGEST_WAIT = 2.0
"""Seconds to wait for somebody else who looks; after that there is no answer."""
AT_ONCE = 1_000
"""Texts of each sort that one look takes in: after a start nobody waits until everything is read."""

BY_A_WORD = 60
TELLING_WORDS = 3
SHORTEST_WORD = 7


@dataclass(frozen=True, slots=True)
class Near:
    """A contribution that is near to a text, as it was in the moment of the look. The rest as in ``Match``."""

    contribution: Contribution
    kind: Likeness
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What is near, the nearest first, and those that were asked for besides. All with their suggestion."""

    near: list[Near]
    besides: list[Contribution]


def what_it_says(text: str, replacement: str | None = None) -> str:
    """Everything that a contribution says: the wording it proposes and its words, as far as they are compared."""
    return f"{replacement} {text}"[:LONGEST] if replacement else text[:LONGEST]


def look(
    phase: ParticipationPhase,
    text: str,
    *,
    for_staff: bool,
    most: int = 6,
    without: int = 0,
    besides: QuerySet[Contribution] | None = None,
) -> Look:
    """Contributions near to ``text``, at most ``most``. One query; now and then one more.

    For everybody they are the public ones of the phase, ``for_staff`` all of the town whose words can be read.
    ``without`` is left out. ``besides``: others of the town that are read along, whatever they say. Nothing is near
    if the index is busy for long.
    """
    shelf = _shelf(phase, for_staff)
    with shelf.held() as is_mine:
        if not is_mine:
            return Look([], list(besides.select_related("suggestion")) if besides is not None else [])
        found = shelf.look(text[:LONGEST], most, without, besides)
        _tidy(shelf)
    return found


def forget_all() -> None:
    """Begin anew, as after a start of the process."""
    with _door:
        _shelves.clear()


def _empty_index() -> Index:
    """The engine is loaded by who needs it first, not by every web process."""
    from werkstatt.analysis.similarity.index import Index

    return Index()


class _Shelf:
    """One index, and how much of what there is it knows."""

    def __init__(self, town_id: int, phase_id: int | None) -> None:
        self.index = _empty_index()
        self._town_id, self._phase_id = town_id, phase_id
        self._lock = threading.Lock()
        self._known: dict[int, tuple[int, datetime]] = {}
        """The number of each contribution in the index, and when it was last changed as far as the index knows."""
        self._fetched: OrderedDict[int, None] = OrderedDict()
        """Those among them that are older than the index reaches."""
        self._due: list[int] = []
        """Those whose words have changed unseen."""
        self._lowest: int | None = None
        self._highest = self._changes = 0
        self._is_complete = self._is_cut = False
        self._looked_at: datetime | None = None
        self._compared_at = time.monotonic()

    def __len__(self) -> int:
        return len(self._known)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Keep others away meanwhile. False: somebody else has been at it for too long."""
        is_mine = self._lock.acquire(timeout=LONGEST_WAIT)
        try:
            yield is_mine
        finally:
            if is_mine:
                self._lock.release()

    def look(self, text: str, most: int, without: int, besides: QuerySet[Contribution] | None) -> Look:
        """Read what one must know, take it in, and say what is near."""
        moment = clock.now()
        if time.monotonic() - self._compared_at > COMPARE_ALL:
            self._compare_all()
        # Asked before, and again if anything is new: that can be near, too, and was read with the same query.
        matches = self._nearest(text, most, without)
        rows = self._read([match.key for match in matches], self._telling(text), moment, besides)
        if self._take_in(rows):
            matches = self._nearest(text, most, without)
        self._looked_at = moment
        read = {row.pk: row for row in rows}
        near = [
            Near(read[match.key], self._kind(match), match.score, match.because)
            for match in matches
            if match.key in read
        ]
        return Look(near, [row for row in rows if row.pk != without] if besides is not None else [])

    def _nearest(self, text: str, most: int, without: int) -> list[Match]:
        if len(text.strip()) < SHORTEST:
            return []
        return self.index.nearest(text, most=most, without=(without,) if without else ())

    def _kind(self, match: Match) -> Likeness:
        """How rare a word is shows only when all are read: until then nothing is called the same."""
        too_early = match.kind == Likeness.DUPLICATE and not self._is_complete and match.score < 1
        return Likeness.SIMILAR if too_early else match.kind

    # ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _read(
        self, near: Sequence[int], words: Sequence[str], moment: datetime, besides: QuerySet[Contribution] | None
    ) -> list[Contribution]:
        here, everything = self._here(), Contribution.objects.order_by()
        since = min(self._looked_at or moment, moment) - OVERLAP
        parts = [everything.filter(pk__in=[*near, *self._due[:AT_ONCE]])]
        if self._lowest is not None:
            parts += [
                _cut(here.filter(number__gt=self._highest).order_by("number"), AT_ONCE),
                _cut(here.filter(changed_at__gte=since, number__lte=self._highest).order_by("-changed_at"), AT_ONCE),
            ]
        if not self._is_complete:
            older = here if self._lowest is None else here.filter(number__lt=self._lowest)
            parts.append(_cut(older.order_by("-number"), AT_ONCE))
        shown = here.filter(self._shown())
        parts += [_cut(matching(shown, word, town_id=self._town_id).order_by(), BY_A_WORD) for word in words]
        if besides is not None:
            parts.append(besides.order_by())
        first, *more = (part.values("pk") for part in parts)
        keys = first.union(*more) if more else first
        return list(Contribution.objects.filter(pk__in=keys).select_related("suggestion"))

    def _telling(self, text: str) -> list[str]:
        return telling_words(text) if self._is_cut else []

    def _here(self) -> QuerySet[Contribution]:
        town = Contribution.objects.filter(municipality=self._town_id)
        return town if self._phase_id is None else town.filter(phase=self._phase_id)

    def _shown(self) -> Q:
        return Q(state__in=VISIBLE | OPEN) if self._phase_id is None else Q(state__in=VISIBLE, is_public=True)

    # ── Taking in ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _take_in(self, rows: Sequence[Contribution]) -> bool:
        """Put what may be shown into the index, take out what may not, and note how far it has been read.

        Says whether the index is another one now.
        """
        before = self._changes
        own = [row for row in rows if self._belongs(row)]
        for row in own:
            if not self._may_show(row):
                self._let_go([row.pk])
                continue
            known = row.number, row.changed_at
            if self._known.get(row.pk) != known:
                suggestion = getattr(row, "suggestion", None)
                self.index.add(row.pk, what_it_says(row.text, suggestion.replacement if suggestion else None))
                self._known[row.pk] = known
                self._changes += 1
            if self._is_cut and row.number < (self._lowest or 0):
                self._fetched[row.pk] = None
                self._fetched.move_to_end(row.pk)
        read = {row.pk for row in rows}
        self._let_go(key for key in self._due[:AT_ONCE] if key not in read)
        self._due = self._due[AT_ONCE:]
        self._note_reach([row.number for row in own])
        self._make_room()
        return self._changes > before

    def _note_reach(self, numbers: Sequence[int]) -> None:
        """The first ``AT_ONCE`` numbers above and below what was known follow on it without a gap."""
        if self._lowest is None:
            self._highest = max(numbers, default=0)
        else:
            above = sorted(number for number in numbers if number > self._highest)[:AT_ONCE]
            self._highest = max(above, default=self._highest)
        if not self._is_complete:
            below = sorted((n for n in numbers if self._lowest is None or n < self._lowest), reverse=True)
            self._is_complete = len(below) < AT_ONCE
            self._lowest = min(below[:AT_ONCE], default=self._lowest or 0)

    def _make_room(self) -> None:
        """Let go of the oldest; from now on they are fetched by their words, and forgotten again."""
        reached = self._known.keys() - self._fetched.keys()
        if len(reached) > MOST_IN_AN_INDEX:
            ordered = sorted(reached, key=lambda key: self._known[key])
            self._let_go(ordered[:-MOST_IN_AN_INDEX])
            self._is_cut = self._is_complete = True
            self._lowest = self._known[ordered[-MOST_IN_AN_INDEX]][0]
        self._let_go(list(self._fetched)[: max(0, len(self._fetched) - MOST_FETCHED)])

    def _let_go(self, keys: Iterable[int]) -> None:
        for key in keys:
            if self._known.pop(key, None) is not None:
                self._fetched.pop(key, None)
                self.index.remove(key)
                self._changes += 1

    def _compare_all(self) -> None:
        """What is in the index and no longer there goes; what says something else is read again."""
        rows = self._here().filter(self._shown(), number__gte=self._lowest or 0).order_by("-number")
        there = {
            key: (number, at) for key, number, at in rows.values_list("pk", "number", "changed_at")[:MOST_IN_AN_INDEX]
        }
        self._let_go([key for key in self._known if key not in there])
        self._due = [key for key, known in there.items() if self._known.get(key) != known]
        self._compared_at = time.monotonic()

    def _belongs(self, row: Contribution) -> bool:
        return row.municipality_id == self._town_id and self._phase_id in (None, row.phase_id)

    def _may_show(self, row: Contribution) -> bool:
        return row.state in VISIBLE | OPEN if self._phase_id is None else row.is_public and row.state in VISIBLE


_shelves: OrderedDict[tuple[Any, ...], _Shelf] = OrderedDict()
_door = threading.Lock()


def _shelf(phase: ParticipationPhase, for_staff: bool) -> _Shelf:
    name = (phase.municipality_id, None if for_staff else phase.pk)
    with _door:
        shelf = _shelves.get(name)
        if shelf is None:
            shelf = _shelves[name] = _Shelf(*name)
        _shelves.move_to_end(name)
        return shelf


def _tidy(used: _Shelf) -> None:
    """Forget the indexes that nobody has used for longest, if all together have become too large."""
    with _door:
        kept = sum(len(shelf) for shelf in _shelves.values())
        for name, shelf in list(_shelves.items()):
            if kept <= MOST_KEPT:
                break
            if shelf is not used:
                kept -= len(shelf)
                del _shelves[name]


def _cut(found: QuerySet[Contribution], most: int) -> QuerySet[Contribution]:
    """As part of a union: what is cut off must be cut inside, for SQLite's sake."""
    return Contribution.objects.filter(pk__in=found.values("pk")[:most]).order_by()


_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},}}")


def telling_words(text: str) -> list[str]:
    """The beginnings of the longest words: in German they are the rarest, and say what a text is about."""
    words = sorted(set(_WORD.findall(text[:LONGEST].lower())), key=lambda word: (-len(word), word))
    # Endings go: who writes "Fahrradwegen" means what others call "Fahrradweg".
    return [word[: max(SHORTEST_WORD - 1, len(word) - 2)] for word in words[:TELLING_WORDS]]
