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
    ``nouns``: stems of words with a capital letter inside of a sentence; at its beginning every word has one.
    ``clauses``: which way it points.
    """

    plain: tuple[str, ...]
    counts: dict[str, int]
    words: dict[str, str]
    nouns: frozenset[str]
    clauses: tuple[Clause, ...]


_BETWEEN = " \t„“”\"'‚‘»«(–-•*·"
"""Signs that may stand between the end of a sentence and the next one's first word."""


def begins(text: str, place: int) -> bool:
    """Whether a sentence begins at this place of a text, behind quotation marks and bullets too."""
    before = text[max(0, place - 12) : place].rstrip(_BETWEEN)
    return not before or before[-1] in ".!?:…\n"


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
        frozenset(word.stem for word in telling if word.written[0].isupper() and not begins(plain, word.start)),
        clauses(plain, found),
    )
