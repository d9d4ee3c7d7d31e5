"""Cutting a text into the words by which it is found. Pure."""

from __future__ import annotations

import re
import unicodedata

NOTHING = " "
"""Stands for "there is nothing to find": the empty text means "nothing new"."""
_WORD = re.compile(r"[^\W_]+")
_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060"))
_LONGEST = 60


def words_in(text: str) -> list[str]:
    """Words in their order, folded: "Straße" and "STRASSE" are the same, hidden signs and punctuation are gone."""
    folded = unicodedata.normalize("NFKC", text.translate(_HIDDEN)).casefold()
    return [word[:_LONGEST] for word in _WORD.findall(unicodedata.normalize("NFKC", folded))]


def words_of(*texts: str) -> str:
    """Every different word of the texts with spaces between; ``NOTHING`` if there is none."""
    return " ".join(dict.fromkeys(word for text in texts for word in words_in(text))) or NOTHING
