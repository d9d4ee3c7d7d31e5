"""Nouns that hide a verb: "zur Verbesserung der …", "erfolgt", "in Anspruch nehmen"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from werkstatt.analysis.plain_language import lexicon
from werkstatt.analysis.plain_language.grammar import COORDINATORS, PREPOSITIONS, Reading
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule
from werkstatt.analysis.plain_language.tokens import Kind
from werkstatt.analysis.plain_language.verbs import INFINITIVE, INSEPARABLE, SEPARABLE, verb

_NOUN_OF_VERB = re.compile(r"[^\W\d]{4,}(?:ung|ungen|ierung|ierungen)$")
_GENITIVES = frozenset(
    """
    der des eines einer dieser dieses aller unserer unseres ihrer ihres seiner seines jeder jedes beider von vom
    mehrerer weiterer deren dessen sämtlicher vieler neuer solcher
    """.split()
)
_GOVERNING = frozenset("zur zwecks durch nach bei unter vor mittels infolge ohne".split())
_ARTICLES = frozenset("die der das eine einer eines den dem des".split())

# Nominalisations


def nominalisation(reading: Reading) -> Iterator[Found]:
    """A noun made of a verb where the verb would do: with an object of its own or after "zur", "durch", "bei der" …"""
    if _empty_verbs(reading):
        stiff = {place for empty in _empty_verbs(reading) for place in reading.clause(empty).places}
    else:
        stiff = set()
    for place in reading.words:
        if place in stiff or not reading.tokens[place].text[:1].isupper():
            continue
        word = reading.tokens[place].text
        listed = _listed(word)
        if listed is not None:
            yield _stiff_noun(place, word, listed)
        elif (
            _NOUN_OF_VERB.match(reading.lower[place])
            and not is_lexicalised(reading.lower[place])
            and _acts(reading, place)
        ):
            yield _stiff_noun(place, word, verb_in(word))


def _stiff_noun(place: int, word: str, verb_word: str | None) -> Found:
    hint = f"Sagen Sie es mit einem Verb: „{verb_word}“." if verb_word else "Sagen Sie es mit einem Verb: Wer tut was?"
    return Found(place, place, f"Hauptwort statt Verb: „{word}“", hint)


def _listed(word: str) -> str | None:
    """The verb for a noun that is always stiff."""
    entries = lexicon.pairs("nominalisations")
    ways = entries.get(word) or entries.get(word.removesuffix("en")) or entries.get(word.removesuffix("s"))
    return ways[0] if ways else None


@cache
def is_lexicalised(word: str) -> bool:
    """Whether a noun in -ung (small letters) has become the name of a thing, alone or as the end of a compound."""
    single = word.removesuffix("en")
    known = lexicon.words("lexicalised")
    if single in known:
        return True
    return any(single[cut:] in known and single[:cut] not in _VERB_PREFIXES for cut in range(2, len(single) - 4))


_VERB_PREFIXES = SEPARABLE | INSEPARABLE | frozenset("bereit neu still sicher instand dicht tot gewähr fertig".split())
"""Before these, "-führung" or "-setzung" is no thing: "Durchführung", "Umsetzung"."""


def _acts(reading: Reading, place: int) -> bool:
    """Whether the noun does what a verb does: has an object, or says by what or for what something happens."""
    following = reading.word(place + 1)
    if following == "von" and place + 2 < len(reading) and reading.tokens[place + 2].kind is Kind.NUMBER:
        return False  # "die Erhebung von 2017"
    if following in _GENITIVES or _is_bare_genitive(reading, place + 1):
        return True
    if reading.word(place).endswith("ungen"):
        return False  # several of them are things
    before = _article(reading, place)
    if reading.word(before) in _ARTICLES:
        before -= 1
    return reading.word(before) in _GOVERNING


def _is_bare_genitive(reading: Reading, place: int) -> bool:
    """ "Nutzung erneuerbarer Energien": an adjective in -er and a noun."""
    return (
        place < len(reading)
        and reading.is_adjective(place)
        and reading.word(place).endswith("er")
        and (reading.is_noun(place + 1) and len(reading.word(place)) > 5)
    )


@cache
def verb_in(word: str) -> str | None:
    """The verb in a noun: "Verbesserung" → "verbessern", None if it is not a known one."""
    stem = re.sub(r"ung(?:en)?$", "", word.lower())
    for ending in ("en", "n"):
        if ending == "n" and not stem.endswith(("er", "el")):
            continue
        found = verb(stem + ending)
        if found is not None and found.forms & INFINITIVE:
            return stem + ending
    found = verb(stem[:-1] + "eln") if stem.endswith("l") else None
    return stem[:-1] + "eln" if found is not None else None


# erfolgen, vornehmen, durchführen

_STIFF_NOUN = re.compile(
    r"[^\W\d]{3,}(?:ung|ungen|ion|ionen|nahme|nahmen|gabe|aus|ausch|ag|age|uch|echnik|stellung|führung|analyse|inventur|test|tests|prüfung)$|(?:Aus|Um|Ab|An|Ein|Ver|Be|Zu)[a-zäöüß]{3,}$"
)


def empty_verb(reading: Reading) -> Iterator[Found]:
    """ "erfolgen" with any subject; "vornehmen" and "durchführen" with a noun that hides the verb."""
    for place in _empty_verbs(reading):
        inner = _verb_meant(reading, place)
        hint = f"Das Verb steckt im Hauptwort: „{inner}“." if inner else "Sagen Sie mit einem Verb, was geschieht."
        yield Found(place, place, "Leeres Verb", hint)


def _empty_verbs(reading: Reading) -> list[int]:
    found = []
    for place in reading.words:
        read = reading.verb(place)
        if read is None:
            continue
        if read.lemma == "erfolgen" or (_is_performing(reading, place, read.lemma) and _hiding(reading, place)):
            found.append(place)
    return found


def _is_performing(reading: Reading, place: int, lemma: str) -> bool:
    if lemma in {"vornehmen", "durchführen"}:
        return True
    last = reading.word(reading.clause(place).last)
    return (lemma == "nehmen" and last == "vor") or (lemma == "führen" and last == "durch")


def _hiding(reading: Reading, place: int) -> list[int]:
    """The nouns of the clause that hide a verb."""
    clause = reading.clause(place).places
    return [one for one in clause if reading.is_noun(one) and _STIFF_NOUN.search(reading.tokens[one].text)]


def _verb_meant(reading: Reading, place: int) -> str | None:
    """The verb in the noun that belongs to an empty verb: the nearest before its end that nothing else governs.

    "Seitens der Verwaltung wird eine Überprüfung vorgenommen": "überprüfen". "Verwaltung" is the name of a thing and
    stands in the genitive.
    """
    hiding = _hiding(reading, place)
    governed: set[int] = set()
    for one in hiding:
        first = one - 2 if reading.word(one - 1) in COORDINATORS and reading.is_noun(one - 2) else one
        if first in governed or _is_dependent(reading, first):
            governed.add(one)
    clause = reading.clause(place)
    end = clause.last if reading.word(clause.last) in {"vor", "durch"} else place
    free = [one for one in hiding if one not in governed and _is_doing(reading, one)]
    for one in sorted(free, key=lambda one: (one > end, abs(end - one))):
        if found := verb_in(reading.lower[one]):
            return found
    return None


def _is_doing(reading: Reading, place: int) -> bool:
    """Whether a noun says what is done. Names of things do not, unless it is one among many: "eine Befragung"."""
    return not is_lexicalised(reading.lower[place]) or reading.word(_article(reading, place)) in {"eine", "keine"}


def _is_dependent(reading: Reading, place: int) -> bool:
    """Whether a noun stands after a preposition or in the genitive: "der Prüfung", "neuer Anlagen"."""
    before = _article(reading, place)
    word, earlier = reading.word(before), reading.word(before - 1)
    if word in _RULING or (word in _DEPENDENT_ARTICLES and earlier in _RULING):
        return True
    if reading.is_noun(before):  # "Nutzung erneuerbarer Anlagen", not "Projekt Nutzung"
        return before < place - 1
    if word == "der" and not _FEMININE.search(reading.lower[place]):
        return reading.is_noun(before - 1)
    return word in _GENITIVES


def _article(reading: Reading, place: int) -> int:
    """Where the word stands that comes before a noun and its adjectives."""
    before = place - 1
    while before >= 0 and reading.is_adjective(before):
        before -= 1
    return before


_RULING = PREPOSITIONS | frozenset("seitens zwecks infolge angesichts anhand mithilfe anlässlich zugunsten".split())
_DEPENDENT_ARTICLES = _ARTICLES | _GENITIVES | frozenset("einem ihrem seinem unserem diesem allen".split())
_FEMININE = re.compile(r"(?:ung|ion|nahme|gabe|age|technik|analyse|inventur)$")


# Function verbs


def function_verb(reading: Reading) -> Iterator[Found]:
    """ "in Anspruch nehmen" and the like, in any order inside of a clause."""
    phrases = _function_verbs()
    for place in reading.words:
        for words, verbs, way in phrases.get(reading.lower[place], ()):
            last = place + len(words) - 1
            if not all(reading.word(place + step) == word for step, word in enumerate(words)):
                continue
            if not reading.is_noun(last) and words[-1] not in {"zugute", "zuteil", "nöten"}:
                continue
            if len(words) == 1 and _governed(reading, place):
                continue  # "nach der Entscheidung getroffen": another role
            where = _verb_for(reading, place, verbs)
            if where is not None:
                first, end = (
                    (place, where) if where == last + 1 else (where, last) if where == place - 1 else (place, last)
                )
                name = reading.text[reading.tokens[place].start : reading.tokens[last].end]
                hint = f"Kürzer: „{way}“."
                yield Found(first, end, f"Umständlich: „{name} …“", hint, claims=(where,))
                break


def _governed(reading: Reading, place: int) -> bool:
    before = place - 1
    while before >= 0 and (reading.is_adjective(before) or reading.word(before) in _ARTICLES):
        before -= 1
    return reading.word(before) in PREPOSITIONS


def _verb_for(reading: Reading, place: int, verbs: frozenset[str]) -> int | None:
    """Where one of the verbs stands in the clause; without a prefix that makes another verb of it."""
    clause = reading.clause(place).places
    last = reading.word(clause[-1])
    for other in sorted(clause, key=lambda one: abs(one - place)):
        read = reading.verb(other)
        if read is None:
            continue
        if read.lemma in verbs and not (last in SEPARABLE and last + read.lemma not in verbs and other != clause[-1]):
            return other
        if other == clause[-1]:
            continue
        if last in SEPARABLE and last + read.lemma in verbs:
            return other
    return None


@cache
def _function_verbs() -> dict[str, tuple[tuple[tuple[str, ...], frozenset[str], str], ...]]:
    by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str], str]]] = {}
    for line in lexicon.lines("function_verbs"):
        phrase, verbs, way = (part.strip() for part in line.split("|"))
        words = tuple(phrase.split())
        by_first.setdefault(words[0], []).append((words, frozenset(verbs.split()), way))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in by_first.items()}


RULES = (
    Rule(
        "function-verb",
        "Umständliches Verb",
        Layer.WORDS,
        "Drei Wörter für etwas, wofür es ein Verb gibt.",
        "Das einfache Verb nehmen.",
        "Viele Familien nehmen die Beratung in Anspruch.",
        "Viele Familien haben einen Anspruch auf Beratung.",
        function_verb,
    ),
    Rule(
        "empty-verb",
        "Leeres Verb",
        Layer.WORDS,
        "„Erfolgen“ und „vornehmen“ sagen nicht, was geschieht. Das steckt im Hauptwort.",
        "Aus dem Hauptwort ein Verb machen.",
        "Die Auszahlung erfolgt im Mai.",
        "Die Läufer führen ihre Hunde vor.",
        empty_verb,
    ),
    Rule(
        "nominalisation",
        "Hauptwort statt Verb",
        Layer.WORDS,
        "Hauptwörter aus Verben machen Sätze steif und verschweigen, wer handelt.",
        "Mit dem Verb sagen, wer was tut.",
        "Zur Vermeidung von Staus bauen wir Radwege.",
        "Die Straßenbeleuchtung an der Wohnung ist neu.",
        nominalisation,
    ),
)
