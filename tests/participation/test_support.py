"""Standing behind others' contributions: once per person, without an account, without a trace of who it was."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import PageGeneration
from werkstatt.participation.actions import support, take_support_back, withdraw_own, withhold
from werkstatt.participation.models import Contribution, Support

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def address(said) -> str:
    return reverse("support", args=[said.municipality.slug, said.number])


def html_of(response) -> str:
    return unescape(response.content.decode())


def count() -> int:
    return Contribution.objects.get().support_count


def test_each_token_counts_once_and_can_be_taken_back(scene):
    said = a_comment(scene)
    assert support(contribution=said, token="a" * 24)
    assert not support(contribution=said, token="a" * 24)
    assert support(contribution=said, token="b" * 24)
    assert count() == 2 == Support.objects.count()
    assert take_support_back(contribution=said, token="a" * 24)
    assert not take_support_back(contribution=said, token="a" * 24)
    assert not take_support_back(contribution=said, token="c" * 24)
    assert count() == 1 == Support.objects.count()


def test_what_is_stored_names_nobody_and_links_nothing(scene):
    for said in (a_comment(scene), a_comment(scene, text="Noch eins.")):
        support(contribution=said, token="a" * 24)
    one, other = Support.objects.values_list("supporter", flat=True)
    assert one != other
    assert "a" * 24 not in one


def test_the_whole_way_without_a_script(scene):
    said, client = a_comment(scene, text="Mehr Bänke."), Client()
    page = html_of(client.get(address(said)))
    assert "Mehr Bänke." in page
    assert "Das unterstütze ich" in page
    assert "unterstuetzt" not in client.cookies  # set only on supporting
    assert client.get(reverse("contribution", args=[scene.town.slug, said.number])).status_code == 200
    html = html_of(client.post(address(said), {"tun": "unterstuetzen"}, follow=True))
    assert "Sie unterstützen diesen Beitrag" in html
    assert "Eine Person unterstützt das." in html
    client.post(address(said), {"tun": "unterstuetzen"})
    assert count() == 1
    assert "Das unterstütze ich" in html_of(client.post(address(said), {"tun": "zurueck"}, follow=True))
    assert count() == 0


def test_the_cookie_is_first_party_and_out_of_reach_of_scripts(scene):
    client = Client()
    client.post(address(a_comment(scene)))
    cookie = client.cookies["unterstuetzt"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 20
    assert "sessionid" not in client.cookies


def test_the_island_gets_the_same_as_json(scene):
    said, client = a_comment(scene), Client(enforce_csrf_checks=True)
    ask = {"Accept": "application/json"}
    before = json.loads(client.get(address(said), headers=ask).content)
    assert (before["count"], before["mine"], before["open"]) == (0, False, True)
    form = {"tun": "unterstuetzen", "csrfmiddlewaretoken": before["form"]}
    after = json.loads(client.post(address(said), form, headers=ask).content)
    assert (after["count"], after["mine"]) == (1, True)
    assert client.post(address(said), {"tun": "unterstuetzen"}, headers=ask).status_code == 403


def test_nothing_personal_is_on_the_public_page(scene):
    said, mine, other = a_comment(scene), Client(), Client()
    mine.post(address(said))
    public = reverse("contribution", args=[scene.town.slug, said.number])
    assert mine.get(public).content == other.get(public).content
    assert "Eine Person unterstützt das." in html_of(other.get(public))
    assert "public" in other.get(public)["Cache-Control"]
    assert "no-store" in mine.get(address(said))["Cache-Control"]


def test_a_click_does_not_make_every_page_of_the_town_anew(scene):
    said = a_comment(scene)
    before = PageGeneration.objects.get(town_id=scene.town.pk).generation
    support(contribution=said, token="a" * 24)
    assert PageGeneration.objects.get(town_id=scene.town.pk).generation == before


def test_until_the_answer_and_not_after(scene):
    said = a_comment(scene)
    with clock.at(scene.phase.closes_at):
        support(contribution=said, token="a" * 24)  # closed, but not answered yet
    an_answer(scene, said)
    with pytest.raises(RuleBroken, match="nicht mehr unterstützen"):
        support(contribution=said, token="b" * 24)
    client = Client()
    assert "nicht mehr unterstützen" in html_of(client.get(address(said)))
    assert client.post(address(said)).status_code == 409
    assert count() == 1
    assert "unterstuetzen/" not in html_of(Client().get(reverse("contributions", args=[scene.town.slug])))


def test_what_nobody_can_read_nobody_supports(scene):
    held = withhold(actor=scene.moderator, contribution=a_comment(scene), reason="Grund.")
    waiting = a_comment(scene, hold=True)
    gone = withdraw_own(contribution=a_comment(scene))
    internal = a_comment(scene)
    Contribution.objects.filter(pk=internal.pk).update(is_public=False)
    other = a_consultation()
    for said in (held, waiting, gone, internal):
        assert Client().get(address(said)).status_code == 404
        assert Client().post(address(said)).status_code == 404
    assert Client().post(reverse("support", args=[other.town.slug, held.number])).status_code == 404
    assert not Support.objects.exists()


def test_one_connection_cannot_make_a_crowd(scene):
    said = a_comment(scene)
    with override_settings(RATE_LIMITS={"supporting-one": 3}):
        codes = [Client(REMOTE_ADDR="198.51.100.1").post(address(said)).status_code for _ in range(5)]
        assert codes == [302, 302, 302, 429, 429]
        assert Client(REMOTE_ADDR="203.0.113.9").post(address(said)).status_code == 302
    assert count() == 4


def test_too_many_clicks_learn_when_to_go_on(scene):
    said, client = a_comment(scene), Client()
    with override_settings(RATE_LIMITS={"supporting": 1}):
        client.post(address(said))
        late = client.post(address(said))
        assert late.status_code == 429
        assert int(late["Retry-After"]) > 0
        assert client.post(address(said), {"tun": "zurueck"}).status_code == 302  # taking back is always possible


def test_the_page_costs_few_queries(scene):
    said, client = a_suggestion(scene), Client()
    client.post(address(said))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(said)).status_code == 200
    assert len(queries) <= 4


@pytest.mark.parametrize("token", ["", "x", "ä" * 30, "a" * 5_000, "\x00" * 30])
def test_a_strange_cookie_is_replaced(scene, token):
    client = Client()
    client.cookies["unterstuetzt"] = token
    assert client.post(address(a_comment(scene))).status_code == 302
    assert 20 <= len(client.cookies["unterstuetzt"].value) <= 60
