"""How well the marks agree with people, and whether easier wording is scored easier: figures that must not get worse.

What `make bench` prints comes from the same functions.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.analysis.plain_language import marked
from werkstatt.analysis.plain_language.marks import RULES
from werkstatt.analysis.plain_language.report import analyse

pytestmark = pytest.mark.pure


@cache
def _measured(*parts: str) -> marked.Measured:
    return marked.measure(parts or tuple(marked.PARTS))


def test_there_are_a_hundred_labelled_sentences_and_a_quarter_of_them_has_nothing_to_mark():
    sentences = marked.sentences()
    assert len(sentences) >= 100
    assert sum(not sentence.labels for sentence in sentences) >= len(sentences) / 5
    assert len({sentence.text for sentence in sentences}) == len(sentences)


def test_labels_name_rules_and_words_of_their_sentence():
    known = {rule.id for rule in RULES}
    for sentence in marked.sentences():
        assert sentence.part in marked.PARTS
        for label in sentence.labels:
            assert label.rule in known, sentence.text
            assert label.words in sentence.text


def test_every_rule_is_labelled_among_the_held_out_sentences():
    labelled = {
        label.rule for sentence in marked.sentences() if sentence.part == "held_out" for label in sentence.labels
    }
    assert {rule.id for rule in RULES} == labelled


@pytest.mark.parametrize("part", marked.PARTS)
def test_marks_are_right_and_labels_are_found(part: str):
    measured = _measured(part)
    assert measured.micro.precision >= 0.92, marked.report(measured)
    assert measured.micro.found >= 0.92, marked.report(measured)
    assert measured.macro_precision >= 0.92
    assert measured.macro_found >= 0.92


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_reaches_its_figures(rule: str):
    one = _measured().rules[rule]
    assert one.found >= marked.FOUND, marked.report(_measured())
    assert one.precision >= marked.PRECISION, marked.report(_measured())


def test_plain_sentences_stay_without_a_mark():
    measured = _measured()
    assert measured.clean_marked <= measured.clean * 0.05


def test_there_are_sixty_pairs():
    assert len(marked.pairs()) >= 60


def test_easier_wording_has_fewer_marks_and_a_lower_score():
    reports = [(analyse(hard), analyse(easier)) for hard, easier in marked.pairs()]
    fewer = sum(marked.number_of_marks(easier) < marked.number_of_marks(hard) for hard, easier in reports)
    lower = sum(easier.score < hard.score for hard, easier in reports)
    assert fewer >= 0.95 * len(reports)
    assert lower >= 0.90 * len(reports)
