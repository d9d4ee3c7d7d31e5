"""The panel "others have already said this": what somebody who writes is shown, and what never."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer, first_block, signed_in
from werkstatt.core import clock
from werkstatt.core.models import RateCount
from werkstatt.participation.actions import support, withhold
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import PhaseKind

pytestmark = pytest.mark.django_db

STOPS = "An allen Haltestellen sollen die Echtzeitanzeigen eine Sprachausgabe haben."
SAME = "Die Echtzeitanzeigen an den Haltestellen sollen auch eine Sprachausgabe haben."
OTHER = "Bitte mehr Bäume auf den Schulhöfen pflanzen, im Sommer ist es dort zu heiß."


@pytest.fixture
def scene():
    return a_consultation()


def ask(scene, text: str = SAME, client: Client | None = None, **more: str):
    address = reverse("said-before", args=[scene.town.slug, scene.phase.pk])
    return (client or Client()).post(address, {"text": text} | more)


def html_of(response) -> str:
    return unescape(response.content.decode())


def form_url(scene) -> str:
    return reverse("contribute-block", args=[scene.town.slug, scene.phase.pk, first_block(scene).uid]) + "?von=0&bis=9"


# ── What is shown ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_others_said_is_shown_with_number_thread_and_support(scene):
    said = a_comment(scene, text=STOPS)
    support(contribution=said, token="jemand")
    html = html_of(ask(scene))
    assert "Das haben andere schon gesagt" in html
    assert STOPS in html
    assert f'href="{reverse("contribution", args=[scene.town.slug, said.number])}" target="_blank"' in html
    assert reverse("support", args=[scene.town.slug, said.number]) in html
    assert "Eine Person unterstützt das." in html
    assert "<html" not in html


def test_an_answer_is_shown_with_its_reason_and_cannot_be_supported_any_more(scene):
    said = a_comment(scene, text=STOPS)
    an_answer(scene, said)
    html = html_of(ask(scene))
    assert "Nicht übernommen" in html
    assert "Dafür fehlt das Geld." in html
    assert "support-mark" not in html


def test_a_verdict_that_is_not_released_stays_with_the_staff(scene):
    from werkstatt.assessment.actions import assess, whole_as_point

    point = whole_as_point(actor=scene.moderator, contribution=a_comment(scene, text=STOPS))
    assess(actor=scene.moderator, point=point, verdict="declined", reason="Dafür fehlt das Geld.")
    html = html_of(ask(scene))
    assert "in Abwägung" in html
    assert "Dafür fehlt das Geld." not in html


def test_a_proposed_wording_is_shown_as_one(scene):
    a_suggestion(scene, replacement=STOPS)
    html = html_of(ask(scene, text="", replacement=SAME))
    assert "anderer Wortlaut" in html
    assert f"„{STOPS}“" in html


def test_three_are_enough(scene):
    for _n in range(6):
        a_comment(scene, text=STOPS)
    assert html_of(ask(scene)).count("<li>") == 3


@pytest.mark.parametrize(
    "text", ["", " ", "Haltestellen", OTHER, "\x00", "💥" * 300, "\u202e\u202e" * 40, "x" * 900_000]
)
def test_nothing_similar_is_an_empty_answer(scene, text):
    a_comment(scene, text=STOPS)
    response = ask(scene, text)
    assert (response.status_code, response.content) == (204, b"")


def test_what_is_typed_is_shown_to_nobody_and_what_others_typed_is_no_markup(scene):
    a_comment(scene, text=f"<script>alert(1)</script> {STOPS}")
    response = ask(scene, f"<b>{SAME}</b>")
    assert "<script" not in response.content.decode()
    assert "<b>Die Echtzeit" not in response.content.decode()


# ── What never is ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_not_public_leaves_no_trace(scene):
    withheld, waiting, internal = (a_comment(scene, text=STOPS) for _n in range(3))
    withhold(actor=scene.moderator, contribution=withheld, reason="Beleidigung.")
    Contribution.objects.filter(pk=waiting.pk).update(state="received")
    Contribution.objects.filter(pk=internal.pk).update(is_public=False)
    assert ask(scene).content == b""
    assert ask(scene, client=signed_in(scene.officer)).content == b""
    a_comment(scene, text=SAME)
    assert html_of(ask(scene)).count("<li>") == 1


def test_one_withheld_between_two_looks_is_gone(scene):
    said = a_comment(scene, text=STOPS)
    assert ask(scene).status_code == 200
    withhold(actor=scene.moderator, contribution=said, reason="Beleidigung.")
    assert ask(scene).status_code == 204


def test_other_phases_and_towns_have_no_part_in_it(scene):
    other = a_consultation()
    a_comment(other, text=STOPS)
    assert ask(scene).status_code == 204
    address = reverse("said-before", args=[scene.town.slug, other.phase.pk])
    assert Client().post(address, {"text": SAME}).status_code == 404


@pytest.mark.parametrize("kind", [PhaseKind.INTERNAL, PhaseKind.COUNCIL])
def test_phases_that_are_not_for_everybody_have_no_such_address(scene, kind):
    a_comment(scene, text=STOPS)
    ParticipationPhase.objects.filter(pk=scene.phase.pk).update(kind=kind)
    assert ask(scene).status_code == 404
    assert ask(scene, client=signed_in(scene.officer)).status_code == 404


def test_after_the_end_there_is_nothing_to_write_any_more(scene):
    a_comment(scene, text=STOPS)
    with clock.at(timezone.now() + timedelta(days=8)):
        assert ask(scene).status_code == 204


def test_the_page_is_never_kept_and_the_words_leave_no_trace(scene, caplog):
    a_comment(scene, text=STOPS)
    with CaptureQueriesContext(connection) as seen:
        response = ask(scene)
    assert "no-store" in response["Cache-Control"]
    assert SAME not in caplog.text
    assert not any("Echtzeitanzeigen" in query["sql"] for query in seen)


def test_who_asks_too_often_waits(scene):
    with override_settings(RATE_LIMITS={"looking-around": 2}):
        assert [ask(scene, OTHER).status_code for _n in range(3)] == [204, 204, 429]
        assert "Retry-After" in ask(scene, OTHER)
    assert RateCount.objects.count() == 1


def test_another_site_cannot_ask(scene):
    strict = Client(enforce_csrf_checks=True)
    assert ask(scene, client=strict).status_code == 403


def test_reading_the_address_leads_to_the_form(scene):
    response = Client().get(reverse("said-before", args=[scene.town.slug, scene.phase.pk]))
    assert response.status_code == 302
    assert response["Location"] == reverse("contribute", args=[scene.town.slug, scene.phase.pk])


def test_a_very_large_request_is_refused_with_words(scene):
    assert ask(scene, "x" * 1_100_000).status_code == 413


# ── What it costs ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_costs_the_same_for_one_and_for_three(scene):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert ask(scene).status_code == 200
        return len(seen)

    an_answer(scene, a_comment(scene, text=STOPS))
    ask(scene)
    one = queries()
    for _n in range(2):
        an_answer(scene, a_comment(scene, text=STOPS))
    ask(scene)
    assert queries() == one <= 8


# ── Without a script ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_button_shows_it_and_keeps_every_word(scene):
    said = a_comment(scene, text=STOPS)
    sent = {"tun": "aehnliche", "art": "kommentar", "text": SAME, "alias": "Lesebrille", "email": "a@example.org"}
    response = Client().post(form_url(scene), sent | {"form_key": "k" * 30})
    html = html_of(response)
    assert response.status_code == 200
    assert said.label in html
    assert all(words in html for words in (SAME, "Lesebrille", "a@example.org", "k" * 30))
    assert "stimmen noch nicht" not in html
    assert Contribution.objects.count() == 1


def test_the_button_says_so_if_nobody_said_anything_similar(scene):
    html = html_of(Client().post(form_url(scene), {"tun": "aehnliche", "art": "kommentar", "text": SAME}))
    assert "Etwas Ähnliches hat noch niemand gesagt." in html


def test_the_old_wording_is_no_word_of_ones_own(scene):
    passage = first_block(scene).text
    a_comment(scene, text=passage)
    url = form_url(scene).partition("?")[0] + f"?von=0&bis={len(passage)}&art=wortlaut"
    sent = {"tun": "aehnliche", "art": "wortlaut", "replacement": passage, "text": ""}
    assert "Etwas Ähnliches hat noch niemand gesagt." in html_of(Client().post(url, sent))


def test_sending_is_never_held_up_by_what_others_said(scene):
    from tests.factories import a_proof

    a_comment(scene, text=STOPS)
    sent = {"art": "kommentar", "text": STOPS, "rules": "on", "proof": a_proof()}
    response = Client().post(form_url(scene), sent)
    assert response.status_code == 302
    assert Contribution.objects.count() == 2
