"""Single words: foreign and technical ones, long compounds, rare ones, abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from werkstatt.analysis.plain_language import lexicon
from werkstatt.analysis.plain_language.compounds import RAREST, familiarity, is_name, split
from werkstatt.analysis.plain_language.frequency import zipf
from werkstatt.analysis.plain_language.grammar import CONTRACTIONS, DETERMINERS, Reading, is_attributive_participle
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule
from werkstatt.analysis.plain_language.tokens import Kind
from werkstatt.analysis.plain_language.verbs import INSEPARABLE, SEPARABLE, verb

LONG_WORD = 22
MANY_PARTS = 4
WELL_KNOWN = 3.0
"""Zipf value of parts that make a compound clear."""
VERY_WELL_KNOWN = 4.2
"""The same for parts of three letters ("Rufbus")."""

_GENDER = re.compile(r"(?:[:*_]in(?:nen)?|/-?in(?:nen)?|\(in(?:nen)?\)|In(?:nen)?)$")
_ENDINGS = ("", "e", "en", "n", "s", "es", "er", "em", "ern", "ns", "in", "innen")
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")

# Foreign, technical and office words


def hard_word(reading: Reading) -> Iterator[Found]:
    """Words of the lexicon, inflected or not, also two words in a row ("Smart City")."""
    for place in reading.words:
        token = reading.tokens[place]
        if token.kind is not Kind.WORD or len(token.text) < 3:
            continue
        found = None
        if reading.is_word(place + 1) and token.text[:1].lower() + token.text[1:].lower() in _first_words():
            two = f"{token.text} {reading.tokens[place + 1].text}"
            found = hard(two)
            if found is not None:
                yield _hard(reading, place, place + 1, two, *found)
                continue
        found = hard(_GENDER.sub("", token.text))
        if found is not None:
            yield _hard(reading, place, place, token.text, *found)


def _hard(reading: Reading, first: int, last: int, word: str, ways: tuple[str, ...], replacement: str | None) -> Found:
    shown = "“ oder „".join(way for way in ways if way != "–")
    hint = f"Einfacher: „{shown}“." if shown else "Das Wort kann weg."
    if replacement is not None and word[:1].isupper() and not _agrees(reading, first, word, replacement):
        replacement = None
    return Found(first, last, f"Schweres Wort: „{word}“", hint, replacement)


_FEMININE = re.compile(r"(?:ung|heit|keit|schaft|ion|ität|anz|enz|ik|ie|ei)$")


def _agrees(reading: Reading, place: int, word: str, way: str) -> bool:
    """Whether a noun may be exchanged: no article or adjective before it, or both are feminine by their endings."""
    before = reading.word(place - 1)
    free = place > 0 and before not in DETERMINERS | CONTRACTIONS and not reading.is_adjective(place - 1)
    return free or place == reading.words[0] or bool(_FEMININE.search(word) and _FEMININE.search(way.split(" ")[0]))


@lru_cache(maxsize=4096)
def hard(word: str) -> tuple[tuple[str, ...], str | None] | None:
    """Ways out for a word as it is written, and what may stand in its place; None if it is not in the lexicon."""
    entries = _entries()
    low = word.lower()
    for ending in _ENDINGS:
        stem = low.removesuffix(ending) if ending else low
        if ending and (stem == low or len(stem) < 4):
            continue
        entry = entries.get(stem)
        if entry is None or (entry.is_noun and not word[:1].isupper()):
            continue
        if not entry.is_noun and not entry.is_plain and ending not in ("", *_ADJECTIVE_ENDINGS):
            continue
        return entry.ways, _replacement(word, entry, ending)
    found = verb(low) if word[:1].islower() else None
    if found is None and word.islower() and low.endswith(_ADJECTIVE_ENDINGS):
        found = verb(low.removesuffix("e") if low.endswith("e") else low[:-2])  # "etablierten"
    if found is not None and found.lemma in entries and not entries[found.lemma].is_noun:
        entry = entries[found.lemma]
        return entry.ways, entry.ways[0] if low == found.lemma and " " not in entry.ways[0] else None
    return None


class _Entry:
    __slots__ = ("is_noun", "is_plain", "ways")

    def __init__(self, word: str, ways: tuple[str, ...]) -> None:
        self.ways = ways
        self.is_noun = word[:1].isupper()
        self.is_plain = " " in word or word.endswith("en")


@cache
def _entries() -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for word, ways in lexicon.pairs("hard_words").items():
        entry = _Entry(word, ways)
        found[word.lower()] = entry
        if word.endswith("en") and not word.endswith("ieren") and word[:1].islower() and " " not in word:
            found.update({word.removesuffix("en") + ending: entry for ending in ("t", "te", "end")})
        for old, new in (("us", "en"), ("um", "en"), ("el", "l")):
            if word.endswith(old) and len(word) > 5:
                found.setdefault(word.lower().removesuffix(old) + new, entry)  # Kriterien, variable → variabl|e
    return found


@cache
def _first_words() -> frozenset[str]:
    return frozenset(
        (parts := word.split(" "))[0][:1].lower() + parts[0][1:].lower()
        for word in lexicon.pairs("hard_words")
        if " " in word
    )


_TAKES_ENDINGS = re.compile(r"(?:lich|ig|isch|bar|sam|end|los|haft|voll|frei|h?olt|eckt|egt|immt|ert|tet)$")
"""Adjectives that take an ending as it comes ("zusätzlich|e"), not adverbs ("bald")."""


def _replacement(word: str, entry: _Entry, ending: str) -> str | None:
    """What fits into the sentence without another change, as far as one can tell."""
    way = entry.ways[0]
    if way == "–":
        return None
    if ending == "":
        return way[:1].upper() + way[1:] if word[:1].isupper() else way
    if entry.is_noun or " " in way or ending not in _ADJECTIVE_ENDINGS or not _TAKES_ENDINGS.search(way):
        return None
    return way + ending


# Compounds


def compound(reading: Reading) -> Iterator[Found]:
    """At least ``LONG_WORD`` letters or ``MANY_PARTS`` parts; a hyphen makes two words of one."""
    for place in reading.words:
        token = reading.tokens[place]
        if token.kind is not Kind.WORD or len(token.text) < 12:
            continue
        word = _GENDER.sub("", token.text)
        pieces = [piece for piece in word.split("-") if piece]
        if len(pieces) >= MANY_PARTS:
            yield _compound(place, word, len(pieces), None)
            continue
        longest = max(pieces, key=len, default="")
        parts = split(longest) if len(longest) >= 14 else (longest,)
        if len(longest) >= LONG_WORD or len(parts) >= MANY_PARTS:
            yield _compound(place, word, len(parts), _hyphenated(longest, parts) if len(pieces) == 1 else None)


def _compound(place: int, word: str, parts: int, hyphenated: str | None) -> Found:
    message = f"Langes Wort, {parts} Teile" if parts >= MANY_PARTS else f"Langes Wort, {len(word)} Buchstaben"
    hint = "Sagen Sie es mit mehreren Wörtern."
    if hyphenated is not None:
        hint = f"Mit mehreren Wörtern sagen, oder mit Bindestrich: „{hyphenated}“."
    return Found(place, place, message, hint, hyphenated)


def _hyphenated(word: str, parts: tuple[str, ...]) -> str | None:
    """The compound with a hyphen at the joint nearest to its middle, None if no joint is known or it is no noun."""
    if len(parts) < 2 or not word[:1].isupper():
        return None
    low, joints, at = word.lower().replace("ß", "ss"), [], 0
    if len(low) != len(word):
        return None
    for part in parts[1:]:
        at = low.find(part, at + 2)
        if at < 0:
            return None
        joints.append(at)
    joint = min(joints, key=lambda one: abs(one - len(word) * 0.55))
    return f"{word[:joint]}-{word[joint].upper()}{word[joint + 1 :]}"


# Rare words


def rare_word(reading: Reading) -> Iterator[Found]:
    """Words of which no list knows anything; not names, and not those that are too long anyway."""
    for place in reading.words:
        token = reading.tokens[place]
        word = _GENDER.sub("", token.text)
        if token.kind is not Kind.WORD or not 5 <= len(word) < LONG_WORD or not word.isalpha() or word.isupper():
            continue
        if reading.word(place - 1) in _TITLES:
            continue
        if is_rare(word, may_be_name=_may_be_name(reading, place)):
            yield Found(
                place,
                place,
                f"Seltenes Wort: „{token.text}“",
                "Gibt es ein Wort, das alle kennen? Oder erklären Sie es beim ersten Mal.",
            )


@lru_cache(maxsize=8192)
def is_rare(word: str, *, may_be_name: bool = True) -> bool:
    """Whether hardly anybody has met a word; where no name can stand, what looks like a name is rare too."""
    low = word.lower()
    if zipf(low) > 0 or verb(low) is not None or is_attributive_participle(low):
        return False
    if any(zipf(low + ending) > 0 for ending in ("e", "en", "er", "es", "s", "n", "keit", "heit", "in")):
        return False
    if any(zipf(low.removesuffix(ending)) > 0 for ending in _ENDINGS[1:] if low.endswith(ending)):
        return False
    if low.startswith("un") and zipf(low[2:]) > 0:
        return False
    if word[:1].islower() and low.startswith(_VERB_BEGINNINGS) and low.endswith(("en", "n", "t")):
        return False  # "versickern": who knows the verb understands it with a prefix too
    if low.endswith(("in", "innen")) and is_name(re.sub(r"in(?:nen)?$", "", word)):
        return False  # "Auenbrückerinnen"
    if _is_derived(low) or _is_clear_compound(low) or familiarity(word) > RAREST:
        return False
    return not is_name(word) or not (may_be_name or _PLACE.search(word))


def _may_be_name(reading: Reading, place: int) -> bool:
    """Names stand without an article, before another noun ("das Auenbrücker Rathaus") or after one ("Haus Lauter")."""
    return reading.word(place - 1) not in _BEFORE_THINGS or reading.is_noun(place + 1)


_TITLES = frozenset("frau herr herrn familie dr. prof. bürgermeister bürgermeisterin landrat landrätin firma".split())
_BEFORE_THINGS = frozenset(
    "die das den dem eine einen einem ein diese dieses diesen keine keinen kein jede jedes".split()
)
_PLACE = re.compile(
    r"(?:dorf|berg|burg|stadt|heim|hausen|bach|feld|tal|stein|kirchen|hofen|furt|brück|brücken|wald|horst|hagen|haven|see|au"
    r"|ing|ingen|er|ers|mann|manns|straße|weg|platz|tor|park|hof|haus)s?$"
)


_VERB_BEGINNINGS = ("be", "ent", "er", "ver", "zer", "ab", "an", "auf", "aus", "ein", "um", "vor", "zu")
_PREFIXES = SEPARABLE | INSEPARABLE | {"un", "haupt", "neben", "erz", "ur", "miss"}


def _is_derived(word: str) -> bool:
    """ "Übersichtlichkeit": an ending more than a word that is known."""
    stem = _DERIVED.sub("", word)
    return (
        stem != word
        and len(stem) > 3
        and (
            any(zipf(stem + end) > 0 for end in ("", "e", "en", "is", "ik", "ie", "ien"))
            or (not stem.endswith("ier") and verb(stem + "en") is not None)
        )
    )


def _is_clear_compound(word: str) -> bool:
    """ "Rasiermesser": a well-known word at the end, something known (maybe the stem of a verb) before it."""
    for cut in range(2, len(word) - 2):
        first, last = word[:cut], word[cut:]
        if max(zipf(last.removesuffix(ending)) for ending in ("", "s", *_ADJECTIVE_ENDINGS)) < (
            WELL_KNOWN if len(last) > 3 else VERY_WELL_KNOWN
        ):
            continue
        if first in _PREFIXES and len(last) > 3:
            return True
        stems = {
            first,
            first.removesuffix("s"),
            first.removesuffix("es"),
            first.removesuffix("n"),
            first.removesuffix("-"),
        }
        if any(len(stem) > 2 and max(zipf(stem + end) for end in ("", "e", "en", "n")) >= WELL_KNOWN for stem in stems):
            return True
        if len(first) > 6 and _is_clear_compound(first):
            return True
    return False


_DERIVED = re.compile(
    r"(?:(?:l?ich|ig|bar|sam|haft|los)?(?:keit|heit|igkeit)|ungs?|ern?|erin|in|innen|tels?|s?t|los|bar|lich|ig|isch|weise|fach)(?:e[nrsm]?|en|s)?$"
)


# Abbreviations


def abbreviation(reading: Reading) -> Iterator[Found]:
    """Short forms that are not everyday ones: "ggf.", "i. d. R.", "OZG"."""
    known = _abbreviations()
    for place in reading.words:
        token = reading.tokens[place]
        if token.kind is Kind.ABBREVIATION:
            key = _spaced(token.text)
            if key.lower() in _everyday() or (len(token.text) == 2 and token.text[0].isupper()):
                continue
        elif token.kind is Kind.WORD and _INITIALS.match(token.text):
            key = token.text
            if key in _everyday() or _is_shouted(reading):
                continue
        else:
            continue
        way = known.get(key) or known.get(key.lower()) or known.get(key.rstrip("s"))
        hint = f"Ausgeschrieben: „{way}“." if way else "Schreiben Sie es beim ersten Mal aus."
        capital = place == reading.words[0] and way is not None
        yield Found(
            place, place, f"Abkürzung: „{token.text}“", hint, (way[:1].upper() + way[1:] if capital and way else way)
        )


_INITIALS = re.compile(r"(?:[A-ZÄÖÜ]{2,}[a-z]?|[A-ZÄÖÜ][a-zäöü]{0,3}[A-ZÄÖÜ][A-Za-zÄÖÜ]{0,3})s?$")


def _is_shouted(reading: Reading) -> bool:
    """Most words in capitals: a heading, not abbreviations."""
    words = [reading.tokens[place].text for place in reading.words if reading.tokens[place].kind is Kind.WORD]
    return len(words) > 1 and sum(word.isupper() for word in words) * 2 > len(words)


def _spaced(text: str) -> str:
    """ "i.d.R." and "i. d. R." are the same."""
    return re.sub(r"\.(?=\w)", ". ", re.sub(r"\s+", " ", text))


@cache
def _abbreviations() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lexicon.lines("abbreviations"):
        short, _, full = (part.strip() for part in line.partition("="))
        if short:
            found[short] = full
            found.setdefault(short.lower(), full) if short.endswith(".") else None
    return found


@cache
def _everyday() -> frozenset[str]:
    return frozenset(
        word.strip()
        for line in lexicon.lines("abbreviations")
        if line.startswith("=")
        for word in line.removeprefix("=").split(";")
    )


RULES = (
    Rule(
        "hard-word",
        "Schweres Wort",
        Layer.WORDS,
        "Fremdwörter, Fachwörter und Amtswörter kennen nicht alle.",
        "Das Wort nehmen, das alle kennen, oder es erklären.",
        "Wir evaluieren den Versuch.",
        "Wir werten den Versuch aus.",
        hard_word,
    ),
    Rule(
        "compound",
        "Langes Wort",
        Layer.WORDS,
        "Lange Wörter muss man erst zerlegen.",
        "Mit mehreren Wörtern sagen oder mit Bindestrich trennen.",
        "Die Straßenverkehrszulassungsordnung gilt hier.",
        "Die Straßenbeleuchtung ist neu.",
        compound,
    ),
    Rule(
        "rare-word",
        "Seltenes Wort",
        Layer.WORDS,
        "Kaum jemand hat dieses Wort schon gelesen.",
        "Ein bekanntes Wort nehmen oder es erklären.",
        "Die Auspizien sind günstig.",
        "Frau Wiesenhuber aus Auenbrück ist da.",
        rare_word,
    ),
    Rule(
        "abbreviation",
        "Abkürzung",
        Layer.WORDS,
        "Wer die Abkürzung nicht kennt, ist raus.",
        "Ausschreiben.",
        "Das OZG gilt i. d. R. für alle.",
        "Das kostet ca. 20 Euro, z. B. für Getränke usw.",
        abbreviation,
    ),
)
