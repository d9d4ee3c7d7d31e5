"""The small mechanisms that contexts use: clock, events, slots, clean text, record, page generations, health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_scene, a_town
from werkstatt.core import clock, events, pages, slots
from werkstatt.core.actors import OPERATOR, require
from werkstatt.core.audit import record
from werkstatt.core.models import AuditEntry, Heartbeat
from werkstatt.core.text_input import cleaned, cleaned_line


def test_the_clock_can_be_set_and_goes_on_afterwards():
    moment = timezone.now() - timedelta(days=200)
    with clock.at(moment):
        assert clock.now() == moment
    assert clock.now() > moment + timedelta(days=199)


def test_the_clock_refuses_a_moment_without_time_zone():
    with pytest.raises(ValueError, match="time zone"), clock.at(timezone.now().replace(tzinfo=None)):
        pass


@dataclass(frozen=True)
class Happened:
    what: str


def test_every_handler_of_an_event_is_called_once_and_in_order():
    heard: list[str] = []
    first = events.on(Happened)(lambda event: heard.append(f"first {event.what}"))
    events.on(Happened)(first)
    events.on(Happened)(lambda event: heard.append(f"second {event.what}"))
    events.announce(Happened("rain"))
    assert heard == ["first rain", "second rain"]


def test_a_slot_gathers_what_its_fillers_say_and_is_empty_without_any():
    slots.fills("test.slot")(lambda name: f"hello {name}")
    assert slots.filled("test.slot", name="Kim") == ["hello Kim"]
    assert slots.filled("test.no-such-slot") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Guten Tag \r\n\r\n ", "Guten Tag"),
        ("a\x00b\x07c", "abc"),
        ("links \u202eschter\u202c", "links schter"),
        ("עברית\u200f", "עברית\u200f"),
        ("u\u0308ber", "über"),
        ("Zeile\rZeile", "Zeile\nZeile"),
        ("👩‍👩‍👧 bleibt", "👩‍👩‍👧 bleibt"),
    ],
)
def test_typed_text_loses_what_nobody_wants_and_keeps_what_people_write(typed, kept):
    assert cleaned(typed) == kept


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert cleaned(cleaned(text)) == cleaned(text)
    assert "\n" not in cleaned_line(text)


def test_without_a_rule_nobody_may_do_anything_but_the_operator():
    with pytest.raises(PermissionDenied):
        require(None, "organisations.enter", object())
    require(OPERATOR, "no.such_permission", object())


@pytest.mark.django_db
def test_the_record_says_who_did_what_to_which_object_of_which_town():
    scene = a_scene()
    with clock.at(timezone.now() - timedelta(days=3)):
        record(scene.editor, "wrote", scene.unit, words=12)
    entry = AuditEntry.objects.get(verb="wrote")
    assert (entry.actor, entry.town_id, entry.object_type, entry.object_id, entry.data) == (
        scene.editor,
        scene.town.pk,
        "unit",
        scene.unit.pk,
        {"words": 12},
    )
    assert timezone.now() - entry.at > timedelta(days=2)


@pytest.mark.django_db
def test_a_change_raises_the_generation_of_its_town_only(django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(pages, "_listeners", [])
    town, other = a_town(), a_town()
    before = pages.generations()
    told: list[tuple[int, int]] = []
    pages.listen(lambda town_id, generation: told.append((town_id, generation)))
    with django_capture_on_commit_callbacks(execute=True):
        pages.touch(town.pk)
    after = pages.generations()
    assert after[town.pk] == before[town.pk] + 1
    assert after[other.pk] == before[other.pk]
    assert told == [(town.pk, after[town.pk])]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_raises_nothing(real_transactions, monkeypatch):
    monkeypatch.setattr(pages, "_listeners", [])
    town = a_town()
    before = pages.generations()[town.pk]
    told: list[int] = []
    pages.listen(lambda town_id, generation: told.append(generation))

    def change_and_fail() -> None:
        with transaction.atomic():
            pages.touch(town.pk)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert (pages.generations()[town.pk], told) == (before, [])


@pytest.mark.django_db
def test_health_is_good_while_the_worker_gives_signs_of_life(client):
    Heartbeat.objects.create(name="worker", at=timezone.now())
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"web": "ok", "database": "ok", "worker": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=2)])
def test_health_says_so_when_the_worker_is_silent(client, silent_for):
    if silent_for:
        Heartbeat.objects.create(name="worker", at=timezone.now() - silent_for)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["worker"] != "ok"
