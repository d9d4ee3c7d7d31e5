"""What the holder of the private link may do: change the words, take them back, and nothing more."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer
from tests.participation.counts import kept_margin, kept_states, kept_tally, recounted_margin, recounted_states
from tests.participation.counts import recounted_tally as recounted
from werkstatt.assessment.actions import whole_as_point
from werkstatt.assessment.models import Point
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.participation.actions import (
    edit_own,
    leave_address,
    object_to,
    publish,
    submit,
    support,
    why_not_editable,
    withdraw_own,
    withhold,
)
from werkstatt.participation.actions.contribution import Place
from werkstatt.participation.links import receipt_url
from werkstatt.participation.models import Contact, Contribution, ContributionEdit, Objection, Support
from werkstatt.participation.rules import ContributionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def page(scene, said, name: str) -> str:
    signed = receipt_url(scene.town, said).rstrip("/").rpartition("/")[2]
    return reverse(name, args=[scene.town.slug, signed])


def html_of(response) -> str:
    return unescape(response.content.decode())


# ── Changing the words ────────────────────────────────────────────────────────────────────────────────────────────


def test_changed_words_are_public_at_once_and_the_earlier_ones_are_kept(scene):
    said = a_comment(scene, text="Erst so.")
    edited = edit_own(contribution=said, text="Dann so.", alias="Ute")
    assert (edited.text, edited.alias, edited.state) == ("Dann so.", "Ute", ContributionState.PUBLISHED)
    assert edited.edited_at is not None
    assert [edit.text for edit in ContributionEdit.objects.all()] == ["Erst so."]
    public = html_of(Client().get(reverse("contribution", args=[scene.town.slug, said.number])))
    assert "Dann so." in public
    assert "Erst so." not in public
    assert "geändert am" in public


def test_another_wording_can_be_changed_with_its_reason(scene):
    said = a_suggestion(scene)
    edit_own(contribution=said, text="Anderer Grund.", alias="", replacement="Alle Städte")
    assert Contribution.objects.get().suggestion.replacement == "Alle Städte"
    assert ContributionEdit.objects.get().replacement == "Unsere Stadt"


def test_saving_the_same_words_changes_nothing(scene):
    said = a_comment(scene, text="Gleich.")
    assert edit_own(contribution=said, text=" Gleich. ", alias="").edited_at is None
    assert not ContributionEdit.objects.exists()


def test_another_name_alone_is_no_change_of_the_words(scene):
    said = edit_own(contribution=a_comment(scene, text="Gleich."), text="Gleich.", alias="Ute")
    assert said.alias == "Ute"
    assert said.edited_at is None


def test_where_a_person_looks_first_she_looks_at_the_new_words_too():
    scene = a_consultation(moderation="before")
    said = publish(actor=scene.moderator, contribution=a_comment(scene, text="Harmlos."))
    assert edit_own(contribution=said, text="Weniger harmlos.", alias="").state == ContributionState.RECEIVED
    assert kept_tally(scene.version) == recounted(scene.version)
    assert kept_states(scene.phase) == recounted_states(scene.phase)


def test_words_stay_once_a_point_was_made_of_them(scene):
    said = a_comment(scene)
    assert why_not_editable(said) == ""
    whole_as_point(actor=scene.moderator, contribution=said)
    assert "arbeitet schon" in why_not_editable(said)
    with pytest.raises(RuleBroken, match="arbeitet schon"):
        edit_own(contribution=said, text="Anders.", alias="")


def test_words_stay_when_the_phase_is_over_to_the_second(scene):
    said = a_comment(scene)
    with clock.at(scene.phase.closes_at - timedelta(seconds=1)):
        edit_own(contribution=said, text="Gerade noch.", alias="")
    with clock.at(scene.phase.closes_at), pytest.raises(RuleBroken, match="beendet"):
        edit_own(contribution=said, text="Zu spät.", alias="")
    assert Contribution.objects.get().text == "Gerade noch."


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "ä" * 10_001])
def test_changed_words_follow_the_same_rules(scene, text):
    said = a_comment(scene, text="Bleibt.")
    with pytest.raises(RuleBroken):
        edit_own(contribution=said, text=text, alias="")
    assert Contribution.objects.get().text == "Bleibt."


def test_the_edit_page_shows_the_words_and_takes_new_ones(scene):
    said, client = a_suggestion(scene), Client()
    url = page(scene, said, "contribution-edit")
    assert "Unsere Stadt</textarea>" in html_of(client.get(url))
    form = {"replacement": "Ihre Stadt", "text": "Höflicher.", "alias": "Kim"}
    html = html_of(client.post(url, form, follow=True))
    assert "Ihre Änderung ist gespeichert." in html
    assert Contribution.objects.get().suggestion.replacement == "Ihre Stadt"


def test_wrong_words_on_the_edit_page_are_kept(scene):
    said = a_suggestion(scene)
    response = Client().post(page(scene, said, "contribution-edit"), {"replacement": "Die Stadt", "text": "Mein Grund"})
    assert response.status_code == 422
    assert "Mein Grund</textarea>" in html_of(response)
    assert "Hier steht noch der alte Satz." in html_of(response)


def test_words_typed_past_the_deadline_are_not_taken(scene):
    said = a_comment(scene, text="Bleibt.")
    with clock.at(scene.phase.closes_at):
        response = Client().post(page(scene, said, "contribution-edit"), {"text": "Mühsam getippt."})
    assert response.status_code == 409
    assert "Mühsam getippt.</textarea>" in html_of(response)
    assert "Bleibt." not in html_of(response)
    assert Contribution.objects.get().text == "Bleibt."


# ── Taking the words back ─────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawing_erases_everything_somebody_left_and_the_number_stays(scene):
    said = a_comment(scene, text="Geheimes Wort.", alias="Ute Geheim", email="geheim@example.org")
    edit_own(contribution=said, text="Geheimes Wort, neu.", alias="Ute Geheim")
    support(contribution=said, token="t" * 24)
    whole_as_point(actor=scene.moderator, contribution=said)
    withhold(actor=scene.moderator, contribution=said, reason="Grund.")
    object_to(contribution=said, text="Geheimer Einspruch.")
    withdraw_own(contribution=said)
    gone = Contribution.objects.get()
    assert (gone.number, gone.state, gone.text, gone.alias) == (1, ContributionState.WITHDRAWN, "", "")
    assert (gone.state_reason, gone.support_count, gone.edited_at) == ("", 0, None)
    for left in (Contact, ContributionEdit, Objection, Support):
        assert not left.objects.exists()
    assert Point.objects.get().title == "zurückgezogen"
    for entry in AuditEntry.objects.all():
        assert "eheim" not in str(entry.data)


def test_a_withdrawn_suggestion_leaves_no_wording(scene):
    withdraw_own(contribution=a_suggestion(scene))
    assert not hasattr(Contribution.objects.get(), "suggestion")


def test_the_counts_stay_true(scene):
    a_comment(scene)
    withdraw_own(contribution=a_comment(scene))
    assert kept_tally(scene.version) == recounted(scene.version)
    assert kept_states(scene.phase) == recounted_states(scene.phase)
    assert kept_margin(scene.version) == recounted_margin(scene.version)


def test_until_the_answer_it_can_be_withdrawn_and_not_after(scene):
    said = a_comment(scene)
    an_answer(scene, said)
    with pytest.raises(RuleBroken, match="schon beantwortet"):
        withdraw_own(contribution=said)
    assert Contribution.objects.get().text
    response = Client().post(page(scene, said, "contribution-withdraw"))
    assert response.status_code == 409
    assert "schon beantwortet" in html_of(response)


def test_after_the_phase_it_can_still_be_withdrawn(scene):
    said = a_comment(scene)
    with clock.at(scene.phase.closes_at + timedelta(days=1)):
        assert withdraw_own(contribution=said).state == ContributionState.WITHDRAWN


def test_withdrawing_asks_once_and_twice_is_harmless(scene):
    said, client = a_comment(scene, text="Weg damit."), Client()
    url = page(scene, said, "contribution-withdraw")
    assert "Das lässt sich nicht rückgängig machen." in html_of(client.get(url))
    assert Contribution.objects.get().text == "Weg damit."
    for _ in range(2):
        html = html_of(client.post(url, follow=True))
        assert "die Worte sind gelöscht" in html
        assert "Weg damit." not in html


def test_the_stub_stays_in_public_and_in_the_total(scene):
    said = a_comment(scene)
    withdraw_own(contribution=said)
    response = Client().get(reverse("contribution", args=[scene.town.slug, said.number]))
    assert response.status_code == 200
    assert "Zurückgezogen" in html_of(response)
    assert a_comment(scene).number == said.number + 1


# ── Nobody else ───────────────────────────────────────────────────────────────────────────────────────────────────

PAGES = ["receipt", "contribution-edit", "contribution-withdraw", "contribution-object", "contact-address"]


@pytest.mark.parametrize("name", PAGES)
def test_forged_and_foreign_links_open_nothing(scene, name):
    said, other = a_comment(scene), a_consultation()
    a_comment(other)
    own = receipt_url(scene.town, said).rstrip("/").rpartition("/")[2]
    number, _dot, signature = own.partition(".")
    forged = ["1", "1.", ".", "x.y", f"2.{signature}", f"{number}.{signature[:-1]}", f"{number}.{'A' * 43}", "9" * 30]
    for signed in forged:
        url = reverse(name, args=[scene.town.slug, signed])
        assert Client().get(url).status_code == 404
        assert Client().post(url, {"text": "x", "tun": "ende"}).status_code in (404, 405)
    assert Client().get(reverse(name, args=[other.town.slug, own])).status_code == 404
    assert Contribution.objects.filter(state=ContributionState.WITHDRAWN).count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_private_pages_are_neither_kept_nor_indexed_and_start_no_session(scene, name):
    said = withhold(actor=scene.moderator, contribution=a_comment(scene), reason="Grund.")
    client = Client()
    response = client.get(page(scene, said, name))
    assert "no-store" in response["Cache-Control"]
    if response.status_code == 200:
        assert "noindex" in response["X-Robots-Tag"]
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("name", PAGES)
def test_private_pages_cost_few_queries(scene, name):
    said = a_comment(scene, email="kim@example.org")
    if name == "contribution-object":
        withhold(actor=scene.moderator, contribution=said, reason="Grund.")
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(page(scene, said, name)).status_code == 200
    assert len(queries) <= 5


def test_too_many_changes_from_one_address_wait_and_keep_their_words(scene):
    said, client = a_comment(scene), Client()
    with override_settings(RATE_LIMITS={"private": 1}):
        client.post(page(scene, said, "contribution-edit"), {"text": "Eins."})
        response = client.post(page(scene, said, "contribution-edit"), {"text": "Zwei."})
    assert response.status_code == 429
    assert "Zwei.</textarea>" in html_of(response)
    assert int(response["Retry-After"]) > 0


def test_a_comment_on_the_whole_text_can_be_changed_too(scene):
    said = submit(phase=scene.phase, place=Place(), text="Alles gut.")
    assert Client().post(page(scene, said, "contribution-edit"), {"text": "Fast alles gut."}).status_code == 302


def test_an_address_may_be_left_after_a_change(scene):
    said = edit_own(contribution=a_comment(scene), text="Neu.", alias="")
    assert leave_address(contribution=said, email="kim@example.org").confirmed_at is None
