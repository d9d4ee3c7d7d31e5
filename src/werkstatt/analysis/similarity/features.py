"""What of a word is compared: its stem, the parts of a compound, and runs of letters that survive a typing error."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache

from werkstatt.analysis.similarity.clauses import SIGNALS
from werkstatt.analysis.similarity.lexicon import ENDINGS, PALE, PARTS, PREFIXES, SHORT_PARTS, STOP_WORDS, WHOLE
from werkstatt.analysis.similarity.words import stem

PART_WEIGHT = 0.7
"""Of a part of a compound, against 1 for the whole word."""
GRAM_WEIGHT = 0.9
"""Of all runs of letters of a word together (as the length of the vector), against 1 for the word."""
PALE_WEIGHT = 0.5
"""Of a word that stands in texts about anything, or only says which way something shall go."""
_RUNS = (3, 4, 5)
_SHORTEST_COMPOUND = 6
_SHORTEST_PART = 4
GRAM = "~"
"""What the name of a run of letters begins with; a stem begins with a letter."""

_PALE = frozenset(stem(word) for word in PALE.split()) | SIGNALS
KNOWN_PARTS = frozenset(stem(part) for part in PARTS | SHORT_PARTS)
"""Stems that are parts wherever they stand; all others are only where some text has them as a word."""


@lru_cache(maxsize=4_000)
def features(plain: str) -> tuple[tuple[str, float], ...]:
    """Names of features and weights of one word (plain form): first its stem, then parts and runs of letters."""
    own = stem(plain)
    whole = PALE_WEIGHT if own in _PALE else 1.0
    found = dict.fromkeys(parts(plain), PART_WEIGHT * whole)
    grams = runs(plain)
    if grams:
        found |= dict.fromkeys(grams, GRAM_WEIGHT * whole / len(grams) ** 0.5)
    found.pop(own, None)
    return ((own, whole), *found.items())


def is_pale(name: str) -> bool:
    """Whether a stem stands in texts about anything."""
    return name in _PALE


def parts(plain: str) -> set[str]:
    """Stems of all beginnings and ends that may be parts of a compound; which ones are, the other texts tell.

    >>> sorted(parts("radweg"))
    ['rad', 'weg']
    """
    return {part for firsts, last in _cuts(plain) for part in (*firsts, last) if _may_be_part(part)}


def known_parts(plain: str, known: Container[str]) -> set[str]:
    """Stems of the halves of a compound where both are known: surer than ``parts``, for a reader is shown them."""
    found: set[str] = set()
    for firsts, last in _cuts(plain):
        first = next((one for one in firsts if one in known or one in KNOWN_PARTS), None)
        if first and (last in known or last in KNOWN_PARTS):
            found |= {part for part in (first, last) if _may_be_part(part)}
    return found


def _may_be_part(name: str) -> bool:
    return len(name) >= _SHORTEST_PART or name in KNOWN_PARTS


def _cuts(plain: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """All ways to cut a word in two: stems of the beginning (with and without the s that joins), stem of the end.

    A beginning of three letters counts only before a known end (``Rad-weg``, but not ``Rad-ikale``).
    """
    if len(plain) < _SHORTEST_COMPOUND or plain in WHOLE:
        return
    for cut in range(3, len(plain) - 2):
        first, last = plain[:cut], plain[cut:]
        if first in PREFIXES or last in ENDINGS or (len(last) < _SHORTEST_PART and last not in SHORT_PARTS):
            continue
        end = stem(last)
        if first in STOP_WORDS or (len(first) < _SHORTEST_PART and end not in KNOWN_PARTS):
            continue
        joined = first.endswith("s") and len(first) > _SHORTEST_PART
        yield (stem(first), stem(first[:-1])) if joined else (stem(first),), end


def runs(plain: str) -> set[str]:
    """All runs of three to five characters of a word with a blank at either end."""
    padded = f" {plain} "
    return {f"{GRAM}{padded[i : i + n]}" for n in _RUNS for i in range(len(padded) - n + 1)}
