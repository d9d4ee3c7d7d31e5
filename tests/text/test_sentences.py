from __future__ import annotations

import pytest
from hypothesis import given

from tests.text.strategies import wild_text
from werkstatt.text.anchors import sentences


def _cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@given(wild_text)
def test_sentences_are_in_order_and_leave_only_space_out(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert not text[position:start].strip()
        assert start < end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "sentence",
    [
        "Das gilt z. B. für Nr. 5 der Anlage.",
        "Nach § 3 Abs. 2 Satz 1 gilt das u. a. nicht.",
        "Am 1. Mai 2030 ist Schluss.",
        "Bis zum 30.6.2029 galt anderes.",
        "Das kostet ca. 1.500,50 Euro bzw. etwas mehr.",
        "Die 3. Stufe folgt im 2. Quartal.",
        "Dr. Anna Beispiel leitet das Amt.",
        "1. Der Ausbau beginnt.",
        "Das sagte sie (wirklich!) gestern.",
        "Ist das so?",
        "Wir haben i. d. R. Zeit.",
        "Das regelt Art. 28 GG.",
    ],
)
def test_one_sentence_stays_one(sentence: str) -> None:
    assert _cut(f"{sentence} Danach kommt mehr.") == [sentence, "Danach kommt mehr."]


def test_quotation_marks_belong_to_their_sentence() -> None:
    assert _cut("„Wirklich?“ Das fragte sie. „Ja!“") == ["„Wirklich?“", "Das fragte sie.", "„Ja!“"]


def test_a_year_ends_a_sentence() -> None:
    assert _cut("Das war 2019. Danach kam mehr.") == ["Das war 2019.", "Danach kam mehr."]


def test_a_reference_ends_a_sentence() -> None:
    assert _cut("Das steht in § 5. Es gilt weiter.") == ["Das steht in § 5.", "Es gilt weiter."]


def test_rows_of_a_table_are_sentences() -> None:
    assert _cut("Jahr\tEuro\n2024\t10") == ["Jahr\tEuro", "2024\t10"]


def test_an_empty_text_has_no_sentences() -> None:
    assert sentences(" \n ") == ()
