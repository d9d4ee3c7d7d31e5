"""The pages of a result: the same for everybody and light, private where somebody sees her own place."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories.scene import Scene, a_consultation
from tests.opinions.crowd import a_map_with, computed, secrets, vote_in_camps
from werkstatt.core import clock
from werkstatt.opinions.actions import cast_vote, set_up_map, withhold_statement
from werkstatt.opinions.devices import hash_of
from werkstatt.opinions.models import OpinionMap, OpinionResult, Participant
from werkstatt.opinions.views.device import COOKIE, _signer

pytestmark = pytest.mark.django_db


def page(scene: Scene, name: str = "opinion", client: Client | None = None):
    return (client or Client()).get(reverse(name, args=[scene.town.slug, scene.phase.pk]))


def html(scene: Scene, name: str = "opinion", client: Client | None = None) -> str:
    answer = page(scene, name, client)
    assert answer.status_code == 200
    return answer.content.decode()


def with_device(opinion_map: OpinionMap, secret: str) -> Client:
    """A browser that has voted with this secret."""
    client = Client()
    client.cookies[COOKIE] = _signer(opinion_map).sign(secret)
    return client


@pytest.fixture
def shown() -> tuple[Scene, OpinionMap]:
    """A town with a picture of two groups."""
    scene = a_consultation()
    opinion_map = a_map_with(scene)
    vote_in_camps(opinion_map)
    return scene, computed(opinion_map)


# ── For everybody ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_what_all_share_what_divides_and_what_each_group_says(shown):
    scene, _opinion_map = shown
    text = html(scene)
    assert f"Worin sich {scene.town.name} einig ist" in text
    assert "15 Menschen haben über 8 Thesen abgestimmt." in text
    assert "Keine Umfrage." in text
    shared, divided = text.index('id="einig"'), text.index('id="trennt"')
    assert shared < text.index("Wer kein Smartphone hat", shared) < divided
    assert divided < text.index("Ein Mensch am Telefon", divided)
    assert "Alle Gruppen lehnen das ab." in text
    assert re.search(r"\d+\N{NO-BREAK SPACE}% dafür", text)
    assert "Selbst abstimmen" in text


def test_the_picture_has_words_for_those_who_do_not_see_it(shown):
    scene, _opinion_map = shown
    text = html(scene)
    assert '<title id="bild-t">15 Menschen in 2 Gruppen</title>' in text
    assert re.search(r"Gruppe A liegt (links|rechts)( oben| unten)?\.", text)
    assert "Gruppe A: " in text
    assert "Prozent stimmen zu" in text


def test_shares_are_the_same_in_bars_and_tables(shown):
    scene, opinion_map = shown
    text = html(scene)
    telephone = opinion_map.result.figures["statements"][4]
    assert telephone[1] == [6, 7, 2]
    row = re.search(r"<tr><th scope=\"row\">[^/]*Telefon.*?</tr>", text, re.DOTALL)
    assert row is not None
    assert re.findall(r'<td class="n">(.*?)</td>', row[0]) == ["0", "86", "15"]


def test_a_visitor_costs_few_queries_however_many_votes_and_statements_there_are():
    counts = []
    for statements, camps in ((3, {"modern": 8, "careful": 7}), (8, {"modern": 14, "careful": 12})):
        scene = a_consultation()
        opinion_map = a_map_with(scene, statements)
        vote_in_camps(opinion_map, camps, most=statements)
        computed(opinion_map)
        for name in ("opinion", "opinion-groups"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                page(scene, name)
            counts.append(len(queries))
            assert not [query for query in queries if "opinions_vote" in query["sql"]]
            assert not [query for query in queries if "opinions_keptplaces" in query["sql"]]
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8


def test_caches_may_keep_the_page_and_a_new_result_changes_it(shown):
    scene, _opinion_map = shown
    answer = page(scene)
    assert "public" in answer["Cache-Control"]
    assert answer["X-Town"] == str(scene.town.pk)
    assert not answer.cookies


def test_the_public_pages_know_no_participant(shown):
    scene, opinion_map = shown
    texts = [html(scene), html(scene, "opinion-groups")]
    for participant in Participant.objects.filter(opinion_map=opinion_map):
        assert participant.secret_hash
        assert not any(participant.secret_hash in text or str(participant.shuffle) in text for text in texts)
    assert not any(secret in text for secret in secrets() for text in texts)
    assert not any("nan" in re.findall(r"[\d.]*nan\b", text.lower()) for text in texts)


def test_the_page_is_light(shown):
    scene, _opinion_map = shown
    assert len(html(scene)) < 40_000


def test_a_withheld_statement_is_gone_at_once_even_before_the_next_result(shown):
    scene, opinion_map = shown
    statement = opinion_map.statements.get(number=5)
    withhold_statement(actor=scene.moderator, statement=statement, reason="Das greift Menschen an.")
    assert "Telefon" not in html(scene)
    assert "Telefon" not in html(scene, "opinion-groups")


def test_before_the_phase_begins_and_after_it_nobody_is_asked_to_vote(shown):
    scene, _opinion_map = shown
    with clock.at(scene.phase.closes_at + timedelta(days=1)):
        text = html(scene)
    assert "Selbst abstimmen" not in text
    assert "Die Abstimmung endete am" in text
    with clock.at(scene.phase.opens_at - timedelta(days=1)):
        assert "Die Abstimmung beginnt am" in html(scene)


def test_the_page_speaks_english_too(shown):
    scene, _opinion_map = shown
    with translation.override("en"):
        address = reverse("opinion", args=[scene.town.slug, scene.phase.pk])
    answer = Client().get(address)
    assert answer.status_code == 200
    assert '<span lang="de">' in answer.content.decode() or 'lang="de"' in answer.content.decode()


# ── Too few, no groups, nothing ────────────────────────────────────────────────────────────────────────────────────


def test_without_votes_the_page_says_so_and_what_is_needed():
    scene = a_consultation()
    a_map_with(scene)
    text = html(scene)
    assert "Noch zu wenige Stimmen" in text
    assert "Noch hat niemand abgestimmt." in text
    assert "7 Menschen über mindestens 7 Thesen" in text
    assert "opmap" not in text


def test_with_too_few_people_there_is_no_figure_at_all():
    scene = a_consultation()
    opinion_map = a_map_with(scene)
    vote_in_camps(opinion_map, {"modern": 6})
    computed(opinion_map)
    text = html(scene)
    assert "Bisher haben 6 Menschen abgestimmt." in text
    assert "6 von 7 Menschen haben oft genug abgestimmt." in text
    assert text.count('class="full"') == 6
    assert "%" not in re.sub(r"<head>.*?</head>", "", text, flags=re.DOTALL)
    assert html(scene, "opinion-groups").count("\n") == 1


def test_a_map_without_statements_has_a_page():
    scene = a_consultation()
    set_up_map(actor=scene.officer, phase=scene.phase, question="Wie weiter?")
    assert "Noch zu wenige Stimmen" in html(scene)


def test_people_who_all_think_alike_are_no_group():
    scene = a_consultation()
    opinion_map = a_map_with(scene, 3)
    vote_in_camps(opinion_map, {"same": 9}, {"same": {1: 1, 2: -1}}, most=2)
    computed(opinion_map)
    text = html(scene)
    assert "Gruppe A" not in text
    assert "Das denken die meisten" in text


def test_one_statement_alone_has_a_picture():
    scene = a_consultation()
    opinion_map = a_map_with(scene, 1)
    vote_in_camps(opinion_map, {"yes": 9}, {"yes": {1: 1}}, most=1)
    computed(opinion_map)
    assert html(scene).count('class="signs') >= 1


def test_a_first_result_that_is_still_on_its_way_is_announced():
    scene = a_consultation()
    vote_in_camps(a_map_with(scene), {"modern": 2})
    assert "werden gerade ausgewertet" in html(scene)


@pytest.mark.parametrize("name", ["opinion", "opinion-mine", "opinion-groups"])
def test_another_town_and_a_phase_without_a_map_have_no_page(name, shown):
    _scene, _opinion_map = shown
    other = a_consultation()
    assert page(other, name).status_code == 404
    other.phase = _scene.phase
    assert page(other, name).status_code == 404


def test_a_hostile_statement_is_only_text():
    scene = a_consultation()
    opinion_map = a_map_with(scene, 1)
    opinion_map.statements.update(text='=2+3" onload="x"><script>x</script>\u202e')
    vote_in_camps(opinion_map, {"yes": 9}, {"yes": {1: 1}}, most=1)
    computed(opinion_map)
    assert "<script>x" not in html(scene)
    rows = list(csv.reader(StringIO(html(scene, "opinion-groups"))))
    assert rows[1][1].startswith("'=2+3")


# ── My own place ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_voted_sees_her_place_and_her_group_and_nobody_may_keep_that(shown):
    scene, opinion_map = shown
    answer = page(scene, "opinion-mine", with_device(opinion_map, "modern-0"))
    text = answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert "X-Town" not in answer
    assert 'class="me"' in text
    assert "Sie haben ähnlich abgestimmt wie Gruppe" in text
    assert text.count("Ihre Gruppe") == 1


def test_two_people_of_different_groups_are_told_different_groups(shown):
    scene, opinion_map = shown
    told = [
        re.findall(r"abgestimmt wie (Gruppe .)", html(scene, "opinion-mine", with_device(opinion_map, secret)))
        for secret in ("modern-1", "careful-1")
    ]
    assert sorted(told) == [["Gruppe A"], ["Gruppe B"]]


@pytest.mark.parametrize("cookie", ["", "nonsense", "modern-0", "modern-0:forged", "ÿ" * 400, "a" * 5000])
def test_without_a_cookie_or_with_a_forged_one_nobody_is_shown_a_place(cookie, shown):
    scene, _opinion_map = shown
    client = Client()
    client.cookies[COOKIE] = cookie
    text = html(scene, "opinion-mine", client)
    assert "Auf diesem Gerät haben Sie noch nicht abgestimmt." in text
    assert 'class="me"' not in text


def test_a_cookie_of_another_map_opens_nothing(shown):
    scene, _opinion_map = shown
    other = a_map_with(a_consultation())
    client = Client()
    client.cookies[COOKIE] = _signer(other).sign("modern-0")
    assert 'class="me"' not in html(scene, "opinion-mine", client)


def test_who_has_voted_too_seldom_is_told_how_many_votes_are_missing(shown):
    scene, opinion_map = shown
    vote_in_camps(opinion_map, {"seldom": 1}, {"seldom": {1: 1, 2: 1}}, most=2)
    text = html(scene, "opinion-mine", with_device(opinion_map, "seldom-0"))
    assert "Ihnen fehlen noch 5 Stimmen, um im Bild zu stehen." in text


def test_who_has_voted_after_the_last_result_is_told_that_it_is_on_its_way(shown):
    scene, opinion_map = shown
    vote_in_camps(opinion_map, {"modern": 9})
    text = html(scene, "opinion-mine", with_device(opinion_map, "modern-8"))
    assert "Ihr Platz im Bild wird gerade berechnet." in text


def test_who_had_too_few_votes_for_the_last_result_is_told_that_it_is_on_its_way(shown):
    scene, opinion_map = shown
    vote_in_camps(opinion_map, {"modern": 9}, most=3)
    computed(opinion_map)
    for number in range(4, 8):
        cast_vote(opinion_map=opinion_map, secret="modern-8", number=number, value=1)
    text = html(scene, "opinion-mine", with_device(opinion_map, "modern-8"))
    assert "Ihr Platz im Bild wird gerade berechnet." in text
    assert 'class="me"' not in text


def test_a_place_is_forgotten_with_the_device(shown):
    scene, opinion_map = shown
    Participant.objects.filter(secret_hash=hash_of(opinion_map.pk, "modern-0")).update(secret_hash=None)
    assert "noch nicht abgestimmt" in html(scene, "opinion-mine", with_device(opinion_map, "modern-0"))


def test_the_own_page_costs_few_queries(shown):
    scene, opinion_map = shown
    client = with_device(opinion_map, "modern-0")
    with CaptureQueriesContext(connection) as queries:
        page(scene, "opinion-mine", client)
    assert len(queries) <= 11


# ── All maps of a town, and the file ───────────────────────────────────────────────────────────────────────────────


def test_the_only_map_of_a_town_is_where_the_menu_leads(shown):
    scene, _opinion_map = shown
    answer = Client().get(reverse("opinions", args=[scene.town.slug]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("opinion", args=[scene.town.slug, scene.phase.pk]))


def test_a_town_without_a_map_says_so():
    scene = a_consultation()
    assert "Noch kein Stimmungsbild" in Client().get(reverse("opinions", args=[scene.town.slug])).content.decode()


def test_the_file_has_every_statement_with_every_group(shown):
    scene, _opinion_map = shown
    answer = page(scene, "opinion-groups")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert len(rows) == 8 * 3
    assert [row["group"] for row in rows[:3]] == ["all", "A", "B"]
    for row in rows:
        said = sum(int(row[name]) for name in ("agrees", "disagrees", "passes"))
        assert said == int(row["people"])


def test_a_result_that_is_newer_is_the_one_that_is_shown(shown):
    scene, opinion_map = shown
    before = html(scene)
    OpinionResult.objects.update(computed_at=timezone.now() - timedelta(days=3))
    vote_in_camps(opinion_map, {"careful": 9})
    computed(opinion_map)
    assert "17 Menschen haben" in html(scene)
    assert "17 Menschen haben" not in before


def test_the_page_of_the_phase_says_what_all_groups_share(shown):
    scene, _opinion_map = shown
    with CaptureQueriesContext(connection) as queries:
        text = Client().get(reverse("phase", args=[scene.town.slug, scene.phase.pk])).content.decode()
    assert "Alle Gruppen" in text
    assert "15 Menschen haben abgestimmt." in text
    assert len(queries) <= 12
