"""Cutting text into the pieces that people see as one: words, spaces, signs.

Every character belongs to exactly one token, so joining the tokens gives the text again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
)
_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
"""Soft hyphen, zero-width characters and writing-direction marks: part of the word they stand in."""

_TOKEN = re.compile(
    rf"""
      \w (?: [\w{_COMBINING}{_INVISIBLE}]           # a word with its accents,
           | [-\u2010\u2011'’] (?=\w)               # hyphens and apostrophes inside it,
           | (?<=[^\W\d]) [:*] (?=[^\W\d])          # Bürger:innen, Bürger*innen
           | (?<=\d) [.,:] (?=\d)                   # and what holds a number together: 1.500,50 or 18:30
         )*
    | [\U0001f1e6-\U0001f1ff]{{2}}                  # a flag is two letters of an alphabet of its own
    | \n | \t                                       # the borders of rows and cells never melt into other space
    | [^\S\n\t]+
    | [^\w\s] (?: [{_COMBINING}{_INVISIBLE}] | (?<=\u200d) [^\w\s] )*
    """,
    re.VERBOSE,
)
_WORD = re.compile(rf"\w[\w{_COMBINING}]*")


def tokens(text: str) -> list[str]:
    """The text in pieces, in order: a word, a run of spaces, a tab, a line feed, or one sign."""
    return _TOKEN.findall(text)


def borders(pieces: Iterable[str]) -> list[int]:
    """Where each token begins, and at last where the text ends."""
    return list(accumulate(map(len, pieces), initial=0))


def words(text: str) -> list[str]:
    """Only the words and numbers, without spaces and signs."""
    return _WORD.findall(text)


def is_word(token: str) -> bool:
    """Whether a token is a word or a number rather than space or a sign."""
    return token[:1].isalnum() or token[:1] == "_"


def letters(token: str) -> int:
    """How much of a word a token is: its characters if it is a word, else 0."""
    return len(token) if is_word(token) else 0
