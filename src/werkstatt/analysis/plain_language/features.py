"""What makes a German sentence hard to read, as numbers: the table of features behind the score.

Every feature says in which direction it works and why; the fit (scripts/fit_klartext.py) may only find out how much. So
no feature ever gets a weight against reason, and a score can be explained feature by feature.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from werkstatt.analysis.plain_language import syllables
from werkstatt.analysis.plain_language.compounds import familiarity, is_name, split
from werkstatt.analysis.plain_language.tokens import Kind, Token, tokenise
from werkstatt.analysis.plain_language.written import ABSTRACT, CONNECTIVES, OFFICIAL_PREPOSITIONS, POINTERS


class View:
    """One sentence, as the features look at it. Everything is computed once, when first needed."""

    def __init__(self, sentence: str) -> None:
        # Who writes everything in capitals says nothing about nouns and names with them.
        self.tokens: list[Token] = tokenise(sentence.lower() if sentence.isupper() else sentence)
        self.words: list[str] = [token.text for token in self.tokens if token.kind is Kind.WORD]
        self.lower: list[str] = [word.lower() for word in self.words]
        self.noun: list[bool] = [place > 0 and word[0].isupper() for place, word in enumerate(self.words)]

    @cached_property
    def names(self) -> list[bool]:
        return [is_name(word) or (len(word) > 1 and word.isupper()) for word in self.words]

    @cached_property
    def plain(self) -> list[str]:
        """The words without names, as they are written."""
        return [word for word, name in zip(self.words, self.names, strict=True) if not name]

    @cached_property
    def familiarities(self) -> list[float]:
        """Zipf values of the words without names, the rarest first."""
        return sorted(map(familiarity, self.plain))

    @cached_property
    def content(self) -> list[float]:
        """Zipf values of what is not a little word like "und" or "nach", the rarest first."""
        return [value for value in self.familiarities if value < 5.5]

    @cached_property
    def relations(self) -> list[float]:
        """Zipf values of what is written with a small letter: verbs, qualities, adverbs."""
        return [familiarity(word) for word in self.words if word[0].islower()]

    @cached_property
    def clauses(self) -> list[int]:
        """Words between commas, dashes, brackets and colons."""
        lengths, length = [], 0
        for token in self.tokens:
            if token.kind is not Kind.SIGN:
                length += 1
            elif token.text in ",;:–—()":
                lengths.append(length)
                length = 0
        return [length for length in (*lengths, length) if length]

    def count(self, words: frozenset[str]) -> int:
        return sum(word in words for word in self.lower)

    def matching(self, pattern: re.Pattern[str], *, nouns: bool | None = None) -> int:
        """Words of more than five letters that a pattern is found in."""
        return sum(
            len(word) > 5 and nouns in (None, noun) and pattern.search(word) is not None
            for word, noun in zip(self.lower, self.noun, strict=True)
        )

    def pairs(self, first: frozenset[str], second: frozenset[str]) -> int:
        return sum(a in first and b in second for a, b in zip(self.lower, self.lower[1:], strict=False))


@dataclass(frozen=True)
class Feature:
    """``harder`` is the direction: more of it makes a sentence harder (or easier)."""

    name: str
    value: Callable[[View], float]
    reason: str
    harder: bool = True


_ARTICLES = frozenset("der die das den dem des ein eine einen einem einer eines".split())
_SUBJECTS = frozenset("der die das ein eine er sie es man wir ich diese dieser dieses".split())
_GENITIVES = frozenset("des der eines einer dessen deren".split())
_PREPOSITIONS = frozenset(
    """
    in im ins an am ans auf aus bei beim mit nach von vom vor zu zum zur für über unter durch gegen ohne um zwischen
    seit bis wegen trotz während innerhalb außerhalb
    """.split()
)
_SUBORDINATING = frozenset(
    """
    dass weil obwohl obgleich wenngleich wenn falls sofern indem nachdem bevor ehe während damit sodass ob seitdem
    sobald solange soweit insofern wobei wodurch woraus womit wofür weshalb weswegen wonach worin als da
    """.split()
)
_NOMINAL = re.compile(r"(?:ung|heit|keit|ion|tät|ismus|nis|schaft|enz|anz|ment|tum|sal)(?:en|s|es|e|se|sen)?$")
_PARTICIPLE = re.compile(r"(?:\w*ge\w{2,}|(?:ver|be|ent|er|zer|über|unter)\w{3,}|\w+ier)(?:t|en)")


def _letters(view: View) -> int:
    return sum(map(len, view.words))


def _syllables(view: View) -> int:
    return sum(map(syllables.count, view.words))


def _participles(view: View) -> int:
    """Words that look like "gebaut", "beschlossen", "finanziert" (infinitives with such prefixes among them)."""
    return sum(
        len(word) > 6 and not noun and _PARTICIPLE.fullmatch(word) is not None
        for word, noun in zip(view.lower, view.noun, strict=True)
    )


def _begins_with_subject(view: View) -> int:
    return int(view.lower[0] in _SUBJECTS)


def _genitives(view: View) -> int:
    return sum(noun and word in _GENITIVES for noun, word in zip(view.noun, view.lower[1:], strict=False))


def _infinitives(view: View) -> int:
    return sum(
        a == "zu" and b.endswith("n") and not noun
        for a, b, noun in zip(view.lower, view.lower[1:], view.noun[1:], strict=False)
    )


def _hinge(values: Sequence[float], floor: float) -> float:
    return sum(max(0.0, floor - value) for value in values)


def _rarity(view: View) -> float:
    """How rare the content words are on average, with two usual words added: a short sentence says little about it."""
    return 7 - (sum(view.content) + 2 * 5.0) / (len(view.content) + 2)


FEATURES: tuple[Feature, ...] = (
    Feature("letters", lambda v: math.log(max(10, _letters(v))), "long sentences are hard to keep in mind"),
    Feature("syllables", lambda v: math.log(max(4, _syllables(v))), "long words are read piece by piece"),
    Feature("content words", lambda v: math.log(1 + len(v.content)), "each has to be taken in"),
    Feature("rarity", _rarity, "rare words have to be worked out"),
    Feature("unfamiliar words", lambda v: math.sqrt(_hinge(v.familiarities, 4.5)), "rare words add up"),
    Feature("connectives", lambda v: v.count(CONNECTIVES), "connectives of written German, seldom said aloud"),
    Feature("pointers", lambda v: v.count(POINTERS), "pronouns that send the reader back"),
    Feature(
        "abstract words",
        lambda v: math.sqrt(sum(w.startswith(ABSTRACT) for w in v.lower)),
        "general words of reports",
    ),
    Feature(
        "rare verbs and qualities", lambda v: math.sqrt(_hinge(v.relations, 4.3)), "what happens cannot be guessed"
    ),
    Feature(
        "share of nouns", lambda v: sum(v.noun) / max(1, len(v.noun)), "things are read faster than relations", False
    ),
    Feature("official prepositions", lambda v: v.count(OFFICIAL_PREPOSITIONS), "prepositions of written German"),
    Feature(
        "opened brackets",
        lambda v: v.pairs(_ARTICLES, _PREPOSITIONS),
        "article, then a preposition: extended attribute",
    ),
    Feature("nominal style", lambda v: v.matching(_NOMINAL, nouns=True), "actions hidden in nouns"),
    Feature("genitives", lambda v: math.sqrt(_genitives(v)), "chains of genitives"),
    Feature("participles", lambda v: math.sqrt(_participles(v)), "passive and perfect: the meaning comes late"),
    Feature("subject first", _begins_with_subject, "the order that readers expect", False),
    Feature("subordinate clauses", lambda v: v.count(_SUBORDINATING), "the verb comes late"),
    Feature("infinitives", _infinitives, "clauses without an actor"),
    Feature("prepositions", lambda v: math.sqrt(v.count(_PREPOSITIONS)), "things are put into relation"),
    Feature("longest clause", lambda v: math.log(1 + max(v.clauses, default=0)), "nothing to pause at"),
    Feature(
        "compounds",
        lambda v: math.sqrt(sum("-" not in w and len(split(w)) > 1 for w in v.words)),
        "two thoughts in one word",
    ),
    Feature("long words", lambda v: sum(len(w) > 13 for w in v.plain), "their parts have to be told apart"),
    Feature("names", lambda v: min(2, sum(v.names)), "unknown names distract"),
    Feature(
        "hyphens",
        lambda v: sum("-" in w and "-" in w[1:-1] and len(split(w)) > 1 for w in v.plain),
        "parts shown by hyphens",
        False,
    ),
    Feature("variety", lambda v: len(set(v.lower)) / max(1, len(v.lower)), "few repeated words"),
)
"""All features, in the order in which they are explained."""


def values(sentence: str) -> list[float] | None:
    """The value of every feature of one sentence, in the order of ``FEATURES``; None if it has no words."""
    view = View(sentence)
    if not view.words:
        return None
    return [float(feature.value(view)) for feature in FEATURES]
