from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.plain_language.features import FEATURES, values

pytestmark = pytest.mark.pure


def _more(name: str, harder: str, easier: str) -> bool:
    place = [feature.name for feature in FEATURES].index(name)
    more, less = values(harder), values(easier)
    assert more is not None
    assert less is not None
    return more[place] > less[place]


@pytest.mark.parametrize(
    ("name", "more", "less"),
    [
        ("letters", "Wir bauen eine neue Schule am Markt.", "Wir bauen."),
        ("connectives", "Wir bauen hingegen gleichwohl.", "Wir bauen gern heute."),
        ("pointers", "Diejenigen, deren Haus brennt.", "Leute, wo das Haus brennt."),
        ("nominal style", "Wir sind für die Durchführung der Verwertung.", "Wir machen das und nutzen den Rest."),
        ("opened brackets", "Wir nutzen die in Auenbrück gebaute Halle.", "Wir nutzen die Halle in Auenbrück."),
        ("genitives", "Das Haus des Freundes der Tante.", "Das Haus von dem Freund."),
        ("infinitives", "Wir bitten, das Haus zu bauen.", "Wir bitten um das Haus."),
        ("hyphens", "Der Schwer-Behinderten-Ausweis hilft.", "Der Ausweis hilft."),
        ("rarity", "Der Sachverständige eruiert Kontingenzen.", "Der Mann sucht das Haus."),
    ],
)
def test_a_feature_counts_what_its_name_says(name, more, less):
    assert _more(name, more, less)


def test_names_of_features_are_unique():
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    assert all(feature.reason for feature in FEATURES)


@given(st.text(max_size=80))
@settings(max_examples=100)
def test_values_are_finite_for_any_text(text):
    assert all(map(math.isfinite, values(text) or []))
