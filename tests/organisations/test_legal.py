"""Pages that every authority needs, the feedback path, and offices that are closed."""

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.scene import a_scene, signed_in
from werkstatt.core.audit import AuditEntry
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import on
from werkstatt.core.ui.markdown import markdown
from werkstatt.opinions.rules import SECRETS_KEPT
from werkstatt.organisations.actions import add_unit
from werkstatt.organisations.actions.page import change_contact, change_page, report_barrier, settle_report
from werkstatt.organisations.actions.unit import dissolve_unit
from werkstatt.organisations.events import UnitDissolved
from werkstatt.organisations.legal import general_text
from werkstatt.organisations.models import BarrierReport, Membership
from werkstatt.organisations.queries import open_units_of
from werkstatt.organisations.rules import PageKind

pytestmark = pytest.mark.django_db
PAGES = {"imprint": PageKind.IMPRINT, "privacy": PageKind.PRIVACY, "accessibility": PageKind.ACCESSIBILITY}


@pytest.fixture
def scene():
    return a_scene()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_something_true_before_the_town_has_written_it(client, scene, name):
    answer = client.get(reverse(name, args=[scene.town.slug]))
    assert answer.status_code == 200
    assert scene.town.name in answer.content.decode()


@pytest.mark.parametrize(("name", "kind"), PAGES.items())
def test_the_towns_own_words_take_the_place_of_the_general_ones(client, scene, name, kind):
    change_page(actor=scene.administrator, town=scene.town, kind=kind, text="## Wir\n\nRathaus, Markt 1")
    page = client.get(reverse(name, args=[scene.town.slug])).content.decode()
    assert "<h2>Wir</h2>" in page
    assert "Rathaus, Markt 1" in page
    change_page(actor=scene.administrator, town=scene.town, kind=kind, text="")
    assert "Markt 1" not in client.get(reverse(name, args=[scene.town.slug])).content.decode()


def test_every_page_is_linked_at_the_foot_of_every_public_page(client, scene):
    foot = client.get(reverse("conduct-rules", args=[scene.town.slug])).content.decode()
    for name in PAGES:
        assert reverse(name, args=[scene.town.slug]) in foot


def test_only_managers_write_the_pages(scene):
    for person in (scene.editor, scene.moderator, scene.lead):
        signed = signed_in(person)
        assert signed.get(reverse("settings-page", args=[scene.town.slug, "imprint"])).status_code == 403
        assert signed.get(reverse("settings-pages", args=[scene.town.slug])).status_code == 403


def test_a_page_can_be_looked_at_before_it_is_saved(scene):
    manager = signed_in(scene.administrator)
    address = reverse("settings-page", args=[scene.town.slug, "imprint"])
    answer = manager.post(address, {"text": "Nur ein **Versuch**", "tun": "ansehen"})
    assert "<strong>Versuch</strong>" in answer.content.decode()
    assert "Versuch" not in manager.get(reverse("imprint", args=[scene.town.slug])).content.decode()
    assert manager.post(address, {"text": "Im Ernst"}).status_code == 302
    assert "Im Ernst" in manager.get(reverse("imprint", args=[scene.town.slug])).content.decode()


def test_a_page_that_is_too_long_keeps_its_words(scene):
    answer = signed_in(scene.administrator).post(
        reverse("settings-page", args=[scene.town.slug, "imprint"]), {"text": "Wort " * 9_000}
    )
    assert answer.status_code == 422
    assert "Wort Wort" in answer.content.decode()


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_what_people_write_never_becomes_a_script(text):
    html = markdown(text + "\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![x](http://a.example/x.png)")
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_a_reported_barrier_reaches_the_town_and_leaves_no_address_behind(
    client, scene, django_capture_on_commit_callbacks
):
    change_contact(actor=scene.administrator, town=scene.town, email="digital@musterau.example")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            reverse("barrier-report", args=[scene.town.slug]),
            {"text": "Das Bild hat keinen Text.", "page": "Kapitel 2", "email": "leserin@example.org"},
        )
    assert answer.status_code == 302
    assert [letter.to for letter in mail.outbox] == [["digital@musterau.example"]]
    report = BarrierReport.objects.get()
    manager = signed_in(scene.administrator)
    assert "leserin@example.org" in manager.get(reverse("barriers", args=[scene.town.slug])).content.decode()
    manager.post(reverse("barriers", args=[scene.town.slug]), {"meldung": report.pk})
    report.refresh_from_db()
    assert (report.done_by, report.email) == (scene.administrator, "")


