"""The reader: text, voices beside it, changes, plain language, and what is said when a phase is over."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_document, a_scene, a_suggestion, first_block
from tests.publishing.helpers import NEW_WORDS, changed_text, chapter_url, close_phase, page
from werkstatt.participation.actions import Place, submit, withhold
from werkstatt.participation.queries.passage import Passage
from werkstatt.publishing.drawing.chapter import apart
from werkstatt.strategy.actions import edit_block, publish_version, start_draft
from werkstatt.strategy.models import Block as BlockRow
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section

pytestmark = pytest.mark.django_db


def test_a_chapter_shows_its_sections_and_none_of_the_next():
    html = page(chapter_url(a_consultation()))

    assert "Feld 1" in html
    assert "Ein Portal für alle Anträge" in html
    assert "ihre Dienste Nummer 1 einfach an" in html
    assert "in Kapitel 2" not in html
    assert "Das Feld 1 in einfachen Worten." in html


def test_every_paragraph_can_be_picked_and_has_its_own_way_to_contribute():
    scene = a_consultation()
    block = first_block(scene)

    html = page(chapter_url(scene))

    assert f'id="absatz-{block.uid}" data-block="{block.uid}"' in html
    assert f"/mitreden/{scene.phase.pk}/absatz/{block.uid}/" in html
    assert html.count("data-block=") == html.count(" data-text") == html.count(f"/{scene.phase.pk}/absatz/")
    assert 'id="picker"' in html


def test_a_passage_is_underlined_with_its_number_which_is_not_part_of_the_text():
    scene = a_consultation()
    remark = a_comment(scene, "Welche Stadt?")

    html = page(chapter_url(scene))

    assert '<mark class="said">Die Stadt</mark><a class="ref" data-skip' in html
    assert f">{remark.number}</a> bietet" in html
    assert "Welche Stadt?" in html
    assert "<b>1</b> Beitrag" in html


def test_the_margin_holds_the_newest_three_and_a_link_to_all():
    scene = a_consultation()
    for n in range(5):
        a_comment(scene, f"Bemerkung {n}.")

    html = page(chapter_url(scene))

    assert [n for n in range(5) if f"Bemerkung {n}." in html] == [2, 3, 4]
    assert "Alle 5 Beiträge" in html
    assert 'class="said said--many"' in html
    assert ">5 +4</a>" in html


def test_a_proposed_wording_stands_in_the_margin_as_a_difference():
    scene = a_consultation()
    a_suggestion(scene, "Unsere Stadt")

    html = page(chapter_url(scene))

    assert "Unsere" in html
    assert '<del data-skip><span class="sr">gestrichen: </span>Die</del>' in html


def test_a_withheld_text_is_nowhere():
    scene = a_consultation()
    remark = a_comment(scene, "Herr Müller aus Nummer 7 ist schuld.")
    withhold(actor=scene.moderator, contribution=remark, reason="Nennt eine Privatperson.")

    html = page(chapter_url(scene))

    assert "Müller" not in html
    assert 'class="remark"' not in html


def test_counts_in_the_contents_include_the_sections_below():
    scene = a_consultation()
    below = next(block for block in _blocks(scene) if "Bürgerbüro b" in block.text)
    a_comment(scene)
    a_comment(scene, place=Place(block_uid=below.uid, start=0, end=9))

    html = page(chapter_url(scene))

    assert re.search(r"<span>1 Feld 1</span> <span class=\"cnt\">2<", html)
    assert re.search(r"<span>1.1 Erste Schritte</span> <span class=\"cnt\">1<", html)


def _blocks(scene):
    return list(scene.version.blocks.order_by("position"))


def test_a_changed_paragraph_says_because_of_whom():
    scene = a_consultation()
    remark = a_comment(scene)
    version = changed_text(scene, remark)

    html = page(chapter_url(scene, version))

    assert NEW_WORDS in html
    assert "<b>Geändert wegen</b>" in html
    assert f"/beitraege/{remark.number}/" in html
    assert f"/spur/{version.strategy.slug}/2/{remark.block_uid}/" in html


def test_changes_are_shown_in_the_text_only_when_asked_for():
    scene = a_consultation()
    version = changed_text(scene, a_comment(scene))
    address = chapter_url(scene, version)

    assert "<del" not in page(address)
    html = page(f"{address}?aenderungen")
    assert re.search(r"<del data-skip>.*?in Kapitel 1", html)
    assert "<ins>" in html
    assert "Änderungen seit Fassung 1" in html


def test_plain_language_stands_alone_with_a_way_to_the_original():
    html = page(f"{chapter_url(a_consultation())}?einfach")

    assert "Das Feld 1 in einfachen Worten." in html
    assert "Für diesen Abschnitt gibt es noch keine einfache Fassung." in html
    assert "ihre Dienste Nummer 1" not in html
    assert "im Original lesen" in html


def test_after_the_end_the_count_leads_to_the_list_and_nobody_is_asked_to_contribute():
    scene = a_consultation()
    a_comment(scene)
    close_phase(scene)

    html = page(chapter_url(scene))

    assert "Die Beteiligung ist seit" in html
    assert "Mitreden" not in html
    assert "/mitreden/" not in html
    assert "selection.js" not in html
    assert f"absatz={first_block(scene).uid}" in html


def test_a_superseded_version_points_to_the_same_chapter_of_the_newest():
    scene = a_consultation()
    version = changed_text(scene, a_comment(scene))

    html = page(chapter_url(scene))

    assert "Fassung 1 ist abgelöst." in html
    assert f'href="{chapter_url(scene, version)}"' in html


def test_a_remark_from_the_version_before_says_so():
    scene = a_consultation()
    other = _blocks(scene)[1]
    a_comment(scene, "Bleibt offen.", place=Place(block_uid=other.uid, start=0, end=9))
    version = changed_text(scene, a_comment(scene))

    html = page(chapter_url(scene, version))

    assert "Bleibt offen." in html
    assert "aus Fassung 1" in html


@pytest.mark.parametrize("flag", ["", "?aenderungen"])
def test_a_chapter_takes_the_same_number_of_queries_for_one_and_for_thirty_contributions(flag):
    def queries(count: int) -> int:
        scene = a_consultation()
        for n in range(count):
            a_comment(scene, f"Bemerkung {n}.")
        version = changed_text(scene, a_comment(scene))
        address = chapter_url(scene, version) + flag
        with CaptureQueriesContext(connection) as captured:
            page(address)
        return len(captured)

    few, many = queries(1), queries(30)
    assert few == many
    assert many <= (11 if flag else 9)


def test_what_people_and_editors_write_is_never_markup():
    bad = "<script>alert(1)</script>"
    block = Block("bx", BlockKind.PARAGRAPH, f"Absatz {bad} Ende")
    document = Document(f"T {bad}", (Section("sx", f"Titel {bad}", (block,), summary=f"Einfach {bad}"),))
    scene = a_consultation(document=document)
    a_comment(scene, f"Bemerkung {bad}", alias=f"Ich {bad}", place=Place(block_uid="bx", start=7, end=15))
    a_suggestion(scene, f"Neu {bad}")

    for address in (chapter_url(scene), f"{chapter_url(scene)}?einfach"):
        html = page(address)
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html


def test_lists_tables_quotes_and_footnotes_are_what_they_are():
    blocks = (
        Block(
            "p1",
            BlockKind.PARAGRAPH,
            "Mit Fußnote.",
            (Mark(3, 11, MarkKind.STRONG), Mark(11, 11, MarkKind.FOOTNOTE, "Quelle: Amt")),
        ),
        Block("i1", BlockKind.ITEM, "Eins"),
        Block("i2", BlockKind.ITEM, "Eins a", level=1, ordered=True),
        Block("i3", BlockKind.ITEM, "Zwei"),
        Block("q1", BlockKind.QUOTE, "Gesagt ist gesagt."),
        Block("t1", BlockKind.TABLE, "Dienst\tStand\nUmzug\tgeht", header_rows=1),
        Block("f1", BlockKind.FIGURE, "Der Plan", image="abc.png", alt="Ein Plan der Stadt"),
        Block("c1", BlockKind.CODE, "x = 1"),
    )
    scene = a_consultation(document=Document("T", (Section("s1", "A", blocks),)))

    html = page(chapter_url(scene))

    assert re.search(
        r"<ul><li id=\"absatz-i1\".*?<ol><li id=\"absatz-i2\".*?</li></ol></li><li id=\"absatz-i3\".*?</li></ul>", html
    )
    assert '<th scope="col">Dienst</th>' in html
    assert "<blockquote data-text>Gesagt ist gesagt.</blockquote>" in html
    assert re.search(r'<img src="[^"]*/bilder/abc.png" alt="Ein Plan der Stadt"', html)
    assert '<sup class="ui" data-skip><a class="fn" href="#fn-p1-1"' in html
    assert re.search(r'<li id="fn-p1-1">Quelle: Amt <a href="#fnref-p1-1"', html)
    assert "<pre data-text><code>x = 1</code></pre>" in html


def test_a_draft_and_what_does_not_exist_are_not_found():
    scene = a_consultation()
    for address in (
        chapter_url(scene, chapter=9),
        chapter_url(scene).replace("/fassung/1/", "/fassung/2/"),
        chapter_url(scene).replace(scene.version.strategy.slug, "gibt-es-nicht"),
    ):
        page(address, status=404)
    other = a_scene()
    page(chapter_url(scene).replace(f"/{scene.town.slug}/", f"/{other.town.slug}/"), status=404)


def test_the_page_depends_on_nobody_and_says_whose_it_is():
    scene = a_consultation()
    response = Client().get(chapter_url(scene))

    assert response["X-Town"] == str(scene.town.pk)
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


def test_the_english_page_stands_beside_the_german_one():
    scene = a_consultation(document=a_document())
    assert page("/en" + chapter_url(scene)).startswith('<!doctype html>\n<html lang="en"')


def test_passages_that_overlap_are_underlined_as_one():
    passages = [Passage(10, 20, 1, 4), Passage(0, 5, 2, 7), Passage(15, 30, 3, 9), Passage(0, 40, 5, 2)]
    assert apart(passages, 40) == [Passage(0, 5, 2, 7), Passage(10, 30, 4, 9)]


def test_plain_language_says_honestly_which_sentences_have_changed_since():
    scene = a_consultation()
    draft = start_draft(actor=scene.editor, base=scene.version)
    block = BlockRow.objects.filter(version=draft).select_related("version", "section").order_by("position")[0]
    edit_block(actor=scene.editor, block=block, text=block.text.replace("Wer Hilfe braucht", "Wer Rat braucht"))
    scene.version = publish_version(actor=scene.officer, draft=draft)

    html = page(f"{chapter_url(scene)}?einfach")
    assert "Diese Fassung in einfacher Sprache ist älter als der Text. Geändert hat sich ein Satz." in html
    assert "<del" in html
    assert "Rat</ins>" in html
    assert f'id="abschnitt-{block.section.uid}"' in html
    assert "ist älter als der Text" in page(chapter_url(scene))


def test_who_reads_plain_language_contributes_to_the_section_of_the_original():
    scene = a_consultation()
    uid = BlockRow.objects.filter(version=scene.version).select_related("section")[0].section.uid
    submit(phase=scene.phase, place=Place(section_uid=uid), text="Zu kurz.")
    html = page(f"{chapter_url(scene)}?einfach")
    assert reverse("contribute-section", args=[scene.town.slug, scene.phase.pk, uid]) in html
    assert "1 Beitrag zu Abschnitt 1" in html
