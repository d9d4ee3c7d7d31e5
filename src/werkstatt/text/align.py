"""Which paragraph of an old text became which one of a new text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

from rapidfuzz.distance import Indel

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


_SMALL_GAP = 100
"""Comparisons that are made between two known neighbours without looking for rare words first."""

_MATRIX_CELLS = 4_000_000_000
"""Largest product of lengths that is compared in order."""

_Candidate = tuple[int, int, float]
"""Old position, new position, similarity."""


class Pair(NamedTuple):
    """Paragraph ``old`` of the old text is paragraph ``new`` of the new one; similarity of their words from 0 to 1."""

    old: int
    new: int
    similarity: float


def align(old: Sequence[str], new: Sequence[str], known: Iterable[tuple[int, int]] = ()) -> list[Pair]:
    """Pairs of corresponding paragraphs, by old position; each occurs once at most. ``known`` pairs are kept."""
    return _Alignment(old, new, known).pairs()


class _Alignment:
    def __init__(self, old: Sequence[str], new: Sequence[str], known: Iterable[tuple[int, int]]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, tuple[int, float]] = {}
        self.taken: dict[int, int] = {}
        numbers = _Numbers()
        self.old_words, self.new_words = _Words(old, numbers), _Words(new, numbers)
        for a, b in known:
            if a in self.found or b in self.taken:
                continue
            self._pair(a, b, 1.0 if old[a] == new[b] else self._similarity(a, b))

    def pairs(self) -> list[Pair]:
        self._equal_and_unique()
        self._equal_neighbours()
        self._in_order(self._in_small_gaps())
        candidates = self._by_rare_words()
        self._in_order(candidates)
        self._moved(candidates)
        self._only_ones_left()
        return [Pair(a, b, score) for a, (b, score) in sorted(self.found.items())]

    def _pair(self, a: int, b: int, score: float) -> None:
        self.found[a] = (b, score)
        self.taken[b] = a

    def _similarity(self, a: int, b: int) -> float:
        """How much of the words is common, in order, long words weighing more: 0 nothing, 1 everything."""
        left, right = self.old_words.encoded(a), self.new_words.encoded(b)
        if len(left) * len(right) > _MATRIX_CELLS:  # a book without paragraphs: the order must not cost minutes
            return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))
        return Indel.normalized_similarity(left, right)

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

    def _in_order(self, candidates: list[_Candidate]) -> None:
        """The heaviest chain of similar paragraphs that crosses no known pair."""
        rows = [(a, b, int(score * (len(self.old[a]) + 1) + 1)) for a, b, score in candidates if score >= SIMILAR]
        if not rows:
            return
        rows += [(a, b, 1_000_000) for a, b in self._chain()]
        rows.sort(key=lambda row: (row[0], -row[1]))
        for index in increasing([b for _, b, _ in rows], [weight for _, _, weight in rows]):
            a, b, _ = rows[index]
            if a not in self.found and b not in self.taken:
                self._pair(a, b, self._similarity(a, b))

    def _moved(self, candidates: list[_Candidate]) -> None:
        for a, b, score in sorted(candidates, key=lambda row: -row[2]):
            if score >= SIMILAR_ELSEWHERE and a not in self.found and b not in self.taken:
                self._pair(a, b, score)

    def _chain(self) -> list[tuple[int, int]]:
        """The pairs found so far that stand in the same order on both sides."""
        pairs = [(a, b) for a, (b, _) in sorted(self.found.items())]
        return [pairs[i] for i in increasing([b for _, b in pairs], [len(self.old[a]) + 1 for a, _ in pairs])]

    def _in_small_gaps(self) -> list[_Candidate]:
        """Similar paragraphs between the same two neighbours: nearly all edits, and quickly compared."""
        result = []
        previous = (-1, -1)
        for pair in [*self._chain(), (len(self.old), len(self.new))]:
            left = [a for a in range(previous[0] + 1, pair[0]) if a not in self.found]
            right = [b for b in range(previous[1] + 1, pair[1]) if b not in self.taken]
            if len(left) * len(right) <= _SMALL_GAP:
                scored = [(a, b, self._similarity(a, b)) for a in left for b in right]
                result += [row for row in scored if row[2] >= SIMILAR_ELSEWHERE]
            previous = pair
        return result

    def _by_rare_words(self) -> list[_Candidate]:
        """Pairs of free paragraphs that share rare words, each old one with its few best."""
        index: dict[int, list[int]] = defaultdict(list)
        for b in self._free_new():
            for key in self.new_words.keys(b):
                index[key].append(b)
        total = len(self.new) + 1
        result = []
        for a in self._free_old():
            votes: dict[int, float] = defaultdict(float)
            for key in self.old_words.keys(a):
                places = index.get(key, ())
                if 0 < len(places) <= _TOO_COMMON:
                    vote = log(total / len(places))
                    for b in places:
                        votes[b] += vote
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


class _Numbers(dict[str, int]):
    """Gives every new word the next number."""

    def __init__(self) -> None:
        super().__init__()
        self.signs: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        self.signs.append(chr(number) * ((len(word) + 6) // 4))
        return number


class _Words:
    """The words of paragraphs as numbers, taken when first needed, and as strings that compiled code compares."""

    def __init__(self, texts: Sequence[str], numbers: _Numbers) -> None:
        self._texts = texts
        self._numbers = numbers
        self._words: dict[int, list[int]] = {}
        self._encoded: dict[int, str] = {}

    def encoded(self, index: int) -> str:
        """One character for a word, repeated for long ones, so that they weigh more."""
        if index not in self._encoded:
            signs = self._numbers.signs
            self._encoded[index] = "".join([signs[number] for number in self._of(index)])
        return self._encoded[index]

    def keys(self, index: int) -> Iterable[int]:
        """Single words and pairs of neighbours, each once, in order."""
        own = self._of(index)
        pairs = [(left + 1 << 20) + right for left, right in pairwise(own)]
        return dict.fromkeys(own + pairs)

    def _of(self, index: int) -> list[int]:
        if index not in self._words:
            text, numbers = self._texts[index], self._numbers
            self._words[index] = [numbers[word] for word in words(text) or text.split()]
        return self._words[index]
