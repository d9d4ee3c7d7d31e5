"""Marks: which words of a sentence make it hard, why, and a way out.

Marks and score are kept apart: the score says how hard people find a sentence, a mark says what to do about it. What is
measured about both stands in docs/klartext.md. No conformity with DIN 8581-1 or with Leichte Sprache is claimed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from werkstatt.analysis.plain_language.grammar import Reading
from werkstatt.analysis.plain_language.rules import RULES, Found, Layer, Rule

__all__ = ["RULES", "Layer", "Mark", "Rule", "find"]

MOST_CHARACTERS = 4_000
"""Longer "sentences" (tables, base64, a text without full stops) are read up to here only: time stays bounded."""


class Mark(NamedTuple):
    """A place in the text (``start`` and ``end`` in characters of what was given) that a rule speaks about.

    ``message`` says what is wrong in a few words, ``hint`` shows a way out; ``replacement`` can stand in place of the
    marked words as it is (None where a person has to write).
    """

    rule: str
    start: int
    end: int
    message: str
    hint: str
    replacement: str | None = None


def find(sentence: str, *, start: int = 0, without: Collection[str] = ()) -> tuple[Mark, ...]:
    """The marks of one sentence, in the order of their places.

    ``start`` is where the sentence begins in its text, ``without`` holds ids of rules that are switched off (unknown
    ids are ignored). Inside of a layer no word is marked twice: the rule that stands first in ``RULES`` wins.
    """
    reading = Reading(sentence[:MOST_CHARACTERS])
    if not reading.words:
        return ()
    taken: dict[Layer, dict[int, str]] = {layer: {} for layer in Layer}
    marks: list[Mark] = []
    for rule in RULES:
        if rule.id in without:
            continue
        for found in rule.find(reading):
            span = _free(rule, found, taken[rule.layer])
            if span is None:
                continue
            whole = rule.layer is Layer.SENTENCE
            claimed = range(len(reading)) if whole else (*range(span[0], span[1] + 1), *found.claims)
            taken[rule.layer].update(dict.fromkeys(claimed, rule.id))
            marks.append(_mark(rule, found, span, reading, start))
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.rule)))


def _free(rule: Rule, found: Found, taken: dict[int, str]) -> tuple[int, int] | None:
    """The tokens that a mark may have; None if a stronger one was there first."""
    others = {taken[place] for place in range(found.first, found.last + 1) if place in taken}
    if not others:
        return found.first, found.last
    if found.instead is None or not others <= rule.stands_beside:
        return None
    first, last = found.instead
    return None if any(place in taken for place in range(first, last + 1)) else (first, last)


def _mark(rule: Rule, found: Found, span: tuple[int, int], reading: Reading, start: int) -> Mark:
    first, last = reading.tokens[span[0]], reading.tokens[span[1]]
    replacement = found.replacement if span == (found.first, found.last) else None
    return Mark(rule.id, start + first.start, start + last.end, found.message, found.hint, replacement)
