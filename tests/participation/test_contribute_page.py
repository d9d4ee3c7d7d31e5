"""The page for contributing, from choosing the passage to the receipt."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories import a_comment, a_consultation, a_proof, a_suggestion, first_block
from werkstatt.core import clock
from werkstatt.participation.actions import withhold
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import MAX_TEXT_LENGTH, Kind
from werkstatt.strategy.models import Block, Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=False)


def address(scene, block=None, query="von=0&bis=9", phase=None) -> str:
    block = block or first_block(scene)
    path = reverse("contribute-block", args=[scene.town.slug, (phase or scene.phase).pk, block.uid])
    return f"{path}?{query}" if query else path


def html_of(response) -> str:
    return unescape(response.content.decode())


def form_key(response) -> str:
    return re.search(r'name="form_key" value="([^"]+)"', html_of(response))[1]


def words(**more: str) -> dict[str, str]:
    return {"art": "kommentar", "text": "Was heißt hier einfach?", "rules": "on", "proof": a_proof()} | more


def wording(**more: str) -> dict[str, str]:
    return {"art": "wortlaut", "replacement": "Unsere Stadt", "rules": "on", "proof": a_proof()} | more


# ── Choosing the passage ──────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_passage_the_sentences_can_be_chosen_with_radio_buttons(scene, visitor):
    html = html_of(visitor.get(address(scene, query="")))
    block = first_block(scene)
    assert html.count('type="radio"') == 3  # two sentences and the whole paragraph
    assert f'value="0-{len(block.text)}"' in html
    assert "ganzer Absatz" in html
    assert 'name="art" value="kommentar"' in html
    assert 'name="art" value="wortlaut"' in html


def test_a_chosen_sentence_becomes_the_quote(scene, visitor):
    block = first_block(scene)
    end = block.text.index(".") + 1
    html = html_of(visitor.get(address(scene, query=f"stelle=0-{end}&art=kommentar")))
    assert f"<mark>{block.text[:end]}</mark>" in html


def test_a_paragraph_with_one_sentence_leaves_no_choice(scene, visitor):
    block = Block.objects.get(version=scene.version, text="Ein Portal für alle Anträge")
    html = html_of(visitor.get(address(scene, block, query="")))
    assert "<mark>Ein Portal für alle Anträge</mark>" in html


@pytest.mark.parametrize(
    "query", ["von=9&bis=3", "von=0&bis=99999", "von=-1&bis=4", "von=a&bis=b", "stelle=", "stelle=x"]
)
def test_a_range_that_does_not_fit_asks_again(scene, visitor, query):
    response = visitor.get(address(scene, query=query))
    assert response.status_code == 200
    assert "Um welche Stelle geht es?" in html_of(response)


# ── The form ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_wording_is_prefilled_with_the_passage(scene, visitor):
    html = html_of(visitor.get(address(scene, query="von=0&bis=9&art=wortlaut")))
    assert "Wie würden Sie es sagen?" in html
    assert re.search(r'<textarea name="replacement"[^>]*>\s*Die Stadt</textarea>', html)
    assert 'old-id="alter-wortlaut"' in html
    assert "Unterschied zeigen" in html  # for those without scripts


def test_the_page_says_what_happens_then_and_what_is_open(scene, visitor):
    html = html_of(visitor.get(address(scene)))
    assert "Sie bekommen sofort eine Nummer." in html
    assert scene.phase.latitude in html
    assert f"Bis {scene.phase.answer_by.day}." in html


def test_others_remarks_stand_at_the_side_without_withheld_ones(scene, visitor):
    for number in range(1, 6):
        a_comment(scene, text=f"Bemerkung {number}")
    withhold(actor=scene.moderator, contribution=Contribution.objects.get(text="Bemerkung 5"), reason="Beleidigung.")
    a_suggestion(scene, replacement="Unsere schöne Stadt")
    html = html_of(visitor.get(address(scene)))
    assert "Unsere schöne Stadt" in html
    assert "Bemerkung 4" in html
    assert "Bemerkung 5" not in html
    assert "Bemerkung 2" not in html  # the newest three


def test_the_number_of_queries_does_not_grow_with_the_remarks(scene, visitor):
    counts = []
    for _ in range(2):
        a_comment(scene)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            visitor.get(address(scene))
        counts.append(len(queries))
        a_suggestion(scene)
        a_comment(scene)
    assert counts[0] == counts[1] <= 8


def test_a_section_and_the_whole_text_can_be_commented_on_but_not_reworded(scene, visitor):
    section = Section.objects.filter(version=scene.version)[0]
    for url in (
        reverse("contribute", args=[scene.town.slug, scene.phase.pk]),
        reverse("contribute-section", args=[scene.town.slug, scene.phase.pk, section.uid]),
    ):
        html = html_of(visitor.get(f"{url}?art=wortlaut"))
        assert "Was möchten Sie dazu sagen?" in html
        assert "Lieber anders formulieren" not in html
        assert visitor.post(url, words()).status_code == 302
    assert list(Contribution.objects.values_list("target", flat=True)) == ["whole", "section"]


# ── Sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_comment_leads_to_its_receipt(scene, visitor):
    response = visitor.post(address(scene), words(alias="Pendlerin"), follow=True)
    said = Contribution.objects.get()
    assert (said.kind, said.text, said.alias, said.anchor["quote"]) == (
        Kind.COMMENT,
        "Was heißt hier einfach?",
        "Pendlerin",
        "Die Stadt",
    )
    assert response.status_code == 200
    assert f'<span class="no">{said.number}</span>' in html_of(response)


def test_a_wording_without_a_reason_is_taken(scene, visitor):
    assert visitor.post(address(scene, query="von=0&bis=9&art=wortlaut"), wording()).status_code == 302
    assert Contribution.objects.get().suggestion.replacement == "Unsere Stadt"


def test_the_server_shows_the_difference_and_keeps_everything(scene, visitor):
    response = visitor.post(address(scene), wording(tun="zeigen", text="Klingt besser.", alias="Ute"))
    html = html_of(response)
    assert response.status_code == 200
    assert "<ins>" in html
    assert "<del" in html
    assert all(kept in html for kept in ("Klingt besser.", 'value="Ute"', "Unsere Stadt", "checked"))
    assert "errsum" not in html
    assert not Contribution.objects.exists()


def test_changing_the_kind_keeps_the_words(scene, visitor):
    html = html_of(visitor.post(address(scene), wording(tun="kommentar", text="Mein Grund.")))
    assert "Was möchten Sie dazu sagen?" in html
    assert "Mein Grund." in html
    assert 'name="replacement" value="Unsere Stadt"' in html
    assert "Wie würden Sie es sagen?" in html_of(visitor.post(address(scene), words(tun="wortlaut")))


def test_a_comment_that_becomes_a_wording_strikes_nothing(scene, visitor):
    # The comment's form carries the box "strike" hidden, as "False".
    html = html_of(visitor.post(address(scene), words(tun="wortlaut", strike="False")))
    box = re.search(r'<input[^>]*name="strike"[^>]*>', html)
    assert box is not None
    assert "checked" not in box[0]


# ── What can be wrong ─────────────────────────────────────────────────────────────────────────────────────────────


def test_missing_words_and_rules_are_named_at_the_top_and_at_the_fields(scene, visitor):
    response = visitor.post(address(scene), {"art": "kommentar", "alias": "Ute", "proof": a_proof()})
    html = html_of(response)
    assert response.status_code == 422
    assert "2 Angaben stimmen noch nicht" in html
    assert 'href="#id_text"' in html
    assert 'href="#id_rules"' in html
    assert html.count("Schreiben Sie bitte, was Sie sagen möchten.") == 2
    assert 'value="Ute"' in html


@pytest.mark.parametrize("same", ["Die Stadt", "  Die   Stadt \n", "Die\u00ad Stadt"])
def test_the_old_wording_is_refused_in_plain_words(scene, visitor, same):
    response = visitor.post(address(scene), wording(replacement=same, text="Grund"))
    assert response.status_code == 422
    assert "Hier steht noch der alte Satz." in html_of(response)
    assert ">\nGrund</textarea>" in html_of(response)


def test_everything_that_is_wrong_is_said_at_once(scene, visitor):
    html = html_of(visitor.post(address(scene), {"art": "wortlaut", "replacement": "Die Stadt", "proof": a_proof()}))
    assert "2 Angaben stimmen noch nicht" in html
    assert 'href="#id_replacement"' in html
    assert 'href="#id_rules"' in html


def test_striking_a_passage_needs_a_yes(scene, visitor):
    response = visitor.post(address(scene), wording(replacement=""))
    assert response.status_code == 422
    assert "Soll die Stelle ganz wegfallen" in html_of(response)
    assert visitor.post(address(scene), wording(replacement="", strike="on")).status_code == 302
    assert Contribution.objects.get().suggestion.replacement == ""


def test_striking_leaves_the_prefilled_words_alone(scene, visitor):
    assert visitor.post(address(scene), wording(replacement="Die Stadt", strike="on")).status_code == 302
    assert Contribution.objects.get().suggestion.replacement == ""


def test_striking_and_rewording_at_once_is_asked_back(scene, visitor):
    response = visitor.post(address(scene), wording(strike="on"))
    assert response.status_code == 422
    assert "nehmen Sie das Häkchen wieder weg" in html_of(response)


@pytest.mark.parametrize("field", ["text", "replacement"])
def test_a_text_over_the_limit_is_kept_and_the_limit_named(scene, visitor, field):
    long = "ä" * (MAX_TEXT_LENGTH + 1)
    response = visitor.post(address(scene), wording(**{field: long}))
    assert response.status_code == 422
    assert "10.001 Zeichen, erlaubt sind 10.000" in html_of(response)
    assert long in html_of(response)


def test_a_text_of_exactly_the_limit_is_taken(scene, visitor):
    assert visitor.post(address(scene), words(text="ä" * MAX_TEXT_LENGTH)).status_code == 302


def test_a_megabyte_is_too_much_and_says_so(scene, visitor):
    response = visitor.post(address(scene), words(text="ä" * 700_000))
    assert response.status_code == 413
    assert "zu viel auf einmal" in html_of(response)


def test_a_long_name_is_kept_and_refused(scene, visitor):
    response = visitor.post(address(scene), words(alias="U" * 61))
    assert response.status_code == 422
    assert "U" * 61 in html_of(response)


def test_a_lost_form_token_keeps_the_words(scene):
    response = Client(enforce_csrf_checks=True).post(address(scene), words())
    assert response.status_code == 403
    assert "Was heißt hier einfach?" in html_of(response)


def test_the_trap_for_programs_keeps_the_words_of_people(scene, visitor):
    response = visitor.post(address(scene), words(website="https://spam.example"))
    assert response.status_code == 422
    assert "Was heißt hier einfach?" in html_of(response)
    assert "spam.example" not in html_of(response)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "a\x00b",
        "\u202eevil\u202c",
        "🏳️‍🌈 " * 50,
        "{{ 7*7 }}{% now %}",
        "' OR 1=1 --",
        "\ufeff\u200b x",
    ],
)
def test_hostile_words_are_kept_as_words(scene, visitor, hostile):
    response = visitor.post(address(scene), words(text=f"Vorn {hostile} hinten", alias=hostile[:60]), follow=True)
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    stored = Contribution.objects.get()
    assert stored.text.startswith("Vorn")
    assert not {"\x00", "\u202e", "\ufeff"} & set(stored.text + stored.alias)


def test_only_invisible_signs_are_no_words(scene, visitor):
    assert visitor.post(address(scene), words(text="\u202e \ufeff \x00")).status_code == 422


# ── Sent twice ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_form_sent_twice_is_one_contribution(scene, visitor):
    key = form_key(visitor.get(address(scene)))
    first = visitor.post(address(scene), words(form_key=key))
    second = visitor.post(address(scene), words(form_key=key))
    assert first.url == second.url
    assert Contribution.objects.count() == 1


def test_other_words_with_the_same_key_are_not_lost(scene, visitor):
    first = visitor.post(address(scene), words(form_key="k" * 20))
    second = visitor.post(address(scene), words(form_key="k" * 20, text="Noch etwas anderes."))
    assert first.url != second.url
    assert Contribution.objects.count() == 2


def test_every_form_has_a_key_of_its_own(scene, visitor):
    assert form_key(visitor.get(address(scene))) != form_key(visitor.get(address(scene)))


def test_the_second_click_after_the_closing_leads_to_the_receipt(scene, visitor):
    first = visitor.post(address(scene), words(form_key="abc"))
    with clock.at(scene.phase.closes_at):
        assert visitor.post(address(scene), words(form_key="abc")).url == first.url


# ── When it is open ───────────────────────────────────────────────────────────────────────────────────────────────


def test_to_the_second_the_phase_opens_and_closes(scene, visitor):
    second = timedelta(seconds=1)
    phase = scene.phase
    for moment, status in (
        (phase.opens_at - second, 409),
        (phase.opens_at, 302),
        (phase.closes_at - second, 302),
        (phase.closes_at - timedelta(microseconds=1), 302),
        (phase.closes_at, 409),
        (phase.closes_at + second, 409),
    ):
        with clock.at(moment):
            assert visitor.post(address(scene), words()).status_code == status, moment
    assert Contribution.objects.count() == 3


def test_words_typed_past_the_closing_are_shown_to_be_copied(scene, visitor):
    with clock.at(scene.phase.closes_at + timedelta(minutes=1)):
        html = html_of(visitor.post(address(scene), wording(text="Mein Grund", alias="Ute")))
    assert "nicht gespeichert, aber noch da" in html
    assert all(kept in html for kept in ("Unsere Stadt", "Mein Grund", "Ute"))


def test_before_and_after_the_page_says_so(scene, visitor):
    with clock.at(scene.phase.opens_at - timedelta(days=1)):
        assert "Hier können Sie bald mitreden" in html_of(visitor.get(address(scene)))
    with clock.at(scene.phase.closes_at):
        assert "ist seit" in html_of(visitor.get(address(scene)))


def test_what_closed_at_midnight_closed_on_the_day_before(scene, visitor):
    scene.phase.closes_at = timezone.make_aware(datetime(2031, 6, 1))
    scene.phase.save()
    with clock.at(scene.phase.closes_at):
        html = html_of(visitor.get(address(scene)))
    assert "31.5.2031, 23:59 Uhr" in html


# ── What is not there ─────────────────────────────────────────────────────────────────────────────────────────────


def test_places_of_other_towns_phases_and_versions_are_not_found(scene, visitor):
    other = a_consultation()
    slug, phase = scene.town.slug, scene.phase.pk
    foreign_block, foreign_section = first_block(other).uid, first_block(other).section.uid
    for url in (
        reverse("contribute-block", args=[slug, phase, foreign_block]),
        reverse("contribute-section", args=[slug, phase, foreign_section]),
        reverse("contribute-block", args=[slug, other.phase.pk, foreign_block]),
        reverse("contribute", args=[slug, other.phase.pk]),
        reverse("contribute", args=[slug, 10**30]),
        reverse("contribute-block", args=[slug, phase, "..%2f"]),
    ):
        assert visitor.get(url).status_code == 404
        assert visitor.post(url, words()).status_code == 404
    assert not Contribution.objects.exists()


def test_the_form_is_never_kept_in_a_cache(scene, visitor):
    assert "no-store" in visitor.get(address(scene))["Cache-Control"]


def test_a_phase_that_moved_answers_with_the_time_of_the_town(scene, visitor):
    local = timezone.localtime(scene.phase.last_moment)
    with clock.at(scene.phase.closes_at):
        assert f"{local:%H:%M} Uhr" in html_of(visitor.get(address(scene)))


def test_the_english_page_stands_at_the_same_address_behind_en(scene, visitor):
    english = f"/en{address(scene)}"
    response = visitor.get(english)
    assert response.status_code == 200
    assert '<html lang="en">' in html_of(response)
    with translation.override("de"):
        assert visitor.post(english, words()).url.startswith("/en/")
