"""Formatting that follows its words when the plain text is edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from rapidfuzz.distance import Indel

from werkstatt.text.hunks import Hunk, hunks
from werkstatt.text.model import Mark
from werkstatt.text.tokens import borders, is_word, tokens

_SAME_WORD = 0.6
"""Similarity (0–1) from which a replaced word counts as the same word, corrected or inflected."""


def shifted(marks: Iterable[Mark], old_text: str, new_text: str) -> tuple[Mark, ...]:
    """The marks of ``old_text`` on their words in ``new_text``, in order of their ranges.

    A mark shrinks to its surviving words and grows with what is written between them; it disappears with its last
    word. A word that was only corrected ("Buergr" → "Bürger") survives. A footnote stays behind its word.
    """
    marks = tuple(marks)
    if old_text == new_text or not marks:
        return tuple(sorted(marks))
    survivors = _survivors(old_text, new_text)
    result = {moved for mark in marks if (moved := _moved(mark, survivors, len(old_text), len(new_text)))}
    return tuple(sorted(result))


_Run = tuple[int, int, int, int]
"""Characters old start:end, found again at new start:end (of equal length unless it is a corrected word)."""


def _survivors(old_text: str, new_text: str) -> list[_Run]:
    old, new = tokens(old_text), tokens(new_text)
    runs: list[_Run] = []
    old_at, new_at = borders(old), borders(new)
    position = new_position = 0
    for hunk in [*hunks(old, new), Hunk(len(old), len(old), len(new), len(new))]:
        for index in range(hunk.old_start - position):
            a, b = position + index, new_position + index
            runs.append((old_at[a], old_at[a + 1], new_at[b], new_at[b + 1]))
        runs += _corrected(hunk, old, new, old_at, new_at)
        position, new_position = hunk.old_end, hunk.new_end
    return runs


def _corrected(hunk: Hunk, old: list[str], new: list[str], old_at: list[int], new_at: list[int]) -> list[_Run]:
    """Words of a replaced passage that are only spelt differently now, pair by pair from its beginning."""
    gone = [i for i in range(hunk.old_start, hunk.old_end) if is_word(old[i])]
    come = [i for i in range(hunk.new_start, hunk.new_end) if is_word(new[i])]
    pairs = [(a, b) for a, b in zip_longest(gone, come) if a is not None and b is not None]
    return [
        (old_at[a], old_at[a + 1], new_at[b], new_at[b + 1])
        for a, b in pairs
        if Indel.normalized_similarity(old[a], new[b]) >= _SAME_WORD
    ]


def _moved(mark: Mark, survivors: list[_Run], old_length: int, new_length: int) -> Mark | None:
    if mark.start == mark.end:
        return _moved_point(mark, survivors)
    inside = [run for run in survivors if run[0] < mark.end and run[1] > mark.start]
    if not inside:
        return None
    start = _inside(inside[0], mark.start, at_end=False)
    end = _inside(inside[-1], mark.end, at_end=True)
    return replace(mark, start=start, end=end) if start < end else None


def _moved_point(mark: Mark, survivors: list[_Run]) -> Mark | None:
    """A footnote: behind the character before it; at the very beginning it stays there."""
    if mark.start == 0:
        return mark
    for run in survivors:
        if run[0] < mark.start <= run[1]:
            place = _inside(run, mark.start, at_end=True)
            return replace(mark, start=place, end=place)
    return None


def _inside(run: _Run, position: int, *, at_end: bool) -> int:
    """Where a position in or beyond a run lies in the new text."""
    old_start, old_end, new_start, new_end = run
    if position <= old_start:
        return new_start
    if position >= old_end:
        return new_end
    if new_end - new_start == old_end - old_start:
        return new_start + position - old_start
    return new_end if at_end else new_start
