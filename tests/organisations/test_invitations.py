"""Inviting people: by mail where mails are sent, by a link to hand over otherwise; once, and not for ever."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_member, a_scene, signed_in
from werkstatt.accounts.models import Invitation, User
from werkstatt.core import clock
from werkstatt.core.events import announce
from werkstatt.core.mail import MailRefused, send_waiting
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.organisations.models import Membership
from werkstatt.organisations.rules import Role

pytestmark = pytest.mark.django_db

PASSWORD = "lindenblueten-tee-42"
ROSA = {"name": "Rosa Neu", "email": "Rosa@Example.org", "role": "editor", "unit": ""}


@pytest.fixture
def scene():
    return a_scene(brand_name="Lindenau digital")


@pytest.fixture
def with_mail(settings):
    settings.MAIL_REACHES_PEOPLE = True


def html_of(response) -> str:
    return unescape(response.content.decode())


def people(scene) -> str:
    return reverse("settings-people", args=[scene.town.slug])


def page_of(scene, email: str = "rosa@example.org") -> str:
    member = Membership.objects.get(user__email=email)
    return reverse("settings-person", args=[scene.town.slug, member.pk])


def invited(scene, **changes: str) -> str:
    """Invite Rosa by mail; the path of the link in it."""
    answer = signed_in(scene.administrator).post(people(scene), ROSA | changes)
    assert answer.status_code == 302, html_of(answer)
    return path_in(last_mail())


def last_mail() -> str:
    """The text of the latest mail, after the worker has sent what waits."""
    send_waiting.func()
    return str(mail.outbox[-1].body)


def path_in(text: str) -> str:
    return re.search(r"(/konto/einladung/[\w-]+/)", text)[1]


def test_an_invitation_goes_out_by_mail_and_its_link_stays_out_of_sight(scene, with_mail):
    link = invited(scene)
    assert mail.outbox[0].to == ["rosa@example.org"]
    assert "Lindenau digital" in mail.outbox[0].subject
    assert OutgoingMail.objects.get().kind == "invitation"
    html = html_of(signed_in(scene.administrator).get(people(scene)))
    assert "eingeladen, gilt bis" in html
    assert "/konto/einladung/" not in html
    # What somebody reads out of the database opens nothing: only the hash is there.
    assert link.split("/")[-2] not in str(list(Invitation.objects.values())) + str(list(AuditEntry.objects.values()))


def test_the_link_works_once_and_signs_the_person_in(scene, with_mail):
    link = invited(scene)
    rosa = Client()
    page = html_of(rosa.get(link))
    assert "Willkommen, Rosa Neu" in page
    assert "Lindenau digital" in page
    assert rosa.get(link).status_code == 200, "a mail program that looks ahead uses nothing up"
    answer = rosa.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    assert (answer.status_code, answer["location"]) == (302, reverse("my-towns"))
    assert rosa.get(reverse("staff-home", args=[scene.town.slug])).status_code == 200
    assert Client().login(email="rosa@example.org", password=PASSWORD)
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"password1": "x" * 14, "password2": "x" * 14}).status_code == 410
    assert "dabei" in html_of(signed_in(scene.administrator).get(people(scene)))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("kurz", "kurz", "kurz"),
        ("passwort1234", "passwort1234", ""),
        ("rosa@example.org", "rosa@example.org", ""),
        (PASSWORD, "etwas-anderes-1", "nicht dasselbe"),
        ("", "", ""),
    ],
)
def test_a_weak_or_mistyped_password_does_not_use_the_link_up(scene, with_mail, first, second, words):
    link = invited(scene)
    answer = Client().post(link, {"password1": first, "password2": second})
    if first == "passwort1234":  # 12 characters, in no list of common ones: that is allowed, and nothing else is asked
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert words in html_of(answer)
    assert Client().get(link).status_code == 200


def test_a_link_ends_after_seven_days_and_a_new_one_can_be_sent(scene, with_mail):
    link = invited(scene)
    with clock.at(timezone.now() + timedelta(days=7, minutes=1)):
        assert Client().get(link).status_code == 410
        manager = signed_in(scene.administrator)
        assert "Einladung abgelaufen" in html_of(manager.get(people(scene)))
        manager.post(page_of(scene), {"tun": "einladen"})
        assert Client().get(path_in(last_mail())).status_code == 200


def test_a_new_invitation_ends_the_one_before(scene, with_mail):
    old = invited(scene)
    signed_in(scene.administrator).post(page_of(scene), {"tun": "einladen"})
    assert Client().get(old).status_code == 410
    assert Client().get(path_in(last_mail())).status_code == 200


def test_a_withdrawn_invitation_leaves_no_account_behind(scene, with_mail):
    link = invited(scene)
    manager = signed_in(scene.administrator)
    assert "zurückgezogen" in html_of(manager.post(page_of(scene), {"tun": "zurueckziehen"}, follow=True))
    assert Client().get(link).status_code == 410
    assert not User.objects.filter(email="rosa@example.org").exists()
    log = html_of(manager.get(reverse("settings-log", args=[scene.town.slug])))
    assert "ist nicht mehr eingeladen" in log
    assert "ehemalige Person" in log


def test_somebody_who_was_invited_elsewhere_too_keeps_that_when_one_town_withdraws(scene, with_mail):
    invited(scene)
    other = a_scene()
    signed_in(other.administrator).post(people(other), ROSA)
    mine = Membership.objects.get(user__email="rosa@example.org", municipality=scene.town)
    address = reverse("settings-person", args=[scene.town.slug, mine.pk])
    signed_in(scene.administrator).post(address, {"tun": "zurueckziehen"})
    assert Client().get(path_in(last_mail())).status_code == 200


def test_who_has_signed_in_is_neither_invited_again_nor_withdrawn(scene, with_mail):
    manager = signed_in(scene.administrator)
    for what in ("einladen", "zurueckziehen", "link"):
        assert manager.post(page_of(scene, scene.editor.email), {"tun": what}).status_code == 409
    assert Membership.objects.filter(user=scene.editor).exists()


def test_a_mail_that_nobody_takes_shows_in_the_list_and_the_link_can_be_handed_over(scene, with_mail):
    invited(scene)
    manager = signed_in(scene.administrator)
    assert "Link selbst übergeben" not in html_of(manager.get(page_of(scene)))
    announce(MailRefused(scene.town.pk, "rosa@example.org"))
    assert "Mail kam nicht an" in html_of(manager.get(people(scene)))
    html = html_of(manager.post(page_of(scene), {"tun": "link"}, follow=True))
    assert Client().get(path_in(html)).status_code == 200
    assert AuditEntry.objects.filter(verb="give_password_link", actor=scene.administrator).exists()


def test_without_mail_the_link_is_shown_once(scene):
    manager = signed_in(scene.administrator)
    html = html_of(manager.post(people(scene), ROSA, follow=True))
    assert "Geben Sie Rosa Neu diesen Link" in html
    assert Client().get(path_in(html)).status_code == 200
    assert "/konto/einladung/" not in html_of(manager.get(people(scene)))
    assert not OutgoingMail.objects.exists()
    again = html_of(manager.post(page_of(scene), {"tun": "einladen"}, follow=True))
    assert path_in(again) != path_in(html)
    assert AuditEntry.objects.filter(verb="give_password_link", actor=scene.administrator).count() == 2


def test_no_town_gets_a_link_to_somebody_who_has_a_role_elsewhere(scene):
    other = a_scene()
    signed_in(scene.administrator).post(people(scene), ROSA)
    html = html_of(signed_in(other.administrator).post(people(other), ROSA, follow=True))
    assert "/konto/einladung/" not in html
    foreign = Membership.objects.get(user__email="rosa@example.org", municipality=other.town)
    address = reverse("settings-person", args=[other.town.slug, foreign.pk])
    assert signed_in(other.administrator).post(address, {"tun": "link"}).status_code == 409


def test_somebody_with_an_account_gets_a_mail_without_a_secret(scene, with_mail):
    other = a_scene()
    signed_in(scene.officer).post(people(scene), ROSA | {"email": other.editor.email})
    assert "/konto/einladung/" not in last_mail()
    assert mail.outbox[0].to == [other.editor.email]


@pytest.mark.parametrize("secret", ["x", "../../etc", "%00", "a" * 3000, "ä"])
def test_a_forged_link_opens_nothing(secret):
    assert Client().get(f"/konto/einladung/{secret}/").status_code in (400, 404, 410)


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.EXPERT])
def test_people_from_outside_the_administration_can_be_invited_and_do_not_see_the_desk(scene, with_mail, role):
    link = invited(scene, role=role)
    person = Client()
    answer = person.post(link, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert answer.status_code == 200
    home = person.get(reverse("staff-home", args=[scene.town.slug]), follow=True)
    assert "Was für Sie offen ist" in home.content.decode()
    assert person.get(reverse("desk", args=[scene.town.slug])).status_code == 403


def test_the_log_says_who_got_or_lost_what_by_whom(scene):
    manager = signed_in(scene.administrator)
    log = reverse("settings-log", args=[scene.town.slug])
    manager.post(page_of(scene, scene.editor.email), {"tun": "rolle", "role": "department_lead", "unit": scene.unit.pk})
    manager.post(page_of(scene, scene.moderator.email), {"tun": "entfernen"})
    html = html_of(manager.get(log))
    assert "Fachamt, Amt für Digitales" in html
    assert "vorher: Redaktion" in html
    assert "verliert die Rolle" in html
    assert html.count(scene.administrator.name) >= 2
    assert scene.editor.email not in html
    unchanged = {"tun": "rolle", "role": "department_lead", "unit": scene.unit.pk}
    before = AuditEntry.objects.count()
    manager.post(page_of(scene, scene.editor.email), unchanged)
    assert AuditEntry.objects.count() == before, "what changes nothing is not a change of rights"


def test_the_log_is_paged_and_costs_the_same_for_few_and_many(scene):
    manager, address = signed_in(scene.officer), reverse("settings-log", args=[scene.town.slug])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            manager.get(address)
        counts.append(len(queries))
        for _more in range(30):
            a_member(scene.town, Role.EDITOR)
    assert counts[0] == counts[1] <= 8
    for _more in range(20):
        a_member(scene.town, Role.EDITOR)
    assert "seite=2" in html_of(manager.get(address))
    assert manager.get(address, {"seite": "2"}).status_code == 200
    assert manager.get(address, {"seite": "quatsch"}).status_code == 200


def test_an_office_that_was_dissolved_takes_nobody_in(scene):
    scene.unit.dissolved_on = timezone.localdate()
    scene.unit.save()
    address = page_of(scene, scene.editor.email)
    answer = signed_in(scene.administrator).post(
        address, {"tun": "rolle", "role": "department_lead", "unit": scene.unit.pk}
    )
    assert answer.status_code == 422
