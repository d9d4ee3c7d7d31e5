"""Front page, versions, comparison, files and feed."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_comment, a_consultation, a_document, a_scene, an_answer
from tests.publishing.helpers import NEW_WORDS, adopt, changed_text, close_phase, page
from werkstatt.publishing.models import PublishedFile
from werkstatt.publishing.queries.overview import FORMATS
from werkstatt.strategy.actions import begin_strategy, move_version, publish_version, start_draft
from werkstatt.strategy.models import Picture

pytestmark = pytest.mark.django_db


def _home(scene) -> str:
    return page(reverse("town-home", args=[scene.town.slug]))


def _version_url(scene, number: int = 1) -> str:
    return reverse("version", args=[scene.town.slug, scene.version.strategy.slug, number])


# Front page


def test_a_town_without_a_text_says_what_comes():
    html = _home(a_scene(name="Neustadt am Rand"))
    assert "Hier entsteht die Digitalstrategie für Neustadt am Rand" in html
    assert "Bisher in Zahlen" not in html


def test_an_open_phase_invites_and_says_until_when():
    html = _home(a_consultation())
    assert "Schreiben Sie mit an der Digitalstrategie für" in html
    assert "Fassung 1 lesen und mitreden" in html
    assert html.count('aria-current="step"') == 1
    assert "noch 7 Tage" in html
    assert "Ende der Beteiligung" in html


def test_a_phase_to_come_names_its_first_day():
    now = timezone.now()
    scene = a_consultation(opens_at=now + timedelta(days=3), closes_at=now + timedelta(days=9))
    html = _home(scene)
    assert "Bald können Sie mitreden" in html
    assert "Beginn: Fassung 1 im Gespräch" in html
    assert html.count('aria-current="step"') == 1


def test_after_the_end_the_answers_are_promised():
    scene = a_consultation()
    a_comment(scene)
    close_phase(scene)
    html = _home(scene)
    assert "Ihre Beiträge werden abgewogen" in html
    assert "mitreden" not in html.split("Das können Sie jetzt tun")[0].lower()


def test_an_adopted_text_is_said_to_be_adopted():
    scene = a_consultation()
    close_phase(scene)
    for state in ("evaluation", "candidate", "submitted", "adopted"):
        move_version(actor=scene.officer, version=scene.version, state=state)
    html = _home(scene)
    assert "Der Text ist beschlossen" in html
    assert "Umsetzung" in html


def test_changes_and_an_example_lead_to_their_threads():
    scene = a_consultation()
    remark = a_comment(scene, "Das verstehe ich nicht.")
    changed_text(scene, remark)
    html = _home(scene)
    assert "Was aus einem Beitrag wurde" in html
    assert "„Das verstehe ich nicht.“" in html
    assert "Geändert wegen Ihrer Beiträge" in html
    assert f"/beitraege/{remark.number}/" in html
    assert "/spur/" in html


def test_a_draft_is_not_on_the_front_page():
    scene = a_consultation()
    adopt(scene, a_comment(scene))
    assert NEW_WORDS not in _home(scene)


def test_figures_lead_to_lists_with_as_many_lines():
    scene = a_consultation()
    for n in range(3):
        a_comment(scene, f"Satz {n}.")
    an_answer(scene, a_comment(scene))
    html = _home(scene)
    assert "<b>4</b><span>Beiträge" in html
    assert "<b>1</b><span>beantwortet" in html
    assert "<b>3</b><span>noch offen" in html
    assert "1 nicht übernommen" in html


def test_the_front_page_takes_the_same_number_of_queries_for_one_and_for_three_changes():
    def queries(count: int) -> int:
        scene = a_consultation()
        remarks = [a_comment(scene, f"Satz {n}.") for n in range(count)]
        changed_text(scene, remarks[0])
        with CaptureQueriesContext(connection) as captured:
            _home(scene)
        return len(captured)

    assert queries(1) == queries(3) <= 12


# Versions


def test_one_strategy_is_opened_at_once_and_several_are_listed():
    scene = a_consultation()
    address = reverse("strategies", args=[scene.town.slug])
    assert Client().get(address)["Location"] == _version_url(scene)

    other = begin_strategy(actor=scene.editor, town=scene.town, document=a_document(title="Masterplan Verkehr"))
    publish_version(actor=scene.officer, draft=other)
    html = page(address)
    assert "Masterplan Verkehr" in html
    assert "Digitalstrategie Musterau" in html


def test_a_town_without_a_strategy_has_a_page_that_says_so():
    assert "Noch kein Text" in page(reverse("strategies", args=[a_scene().town.slug]))


def test_a_version_shows_contents_files_hash_and_the_other_versions():
    scene = a_consultation()
    version = changed_text(scene, a_comment(scene))
    slug = version.strategy.slug
    assert Client().get(reverse("strategy", args=[scene.town.slug, slug]))["Location"] == _version_url(scene, 2)

    html = page(_version_url(scene, 2))
    assert version.content_hash in html
    assert "datei.pdf" in html
    assert reverse("compare", args=[scene.town.slug, slug, 1, 2]) in html
    assert "Fassung 1 ist abgelöst." in page(_version_url(scene, 1))


# Comparison


def test_a_comparison_shows_changed_sections_with_their_causes_and_names_the_others():
    scene = a_consultation()
    remark = a_comment(scene)
    version = changed_text(scene, remark)
    html = page(reverse("compare", args=[scene.town.slug, version.strategy.slug, 1, 2]))

    assert "1 Absatz geändert" in html
    assert f"/beitraege/{remark.number}/" in html
    assert "<ins>" in html
    assert "Unverändert geblieben" in html
    assert "2 Feld 2" in html


def test_a_comparison_in_the_wrong_order_is_turned_round():
    scene = a_consultation()
    version = changed_text(scene, a_comment(scene))
    slug = version.strategy.slug
    response = Client().get(reverse("compare", args=[scene.town.slug, slug, 2, 1]))
    assert response["Location"] == reverse("compare", args=[scene.town.slug, slug, 1, 2])
    for pair in ((1, 1), (1, 9), (8, 9)):
        page(reverse("compare", args=[scene.town.slug, slug, *pair]), status=404)


def test_two_equal_versions_have_no_differences():
    scene = a_consultation()
    publish_version(actor=scene.officer, draft=start_draft(actor=scene.editor, base=scene.version))
    html = page(reverse("compare", args=[scene.town.slug, scene.version.strategy.slug, 1, 2]))
    assert "hat sich kein Wort geändert" in html


# Files


@pytest.fixture
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.parametrize("format", FORMATS)
def test_a_version_can_be_had_in_every_format_and_is_made_once(format):
    scene = a_consultation()
    address = reverse("download", args=[scene.town.slug, scene.version.strategy.slug, 1, format])

    response = Client().get(address)
    content = b"".join(response.streaming_content)

    assert len(content) > 200
    assert f'.{format}"' in response["Content-Disposition"]
    assert PublishedFile.objects.filter(version=scene.version, format=format).count() == 1
    again = Client().get(address)
    assert hashlib.sha256(b"".join(again.streaming_content)).digest() == hashlib.sha256(content).digest()
    assert PublishedFile.objects.count() == 1
    assert Client().get(address, headers={"if-none-match": response["ETag"]}).status_code == 304


@pytest.mark.usefixtures("_own_folder")
def test_drafts_and_unknown_formats_have_no_file():
    scene = a_consultation()
    start_draft(actor=scene.editor, base=scene.version)
    slug = scene.version.strategy.slug
    page(reverse("download", args=[scene.town.slug, slug, 2, "pdf"]), status=404)
    page(reverse("download", args=[scene.town.slug, slug, 1, "exe"]), status=404)


@pytest.mark.usefixtures("_own_folder")
def test_publishing_prepares_all_files(django_capture_on_commit_callbacks):
    scene = a_scene()
    draft = begin_strategy(actor=scene.editor, town=scene.town, document=a_document())
    with django_capture_on_commit_callbacks(execute=True):
        version = publish_version(actor=scene.officer, draft=draft)
    assert set(PublishedFile.objects.filter(version=version).values_list("format", flat=True)) == set(FORMATS)


@pytest.mark.usefixtures("_own_folder")
def test_a_picture_is_sent_to_its_own_town_only_and_kept():
    scene, other = a_scene(), a_scene()
    picture = Picture(municipality=scene.town, name="abc123.png", content_type="image/png")
    picture.file.save("abc123.png", ContentFile(b"\x89PNG"))
    response = Client().get(reverse("picture", args=[scene.town.slug, "abc123.png"]))
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert b"".join(response.streaming_content) == b"\x89PNG"
    page(reverse("picture", args=[other.town.slug, "abc123.png"]), status=404)


# Feed


def test_the_feed_names_answers_and_versions_and_nothing_unreleased():
    scene = a_consultation()
    answered, _open = a_comment(scene), a_comment(scene, "Noch offen.")
    an_answer(scene, answered)
    response = Client().get(reverse("feed", args=[scene.town.slug]))
    text = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "Nr. 1 ist beantwortet" in text
    assert "Nr. 2" not in text
    assert "Fassung 1 von" in text
