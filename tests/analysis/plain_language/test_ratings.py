"""The score on real ratings: the figures that quality.md asks for, and that what ships is what was fitted."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from scripts import fit_klartext
from werkstatt.analysis.plain_language.report import analyse
from werkstatt.analysis.plain_language.score import score

pytestmark = [pytest.mark.pure, pytest.mark.data]


@pytest.fixture(scope="module")
def measured() -> dict[str, tuple[fit_klartext.Ratings, fit_klartext.Array]]:
    return {}


@pytest.fixture
def rated(shared_data: Path, measured: dict) -> tuple[fit_klartext.Ratings, fit_klartext.Array]:
    """The ratings and the table of their features, which is computed once."""
    if not measured:
        ratings = fit_klartext.read_ratings(shared_data / "textcomplexity" / "ratings.csv")
        measured["once"] = ratings, fit_klartext.feature_table(ratings.sentences)
    return measured["once"]


def test_the_score_agrees_with_people_on_articles_it_has_not_seen(rated):
    ratings, table = rated
    assert fit_klartext.cross_validated_error(table, ratings.means, ratings.folds) < 0.67


def test_the_weights_that_ship_are_those_that_the_script_finds(rated):
    ratings, table = rated
    ridge = fit_klartext.best_ridge(table, ratings.means, ratings.folds)
    expected = fit_klartext.fit(table, ratings.means, ridge).predict(table)
    assert np.allclose([score(sentence) for sentence in ratings.sentences], expected, atol=0.005)


def test_originals_are_harder_than_their_simplifications(shared_data):
    with (shared_data / "textcomplexity" / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        pairs = [(row["Original_Sentence"], row["Simplification"]) for row in csv.DictReader(file)]
    harder = [analyse(original).score > analyse(easier).score for original, easier in pairs]
    assert sum(harder) / len(harder) > 0.97
