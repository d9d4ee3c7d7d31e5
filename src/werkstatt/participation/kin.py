"""Which contributions say something near to a text: an index for each phase, in the memory of the process.

An index belongs to one phase and to those who ask: everybody, or the staff, who also see what still waits for a first
look. What is not public is not in the index of everybody; neither its words nor how often they occur there can be
felt from outside.

Each use begins with a look at what has changed since the last one (a single small query), whichever process changed
it. Nothing here is the truth: who shows something reads it from the database again, under the conditions that hold.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from werkstatt.core import clock
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import OPEN, VISIBLE
from werkstatt.participation.search import matching
from werkstatt.participation.trial_index import Index, Likeness, Match

__all__ = ["Likeness", "Match", "forget_all", "nearest", "what_it_says"]

MOST_OF_A_PHASE = 5_000
"""The newest contributions of a phase that an index holds. Older ones are fetched by their words when needed."""
MOST_FETCHED = 500
"""Contributions that an index keeps besides: older ones, or of other phases."""
MOST_KEPT = 30_000
"""Contributions in all indexes of the process together; what has not been used for longest goes."""
SHORTEST = 12
"""Characters below which a text is near to nothing yet."""
LONGEST = 4_000
"""Characters of a text that are compared: what it is about is said by then."""
OVERLAP = timedelta(seconds=60)
"""How long a transaction may have been running before others see what it changed."""
LOOK_AT_ALL = 300.0
"""Seconds after which an index is compared with everything: deletions, and transactions longer than the overlap."""
LONGEST_WAIT = 2.0
"""Seconds to wait for somebody else who brings the same index up to date; after that there is no answer."""
AT_ONCE = 1_000
"""Texts that are read with one query."""

BY_A_WORD = 60
TELLING_WORDS = 3
SHORTEST_WORD = 7


def what_it_says(text: str, replacement: str | None = None) -> str:
    """Everything that a contribution says: the wording it proposes and its words, as far as they are compared."""
    return f"{replacement} {text}"[:LONGEST] if replacement else text[:LONGEST]


def nearest(phase: ParticipationPhase, text: str, *, for_staff: bool, most: int = 6, without: int = 0) -> list[Match]:
    """Keys of contributions that are near to ``text``, the nearest first, at most ``most``.

    For everybody they are the public ones of the phase; ``for_staff`` also what is not visible yet, and those of
    other phases of the town that share telling words. ``without`` is left out. One query, two or three when something
    has changed or must be fetched. Nothing at all if the index is busy for long.
    """
    if len(text.strip()) < SHORTEST:
        return []
    shelf = _shelf(phase, for_staff)
    with shelf.held() as is_mine:
        if not is_mine:
            return []
        shelf.bring_up_to_date()
        shelf.fetch(text)
        _tidy(shelf)
        return shelf.index.nearest(text[:LONGEST], most=most, without=(without,) if without else ())


def forget_all() -> None:
    """Begin anew, as after a start of the process."""
    with _door:
        _shelves.clear()


class _Shelf:
    """The index of one phase for one kind of people."""

    def __init__(self, phase: ParticipationPhase, for_staff: bool) -> None:
        self.index = Index()
        self._phase_id, self._town_id, self._for_staff = phase.pk, phase.municipality_id, for_staff
        self._lock = threading.Lock()
        self._stamps: dict[int, datetime] = {}
        """When each contribution of the phase was last changed, as far as the index knows."""
        self._fetched: OrderedDict[int, datetime] = OrderedDict()
        self._highest = 0
        self._looked_at: datetime | None = None
        self._all_looked_at = float("-inf")
        self._is_cut = False

    def __len__(self) -> int:
        return len(self._stamps) + len(self._fetched)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Keep others away meanwhile. False: somebody else has been at it for too long."""
        is_mine = self._lock.acquire(timeout=LONGEST_WAIT)
        try:
            yield is_mine
        finally:
            if is_mine:
                self._lock.release()

    # ── What has changed ──────────────────────────────────────────────────────────────────────────────────────────

    def bring_up_to_date(self) -> None:
        """Take in what is new or was edited, let go of what was withheld, merged or withdrawn."""
        moment, began = clock.now(), time.monotonic()
        if not self._stamps or began - self._all_looked_at > LOOK_AT_ALL:
            self._look_at_all()
            self._all_looked_at = began
        else:
            self._look_at_changes(moment)
        self._looked_at = moment

    def _look_at_all(self) -> None:
        newest = self._of_phase().filter(self._shown()).order_by("-number")
        rows = list(newest.values_list("pk", "number", "changed_at")[:MOST_OF_A_PHASE])
        self._is_cut = len(rows) == MOST_OF_A_PHASE
        self._highest = max([self._highest, *(number for _key, number, _at in rows)])
        self._let_go(set(self._stamps).difference(key for key, _number, _at in rows) | set(self._fetched))
        self._take_in([key for key, _number, at in rows if self._stamps.get(key) != at])

    def _look_at_changes(self, moment: datetime) -> None:
        since = min(self._looked_at or moment, moment) - OVERLAP
        changed = self._of_phase().filter(Q(number__gt=self._highest) | Q(changed_at__gte=since))
        columns = changed.order_by("-number").values_list("pk", "number", "changed_at", "state", "is_public")
        rows = list(columns[: MOST_OF_A_PHASE + 1])
        if len(rows) > MOST_OF_A_PHASE:
            self._look_at_all()
            return
        fresh = []
        for key, number, at, state, is_public in rows:
            self._highest = max(self._highest, number)
            if not self._may_show(state, is_public):
                self._let_go([key])
            elif self._stamps.get(key, self._fetched.get(key)) != at:
                fresh.append(key)
        self._take_in(fresh)
        for key in list(self._stamps)[: max(0, len(self._stamps) - MOST_OF_A_PHASE)]:
            self._let_go([key])
            self._is_cut = True

    def _take_in(self, keys: Sequence[int]) -> None:
        # The oldest first: what lies at the front goes first when there are too many.
        keys = sorted(keys)
        for start in range(0, len(keys), AT_ONCE):
            found = Contribution.objects.filter(pk__in=keys[start : start + AT_ONCE]).filter(self._shown())
            for key, at, text, replacement in found.order_by("pk").values_list(*_TEXTS):
                self._fetched.pop(key, None)
                self._put(key, text, replacement)
                self._stamps[key] = at

    def _put(self, key: int, text: str, replacement: str | None) -> None:
        self.index.add(key, what_it_says(text, replacement))

    def _let_go(self, keys: Iterable[int]) -> None:
        for key in keys:
            if self._stamps.pop(key, None) is not None or self._fetched.pop(key, None) is not None:
                self.index.remove(key)

    # ── What lies further away ────────────────────────────────────────────────────────────────────────────────────

    def fetch(self, text: str) -> None:
        """Take in what shares telling words with the text and is not here: older ones, for the staff other phases."""
        if not (self._is_cut or self._for_staff):
            return
        found = self._beyond(telling_words(text))
        if found is None:
            return
        for key, at, words, replacement in found.values_list(*_TEXTS):
            if key in self._stamps:
                continue
            if self._fetched.get(key) != at:
                self._put(key, words, replacement)
            self._fetched[key] = at
            self._fetched.move_to_end(key)
        self._let_go(list(self._fetched)[: max(0, len(self._fetched) - MOST_FETCHED)])

    def _beyond(self, words: Sequence[str]) -> QuerySet[Contribution] | None:
        here = Contribution.objects.filter(self._shown(), municipality=self._town_id)
        if not self._for_staff:
            here = here.filter(phase=self._phase_id)
        elif not self._is_cut:
            here = here.exclude(phase=self._phase_id)
        parts = [_keys(matching(here, word, town_id=self._town_id).order_by()[:BY_A_WORD]) for word in words]
        if not parts:
            return None
        return Contribution.objects.filter(pk__in=parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0])

    # ── Who may see what ──────────────────────────────────────────────────────────────────────────────────────────

    def _of_phase(self) -> QuerySet[Contribution]:
        return Contribution.objects.filter(municipality=self._town_id, phase=self._phase_id)

    def _shown(self) -> Q:
        return Q(state__in=VISIBLE | OPEN) if self._for_staff else Q(state__in=VISIBLE, is_public=True)

    def _may_show(self, state: str, is_public: bool) -> bool:
        return state in VISIBLE | OPEN if self._for_staff else is_public and state in VISIBLE


_TEXTS = ("pk", "changed_at", "text", "suggestion__replacement")
_shelves: OrderedDict[tuple[Any, ...], _Shelf] = OrderedDict()
_door = threading.Lock()


def _shelf(phase: ParticipationPhase, for_staff: bool) -> _Shelf:
    # With the moment it was made: a key can come again when a database is set up anew.
    name = (phase.pk, phase.created_at, for_staff)
    with _door:
        shelf = _shelves.get(name)
        if shelf is None:
            shelf = _shelves[name] = _Shelf(phase, for_staff)
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


def _keys(found: QuerySet[Contribution]) -> QuerySet[Any, Any]:
    """As part of a union: what is cut off must be cut inside, for SQLite's sake."""
    return Contribution.objects.filter(pk__in=found.values("pk")).order_by().values("pk")


_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},}}")


def telling_words(text: str) -> list[str]:
    """The beginnings of the longest words: in German they are the rarest, and say what a text is about."""
    words = sorted(set(_WORD.findall(text[:LONGEST].lower())), key=lambda word: (-len(word), word))
    # Endings go: who writes "Fahrradwegen" means what others call "Fahrradweg".
    return [word[: max(SHORTEST_WORD - 1, len(word) - 2)] for word in words[:TELLING_WORDS]]
