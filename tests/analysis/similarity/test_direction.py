"""Whether two texts on the same matter point in opposite directions."""

from __future__ import annotations

import pytest

from tests.analysis.similarity.opposed_pairs import ALIKE, OPPOSED
from werkstatt.analysis.similarity.index import Index
from werkstatt.analysis.similarity.matches import Likeness, Match

pytestmark = pytest.mark.pure

BESIDE = "Das Hallenbad in Auenbrück braucht neue Umkleiden."


def compared(here: str, there: str) -> Match:
    index = Index([(1, there), (2, BESIDE)])
    [match] = [match for match in index.nearest(here, floor=0.01) if match.key == 1]
    return match


@pytest.mark.parametrize(("here", "there"), OPPOSED)
def test_opposed_texts_are_told_apart(here, there):
    assert compared(here, there).kind is Likeness.OPPOSED
    assert compared(there, here).kind is Likeness.OPPOSED


@pytest.mark.parametrize(("here", "there"), ALIKE)
def test_what_only_looks_opposed_is_not_called_so(here, there):
    assert compared(here, there).kind is not Likeness.OPPOSED
    assert compared(there, here).kind is not Likeness.OPPOSED


@pytest.mark.parametrize(
    ("here", "there", "because"),
    [
        ("Hunde am Badesee verbieten", "Hunde am Badesee erlauben", "verbieten ↔ erlauben"),
        ("Auf dem Ring gelten 30 km/h.", "Auf dem Ring gelten 50 km/h.", "30 km/h ↔ 50 km/h"),
        ("Windräder am Eichberg bauen", "Keine Windräder am Eichberg", "bauen ↔ Keine"),
        ("Der Ortsbus ist kostenlos.", "Der Ortsbus ist kostenpflichtig.", "kostenlos ↔ kostenpflichtig"),
    ],
)
def test_it_is_said_which_words_differ(here, there, because):
    assert compared(here, there).because == (because,)


def test_another_number_of_something_else_is_no_contrary():
    match = compared("Fünf Bänke am Mühlteich aufstellen", "Bänke am Mühlteich aufstellen, in 3 Jahren")
    assert match.kind is not Likeness.OPPOSED


def test_a_negation_about_something_else_turns_nothing_round():
    match = compared("Mehr Bänke am Mühlteich. Das Geld reicht nie für alles.", "Mehr Bänke am Mühlteich.")
    assert match.kind is not Likeness.OPPOSED
