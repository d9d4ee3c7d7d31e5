from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.plain_language.compounds import RAREST, familiarity, is_name, split
from werkstatt.analysis.plain_language.frequency import zipf

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Haushaltsplan", ("haushalt", "plan")),
        ("Haushaltsplanberatung", ("haushalt", "plan", "beratung")),
        ("Schulamt", ("schul", "amt")),
        ("Wohnraumförderung", ("wohnraum", "förderung")),
        ("Einwohnermeldeamt", ("einwohner", "melde", "amt")),
        ("Bürger:innenbeteiligung", ("bürger", "beteiligung")),
        ("Behinderten-Ausweis", ("behinderten", "ausweis")),
        ("Zusammenarbeit", ("zusammenarbeit",)),
        ("Verwaltung", ("verwaltung",)),
        ("Unternehmen", ("unternehmen",)),
        ("Gemeinden", ("gemeinden",)),
        ("Kinder", ("kinder",)),
        ("Tätigkeiten", ("tätigkeiten",)),
        ("", ()),
    ],
)
def test_compounds_are_taken_apart_and_other_words_are_not(word, parts):
    assert split(word) == parts


@given(st.text(alphabet="abensrtghukäßE-:", max_size=40))
@settings(max_examples=100)
def test_any_string_has_a_familiarity(word):
    assert RAREST <= familiarity(word) <= 8
    assert isinstance(is_name(word), bool)


def test_a_compound_is_less_familiar_than_its_rarest_part():
    assert RAREST < familiarity("Haushaltsplanberatung") < min(map(zipf, ("Haushalt", "Plan", "Beratung")))


def test_an_inflected_form_is_nearly_as_familiar_as_its_stem():
    assert zipf("beantragtes") == 0
    assert 0 < zipf("beantragt") - familiarity("beantragtes") < 1


def test_a_word_with_a_prefix_is_less_familiar_than_without():
    assert zipf("eingelesen") == 0
    assert 1 < zipf("gelesen") - familiarity("eingelesen") < 2


@pytest.mark.parametrize("name", ["Auenbrück", "Wiesenhofen", "Phaiakos", "Zwetkow"])
def test_unknown_capitalised_words_are_names(name):
    assert is_name(name)


@pytest.mark.parametrize(
    "word", ["Digitalstrategie", "Kryosphäre", "Rezyklierung", "Verwaltung", "rezykliert", "Tensidmolekül"]
)
def test_rare_german_words_are_no_names(word):
    assert not is_name(word)


def test_very_long_words_are_not_taken_apart():
    assert len(split("haus" * 5_000)) == 1
