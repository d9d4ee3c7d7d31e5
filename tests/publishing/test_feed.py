"""The Atom feeds: what is in them, that programs which read them can rely on names and dates, and what is kept out."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories import a_comment, a_consultation, a_scene, an_answer
from tests.publishing.helpers import changed_text
from werkstatt.assessment.actions import release, reopen
from werkstatt.core import clock
from werkstatt.participation.models import Contribution
from werkstatt.strategy.models import Section

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def scene():
    return a_consultation()


def read(scene, query: str = "", language: str = "") -> ElementTree.Element:
    with translation.override("de"):  # a request for English leaves its language behind in this thread
        address = reverse("feed", args=[scene.town.slug])
    response = Client().get(f"{language}{address}{query}")
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def entries(feed: ElementTree.Element) -> dict[str, str]:
    """Name to title."""
    found = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title")) for entry in feed.findall(f"{ATOM}entry")]
    assert len(dict(found)) == len(found), "every name once"
    return dict(found)  # type: ignore[arg-type]


def test_a_feed_has_all_that_the_format_demands(scene, settings):
    settings.SITE_ADDRESS = "https://mitreden.example"
    an_answer(scene, a_comment(scene))
    feed = read(scene)
    assert feed.findtext(f"{ATOM}id") == f"https://mitreden.example/{scene.town.slug}/neues.atom"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == scene.town.brand_name
    moments = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert moments == sorted(moments, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == moments[0]
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}id", "").startswith("tag:mitreden.example,")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"].startswith("https://mitreden.example/")


def test_versions_phases_and_answers_are_told(scene):
    said = a_comment(scene)
    an_answer(scene, said)
    titles = set(entries(read(scene)).values())
    assert titles == {
        "Fassung 1 von „Digitalstrategie Musterau“ ist veröffentlicht",
        "Die Beteiligung „Fassung 1 im Gespräch“ hat begonnen",
        f"Nr. {said.number} ist beantwortet",
    }


def test_names_stay_in_every_language_and_when_an_answer_is_given_anew(scene):
    said = a_comment(scene)
    an_answer(scene, said)
    before = entries(read(scene))
    assert set(entries(read(scene, language="/en"))) == set(before)
    reopen(actor=scene.moderator, contribution=said)
    with clock.at(timezone.now() + timedelta(hours=1)):
        release(actor=scene.moderator, contribution=said)
    after = read(scene)
    assert set(entries(after)) == set(before)
    assert after.findtext(f"{ATOM}entry/{ATOM}title") == f"Nr. {said.number} ist beantwortet"


def test_a_feed_can_be_of_a_strategy_a_phase_or_a_section(scene):
    slug = scene.version.strategy.slug
    sections = list(Section.objects.filter(version=scene.version).order_by("position"))
    said = a_comment(scene)
    an_answer(scene, said)
    title = f"Nr. {said.number} ist beantwortet"
    assert title in entries(read(scene, f"?strategie={slug}")).values()
    assert title in entries(read(scene, f"?phase={scene.phase.pk}")).values()
    assert not any("Fassung 1 von" in one for one in entries(read(scene, f"?phase={scene.phase.pk}")).values())
    assert title in entries(read(scene, f"?strategie={slug}&abschnitt={sections[0].uid}")).values()
    assert title not in entries(read(scene, f"?strategie={slug}&abschnitt={sections[2].uid}")).values()
    ids = {read(scene, query).findtext(f"{ATOM}id") for query in ("", f"?strategie={slug}", f"?phase={scene.phase.pk}")}
    assert len(ids) == 3


@pytest.mark.parametrize(
    "query", ["strategie=nix", "phase=99999", "phase=-1", "phase=%D9%A1", "abschnitt=x", "strategie=%22"]
)
def test_what_is_not_there_has_no_feed(scene, query):
    assert Client().get(f"{reverse('feed', args=[scene.town.slug])}?{query}").status_code == 404


def test_nothing_of_another_town_and_nothing_that_is_not_public(scene):
    other = a_consultation()
    an_answer(other, a_comment(other))
    hidden, back = a_comment(scene), a_comment(scene)
    an_answer(scene, hidden)
    an_answer(scene, back)
    Contribution.objects.filter(pk=hidden.pk).update(is_public=False)
    reopen(actor=scene.moderator, contribution=back)
    assert not any("beantwortet" in title for title in entries(read(scene)).values())
    assert Client().get(f"{reverse('feed', args=[scene.town.slug])}?phase={other.phase.pk}").status_code == 404


def test_a_town_without_news_has_a_feed_that_stays_the_same(django_assert_num_queries):
    scene = a_scene()
    address = reverse("feed", args=[scene.town.slug])
    assert Client().get(address).content == Client().get(address).content


def test_a_reader_that_has_everything_gets_no_body(scene):
    address = reverse("feed", args=[scene.town.slug])
    first = Client().get(address)
    again = Client().get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    an_answer(scene, a_comment(scene))
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_feed_asks_the_same_for_one_and_for_many(scene, django_assert_num_queries):
    address = reverse("feed", args=[scene.town.slug])
    an_answer(scene, a_comment(scene))
    Client().get(address)
    with django_assert_num_queries(6):
        Client().get(address)
    for _ in range(3):
        an_answer(scene, a_comment(scene))
    changed_text(scene, a_comment(scene))
    with django_assert_num_queries(6):
        Client().get(address)


def test_hostile_words_do_not_break_the_feed(scene):
    scene.phase.title, scene.phase.purpose = "<script>&]]>", "‮ \U0001f600 " + "x" * 9000
    scene.phase.save()
    assert any("<script>" in title for title in entries(read(scene)).values())
