"""Contributions by what they are about: grouping, reading, working through them, and what it costs."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, an_answer, signed_in
from werkstatt.analysis.similarity import topics as engine
from werkstatt.assessment.actions import topics as acts
from werkstatt.assessment.models import Topic, TopicList, TopicMember
from werkstatt.participation.actions import withdraw, withhold

pytestmark = pytest.mark.django_db

BUS = (
    "Der Bus soll abends länger fahren.",
    "Bitte mehr Bus am Abend, auch am Wochenende.",
    "Ohne Bus am Abend komme ich nicht nach Hause.",
)
TREES = (
    "Auf dem Marktplatz fehlen Bäume.",
    "Bäume spenden Schatten, bitte pflanzen.",
    "Die Bäume am Schulhof sind krank.",
)


@pytest.fixture
def scene():
    return a_consultation()


@pytest.fixture
def said(scene):
    return [a_comment(scene, text=text) for text in (*BUS, *TREES)]


def url_of(scene) -> str:
    return reverse("desk-topics-phase", args=[scene.town.slug, scene.phase.pk])


def grouped(scene, client=None):
    client = client or signed_in(scene.moderator)
    assert client.post(url_of(scene)).status_code == 302
    return client


def html_of(response) -> str:
    return unescape(response.content.decode())


def named(word: str) -> Topic:
    return Topic.objects.get(name__contains=word)


# ── Grouping ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_before_anything_is_grouped_the_page_says_what_to_do(scene, said):
    page = html_of(signed_in(scene.moderator).get(url_of(scene)))
    assert "noch nicht geordnet" in page
    assert "Nach Themen ordnen" in page
    assert TopicList.objects.count() == 0, "reading changes nothing"


def test_what_is_about_the_same_comes_together_under_its_own_word(scene, said):
    page = html_of(grouped(scene).get(url_of(scene)))
    assert {one.text for one in named("Bus").contributions.all()} == set(BUS)
    assert {one.text for one in named("Bäume").contributions.all()} == set(TREES)
    assert "6 Beiträge, geordnet am" in page


def test_every_readable_contribution_is_in_exactly_one_topic(scene, said):
    withhold(actor=scene.moderator, contribution=said[0], reason="Namen.")
    a_comment(scene, text="Etwas ganz anderes")
    grouped(scene)
    keys = list(TopicMember.objects.values_list("contribution", flat=True))
    assert len(keys) == len(set(keys)) == 6


def test_grouping_anew_replaces_the_old_groups(scene, said):
    client = grouped(scene)
    a_comment(scene, text="Noch ein Bus am Abend, bitte.")
    assert "Seither kam einer dazu." in html_of(client.get(url_of(scene)))
    grouped(scene, client)
    assert named("Bus").contributions.count() == 4
    assert "Seither" not in html_of(client.get(url_of(scene)))
    assert TopicList.objects.count() == 1


def test_counts_are_those_of_now(scene, said):
    client = grouped(scene)
    an_answer(scene, said[0])
    withdraw(actor=scene.moderator, contribution=said[1])
    line = next(one for one in client.get(url_of(scene)).context["lines"] if one.topic == named("Bus"))
    assert (line.count, line.open_count) == (2, 1)
    assert said[1].text not in html_of(client.get(url_of(scene), {"thema": str(line.topic.pk)}))


def test_opposed_ones_make_a_topic_contested_and_lead_to_both(scene):
    one = a_comment(scene, text="Bitte mehr Parkplätze in der Innenstadt.")
    other = a_comment(scene, text="Bitte weniger Parkplätze in der Innenstadt!")
    client = grouped(scene)
    topic = named("Parkplätze")
    assert topic.contested_count == 1
    page = html_of(client.get(url_of(scene), {"thema": str(topic.pk)}))
    assert "strittig" in page
    numbers = sorted((one.number, other.number))
    assert any(reverse("desk-compare", args=[scene.town.slug, *pair]) in page for pair in (numbers, reversed(numbers)))


def test_many_are_grouped_in_the_background_with_progress(scene, said, monkeypatch):
    from werkstatt.assessment.views import topics as views

    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(views.tasks.group_by_topic.__class__, "enqueue", lambda self, *given: None)
    client = grouped(scene)
    page = html_of(client.get(url_of(scene)))
    assert "0 von 6 sind gelesen." in page
    assert 'data-progress="busy"' in page
    assert "gerade geordnet" in html_of(client.post(url_of(scene), follow=True))
    acts.make_topics(topic_list=TopicList.objects.get())
    assert named("Bus").contributions.count() == 3


def test_the_job_itself_groups(scene, said, monkeypatch):
    from werkstatt.assessment.views import topics as views

    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    grouped(scene)
    assert named("Bus").contributions.count() == 3


def test_a_fault_is_told_and_one_can_try_again(scene, said, monkeypatch):
    def fail(*_given: object, **_named: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(engine, "topics_of", fail)
        ordered = acts.order_topics(actor=scene.moderator, phase=scene.phase)
        with pytest.raises(RuntimeError):
            acts.make_topics(topic_list=ordered)
    assert "Das Ordnen hat nicht geklappt." in html_of(signed_in(scene.moderator).get(url_of(scene)))
    grouped(scene)
    assert Topic.objects.exists()


# ── Working with it ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_desk_shows_exactly_the_contributions_of_a_topic(scene, said):
    client = grouped(scene)
    topic = named("Bus")
    address = reverse("desk", args=[scene.town.slug]) + f"?stapel=alle&thema={topic.pk}"
    response = client.get(address)
    assert {one.text for one in response.context["page"].items} == set(BUS)
    assert topic.name in html_of(response)
    many = client.get(reverse("desk-many", args=[scene.town.slug]) + f"?stapel=alle&thema={topic.pk}")
    assert many.context["in_pile"] == 3
    assert address in html_of(client.get(url_of(scene))).replace("&amp;", "&")


def test_a_topic_that_is_no_more_shows_nothing_and_says_so(scene, said):
    client = grouped(scene)
    address = reverse("desk", args=[scene.town.slug]) + f"?stapel=alle&thema={named('Bus').pk + 999}"
    response = client.get(address)
    assert response.context["page"].items == ()
    assert "nicht mehr da" in html_of(response)


def test_topics_of_other_towns_are_not_even_named(scene, said):
    grouped(scene)
    other = a_consultation()
    a_comment(other, text="Etwas")
    address = reverse("desk", args=[other.town.slug]) + f"?stapel=alle&thema={named('Bus').pk}"
    response = signed_in(other.moderator).get(address)
    assert response.context["page"].items == ()
    assert named("Bus").name not in html_of(response)


def test_the_table_has_every_contribution_with_its_topic_and_no_formulas(scene, said):
    a_comment(scene, text="=1+1 Bus am Abend")
    client = grouped(scene)
    response = client.get(reverse("desk-topics-table", args=[scene.town.slug, scene.phase.pk]))
    text = response.content.decode()
    assert text.startswith("\ufeffThema;Nummer;")
    assert text.count("\n") == 8
    assert "'=1+1" in text


# ── Who, and at what cost ─────────────────────────────────────────────────────────────────────────────────────────


def test_strangers_and_other_towns(scene, said):
    other = a_consultation()
    for name in ("desk-topics-phase", "desk-topics-table"):
        url = reverse(name, args=[scene.town.slug, scene.phase.pk])
        assert Client().get(url).status_code == 302
        assert signed_in(other.officer).get(url).status_code == 404
        stolen = reverse(name, args=[other.town.slug, scene.phase.pk])
        assert signed_in(other.officer).get(stolen).status_code == 404
    assert signed_in(other.officer).post(url_of(scene)).status_code == 404
    assert TopicList.objects.count() == 0


def test_without_a_phase_or_a_voice_there_is_nothing_to_group(scene):
    page = html_of(signed_in(scene.officer).get(reverse("desk-topics", args=[scene.town.slug])))
    assert "Es gibt noch keinen Beitrag." in page


@pytest.mark.parametrize("given", ["0", "x", "²", "9" * 40, "-1", "\x00", ""])
def test_hostile_addresses_break_nothing(scene, said, given):
    client = grouped(scene)
    assert client.get(url_of(scene), {"thema": given, "seite": given}).status_code in (200, 400)


def test_it_costs_the_same_for_few_and_for_many(scene, said):
    def queries(client) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url_of(scene), {"thema": str(Topic.objects.first().pk)}).status_code == 200
        return len(seen)

    client = grouped(scene)
    few = queries(client)
    for n in range(12):
        a_comment(scene, text=f"{BUS[n % 3]} Das ist Wunsch {n}.")
        a_comment(scene, text=f"Der Radweg Nummer {n} ist holprig.")
    grouped(scene, client)
    assert queries(client) == few <= 12
