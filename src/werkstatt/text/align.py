"""Which paragraph of an old text became which one of a new text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from werkstatt.text.hunks import increasing
from werkstatt.text.tokens import words

SIMILAR = 0.5
"""Similarity (0–1) from which two paragraphs at corresponding places are versions of each other."""

SIMILAR_ELSEWHERE = 0.65
"""Similarity from which a paragraph at another place is taken for the same one, moved."""

_ONLY_ONES_LEFT = 0.3
"""Similarity that is enough if, between two aligned neighbours, one paragraph is left on either side."""

_CANDIDATES = 6
"""How many paragraphs that share rare words are looked at closely."""

_TOO_COMMON = 40
"""Word pairs that occur in more paragraphs than this do not lead to candidates."""


class Pair(NamedTuple):
    """Paragraph ``old`` of the old text is paragraph ``new`` of the new one; similarity of their words from 0 to 1."""

    old: int
    new: int
    similarity: float


def align(old: Sequence[str], new: Sequence[str], known: Iterable[tuple[int, int]] = ()) -> list[Pair]:
    """Pairs of corresponding paragraphs, by old position; each occurs once at most. ``known`` pairs are kept."""
    return _Alignment(old, new, known).pairs()


def similarity(old: Sequence[str], new: Sequence[str]) -> float:
    """How much of two word sequences is common, in order, weighted by length: 0 nothing, 1 everything."""
    if not old and not new:
        return 1.0
    characters: dict[str, str] = {}
    left = "".join([characters.setdefault(word, chr(len(characters))) for word in old])
    right = "".join([characters.setdefault(word, chr(len(characters))) for word in new])
    names = list(characters)
    common = sum(
        len(names[ord(character)])
        for step in LCSseq.opcodes(left, right)
        if step.tag == "equal"
        for character in left[step.src_start : step.src_end]
    )
    return 2 * common / max(1, sum(map(len, old)) + sum(map(len, new)))


class _Alignment:
    def __init__(self, old: Sequence[str], new: Sequence[str], known: Iterable[tuple[int, int]]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, tuple[int, float]] = {}
        self.taken: dict[int, int] = {}
        self.old_words: dict[int, list[str]] = {}
        self.new_words: dict[int, list[str]] = {}
        for a, b in known:
            self._pair(a, b, 1.0 if old[a] == new[b] else self._similarity(a, b))

    def pairs(self) -> list[Pair]:
        self._equal_and_unique()
        self._equal_neighbours()
        self._similar()
        self._only_ones_left()
        return [Pair(a, b, score) for a, (b, score) in sorted(self.found.items())]

    def _pair(self, a: int, b: int, score: float) -> None:
        self.found[a] = (b, score)
        self.taken[b] = a

    def _similarity(self, a: int, b: int) -> float:
        return similarity(self._words(self.old_words, self.old, a), self._words(self.new_words, self.new, b))

    @staticmethod
    def _words(cache: dict[int, list[str]], texts: Sequence[str], index: int) -> list[str]:
        if index not in cache:
            cache[index] = words(texts[index]) or texts[index].split()
        return cache[index]

    def _free_old(self) -> list[int]:
        return [a for a in range(len(self.old)) if a not in self.found]

    def _free_new(self) -> list[int]:
        return [b for b in range(len(self.new)) if b not in self.taken]

    def _equal_and_unique(self) -> None:
        once_old = Counter(self.old[a] for a in self._free_old())
        once_new = Counter(self.new[b] for b in self._free_new())
        where = {self.new[b]: b for b in self._free_new()}
        for a in self._free_old():
            if once_old[self.old[a]] == 1 == once_new[self.old[a]]:
                self._pair(a, where[self.old[a]], 1.0)

    def _equal_neighbours(self) -> None:
        """Repeated paragraphs belong together if the paragraphs beside them do."""
        for step in (1, -1):
            for a in sorted(self.found, reverse=step < 0):
                b = self.found[a][0]
                while True:
                    a, b = a + step, b + step
                    inside = 0 <= a < len(self.old) and 0 <= b < len(self.new)
                    if not inside or a in self.found or b in self.taken or self.old[a] != self.new[b]:
                        break
                    self._pair(a, b, 1.0)

    def _similar(self) -> None:
        """The heaviest chain of similar paragraphs that crosses no known pair, then what has moved."""
        candidates = self._candidates()
        anchors = [(a, b) for a, (b, _) in sorted(self.found.items())]
        kept = [anchors[i] for i in increasing([b for _, b in anchors], [len(self.old[a]) + 1 for a, _ in anchors])]
        rows = [(a, b, 1_000_000) for a, b in kept]
        rows += [(a, b, int(score * (len(self.old[a]) + 1) + 1)) for a, b, score in candidates if score >= SIMILAR]
        rows.sort(key=lambda row: (row[0], -row[1]))
        for index in increasing([b for _, b, _ in rows], [weight for _, _, weight in rows]):
            a, b, _ = rows[index]
            if a not in self.found and b not in self.taken:
                self._pair(a, b, self._similarity(a, b))
        for a, b, score in sorted(candidates, key=lambda row: -row[2]):
            if score >= SIMILAR_ELSEWHERE and a not in self.found and b not in self.taken:
                self._pair(a, b, score)

    def _candidates(self) -> list[tuple[int, int, float]]:
        """Pairs of free paragraphs that share rare words, each old one with its few best."""
        index: dict[str, list[int]] = defaultdict(list)
        for b in self._free_new():
            for key in set(_keys(self._words(self.new_words, self.new, b))):
                index[key].append(b)
        total = len(self.new) + 1
        result = []
        for a in self._free_old():
            votes: dict[int, float] = defaultdict(float)
            for key in set(_keys(self._words(self.old_words, self.old, a))):
                places = index.get(key, ())
                if 0 < len(places) <= _TOO_COMMON:
                    for b in places:
                        votes[b] += log(total / len(places))
            best = sorted(votes, key=lambda b: (-votes[b], b))[:_CANDIDATES]
            result += [(a, b, self._similarity(a, b)) for b in best]
        return result

    def _only_ones_left(self) -> None:
        for a in self._free_old():
            before, after = self.found.get(a - 1), self.found.get(a + 1)
            b = before[0] + 1 if before else 0 if a == 0 else None
            follows = after[0] if after else len(self.new) if a + 1 == len(self.old) else None
            if b is None or follows != b + 1 or b in self.taken:
                continue
            score = self._similarity(a, b)
            if score >= _ONLY_ONES_LEFT:
                self._pair(a, b, score)


def _keys(paragraph: list[str]) -> list[str]:
    """Single words and pairs of neighbours."""
    return paragraph + [f"{left} {right}" for left, right in pairwise(paragraph)]
