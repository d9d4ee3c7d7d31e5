"""Two versions compared: in the text, side by side, all of it or only what changed, chapter by chapter."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_consultation, a_document
from tests.publishing.helpers import page
from werkstatt.publishing.drawing import comparison
from werkstatt.publishing.drawing.parts import side_spans
from werkstatt.strategy.actions import edit_block, move_to_end, publish_version, start_draft
from werkstatt.strategy.models import Block, Section
from werkstatt.text.worddiff import word_diff

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """Fassung 2 says something else in the first paragraph of both chapters, and one paragraph has moved."""
    scene = a_consultation(document=a_document(chapters=3, paragraphs=3))
    draft = start_draft(actor=scene.editor, base=scene.version)

    def blocks():
        return list(Block.objects.filter(version=draft).select_related("version", "section").order_by("position"))

    for number in ("1", "2"):
        block = next(one for one in blocks() if one.section.number == number)
        edit_block(actor=scene.editor, block=block, text=block.text.replace("einfach", "schnell"))
    moved = next(one for one in blocks() if one.section.number == "3")
    target = Section.objects.select_related("version").get(version=draft, number="1.1")
    move_to_end(actor=scene.editor, block=moved, section=target)
    scene.version = publish_version(actor=scene.officer, draft=draft)
    return scene


def address(scene, query: str = "") -> str:
    return reverse("compare", args=[scene.town.slug, scene.version.strategy.slug, 1, 2]) + query


def test_in_the_text_only_the_changed_sections_are_drawn_and_every_change_can_be_jumped_to(scene):
    html = page(address(scene))
    assert 'id="aenderung-1"' in html
    assert 'href="#aenderung-2"' in html
    assert "3 Änderungen" in html
    assert "Hierher verschoben, vorher in Abschnitt 3" in html
    assert "Unverändert geblieben" in html


def test_side_by_side_the_old_words_stand_left_and_the_new_ones_right(scene):
    html = page(address(scene, "?ansicht=nebeneinander"))
    left, right = html.split('class="pair"')[1].split('class="side"')[1:3]
    assert "einfach</del>" in left
    assert "<ins" not in left
    assert "schnell</ins>" in right
    assert "<del" not in right
    assert "Hierher verschoben" in html


def test_everything_is_shown_one_chapter_at_a_time(scene):
    html = page(address(scene, "?umfang=alles"))
    assert "Ein Portal für alle Anträge" in html
    assert "in Kapitel 2" not in html
    assert "Absätze unverändert" not in html
    html = page(address(scene, "?umfang=alles&kapitel=2"))
    assert "Ein Portal für alle Anträge" not in html
    assert "in Kapitel 2" in html


def test_a_text_with_very_many_changes_is_compared_chapter_by_chapter(scene, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_CHANGES", 1)
    html = page(address(scene))
    assert html.count("data-change") == 2
    assert "kapitel=2" in html
    assert "Alle Kapitel" in html


@pytest.mark.parametrize("query", ["?kapitel=99", "?kapitel='", "?ansicht=x&umfang=y", "?kapitel=" + "9" * 5000])
def test_an_odd_address_shows_the_whole(scene, query):
    assert "3 Änderungen" in page(address(scene, query))


def test_it_costs_no_more_for_more_changes_and_other_layouts(scene):
    counts = set()
    for query in ("", "?ansicht=nebeneinander", "?umfang=alles", "?kapitel=2"):
        page(address(scene))
        with CaptureQueriesContext(connection) as found:
            Client().get(address(scene, query))
        counts.add(len(found))
    assert len(counts) == 1
    assert max(counts) <= 12


SENTENCES = st.lists(st.sampled_from("die Stadt baut ein Netz und hilft allen".split()), max_size=10).map(" ".join)


@given(old=SENTENCES, new=SENTENCES)
def test_what_is_not_marked_is_the_same_on_both_sides(old: str, new: str):
    left, right = side_spans(word_diff(old, new))

    def unmarked(text: str, spans) -> str:
        for span in reversed(spans):
            text = text[: span.start] + text[span.end :]
        return text

    assert unmarked(old, left) == unmarked(new, right)
