"""How hard a German sentence is, on the scale of people's ratings: 1 very easy … 7 very hard.

The score is a sum: a constant, and for every feature its value times a weight. The weights were fitted to ratings of
TextComplexityDE (Naderi, Mohtaj, Ensikat, Möller 2019, arXiv:1904.07733) by scripts/fit_klartext.py.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

from werkstatt.analysis.plain_language.features import FEATURES, values

EASIEST, HARDEST = 1.0, 7.0
"""The ends of the scale."""

YELLOW, RED = 2.5, 3.5
"""Scores from which a text is no longer green, and from which it is red."""


class Level(StrEnum):
    """The three colours of a score."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Contribution(NamedTuple):
    """What one feature adds to the score of a sentence (taken off if negative), and why."""

    name: str
    reason: str
    points: float


def score(sentence: str) -> float:
    """The score as it is computed, neither rounded nor held to the scale; ``EASIEST`` for a sentence without words."""
    found = values(sentence)
    if found is None:
        return EASIEST
    constant, weights = _weights()
    return constant + sum(weight * value for weight, value in zip(weights, found, strict=True))


def contributions(sentence: str) -> tuple[Contribution, ...]:
    """What makes a sentence as hard as it is, the largest share first; with the constant they add up to the score."""
    found = values(sentence)
    if found is None:
        return ()
    shares = [
        Contribution(feature.name, feature.reason, weight * value)
        for feature, weight, value in zip(FEATURES, _weights()[1], found, strict=True)
        if weight * value
    ]
    return tuple(sorted(shares, key=lambda share: -abs(share.points)))


def level(score: float) -> Level:
    """Green below 2.5, red from 3.5."""
    if score < YELLOW:
        return Level.GREEN
    return Level.YELLOW if score < RED else Level.RED


def on_scale(score: float) -> float:
    """A score held to the ends of the scale."""
    return min(HARDEST, max(EASIEST, score))


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    """The constant and the weights in the order of the features."""
    data = json.loads(resources.files(__package__).joinpath("data/coefficients.json").read_text("utf-8"))
    return data["constant"], tuple(data["weights"][feature.name] for feature in FEATURES)
