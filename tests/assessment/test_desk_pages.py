"""The desk's pages: what they show, to whom, at what cost."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer, first_block, signed_in
from werkstatt.assessment import actions
from werkstatt.assessment.models import Assessment, Point
from werkstatt.assessment.queries.overview import tasks
from werkstatt.assessment.queries.piles import PILES, Desk, counts_of
from werkstatt.assessment.rules import Verdict
from werkstatt.core.actors import OPERATOR
from werkstatt.organisations.actions import add_unit
from werkstatt.participation.actions import merge_into, withhold
from werkstatt.participation.models import Contribution
from werkstatt.strategy.actions import edit_block, start_draft
from werkstatt.strategy.models import Block

pytestmark = pytest.mark.django_db

HOSTILE = ["<script>alert(1)</script>", "\x00", "\u202etxt", "'; DROP TABLE x; --", "Ä" * 30_000, "💥" * 100]


@pytest.fixture
def scene(db):
    return a_consultation()


def desk_url(scene) -> str:
    return reverse("desk", args=[scene.town.slug])


def item_url(scene, contribution) -> str:
    return reverse("desk-item", args=[scene.town.slug, contribution.number])


def pages_of(scene, contribution) -> list[str]:
    return [
        desk_url(scene),
        item_url(scene, contribution),
        reverse("suggestion", args=[scene.town.slug, contribution.number]),
        reverse("desk-change", args=[scene.town.slug, contribution.number, 1]),
    ]


def body(response) -> str:
    return response.content.decode()


# ── Who sees what ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_strangers_get_the_sign_in_page_and_other_towns_nothing(scene):
    suggestion = a_suggestion(scene)
    actions.whole_as_point(actor=scene.moderator, contribution=suggestion)
    other = a_consultation()
    for url in pages_of(scene, suggestion):
        assert Client().get(url).status_code == 302
        assert signed_in(other.officer).get(url).status_code == 404
        assert signed_in(scene.administrator).get(url).status_code == 403
        assert signed_in(scene.officer).get(url).status_code == 200
    for url in pages_of(scene, suggestion)[1:]:
        assert signed_in(other.officer).post(url, {"do": "publish"}).status_code == 404


def test_a_number_that_was_never_given_out_is_not_found(scene):
    for name, more in (("desk-item", []), ("suggestion", []), ("desk-change", [1])):
        url = reverse(name, args=[scene.town.slug, 4711, *more])
        assert signed_in(scene.officer).get(url).status_code == 404


def test_a_comment_has_no_page_for_its_wording(scene):
    url = reverse("suggestion", args=[scene.town.slug, a_comment(scene).number])
    assert signed_in(scene.officer).get(url).status_code == 404


def test_a_department_lead_assesses_her_own_points_and_reads_the_others(scene):
    contribution = a_comment(scene, text="Eins. Zwei.")
    parts = [actions.Part("Eins"), actions.Part("Zwei")]
    own, others = actions.split(actor=scene.moderator, contribution=contribution, parts=parts)
    elsewhere = add_unit(actor=OPERATOR, town=scene.town, name="Kämmerei")
    actions.assign(actor=scene.moderator, point=own, unit=scene.unit)
    actions.assign(actor=scene.moderator, point=others, unit=elsewhere)
    client, url = signed_in(scene.lead), item_url(scene, contribution)
    page = body(client.get(url))
    assert 'name="p1-verdict"' in page
    assert 'name="p2-verdict"' not in page
    assert "Zwei" in page
    sent = {"do": "verdicts", "p1-verdict": "referred", "p1-reason": "An die Stadtwerke.", "p1-seen": ""}
    assert client.post(url, sent).status_code == 302
    forged = {"do": "verdicts", "p2-verdict": "declined", "p2-reason": "Nein.", "p2-seen": ""}
    assert client.post(url, forged).status_code == 403
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("order", ["split", "whole", "release", "publish", "withhold", "merge", "withdraw", "reopen"])
def test_a_department_lead_does_not_moderate(scene, order):
    remark = a_comment(scene)
    sent = {
        "do": order,
        "split-title": "Punkt",
        "split-kind": "general",
        "withhold-reason": "Grund",
        "merge-target": str(a_comment(scene).number),
        "merge-reason": "Grund",
        "withdraw-sure": "on",
    }
    assert signed_in(scene.lead).post(item_url(scene, remark), sent).status_code == 403
    remark.refresh_from_db()
    assert remark.state == "published"


# ── What it costs ─────────────────────────────────────────────────────────────────────────────────────────────────


def queries_of(client, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("role", ["moderator", "lead", "editor"])
def test_the_desk_costs_the_same_for_one_and_for_many(scene, role):
    client = signed_in(getattr(scene, role))
    first = a_suggestion(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=first)
    actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=date(2030, 1, 1))
    start_draft(actor=scene.editor, base=scene.version)
    urls = [f"{desk_url(scene)}?stapel=alle", item_url(scene, first)]
    if role == "editor":
        urls += pages_of(scene, first)[2:]
    before = [queries_of(client, url) for url in urls]
    for _n in range(4):
        remark = a_suggestion(scene, replacement="Meine Stadt")
        parts = [actions.Part("Eins"), actions.Part("Zwei", "wording")]
        actions.split(actor=scene.moderator, contribution=remark, parts=parts)
    actions.split(actor=scene.moderator, contribution=first, parts=[actions.Part("Noch einer")])
    assert [queries_of(client, url) for url in urls] == before
    assert max(before) <= 12
    assert before[0] <= 8


def test_every_pile_counts_what_it_lists(scene, django_assert_num_queries):
    today = date(2026, 5, 4)
    remarks = [a_comment(scene, text=f"Gedanke {n}") for n in range(6)]
    a_suggestion(scene)
    an_answer(scene, remarks[0])
    an_answer(scene, remarks[1], Verdict.ADOPTED)
    for remark, days in ((remarks[2], -1), (remarks[3], 3)):
        point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
        due = today + timedelta(days=days)
        actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=due)
    withhold(actor=scene.moderator, contribution=remarks[4], reason="Namen.")
    merge_into(actor=scene.moderator, contribution=remarks[5], target=remarks[0], reason="Dasselbe.")
    desk = Desk(scene.town, today, scene.unit)
    with django_assert_num_queries(2):
        counts = counts_of(desk)
    assert {pile.key: pile.contributions(desk).count() for pile in PILES} == {
        key: count for key, count in counts.items() if key != "stelle"
    }
    expected = {"faellig": 2, "meine": 2, "ueberfaellig": 1, "teilen": 1, "wortlaut": 1, "aenderung": 1, "alle": 7}
    assert {key: counts[key] for key in expected} == expected
    assert counts_of(Desk(a_consultation().town, today))["alle"] == 0


def test_the_overview_tells_each_one_what_she_can_do(scene):
    a_suggestion(scene)
    assert [task.count for task in tasks(scene.town, scene.editor)] == [1]
    assert [task.url.split("=")[1] for task in tasks(scene.town, scene.moderator)] == ["teilen"]
    assert tasks(scene.town, scene.lead) == []
    assert tasks(scene.town, scene.administrator) == []


# ── The list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_desk_lists_what_is_on_the_pile(scene):
    remark = a_comment(scene, text="Bitte einfacher schreiben.")
    page = body(signed_in(scene.moderator).get(desk_url(scene), {"stapel": "teilen"}))
    assert "Bitte einfacher schreiben." in page
    assert item_url(scene, remark) in page


def test_the_desk_opens_on_the_first_pile_that_has_work(scene):
    def opened(person) -> str:
        return signed_in(person).get(desk_url(scene)).context["look"].pile.key

    assert (opened(scene.moderator), opened(scene.lead), opened(scene.editor)) == ("abwaegung", "faellig", "wortlaut")
    remark = a_comment(scene, text="Bitte einfacher schreiben.")
    assert opened(scene.moderator) == "teilen"
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=date(2099, 1, 1))
    assert (opened(scene.moderator), opened(scene.lead)) == ("abwaegung", "meine")
    a_suggestion(scene)
    assert opened(scene.editor) == "wortlaut"


def test_words_find_contributions_and_a_number_leads_straight_to_one(scene):
    remark, other = a_comment(scene, text="Fahrpläne zu klein"), a_comment(scene, text="Etwas anderes")
    client = signed_in(scene.moderator)
    page = body(client.get(desk_url(scene), {"stapel": "alle", "suche": "klein fahrpläne"}))
    assert "Fahrpläne zu klein" in page
    assert "Etwas anderes" not in page
    found = client.get(desk_url(scene), {"stapel": "alle", "suche": f"Nr. {other.number}"})
    assert found.headers["Location"].startswith(item_url(scene, other))
    assert "Hier steht nichts davon." in body(client.get(desk_url(scene), {"stapel": "alle", "suche": "Zeppelin"}))
    assert remark.number != other.number


def test_a_long_pile_has_pages(scene):
    block = first_block(scene)
    for n in range(32):
        a_comment(scene, text=f"Gedanke {n:02}", block=block)
    client = signed_in(scene.moderator)
    first = body(client.get(desk_url(scene), {"stapel": "alle", "ordnung": "alt"}))
    assert "Gedanke 29" in first
    assert "Gedanke 30" not in first
    second = body(client.get(desk_url(scene), {"stapel": "alle", "ordnung": "alt", "seite": "2"}))
    assert "Gedanke 31" in second


def test_an_empty_pile_says_what_that_means(scene):
    nothing_yet = body(signed_in(scene.officer).get(desk_url(scene), {"stapel": "neu"}))
    assert "Es gibt noch keinen Beitrag." in nothing_yet
    assert "Alles Eingegangene ist geprüft." not in nothing_yet, "praise for nothing"
    a_comment(scene)
    assert "Alles Eingegangene ist geprüft." in body(signed_in(scene.officer).get(desk_url(scene), {"stapel": "neu"}))


@pytest.mark.parametrize("words", [*HOSTILE[:1], *HOSTILE[2:4], HOSTILE[5], "²", "٣", "9" * 50])
def test_hostile_searches_find_nothing_and_break_nothing(scene, words):
    a_comment(scene)
    given = {"suche": words, "stapel": words, "ordnung": words, "seite": words}
    page = signed_in(scene.officer).get(desk_url(scene), given)
    assert page.status_code == 200
    assert "<script>alert" not in body(page)


# ── One contribution ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_contribution_is_split_assessed_and_answered_without_a_script(scene):
    remark = a_comment(scene, text="Bitte einfacher schreiben. Und größer drucken!")
    client = signed_in(scene.moderator)
    url = item_url(scene, remark)
    assert client.get(url).status_code == 200
    for sentence, title in (("0", "Einfacher schreiben"), ("1", "Größer drucken")):
        sent = {"do": "split", "split-title": title, "split-kind": "general", "split-sentence": [sentence]}
        assert client.post(url, sent).status_code == 302
    points = list(remark.points.order_by("position"))
    assert [remark.text[p.start : p.end] for p in points] == ["Bitte einfacher schreiben.", "Und größer drucken!"]
    assert '<mark class="mk">Bitte einfacher schreiben.</mark>' in body(client.get(url))
    sent = {"do": "verdicts"}
    for n in (1, 2):
        sent |= {f"p{n}-verdict": "declined", f"p{n}-reason": f"Grund {n}", f"p{n}-seen": ""}
    assert client.post(url, sent).status_code == 302
    seen = client.get(url).context["release"]["seen"].value()
    assert client.post(url, {"do": "release", "release-text": "Danke!", "release-seen": seen}).status_code == 302
    remark.refresh_from_db()
    assert remark.state == "answered"
    assert "Danke!" in body(client.get(url))


def test_marked_words_count_in_characters_also_behind_an_emoji(scene):
    text = "💥💥 Bitte leiser."
    remark = a_comment(scene, text=text)
    start = text.index("Bitte")
    sent = {"do": "split", "split-title": "Leiser", "split-kind": "general"}
    sent |= {"split-start": str(start), "split-end": str(len(text))}
    assert signed_in(scene.moderator).post(item_url(scene, remark), sent).status_code == 302
    point = remark.points.get()
    assert text[point.start : point.end] == "Bitte leiser."


def test_wrong_input_is_answered_with_422_and_the_words_stay(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    outside = {"split-start": "5", "split-end": "999"}
    cases = [
        ({"do": "verdicts", "p1-seen": "", "p1-reason": "Langer Grund ohne Urteil"}, "Langer Grund ohne Urteil"),
        ({"do": "verdicts", "p1-seen": "", "p1-verdict": "declined", "p1-reason": " "}, "Jedes Urteil braucht"),
        ({"do": "verdicts", "p1-seen": "", "p1-verdict": "deferred", "p1-reason": "Später"}, "Bis wann"),
        ({"do": "verdicts", "p1-seen": ""}, "Es ist noch kein Urteil gewählt."),
        ({"do": "split", "split-title": "", "split-kind": "general"}, "Überschrift"),
        ({"do": "split", "split-title": "Mein Titel", "split-kind": "geheim"}, "Mein Titel"),
        (
            {"do": "split", "split-title": "T", "split-kind": "general"} | outside,
            "Stelle",
        ),
        ({"do": "assign", "punkt": "1", "assign1-unit": "", "assign1-due_on": "2030-01-01"}, "2030-01-01"),
        ({"do": "assign", "punkt": "1", "assign1-unit": "999999"}, "Amt"),
        ({"do": "edit-point", "punkt": "1", "point1-title": "", "point1-kind": "general"}, "Überschrift"),
        ({"do": "remove-point", "punkt": "77"}, "Diesen Punkt gibt es nicht mehr"),
        ({"do": "take-back", "punkt": "1", "change": "99999999999999999999"}, "schon jemand zurückgenommen"),
        ({"do": "withhold", "withhold-reason": "", "withhold-conduct_rule": "Punkt 7"}, "Punkt 7"),
        ({"do": "merge", "merge-target": "4711", "merge-reason": "Weil sie gleich sind"}, "Weil sie gleich sind"),
        ({"do": "merge", "merge-target": "x", "merge-reason": "Grund"}, "Grund"),
        ({"do": "withdraw"}, "Bitte bestätigen Sie"),
        ({"do": "release", "release-text": "Danke!", "release-seen": "-"}, "Noch ohne Urteil: Punkt"),
        ({"do": "reopen"}, "noch nicht beantwortet"),
        ({"do": "close"}, "kann nicht"),
    ]
    for sent, shown in cases:
        answer = client.post(url, sent)
        assert answer.status_code == 422, sent
        assert shown.lower() in body(answer).lower(), sent
    point.refresh_from_db()
    assert not Assessment.objects.exists()


def test_an_unknown_order_is_a_bad_request(scene):
    url = item_url(scene, a_comment(scene))
    for sent in ({}, {"do": "explode"}, {"do": "__class__"}):
        assert signed_in(scene.moderator).post(url, sent).status_code == 400


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_words(scene, words):
    remark = a_comment(scene)
    actions.whole_as_point(actor=scene.moderator, contribution=remark)
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    fields = [
        {"do": "split", "split-title": words, "split-kind": words, "split-start": words, "split-sentence": words},
        {"do": "verdicts", "p1-seen": words, "p1-verdict": words, "p1-reason": words, "p1-deferred_until": words},
        {"do": "assign", "punkt": words, "assign1-unit": words, "assign1-due_on": words},
        {"do": "merge", "merge-target": words, "merge-reason": words},
        {"do": "release", "release-text": words, "release-seen": words},
        {"do": "edit-point", "punkt": "1", "point1-title": words, "point1-kind": "general"},
    ]
    for sent in fields:
        answer = client.post(url, sent)
        assert answer.status_code in {302, 400, 422}, sent
        assert "<script>alert" not in body(answer)
    assert "<script>alert" not in body(client.get(url))


def test_words_too_long_for_any_form_are_refused_before_they_are_read(scene):
    sent = {"do": "release", "release-text": "Ä" * 600_000}
    assert signed_in(scene.moderator).post(item_url(scene, a_comment(scene)), sent).status_code == 413


def test_two_verdicts_at_once_are_both_shown_and_the_typed_one_can_still_be_saved(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    client, url = signed_in(scene.officer), item_url(scene, remark)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.REFERRED, reason="Zu den Stadtwerken.")
    sent = {"do": "verdicts", "p1-verdict": "declined", "p1-reason": "Meine lange Begründung.", "p1-seen": ""}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    for words in ("Zu den Stadtwerken.", "Meine lange Begründung.", "Jemand war schneller."):
        assert words in body(answer)
    assert Assessment.objects.get(point=point).verdict == Verdict.REFERRED
    seen = answer.context["rows"][0]["form"]["seen"].value()
    assert client.post(url, sent | {"p1-seen": seen}).status_code == 302
    assert Assessment.objects.get(point=point).verdict == Verdict.DECLINED


def test_all_verdicts_and_the_answer_can_go_out_in_one_breath_or_not_at_all(scene):
    remark = a_comment(scene, text="Eins. Zwei.")
    parts = [actions.Part("Eins"), actions.Part("Zwei")]
    actions.split(actor=scene.moderator, contribution=remark, parts=parts)
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    sent = {"do": "verdicts", "release": "1", "p1-seen": "", "p2-seen": ""}
    sent |= {"p1-verdict": "declined", "p1-reason": "Zu teuer."}
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Zu teuer." in body(answer)
    assert not Assessment.objects.exists()
    sent |= {"p2-verdict": "referred", "p2-reason": "An den Kreis."}
    assert client.post(url, sent).status_code == 302
    remark.refresh_from_db()
    assert remark.state == "answered"


def test_a_contribution_that_nobody_has_looked_at_yet_can_be_published_first(scene):
    scene = a_consultation(moderation="before")
    remark = a_comment(scene, text="Noch verborgen.")
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    assert "Noch verborgen." in body(client.get(desk_url(scene), {"stapel": "neu"}))
    assert client.post(url, {"do": "split", "split-title": "Zu früh", "split-kind": "general"}).status_code == 422
    assert client.post(url, {"do": "publish"}).status_code == 302
    assert client.post(url, {"do": "whole"}).status_code == 302


def test_a_verdict_changed_meanwhile_stops_the_release(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.REFERRED, reason="Eins.")
    client, url = signed_in(scene.officer), item_url(scene, remark)
    seen = client.get(url).context["release"]["seen"].value()
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Zwei.")
    answer = client.post(url, {"do": "release", "release-text": "Vielen Dank", "release-seen": seen})
    assert answer.status_code == 422
    assert "Vielen Dank" in body(answer)
    remark.refresh_from_db()
    assert remark.state == "assigned"


def test_the_moderator_withholds_publishes_merges_and_withdraws(scene):
    first, second, third = (a_comment(scene, text=f"Text {n}") for n in range(3))
    client = signed_in(scene.moderator)
    sent = {"do": "withhold", "withhold-reason": "Nennt Namen.", "withhold-conduct_rule": "Punkt 3"}
    client.post(item_url(scene, first), sent)
    page = body(client.get(item_url(scene, first)))
    assert "Nennt Namen." in page
    client.post(item_url(scene, first), {"do": "publish"})
    sent = {"do": "merge", "merge-target": str(first.number), "merge-reason": "Dasselbe."}
    client.post(item_url(scene, second), sent)
    client.post(item_url(scene, third), {"do": "withdraw", "withdraw-sure": "on"})
    states = dict(Contribution.objects.filter(municipality=scene.town).values_list("number", "state"))
    assert states == {first.number: "published", second.number: "merged", third.number: "withdrawn"}
    assert "Text 2" not in body(client.get(item_url(scene, third)))


def test_the_history_tells_who_did_what_in_sentences(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    point = actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=date(2030, 2, 1))
    actions.assess(actor=scene.lead, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    actions.release(actor=scene.moderator, contribution=remark)
    history = signed_in(scene.moderator).get(item_url(scene, remark)).context["history"]
    assert [event.text for event in history] == [
        "Eingegangen",
        "Ein Punkt abgeteilt",
        "Punkt 1 an Amt für Digitales, Frist 1.2.2030",
        "Punkt 1: „Nicht übernommen“",
        "Antwort freigegeben",
    ]
    assert history[3].actor == str(scene.lead)


# ── Wording ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suggestion_shows_its_passage_and_its_wording(scene):
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    page = body(signed_in(scene.editor).get(item_url(scene, suggestion)))
    assert "<mark>Die Stadt</mark>" in page
    assert re.search(r"<ins>.*neu: </span>Unsere</ins>", page)


def test_an_editor_begins_a_draft_and_takes_the_suggestion_over(scene):
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    client, url = signed_in(scene.editor), reverse("suggestion", args=[scene.town.slug, suggestion.number])
    assert "Entwurf beginnen" in body(client.get(url))
    assert client.post(url, {"do": "draft"}).status_code == 302
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in ("text", "revision", "seen")} | {"do": "accept"}
    refused = client.post(url, sent | {"reason": "", "text": "Meine eigenen Wörter"})
    assert refused.status_code == 422
    assert "Meine eigenen Wörter" in body(refused)
    assert client.post(url, sent | {"reason": "Klingt besser."}).status_code == 302
    suggestion.suggestion.refresh_from_db()
    assert suggestion.suggestion.state == "accepted"
    assert "Über diesen Vorschlag ist entschieden" in body(client.get(url))
    assert client.post(url, sent | {"reason": "Noch einmal."}).status_code == 422


def test_two_who_write_the_same_words_see_both_and_nothing_is_lost(scene):
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    draft = start_draft(actor=scene.editor, base=scene.version)
    client, url = signed_in(scene.editor), reverse("suggestion", args=[scene.town.slug, suggestion.number])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in ("text", "revision", "seen")}
    sent |= {"do": "accept", "reason": "Klingt besser."}
    block = Block.objects.filter(version=draft).select_related("version", "section")[0]
    edit_block(actor=scene.officer, block=block, text="Auenbrück ganz anders.")
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert "Auenbrück ganz anders." in body(answer)
    assert sent["text"] in body(answer)
    sent |= {"revision": answer.context["form"]["revision"].value(), "text": "Unsere Stadt ganz anders."}
    assert client.post(url, sent).status_code == 302
    block.refresh_from_db()
    assert block.text == "Unsere Stadt ganz anders."


def test_an_editor_declines_with_a_reason(scene):
    suggestion = a_suggestion(scene)
    client, url = signed_in(scene.editor), reverse("suggestion", args=[scene.town.slug, suggestion.number])
    assert client.post(url, {"do": "decline", "reason": ""}).status_code == 422
    assert client.post(url, {"do": "decline", "reason": "Zu blumig."}).status_code == 302
    assert Point.objects.get(contribution=suggestion).assessment.verdict == Verdict.DECLINED


@pytest.mark.parametrize("art", ["wort", "neu", "streichen"])
def test_an_adopted_point_changes_any_paragraph_of_the_draft(scene, art):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    client, url = signed_in(scene.editor), reverse("desk-change", args=[scene.town.slug, remark.number, 1])
    assert "noch nicht übernommen" in body(client.get(url))
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.ADOPTED, reason="Ja.")
    assert client.post(url, {"do": "draft"}).status_code == 302
    page = client.get(url, {"abschnitt": remark.section_uid})
    block = page.context["chooser"].blocks[1]
    page = client.get(url, {"absatz": block.uid, "art": art})
    assert block.text in body(page)
    order = {"wort": "change", "neu": "insert", "streichen": "strike"}[art]
    sent = {"do": order, "art": art, "absatz": block.uid, "text": "Ein neuer Satz.", "revision": str(block.revision)}
    assert client.post(url, sent).status_code == 302
    change = point.text_changes.get()
    assert change.after == ("" if art == "streichen" else "Ein neuer Satz.")
    assert "Diese Änderung zurücknehmen" in body(client.get(item_url(scene, remark)))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_wordings_and_forged_places_break_nothing(scene, words):
    suggestion = a_suggestion(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=suggestion)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.ADOPTED, reason="Ja.")
    start_draft(actor=scene.editor, base=scene.version)
    client = signed_in(scene.editor)
    for url in pages_of(scene, suggestion)[2:]:
        for order in ("accept", "decline", "change", "insert", "strike"):
            sent = {"do": order, "text": words, "reason": words, "absatz": words, "abschnitt": words, "revision": words}
            assert client.post(url, sent).status_code in {302, 400, 422}
        if "\x00" not in words and len(words) < 1000:
            page = client.get(url, {"absatz": words, "abschnitt": words, "art": words})
            assert page.status_code == 200
            assert "<script>alert" not in body(page)
