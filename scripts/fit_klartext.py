"""Builds the word list of the Klartext score and fits its weights; run by ``make fit-klartext``.

python scripts/fit_klartext.py            # both
python scripts/fit_klartext.py --words    # only the word list

The weights are found by ridge regression that may not turn a feature against its direction (non-negative least squares
on standardised values). The strength of the ridge is chosen by cross-validation inside of the sentences that are
learned from, so the error that is printed is that of articles which neither the weights nor the strength have seen.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import math
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from werkstatt.analysis.plain_language.features import FEATURES, values

REPOSITORY = Path(__file__).resolve().parent.parent
DATA = REPOSITORY / "src" / "werkstatt" / "analysis" / "plain_language" / "data"
SHARED = Path(os.environ.get("WERKSTATT_SHARED", REPOSITORY.parent / "shared"))

WORDS = 40_000
"""Forms in the list; beyond, a word is met less than once in a million."""

RIDGES = (10.0, 30.0, 100.0, 300.0, 1000.0)
"""Strengths that are tried, in units of standardised features."""

TOLERANCE = 0.005
"""Relative difference of errors that is taken for none."""

_ATTRIBUTION = "# Derived from wordfreq's German data (Robyn Speer, CC BY-SA 4.0), under the same licence: README.md."

_FORM = re.compile(r"[a-zäöüéèêàâçñóáíøåæ]+(?:['-][a-zäöü]+)*")

Array = NDArray[np.float64]


class Ratings(NamedTuple):
    """Sentences, people's mean ratings (1 to 7) and the fold of the article that each is from."""

    sentences: list[str]
    means: Array
    folds: NDArray[np.int64]


class Fit(NamedTuple):
    """A constant and one weight per feature, for values as they are (not standardised)."""

    constant: float
    weights: Array

    def predict(self, table: Array) -> Array:
        """Scores of the sentences of a table of feature values (sentences × features)."""
        return self.constant + table @ self.weights


def main() -> int:
    """Write the files that ship. Exit code 1 if the ratings are missing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--words", action="store_true", help="only the word list")
    args = parser.parse_args()
    build_words()
    if args.words:
        return 0
    path = SHARED / "data" / "textcomplexity" / "ratings.csv"
    if not path.is_file():
        print(f"{path}: ratings not found (set WERKSTATT_SHARED); the weights stay as they are", file=sys.stderr)
        return 1
    fit_weights(read_ratings(path))
    return 0


# The word list


def build_words() -> None:
    """The most frequent German forms, grouped by Zipf value in tenths: ``53 wort wort …`` a line."""
    from wordfreq import get_frequency_list

    count = 0
    # wordfreq keeps its forms in bins of a hundredth of a Zipf value: bin 300 is 10**-3, that is Zipf 6.
    by_value: dict[int, list[str]] = {}
    for centibels, forms in enumerate(get_frequency_list("de")):
        for form in itertools.islice((f for f in forms if _FORM.fullmatch(f)), max(0, WORDS - count)):
            by_value.setdefault(round((900 - centibels) / 10), []).append(form)
            count += 1
    lines = [f"{value} {' '.join(sorted(forms))}" for value, forms in sorted(by_value.items(), reverse=True)]
    path = DATA / "frequencies.txt"
    path.write_text("\n".join([_ATTRIBUTION, *lines]) + "\n", encoding="utf-8")
    print(f"{count} forms, {path.stat().st_size:,} bytes: {path.relative_to(REPOSITORY)}")


# The weights


def read_ratings(path: Path) -> Ratings:
    """Read ratings.csv of TextComplexityDE."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return Ratings(
        [row["Sentence"] for row in rows],
        np.array([float(row["MOS_Complexity"]) for row in rows]),
        np.array([int(row["Article_ID"]) % 5 for row in rows]),
    )


def fit_weights(ratings: Ratings) -> None:
    """Fit the weights on all ratings and write them down, with the error that is to be expected of them."""
    table = feature_table(ratings.sentences)
    error = cross_validated_error(table, ratings.means, ratings.folds)
    ridge = best_ridge(table, ratings.means, ratings.folds)
    found = fit(table, ratings.means, ridge)
    path = DATA / "coefficients.json"
    content = {
        "about": "Weights of the Klartext score, written by scripts/fit_klartext.py; see README.md.",
        "sentences": len(ratings.sentences),
        "ridge": ridge,
        "rmse_cross_validated_by_article": round(error, 3),
        "constant": round(found.constant, 5),
        "weights": {f.name: round(float(w), 5) for f, w in zip(FEATURES, found.weights, strict=True)},
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    spread = table.std(axis=0)
    for feature, weight, deviation in zip(FEATURES, found.weights, spread, strict=True):
        print(f"  {feature.name:<28} {weight:>8.3f}   {weight * deviation:>6.3f} per standard deviation")
    print(f"RMSE, cross-validated by article: {error:.3f} (ridge {ridge:g}): {path.relative_to(REPOSITORY)}")


def feature_table(sentences: Sequence[str]) -> Array:
    """Sentences × features."""
    return np.array([values(sentence) or [0.0] * len(FEATURES) for sentence in sentences])


def fit(table: Array, means: Array, ridge: float) -> Fit:
    """Ridge regression under the directions of the features."""
    signs = np.array([1.0 if feature.harder else -1.0 for feature in FEATURES])
    middle, deviation = table.mean(axis=0), table.std(axis=0)
    deviation[deviation == 0] = 1.0
    standard = (table - middle) / deviation * signs
    width = table.shape[1]
    # The ridge as additional rows: |Zw - y|² + ridge |w|².
    weights, _ = nnls(
        np.vstack([standard, math.sqrt(ridge) * np.eye(width)]),
        np.concatenate([means - means.mean(), np.zeros(width)]),
    )
    raw = weights * signs / deviation
    return Fit(float(means.mean() - middle @ raw), raw)


def best_ridge(table: Array, means: Array, folds: NDArray[np.int64]) -> float:
    """The strongest ridge whose error, each fold predicted from the others, is as good as the least one.

    Errors that differ by less than ``TOLERANCE`` say nothing about other articles; stronger ridges spread the weight
    over features that tell the same, and so depend less on these ones.
    """
    errors = {ridge: _error_of_ridge(table, means, folds, ridge) for ridge in RIDGES}
    return max(ridge for ridge, error in errors.items() if error <= min(errors.values()) * (1 + TOLERANCE))


def _error_of_ridge(table: Array, means: Array, folds: NDArray[np.int64], ridge: float) -> float:
    squares = 0.0
    for fold in np.unique(folds):
        test = folds == fold
        squares += float(((fit(table[~test], means[~test], ridge).predict(table[test]) - means[test]) ** 2).sum())
    return math.sqrt(squares / len(means))


def cross_validated_error(table: Array, means: Array, folds: NDArray[np.int64]) -> float:
    """Root mean square error, nested: each fold is predicted by a fit whose ridge was chosen on the other folds."""
    squares = 0.0
    for fold in np.unique(folds):
        test = folds == fold
        ridge = best_ridge(table[~test], means[~test], folds[~test])
        predicted = fit(table[~test], means[~test], ridge).predict(table[test])
        squares += float(((predicted - means[test]) ** 2).sum())
    return math.sqrt(squares / len(means))


if __name__ == "__main__":
    sys.exit(main())
