"""Where two sequences of tokens differ: the engine below the word diff, the merge and the carrying over of marks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from operator import lt
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from werkstatt.text.tokens import is_word, letters

_MATRIX_CELLS = 300_000_000
"""Largest product of lengths compared in one go: the compiled code needs one bit for each."""

_TINY_WORD = 4
"""Letters of an unchanged word that may be swallowed between two larger changes."""

_SHORT_RUN = 8
"""Unchanged tokens over which two insertions are drawn together."""

_HARDLY_ANYTHING_LEFT = 0.2
"""Share of unchanged letters below which a text counts as replaced as a whole."""


class Hunk(NamedTuple):
    """Tokens ``old_start:old_end`` of the old sequence became ``new_start:new_end`` of the new one."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """The changes from old to new, in order, never touching each other; pure insertions begin at a word if they can."""
    found = _united(_join(_differences(old, new, 0, len(old), 0, len(new))), old, new)
    return [_slid(hunk, old, new, before, after) for before, hunk, after in _with_room(found, len(old))]


def readable_hunks(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Like :func:`hunks`, but spaces and tiny words between two changes are swallowed by them.

    Tabs and line feeds stay, because they separate the cells and rows of a table.
    """
    result: list[Hunk] = []
    for hunk in hunks(old, new):
        result.append(hunk)
        while len(result) > 1 and _island_is_tiny(result[-2], result[-1], old, new):
            second, first = result.pop(), result.pop()
            result.append(Hunk(first.old_start, second.old_end, first.new_start, second.new_end))
    return _whole_if_hardly_anything_is_left(result, old, new)


def _differences(old: Sequence[str], new: Sequence[str], a0: int, a1: int, b0: int, b1: int) -> list[Hunk]:
    while a0 < a1 and b0 < b1 and old[a0] == new[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and old[a1 - 1] == new[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    if a0 == a1 and b0 == b1:
        return []
    if a0 == a1 or b0 == b1:
        return [Hunk(a0, a1, b0, b1)]
    if (a1 - a0) * (b1 - b0) > _MATRIX_CELLS:
        return _divided(old, new, a0, a1, b0, b1)
    # Equal tokens get the same character, so that the compiled code compares two strings.
    characters: dict[str, str] = {}
    left = "".join([characters.setdefault(token, chr(len(characters))) for token in old[a0:a1]])
    right = "".join([characters.setdefault(token, chr(len(characters))) for token in new[b0:b1]])
    return [
        Hunk(a0 + step.src_start, a0 + step.src_end, b0 + step.dest_start, b0 + step.dest_end)
        for step in LCSseq.opcodes(left, right)
        if step.tag != "equal"
    ]


def _divided(old: Sequence[str], new: Sequence[str], a0: int, a1: int, b0: int, b1: int) -> list[Hunk]:
    """Very long texts: cut at runs of words that occur once on both sides, then compare the parts."""
    size = 4
    grams_old = [tuple(old[i : i + size]) for i in range(a0, a1 - size)]
    grams_new = [tuple(new[i : i + size]) for i in range(b0, b1 - size)]
    once_old, once_new = Counter(grams_old), Counter(grams_new)
    where = {gram: i + b0 for i, gram in enumerate(grams_new) if once_new[gram] == 1}
    pairs = [(i + a0, where[gram]) for i, gram in enumerate(grams_old) if once_old[gram] == 1 and gram in where]
    kept = increasing([b for _, b in pairs])
    if not kept:
        return [Hunk(a0, a1, b0, b1)]
    result: list[Hunk] = []
    for index in kept:
        a, b = pairs[index]
        if a < a0 or b < b0:
            continue
        result += _differences(old, new, a0, a, b0, b)
        a0, b0 = a + 1, b + 1
    if (a1 - a0) * (b1 - b0) > _MATRIX_CELLS:
        return [*result, Hunk(a0, a1, b0, b1)]
    return result + _differences(old, new, a0, a1, b0, b1)


def increasing(values: Sequence[int], weights: Sequence[int] | None = None) -> list[int]:
    """Indexes of a heaviest strictly increasing subsequence (every weight 1 if not given)."""
    if all(map(lt, values, islice(values, 1, None))):
        return list(range(len(values)))
    if weights is not None:
        return _increasing_weighted(values, weights)
    tails: list[int] = []
    tail_values: list[int] = []
    previous = [-1] * len(values)
    for index, value in enumerate(values):
        place = bisect_left(tail_values, value)
        previous[index] = tails[place - 1] if place else -1
        tails[place : place + 1] = [index]
        tail_values[place : place + 1] = [value]
    chain: list[int] = []
    index = tails[-1] if tails else -1
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def _increasing_weighted(values: Sequence[int], weights: Sequence[int]) -> list[int]:
    """A Fenwick tree of best chains over the ranks of the values."""
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)), start=1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    previous = [-1] * len(values)
    best = (0, -1)
    for index, value in enumerate(values):
        total, position = (0, -1), ranks[value] - 1
        while position > 0:
            total = max(total, tree[position])
            position -= position & -position
        previous[index] = total[1]
        mine = (total[0] + weights[index], index)
        best = max(best, mine)
        position = ranks[value]
        while position < len(tree):
            tree[position] = max(tree[position], mine)
            position += position & -position
    chain: list[int] = []
    index = best[1]
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain[::-1]


