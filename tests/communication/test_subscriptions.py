"""Subscribing without an account: pages, links, limits."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.communication.helpers import ADA, a_contact, a_subscription, in_minutes, one_mail, written
from tests.factories import a_comment, a_consultation
from werkstatt.accounts.events import AddressErased
from werkstatt.communication.actions.address import erase_address, export_address
from werkstatt.communication.actions.subscription import forget_unconfirmed
from werkstatt.communication.links import confirm_url, manage_url, stop_url
from werkstatt.communication.models import Subscription
from werkstatt.communication.rules import Topic
from werkstatt.core import clock
from werkstatt.core.events import announce
from werkstatt.core.mail import MailRefused, post
from werkstatt.core.models import OutgoingMail
from werkstatt.participation.models import Contact
from werkstatt.strategy.models import Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def form_url(scene) -> str:
    return reverse("subscribe", args=[scene.town.slug])


def order(scene, email: str = ADA, **more: str):
    topic = more.pop("topic", f"strategie:{scene.version.strategy.slug}")
    return Client().post(form_url(scene), {"topic": topic, "email": email, **more})


def link_in(text: str, part: str) -> str:
    found = re.search(rf"http://[^/\s]+(/\S*{part}\S*)", text)
    assert found, text
    return found[1]


def test_from_the_form_over_the_mail_to_a_confirmed_subscription(scene):
    answer = order(scene, " Ada@Example.org ")
    assert answer.status_code == 302
    assert "Postfach" in Client().get(answer["location"]).content.decode()
    assert Subscription.objects.get().confirmed_at is None

    mail = one_mail("confirm")
    assert mail.to == ADA
    address = link_in(mail.text, "bestaetigen")
    page = Client().get(address)
    assert "a…@example.org" in page.content.decode()
    assert Subscription.objects.get().confirmed_at is None, "looking does not confirm"

    answer = Client().post(address)
    assert Subscription.objects.get().confirmed_at
    page = Client().get(answer["location"]).content.decode()
    assert "Bestätigt." in page
    assert ADA not in page


def test_the_form_offers_strategy_phase_and_sections_and_keeps_the_choice_of_the_link(scene):
    section = Section.objects.filter(version=scene.version)[1]
    slug = scene.version.strategy.slug
    page = Client().get(f"{form_url(scene)}?strategie={slug}&abschnitt={section.uid}").content.decode()
    assert re.search(r'value="abschnitt"[^>]*checked', page)
    assert re.search(rf'value="{slug}:{section.uid}" selected', page)
    page = Client().get(f"{form_url(scene)}?phase={scene.phase.pk}").content.decode()
    assert re.search(rf'value="phase:{scene.phase.pk}"[^>]*checked', page)


@pytest.mark.parametrize("query", ["strategie=nix", "abschnitt=%22%3E", "phase=99999", "phase=-1&abschnitt=a%0Ab"])
def test_an_address_that_asks_for_nothing_known_shows_the_form(scene, query):
    assert Client().get(f"{form_url(scene)}?{query}").status_code == 200


def test_each_topic_can_be_ordered(scene):
    section = Section.objects.filter(version=scene.version)[0]
    slug = scene.version.strategy.slug
    assert order(scene, topic=f"phase:{scene.phase.pk}").status_code == 302
    assert order(scene, topic="abschnitt", section=f"{slug}:{section.uid}").status_code == 302
    assert set(Subscription.objects.values_list("topic", "section_uid")) == {("phase", ""), ("section", section.uid)}


def test_the_same_wish_twice_is_one_subscription_and_looks_the_same(scene):
    a_subscription(scene)
    known, unknown = order(scene), order(scene, "neu@example.org")
    assert (known.status_code, known["location"]) == (unknown.status_code, unknown["location"])
    assert Subscription.objects.filter(email=ADA).count() == 1
    assert Subscription.objects.get(email=ADA).confirmed_at
    assert [mail.to for mail in written("confirm")] == [ADA, "neu@example.org"], "both get a mail, both take as long"


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "keine-adresse"},
        {"email": ""},
        {"email": "a@b.de\r\nBcc: x@y.de"},
        {"email": "ä@example.org"},
        {"email": "a" * 300 + "@example.org"},
        {"topic": "strategie:fremd"},
        {"topic": "abschnitt", "section": ""},
        {"topic": "abschnitt", "section": "fremd:uid"},
        {"website": "https://werbung.example"},
    ],
)
def test_wrong_input_is_said_and_kept(scene, fields):
    answer = order(scene, **{"email": "ada@example.org", **fields})
    assert answer.status_code == 422
    assert not Subscription.objects.exists()
    if fields.get("email"):
        assert fields["email"].split("\r")[0][:20] in answer.content.decode()


def test_a_phase_of_another_town_cannot_be_ordered(scene):
    other = a_consultation()
    assert order(scene, topic=f"phase:{other.phase.pk}").status_code == 422


def test_one_connection_cannot_order_for_the_whole_world(scene):
    for number in range(10):
        assert order(scene, f"person{number}@example.org").status_code == 302
    answer = order(scene, "noch-eine@example.org")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "noch-eine@example.org" in answer.content.decode(), "typed words stay"
    assert not Subscription.objects.filter(email="noch-eine@example.org").exists()


def test_nobody_can_have_a_mailbox_filled(scene, settings):
    settings.RATE_LIMITS = {"subscribe": 0}
    for _ in range(9):
        assert order(scene).status_code == 302
    assert len(written("confirm")) == 4


def test_a_link_that_confirms_works_for_a_week_and_only_here(scene):
    order(scene)
    subscription = Subscription.objects.get()
    address = link_in(confirm_url(scene.town, subscription), "bestaetigen")
    other = a_consultation()
    assert Client().post(address.replace(scene.town.slug, other.town.slug)).status_code == 404
    assert Client().get(address[:-3] + "xx/").status_code == 404
    with clock.at(in_minutes(60 * 24 * 8)):
        assert forget_unconfirmed() == 1
    assert Client().get(address).status_code == 410


def test_an_expired_link_says_so(scene, monkeypatch):
    from datetime import timedelta

    from werkstatt.communication import links

    order(scene)
    address = link_in(one_mail("confirm").text, "bestaetigen")
    monkeypatch.setattr(links, "CONFIRM_WITHIN", timedelta(seconds=-1))
    answer = Client().post(address)
    assert answer.status_code == 410
    assert Subscription.objects.get().confirmed_at is None


def own_page(scene, subscription) -> str:
    return link_in(manage_url(scene.town, subscription), "meine")


def test_the_private_page_shows_everything_and_ends_one_or_all(scene):
    whole = a_subscription(scene)
    phase = a_subscription(scene, Topic.PHASE)
    section = a_subscription(scene, Topic.SECTION, section=Section.objects.filter(version=scene.version)[0].uid)
    said = a_comment(scene)
    a_contact(said)
    stranger = a_subscription(scene, email="bo@example.org")
    address = own_page(scene, whole)
    page = Client().get(address).content.decode()
    assert page.count("Abbestellen<") == 4
    assert "Feld 1" in page

    Client().post(address, {"auftrag": f"abo:{phase.pk}"})
    Client().post(address, {"auftrag": f"abo:{stranger.pk}"})
    assert set(Subscription.objects.values_list("pk", flat=True)) == {whole.pk, section.pk, stranger.pk}

    answer = Client().post(address, {"auftrag": f"abo:{whole.pk}"}, follow=True)
    assert answer.status_code == 200
    assert "Geändert." in answer.content.decode(), "the page goes on under another key"

    answer = Client().post(own_page(scene, section), {"auftrag": "alles"})
    assert "Abbestellt" in answer.content.decode()
    assert list(Subscription.objects.values_list("email", flat=True)) == ["bo@example.org"]
    contact = Contact.objects.get()
    assert contact.ended_at
    assert contact.email == ""
    assert Client().get(address).status_code == 410


@pytest.mark.parametrize("wrong", ["", "abo:", "abo:x", "abo:99999999999999999999", "antwort:-1", "x" * 5000, "abo:١"])
def test_an_order_that_is_not_understood_changes_nothing(scene, wrong):
    whole = a_subscription(scene)
    answer = Client().post(own_page(scene, whole), {"auftrag": wrong})
    assert answer.status_code == 302
    assert Subscription.objects.count() == 1


def test_the_language_can_be_changed_to_one_there_is(scene):
    whole = a_subscription(scene)
    Client().post(own_page(scene, whole), {"auftrag": "sprache", "language": "en"})
    assert Subscription.objects.get().language == "en"
    Client().post(own_page(scene, whole), {"auftrag": "sprache", "language": "../../x"})
    assert Subscription.objects.get().language == "en"


def test_one_click_in_the_mail_program_ends_the_news_without_a_form_token(scene):
    first, _second = a_subscription(scene), a_subscription(scene, Topic.PHASE)
    a_contact(a_comment(scene))
    address = link_in(stop_url(scene.town, first), "abbestellen")
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(address).status_code == 302
    assert Subscription.objects.count() == 2, "looking ends nothing"
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()
    assert Contact.objects.get().ended_at is None, "answers were not what the mail was about"
    assert browser.post(address).status_code == 410


def test_one_click_in_a_mail_with_answers_ends_the_answers(scene):
    a_subscription(scene)
    contact = a_contact(a_comment(scene))
    a_contact(a_comment(scene))
    assert Client().post(link_in(stop_url(scene.town, contact), "abbestellen")).status_code == 200
    assert not Contact.objects.filter(ended_at=None).exists()
    assert Subscription.objects.count() == 1


@pytest.mark.parametrize("token", ["s1", "s1.x", "c1.AAAA", "%00", "s1." + "A" * 3000, "ß"])
def test_forged_links_do_not_exist(scene, token):
    a_subscription(scene)
    for name in ("subscriptions", "unsubscribe", "subscription-confirm"):
        address = reverse(name, args=[scene.town.slug, "TOKEN"]).replace("TOKEN", token)
        for ask in (Client().get, Client().post):
            assert ask(address).status_code in (400, 404), name
    assert Subscription.objects.count() == 1


def test_a_link_for_managing_does_not_confirm_and_the_other_way_round(scene):
    subscription = a_subscription(scene)
    managing = manage_url(scene.town, subscription).rstrip("/").rpartition("/")[2]
    confirming = confirm_url(scene.town, subscription).rstrip("/").rpartition("/")[2]
    assert Client().get(reverse("subscription-confirm", args=[scene.town.slug, managing])).status_code == 404
    assert Client().get(reverse("subscriptions", args=[scene.town.slug, confirming])).status_code == 404


def test_a_subscription_that_bounced_is_asked_anew(scene):
    a_subscription(scene)
    announce(MailRefused(scene.town.pk, ADA))
    assert Subscription.objects.get().bounced_at
    order(scene)
    Client().post(link_in(one_mail("confirm").text, "bestaetigen"))
    assert Subscription.objects.get().bounced_at is None


def test_an_erased_address_is_nowhere_any_more_in_this_town(scene):
    other = a_consultation()
    a_subscription(scene)
    a_subscription(other)
    said = a_comment(scene)
    a_contact(said, "ADA@example.org")
    post(to=ADA, subject="x", text="x", kind="test", town_id=scene.town.pk, key="k")
    assert erase_address(town=scene.town, email=ADA) == 3
    assert [row.municipality_id for row in Subscription.objects.all()] == [other.town.pk]
    assert not Contact.objects.exists()
    assert not OutgoingMail.objects.filter(to__iexact=ADA).exists()
    assert OutgoingMail.objects.get(key="k").state == OutgoingMail.State.FAILED, "and it is not sent any more"
    said.refresh_from_db()
    assert said.text

    announce(AddressErased(None, ADA))
    assert not Subscription.objects.exists()


def test_erasing_no_address_erases_nothing(scene):
    OutgoingMail.objects.create(
        to="", subject="", text="", kind="x", not_before=timezone.now(), created_at=timezone.now()
    )
    assert erase_address(town=scene.town, email="") == 0
    assert OutgoingMail.objects.count() == 1


def test_an_address_can_be_exported(scene):
    a_subscription(scene)
    said = a_comment(scene)
    a_contact(said)
    post(to=ADA, subject="Antwort", text="x", kind="test", town_id=scene.town.pk)
    found = export_address(town=scene.town, email="Ada@example.org")
    assert [row["topic"] for row in found["subscriptions"]] == ["strategy"]
    assert [row["number"] for row in found["contacts"]] == [said.number]
    assert [row["subject"] for row in found["mails"]] == ["Antwort"]


def test_pages_are_never_kept_and_ask_little(scene, django_assert_max_num_queries):
    whole = a_subscription(scene)
    a_subscription(scene, Topic.SECTION, section=Section.objects.filter(version=scene.version)[0].uid)
    for address in (form_url(scene), own_page(scene, whole), reverse("subscription-sent", args=[scene.town.slug])):
        Client().get(address)
        with django_assert_max_num_queries(12):
            answer = Client().get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "X-Town" not in answer


def test_a_town_without_a_text_has_nothing_to_order():
    from tests.factories import a_town

    town = a_town()
    assert "Noch gibt es hier nichts" in Client().get(reverse("subscribe", args=[town.slug])).content.decode()
    assert Client().post(reverse("subscribe", args=[town.slug]), {"email": ADA}).status_code == 422
