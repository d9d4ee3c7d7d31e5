from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given

from tests.text.strategies import text, three_versions, wild_text
from werkstatt.text.merge import Conflict, merge, resolved
from werkstatt.text.tokens import words


@given(wild_text, wild_text)
def test_a_side_that_changed_nothing_gives_way(base: str, other: str) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other
    assert merge(base, base, other).is_clean
    assert merge(base, other, base).is_clean


@given(wild_text, wild_text)
def test_the_same_change_is_taken_once(base: str, both: str) -> None:
    merged = merge(base, both, both)
    assert merged.text == both
    assert merged.is_clean
    assert merged.contained


@given(three_versions())
def test_no_inserted_word_is_lost(versions: tuple[str, str, str]) -> None:
    base, ours, theirs = versions
    merged = Counter(words(merge(base, ours, theirs).text))
    for side in (ours, theirs):
        inserted = Counter(words(side)) - Counter(words(base))
        assert not inserted - merged, inserted - merged


@given(wild_text, wild_text, wild_text)
def test_no_inserted_word_is_lost_between_unrelated_texts(base: str, ours: str, theirs: str) -> None:
    merged = Counter(words(merge(base, ours, theirs).text))
    for side in (ours, theirs):
        assert not (Counter(words(side)) - Counter(words(base))) - merged


@given(three_versions())
def test_the_sides_may_be_swapped(versions: tuple[str, str, str]) -> None:
    base, ours, theirs = versions
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert [(c.base, c.ours, c.theirs) for c in one.conflicts] == [(c.base, c.theirs, c.ours) for c in other.conflicts]
    if one.is_clean:
        assert one.text == other.text


@given(three_versions())
def test_a_conflict_shows_both_wordings_at_its_place(versions: tuple[str, str, str]) -> None:
    merged = merge(*versions)
    for conflict in merged.conflicts:
        shown = merged.text[conflict.start : conflict.end]
        assert shown.startswith(conflict.ours)
        assert shown.endswith(conflict.theirs)
    assert resolved(merged, ["both"] * len(merged.conflicts)) == merged.text


@given(text)
def test_merging_again_changes_nothing(base: str) -> None:
    ours, theirs = base + " Neu hier.", "Vorweg. " + base
    once = merge(base, ours, theirs)
    if once.is_clean:
        assert merge(base, once.text, theirs).text == once.text


def test_changes_at_different_words_are_both_taken() -> None:
    merged = merge(
        "Die Stadt baut das Netz aus.", "Die Gemeinde baut das Netz aus.", "Die Stadt baut bis 2030 das Netz aus."
    )
    assert merged.text == "Die Gemeinde baut bis 2030 das Netz aus."
    assert merged.is_clean
    assert not merged.contained


def test_different_changes_of_the_same_word_are_a_conflict() -> None:
    merged = merge("Das kostet viel Geld.", "Das kostet wenig Geld.", "Das kostet kein Geld.")
    assert merged.text == "Das kostet wenig kein Geld."
    assert merged.conflicts == (Conflict(11, 21, "viel", "wenig", "kein"),)
    assert resolved(merged, ["theirs"]) == "Das kostet kein Geld."
    assert resolved(merged, ["ours"]) == "Das kostet wenig Geld."
    assert resolved(merged, ["base"]) == "Das kostet viel Geld."


def test_insertions_at_the_same_point_are_a_conflict() -> None:
    merged = merge("Wir bauen.", "Wir bauen neu.", "Wir bauen gern.")
    assert len(merged.conflicts) == 1
    assert "neu" in merged.text
    assert "gern" in merged.text


def test_a_word_deleted_by_one_and_changed_by_the_other_is_a_conflict() -> None:
    merged = merge("Ein sehr altes Haus steht.", "Ein Haus steht.", "Ein sehr schönes Haus steht.")
    assert merged.conflicts
    assert "schönes" in merged.text


def test_what_both_took_away_is_gone() -> None:
    merged = merge("eins zwei drei vier fünf", "eins vier fünf", "eins zwei fünf")
    assert merged.is_clean
    assert words(merged.text) == ["eins", "fünf"]


def test_a_change_that_is_already_there_is_recognised() -> None:
    merged = merge("Das alte Netz.", "Das neue, schnelle Netz im Ort.", "Das neue Netz.")
    assert merged.text == "Das neue, schnelle Netz im Ort."
    assert merged.contained


def test_words_of_different_origin_do_not_melt_into_one() -> None:
    assert words(merge("a, b", "a b", "a,b").text) == ["a", "b"]


def test_as_many_choices_as_conflicts_are_needed() -> None:
    with pytest.raises(ValueError, match="1 conflicts need as many choices"):
        resolved(merge("a", "b", "c"), [])


def test_cells_of_a_table_are_merged_one_by_one() -> None:
    merged = merge("Jahr\tEuro\n2024\t10", "Jahr\tEuro\n2025\t10", "Jahr\tEuro\n2024\t20")
    assert merged.text == "Jahr\tEuro\n2025\t20"


def test_ten_thousand_words_are_merged_in_a_blink() -> None:
    base = [f"wort{i}" for i in range(10_000)]
    ours = [f"neu{i}" if i % 50 == 0 else word for i, word in enumerate(base)]
    theirs = [f"anders{i}" if i % 50 == 25 else word for i, word in enumerate(base)]
    started = time.process_time()
    merged = merge(" ".join(base), " ".join(ours), " ".join(theirs))
    assert merged.is_clean
    assert time.process_time() - started < 2
