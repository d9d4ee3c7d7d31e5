"""Wording suggestions: a quoted range of a block and what should stand there instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from werkstatt.text.hunks import hunks
from werkstatt.text.merge import Merge, merge
from werkstatt.text.tokens import borders, tokens


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Characters ``start`` up to (not including) ``end`` of a block, quoted, shall read ``replacement``.

    An empty quote is an insertion, an empty replacement a deletion.
    """

    id: str
    block: str
    start: int
    end: int
    quote: str
    replacement: str


def applied(text: str, suggestion: Suggestion) -> str:
    """The text the suggestion was made on, with its replacement; ValueError if the quote does not stand there."""
    if text[suggestion.start : suggestion.end] != suggestion.quote or not 0 <= suggestion.start <= suggestion.end:
        raise ValueError(f"suggestion {suggestion.id}: its quote does not stand at {suggestion.start}–{suggestion.end}")
    return text[: suggestion.start] + suggestion.replacement + text[suggestion.end :]


def onto_draft(suggestion: Suggestion, base_text: str, draft_text: str) -> Merge:
    """Carry the suggestion, made on ``base_text``, out on the draft that has moved on since.

    ``Merge.contained`` says that the draft already reads as suggested; a conflict (ours = draft, theirs =
    suggestion) that both changed the same words. Raises ValueError if the quote does not stand in the base text.
    """
    return merge(base_text, draft_text, applied(base_text, suggestion))


def is_stale(suggestion: Suggestion, draft_text: str) -> bool:
    """Whether the quoted words are gone from the draft (differences of white space do not count)."""
    return " ".join(suggestion.quote.split()) not in " ".join(draft_text.split())


def conflicts(suggestions: Iterable[Suggestion]) -> tuple[tuple[str, str], ...]:
    """Pairs of ids, in the given order, of suggestions on one block that change the same words in different ways.

    Only the words that really change count, not all that was quoted. Two insertions at the same point are in
    conflict, too; suggestions that make exactly the same changes are not.
    """
    by_block: dict[str, list[tuple[int, str, frozenset[_Edit]]]] = defaultdict(list)
    for order, suggestion in enumerate(suggestions):
        by_block[suggestion.block].append((order, suggestion.id, _edits(suggestion)))
    found = [
        (first[0], second[0], first[1], second[1])
        for rows in by_block.values()
        for first, second in combinations(rows, 2)
        if _clash(first[2], second[2])
    ]
    return tuple((first, second) for _, _, first, second in sorted(found))


_Edit = tuple[int, int, str]
"""Characters from, up to, and what comes instead."""


def _edits(suggestion: Suggestion) -> frozenset[_Edit]:
    old, new = tokens(suggestion.quote), tokens(suggestion.replacement)
    at = [suggestion.start + border for border in borders(old)]
    return frozenset((at[h.old_start], at[h.old_end], "".join(new[h.new_start : h.new_end])) for h in hunks(old, new))


def _clash(left: frozenset[_Edit], right: frozenset[_Edit]) -> bool:
    if left == right:
        return False
    return any(_overlap(a, b) for a in left for b in right if a != b)


def _overlap(a: _Edit, b: _Edit) -> bool:
    if a[0] == a[1] and b[0] == b[1]:
        return a[0] == b[0]
    return a[0] < b[1] and b[0] < a[1]
