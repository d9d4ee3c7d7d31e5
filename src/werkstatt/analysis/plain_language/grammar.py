"""Reading a sentence without a model: clauses, finite verbs and word classes from closed lists, endings and capitals.

German helps: nouns are capitalised, clauses stand between commas, the finite verb is second in a main clause and last
in a subordinate one. What cannot be decided that way stays undecided, and no rule speaks about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from werkstatt.analysis.plain_language.tokens import Kind, Token, tokenise
from werkstatt.analysis.plain_language.verbs import (
    AUXILIARIES,
    FINITE,
    INFINITIVE,
    PARTICIPLE,
    SEPARABLE,
    WITH_ZU,
    Verb,
    verb,
)

ARTICLES = frozenset("der die das den dem des ein eine einen einem einer eines".split())
DETERMINERS = ARTICLES | frozenset(
    """
    dieser diese dieses diesen diesem jeder jede jedes jeden jedem jener jene jenes kein keine keinen keinem
    keiner keines mein meine meinen meinem meiner sein seine seinen seinem seiner seines ihr ihre ihren ihrem
    ihrer ihres unser unsere unseren unserem unserer unseres euer alle aller allen alles beide beiden viele
    vielen wenige mehrere einige manche solche welche sämtliche deren dessen
    """.split()
)
CONTRACTIONS = frozenset("am ans aufs beim fürs im ins vom zum zur übers unters durchs ums".split())
PREPOSITIONS = CONTRACTIONS | frozenset(
    """
    ab an auf aus außer bei bis durch für gegen hinter in mit nach neben ohne seit trotz über um unter von vor
    während wegen zu zwischen gegenüber laut statt entlang innerhalb außerhalb aufgrund gemäß hinsichtlich
    bezüglich mittels
    """.split()
)
SUBORDINATORS = frozenset(
    """
    dass daß weil ob wenn obwohl obgleich obschon während damit nachdem bevor ehe sobald solange sofern soweit
    falls indem sodass da bis seit seitdem als wobei wodurch womit wofür woran worauf worin worüber wonach
    weshalb weswegen wohingegen inwieweit inwiefern zumal insofern
    """.split()
)
QUESTION_WORDS = frozenset(
    "wer was wann wo wie warum wohin woher wem wen wessen welche welcher welches welchen welchem".split()
)
RELATIVES = frozenset("der die das den dem deren dessen denen welche welcher welches welchen welchem was wo".split())
COORDINATORS = frozenset("und oder sowie bzw. beziehungsweise".split())
_ADVERSATIVES = frozenset("aber sondern denn doch jedoch".split())
_BEFORE_PRONOUN = PREPOSITIONS | frozenset("und oder aber auch nur sondern selbst erst so als gerade vor allem".split())
_NO_FINITE = frozenset("statt laut trotz dank samt heute heißen morgen".split())
_DASHES = frozenset("–—-")
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")

_TIMES = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Montag|Dienstag|Mittwoch"
    r"|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag|Uhr|Jahr|Jahre|Jahren|Jahres|Monat|Monate|Monaten|Woche|Wochen|Tag"
    r"|Tage|Tagen|Stunde|Stunden|Minuten|Ende|Anfang|Mitte|Frühjahr|Sommer|Herbst|Winter|Zeit)s?$"
)


@dataclass(slots=True)
class Clause:
    """Part of a sentence around one finite verb; ``places`` are the indices of its tokens, in order, maybe with gaps.

    ``subordinate`` means: introduced by a conjunction, a relative or question word, or "um … zu".
    """

    places: list[int] = field(default_factory=list)
    subordinate: bool = False
    is_open: bool = True
    """Its finite verb has not come yet."""

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


class Reading:
    """A sentence, cut into tokens and clauses. Indices are those of ``tokens``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[Token] = tokenise(text)
        self.lower: list[str] = [token.text.lower() for token in self.tokens]
        self.words: list[int] = [place for place, token in enumerate(self.tokens) if token.kind is not Kind.SIGN]
        self.bracketed: frozenset[int] = frozenset(self._bracketed())
        self._verbs: list[Verb | None] = [
            verb(low) if token.kind is Kind.WORD and (not token.text[:1].isupper() or place == self.words[0]) else None
            for place, (token, low) in enumerate(zip(self.tokens, self.lower, strict=True))
        ]
        self.clauses: list[Clause] = _clauses(self)
        self._clause_of = {place: clause for clause in self.clauses for place in clause.places}

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, place: int) -> str:
        """The token in small letters, "" outside of the sentence."""
        return self.lower[place] if 0 <= place < len(self.lower) else ""

    def verb(self, place: int) -> Verb | None:
        """What a token may be as a verb; a capitalised word inside of a sentence is none."""
        return self._verbs[place] if 0 <= place < len(self._verbs) else None

    def is_form(self, place: int, forms: int) -> bool:
        found = self.verb(place)
        return found is not None and bool(found.forms & forms)

    def is_word(self, place: int) -> bool:
        return 0 <= place < len(self.tokens) and self.tokens[place].kind is Kind.WORD

    def is_noun(self, place: int) -> bool:
        """Capitalised inside of the sentence, or at its beginning and no little word."""
        if not self.is_word(place) or not self.tokens[place].text[:1].isupper():
            return False
        if self.words and place == self.words[0]:
            low = self.lower[place]
            return not (low in PREPOSITIONS or low in DETERMINERS or low in SUBORDINATORS or is_little(low))
        return self.lower[place] not in _POLITE

    def is_adjective(self, place: int) -> bool:
        """A small word with an ending that stands before a noun (or before another such word)."""
        token = self.tokens[place]
        return token.kind is Kind.WORD and token.text[:1].islower() and looks_like_adjective(self.lower[place])

    def is_dash(self, place: int) -> bool:
        """A dash between words, with space around it; not that of "13–18"."""
        token = self.tokens[place]
        return (
            token.text in _DASHES
            and self.text[token.start - 1 : token.start].isspace()
            and self.text[token.end : token.end + 1].isspace()
        )

    def clause(self, place: int) -> Clause:
        """The clause that a token belongs to."""
        found = self._clause_of.get(place)
        return found if found is not None else Clause([place])

    def words_between(self, first: int, last: int) -> int:
        """Words strictly between two tokens."""
        return sum(first < place < last for place in self.words)

    def finite(self, places: list[int]) -> int | None:
        """The index of the finite verb among some tokens, or None; sure ones before those that may be another form."""
        doubtful = None
        for position, place in enumerate(places):
            if self.lower[place] in AUXILIARIES and not self._is_infinitive(places, position):
                return place
            found = self.verb(place)
            if found is None or not found.forms & FINITE or self.lower[place] in _NO_FINITE:
                continue
            if self.word(place - 1) == "zu" or self._stands_before_noun(place):
                continue
            if not found.forms & (INFINITIVE | PARTICIPLE):
                return place
            doubtful = place if doubtful is None else doubtful
        return doubtful

    def _is_infinitive(self, places: list[int], position: int) -> bool:
        """ "werden", "haben" and the like after a participle are the finite verb's, unless nothing follows."""
        low = self.lower[places[position]]
        if low not in {"werden", "haben", "können", "müssen", "sollen", "dürfen", "wollen"}:
            return False
        return position > 0 and any(
            self.lower[place] in AUXILIARIES and abs(number - position) >= 1
            for number, place in enumerate(places)
            if number != position and self.lower[place] not in {"werden", "haben"}
        )

    def _stands_before_noun(self, place: int) -> bool:
        """ "die geplanten Wege": an ending, a determiner or preposition before, a noun after."""
        low = self.lower[place]
        return (
            low.endswith(("te", "ten", "en", "e"))
            and self.is_noun(place + 1)
            and (self.word(place - 1) in DETERMINERS or self.word(place - 1) in CONTRACTIONS)
        )

    def _bracketed(self) -> list[int]:
        inside, depth = [], 0
        for place, token in enumerate(self.tokens):
            depth += token.text in _OPENING
            if depth > 0:
                inside.append(place)
            depth -= token.text in _CLOSING
            depth = max(0, depth)
        return inside


