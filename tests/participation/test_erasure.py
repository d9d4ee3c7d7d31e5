"""Auskunft und Löschung: what is kept under an address is told, handed over, and erased on request."""

from __future__ import annotations

import json
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_member, a_suggestion, an_answer, signed_in
from werkstatt.communication.actions.subscription import Wanted, subscribe
from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.rules import Topic
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.organisations.actions.page import report_barrier
from werkstatt.organisations.models import BarrierReport
from werkstatt.organisations.rules import Role
from werkstatt.participation.actions import (
    advance,
    confirm_address,
    edit_own,
    leave_address,
    merge_into,
    object_to,
    withhold,
)
from werkstatt.participation.actions.contact import end_contact
from werkstatt.participation.actions.erasure import erase_address
from werkstatt.participation.links import receipt_url
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.queries.personal import find_stored
from werkstatt.participation.receipts import signed_number
from werkstatt.participation.search import matching

pytestmark = pytest.mark.django_db
ADDRESS = "Ada.Lauscher@example.org"


@pytest.fixture
def scene():
    return a_consultation()


def html_of(response) -> str:
    return unescape(response.content.decode())


def with_address(scene, said: Contribution | None = None, email: str = ADDRESS, **more) -> Contribution:
    said = said or a_comment(scene, **more)
    confirm_address(contact=leave_address(contribution=said, email=email))
    return said


def everywhere(scene) -> Contribution:
    """One address in every place that a town keeps addresses in."""
    said = with_address(scene, text="Mehr Bänke.", alias="Ada")
    subscribe(
        town=scene.town,
        wanted=Wanted(Topic.STRATEGY, scene.version.strategy),
        email=ADDRESS.lower(),
        language="de",
    )
    report_barrier(town=scene.town, page="/karte/", text="Die Karte geht nicht.", email=ADDRESS)
    an_answer(scene, said)
    return said


def page(scene) -> str:
    return reverse("personal-data", args=[scene.town.slug])


def test_the_page_tells_what_is_kept_whatever_the_capitals(scene):
    said = everywhere(scene)
    html = html_of(signed_in(scene.officer).post(page(scene), {"tun": "suchen", "email": "ada.lauscher@EXAMPLE.org"}))
    assert f"Nr. {said.number}" in html
    assert "„Ada“" in html
    for label, count in (("Abonnements", 1), ("Gemeldete Barrieren", 1)):
        assert f"<dt>{label}</dt><dd>{count}</dd>" in html


def test_the_file_holds_all_of_it(scene):
    said = everywhere(scene)
    sent = signed_in(scene.administrator).post(page(scene), {"tun": "datei", "email": ADDRESS})
    assert sent["Content-Disposition"] == 'attachment; filename="auskunft.json"'
    assert "no-store" in sent["Cache-Control"]
    found = json.loads(sent.content)
    assert found["contributions"][0]["number"] == said.number
    assert found["contributions"][0]["words"] == "Mehr Bänke."
    assert found["contributions"][0]["address"]["email"] == ADDRESS
    assert found["barrier_reports"][0]["text"] == "Die Karte geht nicht."
    assert len(found["subscriptions"]) == 1
    assert {mail["subject"] for mail in found["mails"]} == set(
        OutgoingMail.objects.filter(to__iexact=ADDRESS).values_list("subject", flat=True)
    )


def test_erasing_takes_the_address_everywhere_and_nothing_else(scene):
    said = everywhere(scene)
    officer = signed_in(scene.officer)
    asked = html_of(officer.post(page(scene), {"tun": "loeschen", "email": ADDRESS}))
    assert "Endgültig löschen" in asked
    assert Contact.objects.exists()
    sent = officer.post(page(scene), {"tun": "endgueltig", "email": ADDRESS, "sure": "on"}, follow=True)
    assert "Die Adresse ist gelöscht. Sie stand bei einem Beitrag." in html_of(sent)
    assert ADDRESS.lower() not in html_of(sent).lower()
    for model in (Contact, Subscription, Notice):
        assert not model.objects.exists(), model
    assert not BarrierReport.objects.exclude(email="").exists()
    assert BarrierReport.objects.get().text == "Die Karte geht nicht."
    assert not OutgoingMail.objects.filter(to__iexact=ADDRESS).exists()
    assert ADDRESS.lower() not in str(list(OutgoingMail.objects.values())).lower()
    said.refresh_from_db()
    assert (said.text, said.alias, said.state) == ("Mehr Bänke.", "Ada", "answered")
    public = html_of(Client().get(reverse("contribution", args=[scene.town.slug, said.number])))
    assert "Dafür fehlt das Geld." in public
    assert find_stored(scene.town, ADDRESS).is_nothing


