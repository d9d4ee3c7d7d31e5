"""How often German words are used: about 40,000 forms with their Zipf values.

The Zipf value of a word is the base-10 logarithm of its number of uses in a billion words (van Heuven and others
2014): 7 is "und", 5 "Wasser", 4 "Verwaltung", 3 a word that one meets now and then. The list is a cut of wordfreq's
German data (see data/README.md for its licence), rounded to a tenth.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

UNKNOWN = 0.0
"""Zipf value of what is not in the list."""

_GENDER = re.compile(r"(?<=\w)(?:[:*_]innen|(?:[:*_]in|/-?in(?:nen)?|\(in(?:nen)?\))(?![a-zäöüß]))")
_INNER_CAPITAL = re.compile(r"(?<=[a-zäöüß])In(?=nen\b|\b)")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def zipf(word: str) -> float:
    """The Zipf value of a word as it is written (capitals do not matter), ``UNKNOWN`` if it is not in the list.

    Forms like "Bürger:innen" count as their first part.
    """
    return of_form(normalised(word))


def of_form(form: str) -> float:
    """The Zipf value of a form that is normalised already."""
    return _values().get(form, UNKNOWN)


def normalised(word: str) -> str:
    """The form in which words stand in the list: small letters, "ss" for "ß", no soft hyphens, "Bürger" for
    "Bürger:innen"."""
    if not word.isalpha():
        word = _GENDER.sub("", _INVISIBLE.sub("", word)).replace("’", "'")
    if "In" in word[1:]:
        word = _INNER_CAPITAL.sub("in", word)
    return word.casefold()


@cache
def _values() -> dict[str, float]:
    """Read the list: below a line about its origin, one line per Zipf value, in tenths, followed by its words."""
    data = resources.files(__package__).joinpath("data/frequencies.txt").read_text("utf-8")
    values: dict[str, float] = {}
    for line in data.splitlines()[1:]:
        value, *words = line.split(" ")
        values.update(dict.fromkeys(words, int(value) / 10))
    return values
