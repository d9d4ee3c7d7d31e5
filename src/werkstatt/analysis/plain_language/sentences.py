"""Cutting German text into sentences: running text, lists, headings and what people paste.

Where a sentence ends is decided at every sign that could end one, by what stands just before and after it. Nothing is
read more than a few characters ahead, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from werkstatt.analysis.plain_language.tokens import ABBREVIATIONS, SHORT_BEFORE_NUMBERS, SHORT_MONTHS

MOST_CHARACTERS = 4_000
"""A longer stretch without an end is cut at the last space before this length, or right there if there is none."""

WRAPPED_LINE = 55
"""Characters from which a line without a closing sign is taken for one that goes on in the next line."""


class Sentence(NamedTuple):
    """``text`` is exactly the characters from ``start`` to ``end`` of what was cut, without the space around it."""

    text: str
    start: int
    end: int


_CLOSING = "\"'“”’‘»«›‹)\\]*_"
_END = re.compile(
    rf"(?P<sign>[.!?…]++) [{_CLOSING}]*+ (?=\s|$|[„(\[]|(?<=[.!?])[A-ZÄÖÜ])"
    r"| (?P<wide>[。！？]+)"
    r"| (?P<break>\n \s*+)",
    re.VERBOSE,
)
_MARKER = re.compile(r"(?:[-–—•·▪◦‣*+→]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])[ \t]+\S|\(\d{1,3}[a-z]?\)\s")
_ONLY_MARKER = re.compile(r"\s*(?:[-–—•·▪◦‣*+→]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]?)$")
_WORD = re.compile(r"[^\W_]+")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_AFTER_DAY = re.compile(r"\d\.\s*$")
_AFTER_LETTER = re.compile(r"\.\s?$")
_MIDDLE_OF_LINE = re.compile(
    r"(?:[,;–-]|\b(?:und|oder|sowie|der|die|das|den|dem|des|ein|eine[mnrs]?|zu[mr]?|vo[nm]|i[nm]|an|am|auf|für|mit|bei))$"
)

_AMOUNTS = frozenset("mio mrd tsd std stdn".split())
"""Short forms between a number and what is counted ("3 Mio. Euro")."""

_MAY_END = frozenset("etc usw usf dgl ff jh jhd jhdt inh pkt".split())
"""Short forms after which a new sentence may well begin: what follows decides."""

_NEVER_LAST = frozenset("dr prof hr fr st vgl nr bzw".split())
"""Short forms that no sentence ends with."""

_SHORT_WORDS = frozenset(
    """
    ab alt amt an auf aus bei bin bus da du ein eu er es gar gut hat her hin ich ihr ist ja los man mir mit nah nie
    neu nur ort rad rat sie so tag tun um uns vor war weg wie wir zu zug
    """.split()
)
"""Words of up to three letters that a sentence may end with; other ones may be short forms that are not known."""

_AFTER_ORDINALS = SHORT_MONTHS | set(
    """
    januar februar märz april mai juni juli august september oktober november dezember jänner jahrhundert
    jahrhunderts jahrhunderte jahrtausend quartal quartals halbjahr halbjahres halbjahre woche monat monats tag
    tages tage stock stockwerk obergeschoss untergeschoss platz mal abschnitt kapitel teil absatz satz sitzung
    auflage änderung fassung klasse jahrgang grad preis phase stufe schritt lebensjahr lebensjahres geburtstag
    jahrestag wahlperiode legislaturperiode semester bezirk ausgabe runde lesung etage rang ordnung strafsenat
    zivilsenat
    """.split()
)
"""Words that follow an ordinal ("1. Mai", "2. Quartal")."""

_BEFORE_ORDINALS = frozenset(
    """
    der die das den dem des im am vom zum zur beim ins ab seit bis jede jeder jedes jeden jedem und oder unser unsere
    ihr ihre sein seine dieser diese dieses diesem diesen mein meine
    """.split()
)
"""Words before a number whose full stop makes an ordinal of it ("die 3. Stufe")."""

_REFERENCES = frozenset(
    """
    § §§ nr nummer abs absatz satz kapitel abschnitt artikel art seite s paragraf paragraph ziffer ziff tabelle
    abbildung anlage teil halbsatz buchstabe punkt zeile
    """.split()
)
"""Words before a number that is the name of a place in a text: a full stop after it is an end."""

_BEGINNINGS = frozenset(
    """
    der die das den dem ein eine einer einem einen es er sie wir ihr ich man dies diese dieser dieses diesem diesen
    dabei dafür daher damit danach dann darum dazu deshalb doch hier hierbei hierfür hierzu jedoch nach nun nur ob
    obwohl so sowohl und viele vor während was weil weiter weitere weiterhin wenn wer wie wo zu zudem zum zur auch auf
    aber alle allerdings als am an auch außerdem aus bei beim bis da für im in ist jede jeder jedes kein keine mit
    nachdem nicht ohne seit seine ihre trotz über um unter vom von wegen werden wird sind hat haben kann können muss
    müssen darf dürfen soll sollen bitte dort denn durch dadurch dagegen
    """.split()
)
"""Words whose capital letter says that a sentence begins, because they have none otherwise."""


def split(text: str) -> list[Sentence]:
    """The sentences of a text, in order; what stands between them is space only.

    A blank line, a list's next item and the line after a heading begin a new sentence; a line feed inside of running
    text does not. A sentence goes on after "„Ja!“" if small letters follow. Text without any end is cut after
    ``MOST_CHARACTERS``.
    """
    return [Sentence(text[start:end], start, end) for start, end in _spans(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if match.start() < start or not _ends_here(text, start, match):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range without the space around it, in pieces if it is too long; none if it is only space."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    while end - start > MOST_CHARACTERS:
        cut = max(text.rfind(" ", start, start + MOST_CHARACTERS), text.rfind("\n", start, start + MOST_CHARACTERS))
        cut = cut if cut > start else start + MOST_CHARACTERS
        yield from _trimmed(text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if match["break"] is not None:
        return _line_ends(text, start, match)
    if match["wide"] is not None:
        return True
    following = text[match.end() : match.end() + 60]
    first = following.lstrip(" \t\u00a0\u202f\r")[:1]
    closed = match.end() > match.end("sign")
    if first.islower() and (closed or match["sign"] not in (".", "!", "?")):
        return False  # „Ja!“ sagte sie. (Wirklich!) gestern. Ich … weiß nicht.
    if first and (first in ",;:)]/&" or (first in "–-" and closed)):
        return False
    if match["sign"] != "." or not first:
        return True
    # Before a line feed too, which then decides: "am 3.\nMai" goes on.
    return not _goes_on(_stop(text, start, match, following.lstrip()))


# Line feeds


def _line_ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether a line feed (with the space around it) ends a sentence."""
    if "\n" in match["break"][1:] or match.end() == len(text):
        return True
    line_start = max(text.rfind("\n", start, match.start()) + 1, start)
    line = text[max(line_start, match.start() - 2 * WRAPPED_LINE) : match.start()].rstrip(" \r\u00a0")
    following = text[match.end() : match.end() + 20]
    if _ONLY_MARKER.match(line):
        return False
    if _MARKER.match(following) or line.endswith((":", "\t")) or "\t" in line:
        return True
    if following[0].islower() or _MIDDLE_OF_LINE.search(line):
        return False
    return len(line.strip()) < WRAPPED_LINE


