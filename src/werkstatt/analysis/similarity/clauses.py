"""The clauses of a text: what each is about, and which way it points.

Each clause has a sign, turned round by every negation and every word that wants less of something (``verbieten``,
``weniger``), so that ``nicht verbieten`` is no negation. It has qualities of which there is an opposite (``kostenlos``,
``kostenpflichtig``) and numbers with what they count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from werkstatt.analysis.similarity.opposites import (
    COMPOUNDING,
    CONDITIONS,
    DEMANDS,
    HARMLESS,
    LACK,
    MEASURES,
    MISSING,
    NAMED_BY_NUMBER,
    NO_LACK,
    NOT,
    NOT_THIS,
    NUMBERS,
    OFTEN,
    OPPOSITES,
    STATES,
    TAKEN_APART,
    UNWANTED,
    WANTED,
    stems,
)
from werkstatt.analysis.similarity.words import Word, stem

_MOST_CLAUSES = 60
"""Clauses that are looked at; who wants to say the opposite says so by then."""

_NOT, _NOT_THIS = frozenset(NOT.split()), frozenset(NOT_THIS.split())
_WANTED, _UNWANTED = stems(WANTED), stems(UNWANTED)
_QUALITIES = {
    word: (axis, sign)
    for axis, sides in enumerate(OPPOSITES)
    for sign, side in zip((1, -1), sides, strict=True)
    for word in stems(side)
}
SIGNALS = _WANTED | _UNWANTED | frozenset(_QUALITIES)
"""Stems that say in which direction, and little about what."""

_MEASURES = stems(MEASURES)
_VERDICT = frozenset("bin sind ist waere waeren stimme stimmen".split())
_TAKEN_APART = stems(" ".join(TAKEN_APART))
_COMPOUNDING = stems(COMPOUNDING)

_STOP = re.compile(r"[.!?;:,()\n–—]|\s-\s|->|=>|>")
_VERDICT = frozenset("bin sind ist waere waeren stimme stimmen".split())
_TAKEN_APART = stems(" ".join(TAKEN_APART))
_COMPOUNDING = stems(COMPOUNDING)

_SENTENCE = re.compile(r"[.!?;\n]")
_POINTING = frozenset({"das", "dies", "sowas", "davon", "solches"})
_JOINING = frozenset({"und", "oder", "sowie", "bzw"})
_TURNING = frozenset({"aber", "sondern", "doch", "jedoch", "statt", "anstatt", "stattdessen", "anstelle", "dafuer"})
_ARTICLES = frozenset("der die das den dem des ein eine einen einem einer".split())
_SINCE = frozenset({"seit", "vor"})
_UNIT = re.compile(r"\s*(%|€|km/h|m²|m2)")
_UNIT_NAMES = {"%": "prozent", "€": "euro", "km/h": "tempo", "eur": "euro", "kmh": "tempo", "km": "kilometer"}
_HARMLESS: dict[str, list[tuple[str, ...]]] = {}
for _phrase in HARMLESS:
    _HARMLESS.setdefault(_phrase.split()[0], []).append(tuple(_phrase.split()))


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: what it is about, and which way it points.

    ``signs``: stem of a telling word → 1 or -1. ``turned_by``: words as written that turned it round. ``wanted_by``:
    those that want more of it. ``qualities``: number of the pair of opposites → (1 or -1, as written). ``numbers``:
    what is counted → (value, as written). ``is_statement``: it says how things are, not how they should be;
    ``is_complaint``: and what is missing.
    """

    signs: dict[str, int]
    turned_by: tuple[str, ...]
    wanted_by: tuple[str, ...]
    qualities: dict[int, tuple[int, str]]
    numbers: dict[str, tuple[float, str]]
    is_statement: bool
    is_complaint: bool


def clauses(text: str, found: Sequence[Word]) -> tuple[Clause, ...]:
    """The clauses of a normalised text with its words. A clause without own direction takes that of its neighbour."""
    parts = _parts(text, found)
    drafts = [_Draft(text, part) for part in parts[:_MOST_CLAUSES]]
    for place, draft in enumerate(drafts):
        if draft.has_direction and not draft.is_about_something:
            for other in _meant(drafts, place):
                other.combine(draft)
    for before, after in pairwise(drafts):
        if after.is_joined and not after.has_direction and before.has_direction:
            after.inherit(before)
    for before, after in reversed(list(pairwise(drafts))):
        if after.is_joined and not before.has_direction and after.has_direction:
            before.inherit(after)
    return tuple(draft.clause() for draft in drafts)


