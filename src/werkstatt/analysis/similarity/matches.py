"""What a search for similar texts finds. Apart from the search: who only names a match need not load the engine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Likeness(StrEnum):
    """How near one text is to another."""

    DUPLICATE = "duplicate"
    SIMILAR = "similar"
    OPPOSED = "opposed"


@dataclass(frozen=True, slots=True)
class Match:
    """A text that is near enough: its key, a score from 0 to 1, what to call it, and the words that made it.

    ``because``: the telling words both have, as the other text writes them, the most telling first; for ``OPPOSED`` the
    words that make them differ, as ``here ↔ there``.
    """

    key: int
    score: float
    kind: Likeness
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts of an index that are near to each other; ``a`` < ``b``. The rest as in ``Match``."""

    a: int
    b: int
    score: float
    kind: Likeness
    because: tuple[str, ...] = ()
