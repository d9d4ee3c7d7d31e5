"""Cutting German text into sentences, for picking one with a click."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[\"'“”’»«)\]]*(?=\s|$)|\n+")
"""What may end a sentence: its sign with closing quotation marks, or the end of a line (cells of a table, verses)."""

_ABBREVIATIONS = frozenset(
    """
    a abb abl abs abschn allg anl anm art aufl az b bd beschl bez bgbl bl bspw buchst bzgl bzw c ca d ders dgl dh dipl
    dr e einschl entspr etc evtl f ff fn g gem ggf ggü gr h hrsg hs i inkl ing insb insbes k kap kfm km l lfd lit ltd
    m max med mind mio mrd n nr nrn o od p phil prof r rd rdnr rn rspr s sen sog st std stellv str t tab tel u
    urspr usw v verf vgl vgl vs w z zb ziff zit zzgl
    """.split()
)
"""Abbreviations that are seldom the last word of a sentence; single letters cover "z. B.", "u. a.", "i. d. R."."""

_MAY_END = frozenset(("etc", "usw", "dgl", "ff", "f", "mio", "mrd", "std", "str"))
"""Abbreviations after which a new sentence may well begin: a capitalised beginning decides."""

_ORDINALS = frozenset(
    """
    januar februar märz april mai juni juli august september oktober november dezember jan feb mär apr jun jul aug sep
    sept okt nov dez jahrhundert jahrhunderts jahrhunderte quartal quartals halbjahr halbjahres woche monat monats tag
    tages stock obergeschoss platz mal abschnitt kapitel teil absatz satz sitzung auflage änderung fassung klasse
    jahrgang grad preis phase stufe schritt
    """.split()
)
"""Words that follow an ordinal ("1. Mai", "2. Quartal")."""


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Character ranges of the sentences, without the space around them, in order. Every line feed ends a sentence."""
    ranges: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if not _ends_here(text, start, match):
            continue
        _add(ranges, text, start, match.end())
        start = match.end()
    _add(ranges, text, start, len(text))
    return tuple(ranges)


def _add(ranges: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        ranges.append((start, end))


def _ends_here(text: str, start: int, match: re.Match[str]) -> bool:
    if match[0][0] == "\n" or match.end() == len(text):
        return True
    following = text[match.end() : match.end() + 60].lstrip(" \t\u00a0")
    if not following or following[0] == "\n":
        return True
    if following[0].islower() or following[0] in ",;:)–":
        return False  # A sentence does not go on in small letters: "Das sagte sie (wirklich!) gestern."
    if match[0] != ".":
        return True
    before = re.search(r"[\w§]+$", text[max(start, match.start() - 40) : match.start()])
    if before is None:
        return True
    word = before[0].lower()
    if word.isdigit():
        return _number_ends(text, start, match.start() - len(word), following)
    if word in _MAY_END:
        return following[0].isupper()
    return word not in _ABBREVIATIONS


def _number_ends(text: str, start: int, position: int, following: str) -> bool:
    """Whether the full stop after a number ends the sentence, or makes an ordinal, a date or a list number of it."""
    number = text[position:].split(".", 1)[0]
    before = text[start:position].rstrip()
    if not before:
        return False  # "1. Der Ausbau …"
    first = re.match(r"\w+", following)
    if first and first[0].lower() in _ORDINALS:
        return False
    # Years and long numbers end sentences, short ones with a capital after them are mostly ordinals ("die 3. Stufe"),
    # except after "§", "Nr.", "Absatz" and the like, where the number is a reference.
    if len(number) >= 3 or before.endswith(("§", "Nr.", "Abs.", "Absatz", "Nummer", "Satz", "Kapitel", "Abschnitt")):
        return True
    return not re.search(r"\b(der|die|das|den|dem|des|im|am|vom|zum|zur|bis|ab|seit|jede[rsnm]?|und)$", before, re.I)