def test_the_second_step_asks_whether_it_was_checked(scene):
    everywhere(scene)
    sent = signed_in(scene.officer).post(page(scene), {"tun": "endgueltig", "email": ADDRESS, "words": "on"})
    assert sent.status_code == 422
    assert "Gelöschtes kommt nicht wieder" in html_of(sent)
    assert 'name="words" ' in html_of(sent)
    assert Contact.objects.exists()


def test_the_name_goes_on_request_and_is_not_found_any_more(scene):
    said = with_address(scene, a_suggestion(scene, replacement="Unsere schöne Stadt"))
    edit_own(contribution=said, text="Klingt freundlicher.", alias="Lauscherin", replacement="Unsere schöne Stadt")
    erase_address(actor=scene.officer, town=scene.town, email=ADDRESS, names=True)
    said.refresh_from_db()
    assert (said.alias, said.author) == ("", "Anonym")
    every = Contribution.objects.filter(municipality=scene.town)
    assert not matching(every, "Lauscherin", town_id=scene.town.pk).exists()
    assert matching(every, "freundlicher schöne", town_id=scene.town.pk).exists()


@pytest.mark.parametrize("state", ["published", "withheld", "merged", "answered", "closed", "withdrawn"])
def test_words_go_on_request_in_every_state_and_the_number_stays(scene, state):
    said = with_address(scene, text="Ein verräterischer Satz.", alias="Ada")
    match state:
        case "withheld":
            withhold(actor=scene.moderator, contribution=said, reason="Beleidigt jemanden.")
        case "merged":
            merge_into(actor=scene.moderator, contribution=said, target=a_comment(scene), reason="Sagt dasselbe.")
        case "answered" | "closed":
            an_answer(scene, said)
    if state == "closed":
        advance(actor=scene.officer, contribution=said, state="closed")
    if state == "withdrawn":
        Contribution.objects.filter(pk=said.pk).update(state="withdrawn", text="")
    before = OutgoingMail.objects.count()
    erase_address(actor=scene.officer, town=scene.town, email=ADDRESS, words=True)
    said.refresh_from_db()
    assert (said.state, said.text) == ("withdrawn", "")
    assert said.alias == "" or state == "withdrawn"
    assert not Notice.objects.filter(contribution=said).exists()
    assert OutgoingMail.objects.count() <= before
    public = Client().get(reverse("contribution", args=[scene.town.slug, said.number]))
    assert "Zurückgezogen" in html_of(public)
    assert "verräterisch" not in html_of(public)


def test_erasing_twice_is_harmless_and_a_stranger_to_the_town_is_nobody(scene):
    everywhere(scene)
    assert len(erase_address(actor=scene.officer, town=scene.town, email=ADDRESS)) == 1
    assert erase_address(actor=scene.officer, town=scene.town, email=ADDRESS) == []
    html = html_of(signed_in(scene.officer).post(page(scene), {"tun": "suchen", "email": "nie@example.org"}))
    assert "Nichts. Unter dieser Adresse" in html


def test_one_town_neither_sees_nor_erases_what_another_keeps(scene):
    other = a_consultation()
    kept = everywhere(other)
    assert find_stored(scene.town, ADDRESS).is_nothing
    everywhere(scene)
    erase_address(actor=scene.officer, town=scene.town, email=ADDRESS, words=True)
    stored = find_stored(other.town, ADDRESS)
    assert [one.number for one in stored.contributions] == [kept.number]
    assert stored.reports == 1
    assert len(stored.others["subscriptions"]) == 1


def test_only_officer_and_administrator_get_in(scene):
    for person in (scene.moderator, scene.editor, scene.lead, a_member(scene.town, Role.COUNCIL_MEMBER)):
        assert signed_in(person).get(page(scene)).status_code == 403
        with pytest.raises(PermissionDenied):
            erase_address(actor=person, town=scene.town, email=ADDRESS)
    for person in (scene.officer, scene.administrator):
        assert signed_in(person).get(page(scene)).status_code == 200


