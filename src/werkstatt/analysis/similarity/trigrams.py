"""Similar texts by their trigrams: three letters in a row. Needs no model, knows no meaning, bears typing errors.

Rare trigrams weigh more than those that nearly every candidate has, so that "die Stadt soll" alone makes nobody
similar, and "Sprachausgabe" does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from math import log, sqrt

LONGEST = 1_000
"""Characters of a text that are compared: what it is about is said by then."""
SHORTEST = 6
"""Trigrams below which nothing is said about a text: "Gut!" is like nothing."""
SIMILAR = 0.36
DUPLICATE = 0.75

_WORD = re.compile(r"[^\W_]{2,}")
_EVERYWHERE = frozenset(
    """
    aber alle als also am an auch auf aus bei bin bis bitte da damit dann das dass dem den der des die doch dort du
    durch ein eine einem einen einer eines er es etwas fuer gibt haben hat hier ich ihr im immer in ist ja kann kein
    keine koennen man mehr mein mich mir mit muss nach nicht noch nur ob oder ohne schon sehr sein sich sie sind so
    soll sollte sollten ueber um und uns unser unsere unter viel vom von vor war was wenn wer werden wie wir wird
    wo wurde zu zum zur
    """.split()
)
"""Words that say nothing about what a text is about."""


class Likeness(StrEnum):
    """How near one text is to another."""

    DUPLICATE = "duplicate"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that is near enough: its key, a score from 0 to 1, and what to call it."""

    key: int
    score: float
    kind: Likeness


def words_of(text: str) -> set[str]:
    """The words that say something, in small letters, umlauts spelled out, each once."""
    plain = text[:LONGEST].lower()
    # Four replacements are many times faster than one translation table.
    plain = plain.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return set(_WORD.findall(plain)) - _EVERYWHERE


def trigrams(text: str) -> frozenset[str]:
    """All runs of three characters in the words, each word with a blank at either end."""
    return frozenset([trigram for word in words_of(text) for trigram in _of_word(word)])


def _of_word(word: str) -> list[str]:
    padded = f" {word} "
    return [padded[i : i + 3] for i in range(len(word))]


def similar(text: str, candidates: Iterable[tuple[int, str]], *, most: int = 8) -> list[Match]:
    """The candidates (key, text) that are near to the text, the nearest first, at most ``most`` of them.

    The score is the geometric mean of how much of the text (weighted) is in the candidate, and how much of the
    candidate is in the text: 1 for the same words, about 0 for words about something else.
    """
    own = trigrams(text)
    if len(own) < SHORTEST:
        return []
    known: dict[str, frozenset[str]] = {}
    compared = [(key, *_overlap(own, words, known)) for key, words in candidates]
    compared = [one for one in compared if one[2] >= SHORTEST and one[1]]
    weights = _weights(own, compared)
    whole = sum(weights.values())
    found = []
    for key, overlap, size in compared:
        here = sum([weights[trigram] for trigram in overlap]) / whole
        there = min(1.0, len(overlap) / size)
        score = sqrt(here * there)
        if score >= SIMILAR:
            found.append(Match(key, round(score, 4), Likeness.DUPLICATE if score >= DUPLICATE else Likeness.SIMILAR))
    return sorted(found, key=lambda match: (-match.score, match.key))[:most]


def _overlap(own: frozenset[str], words: str, known: dict[str, frozenset[str]]) -> tuple[set[str], int]:
    """Which trigrams of one's own are in these words, and how many trigrams the words have.

    ``known`` remembers the share of each word: people use the same few thousand words, so most of them are looked at
    once for all candidates.
    """
    overlap: set[str] = set()
    size = 0
    for word in words_of(words):
        size += len(word)
        share = known.get(word)
        if share is None:
            share = known[word] = own.intersection(_of_word(word))
        if share:
            overlap |= share
    return overlap, size


def _weights(own: frozenset[str], compared: Sequence[tuple[int, set[str], int]]) -> dict[str, float]:
    """How telling each trigram is: the fewer candidates have it, the more."""
    common = Counter(chain.from_iterable(overlap for _key, overlap, _size in compared))
    return {trigram: log((len(compared) + 2) / (common[trigram] + 1)) + 0.1 for trigram in own}