def _meant(drafts: Sequence[_Draft], place: int) -> list[_Draft]:
    """The clauses to which one that says nothing but a direction gives it.

    Those before it, if it ends their sentence (``Böller am Rathaus, das muss verboten werden``) or points back to it
    (``Das muss verboten werden``); otherwise the next one (``Ich bin dagegen, dass …``).
    """
    draft, before, after = drafts[place], drafts[:place], drafts[place + 1 : place + 2]
    same = [one for one in before if one.sentence == draft.sentence]
    if same and draft.length > 1 and not (after and after[0].sentence == draft.sentence):
        return same
    if before and draft.points_back:
        return [one for one in before if one.sentence == before[-1].sentence]
    return list(after)


def _parts(text: str, found: Sequence[Word]) -> list[list[Word]]:
    """Words between signs and conjunctions; a conjunction begins a part."""
    parts: list[list[Word]] = [[]]
    end = 0
    for word in found:
        if _STOP.search(text, end, word.start) or word.plain in _JOINING or word.plain in _TURNING:
            parts.append([])
        parts[-1].append(word)
        end = word.start + len(word.written)
    return [part for part in parts if part]


class _Draft:
    """A clause in the making."""

    def __init__(self, text: str, part: Sequence[Word]) -> None:
        self._words = part
        self._text = text
        before = text[: part[0].start].rstrip()[-1:]
        listed = before == "," and sum(word.is_telling for word in part) == len(part) <= 2
        last = part[-1]
        has_verb = last.is_telling and last.written.islower() and last.plain.endswith("n")
        self.is_joined = listed or (part[0].plain in _JOINING and not (has_verb and len(part) > 2))
        self.sign = 1
        self.sentence = len(_SENTENCE.findall(text, 0, part[0].start))
        self.turned_by: list[str] = []
        self.wanted_by: list[str] = []
        self.has_direction = False
        self.qualities: dict[int, tuple[int, str]] = {}
        self._turned_once: dict[int, str] = {}
        self._read()

    @property
    def points_back(self) -> bool:
        """Whether it begins with a word for the sentence before."""
        return self._words[0].plain in _POINTING

    def inherit(self, other: _Draft) -> None:
        """Point where a neighbour points."""
        self.sign, self.turned_by, self.has_direction = other.sign, other.turned_by, True

    def combine(self, other: _Draft) -> None:
        """Follow a neighbour that says nothing but a direction: ``Ich bin dagegen, dass …``."""
        self.sign *= other.sign
        self.turned_by = [*other.turned_by, *self.turned_by]
        self.has_direction = True

    @property
    def length(self) -> int:
        """Words."""
        return len(self._words)

    @property
    def is_about_something(self) -> bool:
        """Whether it has a word that says what it is about."""
        return any(_matter(word) for word in self._words)

    def clause(self) -> Clause:
        """The finished clause."""
        signs: dict[str, int] = {}
        once: list[str] = []
        flip, cause = 1, ""
        for place, word in enumerate(self._words):
            if place in self._turned_once:
                flip, cause = -1, self._turned_once[place]
            elif name := _matter(word):
                signs.setdefault(name, self.sign * flip)
                once += [cause] if cause else []
                flip, cause = (1 if word.written[0].isupper() else flip), ""
        return Clause(
            signs=signs,
            turned_by=(*self.turned_by, *once),
            wanted_by=tuple(self.wanted_by),
            qualities=self.qualities,
            numbers=_numbers(self._text, self._words),
            is_statement=self._is_statement,
            is_complaint=self._is_complaint,
        )

    def _read(self) -> None:
        plain = [word.plain for word in self._words]
        harmless = _harmless(plain)
        if "ohne" in plain and not _NOT.isdisjoint(plain[: plain.index("ohne")]):
            # No roof without sun: every roof with.
            harmless |= {place for place, word in enumerate(plain) if word == "ohne" or word in _NOT}
        lacks = (bool(LACK & set(plain)) and not NO_LACK & set(plain)) or plain[0] in CONDITIONS
        for place, word in enumerate(self._words):
            if place in harmless:
                continue
            signal = _split(word.stem)[1] or word.stem
            too = plain[max(0, place - 1) : place] == ["zu"]
            if word.plain in _NOT_THIS and not _is_verdict(plain, place):
                # Trees against the heat: it is the trees that are wanted.
                if word.plain != "gegen" or not any(_is_noun(one) for one in self._words[:place]):
                    self._turned_once[place] = word.written
            elif word.plain in _NOT or word.plain in _NOT_THIS:
                self._turn(word, really=not lacks)
            elif too and signal in _MEASURES:
                # Too much of it: less is wanted; too little: more.
                self._turn(word, really=signal in _WANTED)
            elif signal in _UNWANTED or _is_gone(plain, place) or _is_taken_apart(plain, signal):
                self._turn(word)
            elif signal in _WANTED and not _is_temporal(plain, place):
                self.has_direction = True
                self.wanted_by.append(word.written)
            elif signal in _QUALITIES:
                axis, sign = _QUALITIES[signal]
                self.qualities.setdefault(axis, (-sign if too else sign, word.written))

        verb = any(map(_is_finite, self._words, [*plain[1:], ""]))
        self._is_statement = DEMANDS.isdisjoint(plain) and (verb or not STATES.isdisjoint(plain))
        negated = any(word in _NOT for place, word in enumerate(plain) if place not in harmless)
        self._is_complaint = (self._is_statement and negated and not self.wanted_by) or not MISSING.isdisjoint(plain)

    def _turn(self, word: Word, *, really: bool = True) -> None:
        self.has_direction = True
        if really:
            self.sign = -self.sign
            self.turned_by.append(word.written)


