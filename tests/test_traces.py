"""What people leave behind where nobody looks: in logs, in the record of changes, among mails that are long gone."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.factories import a_consultation, a_proof, an_answer, first_block, signed_in
from werkstatt.communication.links import confirm_url, manage_url
from werkstatt.communication.models import Subscription
from werkstatt.core import clock, mail, schedule
from werkstatt.core.logs import DiscreetFormatter, discreet
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.participation.actions import confirm_address, publish, withhold
from werkstatt.participation.actions.erasure import erase_address
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.receipts import signed_contact, signed_number

pytestmark = pytest.mark.django_db
EMAIL = "zaunkoenig@example.org"
FROM = "203.0.113.77"
MARKS = ("zaunkoenig", "Rotkehlchen", FROM)
"""Part of every address, of every word and name of a citizen; and where she sits."""


@pytest.fixture
def scene():
    return a_consultation()


@pytest.fixture(autouse=True)
def sent(django_capture_on_commit_callbacks):
    """Mails leave as soon as they are written."""
    with django_capture_on_commit_callbacks(execute=True):
        yield


def a_visit(scene) -> Contribution:
    """A citizen does everything there is to do, rightly and wrongly, through the pages."""
    town = scene.town
    browser = Client(REMOTE_ADDR=FROM, raise_request_exception=False)

    def to(name: str, *args: object) -> str:
        return reverse(name, args=[town.slug, *args])

    spot = to("contribute-block", scene.phase.pk, first_block(scene).uid) + "?von=0&bis=9"
    form = {
        "art": "wortlaut",
        "text": "Wegen Rotkehlchen.",
        "replacement": "Rotkehlchenstadt",
        "alias": "Rotkehlchen",
        "email": EMAIL,
        "rules": "on",
    }
    assert browser.post(spot, form | {"email": f"{EMAIL}@", "proof": a_proof()}).status_code == 422
    assert browser.post(spot, form | {"proof": a_proof()}).status_code == 302
    said = Contribution.objects.latest("pk")
    contact = Contact.objects.get(contribution=said)
    confirm = to("contact-confirm", signed_contact(contact, "confirm"))
    browser.get(confirm)
    browser.post(confirm)
    own = signed_number(town.pk, said.number)
    browser.post(to("contribution-edit", own), {"text": "Rotkehlchen!", "replacement": "Rotkehlchen", "alias": "R."})
    withhold(actor=scene.moderator, contribution=said, reason="Prüfen wir.")
    browser.post(to("contribution-object", own), {"text": "Rotkehlchen sind harmlos."})
    browser.get(to("receipt", own[:-2] + "xx"))
    browser.get(to("contributions"), {"suche": "Rotkehlchen"})
    browser.post(to("barrier-report"), {"text": "Rotkehlchen", "email": EMAIL, "page": "/"})
    order = {"topic": f"strategie:{scene.version.strategy.slug}", "email": EMAIL}
    assert browser.post(to("subscribe"), order).status_code == 302
    for subscription in Subscription.objects.all():
        browser.post(confirm_url(town, subscription))
        browser.get(manage_url(town, subscription))
    browser.get(f"/{town.slug}/Rotkehlchen/")
    browser.put(spot, "Rotkehlchen")
    said.refresh_from_db()
    return said


def everything() -> Iterator[tuple[str, str]]:
    """All rows of all tables that this database has (the search index has a table of its own on SQLite only)."""
    tables = set(connection.introspection.table_names())
    for model in apps.get_models():
        if model._meta.db_table in tables:
            yield model.__name__, str(list(model._default_manager.values_list()))


def test_neither_words_nor_addresses_are_in_any_log(scene, caplog):
    with caplog.at_level(logging.DEBUG):
        for name in ("werkstatt", "django.request", "django.security", "django.security.csrf"):
            caplog.set_level(logging.DEBUG, logger=name)
        said = a_visit(scene)
        schedule.run_all()
        signed_in(scene.officer).post(
            reverse("personal-data", args=[scene.town.slug]), {"tun": "suchen", "email": EMAIL}
        )
        signed_in(scene.lead).get(reverse("personal-data", args=[scene.town.slug]))
    assert said.number
    assert any(record.name == "django.request" for record in caplog.records)
    formatter = DiscreetFormatter("{asctime} {levelname} {name}: {message}", style="{")
    lines = [formatter.format(record) for record in caplog.records]
    # What somebody types as the address of a page is no word of a contribution: it stays out of this.
    lines = [line for line in lines if f"/{scene.town.slug}/Rotkehlchen/" not in line]
    assert [line for line in lines if any(mark in line for mark in MARKS)] == []
    private = signed_number(scene.town.pk, said.number).partition(".")[2]
    assert [line for line in lines if private[:-2] in line] == []


def test_the_handlers_of_the_installation_are_discreet(settings):
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    made = [handler.formatter for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler]
    assert any(isinstance(formatter, DiscreetFormatter) for formatter in made)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Not Found: /a/beleg/12.abc_-D/aendern/", "Not Found: /a/beleg/…/aendern/"),
        ("/en/a/auf-dem-laufenden/meine/c1.xyz/", "/en/a/auf-dem-laufenden/meine/…/"),
        ("Gone: /konto/einladung/geheim/", "Gone: /konto/einladung/…/"),
        ("/konto/password/reset/key/1-c0ffee/", "/konto/password/reset/key/…/"),
        ("DETAIL: Key (email)=(kim.m@example.org) exists", "DETAIL: Key (email)=(…@…) exists"),
        ("Forbidden: /a/werkstatt/mails/", "Forbidden: /a/werkstatt/mails/"),
    ],
)
def test_a_line_loses_what_gives_somebody_away_and_nothing_else(line, left):
    assert discreet(line) == left


def test_a_traceback_is_discreet_too():
    try:
        raise ValueError(f"cannot write to {EMAIL}")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), (type(error), error, None))
    assert "zaunkoenig" not in DiscreetFormatter().format(record)


def test_the_record_of_changes_holds_no_word_and_no_address_of_a_citizen(scene):
    said = a_visit(scene)
    publish(actor=scene.moderator, contribution=said)
    an_answer(scene, said)
    for contact in Contact.objects.filter(confirmed_at=None):
        confirm_address(contact=contact)
    signed_in(scene.officer).post(reverse("personal-data", args=[scene.town.slug]), {"tun": "datei", "email": EMAIL})
    erase_address(actor=scene.officer, town=scene.town, email=EMAIL, names=True)
    with clock.at(clock.now() + timedelta(days=800)):
        schedule.run_all()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"submit", "edit_own", "confirm_address", "object_to", "erase_address", "contacts_erased"} <= verbs
    entries = [(entry.verb, json.dumps(entry.data, ensure_ascii=False)) for entry in AuditEntry.objects.all()]
    assert [entry for entry in entries if any(mark in entry[1] for mark in MARKS)] == []


def test_where_people_sit_is_nowhere_in_the_database(scene):
    a_visit(scene)
    for name, rows in everything():
        assert FROM not in rows, name


def test_a_mail_that_is_long_gone_has_left_no_address_and_no_word(scene):
    a_visit(scene)
    assert OutgoingMail.objects.filter(to=EMAIL).exists()
    with clock.at(clock.now() + mail.KEPT + timedelta(days=8)):
        schedule.run_all()  # what was waiting to be told is mailed only now: that one is still needed
        left = str(list(OutgoingMail.objects.filter(created_at__lt=clock.now() - mail.KEPT).values()))
    assert not any(mark in left for mark in MARKS)


def test_when_all_is_over_nothing_is_left_of_an_address(scene):
    """The phase's day has come, the reports are settled or erased, old mails are forgotten."""
    a_visit(scene)
    erase_address(actor=scene.officer, town=scene.town, email=EMAIL)
    with clock.at(clock.now() + timedelta(days=800)):
        schedule.run_all()
    for name, rows in everything():
        assert "zaunkoenig" not in rows, name
