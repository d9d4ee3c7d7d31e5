from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.plain_language.report import analyse, as_json
from werkstatt.analysis.plain_language.score import level

pytestmark = pytest.mark.pure

TEXT = (
    "Neues Rathaus\n\nWir bauen das Rathaus um. Die Umsetzung der im Rahmen der Fortschreibung identifizierten "
    "Maßnahmen erfolgt vorbehaltlich der Bereitstellung entsprechender Haushaltsmittel."
)


def test_offsets_count_characters_of_the_text():
    for sentence in analyse(TEXT).sentences:
        assert TEXT[sentence.start : sentence.end] == sentence.text


def test_the_score_of_a_text_is_the_mean_of_its_sentences_weighted_by_words():
    report = analyse(TEXT)
    words = [len(sentence.text.replace(".", "").split()) for sentence in report.sentences]
    mean = sum(s.score * n for s, n in zip(report.sentences, words, strict=True)) / sum(words)
    assert report.score == pytest.approx(mean, abs=0.006)


def test_levels_fit_the_scores_that_are_shown():
    report = analyse(TEXT)
    assert report.level == level(report.score)
    assert [s.level for s in report.sentences] == [level(s.score) for s in report.sentences]


@pytest.mark.parametrize("text", ["", "  \n", "😀", "12.3.2024"])
def test_a_text_without_words_is_easy(text):
    report = analyse(text)
    assert (report.score, report.level) == (1.0, "green")


@given(st.text(max_size=120))
@settings(max_examples=60)
def test_any_text_has_a_report_that_is_json(text):
    report = analyse(text)
    assert 1 <= report.score <= 7
    assert json.loads(json.dumps(as_json(report), allow_nan=False))["level"] == report.level


def test_many_threads_get_the_same_report():
    texts = [f"{TEXT} Nummer {number} ist neu." for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(analyse, texts)) == [analyse(text) for text in texts]
