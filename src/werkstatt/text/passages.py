"""Two wordings of a long text, ready to follow places from the old to the new one.

A place is followed in three ways: through the paragraph that corresponds to its own, by its exact words anywhere, and
by its rare words anywhere. Each way yields candidates; how well a candidate fits is measured by its words and by the
words around it. The verdict over them is in :mod:`werkstatt.text.carry`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

from werkstatt.text.align import align
from werkstatt.text.mapping import Mapping

Span = tuple[int, int]

CONTEXT = 80
"""Characters on either side whose words tell whether the surroundings are the same."""

_SEARCHED_CONTEXT = 100
"""Characters on either side that take part in the search by rare words."""

_TOO_COMMON = 60
"""A word that occurs more often than this does not lead anywhere."""

_BUCKET = 6
"""Words by which two occurrences may be displaced and still speak for the same place."""

_ENOUGH_OF_THE_QUOTE = 0.25
"""Share of a quote's rare words without which a place is not worth looking at."""

_SLACK = 16
"""Words around a found place that the comparison looks at."""

_NEAR = 3
"""Paragraphs beside one that tell whether it stands in the same neighbourhood."""

_MATRIX_CELLS = 1_000_000_000
"""Largest product of lengths whose spelling is compared; a quote of a whole chapter is known by its words."""

_PLACES = 4
"""Places found by rare words that are looked at closely."""

_WORD = re.compile(r"\w+")


class Fit(NamedTuple):
    """How well a place of the new text fits an old one; all from 0 to 1.

    ``words`` weighs common words by their rarity, ``characters`` looks at the spelling, ``before`` and ``after`` are
    the surroundings.
    """

    words: float
    characters: float
    before: float
    after: float

    @property
    def score(self) -> float:
        """The quote counts four times as much as what stands around it."""
        return 0.4 * (self.words + self.characters) + 0.1 * (self.before + self.after)

    @property
    def context(self) -> float:
        """How much of the surroundings is the same."""
        return (self.before + self.after) / 2


