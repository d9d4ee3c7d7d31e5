"""The receipt: for whoever has its address, and for nobody else."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from werkstatt.participation.actions import Place, merge_into, submit, withdraw, withhold
from werkstatt.participation.links import receipt_url
from werkstatt.participation.receipts import qr_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def html_of(scene, contribution) -> str:
    return unescape(Client().get(receipt_url(scene.town, contribution)).content.decode())


def test_it_shows_number_difference_code_and_real_dates(scene):
    said = a_suggestion(scene)
    html = html_of(scene, said)
    assert f'<span class="no">{said.number}</span>' in html
    assert "Unsere" in html
    assert "<ins>" in html
    assert 'role="img" aria-label="QR-Code: Ihr privater Link zu Nr. 1"' in html
    assert f"bis {scene.phase.answer_by.day}." in html
    assert f'<meta name="arrived" content="beitrag-{scene.phase.pk}-{said.block_uid}">' in html


def test_it_is_neither_kept_nor_indexed(scene):
    response = Client().get(receipt_url(scene.town, a_comment(scene)))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_it_leaves_no_session(scene):
    client = Client()
    client.get(receipt_url(scene.town, a_comment(scene)))
    assert "sessionid" not in client.cookies


def test_a_changed_address_opens_nothing(scene):
    address = receipt_url(scene.town, a_comment(scene))
    a_comment(scene)
    assert Client().get(address.replace("/1.", "/2.")).status_code == 404
    for forged in ("1", "1.", "x.y", "1.AAAA", "١.abc"):
        assert Client().get(reverse("receipt", args=[scene.town.slug, forged])).status_code == 404


def test_a_receipt_of_one_town_opens_nothing_in_another(scene):
    other = a_consultation()
    a_comment(other)
    address = receipt_url(scene.town, a_comment(scene))
    assert Client().get(address.replace(scene.town.slug, other.town.slug)).status_code == 404


def test_it_follows_what_becomes_of_the_contribution(scene):
    held, gone, merged, answered, target = (a_comment(scene, text=f"Wort {n}") for n in range(5))
    withhold(actor=scene.moderator, contribution=held, reason="Nennt eine Privatperson.")
    withdraw(actor=scene.moderator, contribution=gone)
    merge_into(actor=scene.moderator, contribution=merged, target=target, reason="Dasselbe.")
    an_answer(scene, answered)
    assert "Nennt eine Privatperson." in html_of(scene, held)
    assert html_of(scene, gone).count("die Worte sind gelöscht") == 1
    assert "Wort 1" not in html_of(scene, gone)
    assert f"Zusammengeführt mit {target.label}" in html_of(scene, merged)
    assert "Beantwortet" in html_of(scene, answered)


def test_before_the_first_look_it_says_that_one_is_to_come():
    scene = a_consultation()
    scene.phase.moderation = "before"
    scene.phase.save()
    assert "nach Durchsicht" in html_of(scene, a_comment(scene))


def test_the_whole_text_has_a_receipt_too(scene):
    said = submit(phase=scene.phase, place=Place(), text="Alles gut.")
    html = html_of(scene, said)
    assert "Alles gut." in html
    assert "Weiterlesen" in html


def test_it_costs_few_queries(scene):
    address = receipt_url(scene.town, a_suggestion(scene))
    with CaptureQueriesContext(connection) as queries:
        Client().get(address)
    assert len(queries) <= 4


def test_the_code_has_a_quiet_zone_and_square_modules():
    svg = qr_code("https://lindenau.example/beitraege/413", 'Nr. "413"')
    assert 'viewBox="-2 -2 ' in svg
    assert "&quot;413&quot;" in svg
    assert svg.count("h7v1h-7z") >= 6  # the upper and lower edges of the three finder patterns
