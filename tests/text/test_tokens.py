from __future__ import annotations

import pytest
from hypothesis import given

from tests.text.strategies import wild_text
from werkstatt.text.ids import ALPHABET, LENGTH, new_id
from werkstatt.text.tokens import borders, tokens


@given(wild_text)
def test_every_character_belongs_to_exactly_one_token(text: str) -> None:
    pieces = tokens(text)
    assert "".join(pieces) == text
    assert borders(pieces)[-1] == len(text)


@pytest.mark.parametrize(
    "word",
    [
        "Bürger:innen",
        "E-Government",
        "1.500,50",
        "18:30",
        "cafe\u0301",
        "👩‍👩‍👧",
        "🇩🇪",
        "👍🏽",
        "geht’s",
        "Ver\u00adwaltung",
        "x_y",
    ],
)
def test_what_people_see_as_one_is_one_token(word: str) -> None:
    assert tokens(f"ein {word} hier") == ["ein", " ", word, " ", "hier"]


def test_full_stops_tabs_and_line_feeds_stand_alone() -> None:
    assert tokens("Nr. 5\tja\n\n nein.") == ["Nr", ".", " ", "5", "\t", "ja", "\n", "\n", " ", "nein", "."]


def test_an_id_has_twelve_letters_of_the_readable_alphabet() -> None:
    identifiers = {new_id() for _ in range(500)}
    assert len(identifiers) == 500
    assert all(len(identifier) == LENGTH and set(identifier) <= set(ALPHABET) for identifier in identifiers)
    assert not set(ALPHABET) & set("aeiouyl01")


def test_an_id_can_be_made_predictable() -> None:
    assert new_id(lambda letters: letters[0]) == "2" * 12
