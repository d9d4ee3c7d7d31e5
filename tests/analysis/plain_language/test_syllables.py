from __future__ import annotations

import pytest

from werkstatt.analysis.plain_language.syllables import count

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("Haus", 1),
        ("Straße", 2),
        ("Quelle", 2),
        ("Verwaltung", 3),
        ("Bauausschuss", 3),
        ("Bürgerinnen", 4),
        ("Öffentlichkeit", 4),
        ("Idee", 2),
        ("Häuser", 2),
        ("Digitalisierungsstrategie", 9),
        ("EU", 2),
        ("DSGVO", 5),
        ("hm", 1),
        ("12", 0),
        ("", 0),
    ],
)
def test_syllables_are_groups_of_vowels(word, syllables):
    assert count(word) == syllables
