"""Chains of nouns: genitives, prepositions, stretched participles, lists in running text."""

from __future__ import annotations

from collections.abc import Iterator

from werkstatt.analysis.plain_language.grammar import (
    CONTRACTIONS,
    COORDINATORS,
    DETERMINERS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
    Reading,
    is_attributive_participle,
    is_time,
)
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule
from werkstatt.analysis.plain_language.tokens import Kind
from werkstatt.analysis.plain_language.verbs import PARTICIPLE

LONG_LIST = 4
LONG_ITEM = 7

_GENITIVE = frozenset(
    """
    des der eines einer dieser dieses jener jenes aller unserer unseres ihrer ihres seiner seines deren dessen
    beider keiner keines jeder jedes eurer meiner deiner
    """.split()
)
_EMPTY_HEADS = frozenset(
    """
    rahmen zuge vorfeld nachgang wege laufe grundlage basis falle bereich namen grund gründen zweck zwecke sinne
    maßgabe berücksichtigung beachtung einbeziehung hilfe verlauf anbetracht vorbehalt beteiligung einhaltung
    wahrung hinblick
    """.split()
)
"""Nouns of official prepositions: what follows them is their first link, not a chain."""


# Genitives


def genitive_chain(reading: Reading) -> Iterator[Found]:
    """A noun with a genitive that has a genitive itself."""
    place = 0
    while place < len(reading):
        if not reading.is_noun(place) or reading.lower[place] in _EMPTY_HEADS:
            place += 1
            continue
        end, links = place, 0
        while (following := _genitive_after(reading, end)) is not None:
            end, links = following, links + 1
        if links >= 2:
            yield Found(
                place,
                end,
                f"Kette aus {links + 1} Hauptwörtern",
                "Lösen Sie die Kette mit einem Verb oder mit „von“, „für“ und „in“ auf.",
            )
        place = end + 1


def _genitive_after(reading: Reading, noun: int) -> int | None:
    """The noun of a genitive right after a noun, or None."""
    place = noun + 1
    if reading.word(place) in _GENITIVE:
        place += 1
    elif not (
        place < len(reading)
        and reading.is_adjective(place)
        and reading.word(place).endswith("er")
        and reading.is_noun(place + 1)
    ):
        return None
    while place < len(reading) and reading.is_adjective(place):
        place += 1
    return place if place < len(reading) and reading.is_noun(place) else None


# Prepositions


def preposition_chain(reading: Reading) -> Iterator[Found]:
    """Three phrases with prepositions in a row; times and dates are not counted."""
    place = 0
    while place < len(reading):
        if reading.word(place) not in PREPOSITIONS or _is_verbal_zu(reading, place):
            place += 1
            continue
        first, count, at = place, 0, place
        end = place
        while (last := _phrase_end(reading, at)) is not None:
            count += _counts(reading, at, last)
            end, at = last, last + 1
        if count >= 3:
            yield Found(
                first,
                end,
                f"{count} Angaben in einer Reihe",
                "Zu viele „in“, „mit“, „für“ hintereinander. Verteilen Sie die Angaben auf zwei Sätze.",
            )
        place = max(end, place) + 1


def _is_verbal_zu(reading: Reading, place: int) -> bool:
    if reading.word(place) == "um":
        return place == reading.clause(place).first and reading.clause(place).subordinate
    return reading.word(place) == "zu" and not (
        reading.is_noun(place + 1)
        or reading.word(place + 1) in DETERMINERS
        or (place + 1 < len(reading) and reading.is_adjective(place + 1) and reading.is_noun(place + 2))
    )


def _phrase_end(reading: Reading, place: int) -> int | None:
    """The last token of a phrase that begins with a preposition, with its genitives and what "und" joins."""
    if reading.word(place) not in PREPOSITIONS or _is_verbal_zu(reading, place):
        return None
    at = place + 1
    while at < len(reading) and (
        reading.word(at) in DETERMINERS or reading.is_adjective(at) or reading.tokens[at].kind is Kind.NUMBER
    ):
        at += 1
    if at >= len(reading):
        return None
    if not reading.is_noun(at):
        return at - 1 if reading.tokens[at - 1].kind is Kind.NUMBER else None
    while reading.is_noun(at + 1):
        at += 1  # "am Standort Süd"
    while (following := _genitive_after(reading, at)) is not None:
        at = following
    if reading.word(at + 1) in {"und", "oder"}:
        after = at + 2
        while after < len(reading) and (reading.word(after) in DETERMINERS or reading.is_adjective(after)):
            after += 1
        if after < len(reading) and reading.is_noun(after):
            at = after
    return at


