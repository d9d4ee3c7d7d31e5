"""Carrying over on real revisions of German laws: the two figures that quality.md asks for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bench.carry_over import Figures, figures, revisions

SHARED = Path(os.environ.get("WERKSTATT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REVISIONS = SHARED / "data" / "revisions"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not REVISIONS.is_dir(), reason=f"the real revisions are not at {REVISIONS}"),
]


@pytest.fixture(scope="module")
def measured() -> Figures:
    return figures(revisions(REVISIONS))


def test_what_is_placed_without_asking_is_right(measured: Figures) -> None:
    assert measured.precision >= 0.998


def test_nearly_all_places_with_a_counterpart_are_placed(measured: Figures) -> None:
    assert measured.share_placed >= 0.985


def test_most_places_are_met_to_the_word(measured: Figures) -> None:
    assert measured.strict_precision >= 0.99


def test_a_deleted_passage_is_seldom_placed_on_its_twin(measured: Figures) -> None:
    assert measured.misled_by_twins <= 0.02