def _matter(word: Word) -> str:
    """The stem under which a word says what a clause is about; empty if it does not."""
    if not word.is_telling:
        return ""
    if word.stem in SIGNALS:
        # Who wants support wants something; who wants to support something wants that.
        return word.stem if word.stem in _WANTED and word.written[0].isupper() else ""
    return _split(word.stem)[0] or word.stem


@lru_cache(maxsize=100_000)
def _split(name: str) -> tuple[str, str]:
    """Matter and direction of a compound that has both, as stems (``steuersenk`` → ``steu``, ``senk``)."""
    for signal in _COMPOUNDING:
        if name.endswith(signal) and len(name) >= len(signal) + 3:
            first = name[: -len(signal)]
            return stem(first.removesuffix("s") if len(first) > 4 else first), signal
    return "", ""


def _is_finite(word: Word, following: str) -> bool:
    """Whether a word looks like a verb that says how things are: ``kommt``, ``begleiten die …``."""
    ending = word.plain.endswith("t") or (word.plain.endswith("en") and following in _ARTICLES)
    return word.is_telling and word.written.islower() and ending


def _is_noun(word: Word) -> bool:
    return word.is_telling and word.written[0].isupper()


def _is_gone(plain: Sequence[str], place: int) -> bool:
    """``weg mit …``, ``… muss weg``; not the way (``auf dem Weg``)."""
    away = plain[place] == "weg" and (plain[place + 1 : place + 2] == ["mit"] or place == len(plain) - 1)
    return away and plain[max(0, place - 1) : place] not in (["dem"], ["den"], ["der"], ["ein"], ["einen"], ["einem"])


def _is_taken_apart(plain: Sequence[str], signal: str) -> bool:
    return plain[-1] == "ab" and signal in _TAKEN_APART


def _is_verdict(plain: Sequence[str], place: int) -> bool:
    """``Ich bin gegen …`` turns round all that follows."""
    return plain[place] == "gegen" and not _VERDICT.isdisjoint(plain[max(0, place - 2) : place])


def _is_temporal(plain: Sequence[str], place: int) -> bool:
    """``nicht mehr``, ``keine … mehr``: no more, not more."""
    return plain[place] == "mehr" and any(word in _NOT for word in plain[:place])


def _harmless(plain: Sequence[str]) -> set[int]:
    """Places of words in turns of phrase that deny nothing."""
    found: set[int] = set()
    for place, word in enumerate(plain):
        for phrase in _HARMLESS.get(word, ()):
            if tuple(plain[place : place + len(phrase)]) == phrase:
                found |= set(range(place, place + len(phrase)))
    return found


def _numbers(text: str, found: Sequence[Word]) -> dict[str, tuple[float, str]]:
    """What is counted → how much. Numbers that are names, or of which it is not clear what they count, are left out."""
    result: dict[str, tuple[float, str]] = {}
    for place, word in enumerate(found):
        if word.plain in OFTEN:
            result.setdefault("often", (OFTEN[word.plain], word.written))
            continue
        value = _value(word)
        if value is None and word.plain.startswith("ein") and place and found[place - 1].plain == "nur":
            value = 1
        if value is None:
            continue
        end = word.start + len(word.written)
        sign = _UNIT.match(text, end)
        before = found[place - 1] if place else None
        if before and (before.plain in _SINCE or any(before.plain.endswith(name) for name in NAMED_BY_NUMBER)):
            continue
        if word.plain.endswith("mal"):
            unit, written = "mal", word.written
        elif sign:
            unit, written = _UNIT_NAMES.get(sign[1], sign[1]), text[word.start : sign.end()]
        elif before and before.stem == "tempo":
            unit, written = "tempo", f"{before.written} {word.written}"
        else:
            after = next((w for w in found[place + 1 : place + 3] if w.is_telling), None)
            if after is None and before and before.is_telling:
                after = before
            if after is None:
                continue
            unit = _UNIT_NAMES.get(after.plain, after.stem)
            written = f"{word.written} {after.written}"
        result.setdefault(unit, (value, written))
    return result


def _value(word: Word) -> float | None:
    """The number that a word says."""
    if (spoken := word.plain.removesuffix("mal")) in NUMBERS:
        return NUMBERS[spoken]
    if not word.is_number:
        return None
    digits = word.plain
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", digits):
        digits = digits.replace(".", "")
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None