_IDIOMS = frozenset(
    (
        "zum beispiel",
        "zum teil",
        "zum glück",
        "in der regel",
        "bei bedarf",
        "zur verfügung",
        "im durchschnitt",
        "im schnitt",
        "von anfang",
        "im rathaus",
        "vor ort",
        "zu hause",
    )
)
"""Phrases that are read like one word."""


def _counts(reading: Reading, first: int, last: int) -> bool:
    """Times ("von 9 bis 12 Uhr", "im Mai") are read at a glance."""
    inside = reading.tokens[first : last + 1]
    if " ".join(reading.lower[first : last + 1]) in _IDIOMS:
        return False
    return not any(token.kind is Kind.NUMBER or is_time(token.text) for token in inside)


# Participles


def participle_attribute(reading: Reading) -> Iterator[Found]:
    """Between an article and its noun stands a participle with at least a phrase of its own."""
    taken = -1
    for place in reading.words:
        low = reading.lower[place]
        if place <= taken or (low not in DETERMINERS and low not in CONTRACTIONS):
            continue
        if reading.clause(place).subordinate and place == reading.clause(place).first:
            continue  # a relative pronoun
        start = place + 1
        if reading.word(start) not in PREPOSITIONS and reading.word(start) not in _ADVERBS:
            continue
        end = _stretched_noun(reading, start)
        if end is not None:
            taken = end
            noun = reading.tokens[end].text
            yield Found(
                place,
                end,
                f"„{noun}“ kommt spät",
                f"Sagen Sie zuerst „{reading.tokens[place].text} {noun}“ und dann in einem Nebensatz, was damit ist.",
            )


_ADVERBS = frozenset(
    """
    bereits schon erst derzeit zurzeit noch seinerzeit bisher künftig gemeinsam jährlich kürzlich zuletzt dort
    hier
    """.split()
)


_BEFORE_INNER_NOUN = DETERMINERS | PREPOSITIONS
"""A participle right after one of these belongs to a noun further inside: "für das laufende Jahr"."""


def _stretched_noun(reading: Reading, start: int) -> int | None:
    """The noun that a participle with its own phrase stands before, at most 14 words on."""
    seen = False
    for place in range(start, min(start + 14, len(reading))):
        token = reading.tokens[place]
        if token.kind is Kind.SIGN:
            return None
        if (
            place > start + 1
            and seen
            and token.text[:1].islower()
            and is_attributive_participle(reading.lower[place])
            and reading.word(place - 1) not in _BEFORE_INNER_NOUN
        ):
            noun = place + 1
            while noun < len(reading) and reading.is_adjective(noun):
                noun += 1
            if noun < len(reading) and reading.is_noun(noun):
                return noun
        if (
            reading.is_noun(place)
            or token.kind is Kind.NUMBER
            or reading.lower[place] in {"langem", "kurzem", "gestern", "heute"}
        ):
            seen = True
    return None


# Lists


def enumeration(reading: Reading) -> Iterator[Found]:
    """Four things or more in a row inside of a sentence."""
    commas = [
        place for place, token in enumerate(reading.tokens) if token.text == "," and place not in reading.bracketed
    ]
    run: list[int] = []
    for number, comma in enumerate(commas):
        if not run and not _may_begin(reading, comma):
            continue
        run.append(comma)
        following = commas[number + 1] if number + 1 < len(commas) else None
        if (
            following is not None
            and _is_item(reading, comma + 1, following - 1)
            and not _joins(reading, comma, following)
        ):
            continue
        found = _list_around(reading, run)
        if found is not None:
            yield found
        run = []


def _may_begin(reading: Reading, comma: int) -> bool:
    """Whether the first comma of a list may stand here: after a thing, and not before a relative clause."""
    clause = reading.clause(comma + 1)
    if clause.subordinate and clause.first == comma + 1 and reading.word(comma + 1) in RELATIVES | SUBORDINATORS:
        return False
    return reading.is_noun(comma - 1) or reading.is_adjective(comma - 1) or reading.is_form(comma - 1, PARTICIPLE)