def test_a_report_without_words_or_with_a_wrong_address_says_so(client, scene):
    address = reverse("barrier-report", args=[scene.town.slug])
    assert client.post(address, {"text": ""}).status_code == 422
    answer = client.post(address, {"text": "Es geht nicht.", "email": "keine"})
    assert answer.status_code == 422
    assert "Es geht nicht." in answer.content.decode()
    assert not BarrierReport.objects.exists()


def test_too_many_reports_have_to_wait(client, scene):
    address = reverse("barrier-report", args=[scene.town.slug])
    answers = [client.post(address, {"text": f"Nummer {n}"}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "Nummer 10" in answers[-1].content.decode()


def test_no_town_settles_the_report_of_another(scene):
    report = report_barrier(town=a_scene().town, page="", text="Hilfe")
    answer = signed_in(scene.administrator).post(reverse("barriers", args=[scene.town.slug]), {"meldung": report.pk})
    assert answer.status_code == 404


def test_settling_twice_is_settling_once(scene):
    report = report_barrier(town=scene.town, page="", text="Hilfe")
    settle_report(actor=scene.administrator, report=report)
    first = settle_report(actor=scene.officer, report=report)
    assert first.done_by_id == scene.administrator.pk
    assert AuditEntry.objects.filter(verb="settle_report").count() == 1


def test_an_office_that_is_closed_hands_over_its_people_and_takes_no_more_work(scene):
    successor = add_unit(actor=scene.administrator, town=scene.town, name="Amt für Neues")
    told = []
    on(UnitDissolved)(told.append)
    dissolve_unit(actor=scene.administrator, unit=scene.unit, successor=successor)
    assert Membership.objects.get(user=scene.lead).unit == successor
    assert list(open_units_of(scene.town)) == [successor]
    assert [(event.unit, event.successor) for event in told if event.unit == scene.unit] == [(scene.unit, successor)]


def test_an_office_with_people_who_answer_needs_a_successor(scene):
    with pytest.raises(RuleBroken) as broken:
        dissolve_unit(actor=scene.administrator, unit=scene.unit)
    assert "successor" in broken.value.fields


def test_an_office_is_closed_once_and_not_into_itself_or_another_town(scene):
    successor = add_unit(actor=scene.administrator, town=scene.town, name="Amt für Neues")
    for wrong in (scene.unit, a_scene().unit):
        with pytest.raises(RuleBroken):
            dissolve_unit(actor=scene.administrator, unit=scene.unit, successor=wrong)
    dissolve_unit(actor=scene.administrator, unit=scene.unit, successor=successor)
    with pytest.raises(RuleBroken):
        dissolve_unit(actor=scene.administrator, unit=scene.unit, successor=successor)


def test_closing_an_office_in_the_settings(scene):
    successor = add_unit(actor=scene.administrator, town=scene.town, name="Amt für Neues")
    manager = signed_in(scene.administrator)
    address = reverse("settings-unit-dissolve", args=[scene.town.slug, scene.unit.pk])
    assert manager.get(address).status_code == 200
    assert manager.post(address, {"successor": ""}).status_code == 422
    assert manager.post(address, {"successor": successor.pk}).status_code == 302
    assert "aufgelöst am" in manager.get(reverse("settings-units", args=[scene.town.slug])).content.decode()


def test_the_privacy_page_nobody_wrote_says_how_long_a_device_is_known_by_its_votes():
    text = general_text(PageKind.PRIVACY, "Lindenau", "")
    assert "Erst mit der ersten Stimme setzen wir ein Cookie" in text
    assert f"{SECRETS_KEPT.days} Tage nach dem Ende der Beteiligung" in text
