"""All rules, strongest first.

The order is the priority inside of a layer: where two rules want the same words, the more specific one comes first and
wins. A fixed phrase says more than the words in it, a word with a replacement more than one that is only long or rare.
"""

from __future__ import annotations

from werkstatt.analysis.plain_language.rules import chains, length, phrases, stiff, verbal, wording
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule

RULES: tuple[Rule, ...] = (
    *length.RULES[:3],
    *chains.RULES[:1],
    *length.RULES[3:5],
    *chains.RULES[1:],
    *verbal.RULES_BRACKET,
    length.RULES[5],
    phrases.RULE_PARAGRAPHS,
    phrases.RULE_DOUBLET,
    stiff.RULE_FUNCTION_VERB,
    phrases.RULE_FILLER,
    phrases.RULE_NEGATION,
    stiff.RULE_EMPTY_VERB,
    phrases.RULE_PREPOSITION,
    wording.RULE_HARD,
    verbal.RULES[0],
    verbal.RULES[1],
    verbal.RULES[2],
    wording.RULE_COMPOUND,
    stiff.RULE_NOMINALISATION,
    wording.RULE_ABBREVIATION,
    wording.RULE_RARE,
    verbal.RULES[3],
)

__all__ = ["RULES", "Found", "Layer", "Rule"]