def _joins(reading: Reading, first: int, last: int) -> bool:
    """Whether "und" stands between two commas: a list may end there."""
    return any(reading.lower[place] in COORDINATORS for place in range(first + 2, last))


def _list_around(reading: Reading, commas: list[int]) -> Found | None:
    """The list whose things stand around these commas; None if it has fewer than ``LONG_LIST``."""
    conjunction = next(
        (
            place
            for place in range(commas[-1] + 1, min(commas[-1] + LONG_ITEM + 2, len(reading)))
            if reading.word(place) in COORDINATORS
        ),
        None,
    )
    count = len(commas) + 1
    last = commas[-1] + 1
    if conjunction is not None and _is_item(reading, commas[-1] + 1, conjunction - 1):
        count += 1
        last = conjunction + 1
    elif conjunction is None and not _is_item(reading, commas[-1] + 1, len(reading) - 2):
        count -= 1
        last = commas[-1] - 1
    if count < LONG_LIST:
        return None
    while last + 1 < len(reading) and not reading.is_noun(last) and reading.tokens[last + 1].kind is not Kind.SIGN:
        last += 1
    first = commas[0] - 1
    while first > 0 and (reading.is_adjective(first - 1) or reading.word(first - 1) in DETERMINERS):
        first -= 1
    return Found(
        first,
        last,
        f"Aufzählung mit {count} Teilen",
        "Machen Sie eine Liste daraus: jeder Punkt in einer eigenen Zeile.",
    )


def _is_item(reading: Reading, first: int, last: int) -> bool:
    """Whether tokens are a thing in a list: short, with something to name and without a verb of its own."""
    places = list(range(first, last + 1))
    words = [place for place in places if reading.tokens[place].kind is not Kind.SIGN]
    if not words or len(words) > LONG_ITEM or reading.finite(words) is not None:
        return False
    start = reading.lower[words[0]]
    if start in SUBORDINATORS or start in {"sondern", "denen", "dessen", "deren"}:
        return False
    if start in DETERMINERS and len(words) > 1 and not (reading.is_noun(words[1]) or reading.is_adjective(words[1])):
        return False  # "…, die sich um …"
    return not any(reading.word(place) == "zu" and place + 1 == words[-1] for place in words)


RULES = (
    Rule(
        "participle-attribute",
        "Gestrecktes Beiwort",
        Layer.STRUCTURE,
        "Zwischen Artikel und Hauptwort passt kein halber Satz.",
        "Erst das Hauptwort nennen, dann in einem Nebensatz, was damit ist.",
        "Die vom Rat im Mai beschlossene Regel gilt für alle.",
        "Die beschlossene Regel gilt für alle.",
        participle_attribute,
    ),
    Rule(
        "enumeration",
        "Lange Aufzählung",
        Layer.STRUCTURE,
        "Ab vier Teilen verliert man im Satz den Überblick.",
        "Eine Liste mit Punkten daraus machen.",
        "Wir brauchen Bänke, Bäume, Brunnen und Licht.",
        "Wir brauchen Bänke, Bäume und Licht.",
        enumeration,
    ),
    Rule(
        "preposition-chain",
        "Angaben in einer Reihe",
        Layer.STRUCTURE,
        "Drei Angaben mit „in“, „mit“ oder „für“ hintereinander: Was gehört wozu?",
        "Die Angaben auf zwei Sätze verteilen.",
        "Der Kurs für Ältere mit Handy im Haus am Park beginnt.",
        "Der Kurs für Ältere im Haus beginnt am Montag um 9 Uhr.",
        preposition_chain,
    ),
    Rule(
        "genitive-chain",
        "Kette aus Hauptwörtern",
        Layer.STRUCTURE,
        "Genitiv an Genitiv: Am Ende weiß man nicht mehr, worum es geht.",
        "Mit einem Verb oder mit „von“ und „für“ auflösen.",
        "Der Termin der Sitzung des Beirats steht fest.",
        "Der Termin der Sitzung steht fest.",
        genitive_chain,
    ),
)
