"""Which texts say nearly the same as another one, and which say the opposite: for desk, writer and command line.

A text is a sparse vector over stems, parts of compounds and runs of letters (``features``), weighted by how rare each
is among the texts (TF-IDF, sublinear: Salton & Buckley 1988, Information Processing & Management 24(5)); the score of
two texts is the cosine of their vectors. No model, no training: every match can say which words made it.

What is kept per text is how often it has each feature; the weights are worked out from the present counts when somebody
asks. So a text costs a row when it is added, nothing drifts, and the order in which texts came does not matter (scores
are rounded to four digits, which hides in which order the sums were made).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.similarity.direction import differing
from werkstatt.analysis.similarity.matches import Likeness, Match, Pair
from werkstatt.analysis.similarity.reading import Reading, read
from werkstatt.analysis.similarity.rows import Rows

SIMILAR = 0.25
"""Score from which two texts are called similar."""
DUPLICATE = 0.70
"""Score from which two texts say the same."""
MOST_SHARED = 5
"""Shared words that explain a match."""
_FEWEST_WORDS = 1
"""Telling words below which nothing is said about a text."""
_DIGITS = 4


class Index:
    """Texts that can be asked which of them are near to a text. Keys are the caller's own."""

    def __init__(self, texts: Iterable[tuple[int, str]] = ()) -> None:
        self._rows = Rows()
        self._readings: dict[int, Reading] = {}
        for key, text in texts:
            self.add(key, text)

    def __len__(self) -> int:
        return len(self._readings)

    def __contains__(self, key: int) -> bool:
        return key in self._readings

    def __iter__(self) -> Iterator[int]:
        """The keys."""
        return iter(self._readings)

    def reading(self, key: int) -> Reading:
        """What is kept of a text. KeyError if it is not there."""
        return self._readings[key]

    def add(self, key: int, text: str) -> None:
        """Take a text in; one that is there under the same key is replaced."""
        self.remove(key)
        reading = read(text)
        self._readings[key] = reading
        self._rows.add(key, reading.counts)

    def remove(self, key: int) -> None:
        """Forget a text; nothing happens if it is not there."""
        if self._readings.pop(key, None) is not None:
            self._rows.remove(key)

    def nearest(
        self, text: str, *, most: int = 5, floor: float = SIMILAR, without: Collection[int] = ()
    ) -> list[Match]:
        """The texts nearest to a text, the nearest first (then by key), at most ``most``, scores from ``floor``.

        ``without``: keys that are left out, such as the text's own. A text without any telling word is like nothing.
        """
        reading = read(text)
        if len(reading.words) < _FEWEST_WORDS or not self._readings or most < 1:
            return []
        keys, scores = self._rows.scores(reading.counts)
        if without:
            scores[np.isin(keys, list(without))] = 0.0
        found = _best(keys, scores, most, floor)
        return [self._match(reading, key, score) for key, score in found]

    def pairs(self, *, most: int = 5, floor: float = SIMILAR, told: Callable[[int], None] | None = None) -> list[Pair]:
        """For every text its ``most`` nearest others, each pair once, the nearest pairs first (then by keys).

        ``told`` is called with the number of texts that have been compared, for whoever waits.
        """
        found = {(min(a, b), max(a, b)): score for a, b, score in self.neighbours(most=most, floor=floor, told=told)}
        ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return [self._pair(a, b, score) for (a, b), score in ordered]

    def neighbours(
        self, *, most: int = 5, floor: float = SIMILAR, told: Callable[[int], None] | None = None
    ) -> Iterator[tuple[int, int, float]]:
        """For every text the keys and scores of its ``most`` nearest others, the nearest first."""
        for done, (key, others, scores) in enumerate(self._rows.nearest_of_all(most, floor), start=1):
            if told:
                told(done)
            for other, score in zip(others.tolist(), np.round(np.minimum(scores, 1.0), _DIGITS).tolist(), strict=True):
                if score >= floor:
                    yield key, other, score

    def _pair(self, a: int, b: int, score: float) -> Pair:
        match = self._match(self._readings[a], b, score)
        return Pair(a, b, match.score, match.kind, match.because)

    def _match(self, here: Reading, key: int, score: float) -> Match:
        there = self._readings[key]
        if here.plain == there.plain:
            score = 1.0
        reasons = differing(here.clauses, there.clauses, self._rows.weight)
        if reasons:
            return Match(key, score, Likeness.OPPOSED, reasons)
        kind = Likeness.DUPLICATE if score >= DUPLICATE else Likeness.SIMILAR
        return Match(key, score, kind, self._shared(here, there))

    def _shared(self, here: Reading, there: Reading) -> tuple[str, ...]:
        both = here.words.keys() & there.words.keys()
        ordered = sorted(both, key=lambda stem: (-self._rows.weight(stem), stem))
        return tuple(there.words[stem] for stem in ordered[:MOST_SHARED])


def _best(keys: NDArray[np.int64], scores: NDArray[np.float64], most: int, floor: float) -> list[tuple[int, float]]:
    """Keys and rounded scores of the ``most`` highest, ties by key."""
    rounded = np.round(np.minimum(scores, 1.0), _DIGITS)
    wanted = np.flatnonzero(rounded >= max(floor, 10.0**-_DIGITS))
    order = np.lexsort((keys[wanted], -rounded[wanted]))[:most]
    return [(int(keys[place]), float(rounded[place])) for place in wanted[order]]
