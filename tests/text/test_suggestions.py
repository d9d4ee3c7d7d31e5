from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import edited, sentence_words, text
from werkstatt.text.suggestions import Suggestion, applied, conflicts, is_stale, onto_draft, share_in, together
from werkstatt.text.tokens import words

BASE = "Die Stadt baut das Netz bis 2030 aus."


def _suggest(quote: str, replacement: str, identifier: str = "s", block: str = "b", base: str = BASE) -> Suggestion:
    start = base.index(quote)
    return Suggestion(identifier, block, start, start + len(quote), quote, replacement)


def test_applying_replaces_the_quoted_range() -> None:
    assert applied(BASE, _suggest("2030", "2028")) == "Die Stadt baut das Netz bis 2028 aus."


def test_applying_to_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="suggestion s"):
        applied("Etwas ganz anderes.", _suggest("2030", "2028"))


@given(st.data())
def test_on_an_unchanged_draft_the_suggestion_is_simply_applied(data: st.DataObject) -> None:
    base = data.draw(text.filter(bool))
    start = data.draw(st.integers(0, len(base) - 1))
    end = data.draw(st.integers(start, len(base)))
    suggestion = Suggestion("s", "b", start, end, base[start:end], data.draw(text))
    assert onto_draft(suggestion, base, base).text == applied(base, suggestion)


@given(st.data())
def test_accepting_never_loses_a_suggested_word(data: st.DataObject) -> None:
    base = data.draw(text.filter(bool))
    draft = data.draw(edited(base))
    suggestion = Suggestion("s", "b", 0, len(base), base, data.draw(edited(base)))
    assert set(words(suggestion.replacement)) - set(words(base)) <= set(words(onto_draft(suggestion, base, draft).text))


def test_a_suggestion_finds_its_words_in_a_draft_that_moved_on() -> None:
    merged = onto_draft(_suggest("2030", "2028"), BASE, "Vorbemerkung. Die Gemeinde baut das Netz bis 2030 aus.")
    assert merged.text == "Vorbemerkung. Die Gemeinde baut das Netz bis 2028 aus."
    assert not merged.contained


def test_a_draft_that_already_reads_so_is_recognised() -> None:
    merged = onto_draft(_suggest("2030", "2028"), BASE, "Die Gemeinde baut das Netz bis 2028 aus.")
    assert merged.contained


def test_a_draft_with_another_change_of_the_same_words_is_a_conflict() -> None:
    merged = onto_draft(_suggest("2030", "2028"), BASE, "Die Stadt baut das Netz bis 2035 aus.")
    assert [(c.ours, c.theirs) for c in merged.conflicts] == [("2035", "2028")]


def test_a_suggestion_is_stale_when_its_words_are_gone() -> None:
    suggestion = _suggest("das Netz", "ein Netz")
    assert not is_stale(suggestion, "Bald baut die Stadt das  Netz.")
    assert is_stale(suggestion, "Die Stadt baut Leitungen.")


def test_only_the_words_that_really_change_are_in_conflict() -> None:
    long_quote = _suggest("Die Stadt baut das Netz", "Die Gemeinde baut das Netz", "1")
    inside = _suggest("das Netz", "ein Netz", "2")
    assert conflicts([long_quote, inside]) == ()


def test_different_replacements_of_the_same_word_are_in_conflict() -> None:
    assert conflicts([_suggest("2030", "2028", "1"), _suggest("bis 2030", "bis 2035", "2")]) == (("1", "2"),)


def test_the_same_replacement_is_no_conflict() -> None:
    assert conflicts([_suggest("2030", "2028", "1"), _suggest("bis 2030 aus", "bis 2028 aus", "2")]) == ()


def test_two_insertions_at_the_same_point_are_in_conflict() -> None:
    assert conflicts([_suggest("Netz", "Netz schnell", "1"), _suggest("Netz", "Netz gern", "2")]) == (("1", "2"),)