_POLITE = frozenset("sie ihnen ihr ihre ihren ihrem ihrer ihres".split())


def is_little(word: str) -> bool:
    """Whether a word at the beginning of a sentence is none that would be capitalised inside of it."""
    return word in _LITTLE or (verb(word) is not None and not word.endswith(("ung", "heit", "keit")))


_LITTLE = (
    COORDINATORS
    | _ADVERSATIVES
    | QUESTION_WORDS
    | AUXILIARIES
    | frozenset(
        """
        ich du er sie es wir ihr man mich dich uns euch ihm ihn ihnen nicht auch nur noch schon hier dort dann
        danach dabei dazu dafür damit darum deshalb daher so sehr mehr alles nichts etwas bitte grundsätzlich
        bisher bereits künftig heute morgen gestern zunächst zudem außerdem allerdings insbesondere besonders
        selbst trotzdem dennoch jetzt nun derzeit zurzeit seitens zwecks infolge angesichts binnen ggf
        vorbehaltlich letztendlich diesbezüglich einige
        """.split()
    )
)


def _clauses(reading: Reading) -> list[Clause]:
    """Segments between commas, dashes and the like, put together to clauses with one finite verb each."""
    found: list[Clause] = []
    stack: list[Clause] = []
    for segment in _segments(reading):
        finite = reading.finite(segment)
        subordinate = _is_subordinate(reading, segment, finite, bool(found))
        if subordinate:
            clause = Clause(list(segment), True, finite is None and not _is_infinitive_clause(reading, segment))
            found.append(clause)
            stack.append(clause)
            continue
        waiting = next((clause for clause in reversed(stack) if clause.is_open), None)
        if waiting is not None and (finite is not None or not _is_infinitive_clause(reading, segment)):
            waiting.places += segment
            waiting.is_open = finite is None
            continue
        if finite is None and stack and not _is_infinitive_clause(reading, segment):
            main = next((clause for clause in reversed(stack) if not clause.subordinate), stack[-1])
            main.places += segment
            continue
        clause = Clause(list(segment), False, finite is None and not _is_infinitive_clause(reading, segment))
        found.append(clause)
        stack.append(clause)
    return found