class Passages:
    """The old and the new text, with the ranges of their paragraphs and which of them correspond.

    ``known`` are pairs of paragraphs that are certainly versions of each other (same id); ``parts`` are further ones
    because a paragraph was split or merged.
    """

    def __init__(
        self,
        old: str,
        new: str,
        old_spans: Sequence[Span],
        new_spans: Sequence[Span],
        known: Iterable[Span] = (),
        parts: Iterable[Span] = (),
    ) -> None:
        self.old, self.new = old, new
        self.old_spans, self.new_spans = old_spans, new_spans
        self._old_starts, self._new_starts = [s for s, _ in old_spans], [s for s, _ in new_spans]
        self.old_texts, self.new_texts = [old[a:b] for a, b in old_spans], [new[a:b] for a, b in new_spans]
        known = list(known)
        self.known = frozenset(a for a, _ in known)
        self.pairs = {pair.old: pair.new for pair in align(self.old_texts, self.new_texts, known)}
        self.back = {b: a for a, b in self.pairs.items()}
        self._parts: dict[int, list[int]] = defaultdict(list)
        for a, b in parts:
            self._parts[a].append(b)
        self._mappings: dict[Span, Mapping] = {}
        self._backwards: dict[int, Mapping] = {}

    # Paragraphs

    def old_paragraphs(self, start: int, end: int) -> range:
        """The old paragraphs that a range touches."""
        return _touched(self._old_starts, self.old_spans, start, end)

    def new_paragraphs(self, start: int, end: int) -> range:
        """The new paragraphs that a range touches."""
        return _touched(self._new_starts, self.new_spans, start, end)

    def is_same(self, a: int) -> bool:
        """Whether an old paragraph stands in the new text letter for letter."""
        return a in self.pairs and self.old_texts[a] == self.new_texts[self.pairs[a]]

    def is_certain(self, a: int) -> bool:
        """Whether an unchanged paragraph cannot be mixed up with a twin: by its id, its uniqueness or a neighbour."""
        text = self.old_texts[a]
        if a in self.known or (self._old_counts[text] == 1 and self._new_counts[text] == 1):
            return True
        return any(self.pairs.get(a + step, -9) == self.pairs[a] + step for step in (1, -1))

    def is_supported(self, a: int) -> bool:
        """Whether more than similar words speaks for the counterpart of a paragraph: its id, or others beside it."""
        if a in self.known or a in self._parts:
            return True
        if a not in self.pairs:
            return False
        b = self.pairs[a]
        return any(
            0 < step * (self.pairs[near] - b) <= _NEAR + 1
            for step in (1, -1)
            for near in range(a + step, a + step * (_NEAR + 1), step)
            if near in self.pairs
        )

    def is_split(self, a: int) -> bool:
        """Whether parts of a paragraph became paragraphs of their own."""
        return bool(self._parts.get(a))

    @cached_property
    def _old_counts(self) -> Counter[str]:
        return Counter(self.old_texts)

    @cached_property
    def _new_counts(self) -> Counter[str]:
        return Counter(self.new_texts)

    # Candidates

    def through_paragraphs(self, start: int, end: int) -> list[Span]:
        """Where the corresponding paragraphs put an old range; several if a paragraph was split or merged."""
        touched = self.old_paragraphs(start, end)
        if len(touched) == 1:
            places = [self._through(touched[0], b, start, end) for b in self._counterparts(touched[0])]
            return [place for place in places if place is not None]
        pieces = [
            place
            for a in touched
            for b in self._counterparts(a)[:1]
            if (place := self._through(a, b, start, end)) is not None
        ]
        if not pieces:
            return []
        return [(min(place[0] for place in pieces), max(place[1] for place in pieces))]

    def _counterparts(self, a: int) -> list[int]:
        return ([self.pairs[a]] if a in self.pairs else []) + self._parts.get(a, [])

    def _through(self, a: int, b: int, start: int, end: int) -> Span | None:
        from_start, from_end = self.old_spans[a]
        place = self._mapping(a, b).range(max(start, from_start) - from_start, min(end, from_end) - from_start)
        offset = self.new_spans[b][0]
        return (place[0] + offset, place[1] + offset) if place else None

    def _mapping(self, a: int, b: int) -> Mapping:
        if (a, b) not in self._mappings:
            self._mappings[a, b] = Mapping(self.old_texts[a], self.new_texts[b])
        return self._mappings[a, b]

    def exact(self, start: int, end: int, most: int = 20) -> list[Span]:
        """All places where exactly these words stand in the new text (no more than ``most``)."""
        quote = self.old[start:end]
        places: list[Span] = []
        at = self.new.find(quote)
        cuts = _cuts(self.old, start, end)
        while at >= 0 and len(places) < most:
            # "Netz" does not stand in "Netzwerk".
            if _cuts(self.new, at, at + len(quote)) <= cuts:
                places.append((at, at + len(quote)))
            at = self.new.find(quote, at + 1)
        return places

    def same_in_known(self, start: int, end: int) -> Span | None:
        """The place of a quote that stands once in its paragraph, and once in that of the same id."""
        (a, *others) = self.old_paragraphs(start, end)
        if others or a not in self.known:
            return None
        quote, (new_start, new_end) = self.old[start:end], self.new_spans[self.pairs[a]]
        if self.old_texts[a].count(quote) != 1 or self.new.count(quote, new_start, new_end) != 1:
            return None
        at = self.new.index(quote, new_start, new_end)
        cut = _cuts(self.new, at, at + len(quote)) <= _cuts(self.old, start, end)
        return (at, at + len(quote)) if cut else None

    def by_rare_words(self, start: int, end: int) -> list[Span]:
        """Places that share the rare words of an old range and its surroundings, in about the same order."""
        low, high = max(0, start - _SEARCHED_CONTEXT), min(len(self.old), end + _SEARCHED_CONTEXT)
        words = [(match[0], match.start() + low) for match in _WORD.finditer(self.old[low:high])]
        votes: dict[int, float] = defaultdict(float)
        by_quote: dict[int, float] = defaultdict(float)
        best_vote = 0.0
        for number, (word, at) in enumerate(words):
            places: Sequence[int] = self._index.get(word, ())
            if len(places) > _TOO_COMMON:
                continue
            weight = self._weight[word]
            tally, vote = (by_quote, weight) if start <= at < end else (votes, weight / 2)
            best_vote += vote if tally is by_quote else 0
            for place in places:
                tally[(place - number) // _BUCKET] += vote
        total = {}
        for bucket in by_quote:
            near = (bucket - 1, bucket, bucket + 1)
            quoted = sum(by_quote.get(other, 0) for other in near)
            if quoted >= best_vote * _ENOUGH_OF_THE_QUOTE:
                total[bucket] = quoted + sum(votes.get(other, 0) for other in near)
        found: list[Span] = []
        looked_at: list[int] = []
        for bucket in sorted(total, key=lambda bucket: (-total[bucket], bucket)):
            if len(looked_at) == _PLACES:
                break
            if all(abs(bucket - other) > 2 for other in looked_at):
                looked_at.append(bucket)
                first = bucket * _BUCKET
                window_start, window_end = self._window(first, first + len(words), high - low)
                mapping = Mapping(self.old[low:high], self.new[window_start:window_end])
                inside = mapping.range(start - low, end - low)
                if inside is not None:
                    found.append((inside[0] + window_start, inside[1] + window_start))
        return found

    def _window(self, first: int, last: int, length: int) -> Span:
        """Characters around open words ``first`` to ``last``; no more than a passage of that length may need.

        Open words that follow each other may stand far apart, with unchanged paragraphs between them.
        """
        spans = self._open_words
        left, middle, right = (
            spans[max(0, min(number, len(spans) - 1))]
            for number in (first - _SLACK, (first + last) // 2, last + _SLACK)
        )
        start = max(left[0], middle[0] - length - _SEARCHED_CONTEXT)
        return start, max(start, min(right[1], middle[1] + length + _SEARCHED_CONTEXT))

    def is_claimed(self, place: Span, start: int, end: int) -> bool:
        """Whether another old passage explains a new place at least as well as the old range ``start:end`` does."""
        for b in self.new_paragraphs(*place):
            a = self.back.get(b)
            if a is None:
                continue
            offset = self.new_spans[b][0]
            low, high = max(place[0], self.new_spans[b][0]) - offset, min(place[1], self.new_spans[b][1]) - offset
            if low >= high:
                continue
            if b not in self._backwards:
                self._backwards[b] = Mapping(self.new_texts[b], self.old_texts[a])
            origin = self._backwards[b].range(low, high)
            if origin is None:
                continue
            from_start, from_end = origin[0] + self.old_spans[a][0], origin[1] + self.old_spans[a][0]
            if from_start < end and start < from_end:
                continue
            text = self.new[slice(*place)]
            theirs = Indel.normalized_similarity(self.old[from_start:from_end], text)
            if theirs >= Indel.normalized_similarity(self.old[start:end], text):
                return True
        return False

    # How well a candidate fits

    def fit(self, start: int, end: int, place: Span) -> Fit:
        """Compare an old range and its surroundings with a place of the new text and its surroundings."""
        old, new = self.old, self.new
        quote, text = old[start:end], new[slice(*place)]
        words = self._alike(quote, text)
        return Fit(
            words,
            Indel.normalized_similarity(quote, text) if len(quote) * len(text) < _MATRIX_CELLS else words,
            self._alike(old[max(0, start - CONTEXT) : start], new[max(0, place[0] - CONTEXT) : place[0]]),
            self._alike(old[end : end + CONTEXT], new[place[1] : place[1] + CONTEXT]),
        )

    def _alike(self, left: str, right: str) -> float:
        """Share of common words in common order, rare words weighing more."""
        if left == right:
            return 1.0
        left_words, right_words = _WORD.findall(left), _WORD.findall(right)
        if not left_words and not right_words:
            return Indel.normalized_similarity(left, right)
        names: dict[str, str] = {}
        a = "".join([names.setdefault(word, chr(len(names))) for word in left_words])
        b = "".join([names.setdefault(word, chr(len(names))) for word in right_words])
        weight = self._weight
        common = sum(
            weight[word]
            for step in LCSseq.opcodes(a, b)
            if step.tag == "equal"
            for word in left_words[step.src_start : step.src_end]
        )
        return 2 * common / (sum([weight[word] for word in left_words]) + sum([weight[word] for word in right_words]))

    # Built when first needed: only what is not the same letter for letter can hold a place that has to be searched.

    @cached_property
    def _open_words(self) -> list[Span]:
        """Ranges of the words of new paragraphs that no identical old paragraph explains."""
        spans = []
        for b, (start, end) in enumerate(self.new_spans):
            if not (b in self.back and self.is_same(self.back[b])):
                spans += [match.span() for match in _WORD.finditer(self.new, start, end)]
        return spans

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, (start, end) in enumerate(self._open_words):
            index[self.new[start:end]].append(number)
        return dict(index)

    @cached_property
    def _counts(self) -> Counter[str]:
        counts = Counter({word: len(places) for word, places in self._index.items()})
        for a, text in enumerate(self.old_texts):
            if not self.is_same(a):
                counts.update(_WORD.findall(text))
        return counts

    @cached_property
    def _weight(self) -> _Weights:
        return _Weights(self._counts)


class _Weights(dict[str, float]):
    """How much a word says about a place: the rarer, the more."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self._counts = counts
        self._total = sum(counts.values()) + 2.0

    def __missing__(self, word: str) -> float:
        weight = self[word] = log(self._total / self._counts.get(word, 1))
        return weight


def _cuts(text: str, start: int, end: int) -> set[str]:
    """Which borders of a range lie inside a word."""
    inside = set()
    if start and text[start - 1].isalnum() and text[start].isalnum():
        inside.add("start")
    if end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        inside.add("end")
    return inside


def _touched(starts: Sequence[int], spans: Sequence[Span], start: int, end: int) -> range:
    first = max(0, bisect_right(starts, start) - 1)
    if first < len(spans) and spans[first][1] <= start:
        first += 1
    last = bisect_right(starts, max(start, end - 1))
    return range(first, max(first, last))
