"""Keeping programs out of a phase: proofs that count once, limits that lose no words."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_consultation, a_proof, first_block
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import RateCount
from werkstatt.participation.actions import Place, publish, submit
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def scene():
    return a_consultation()


@pytest.fixture
def visitor():
    return Client()


def address(scene) -> str:
    return reverse("contribute-block", args=[scene.town.slug, scene.phase.pk, first_block(scene).uid]) + "?von=0&bis=9"


def words(**more: str) -> dict[str, str]:
    return {"art": "kommentar", "text": "Was heißt hier einfach?", "rules": "on"} | more


def hidden(response, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', unescape(response.content.decode()))
    assert found is not None
    return found[1]


# ── Each proof counts once ────────────────────────────────────────────────────────────────────────────────────────


def test_a_replayed_proof_with_other_words_is_refused_and_the_words_are_kept(scene, visitor):
    proof = a_proof()
    assert visitor.post(address(scene), words(proof=proof)).status_code == 302
    second = visitor.post(address(scene), words(proof=proof, text="Etwas ganz anderes."))
    html = unescape(second.content.decode())
    assert second.status_code == 422
    assert "schon ein Beitrag gesendet" in html
    assert "Etwas ganz anderes." in html
    assert Contribution.objects.count() == 1


def test_a_proof_counts_once_in_all_towns(scene, visitor):
    other = a_consultation()
    proof = a_proof()
    assert visitor.post(address(scene), words(proof=proof)).status_code == 302
    assert visitor.post(address(other), words(proof=proof)).status_code == 422


def test_the_same_form_sent_twice_answers_with_the_first_contribution(scene, visitor):
    form = words(proof=a_proof(), form_key="k" * 24)
    assert visitor.post(address(scene), form).url == visitor.post(address(scene), form).url
    assert Contribution.objects.count() == 1


def test_the_database_refuses_a_second_contribution_with_the_same_proof(scene):
    submit(phase=scene.phase, place=Place(), text="Eins.", proof_key="p" * 64)
    with pytest.raises(RuleBroken, match="schon ein Beitrag"):
        submit(phase=scene.phase, place=Place(), text="Zwei.", proof_key="p" * 64)
    two = submit(phase=scene.phase, place=Place(), text="Zwei.")
    with pytest.raises(IntegrityError):
        Contribution.objects.filter(pk=two.pk).update(proof_key="p" * 64)


def test_a_refused_replay_leaves_no_hole_in_the_numbers(scene, visitor):
    proof = a_proof()
    visitor.post(address(scene), words(proof=proof))
    visitor.post(address(scene), words(proof=proof, text="Anders."))
    visitor.post(address(scene), words(proof=a_proof(), text="Anders."))
    assert sorted(Contribution.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("proof", ["", "x", "e30=", "\x00"])
def test_without_proof_or_time_nothing_is_taken_and_nothing_lost(scene, visitor, proof):
    response = visitor.post(address(scene), words(proof=proof))
    assert response.status_code == 422
    assert "Was heißt hier einfach?" in unescape(response.content.decode())
    assert not Contribution.objects.exists()


# ── Without a script ──────────────────────────────────────────────────────────────────────────────────────────────


def opened_form(scene, visitor, seconds: float = 10):
    """The time mark of a form that was opened so long ago."""
    with clock.at(NOW - timedelta(seconds=seconds)):
        return hidden(visitor.get(address(scene)), "opened")


def test_without_a_script_a_person_looks_at_it_before_it_is_visible(scene, visitor):
    page = unescape(visitor.get(address(scene)).content.decode())
    assert re.search(r"<noscript>.*nur liest ihn ein Mensch, bevor er im Text steht.*</noscript>", page)
    answer = visitor.post(address(scene), words(opened=opened_form(scene, visitor)), follow=True)
    said = Contribution.objects.get()
    assert said.state == ContributionState.RECEIVED
    assert "nach Durchsicht" in unescape(answer.content.decode())
    assert publish(actor=scene.moderator, contribution=said).is_visible


def test_a_form_without_a_script_counts_once(scene, visitor):
    opened = opened_form(scene, visitor)
    assert visitor.post(address(scene), words(opened=opened)).status_code == 302
    second = visitor.post(address(scene), words(opened=opened, text="Noch eins."))
    assert second.status_code == 422
    assert hidden(second, "opened") != opened


def test_faster_than_a_person_is_asked_back_and_the_next_click_goes_through(scene, visitor):
    with clock.at(NOW):
        opened = hidden(visitor.get(address(scene)), "opened")
    with clock.at(NOW + timedelta(seconds=1)):
        response = visitor.post(address(scene), words(opened=opened))
        assert response.status_code == 422
        assert "sehr schnell" in unescape(response.content.decode())
        assert hidden(response, "opened") == opened
    with clock.at(NOW + timedelta(seconds=5)):
        assert visitor.post(address(scene), words(opened=opened)).status_code == 302


def test_a_form_open_for_days_gets_a_fresh_time_and_keeps_its_words(scene, visitor):
    opened = opened_form(scene, visitor, seconds=90_000)
    response = visitor.post(address(scene), words(opened=opened))
    assert response.status_code == 422
    assert hidden(response, "opened") != opened
    assert "Was heißt hier einfach?" in unescape(response.content.decode())


def test_a_look_at_the_difference_does_not_start_the_time_anew(scene, visitor):
    opened = opened_form(scene, visitor)
    look = {"art": "wortlaut", "replacement": "Unsere Stadt", "tun": "zeigen", "opened": opened}
    assert hidden(visitor.post(address(scene), look), "opened") == opened


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_too_many_from_one_address_keep_their_words_and_learn_when_to_go_on(scene, visitor):
    with override_settings(RATE_LIMITS={"posting": 2}):
        sent = [visitor.post(address(scene), words(proof=a_proof(), text=f"Nr. {n}")) for n in range(4)]
    assert [response.status_code for response in sent] == [302, 302, 429, 429]
    html = unescape(sent[-1].content.decode())
    assert "Nr. 3</textarea>" in html
    assert re.search(r"ab \d\d:\d\d Uhr noch einmal", html)
    assert 0 < int(sent[-1]["Retry-After"]) <= 600
    assert Contribution.objects.count() == 2


def test_after_the_wait_it_goes_on(scene, visitor):
    with override_settings(RATE_LIMITS={"posting": 1}):
        visitor.post(address(scene), words(proof=a_proof()))
        late = visitor.post(address(scene), words(proof=a_proof(), text="Gleich."))
        with clock.at(clock.now() + timedelta(seconds=int(late["Retry-After"]) + 1)):
            assert visitor.post(address(scene), words(proof=a_proof(), text="Gleich.")).status_code == 302


def test_a_thousand_posts_a_minute_from_one_address_leave_the_others_alone(scene):
    flood, person = Client(REMOTE_ADDR="198.51.100.1"), Client(REMOTE_ADDR="203.0.113.5")
    with override_settings(PROOF_WORK=1):
        codes = [flood.post(address(scene), words(proof=a_proof(), text=f"Werbung {n}")).status_code for n in range(60)]
        assert codes.count(302) == 30
        assert set(codes[30:]) == {429}
        assert person.post(address(scene), words(proof=a_proof())).status_code == 302
    assert Contribution.objects.count() == 31
    assert Contribution.objects.get(text="Was heißt hier einfach?").is_visible


def test_an_address_of_many_in_ipv6_is_one(scene):
    with override_settings(RATE_LIMITS={"posting": 1}):
        codes = [
            Client(REMOTE_ADDR=f"2001:db8:1:2::{n}")
            .post(address(scene), words(proof=a_proof(), text=f"{n}"))
            .status_code
            for n in (1, 2)
        ]
    assert codes == [302, 429]


def test_without_a_script_the_limit_is_stricter(scene, visitor):
    codes = [
        visitor.post(address(scene), words(opened=opened_form(scene, visitor, 10 + n))).status_code for n in range(7)
    ]
    assert codes == [302] * 5 + [429] * 2


def test_in_a_flood_from_everywhere_everything_is_taken_in_and_looked_at_first(scene):
    with override_settings(RATE_LIMITS={"posting-phase": 2}):
        for n in range(3):
            Client(REMOTE_ADDR=f"192.0.2.{n}").post(address(scene), words(proof=a_proof(), text=f"Text {n}"))
    states = Contribution.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["published", "published", "received"]


def test_what_is_wrong_with_the_words_does_not_count_against_the_limit(scene, visitor):
    with override_settings(RATE_LIMITS={"posting": 1}):
        for _ in range(3):
            assert visitor.post(address(scene), words(proof=a_proof(), text="")).status_code == 422
        assert visitor.post(address(scene), words(proof=a_proof())).status_code == 302


def test_an_operator_can_switch_all_limits_off(scene, visitor):
    with override_settings(RATE_LIMITS={"*": 0}):
        codes = {visitor.post(address(scene), words(proof=a_proof(), text=f"{n}")).status_code for n in range(35)}
    assert codes == {302}
    assert not RateCount.objects.exists()


def test_posting_costs_few_statements(scene, visitor):
    block = first_block(scene)
    form = words(proof=a_proof(), form_key="k" * 24)
    with CaptureQueriesContext(connection) as queries:
        assert visitor.post(address(scene), form).status_code == 302
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 20, block


# ── What is said where one writes ─────────────────────────────────────────────────────────────────────────────────


def test_the_rules_of_the_phase_and_of_the_town_stand_beside_the_form(visitor):
    scene = a_consultation(rules="Bitte ein Thema je Beitrag.")
    html = unescape(visitor.get(address(scene)).content.decode())
    assert "Bitte ein Thema je Beitrag." in html
    assert "Nennen Sie keine Privatpersonen" in html


def test_the_form_brings_its_challenge_by_an_island_and_nothing_to_click(scene, visitor):
    html = visitor.get(address(scene)).content.decode()
    assert '<proof-of-work src="/nachweis"' in html
    assert "captcha" not in html.lower()