def _segments(reading: Reading) -> list[list[int]]:
    segments: list[list[int]] = []
    current: list[int] = []
    for place, token in enumerate(reading.tokens):
        if place in reading.bracketed:
            continue
        if token.kind is Kind.SIGN:
            if token.text in ",;:" or reading.is_dash(place):
                if current:
                    segments.append(current)
                current = []
            continue
        current.append(place)
    if current:
        segments.append(current)
    return [part for segment in segments for part in _split_at_and(reading, segment)]


def _split_at_and(reading: Reading, segment: list[int]) -> list[list[int]]:
    """Two clauses joined by "und" and the like, if each has a finite verb of its own."""
    for position, place in enumerate(segment):
        low = reading.lower[place]
        if not 0 < position < len(segment) - 1 or (low not in COORDINATORS and low not in _ADVERSATIVES):
            continue
        left, right = segment[:position], segment[position:]
        before, after = reading.finite(left), reading.finite(right)
        if before is None or after is None:
            continue
        joined = reading.word(right[1]) in QUESTION_WORDS | SUBORDINATORS
        if not joined and reading.is_form(after, PARTICIPLE | INFINITIVE) and reading.lower[after] not in AUXILIARIES:
            if reading.lower[before] in AUXILIARIES or reading.is_form(left[-1], INFINITIVE | PARTICIPLE):
                continue  # "wird geprüft und verbessert"
            if after == right[-1]:
                continue
        return [left, *_split_at_and(reading, right)]
    return [segment]


