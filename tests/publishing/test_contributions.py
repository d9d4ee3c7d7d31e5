"""The list: filters, counts, pages, stubs, and the file for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from tests.factories import a_comment, a_consultation, a_scene, a_suggestion, an_answer
from tests.publishing.helpers import page
from werkstatt.assessment.actions import assign, whole_as_point
from werkstatt.participation.actions import Place, merge_into, withhold
from werkstatt.publishing.exports import harmless

pytestmark = pytest.mark.django_db


def _list(scene, query: str = "") -> str:
    return page(reverse("contributions", args=[scene.town.slug]) + query)


def _numbers(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'voiceline__nr"><a class="nr" href="[^"]*/beitraege/(\d+)/"', html)]


def test_a_town_without_contributions_says_what_comes():
    assert "Noch hat niemand etwas gesagt." in _list(a_scene())


def test_the_total_is_visible_contributions_and_explained_stubs():
    scene = a_consultation()
    first, second, third = (a_comment(scene, f"Satz {n}.") for n in range(3))
    withhold(actor=scene.moderator, contribution=second, reason="Nennt eine Privatperson.", conduct_rule="3")
    merge_into(actor=scene.moderator, contribution=third, target=first, reason="Dasselbe.")

    html = _list(scene)

    assert "3 Beiträge, davon 2 mit Hinweis statt Text" in html
    assert _numbers(html) == [3, 2, 1]
    assert "Nicht veröffentlicht: Nennt eine Privatperson." in html
    assert "Satz 1." not in html
    assert "Dasselbe." in html


def test_groups_of_states_narrow_and_count():
    scene = a_consultation()
    remarks = [a_comment(scene, f"Satz {n}.") for n in range(4)]
    an_answer(scene, remarks[0])

    html = _list(scene, "?stand=beantwortet")
    assert _numbers(html) == [1]
    assert re.search(r"<b>3</b> offen", html)
    assert re.search(r"<b>1</b> beantwortet", html)
    assert "Nicht übernommen" in html
    assert _numbers(_list(scene, "?stand=offen")) == [4, 3, 2]


@pytest.mark.parametrize("words", ["2", "Nr. 2", "nr.2", "Haltestelle"])
def test_a_number_or_a_word_finds_the_contribution(words):
    scene = a_consultation()
    for text in ("Eins.", "Die Haltestelle braucht ein Dach.", "Drei."):
        a_comment(scene, text)
    assert _numbers(_list(scene, f"?suche={words}")) == [2]


def test_a_withheld_text_is_not_found_by_its_words():
    scene = a_consultation()
    remark = a_comment(scene, "Herr Müller.")
    withhold(actor=scene.moderator, contribution=remark, reason="Nennt eine Privatperson.")
    html = _list(scene, "?suche=Müller")
    assert _numbers(html) == []
    assert "Dazu gibt es keinen Beitrag." in html


def test_kind_and_verdict_narrow():
    scene = a_consultation()
    comment, suggestion = a_comment(scene), a_suggestion(scene)
    an_answer(scene, comment)
    assert _numbers(_list(scene, "?art=suggestion")) == [suggestion.number]
    assert _numbers(_list(scene, "?urteil=declined")) == [comment.number]
    assert _numbers(_list(scene, "?urteil=adopted")) == []


def test_a_chapter_includes_what_is_said_below_it_and_a_paragraph_only_itself():
    scene = a_consultation()
    blocks = list(scene.version.blocks.select_related("section").order_by("position"))
    below = next(block for block in blocks if block.section.number == "1.1")
    elsewhere = next(block for block in blocks if block.section.number == "2")
    for block in (blocks[0], below, elsewhere):
        a_comment(scene, place=Place(block_uid=block.uid, start=0, end=9))
    chapter = blocks[0].section.uid
    assert _numbers(_list(scene, f"?fassung={scene.version.pk}&abschnitt={chapter}")) == [2, 1]
    assert _numbers(_list(scene, f"?fassung={scene.version.pk}&absatz={below.uid}")) == [2]


@pytest.mark.parametrize("order", ["", "&sortierung=aktiv"])
def test_pages_follow_one_another_without_gaps_and_back(order):
    scene = a_consultation()
    for n in range(60):
        a_comment(scene, f"Satz {n}.")

    seen, html = [], _list(scene, f"?x=1{order}")
    seen.append(_numbers(html))
    while found := re.search(r'rel="next" href="([^"]*)"', html):
        html = _list(scene, found[1].replace("&amp;", "&"))
        seen.append(_numbers(html))
    assert [n for numbers in seen for n in numbers] == list(range(60, 0, -1))

    back = re.search(r'rel="prev" href="([^"]*)"', html)
    assert back is not None
    assert _numbers(_list(scene, back[1].replace("&amp;", "&"))) == seen[-2]


@pytest.mark.parametrize(
    "query",
    [
        "?vor=x",
        "?vor=-1",
        "?vor=9999999999999999999999",
        "?sortierung=aktiv&vor=nan~3",
        "?sortierung=aktiv&vor=1e400~3",
        "?sortierung=aktiv&nach=~",
        "?phase=99999999999999",
        "?fassung=1e9",
        "?abschnitt=%27%3B--",
        "?suche=" + "a" * 5000,
        "?suche=%E2%80%AE",
        "?urteil=<script>",
        "?stand=../../etc",
    ],
)
def test_an_address_that_nobody_gave_out_never_breaks_the_list(query):
    scene = a_consultation()
    a_comment(scene)
    assert "<script>" not in _list(scene, query)


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_three():
    def queries(count: int) -> int:
        scene = a_consultation()
        for _ in range(count):
            an_answer(scene, a_comment(scene))
        with CaptureQueriesContext(connection) as captured:
            _list(scene)
        return len(captured)

    assert queries(1) == queries(3) <= 8


def test_the_file_holds_every_line_and_no_formula():
    scene = a_consultation()
    a_comment(scene, "=HYPERLINK(0)", alias="@summe")
    hidden = a_comment(scene, "Herr Müller.")
    withhold(actor=scene.moderator, contribution=hidden, reason="Nennt eine Privatperson.")

    response = Client().get(reverse("contributions-file", args=[scene.town.slug]))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))

    assert [row["Nummer"] for row in rows] == ["1", "2"]
    assert rows[0]["Beitrag"] == "'=HYPERLINK(0)"
    assert rows[0]["Name"] == "'@summe"
    assert rows[1]["Beitrag"] == ""
    assert rows[1]["Hinweis"] == "Nennt eine Privatperson."
    assert "Müller" not in text


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@x", "\t=1", " =1", "\r=1"])
def test_what_looks_like_a_formula_gets_an_apostrophe(text):
    assert harmless(text).startswith("'")


def test_plain_words_stay_as_they_are():
    assert harmless("Die Stadt – 5 = 5") == "Die Stadt – 5 = 5"


def test_channel_office_and_day_narrow():
    scene = a_consultation()
    remarks = [a_comment(scene, f"Satz {n}.") for n in range(2)]
    spoken = a_comment(
        scene,
        "Auf dem Markt gesagt.",
        actor=scene.moderator,
        channel="event",
        event_name="Markttag",
        received_at=scene.phase.opens_at + timedelta(hours=30),
    )
    point = whole_as_point(actor=scene.moderator, contribution=remarks[0])
    assign(actor=scene.moderator, point=point, unit=scene.unit)

    assert _numbers(_list(scene, "?weg=event")) == [spoken.number]
    assert _numbers(_list(scene, f"?amt={scene.unit.pk}")) == [remarks[0].number]
    day = localtime(spoken.received_at).date()
    assert _numbers(_list(scene, f"?tag={day.isoformat()}")) == [spoken.number]
    assert _numbers(_list(scene, "?tag=9999-99-99&weg=taube&amt=x")) == [3, 2, 1]
