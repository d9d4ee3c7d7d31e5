"""Contributions near to a text: what the index knows, what it forgets, and whom it tells."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import a_comment, a_consultation, a_suggestion
from werkstatt.participation import kin
from werkstatt.participation.actions import edit_own, merge_into, withdraw, withhold
from werkstatt.participation.models import Contribution

pytestmark = pytest.mark.django_db

STOPS = "An allen Haltestellen sollen die Echtzeitanzeigen eine Sprachausgabe haben."
SAME = "Die Echtzeitanzeigen an den Haltestellen sollen auch eine Sprachausgabe haben."
OTHER = "Bitte mehr Bäume auf den Schulhöfen pflanzen, im Sommer ist es dort zu heiß."


@pytest.fixture
def scene():
    return a_consultation()


def near(scene, text: str = SAME, *, for_staff: bool = False, **more) -> list[int]:
    return [one.contribution.pk for one in kin.look(scene.phase, text, for_staff=for_staff, **more).near]


def queries_of(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_similar_words_are_found_and_others_are_not(scene):
    first = a_comment(scene, text=STOPS)
    a_comment(scene, text=OTHER)
    assert near(scene) == [first.pk]


def test_a_contribution_is_not_near_to_itself(scene):
    first = a_comment(scene, text=STOPS)
    assert near(scene, STOPS, without=first.pk) == []


@pytest.mark.parametrize(
    "text", ["", "   ", "Ja.", "\x00\x00", "💥" * 400, "\u202e" * 30, "und oder aber nicht so ein"]
)
def test_a_text_that_says_nothing_is_near_to_nothing(scene, text):
    a_comment(scene, text=STOPS)
    assert near(scene, text) == []


def test_what_is_new_is_found_at_the_next_look(scene):
    assert near(scene) == []
    first = a_comment(scene, text=STOPS)
    assert near(scene) == [first.pk]
    second = a_comment(scene, text=SAME)
    assert set(near(scene)) == {first.pk, second.pk}


def test_edited_words_are_found_and_the_old_ones_forgotten(scene):
    remark = a_comment(scene, text=OTHER)
    assert near(scene) == []
    edit_own(contribution=remark, text=STOPS, alias="")
    assert near(scene) == [remark.pk]
    assert near(scene, OTHER) == []


@pytest.mark.parametrize("for_staff", [False, True])
def test_withheld_merged_and_withdrawn_ones_are_gone_at_once(scene, for_staff):
    kept, withheld, merged, withdrawn = (a_comment(scene, text=STOPS) for _n in range(4))
    assert len(near(scene, for_staff=for_staff)) == 4
    withhold(actor=scene.moderator, contribution=withheld, reason="Beleidigung.")
    merge_into(actor=scene.moderator, contribution=merged, target=kept, reason="Sagt dasselbe.")
    withdraw(actor=scene.moderator, contribution=withdrawn)
    assert near(scene, for_staff=for_staff) == [kept.pk]


def test_only_the_staff_sees_what_waits_for_a_first_look(scene):
    waiting = a_comment(scene, text=STOPS, hold=True)
    assert near(scene) == []
    assert near(scene, for_staff=True) == [waiting.pk]


def test_what_is_not_public_is_not_even_in_the_index_of_everybody(scene):
    a_comment(scene, text=OTHER)
    Contribution.objects.filter(pk=a_comment(scene, text=STOPS).pk).update(is_public=False)
    near(scene)
    (shelf,) = kin._shelves.values()
    assert len(shelf.index) == 1


def test_a_proposed_wording_is_compared_too(scene):
    suggestion = a_suggestion(scene, replacement=STOPS)
    assert near(scene) == [suggestion.pk]


def test_other_phases_are_for_the_staff_only(scene):
    elsewhere = a_consultation(scene_of_the_same_town(scene))
    first = a_comment(elsewhere, text=STOPS)
    assert near(scene, for_staff=True) == [first.pk]
    assert near(scene) == []


def scene_of_the_same_town(scene):
    from dataclasses import replace

    return replace(scene)


def test_other_towns_are_never_seen(scene):
    a_comment(a_consultation(), text=STOPS)
    assert near(scene, for_staff=True) == near(scene) == []


def test_a_look_costs_the_same_for_one_and_for_many(scene):
    a_comment(scene, text=STOPS)
    near(scene)
    one = queries_of(lambda: near(scene))
    for _n in range(3):
        a_comment(scene, text=STOPS)
    assert queries_of(lambda: near(scene)) == one == 1


def test_a_large_phase_keeps_its_newest_and_finds_older_ones_by_their_words(scene, monkeypatch):
    monkeypatch.setattr(kin, "MOST_IN_AN_INDEX", 3)
    monkeypatch.setattr(kin, "OVERLAP", timedelta(0))
    first = a_comment(scene, text=STOPS)
    for _n in range(5):
        a_comment(scene, text=OTHER)
    near(scene)
    assert near(scene) == [first.pk]
    (shelf,) = kin._shelves.values()
    assert len(shelf) == 4
    withhold(actor=scene.moderator, contribution=first, reason="Beleidigung.")
    assert near(scene) == []


def test_a_large_phase_is_read_bit_by_bit_beginning_with_the_newest(scene, monkeypatch):
    monkeypatch.setattr(kin, "AT_ONCE", 2)
    first, second, third = (a_comment(scene, text=STOPS) for _n in range(3))
    assert set(near(scene)) == {second.pk, third.pk}
    fourth = a_comment(scene, text=STOPS)
    assert set(near(scene)) == {first.pk, second.pk, third.pk, fourth.pk}


def test_nothing_is_called_the_same_before_all_are_read(scene, monkeypatch):
    monkeypatch.setattr(kin, "AT_ONCE", 2)
    for text in (OTHER, OTHER, OTHER, STOPS):
        a_comment(scene, text=text)
    text = f"{STOPS[:-1]}, bitte sehr laut!"
    kinds = [[one.kind for one in kin.look(scene.phase, text, for_staff=False).near] for _n in range(3)]
    assert kinds[0] == [kin.Likeness.SIMILAR]
    assert kinds[-1] == [kin.Likeness.DUPLICATE]


def test_what_came_while_the_index_was_full_pushes_out_the_oldest(scene, monkeypatch):
    monkeypatch.setattr(kin, "MOST_IN_AN_INDEX", 3)
    for _n in range(3):
        a_comment(scene, text=OTHER)
    near(scene)
    newest = a_comment(scene, text=STOPS)
    assert near(scene) == [newest.pk]
    (shelf,) = kin._shelves.values()
    assert len(shelf) == len(shelf.index) == 3


def test_indexes_that_nobody_uses_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(kin, "MOST_KEPT", 2)
    scenes = [a_consultation() for _n in range(4)]
    for scene in scenes:
        a_comment(scene, text=STOPS)
        assert len(near(scene)) == 1
    assert len(kin._shelves) == 2
    assert len(near(scenes[0])) == 1


def test_deleted_rows_are_forgotten_when_everything_is_compared(scene, monkeypatch):
    first, second = a_comment(scene, text=STOPS), a_comment(scene, text=SAME)
    assert len(near(scene)) == 2
    Contribution.objects.filter(pk=second.pk).update(state="withheld", state_reason="ohne Zeitangabe geändert")
    monkeypatch.setattr(kin, "COMPARE_ALL", -1.0)
    assert near(scene) == [first.pk]


def test_who_finds_the_index_busy_goes_on_without_an_answer(scene, monkeypatch):
    monkeypatch.setattr(kin, "LONGEST_WAIT", 0.01)
    a_comment(scene, text=STOPS)
    assert len(near(scene)) == 1
    (shelf,) = kin._shelves.values()
    let_go, taken = threading.Event(), threading.Event()

    def hold() -> None:
        with shelf.held():
            taken.set()
            let_go.wait(5)

    other = threading.Thread(target=hold)
    other.start()
    taken.wait(5)
    assert near(scene) == []
    let_go.set()
    other.join()
    assert len(near(scene)) == 1


def test_telling_words_are_the_longest_without_their_endings():
    assert kin.telling_words("Die Fahrradwege und die Haltestellen sind schlecht beleuchtet.") == [
        "haltestell",
        "fahrradwe",
        "beleucht",
    ]
    assert kin.telling_words("Ja, gut.") == []
