"""Others that say the same, something near, or the opposite: beside a contribution, and side by side with it."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, signed_in
from werkstatt.assessment.queries.item import item_of
from werkstatt.assessment.queries.similar import kin_of
from werkstatt.participation.actions import withhold

pytestmark = pytest.mark.django_db

STOPS = "An allen Haltestellen sollen die Echtzeitanzeigen eine Sprachausgabe haben."
SAME = "An allen Haltestellen sollten die Echtzeitanzeigen eine Sprachausgabe haben!"
NEAR = "Die Anzeigen an den Haltestellen sind für Sehbehinderte ohne Sprachausgabe nutzlos."
FOR, AGAINST = "Bitte mehr Parkplätze in der Innenstadt.", "Bitte weniger Parkplätze in der Innenstadt!"
OTHER = "Im Kapitel Schule fehlt die Berufsschule ganz."


@pytest.fixture
def scene():
    return a_consultation()


def beside(scene, contribution):
    return kin_of(item_of(scene.town, contribution.number))


def compare_url(scene, one, other) -> str:
    return reverse("desk-compare", args=[scene.town.slug, one.number, other.number])


def html_of(response) -> str:
    return unescape(response.content.decode())


def test_what_is_the_same_stands_before_what_is_near_and_other_things_do_not_stand_there(scene):
    near, same, _other = (a_comment(scene, text=text) for text in (NEAR, SAME, OTHER))
    kin = beside(scene, a_comment(scene, text=STOPS))
    assert [one.contribution for one in kin.similar] == [same, near]
    assert [one.is_same for one in kin.similar] == [True, False]
    assert kin.opposed == []


def test_the_opposite_stands_apart_with_the_words_that_differ(scene):
    against = a_comment(scene, text=AGAINST)
    remark = a_comment(scene, text=FOR)
    kin = beside(scene, remark)
    assert [one.contribution for one in kin.opposed] == [against]
    assert kin.similar == []
    page = html_of(signed_in(scene.moderator).get(reverse("desk-item", args=[scene.town.slug, remark.number])))
    assert "Gegenteilige Meinung" in page
    assert "gegenläufig" in page
    assert "Es unterscheiden sich:" in page
    assert f'value="{against.number}"' not in page.partition("Gegenteilige")[2].partition("<h2")[0], "no merging"


def test_how_near_it_is_is_said_in_words(scene):
    a_comment(scene, text=SAME)
    remark = a_comment(scene, text=STOPS)
    page = html_of(signed_in(scene.moderator).get(reverse("desk-item", args=[scene.town.slug, remark.number])))
    panel = page.partition("Ähnliche Beiträge")[2].partition("<h2")[0]
    assert "gleich" in panel
    assert "0." not in panel
    assert "%" not in panel


def test_withheld_words_are_near_to_nothing(scene):
    gone = a_comment(scene, text=SAME)
    withhold(actor=scene.moderator, contribution=gone, reason="Namen.")
    assert beside(scene, a_comment(scene, text=STOPS)).similar == []


def test_the_panel_is_one_query_for_one_and_for_many(scene):
    remark = a_suggestion(scene, replacement=STOPS)
    item = item_of(scene.town, remark.number)
    kin_of(item)
    for n in range(4):
        with CaptureQueriesContext(connection) as seen:
            kin_of(item)
        assert len(seen) == 1
        a_suggestion(scene, replacement=f"{SAME} {n}")


# ── Side by side ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_both_stand_side_by_side_with_their_difference_and_what_can_be_done(scene):
    one, other = a_comment(scene, text=STOPS), a_comment(scene, text=SAME)
    page = html_of(signed_in(scene.moderator).get(compare_url(scene, one, other)))
    assert f"Nr. {one.number} mit Nr. {other.number} zusammenführen" in page
    assert f"Nr. {other.number} mit Nr. {one.number} zusammenführen" in page
    assert "Der Unterschied" in page
    assert "<ins>" in page
    assert "Beide gleich beantworten" in page


def test_opposed_ones_are_not_merged_and_show_the_words(scene):
    one, other = a_comment(scene, text=FOR), a_comment(scene, text=AGAINST)
    page = html_of(signed_in(scene.moderator).get(compare_url(scene, one, other)))
    assert "gegenläufig" in page
    assert "zusammenführen" not in page
    assert '<mark class="mk">mehr</mark>' in page
    assert '<mark class="mk">weniger</mark>' in page


def test_two_are_compared_even_if_one_is_too_old_for_the_index(scene, monkeypatch):
    from werkstatt.participation import kin

    one = a_comment(scene, text=AGAINST)
    for _n in range(3):
        a_comment(scene, text=OTHER)
    other = a_comment(scene, text=FOR)
    monkeypatch.setattr(kin, "AT_ONCE", 1)
    assert "gegenläufig" in html_of(signed_in(scene.moderator).get(compare_url(scene, other, one)))


def test_rival_wordings_lead_to_where_they_are_settled(scene):
    one, other = a_suggestion(scene, "Unsere Stadt"), a_suggestion(scene, "Meine Stadt")
    page = html_of(signed_in(scene.officer).get(compare_url(scene, one, other)))
    assert "Beide wollen dieselben Wörter anders." in page
    assert reverse("settle", args=[scene.town.slug, one.number]) in page


def test_two_that_have_nothing_in_common_say_so(scene):
    one, other = a_comment(scene, text=STOPS), a_comment(scene, text=OTHER)
    assert "wenig gemeinsam" in html_of(signed_in(scene.moderator).get(compare_url(scene, one, other)))


def test_a_lead_reads_but_does_not_merge(scene):
    one, other = a_comment(scene, text=STOPS), a_comment(scene, text=SAME)
    page = html_of(signed_in(scene.lead).get(compare_url(scene, one, other)))
    assert "zusammenführen" not in page


def test_strangers_other_towns_and_numbers_that_do_not_exist(scene):
    one, other = a_comment(scene, text=STOPS), a_comment(scene, text=SAME)
    url = compare_url(scene, one, other)
    assert Client().get(url).status_code == 302
    assert signed_in(a_consultation().officer).get(url).status_code == 404
    client = signed_in(scene.officer)
    assert client.get(reverse("desk-compare", args=[scene.town.slug, one.number, 4711])).status_code == 404
    assert client.get(compare_url(scene, one, one)).status_code == 404


def test_what_people_wrote_is_no_markup(scene):
    one, other = a_comment(scene, text=f"<script>{FOR}</script>"), a_comment(scene, text=f"<script>{AGAINST}")
    assert b"<script>Bitte" not in signed_in(scene.officer).get(compare_url(scene, one, other)).content
