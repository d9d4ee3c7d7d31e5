"""All rules, strongest first.

The order is the priority inside of a layer: where two rules want the same words, the one that stands first wins. A
fixed phrase says more than the words in it, a word with a replacement more than one that is only long or rare, and what
is built around single words (a list, an insertion) more than the bracket around it all.
"""

from __future__ import annotations

from werkstatt.analysis.plain_language.rules import chains, length, phrases, stiff, verbal, wording
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule

_BY_ID = {
    rule.id: rule
    for rules in (length.RULES, chains.RULES, verbal.RULES, stiff.RULES, phrases.RULES, wording.RULES)
    for rule in rules
}

_SENTENCE = ("long-sentence", "long-clause", "longish-sentence")
_STRUCTURE = (
    "participle-attribute",
    "insertion",
    "parenthesis",
    "enumeration",
    "preposition-chain",
    "genitive-chain",
    "verb-bracket",
    "many-clauses",
)
_WORDS = (
    "paragraph-chain",
    "doublet",
    "function-verb",
    "filler",
    "double-negation",
    "empty-verb",
    "official-preposition",
    "hard-word",
    "is-to",
    "no-actor",
    "passive",
    "compound",
    "nominalisation",
    "abbreviation",
    "rare-word",
    "subjunctive",
)

RULES: tuple[Rule, ...] = tuple(_BY_ID[name] for name in (*_SENTENCE, *_STRUCTURE, *_WORDS))

__all__ = ["RULES", "Found", "Layer", "Rule"]
