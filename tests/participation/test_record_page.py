"""Noting down what somebody said: the page made for speed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import Scene, a_consultation, a_scene, an_answer, first_block, signed_in
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState, Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    now = timezone.now()
    return a_consultation(opens_at=now - timedelta(days=4000), closes_at=now + timedelta(days=7))


@pytest.fixture
def desk(scene: Scene) -> Client:
    return signed_in(scene.moderator)


def address(scene: Scene) -> str:
    return reverse("record", args=[scene.town.slug])


def voice(scene: Scene, **more: object) -> dict[str, object]:
    return {
        "tun": "speichern",
        "phase": scene.phase.pk,
        "channel": "event",
        "event_name": "Strategie-Event",
        "received_at": "2018-11-16T16:00",
        "where": "",
        "passage": "",
        "kind": "comment",
        "text": "Mehr Bänke!",
        "replacement": "",
        "alias": "",
        "form_key": "eins",
    } | more


def test_a_noted_voice_gets_its_number_and_is_shown_with_day_and_event(scene: Scene, desk: Client):
    page = desk.post(address(scene), voice(scene, where="1.1"), follow=True).content.decode()
    said = Contribution.objects.get()
    assert (said.channel, said.event_name, said.recorded_by) == ("event", "Strategie-Event", scene.moderator)
    assert (said.section_label, said.is_late) == ("1.1 Erste Schritte", False)
    assert "Nr. 1 gespeichert" in page
    assert "16.11.2018 16:00</time> · Strategie-Event" in page


def test_after_saving_the_next_voice_starts_with_the_same_place_and_day_and_with_empty_words(
    scene: Scene, desk: Client
):
    form = desk.post(address(scene), voice(scene, where="1.1 Erste Schritte"), follow=True).context["form"]
    assert form["event_name"].value() == "Strategie-Event"
    assert form["where"].value() == "1.1 Erste Schritte"
    assert f"{form['received_at'].value():%Y-%m-%d %H:%M}" == "2018-11-16 16:00"
    assert not form["text"].value()
    assert form.fields["text"].widget.attrs["autofocus"]
    assert "Nr. 1 gespeichert" not in desk.get(address(scene)).content.decode()


def test_saving_the_same_form_twice_notes_one_voice(scene: Scene, desk: Client):
    for _click in range(2):
        assert desk.post(address(scene), voice(scene)).status_code == 302
    assert Contribution.objects.count() == 1


def test_another_wording_is_tied_to_the_chosen_sentence(scene: Scene, desk: Client):
    block = first_block(scene)
    desk.post(
        address(scene),
        voice(scene, where="1", passage=f"{block.uid}:0-9", kind="suggestion", replacement="Unsere Stadt", text=""),
    )
    said = Contribution.objects.get()
    assert (said.kind, said.suggestion.quote, said.suggestion.replacement) == (
        Kind.SUGGESTION,
        "Die Stadt",
        "Unsere Stadt",
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"text": ""}, "Schreiben Sie bitte, was gesagt wurde."),
        ({"where": "99"}, "Einen Abschnitt „99“ gibt es"),
        ({"received_at": "2099-01-01T10:00"}, "nicht in der Zukunft"),
        ({"received_at": "gestern"}, "Mehr Bänke!"),
        ({"phase": "123456"}, "Mehr Bänke!"),
        ({"channel": "web"}, "Mehr Bänke!"),
        ({"kind": "suggestion"}, "Wählen Sie den Abschnitt"),
        ({"where": "1", "passage": "x:5-2"}, "Mehr Bänke!"),
        ({"text": "\x00\u202e  "}, "Schreiben Sie bitte"),
        ({"text": "<script>" + "x" * 10_001}, "Der Text ist zu lang"),
        ({"alias": "N" * 61}, "zu lang"),
    ],
)
def test_errors_are_said_and_keep_what_was_typed(scene: Scene, desk: Client, wrong: dict[str, str], message: str):
    response = desk.post(address(scene), voice(scene, **wrong))
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Strategie-Event" in page
    assert "<script>x" not in page
    assert not Contribution.objects.exists()


def test_without_scripts_a_button_shows_the_sentences_of_the_section_and_keeps_the_words(scene: Scene, desk: Client):
    page = desk.post(
        address(scene), voice(scene, tun="stellen", where="2.1", text="Noch nicht fertig")
    ).content.decode()
    assert "Stelle in 2.1 Erste Schritte" in page
    assert "Wer Hilfe braucht, bekommt sie im Bürgerbüro b." in page
    assert "Noch nicht fertig" in page
    assert not Contribution.objects.exists()


def test_the_island_gets_the_same_sentences_or_the_reason_why_there_are_none(scene: Scene, desk: Client):
    fetch = reverse("record-passages", args=[scene.town.slug])
    good = desk.get(fetch, {"phase": scene.phase.pk, "where": "2.1"}).content.decode()
    assert "Stelle in 2.1 Erste Schritte" in good
    assert "gibt es in Fassung 1 nicht" in desk.get(fetch, {"phase": scene.phase.pk, "where": "77"}).content.decode()
    assert desk.get(fetch, {"phase": "x", "where": "\u202e"}).status_code == 200


def test_the_last_one_can_be_taken_back_and_its_number_stays(scene: Scene, desk: Client):
    desk.post(address(scene), voice(scene))
    page = desk.post(address(scene), {"tun": "zurueck", "nummer": "1"}, follow=True).content.decode()
    said = Contribution.objects.get()
    assert (said.state, said.text, said.state_reason) == (
        ContributionState.WITHDRAWN,
        "",
        "Beim Notieren zurückgenommen",
    )
    assert "Nr. 1 ist zurückgenommen" in page
    assert "Mehr Bänke!" not in page


def test_what_is_answered_or_was_noted_by_another_cannot_be_taken_back(scene: Scene, desk: Client):
    desk.post(address(scene), voice(scene))
    other = signed_in(scene.officer)
    assert (
        "nur, wer es notiert hat"
        in other.post(address(scene), {"tun": "zurueck", "nummer": "1"}, follow=True).content.decode()
    )
    an_answer(scene, Contribution.objects.get())
    page = desk.post(address(scene), {"tun": "zurueck", "nummer": "1"}, follow=True).content.decode()
    assert "arbeitet schon jemand" in page
    assert desk.post(address(scene), {"tun": "zurueck", "nummer": "99"}).status_code == 404
    assert desk.post(address(scene), {"tun": "zurueck", "nummer": "1" * 30}).status_code == 404


def test_what_came_after_the_end_is_shown_as_late_with_its_day(scene: Scene, desk: Client):
    scene.phase.closes_at = timezone.now() - timedelta(days=400)
    scene.phase.save()
    late = timezone.localtime(timezone.now() - timedelta(days=1))
    page = desk.post(address(scene), voice(scene, received_at=f"{late:%Y-%m-%dT%H:%M}"), follow=True).content.decode()
    assert "kam nach Fristende" in page
    desk.post(address(scene), voice(scene, form_key="zwei"))
    assert [one.is_late for one in Contribution.objects.order_by("number")] == [True, False]


def test_before_any_phase_has_begun_the_page_says_so(scene: Scene):
    empty = a_scene()
    page = signed_in(empty.moderator).get(address(empty)).content.decode()
    assert "Noch hat keine Beteiligung begonnen." in page


def test_only_moderation_may_note_down(scene: Scene):
    other = a_scene()
    assert signed_in(other.moderator).get(address(scene)).status_code == 404
    assert signed_in(scene.editor).get(address(scene)).status_code == 403
    assert Client().get(address(scene)).status_code == 302


def test_the_page_asks_as_little_for_many_voices_as_for_one(scene: Scene, desk: Client):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            desk.get(address(scene))
        return len(captured)

    desk.post(address(scene), voice(scene, where="1"))
    desk.get(address(scene))
    one = queries()
    for n in range(3):
        desk.post(address(scene), voice(scene, where="1", form_key=f"k{n}", text=f"Stimme {n}"))
    desk.get(address(scene))
    assert queries() == one <= 12