def _is_subordinate(reading: Reading, segment: list[int], finite: int | None, inside: bool) -> bool:
    start = 0
    while start < len(segment) - 1 and reading.lower[segment[start]] in _BEFORE_PRONOUN - SUBORDINATORS:
        start += 1
    low = reading.lower[segment[start]]
    first = reading.lower[segment[0]]
    if first in {"um", "ohne", "statt", "anstatt"} and _is_infinitive_clause(reading, segment):
        return True
    last_is_finite = finite is not None and _ends_with(reading, segment, finite)
    if first in SUBORDINATORS or low in SUBORDINATORS:
        if first in {"als", "bis", "seit", "während", "da", "damit"}:
            return last_is_finite
        return True
    if low in QUESTION_WORDS:
        return last_is_finite or (inside and finite is None and low not in {"was", "wie"})
    if inside and low in RELATIVES:
        return last_is_finite or (finite is None and _ends_like_a_verb(reading, segment))
    return False


def _ends_like_a_verb(reading: Reading, segment: list[int]) -> bool:
    """ "…, in denen Dämpfe das Haar erweichten": a verb that no list knows, at the end after a noun."""
    last = reading.tokens[segment[-1]].text
    return (
        len(segment) > 2
        and last[:1].islower()
        and len(last) > 4
        and last not in SEPARABLE
        and last.endswith(("t", "te", "ten", "en"))
    )


def _ends_with(reading: Reading, segment: list[int], finite: int) -> bool:
    """Whether a clause ends with its finite verb ("…, die wir brauchen", "… angebunden werden können")."""
    if finite == segment[-1]:
        return True
    rest = [place for place in segment if place > finite]
    return len(rest) <= 2 and all(reading.lower[place] in AUXILIARIES for place in rest) and finite != segment[0]


def _is_infinitive_clause(reading: Reading, segment: list[int]) -> bool:
    """ "…, Hunde anzuleinen", "um Zeit zu sparen": without a finite verb of its own."""
    for place in reversed(segment[-4:]):
        if reading.is_form(place, WITH_ZU):
            return True
        if reading.is_form(place, INFINITIVE) and reading.word(place - 1) == "zu":
            return True
    return False


_NO_ADJECTIVES = (
    DETERMINERS
    | PREPOSITIONS
    | SUBORDINATORS
    | COORDINATORS
    | frozenset(
        """
        aber immer wieder weiter hier später früher daher woher bisher vorher nachher selber leider gerne heute bitte
        denen ihnen innen außen oben unten eben gerade lange alles dieses sowie vorne hinten drinnen draußen
        """.split()
    )
)


@lru_cache(maxsize=4096)
def looks_like_adjective(word: str) -> bool:
    """Whether a word (small letters) may stand between an article and a noun, by its ending."""
    if len(word) < 4 or not word.endswith(("e", "en", "er", "es", "em")) or word in _NO_ADJECTIVES:
        return False
    if word.endswith("weise") or (word.endswith("er") and word.startswith(("dar", "hier", "wor"))):
        return False
    found = verb(word)
    return found is None or not found.forms & (FINITE | INFINITIVE)


@lru_cache(maxsize=4096)
def is_attributive_participle(word: str) -> bool:
    """ "beschlossene", "geltenden": a participle with the ending of an adjective (small letters)."""
    for ending in ("en", "er", "es", "em", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 4:
            stem = word[: -len(ending)]
            if stem.endswith("nd"):
                base = verb(stem[:-1])
                return base is not None and bool(base.forms & INFINITIVE)
            found = verb(stem)
            if found is not None and found.forms & PARTICIPLE:
                return True
    return False


def is_time(text: str) -> bool:
    """Whether a noun names a time ("Mai", "Uhr", "Jahres")."""
    return _TIMES.match(text) is not None
