"""Wording suggestions: a quoted range of a block and what should stand there instead."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from werkstatt.text.hunks import hunks
from werkstatt.text.merge import Merge, merge
from werkstatt.text.tokens import borders, tokens, words


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


@dataclass(frozen=True, slots=True)
class Together:
    """Several suggestions carried out on one text. ``clashing`` are the ids of those that changed words which the
    draft or an earlier one had changed already: there the text holds both wordings for a person to choose."""

    text: str
    clashing: tuple[str, ...] = ()


def together(suggestions: Iterable[Suggestion], base_text: str, draft_text: str) -> Together:
    """Carry out several suggestions, made on ``base_text``, one after the other on the draft.

    Those that change different words all come in, whatever their order. A suggestion whose quote does not stand in
    the base text is clashing and changes nothing.
    """
    text = draft_text
    clashing: list[str] = []
    for suggestion in suggestions:
        try:
            merged = onto_draft(suggestion, base_text, text)
        except ValueError:
            clashing.append(suggestion.id)
            continue
        text = merged.text
        if not merged.is_clean:
            clashing.append(suggestion.id)
    return Together(text, tuple(clashing))


Share = Literal["whole", "part", "none"]


def share_in(suggestion: Suggestion, base_text: str, text: str) -> Share:
    """How much of a suggestion, made on ``base_text``, a later wording has taken up.

    "whole": it reads so, or every word that the suggestion brings has come and every word that it strikes has gone.
    """
    try:
        if onto_draft(suggestion, base_text, text).contained:
            return "whole"
    except ValueError:
        return "none"
    asked, done = _word_changes(base_text, applied(base_text, suggestion)), _word_changes(base_text, text)
    if asked and asked <= done:
        return "whole"
    # That the same old word has gone says little: any other wording takes it away, too.
    telling = Counter({change: n for change, n in asked.items() if change[0] == "in"}) or asked
    return "part" if telling & done else "none"


def _word_changes(before: str, after: str) -> Counter[tuple[str, str]]:
    """The words that come in and go out, each as often as it does, wherever that is."""
    old, new = Counter(words(before)), Counter(words(after))
    come, gone = new - old, old - new
    return Counter({("in", word): n for word, n in come.items()} | {("out", word): n for word, n in gone.items()})


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
