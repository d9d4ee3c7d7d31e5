"""One text as it is compared: its telling words and how often it has them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from werkstatt.analysis.similarity.clauses import Clause, clauses
from werkstatt.analysis.similarity.words import Word, normalised, words


@dataclass(frozen=True, slots=True)
class Reading:
    """What is kept of a text.

    ``plain``: all its words in order; two texts with the same are the same. ``counts``: how often each telling word
    occurs, in any form (under the plain form of the first). ``words``: stem → how the text writes it first.
    ``clauses``: which way it points.
    """

    plain: tuple[str, ...]
    counts: dict[str, int]
    words: dict[str, str]
    clauses: tuple[Clause, ...]


def read(text: str) -> Reading:
    """Take a text apart. Any text will do."""
    plain = normalised(text)
    found = list(words(plain))
    telling = [word for word in found if word.is_telling]
    first: dict[str, Word] = {}
    for word in telling:
        first.setdefault(word.stem, word)
    counted = Counter(word.stem for word in telling)
    return Reading(
        tuple(word.plain for word in found),
        {first[stem].plain: count for stem, count in counted.items()},
        {stem: word.written for stem, word in first.items()},
        clauses(plain, found),
    )
