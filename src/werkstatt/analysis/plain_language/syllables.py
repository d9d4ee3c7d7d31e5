"""Counting the syllables of German words by their groups of vowels."""

from __future__ import annotations

import re

_GROUPS = re.compile(
    r"""
      aa|ae|ai|au|ay|äu|ee|ei|eu|ey|ie|oe|oo|ou|oi     # two letters, one sound
    | (?<![qQ]) [aeiouyäöüáàâéèêíìîóòôúùûåæøœ]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def count(word: str) -> int:
    """Syllables of a word, at least 1 if it has a letter: "Verwaltung" 3, "Straße" 2, "Quelle" 2.

    Capitals spoken letter by letter ("EU", "DSGVO") count one syllable each.
    """
    letters = sum(map(str.isalpha, word))
    if not letters:
        return 0
    if letters > 1 and word.isupper() and letters <= 6:
        return letters
    return max(1, len(_GROUPS.findall(word)))
