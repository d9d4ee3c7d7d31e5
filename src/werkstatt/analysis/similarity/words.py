"""Words of a German text in the form in which they are compared: stems, whatever the spelling, ending or gender form.

A word keeps how it was written, so that a match can be explained in the writer's own words. Nothing here depends on
other texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from werkstatt.analysis.similarity.lexicon import SAME, STEM_OF, STOP_WORDS

LONGEST = 20_000
"""Characters of a text that are compared: what it is about is said by then, and a megabyte in a cell costs no more."""
LONGEST_WORD = 60
"""Characters of a word that are compared; longer ones are addresses or languages without blanks."""

_NUMBER = r"\d+(?:[.,:]\d+)*"
_GENDER = r"(?:[:*_·/]-?|\()[Ii]n(?:nen)?\)?(?!\w)"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_][^\W_]*(?:{_GENDER}|['’\-‐‑][^\W_]+)*")
_INNER_I = re.compile(r"(?<=[a-zäöüß])In(?:nen)?$")
_GENDER_END = re.compile(rf"{_GENDER}$")
_HYPHEN = re.compile(r"['’\-‐‑]")
_DOUBLED = re.compile(r"([bdfgklmnprst])\1$")
_NOUN_OF_A_VERB = re.compile(r"(?<=....)ung(?:en|s)?$")
_NOT_OF_A_VERB = frozenset({"zeitung", "zeitungen", "zeitungs", "heizung", "heizungen", "heizungs"})
_STEMMER = Stemmer.Stemmer("german", 0)  # no cache of its own: threads share it, and stems are kept below


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as written, in small letters without gender sign, its stem, and where it begins.

    ``is_number``: written in digits. ``is_telling``: it says what a text is about; numbers do not (they say how much of
    it).
    """

    written: str
    plain: str
    stem: str
    is_number: bool
    is_telling: bool
    start: int


def normalised(text: str) -> str:
    """The part of the text that is compared, in one Unicode form (NFKC: CO₂ is CO2), without soft hyphens."""
    return unicodedata.normalize("NFKC", text[:LONGEST]).replace("\u00ad", "")


def words(text: str) -> Iterator[Word]:
    """All words and numbers of a normalised text in their order."""
    for found in _TOKEN.finditer(text):
        written = found[0]
        yield Word(written, *_form(written), found.start())


@lru_cache(maxsize=100_000)
def _form(written: str) -> tuple[str, str, bool, bool]:
    plain = plain_form(written)
    is_number = plain[0].isdigit()
    return plain, stem(plain), is_number, not is_number and len(plain) > 1 and plain not in STOP_WORDS


def plain_form(written: str) -> str:
    """Small letters, umlauts spelled out, no hyphens, no gender sign: ``Bürger*innen`` → ``buerger``."""
    plain = _GENDER_END.sub("", _INNER_I.sub("", written))
    return spelled(_HYPHEN.sub("", plain)[:LONGEST_WORD])


def spelled(word: str) -> str:
    """Small letters, umlauts spelled out."""
    return word.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")


@lru_cache(maxsize=100_000)
def stem(plain: str) -> str:
    """What all forms of a word have in common: ``Häuser``, ``Haus`` → ``haus``; ``Planung``, ``planen`` → ``plan``.

    Snowball's German stemmer; before it ``-ung`` goes, after it one of two equal letters (``Busse`` → ``bus``). Words
    whose stems would be another word's (fördern, fordern) or several (verbieten, Verbot), and words that say the same
    (Müll, Abfall), stand in lists.
    """
    for beginning, own in STEM_OF.items():
        if plain.startswith(beginning):
            return own
    own = _own_stem(plain)
    return _SAME.get(own, own)


def _own_stem(plain: str) -> str:
    if plain.endswith(("as", "os")) and len(plain) > 4:
        plain = plain[:-1]
    base = plain if plain in _NOT_OF_A_VERB else _NOUN_OF_A_VERB.sub("", plain)
    found: str = _STEMMER.stemWord(base)
    return _DOUBLED.sub(r"\1", found) or base


_SAME = {_own_stem(word): _own_stem(line.split()[0]) for line in SAME.strip().splitlines() for word in line.split()[1:]}
