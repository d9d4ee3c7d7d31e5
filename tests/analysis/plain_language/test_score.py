from __future__ import annotations

import math

import pytest

from werkstatt.analysis.plain_language.features import FEATURES
from werkstatt.analysis.plain_language.score import EASIEST, Level, _weights, contributions, level, on_scale, score

pytestmark = pytest.mark.pure

EASY = "Wir bauen eine neue Schule."
HARD = (
    "Die Umsetzung der im Rahmen der Fortschreibung identifizierten Maßnahmen erfolgt vorbehaltlich der Bereitstellung "
    "entsprechender Haushaltsmittel."
)


def test_official_german_is_harder_than_plain_german():
    assert score(HARD) > 3.5
    assert score(EASY) < 2.0


def test_no_weight_works_against_the_direction_of_its_feature():
    for feature, weight in zip(FEATURES, _weights()[1], strict=True):
        assert weight >= 0 if feature.harder else weight <= 0


def test_contributions_and_the_constant_add_up_to_the_score():
    shares = contributions(HARD)
    assert math.isclose(_weights()[0] + sum(share.points for share in shares), score(HARD))
    assert [abs(share.points) for share in shares] == sorted((abs(s.points) for s in shares), reverse=True)


@pytest.mark.parametrize("sentence", ["", "   ", "😀 😀", "***", "12 / 13", "\0"])
def test_a_sentence_without_words_has_the_easiest_score(sentence):
    assert score(sentence) == EASIEST
    assert contributions(sentence) == ()


@pytest.mark.parametrize("sentence", ["x" * 4000, "ab " * 1300, "这是一个句子。", "Это предложение.", "a-" * 2000])
def test_odd_sentences_have_a_finite_score(sentence):
    assert math.isfinite(score(sentence))


def test_levels_change_at_their_borders():
    assert [level(points) for points in (2.49, 2.5, 3.49, 3.5)] == [Level.GREEN, Level.YELLOW, Level.YELLOW, Level.RED]


def test_a_score_is_held_to_the_ends_of_the_scale():
    assert [on_scale(points) for points in (-1.0, 4.2, 9.0)] == [1.0, 4.2, 7.0]


def test_capitals_throughout_do_not_make_names_of_words():
    assert score("WIR BAUEN EINE NEUE SCHULE AM MARKT.") == pytest.approx(
        score("wir bauen eine neue schule am markt."), abs=0.01
    )


def test_a_prefix_does_not_make_a_known_word_unknown():
    assert score("Es wurde nichts eingelesen.") < 2.3
