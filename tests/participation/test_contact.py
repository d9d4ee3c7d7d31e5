"""An address left to hear what becomes of a contribution: asked first, never shown, ended with one click."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_comment, a_consultation, a_proof, a_suggestion, first_block, signed_in
from werkstatt.core import clock, schedule
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.participation.actions import confirm_address, end_contact, leave_address, submit, withdraw_own
from werkstatt.participation.actions.contact import forget_unconfirmed
from werkstatt.participation.actions.contribution import Place
from werkstatt.participation.links import contact_confirm_url, contact_stop_url, receipt_url
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.receipts import masked

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def scene():
    return a_consultation()


@pytest.fixture(autouse=True)
def sent(django_capture_on_commit_callbacks):
    """Mails leave as soon as they are written."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def html_of(response) -> str:
    return unescape(response.content.decode())


def links_in(text: str) -> list[str]:
    """Paths of the links in a mail."""
    return [re.sub(r"^https?://[^/]+", "", link) for link in re.findall(r"https?://\S+", text)]


def waiting_mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.order_by("pk"))


def form(**more: str) -> dict[str, str]:
    return {"art": "kommentar", "text": "Mehr Bänke.", "rules": "on", "proof": a_proof()} | more


def address(scene) -> str:
    return reverse("contribute-block", args=[scene.town.slug, scene.phase.pk, first_block(scene).uid]) + "?von=0&bis=9"


# ── Leaving it ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_offers_it_and_says_what_it_is_for(scene):
    html = html_of(Client().get(address(scene)))
    assert re.search(r'<input type="email" name="email"[^>]*autocomplete="email"', html)
    assert "E-Mail, nicht öffentlich" in html
    assert "damit sind Sie dann einverstanden" in html
    assert f'datetime="{scene.phase.contacts_until.isoformat()}"' in html


def test_nothing_is_kept_and_nothing_sent_without_an_address(scene):
    assert Client().post(address(scene), form()).status_code == 302
    assert not Contact.objects.exists()
    assert not waiting_mails()


def test_an_address_is_kept_with_the_contribution_and_asked(scene):
    response = Client().post(address(scene), form(email=" Kim@Example.ORG "), follow=True)
    contact = Contact.objects.get()
    assert contact.email == "Kim@example.org"
    assert contact.confirmed_at is None
    assert [one.to for one in waiting_mails()] == ["Kim@example.org"]
    assert "K…\u2060@example.org" in html_of(response)
    assert "Kim@example.org" not in html_of(response)


@pytest.mark.parametrize(
    "wrong", ["kim", "kim@", "@example.org", "a b@example.org", "kim@example.org\nBcc: x@example.org", "ü@example.org"]
)
def test_a_wrong_address_is_named_at_its_field_and_everything_is_kept(scene, wrong):
    response = Client().post(address(scene), form(email=wrong))
    html = html_of(response)
    assert response.status_code == 422
    assert 'href="#id_email"' in html
    assert "Mehr Bänke.</textarea>" in html
    assert not Contribution.objects.exists()
    assert not waiting_mails()


def test_a_far_too_long_address_is_refused(scene):
    assert Client().post(address(scene), form(email=f"{'a' * 60}@{'b.' * 150}org")).status_code == 422


def test_a_second_click_asks_only_once(scene):
    twice = form(email="kim@example.org", form_key="k" * 24)
    for _ in range(2):
        assert Client().post(address(scene), twice).status_code == 302
    assert Contact.objects.count() == 1 == len(waiting_mails())


# ── The question ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_mail_carries_no_words_and_no_power(scene):
    said = a_comment(scene, text="Kaufen Sie https://werbung.example jetzt", email="kim@example.org")
    text = waiting_mails()[0].text or mail.outbox[0].body
    assert said.label in text
    assert "werbung" not in text
    assert receipt_url(scene.town, said) not in text
    assert contact_confirm_url(scene.town, said.contact) in links_in(text)
    assert contact_stop_url(scene.town, said.contact) in links_in(text)


def test_looking_at_the_link_confirms_nothing_and_the_button_does(scene):
    said = a_comment(scene, email="kim@example.org")
    url = contact_confirm_url(scene.town, said.contact)
    scanner = Client()
    for _ in range(3):
        assert said.label in html_of(scanner.get(url))
        scanner.head(url)
    assert Contact.objects.get().confirmed_at is None
    assert "Ihre Adresse ist bestätigt" in html_of(Client().post(url))
    assert Contact.objects.get().confirmed_at is not None


def test_the_second_mail_is_the_receipt(scene):
    said = a_suggestion(scene)
    leave_address(contribution=said, email="kim@example.org")
    confirm_address(contact=said.contact)
    text = mail.outbox[-1].body if mail.outbox else waiting_mails()[-1].text
    for expected in (said.label, "„Die Stadt“", "„Unsere Stadt“", "„Klingt freundlicher.“", "wir schreiben Ihnen"):
        assert expected in text
    assert receipt_url(scene.town, said) in links_in(text)
    headers = OutgoingMail.objects.order_by("-pk")[0].headers
    assert contact_stop_url(scene.town, said.contact) in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_confirming_twice_sends_one_receipt(scene):
    said = a_comment(scene, email="kim@example.org")
    url = contact_confirm_url(scene.town, said.contact)
    for _ in range(2):
        assert Client().post(url).status_code == 200
    assert [one.kind for one in waiting_mails()] == ["confirmation", "receipt"]


