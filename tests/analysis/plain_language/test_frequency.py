from __future__ import annotations

import pytest

from werkstatt.analysis.plain_language.frequency import UNKNOWN, normalised, zipf

pytestmark = pytest.mark.pure


def test_everyday_words_are_more_frequent_than_official_ones():
    assert zipf("und") > zipf("Wasser") > zipf("Verwaltung") > zipf("Verwaltungsakt") == UNKNOWN


@pytest.mark.parametrize("form", ["bürger:innen", "Bürger*innen", "Bürger_innen", "Bürger/-innen", "Bürger(innen)"])
def test_gender_forms_count_as_their_first_part(form):
    assert zipf(form) == zipf("Bürger") > 4


def test_an_inner_capital_counts_as_the_female_form():
    assert normalised("BürgerInnen") == "bürgerinnen"
    assert zipf("BürgerInnen") > 3


def test_capitals_sharp_s_and_soft_hyphens_do_not_matter():
    assert zipf("STRASSE") == zipf("Straße") == zipf("Stra\u00adße") > 5


@pytest.mark.parametrize("odd", ["", "12", "-", "😀", "Блокада", "x" * 100_000])
def test_what_is_no_german_word_is_unknown(odd):
    assert zipf(odd) == UNKNOWN
