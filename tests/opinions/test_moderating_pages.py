"""Opinion maps at the desk, and the page on which a statement is proposed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_proof, an_opinion_map, signed_in
from werkstatt.core import clock
from werkstatt.opinions.actions import add_statements, propose_statement, withhold_statement
from werkstatt.opinions.models import OpinionMap, Statement

pytestmark = pytest.mark.django_db


def url(scene, name: str, *args: object) -> str:
    return reverse(name, args=[scene.town.slug, *args])


def test_an_officer_sets_a_map_up_and_a_moderator_begins_it(scene):
    officer, moderator = signed_in(scene.officer), signed_in(scene.moderator)
    assert "anlegen" in officer.get(url(scene, "opinion-desk")).content.decode()
    set_up = url(scene, "opinion-set-up", scene.phase.pk)
    empty = officer.post(set_up, {"question": "", "lead": "Nur fünf Minuten."})
    assert empty.status_code == 422
    assert "Nur fünf Minuten." in empty.content.decode()
    assert officer.post(set_up, {"question": "Worin einig?", "takes_proposals": "on"}).status_code == 302
    here = url(scene, "opinion-statements-desk", scene.phase.pk)
    page = moderator.post(
        here, {"texts": "Leiser soll es werden.\n\nLauter soll es werden.", "source": ""}, follow=True
    )
    assert "2 Thesen sind dazugekommen" in page.content.decode()
    assert OpinionMap.objects.get().statements.count() == 2


def test_wrong_lines_stay_in_the_field_with_a_message(scene):
    an_opinion_map(scene)
    here = url(scene, "opinion-statements-desk", scene.phase.pk)
    page = signed_in(scene.moderator).post(here, {"texts": f"Kurz.\n{'x' * 200}", "source": "99"})
    assert page.status_code == 422
    assert "Diesen Beitrag gibt es nicht" in page.content.decode()
    page = signed_in(scene.moderator).post(here, {"texts": f"Kurz.\n{'x' * 200}"})
    assert "Zeile 2 ist zu lang" in page.content.decode()
    assert "x" * 200 in page.content.decode()


def test_a_proposal_is_seen_on_the_overview_and_decided_in_place(scene):
    opinion_map = an_opinion_map(scene)
    proposal = propose_statement(opinion_map=opinion_map, text="Wer kein Telefon hat, darf keinen Nachteil haben.")
    client = signed_in(scene.moderator)
    assert "Eine These ansehen" in client.get(url(scene, "staff-home")).content.decode()
    page = client.get(url(scene, "opinion-statements-desk", scene.phase.pk)).content.decode()
    assert "Ein Vorschlag wartet" in page
    assert "Liegt nah an:" in page
    decide = url(scene, "opinion-statement-desk", scene.phase.pk, proposal.number)
    assert client.post(decide, {"tun": "zurueckhalten", "reason": ""}).status_code == 422
    client.post(decide, {"tun": "aufnehmen", "text": "Wer kein Telefon besitzt, darf keinen Nachteil haben."})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.text[:26]) == ("published", "Wer kein Telefon besitzt, ")
    assert client.post(decide, {"tun": "nicht-mehr", "reason": "Doppelt."}).status_code == 302
    assert client.post(decide, {"tun": "unbekannt"}).status_code == 422


def test_statements_move_by_a_button(scene):
    opinion_map = an_opinion_map(scene)
    here = url(scene, "opinion-statements-desk", scene.phase.pk)
    client = signed_in(scene.moderator)
    assert client.post(here, {"tun": "runter", "these": "1"}).status_code == 302
    assert [each.number for each in opinion_map.statements.all()] == [2, 1, 3]
    assert client.post(here, {"tun": "hoch", "these": "77"}).status_code == 404


def test_more_statements_and_proposals_cost_no_more_queries(scene):
    opinion_map = an_opinion_map(scene)
    client = signed_in(scene.moderator)
    pages = [
        url(scene, "opinion-desk"),
        url(scene, "opinion-statements-desk", scene.phase.pk),
        url(scene, "opinion-statement-desk", scene.phase.pk, 1),
    ]
    counts = []
    for batch in range(2):
        for n in range(1 if batch == 0 else 5):
            propose_statement(opinion_map=opinion_map, text=f"Sache {batch}{n} soll die Stadt lassen.")
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(page).status_code == 200
            found.append(len(caught))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8


# ── Proposing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def propose(client: Client, scene, text: str, **more: str):
    return client.post(url(scene, "opinion-propose", scene.phase.pk), {"text": text, "proof": a_proof(), **more})


def test_what_is_proposed_gets_a_number_and_later_says_what_became_of_it(scene):
    an_opinion_map(scene)
    client = Client()
    answer = propose(client, scene, "Der Fluss soll einen Steg bekommen.")
    page = client.get(answer["location"]).content.decode()
    assert "Sie hat die Nummer 4" in page
    assert "Steg" not in page
    assert not client.cookies.get("stimme")
    withhold_statement(
        actor=scene.moderator, statement=Statement.objects.get(number=4), reason="Das ist längst gebaut."
    )
    for place in (answer["location"], url(scene, "opinion-propose", scene.phase.pk)):
        page = client.get(place).content.decode()
        assert "Das ist längst gebaut." in page
        assert "Steg" not in page


def test_what_says_nearly_the_same_is_shown_first(scene):
    an_opinion_map(scene)
    words = "Ohne Smartphone darf niemand einen Nachteil haben."
    page = propose(Client(), scene, words).content.decode()
    assert "Gibt es das schon?" in page
    assert "Wer kein Smartphone hat" in page
    assert Statement.objects.count() == 3
    assert propose(Client(), scene, words, tun="trotzdem").status_code == 302


@pytest.mark.parametrize(
    "text", ["", "x" * 181, "x" * 900_000, "\u202e\u200b", "Wer kein Smartphone hat, darf keinen Nachteil haben."]
)
def test_wrong_proposals_keep_their_words_and_say_why(scene, text):
    an_opinion_map(scene)
    client = Client(raise_request_exception=False)
    page = propose(client, scene, text, tun="trotzdem")
    assert page.status_code == 422
    assert text.strip("\u202e\u200b") in page.content.decode()


def test_html_is_shown_as_it_was_typed(scene):
    an_opinion_map(scene)
    page = propose(Client(), scene, f"<script>alert(1)</script>{'x' * 200}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_programs_do_not_get_through(scene):
    an_opinion_map(scene)
    assert propose(Client(), scene, "Leiser.", website="https://werbung.example").status_code == 422
    assert propose(Client(), scene, "Leiser.", proof="").status_code == 422
    assert Statement.objects.count() == 3


def test_one_address_cannot_flood_the_moderation(scene, settings):
    settings.RATE_LIMITS = {"opinion-proposing": 1}
    an_opinion_map(scene)
    statuses = [propose(Client(), scene, f"Sache {n} muss weg.", tun="trotzdem").status_code for n in range(2)]
    assert statuses == [302, 429]


def test_after_the_end_the_words_are_handed_back(scene):
    an_opinion_map(scene)
    payload = a_proof()
    with clock.at(scene.phase.closes_at + timedelta(seconds=1)):
        page = propose(Client(), scene, "Zu spät gedacht.", proof=payload)
    assert page.status_code == 409
    assert "Zu spät gedacht." in page.content.decode()
    assert Statement.objects.count() == 3


def test_staff_of_another_town_finds_nothing(scene):
    an_opinion_map(scene)
    stranger = signed_in(a_consultation().officer)
    for name in ("opinion-statements-desk", "opinion-set-up", "opinion-import"):
        assert stranger.get(url(scene, name, scene.phase.pk)).status_code == 404


# ── The way there ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_front_page_phase_and_menu_lead_to_the_map_where_there_is_one(scene):
    pages = [url(scene, "town-home"), url(scene, "phase", scene.phase.pk)]
    vote, result = (url(scene, name, scene.phase.pk) for name in ("opinion-vote", "opinion"))
    for page in pages:
        assert "stimmungsbild" not in Client().get(page).content.decode()
    an_opinion_map(scene)
    for page in pages:
        found = Client().get(page).content.decode()
        assert vote in found
        assert f'href="{url(scene, "opinions")}"' in found
    with clock.at(scene.phase.closes_at + timedelta(days=1)):
        assert result in Client().get(pages[1]).content.decode()


def test_what_comes_from_a_contribution_says_so(scene):
    said = a_comment(scene)
    opinion_map = an_opinion_map(scene, [])
    add_statements(actor=scene.moderator, opinion_map=opinion_map, texts=["Leiser soll es werden."], source=said)
    page = Client().get(url(scene, "opinion-vote", scene.phase.pk)).content.decode()
    assert url(scene, "contribution", said.number) in page
