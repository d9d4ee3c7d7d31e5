"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from werkstatt.analysis.plain_language.grammar import Reading


class Layer(StrEnum):
    """What a mark is about. Within a layer no words are marked twice; a hard word in a long sentence is two things."""

    SENTENCE = "sentence"
    """How long the sentence and its clauses are: one mark a sentence."""
    STRUCTURE = "structure"
    """How it is built: insertions, chains, brackets."""
    WORDS = "words"
    """Single words and fixed phrases."""


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens from ``first`` to ``last`` (both included) that a rule wants to mark, and what it says about them."""

    first: int
    last: int
    message: str
    hint: str
    replacement: str | None = None
    instead: tuple[int, int] | None = None
    """Tokens to mark if a stronger mark that this one may stand beside has taken the others."""
    claims: tuple[int, ...] = ()
    """Tokens that belong to what is said without being marked; weaker rules leave them alone too."""


@dataclass(frozen=True)
class Rule:
    """One reason why people do not understand a sentence.

    ``example`` is marked by the rule, ``counterexample`` looks like it and is not: both are tests. ``title`` names the
    rule, ``why`` and ``way_out`` explain it (German, for the documentation and the editor's list of rules).
    ``stands_beside`` names stronger rules of the same layer that do not silence this one: its mark moves to other words
    of the same thing.
    """

    id: str
    title: str
    layer: Layer
    why: str
    way_out: str
    example: str
    counterexample: str
    find: Callable[[Reading], Iterable[Found]]
    stands_beside: frozenset[str] = frozenset()