def test_every_look_is_recorded_without_the_address_and_without_numbers(scene):
    said = everywhere(scene)
    officer = signed_in(scene.officer)
    for what in ("suchen", "datei", "loeschen", "endgueltig"):
        officer.post(page(scene), {"tun": what, "email": ADDRESS, "sure": "on"})
    entries = list(AuditEntry.objects.filter(town_id=scene.town.pk).order_by("pk"))[-4:]
    verbs = ["look_up_address", "export_address", "look_up_address", "erase_address"]
    assert [entry.verb for entry in entries] == verbs
    assert {entry.actor_id for entry in entries} == {scene.officer.pk}
    assert {entry.object_id for entry in entries} == {scene.town.pk}
    assert entries[-1].data == {"contributions": 1, "names": False, "words": False}
    assert said.number


@pytest.mark.parametrize("email", ["", "keine", "a@b@c", "<script>@x.de", "x" * 300 + "@example.org"])
def test_what_cannot_be_an_address_is_said(scene, email):
    officer = signed_in(scene.officer)
    for what in ("suchen", "datei", "loeschen", "endgueltig", "x"):
        sent = officer.post(page(scene), {"tun": what, "email": email, "sure": "on"})
        assert sent.status_code == 422, (what, email)
        assert "<script>@" not in sent.content.decode()
    if email:
        with pytest.raises(RuleBroken):
            erase_address(actor=scene.officer, town=scene.town, email=email)


def test_an_account_of_the_own_town_is_named_and_one_of_another_is_not(scene):
    other = a_consultation()
    assert find_stored(scene.town, scene.editor.email).has_account
    assert not find_stored(scene.town, other.editor.email).has_account


def test_looking_up_costs_the_same_for_one_and_three(scene):
    officer = signed_in(scene.officer)
    with_address(scene)
    officer.post(page(scene), {"email": ADDRESS})
    counts = []
    for more in (0, 2):
        for number in range(more):
            with_address(scene, text=f"Bank {number}")
        with CaptureQueriesContext(connection) as asked:
            assert officer.post(page(scene), {"email": ADDRESS}).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


# ── With the private link ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_holder_of_the_link_takes_home_what_is_kept(scene):
    said = with_address(scene, text="Mehr Bänke.", alias="Ada")
    edit_own(contribution=said, text="Mehr Bänke am Markt.", alias="Ada")
    withhold(actor=scene.moderator, contribution=said, reason="Prüfen wir.")
    object_to(contribution=said, text="Das ist harmlos.")
    address = reverse("contribution-own-data", args=[scene.town.slug, signed_number(scene.town.pk, said.number)])
    assert address in html_of(Client().get(receipt_url(scene.town, said)))
    sent = Client().get(address)
    assert sent["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in sent["Cache-Control"]
    found = json.loads(sent.content)["contribution"]
    assert found["words"] == "Mehr Bänke am Markt."
    assert [earlier["words"] for earlier in found["earlier_words"]] == ["Mehr Bänke."]
    assert [one["words"] for one in found["objections"]] == ["Das ist harmlos."]
    assert found["address"]["email"] == ADDRESS


def test_a_forged_link_gets_nothing(scene):
    said, other = with_address(scene), a_consultation()
    good = signed_number(scene.town.pk, said.number)
    for town, signed in ((scene.town, good[:-2] + "xx"), (scene.town, str(said.number)), (other.town, good)):
        assert Client().get(reverse("contribution-own-data", args=[town.slug, signed])).status_code == 404


def test_the_holder_of_the_link_erases_her_address(scene):
    said = with_address(scene)
    signed = signed_number(scene.town.pk, said.number)
    Client().post(reverse("contact-address", args=[scene.town.slug, signed]), {"tun": "ende"})
    assert not Contact.objects.exclude(email="").exists()
    sent = Client().get(reverse("contribution-own-data", args=[scene.town.slug, signed]))
    assert json.loads(sent.content)["contribution"]["address"] is None
    end_contact(contact=Contact.objects.get())
