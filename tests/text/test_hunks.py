from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import three_versions
from werkstatt.text import hunks as module
from werkstatt.text.hunks import Hunk, hunks, increasing, readable_hunks
from werkstatt.text.tokens import tokens


def _replayed(old: list[str], new: list[str], found: list[Hunk]) -> list[str]:
    result: list[str] = []
    position = 0
    for hunk in found:
        result += old[position : hunk.old_start] + new[hunk.new_start : hunk.new_end]
        position = hunk.old_end
    return result + old[position:]


@given(three_versions())
def test_replaying_the_hunks_gives_the_new_tokens(versions: tuple[str, str, str]) -> None:
    old, new = tokens(versions[1]), tokens(versions[2])
    for found in (hunks(old, new), readable_hunks(old, new)):
        assert _replayed(old, new, found) == new
        assert all(a.old_end < b.old_start for a, b in pairwise(found))


@given(three_versions())
def test_long_texts_are_cut_and_compared_just_as_well(versions: tuple[str, str, str]) -> None:
    old, new = tokens(versions[1]), tokens(versions[2])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MATRIX_CELLS", 20)
        assert _replayed(old, new, hunks(old, new)) == new


def test_an_insertion_is_told_as_a_whole_sentence() -> None:
    old, new = tokens("Eins. Zwei."), tokens("Eins. Neu. Zwei.")
    (hunk,) = hunks(old, new)
    assert "".join(new[hunk.new_start : hunk.new_end]) == "Neu. "


def test_an_insertion_before_a_repeated_word_is_told_in_one_piece() -> None:
    old, new = tokens("Inneres und Finanzen"), tokens("Inneres, Bau und Heimat und Finanzen")
    assert len(hunks(old, new)) == 1


def test_two_hundred_thousand_words_are_compared_within_seconds() -> None:
    words = [f"w{i % 5003}" for i in range(200_000)]
    edited = [f"neu{i}" if i % 97 == 0 else word for i, word in enumerate(words)]
    started = time.process_time()
    assert _replayed(words, edited, hunks(words, edited)) == edited
    assert time.process_time() - started < 10


@given(st.lists(st.integers(0, 12), max_size=9))
def test_the_increasing_subsequence_is_the_longest(values: list[int]) -> None:
    best = 0
    for mask in range(1 << len(values)):
        chosen = [value for i, value in enumerate(values) if mask >> i & 1]
        if all(a < b for a, b in pairwise(chosen)):
            best = max(best, len(chosen))
    kept = increasing(values)
    assert len(kept) == best
    assert all(values[a] < values[b] and a < b for a, b in pairwise(kept))
    assert len(increasing(values, [1] * len(values))) == best


def test_weights_decide_which_subsequence_is_kept() -> None:
    assert increasing([2, 0, 1], [5, 1, 1]) == [0]
    assert increasing([2, 0, 1], [1, 1, 1]) == [1, 2]
