"""How often the engine is right about 200 pairs of real statements that a person judged, and about our own."""

from __future__ import annotations

import pytest

from bench.similar import HALVES, STATEMENTS, Rate, labels, many, rate_of_own_pairs, rates, statements
from tests.analysis.similarity.opposed_pairs import UNSEEN_ALIKE, UNSEEN_OPPOSED
from werkstatt.analysis.similarity.index import Index
from werkstatt.analysis.similarity.matches import Likeness
from werkstatt.analysis.similarity.topics import topics

needs_statements = [
    pytest.mark.data,
    pytest.mark.skipif(not STATEMENTS.is_file(), reason=f"the real statements are not at {STATEMENTS}"),
]


@pytest.fixture(scope="module", params=HALVES, ids=HALVES)
def measured(request: pytest.FixtureRequest) -> dict[str, Rate]:
    return rates(request.param)


class TestRealStatements:
    pytestmark = needs_statements

    def test_duplicates_are_rarely_wrong_and_mostly_found(self, measured):
        assert measured["duplicate"].precision >= 0.9
        assert measured["duplicate"].recall >= 0.65

    def test_what_is_similar_or_nearer_is_mostly_right_and_mostly_found(self, measured):
        assert measured["similar"].precision >= 0.75
        assert measured["similar"].recall >= 0.75

    def test_half_of_the_opposed_are_found(self, measured):
        assert measured["opposed"].recall >= 0.5

    def test_every_opposed_pair_says_what_differs(self):
        found = [pair for pair in Index(statements()).pairs(floor=0.1) if pair.kind is Likeness.OPPOSED]
        assert len(found) > 20
        assert not [pair for pair in found if not pair.because or "– ↔ –" in pair.because]

    def test_every_labelled_statement_is_there(self):
        known = {key for key, _ in statements()}
        assert {key for label in labels() for key in (label.a, label.b)} <= known

    def test_misspelled_copies_find_the_original(self):
        texts = many(1_200)
        index = Index(texts[:1_135])
        copies = range(1_135, 1_200)
        found = [{match.key for match in index.nearest(texts[key][1], most=3)} for key in copies]
        assert sum(key - 1_135 in keys for key, keys in zip(copies, found, strict=True)) >= 0.9 * len(copies)

    def test_topics_of_real_statements_are_neither_one_nor_all(self):
        *named, rest = topics(statements())
        assert 30 <= len(named) <= 150
        assert rest.is_rest
        assert len(rest.keys) < 300


def test_there_are_two_hundred_labels_in_two_halves():
    found = labels()
    assert len(found) == len({(label.a, label.b) for label in found}) == 200
    assert [sum(label.half == half for label in found) for half in HALVES] == [100, 100]


def test_most_unseen_opposed_pairs_are_told_from_those_that_only_look_so():
    rate = rate_of_own_pairs(UNSEEN_OPPOSED, UNSEEN_ALIKE)
    assert rate.precision >= 0.7
    assert rate.recall >= 0.65
