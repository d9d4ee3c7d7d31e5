"""The index that ``kin`` works with until ``analysis.similarity`` has one: trigrams, compared one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from werkstatt.analysis.similarity import trigrams


class Likeness(StrEnum):
    """How one text relates to another."""

    DUPLICATE = "duplicate"
    SIMILAR = "similar"
    OPPOSED = "opposed"


@dataclass(frozen=True, slots=True)
class Match:
    """A text that is near enough."""

    key: int
    score: float
    kind: Likeness
    because: tuple[str, ...] = ()


class Index:
    """Texts by key."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, key: int) -> bool:
        return key in self._texts

    def add(self, key: int, text: str) -> None:
        """Take a text in, or another one for the same key."""
        self._texts[key] = text

    def remove(self, key: int) -> None:
        """Let go of a text."""
        self._texts.pop(key, None)

    def nearest(self, text: str, *, most: int = 5, without: Collection[int] = ()) -> list[Match]:
        """The nearest texts, the nearest first."""
        others = ((key, words) for key, words in self._texts.items() if key not in without)
        found = trigrams.similar(text, others, most=most)
        return [Match(one.key, one.score, Likeness(one.kind)) for one in found]
