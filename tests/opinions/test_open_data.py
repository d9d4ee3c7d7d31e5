"""Votes as open data, and back: whole, without a hint at who it was."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_consultation, an_opinion_map, signed_in, votes_of
from werkstatt.analysis.opinion.reading import read_statements, read_votes
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.opinions.actions import add_statements, propose_statement, withhold_statement
from werkstatt.opinions.actions.importing import (
    FaultyFiles,
    discard_old_imports,
    found_in,
    import_votes,
    take_files,
)
from werkstatt.opinions.models import Participant, Statement, Vote, VoteImport
from werkstatt.opinions.queries.statements import Proposals, proposals_of

pytestmark = pytest.mark.django_db

STATEMENTS = b'comment-id,moderated,comment-body\n0,1,"Erstens, mehr Licht."\n2,-1,Frech.\n5,0,=SUMME Licht\n'
VOTES = (
    b"timestamp,comment-id,voter-id,vote\n1651045821288,0,7,1\n1651045821289,5,7,-1\n1651145821288,0,9,0\n"
    b"1651145821299,0,9,-1\n1651145821300,2,9,1\n"
)


def fetch(opinion_map, name: str, at=None) -> bytes:
    with clock.at(at or timezone.now() + timedelta(days=1)):
        answer = Client().get(reverse(name, args=[opinion_map.municipality.slug, opinion_map.phase_id]))
        assert answer.status_code == 200
        return b"".join(answer) if answer.streaming else answer.content


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode())))


def filled(scene, statements: bytes = STATEMENTS, votes: bytes = VOTES):
    opinion_map = an_opinion_map(scene, [])
    kept = take_files(actor=scene.officer, opinion_map=opinion_map, statements=statements, votes=votes)
    return import_votes(actor=scene.officer, vote_import=kept)


# ── Out ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_files_have_the_form_that_other_tools_read(opinion_map):
    votes_of(opinion_map, "a", {1: 1, 2: -1})
    votes_of(opinion_map, "b", {1: 0})
    statements = read_statements(fetch(opinion_map, "opinion-statements"))
    table = read_votes(fetch(opinion_map, "opinion-votes"), known=statements.keys())
    assert sorted(statements) == [1, 2, 3]
    assert (len(table.votes), sorted(table.people)) == (3, [1, 2])


def test_votes_of_today_are_not_there_yet(opinion_map):
    votes_of(opinion_map, "a", {1: 1})
    assert len(rows_of(fetch(opinion_map, "opinion-votes", at=timezone.now()))) == 1
    assert len(rows_of(fetch(opinion_map, "opinion-votes"))) == 2


def test_a_vote_that_was_changed_today_says_what_it_said_yesterday(opinion_map):
    now = timezone.now()
    with clock.at(now - timedelta(days=2)):
        votes_of(opinion_map, "a", {1: 1})
    before = fetch(opinion_map, "opinion-votes", at=now)
    votes_of(opinion_map, "a", {1: -1})
    votes_of(opinion_map, "a", {1: 0})
    assert fetch(opinion_map, "opinion-votes", at=now) == before
    assert rows_of(fetch(opinion_map, "opinion-votes", at=now + timedelta(days=1)))[1][3] == "0"


def test_a_row_knows_the_day_only(opinion_map):
    votes_of(opinion_map, "a", {1: 1, 2: 1, 3: 1})
    votes_of(opinion_map, "b", {1: 1})
    assert len({row[0] for row in rows_of(fetch(opinion_map, "opinion-votes"))[1:]}) == 1


def test_voters_are_numbered_in_a_random_order(opinion_map):
    for n in range(12):
        votes_of(opinion_map, f"p{n}", {1: 1 if n < 6 else -1})
    rows = rows_of(fetch(opinion_map, "opinion-votes"))[1:]
    assert [int(row[2]) for row in rows] == list(range(1, 13))
    by_number = [row[3] for row in rows]
    assert sorted(by_number) == ["-1"] * 6 + ["1"] * 6
    assert by_number == [str(vote.value) for vote in Vote.objects.order_by("participant__shuffle")]


def test_what_nobody_may_read_is_in_no_file(scene, opinion_map):
    propose_statement(opinion_map=opinion_map, text="Noch ungelesen.")
    votes_of(opinion_map, "a", {1: 1, 2: 1})
    first = opinion_map.statements.get(number=1)
    withhold_statement(actor=scene.moderator, statement=first, reason="Nennt einen Namen.")
    rows = rows_of(fetch(opinion_map, "opinion-statements"))
    assert rows[1] == ["1", "-1", ""]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3"]
    assert [row[1] for row in rows_of(fetch(opinion_map, "opinion-votes"))[1:]] == ["2"]


def test_words_become_no_formula(scene, opinion_map):
    add_statements(actor=scene.moderator, opinion_map=opinion_map, texts=['=HYPERLINK("böse")'])
    assert rows_of(fetch(opinion_map, "opinion-statements"))[-1][2] == '\'=HYPERLINK("böse")'


# ── In ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_files_fill_an_empty_map(scene):
    opinion_map = filled(scene)
    rows = Statement.objects.filter(opinion_map=opinion_map).order_by("number")
    assert [(row.number, row.state, row.text) for row in rows] == [
        (1, "published", "Erstens, mehr Licht."),
        (3, "withheld", "Frech."),
        (6, "published", "=SUMME Licht"),
    ]
    assert [(row.agree_count, row.disagree_count, row.pass_count) for row in rows] == [(1, 1, 0), (1, 0, 0), (0, 1, 0)]
    assert (opinion_map.participant_count, opinion_map.last_number) == (2, 6)
    assert {str(vote.day) for vote in Vote.objects.all()} == {"2022-04-27", "2022-04-28"}
    assert not Participant.objects.filter(secret_hash__isnull=False).exists()
    assert not VoteImport.objects.exists()


def test_what_the_staff_brought_in_was_proposed_by_nobody(scene):
    opinion_map = filled(scene)
    desk = signed_in(scene.officer).get(reverse("opinion-statements-desk", args=[scene.town.slug, scene.phase.pk]))
    assert "Erstens, mehr Licht." in desk.content.decode()
    assert "vorgeschlagen</span>" not in desk.content.decode()
    assert proposals_of(opinion_map) == Proposals(waiting=0, published=0, withheld=[])


def test_what_goes_out_comes_in_again(scene):
    opinion_map = filled(scene)
    statements, votes = fetch(opinion_map, "opinion-statements"), fetch(opinion_map, "opinion-votes")
    again = filled(a_consultation(), statements, votes)
    assert fetch(again, "opinion-statements") == statements
    first, second = (
        sorted(row[:2] + row[3:] for row in rows_of(data)[1:]) for data in (votes, fetch(again, "opinion-votes"))
    )
    assert first == second


def test_a_map_with_statements_is_not_filled(scene, opinion_map):
    with pytest.raises(RuleBroken):
        take_files(actor=scene.officer, opinion_map=opinion_map, statements=STATEMENTS, votes=VOTES)


def test_of_two_who_say_yes_at_once_the_second_is_told(scene):
    opinion_map = an_opinion_map(scene, [])
    first, second = (
        take_files(actor=scene.officer, opinion_map=opinion_map, statements=STATEMENTS, votes=VOTES) for _ in range(2)
    )
    import_votes(actor=scene.officer, vote_import=first)
    with pytest.raises(RuleBroken):
        import_votes(actor=scene.officer, vote_import=second)
    assert Statement.objects.count() == 3


@pytest.mark.parametrize(
    ("statements", "votes", "field", "line"),
    [
        (b"", VOTES, "statements", 1),
        (b"comment-id,text\n1,Ja\n", VOTES, "statements", 1),
        (STATEMENTS, b"", "votes", 1),
        (STATEMENTS, b"timestamp,comment-id,voter-id,vote\n1,0,1,5\n", "votes", 2),
        (STATEMENTS, b"timestamp,comment-id,voter-id,vote\n1,0,1,1\n1,77,1,1\n", "votes", 3),
        (STATEMENTS, b"timestamp,comment-id,voter-id,vote\n1,0,\xff,1\n", "votes", 2),
        (b"PK\x03\x04\0\0", VOTES, "statements", 1),
    ],
)
def test_faulty_files_are_refused_whole_with_line_and_column(scene, statements, votes, field, line):
    opinion_map = an_opinion_map(scene, [])
    with pytest.raises(FaultyFiles) as faulty:
        take_files(actor=scene.officer, opinion_map=opinion_map, statements=statements, votes=votes)
    assert faulty.value.faults[0][0] == line
    assert field in faulty.value.fields
    assert not VoteImport.objects.exists()


def test_the_pages_lead_from_the_files_to_the_filled_map(scene):
    opinion_map = an_opinion_map(scene, [])
    client = signed_in(scene.officer)
    url = reverse("opinion-import", args=[scene.town.slug, scene.phase.pk])
    faulty = client.post(url, {"statements": io.BytesIO(b"x"), "votes": io.BytesIO(VOTES)})
    assert faulty.status_code == 422
    assert "Zeile 1, Spalte 1" in faulty.content.decode()
    seen = client.post(url, {"statements": io.BytesIO(STATEMENTS), "votes": io.BytesIO(VOTES)}, follow=True)
    assert "Erstens, mehr Licht." in seen.content.decode()
    assert not Statement.objects.exists()
    here = seen.request["PATH_INFO"]
    too_long = client.post(here, {"source_note": "Vom Markt. " * 30})
    assert too_long.status_code == 422
    assert "Bitte kürzen Sie es auf 300 Zeichen." in too_long.content.decode()
    assert not Statement.objects.exists()
    done = client.post(here, {"source_note": " Gesammelt am Stand\nauf dem Markt. "}, follow=True)
    assert "sind eingelesen" in done.content.decode()
    assert opinion_map.statements.count() == 3
    opinion_map.refresh_from_db()
    assert opinion_map.source_note == "Gesammelt am Stand auf dem Markt."


def test_nobody_has_to_say_where_votes_come_from(scene):
    assert filled(scene).source_note == ""


def test_uploads_that_nobody_says_yes_to_are_thrown_away(scene):
    opinion_map = an_opinion_map(scene, [])
    kept = take_files(actor=scene.officer, opinion_map=opinion_map, statements=STATEMENTS, votes=VOTES)
    assert found_in(kept).votes == 4
    assert discard_old_imports() == 0
    with clock.at(timezone.now() + timedelta(days=1, minutes=1)):
        assert discard_old_imports() == 1


@pytest.mark.data
def test_a_real_conversation_comes_in_whole(scene, shared_data):
    folder = shared_data / "polis" / "policing"
    opinion_map = filled(scene, (folder / "comments.csv").read_bytes(), (folder / "votes.csv").read_bytes())
    assert Vote.objects.count() == sum(each.vote_count for each in opinion_map.statements.all()) > 500