def test_insertions_at_different_points_are_not_in_conflict() -> None:
    assert conflicts([_suggest("Die", "Ja, Die", "1"), _suggest("aus.", "gern aus.", "2")]) == ()


def test_suggestions_on_different_blocks_are_not_in_conflict() -> None:
    assert conflicts([_suggest("2030", "2028", "1"), _suggest("2030", "2035", "2", block="c")]) == ()


def test_pairs_come_in_the_order_of_the_suggestions() -> None:
    rows = [_suggest("2030", year, year) for year in ("2031", "2029", "2027")]
    assert conflicts(rows) == (("2031", "2029"), ("2031", "2027"), ("2029", "2027"))


@st.composite
def rivals(draw: st.DrawFn) -> tuple[str, list[Suggestion]]:
    """A sentence of words that are all different, and suggestions for whole words of it with words of their own."""
    parts = draw(st.lists(sentence_words.map(lambda it: it[0]), min_size=4, max_size=10, unique=True))
    base = " ".join(parts)
    found = []
    for name in range(draw(st.integers(2, 3))):
        first = draw(st.integers(0, len(parts) - 1))
        last = draw(st.integers(first + 1, len(parts)))
        start, quote = len(" ".join(parts[:first])) + bool(first), " ".join(parts[first:last])
        kept = draw(st.lists(st.booleans(), min_size=last - first, max_size=last - first))
        own = [word for word, keep in zip(parts[first:last], kept, strict=True) if keep]
        own[draw(st.integers(0, len(own))) : 0] = [f"neu{name}{n}" for n in range(draw(st.integers(0, 2)))]
        found.append(Suggestion(str(name), "b", start, start + len(quote), quote, " ".join(own)))
    return base, found


@given(rivals())
def test_together_no_new_word_of_any_suggestion_is_lost(case: tuple[str, list[Suggestion]]) -> None:
    base, found = case
    result = set(words(together(found, base, base).text))
    for suggestion in found:
        assert set(words(applied(base, suggestion))) - set(words(base)) <= result


@given(rivals())
def test_what_is_not_in_conflict_comes_in_whole_without_a_clash(case: tuple[str, list[Suggestion]]) -> None:
    base, (first, second, *_more) = case
    clash = bool(conflicts([first, second]))
    merged = together([first, second], base, base)
    if not clash and not merged.clashing:
        assert {share_in(first, base, merged.text), share_in(second, base, merged.text)} == {"whole"}
        assert sorted(words(merged.text)) == sorted(words(together([second, first], base, base).text))


@given(rivals())
def test_one_alone_is_simply_applied_and_whole(case: tuple[str, list[Suggestion]]) -> None:
    base, (only, *_others) = case
    merged = together([only], base, base)
    assert merged.text == applied(base, only)
    assert not merged.clashing
    assert share_in(only, base, merged.text) == "whole"


def test_suggestions_for_different_words_of_one_sentence_are_both_carried_out() -> None:
    one, other = _suggest("Die Stadt", "Unsere Stadt", "1"), _suggest("2030", "2028", "2")
    assert together([one, other], BASE, BASE).text == "Unsere Stadt baut das Netz bis 2028 aus."
    assert not together([one, other], BASE, BASE).clashing


def test_rivals_stand_side_by_side_for_a_person_to_choose() -> None:
    merged = together([_suggest("2030", "2028", "1"), _suggest("2030", "2035", "2")], BASE, BASE)
    assert merged.clashing == ("2",)
    assert "2028" in merged.text
    assert "2035" in merged.text


def test_an_own_wording_may_take_up_a_part_of_a_suggestion() -> None:
    suggestion = _suggest("Die Stadt baut", "Unsere Stadt baut zügig")
    assert share_in(suggestion, BASE, "Die Stadt baut zügig das Netz bis 2030 aus.") == "part"
    assert share_in(suggestion, BASE, BASE) == "none"
    assert share_in(Suggestion("x", "b", 0, 3, "Das", "Ein"), BASE, BASE) == "none"