def test_several_contributions_are_one_mail_and_one_click(scene):
    said = [a_comment(scene, text=f"Satz {n}", email="kim@example.org") for n in range(3)]
    assert len(waiting_mails()) == 1
    page = html_of(Client().get(contact_confirm_url(scene.town, said[0].contact)))
    assert all(one.label in page for one in said)
    assert len(confirm_address(contact=said[0].contact)) == 3
    assert [one.kind for one in waiting_mails()] == ["confirmation", "receipt"]
    assert not Contact.objects.filter(confirmed_at=None).exists()


def test_an_hour_later_it_is_asked_again(scene):
    with clock.at(NOW - timedelta(hours=2)):
        a_comment(scene, email="kim@example.org")
    a_comment(scene, email="kim@example.org")
    assert len(waiting_mails()) == 2


def test_what_waits_in_one_town_is_not_confirmed_by_another(scene):
    other = a_consultation()
    a_comment(scene, email="kim@example.org")
    foreign = a_comment(other, email="kim@example.org")
    confirm_address(contact=foreign.contact)
    assert Contact.objects.get(municipality=scene.town).confirmed_at is None


def test_nobody_can_be_flooded_through_us(scene):
    said = a_comment(scene)
    for _ in range(6):
        leave_address(contribution=said, email="opfer@example.org")
    with pytest.raises(RuleBroken, match="schon mehrere Mails"):
        leave_address(contribution=said, email="Opfer@example.org")
    assert len(waiting_mails()) == 6
    # A contribution is taken all the same; only no further mail leaves.
    with clock.at(clock.now() + timedelta(minutes=90)):
        a_comment(scene, text="Noch eins.", email="opfer@example.org")
    assert len(waiting_mails()) == 6


def test_the_mail_speaks_the_language_of_the_page(scene):
    said = submit(phase=scene.phase, place=Place(), text="Hello.", email="kim@example.org", language="en")
    text = mail.outbox[0].body if mail.outbox else waiting_mails()[0].text
    assert said.contact.language == "en"
    assert "/en/" in text


@pytest.mark.parametrize("name", ["contact-confirm", "contact-stop"])
def test_forged_links_are_not_found(scene, name):
    said, other = a_comment(scene, email="kim@example.org"), a_consultation()
    url = (contact_confirm_url if name == "contact-confirm" else contact_stop_url)(scene.town, said.contact)
    signed = url.rstrip("/").rpartition("/")[2]
    forged = ["1", "x.y", f"9.{signed.partition('.')[2]}", signed[:-1], "١.abc", "9" * 40]
    for one in forged:
        assert Client().get(reverse(name, args=[scene.town.slug, one])).status_code == 404
        assert Client().post(reverse(name, args=[scene.town.slug, one])).status_code == 404
    assert Client().get(reverse(name, args=[other.town.slug, signed])).status_code == 404
    swapped = "contact-stop" if name == "contact-confirm" else "contact-confirm"
    assert Client().get(reverse(swapped, args=[scene.town.slug, signed])).status_code == 404


def test_a_link_to_an_earlier_address_confirms_nothing(scene):
    said = a_comment(scene, email="erst@example.org")
    url = contact_confirm_url(scene.town, said.contact)
    leave_address(contribution=said, email="dann@example.org")
    assert Client().post(url).status_code == 404
    assert Contact.objects.get().confirmed_at is None


def test_after_two_weeks_an_unconfirmed_address_is_gone():
    scene = a_consultation(opens_at=NOW - timedelta(days=30), closes_at=NOW + timedelta(days=7))
    with clock.at(NOW - timedelta(days=15)):
        old = a_comment(scene, email="alt@example.org")
    a_comment(scene, text="Neu.", email="neu@example.org")
    assert "gilt nicht mehr" in html_of(Client().get(contact_confirm_url(scene.town, old.contact)))
    assert forget_unconfirmed() == 1
    assert [one.email for one in Contact.objects.all()] == ["neu@example.org"]
    assert "participation.contacts.forget" in schedule._jobs


# ── On the receipt ────────────────────────────────────────────────────────────────────────────────────────────────


def address_page(scene, said) -> str:
    return receipt_url(scene.town, said) + "adresse/"


def test_an_address_can_be_left_later_and_the_mail_sent_again(scene):
    said, client = a_comment(scene), Client()
    assert "E-Mail-Adresse angeben" in html_of(client.get(receipt_url(scene.town, said)))
    for _ in range(2):
        response = client.post(address_page(scene, said), {"email": "kim@example.org"}, follow=True)
        assert "Wir haben Ihnen eine Mail geschickt." in html_of(response)
    assert len(waiting_mails()) == 2
    assert "Noch ein Schritt" in html_of(client.get(receipt_url(scene.town, said)))


