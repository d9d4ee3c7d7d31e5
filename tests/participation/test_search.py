"""Finding contributions by their words."""

import pytest
from django.db import connection

from tests.factories.scene import a_comment, a_consultation, a_suggestion
from werkstatt.core.actors import OPERATOR
from werkstatt.participation.actions import withdraw
from werkstatt.participation.folding import words_of
from werkstatt.participation.models import Contribution
from werkstatt.participation.search import by_number, matching, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def found(scene, words):
    rows = matching(Contribution.objects.filter(municipality=scene.town), words, town_id=scene.town.pk)
    return list(rows.order_by(f"-{by_number(searched=True)}").values_list("number", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "Fahrplan",
        "fahrplan",
        "FAHR",
        "größer",
        "GRÖSSER",
        "Schrift Fahrplan",
        "fahr-plan-größer".replace("-plan-", " "),
    ],
)
def test_a_contribution_is_found_by_any_of_its_words_or_their_beginnings(scene, words):
    contribution = a_comment(scene, text="Bitte den Fahrplan größer drucken, die Schrift ist winzig.")
    assert found(scene, words) == [contribution.number]


@pytest.mark.parametrize(
    "words", ["plan", "Fahrpläne", "drucken Bus", "", "!?", "\ue00099999", '" OR *', "NOT fahrplan x"]
)
def test_what_does_not_fit_is_not_found(scene, words):
    a_comment(scene, text="Bitte den Fahrplan größer drucken.")
    assert found(scene, words) == []


def test_a_proposed_wording_is_found_by_its_words(scene):
    suggestion = a_suggestion(scene, replacement="Die Stadt stellt Ladesäulen auf.")
    assert found(scene, "ladesäulen") == [suggestion.number]


def test_the_newest_come_first(scene):
    numbers = [a_comment(scene, text=f"Ampel Nummer {n}").number for n in range(3)]
    assert found(scene, "ampel") == numbers[::-1]


def test_a_withdrawn_text_is_not_found_any_more(scene):
    contribution = a_comment(scene, text="Der Zaun ist kaputt.")
    assert found(scene, "zaun")
    withdraw(actor=OPERATOR, contribution=contribution)
    assert found(scene, "zaun") == []


def test_no_town_finds_what_belongs_to_another(scene):
    other = a_consultation()
    a_comment(other, text="Der Zaun ist kaputt.")
    assert found(scene, "zaun") == []
    assert found(other, "zaun")


def test_nothing_stays_behind_on_the_way_into_the_index(scene):
    contribution = a_comment(scene, text="Der Zaun ist kaputt.")
    assert Contribution.objects.get(pk=contribution.pk).words == ""


def test_a_deleted_row_leaves_the_index(scene):
    a_comment(scene, text="Der Zaun ist kaputt.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM participation_search")
            assert cursor.fetchone() == (1,)


def test_few_results_are_named_and_many_only_counted(scene, monkeypatch):
    for n in range(4):
        a_comment(scene, text=f"Ampel Nummer {n}")
    everything = Contribution.objects.filter(municipality=scene.town)
    matches = matching(everything, "ampel", town_id=scene.town.pk)
    few = settle(matches, everything, searched=True)
    assert (few.count, few.is_capped) == (4, False)
    assert [row.number for row in few.rows.order_by(f"-{few.by_number}")] == [4, 3, 2, 1]
    monkeypatch.setattr("werkstatt.participation.search.MOST_COUNTED", 2)
    many = settle(matches, everything, searched=True)
    assert (many.count, many.is_capped) == (2, True)
    assert [row.number for row in many.rows.order_by(f"-{many.by_number}")[:3]] == [4, 3, 2]
    newest = settle(matches, everything, searched=True, newest=True)
    assert (newest.count, newest.is_capped, newest.rows.count()) == (2, True, 2)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Straße STRASSE", "strasse"),
        ("4.2 Bus & Bahn", "4 2 bus bahn"),
        ("Rad\u00adweg", "radweg"),
        ("snake_case", "snake case"),
        ("", " "),
        ("…", " "),
    ],
)
def test_words_are_folded(text, words):
    assert words_of(text) == words