def _join(parts: list[Hunk]) -> list[Hunk]:
    """Deletion and insertion at one place make one hunk."""
    result: list[Hunk] = []
    for part in parts:
        if result and result[-1].old_end == part.old_start and result[-1].new_end == part.new_start:
            last = result.pop()
            part = Hunk(last.old_start, part.old_end, last.new_start, part.new_end)
        result.append(part)
    return result


def _united(found: list[Hunk], old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """Two insertions (or deletions) around a short run that also stands at the outer end of one make a single one.

    "A [, B] and [C and] D" is told as "A [, B and C] and D".
    """
    result: list[Hunk] = []
    for hunk in found:
        result.append(hunk)
        while len(result) > 1 and (joint := _union(result[-2], result[-1], old, new)):
            result[-2:] = [joint]
    return result


def _union(first: Hunk, second: Hunk, old: Sequence[str], new: Sequence[str]) -> Hunk | None:
    run = second.old_start - first.old_end
    if run > _SHORT_RUN:
        return None
    if _only_inserts(first) and _only_inserts(second):
        island = new[first.new_end : second.new_start]
        if new[second.new_end - run : second.new_end] == island:
            return Hunk(first.old_start, first.old_start, first.new_start, second.new_end - run)
        if new[first.new_start : first.new_start + run] == island:
            return Hunk(second.old_start, second.old_start, first.new_start + run, second.new_end)
    if _only_deletes(first) and _only_deletes(second):
        island = old[first.old_end : second.old_start]
        if old[second.old_end - run : second.old_end] == island:
            return Hunk(first.old_start, second.old_end - run, first.new_start, first.new_start)
        if old[first.old_start : first.old_start + run] == island:
            return Hunk(first.old_start + run, second.old_end, second.new_start, second.new_start)
    return None


def _with_room(found: list[Hunk], old_length: int) -> list[tuple[int, Hunk, int]]:
    """Each hunk with the number of unchanged tokens before and after it that it may slide over."""
    rows = []
    for index, hunk in enumerate(found):
        # One token stays between two hunks; half of the room each, so that they cannot meet.
        before = (hunk.old_start - found[index - 1].old_end - 1) // 2 if index else hunk.old_start
        last = index + 1 == len(found)
        after = (old_length if last else found[index + 1].old_start - 1) - hunk.old_end
        rows.append((before, hunk, after if last else after // 2))
    return rows


def _slid(hunk: Hunk, old: Sequence[str], new: Sequence[str], before: int, after: int) -> Hunk:
    """The same change told better: "[new sentence. ]" instead of "[. New sentence]"."""
    if _only_inserts(hunk):
        tokens, start, end = new, hunk.new_start, hunk.new_end
    elif _only_deletes(hunk):
        tokens, start, end = old, hunk.old_start, hunk.old_end
    else:
        return hunk
    best, best_shift = _border(tokens, start), 0
    shift = 0
    while -shift < before and tokens[start + shift - 1] == tokens[end + shift - 1]:
        shift -= 1
        score = _border(tokens, start + shift)
        if score > best:
            best, best_shift = score, shift
    shift = 0
    while shift < after and tokens[start + shift] == tokens[end + shift]:
        shift += 1
        score = _border(tokens, start + shift)
        if score > best:
            best, best_shift = score, shift
    return Hunk(*(position + best_shift for position in hunk))


def _border(tokens: Sequence[str], position: int) -> int:
    """How natural it is to begin a change here: 4 a new line, 3 a sentence, 2 a word, 1 the space before a word."""
    if position == 0 or tokens[position - 1] in "\n\t":
        return 4
    if tokens[position - 1].isspace():
        return 3 if position > 1 and tokens[position - 2] in ".!?:;" else 2
    return 1 if position < len(tokens) and tokens[position].isspace() else 0


def _island_is_tiny(first: Hunk, second: Hunk, old: Sequence[str], new: Sequence[str]) -> bool:
    if second.old_start - first.old_end > 5:
        return False
    if _only_inserts(first) and _only_inserts(second):
        return False
    if _only_deletes(first) and _only_deletes(second):
        return False
    island = old[first.old_end : second.old_start]
    if "\n" in island or "\t" in island:
        return False
    size = sum(map(letters, island))
    # A tiny word goes under only between two replacements: beside a mere insertion it shows where that stands.
    return not size or (size <= _TINY_WORD and _replaces_words(first, old, new) and _replaces_words(second, old, new))


def _only_inserts(hunk: Hunk) -> bool:
    return hunk.old_start == hunk.old_end


def _only_deletes(hunk: Hunk) -> bool:
    return hunk.new_start == hunk.new_end


def _replaces_words(hunk: Hunk, old: Sequence[str], new: Sequence[str]) -> bool:
    return any(is_word(old[i]) for i in range(hunk.old_start, hunk.old_end)) and any(
        is_word(new[i]) for i in range(hunk.new_start, hunk.new_end)
    )


def _whole_if_hardly_anything_is_left(found: list[Hunk], old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    if len(found) < 3 or "\n" in old or "\t" in old:
        return found
    total = max(sum(map(letters, old)), sum(map(letters, new)))
    gone = sum(letters(token) for hunk in found for token in old[hunk.old_start : hunk.old_end])
    left = sum(map(letters, old)) - gone
    return [Hunk(0, len(old), 0, len(new))] if left < total * _HARDLY_ANYTHING_LEFT else found