def test_a_confirmed_address_is_not_asked_again(scene):
    said = a_comment(scene, email="kim@example.org")
    confirm_address(contact=said.contact)
    leave_address(contribution=said, email="kim@example.org")
    assert Contact.objects.get().confirmed_at is not None
    assert [one.kind for one in waiting_mails()] == ["confirmation", "receipt"]


def test_another_address_begins_anew(scene):
    said = a_comment(scene, email="kim@example.org")
    confirm_address(contact=said.contact)
    leave_address(contribution=said, email="neu@example.org")
    assert Contact.objects.get().confirmed_at is None


def test_a_dead_address_is_said_and_can_be_replaced(scene):
    said = a_comment(scene, email="kim@example.org")
    Contact.objects.update(confirmed_at=clock.now(), bounced_at=clock.now())
    assert "nichts zustellen" in html_of(Client().get(receipt_url(scene.town, said)))
    leave_address(contribution=said, email="kim@example.org")
    assert Contact.objects.get().bounced_at is None


def test_a_wrong_address_on_the_receipt_is_kept(scene):
    response = Client().post(address_page(scene, a_comment(scene)), {"email": "kim@@example"})
    assert response.status_code == 422
    assert 'value="kim@@example"' in html_of(response)


def test_too_many_addresses_from_one_connection_wait(scene):
    said, client = a_comment(scene), Client()
    with override_settings(RATE_LIMITS={"private": 1}):
        client.post(address_page(scene, said), {"email": "a@example.org"})
        late = client.post(address_page(scene, said), {"email": "b@example.org"})
    assert late.status_code == 429
    assert 'value="b@example.org"' in html_of(late)


def test_a_withdrawn_contribution_takes_no_address(scene):
    said = withdraw_own(contribution=a_comment(scene))
    with pytest.raises(RuleBroken):
        leave_address(contribution=said, email="kim@example.org")


# ── Ending it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_click_ends_it_and_erases_the_address(scene):
    said = a_comment(scene, email="kim@example.org")
    url = contact_stop_url(scene.town, said.contact)
    assert "Ja, Adresse löschen" in html_of(Client().get(url))
    assert Contact.objects.get().ended_at is None
    # as mail programs do it: no cookie, no form token
    one_click = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    contact = Contact.objects.get()
    assert (contact.email, contact.confirmed_at) == ("", None)
    assert "Ihre Adresse ist gelöscht" in html_of(Client().get(url))
    assert Client().post(url).status_code == 200


def test_it_can_be_ended_on_the_receipt_and_begun_anew(scene):
    said, client = a_comment(scene, email="kim@example.org"), Client()
    html = html_of(client.post(address_page(scene, said), {"tun": "ende"}, follow=True))
    assert "Ihre Adresse ist gelöscht." in html
    assert "E-Mail-Adresse angeben" in html
    leave_address(contribution=said, email="kim@example.org")
    assert Contact.objects.get().ended_at is None


def test_two_ended_addresses_are_not_taken_for_one_person(scene):
    said = [a_comment(scene, text=f"Satz {n}", email=f"kim{n}@example.org") for n in range(2)]
    for one in said:
        end_contact(contact=one.contact)
    assert not Contact.objects.exclude(email="").exists()
    assert confirm_address(contact=Contact.objects.all()[0]) == []


# ── Never public (invariant 16) ───────────────────────────────────────────────────────────────────────────────────


def test_no_page_and_no_export_shows_an_address(scene):
    said = a_comment(scene, alias="Ute", email="geheim.person@example.org")
    confirm_address(contact=said.contact)
    slug = scene.town.slug
    number, version = said.number, scene.version
    pages = [
        reverse("town-home", args=[slug]),
        reverse("contributions", args=[slug]),
        reverse("contributions-file", args=[slug]),
        reverse("contribution", args=[slug, number]),
        reverse("support", args=[slug, number]),
        reverse("feed", args=[slug]),
        reverse("chapter", args=[slug, version.strategy.slug, version.number, 1]),
        address(scene),
        receipt_url(scene.town, said),
        address_page(scene, said),
    ]
    desk = signed_in(scene.lead)
    for client, paths in ((Client(), pages), (desk, [*pages, reverse("desk-item", args=[slug, number])])):
        for path in paths:
            response = client.get(path)
            content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            assert b"geheim.person" not in content, path


def test_no_address_is_in_the_record_of_changes(scene):
    said = a_comment(scene, email="geheim.person@example.org")
    confirm_address(contact=said.contact)
    end_contact(contact=said.contact)
    assert AuditEntry.objects.filter(verb="end_contact").exists()
    assert not [entry for entry in AuditEntry.objects.all() if "geheim" in str(entry.data)]


def test_a_masked_address_shows_one_letter():
    assert masked("kim.muster@example.org") == "k…\u2060@example.org"
    assert masked("") == ""


def test_the_pages_cost_few_queries(scene):
    said = a_comment(scene, email="kim@example.org")
    for url in (contact_confirm_url(scene.town, said.contact), contact_stop_url(scene.town, said.contact)):
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(url).status_code == 200
        assert len(queries) <= 5
