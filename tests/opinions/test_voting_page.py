"""The voting page: one statement after the other, with and without scripts, without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_consultation, an_opinion_map, votes_of
from werkstatt.core import clock, proof
from werkstatt.opinions.models import Participant, Vote

pytestmark = pytest.mark.django_db


def address(name: str, opinion_map) -> str:
    return reverse(name, args=[opinion_map.municipality.slug, opinion_map.phase_id])


def fields_of(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))


def shown_text(html: str) -> str:
    return re.search(r'id="these"[^>]*>([^<]+)</h', html)[1]


def cast(client: Client, opinion_map, stimme: str = "1", follow: bool = True, **more: str):
    """Answer the statement that the page shows, some seconds after it was opened."""
    page = client.get(address("opinion-vote", opinion_map))
    data = {**fields_of(page.content.decode()), "stimme": stimme, **more}
    with clock.at(timezone.now() + timedelta(seconds=5)):
        return client.post(address("opinion-vote", opinion_map), data, follow=follow)


def test_the_first_look_leaves_nothing_on_either_side(opinion_map):
    client = Client()
    page = client.get(address("opinion-vote", opinion_map))
    assert page.status_code == 200
    assert "These <b>1</b> von 3" in page.content.decode()
    assert not page.cookies
    assert not Participant.objects.exists()


def test_a_vote_leads_to_the_next_statement_which_has_the_focus(opinion_map):
    client = Client()
    first = shown_text(client.get(address("opinion-vote", opinion_map)).content.decode())
    answer = cast(client, opinion_map, follow=False)
    assert answer.status_code == 302
    assert answer["location"].endswith("#these")
    page = client.get(answer["location"]).content.decode()
    assert "These <b>2</b> von 3" in page
    assert "Gezählt: „Stimme zu“" in page
    assert Vote.objects.get().statement.text
    assert shown_text(page) != Vote.objects.get().statement.text
    assert first in {statement.text for statement in opinion_map.statements.all()}


def test_the_cookie_is_signed_first_party_and_good_for_the_pages_of_this_map_only(opinion_map):
    client = Client()
    cast(client, opinion_map)
    for name, path in (("stimme", "/"), ("stimme-en", "/en/")):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == f"{path}{opinion_map.municipality.slug}/stimmungsbild/{opinion_map.phase_id}/"
        assert 36 * 24 * 3600 < cookie["max-age"] < 38 * 24 * 3600


def test_who_comes_back_goes_on_where_she_stopped(opinion_map):
    client = Client()
    cast(client, opinion_map)
    cast(client, opinion_map, "0")
    assert Participant.objects.count() == 1
    assert "These <b>3</b> von 3" in client.get(address("opinion-vote", opinion_map)).content.decode()


def test_in_english_she_is_the_same_person(opinion_map):
    client = Client()
    cast(client, opinion_map)
    english = client.get(f"/en{address('opinion-vote', opinion_map)}").content.decode()
    assert '<progress max="3" value="1"' in english


def test_when_all_is_answered_there_is_a_thank_you_and_the_way_to_the_picture(opinion_map):
    client = Client()
    for _statement in range(3):
        page = cast(client, opinion_map)
    assert "Danke, das waren alle Thesen" in page.content.decode()
    assert address("opinion-mine", opinion_map) in page.content.decode()


def test_a_forged_cookie_is_nobody(opinion_map):
    client = Client()
    client.cookies["stimme"] = "geheim:erfunden"
    assert "These <b>1</b> von 3" in client.get(address("opinion-vote", opinion_map)).content.decode()
    cast(client, opinion_map)
    assert Participant.objects.count() == 1


def test_two_clicks_before_the_first_answer_are_one_vote_of_one_person(opinion_map):
    page = Client().get(address("opinion-vote", opinion_map)).content.decode()
    data = {**fields_of(page), "stimme": "-1"}
    with clock.at(timezone.now() + timedelta(seconds=5)):
        for _click in range(2):  # neither knows of the cookie that the other one brings
            assert Client().post(address("opinion-vote", opinion_map), data).status_code == 302
    assert Participant.objects.count() == Vote.objects.count() == 1


def test_of_two_tabs_the_last_word_counts(opinion_map):
    client = Client()
    cast(client, opinion_map)
    number = str(Vote.objects.get().statement.number)
    cast(client, opinion_map, "-1", these=number)
    vote = Vote.objects.select_related("statement").get()
    assert vote.value == -1
    assert (vote.statement.agree_count, vote.statement.disagree_count) == (0, 1)


def test_one_can_go_back_and_sees_what_one_said(opinion_map):
    client = Client()
    cast(client, opinion_map, "-1")
    number = Vote.objects.get().statement.number
    page = client.get(f"{address('opinion-vote', opinion_map)}?these={number}").content.decode()
    assert "Bisher haben Sie gesagt: „Stimme nicht zu“" in page
    assert "These <b>1</b> von 3" in page
    assert re.search(r'value="-1"[^>]*aria-current="true"', page)


def test_programs_that_are_too_quick_count_nothing(opinion_map):
    client = Client()
    page = client.get(address("opinion-vote", opinion_map)).content.decode()
    answer = client.post(address("opinion-vote", opinion_map), {**fields_of(page), "stimme": "1"})
    assert answer.status_code == 409
    assert "noch nicht gezählt" in answer.content.decode()
    assert shown_text(answer.content.decode()) == shown_text(page)
    assert not Vote.objects.exists()


def test_one_proof_makes_one_participant(opinion_map):
    from tests.factories import a_proof

    payload = a_proof()
    for expected in (302, 409):
        client = Client()
        data = {**fields_of(client.get(address("opinion-vote", opinion_map)).content.decode()), "stimme": "1"}
        answer = client.post(address("opinion-vote", opinion_map), {**data, "proof": payload})
        assert answer.status_code == expected
    assert Participant.objects.count() == 1


def test_many_new_people_from_one_address_have_to_wait(opinion_map, settings):
    settings.RATE_LIMITS = {"opinion-joining-unproven": 2}
    answers = [cast(Client(), opinion_map, follow=False) for _person in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert Participant.objects.count() == 2


def test_one_participant_cannot_vote_without_end(opinion_map, settings):
    settings.RATE_LIMITS = {"opinion-voting": 1}
    client = Client()
    assert [cast(client, opinion_map, follow=False).status_code for _vote in range(3)] == [302, 302, 429]


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_is_refused(opinion_map, site):
    client = Client(headers={"Sec-Fetch-Site": site})
    assert client.post(address("opinion-vote", opinion_map), {"these": "1", "stimme": "1"}).status_code == 403
    assert client.post(address("opinion-own", opinion_map), {"tun": "loeschen"}).status_code == 403
    assert client.post(address("opinion-propose", opinion_map), {"text": "Ja"}).status_code == 403
    other = Client(headers={"Origin": "https://anderswo.example"})
    assert other.post(address("opinion-vote", opinion_map), {"these": "1", "stimme": "1"}).status_code == 403


def test_before_the_phase_begins_the_page_says_when(scene):
    now = timezone.now()
    coming = a_consultation(opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9))
    found = an_opinion_map(coming)
    page = Client().get(address("opinion-vote", found))
    assert page.status_code == 200
    assert "bald abstimmen" in page.content.decode()
    answer = Client().post(address("opinion-vote", found), {"these": "1", "stimme": "1", "opened": proof.opened_now()})
    assert answer.status_code == 409
    assert not Vote.objects.exists()


def test_after_the_end_the_result_is_shown_and_a_late_vote_is_told_so_kindly(opinion_map):
    client = Client()
    cast(client, opinion_map)
    with clock.at(opinion_map.phase.closes_at + timedelta(seconds=1)):
        answer = client.get(address("opinion-vote", opinion_map))
        assert answer.status_code == 302
        assert answer["location"] == address("opinion", opinion_map)
        late = client.post(address("opinion-vote", opinion_map), {"these": "2", "stimme": "1"})
    assert late.status_code == 409
    assert "kam zu spät, alle vorher zählen" in late.content.decode()
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"these": "1"},
        {"these": "1", "stimme": "5"},
        {"these": "9" * 400, "stimme": "1"},
        {"these": "-1", "stimme": "1"},
        {"these": "١", "stimme": "1"},
        {"these": "1\0", "stimme": "1\0"},
        {"these": "99", "stimme": "1"},
        {"these": "1", "stimme": "1", "opened": "x" * 100_000, "proof": "\u202e" * 5_000},
    ],
)
def test_hostile_input_counts_nothing_and_never_falls_over(opinion_map, data):
    client = Client(raise_request_exception=False)
    assert client.post(address("opinion-vote", opinion_map), data).status_code in (409, 422)
    assert not Vote.objects.exists()


@pytest.mark.parametrize("query", ["these=99999999999", "nach=-4", "these=1&nach=x", "these=%E2%80%AE"])
def test_hostile_questions_show_the_page(opinion_map, query):
    assert Client().get(f"{address('opinion-vote', opinion_map)}?{query}").status_code == 200


@pytest.mark.parametrize(
    "name", ["opinion-vote", "opinion-own", "opinion-propose", "opinion-votes", "opinion-statements"]
)
def test_of_another_town_there_is_nothing(opinion_map, name):
    elsewhere = a_consultation()
    assert Client().get(reverse(name, args=[elsewhere.town.slug, opinion_map.phase_id])).status_code == 404


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_many_statements_and_votes_cost_no_more_queries(scene):
    few = an_opinion_map(scene)
    many = an_opinion_map(a_consultation(), [f"Die Stadt soll Sache {n} tun." for n in range(40)])
    counts = []
    for opinion_map, votes in ((few, 1), (many, 30)):
        client = Client()
        for _vote in range(votes):
            cast(client, opinion_map)
        votes_of(opinion_map, "noch jemand", {1: 1, 2: 0})
        counts.append(
            [
                queries_of(client, address(name, opinion_map))
                for name in ("opinion-vote", "opinion-own", "opinion-propose")
            ]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 6


def test_own_votes_are_listed_with_a_way_to_change_each(opinion_map):
    client = Client()
    assert "noch keine Antwort" in client.get(address("opinion-own", opinion_map)).content.decode()
    cast(client, opinion_map)
    page = client.get(address("opinion-own", opinion_map)).content.decode()
    assert "Stimme zu" in page
    assert f"?these={Vote.objects.get().statement.number}#these" in page


def test_who_wants_to_be_forgotten_is(opinion_map):
    client = Client()
    cast(client, opinion_map)
    votes_of(opinion_map, "jemand anders", {1: 1})
    page = client.post(address("opinion-own", opinion_map), {"tun": "loeschen"}, follow=True)
    assert "gelöscht" in page.content.decode()
    assert client.cookies["stimme"].value == ""
    assert Vote.objects.count() == Participant.objects.count() == 1
    opinion_map.refresh_from_db()
    assert opinion_map.participant_count == 1