# Full stops


class _Stop(NamedTuple):
    """A full stop with what stands around it."""

    word: str
    """The word or number right before it, as it is written; "" if there is none."""
    before: str
    """Up to 40 characters before that word."""
    is_first: bool
    """Whether nothing but brackets stands before the word in its sentence."""
    following: str
    next_word: str

    @property
    def begins(self) -> bool:
        """Whether the next word is one that has a capital letter at the beginning of a sentence only."""
        return self.next_word[:1].isupper() and self.next_word.lower() in _BEGINNINGS


def _stop(text: str, start: int, match: re.Match[str], following: str) -> _Stop:
    lowest = max(start, match.start() - 40)
    before = text[lowest : match.start()].rstrip("\\")  # Markdown: "1\\. Mai"
    word = _WORD_BEFORE.search(before)
    rest = before[: word.start()] if word else before
    next_word = _WORD.match(following)
    is_first = lowest == start and not rest.strip(" \n\t(")
    return _Stop(word[0] if word else "", rest, is_first, following, next_word[0] if next_word else "")


def _goes_on(stop: _Stop) -> bool:
    """Whether a full stop belongs to a short form, an initial or an ordinal, and the sentence goes on."""
    word = stop.word.lower()
    if not word:
        return False
    if word.isdigit():
        return stop.is_first or stop.following[:1].islower() or _is_ordinal(stop)
    if len(word) == 1:
        return _is_letter_of_many(stop)
    if set(word) <= set("ivx") and stop.word.isupper():
        return stop.next_word.lower() in _AFTER_ORDINALS or (not stop.begins and len(word) < 5)
    if word in _AMOUNTS:
        return stop.next_word != "" and not stop.begins
    if word in _MAY_END:
        return stop.next_word != "" and not stop.next_word[0].isupper()
    if word in ABBREVIATIONS:
        return not stop.begins or word in _NEVER_LAST
    if word.endswith("str"):
        return stop.following[:1].isdigit() or stop.following[:1].islower()
    if word in SHORT_MONTHS and _AFTER_DAY.search(stop.before):
        return not stop.begins
    if word in SHORT_BEFORE_NUMBERS and stop.following[:1].isdigit():
        return True
    return stop.following[:1].islower() and len(word) < 4 and word not in _SHORT_WORDS


def _is_letter_of_many(stop: _Stop) -> bool:
    """Whether a single letter is one of "z. B.", an initial, or names a list item; no sentence ends with it then."""
    if stop.before.endswith(("Absatz ", "Buchstabe ", "Klasse ", "Linie ")):
        return False
    return stop.is_first or not (stop.begins and _AFTER_LETTER.search(stop.before))


def _is_ordinal(stop: _Stop) -> bool:
    """Whether the full stop after a number makes an ordinal or a date of it: years and large numbers end sentences."""
    if stop.next_word.lower() in _AFTER_ORDINALS:
        return True
    if len(stop.word) > 3 or not stop.next_word or stop.begins:
        return False
    last = (stop.before.split() or [""])[-1].strip("(.").lower()
    if last in _REFERENCES:
        return False
    # "der 3. Stufe", "vom 1.5. bis 3.5."
    return last in _BEFORE_ORDINALS or _AFTER_DAY.search(stop.before) is not None
