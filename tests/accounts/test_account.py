"""One's own account: name, address, password, sign-ins, one's data, the end."""

from __future__ import annotations

import json
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

from tests.factories import PASSWORD, a_member, a_scene, signed_in
from werkstatt.accounts.actions import add_person, end_sign_ins, erase
from werkstatt.accounts.models import Session, User
from werkstatt.core.actors import OPERATOR
from werkstatt.core.mail import send_waiting
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.core.schedule import run_all
from werkstatt.organisations.actions import add_member
from werkstatt.organisations.models import Membership
from werkstatt.organisations.rules import Role

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Mobile Safari/604.1"
OWN = ("my-account", "account_email", "account_change_password", "mfa_index", "my-data", "erase-account")


@pytest.fixture
def scene():
    return a_scene()


def html_of(response) -> str:
    return unescape(response.content.decode())


def came_in(user: User, browser: str = FIREFOX) -> Client:
    """A browser in which the person signed in through the form."""
    client = Client(headers={"user-agent": browser})
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, html_of(answer)
    return client


def proved(client: Client) -> Client:
    """The same browser after showing the password once more."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def last_mail() -> mail.EmailMessage:
    send_waiting.func()
    return mail.outbox[-1]


@pytest.mark.parametrize("name", OWN)
def test_strangers_get_the_sign_in(name):
    answer = Client().get(reverse(name))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["location"]


def test_the_page_shows_what_there_is_and_no_secret(scene):
    client = came_in(scene.editor)
    html = html_of(client.get(reverse("my-account")))
    assert scene.editor.email in html
    assert "Firefox, Windows" in html
    assert "dieses Gerät" in html
    assert client.session.session_key not in html


def test_the_page_costs_the_same_for_one_and_for_three_sign_ins(scene):
    client = came_in(scene.editor)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("my-account"))
        counts.append(len(queries))
        came_in(scene.editor)
        came_in(scene.editor)
    assert counts[0] == counts[1] <= 8


def test_name_and_language_can_be_changed(scene):
    client = came_in(scene.editor)
    page = reverse("my-account")
    assert client.post(page, {"name": "", "language": "de"}).status_code == 422
    assert client.post(page, {"name": "N" * 200, "language": "de"}).status_code == 422
    assert client.post(page, {"name": "Nora", "language": "xx"}).status_code == 422
    answer = client.post(page, {"name": " Nora\u202e  Neu ", "language": "en"})
    assert (answer.status_code, answer["location"]) == (302, "/en/konto/")
    assert User.objects.get(pk=scene.editor.pk).name == "Nora Neu"
    again = Client().post(reverse("account_login"), {"login": scene.editor.email, "password": PASSWORD})
    assert again["location"] == "/en/meine/"


# ── Sign-ins ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_sign_in_can_be_ended_from_another_device(scene):
    office, phone = came_in(scene.editor), came_in(scene.editor, IPHONE)
    html = html_of(office.get(reverse("my-account")))
    assert "Safari, iPhone" in html
    handle = re.search(r'name="anmeldung" value="([0-9a-f]+)"', html)[1]
    html = html_of(office.post(reverse("end-sign-ins"), {"anmeldung": handle}, follow=True))
    assert "Safari, iPhone" not in html
    assert phone.get(reverse("my-account")).status_code == 302
    assert office.get(reverse("my-account")).status_code == 200
    assert "schon beendet" in html_of(office.post(reverse("end-sign-ins"), {"anmeldung": handle}, follow=True))


def test_nobody_ends_the_sign_ins_of_somebody_else(scene):
    editor, moderator = came_in(scene.editor), came_in(scene.moderator)
    came_in(scene.editor)
    handle = re.search(r'name="anmeldung" value="([0-9a-f]+)"', html_of(editor.get(reverse("my-account"))))[1]
    moderator.post(reverse("end-sign-ins"), {"anmeldung": handle})
    assert Session.objects.filter(user=scene.editor).count() == 2


def test_all_others_or_all_can_be_ended(scene):
    one, two = came_in(scene.editor), came_in(scene.editor)
    one.post(reverse("end-sign-ins"), {"andere": ""})
    assert two.get(reverse("my-account")).status_code == 302
    assert one.get(reverse("my-account")).status_code == 200
    three = came_in(scene.editor)
    one.post(reverse("end-sign-ins"), {"alle": ""})
    assert one.get(reverse("my-account")).status_code == three.get(reverse("my-account")).status_code == 302
    assert not Session.objects.filter(user=scene.editor).exists()


def test_a_sign_in_knows_when_it_was_last_used_but_not_every_click(scene):
    client = came_in(scene.editor)
    row = Session.objects.get(user=scene.editor)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("my-account"))
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    before = timezone.now() - timedelta(minutes=11)
    Session.objects.filter(pk=row.pk).update(used_at=before)
    client.get(reverse("my-account"))
    row.refresh_from_db()
    assert row.used_at > before
    assert row.device == "Firefox, Windows"
    assert not [field.name for field in Session._meta.get_fields() if "ip" in field.name.split("_")]


def test_another_password_ends_all_other_sign_ins(scene):
    one, two = came_in(scene.editor), came_in(scene.editor)
    new = "lauter-neue-Woerter-99"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    answer = one.post(reverse("account_change_password"), data)
    assert (answer.status_code, answer["location"]) == (302, reverse("my-account"))
    assert one.get(reverse("my-account")).status_code == 200
    assert two.get(reverse("my-account")).status_code == 302
    assert Session.objects.filter(user=scene.editor).count() == 1
    message = last_mail()
    assert message.subject == "Ihr Passwort ist geändert"
    assert "127.0.0.1" not in message.body


def test_a_removed_role_acts_at_once_although_the_sign_in_stays(scene):
    client = came_in(scene.editor)
    desk = reverse("staff-home", args=[scene.town.slug])
    assert client.get(desk).status_code == 200
    Membership.objects.get(user=scene.editor).delete()
    assert client.get(desk).status_code == 404


def test_signing_out_everywhere_is_also_an_action(scene):
    came_in(scene.editor)
    came_in(scene.editor)
    assert end_sign_ins(user=scene.editor) == 2


def test_rows_of_sign_ins_that_are_over_are_deleted(scene):
    came_in(scene.editor)
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))
    run_all()
    assert not Session.objects.exists()


# ── Password and address ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("weak", ["kurz-1", "123456789012345", "passwordpassword"[:9], "kim.muster@example.org"])
def test_a_weak_password_is_refused_with_a_reason(scene, weak):
    client = came_in(scene.editor)
    weak = scene.editor.email if "@" in weak else weak
    data = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    html = html_of(client.post(reverse("account_change_password"), data))
    assert "errsum" in html
    assert User.objects.get(pk=scene.editor.pk).check_password(PASSWORD)


def test_a_forgotten_password_is_reset_by_mail_and_nothing_tells_whether_there_is_an_account(scene):
    inside = came_in(scene.editor)
    known, unknown = Client(), Client()
    one = known.post(reverse("account_reset_password"), {"email": scene.editor.email}, follow=True)
    two = unknown.post(reverse("account_reset_password"), {"email": "niemand@example.org"}, follow=True)
    assert html_of(one).replace(scene.editor.email, "") == html_of(two).replace("niemand@example.org", "")
    assert [row.to for row in OutgoingMail.objects.all()] == [scene.editor.email]
    link = re.search(r"http://\S+?(/konto/\S+)", last_mail().body)[1]
    page = known.get(link, follow=True)
    new = "lauter-neue-Woerter-99"
    known.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert User.objects.get(pk=scene.editor.pk).check_password(new)
    assert inside.get(reverse("my-account")).status_code == 302
    assert "gilt nicht mehr" in html_of(Client().get(link, follow=True))


def test_another_address_holds_only_after_it_was_confirmed(scene):
    client, page = proved(came_in(scene.editor)), reverse("account_email")
    old = scene.editor.email
    client.post(page, {"email": "Neu@Example.org", "action_add": ""})
    message = last_mail()
    assert message.to == ["neu@example.org"]
    assert User.objects.get(pk=scene.editor.pk).email == old
    assert "noch nicht bestätigt: neu@example.org" in html_of(client.get(reverse("my-account")))
    link = re.search(r"http://\S+?(/konto/\S+)", message.body)[1]
    assert Client().get(link).status_code == 200, "looking at the link changes nothing"
    assert User.objects.get(pk=scene.editor.pk).email == old
    client.post(link)
    assert User.objects.get(pk=scene.editor.pk).email == "neu@example.org"
    assert Client().login(email="neu@example.org", password=PASSWORD)
    assert not Client().login(email=old, password=PASSWORD)


def test_a_change_of_address_can_be_taken_back(scene):
    client, page = proved(came_in(scene.editor)), reverse("account_email")
    client.post(page, {"email": "neu@example.org", "action_add": ""})
    client.post(page, {"email": "neu@example.org", "action_remove": ""})
    assert "noch nicht bestätigt" not in html_of(client.get(reverse("my-account")))


def test_an_address_that_belongs_to_somebody_else_is_not_given_away_and_not_told(scene):
    client = proved(came_in(scene.editor))
    answer = client.post(reverse("account_email"), {"email": scene.moderator.email, "action_add": ""})
    assert "gehört schon" not in html_of(answer)
    assert User.objects.get(pk=scene.editor.pk).email == scene.editor.email
    message = last_mail()
    assert message.subject == "Ihre E-Mail-Adresse ist schon vergeben"
    assert "confirm-email" not in message.body


def test_an_address_that_somebody_else_gets_before_it_is_confirmed_stays_theirs(scene):
    client = proved(came_in(scene.editor))
    client.post(reverse("account_email"), {"email": "neu@example.org", "action_add": ""})
    link = re.search(r"http://\S+?(/konto/\S+)", last_mail().body)[1]
    add_person(email="neu@example.org", name="Schneller")
    assert "gehört schon zu einem anderen Konto" in html_of(client.post(link, follow=True))
    assert User.objects.get(pk=scene.editor.pk).email == scene.editor.email


# ── One's data and the end ────────────────────────────────────────────────────────────────────────────────────────


def test_the_export_holds_account_roles_and_sign_ins(scene):
    client = came_in(scene.lead, IPHONE)
    answer = client.get(reverse("my-data"))
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    assert data["konto"]["e_mail"] == scene.lead.email
    assert data["rollen"] == [{"kommune": scene.town.name, "rolle": "Fachamt", "amt": "Amt für Digitales"}]
    assert [one["geraet"] for one in data["anmeldungen"]] == ["Safari, iPhone"]
    assert client.session.session_key not in answer.content.decode()


def test_an_account_is_erased_and_what_was_done_stays_by_a_former_person(scene):
    client = proved(came_in(scene.administrator))
    newcomer = add_person(email="neu@example.org", name="Neu")
    add_member(actor=scene.administrator, town=scene.town, user=newcomer, role=Role.EDITOR)
    page = reverse("erase-account")
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"sure": "on"}).status_code == 302
    gone = User.objects.get(pk=scene.administrator.pk)
    assert (str(gone), gone.name) == ("ehemalige Person", "Ehemalige Person")
    assert gone.email.endswith("@geloescht.invalid")
    assert not gone.is_active
    assert client.get(reverse("my-account")).status_code == 302
    assert not Client().login(email=scene.administrator.email, password=PASSWORD)
    assert not Membership.objects.filter(user=gone).exists()
    html = html_of(signed_in(scene.officer).get(reverse("settings-log", args=[scene.town.slug])))
    assert scene.administrator.name not in html
    assert "ehemalige Person" in html
    assert AuditEntry.objects.filter(actor=gone, verb="add_member").exists()


def test_erasing_asks_for_the_password_again(scene):
    client = came_in(scene.editor)
    answer = client.post(reverse("erase-account"), {"sure": "on"})
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["location"]
    assert User.objects.get(pk=scene.editor.pk).is_active


def test_the_last_manager_of_a_town_is_told_why_she_must_stay(scene):
    Membership.objects.get(user=scene.officer).delete()
    client = proved(came_in(scene.administrator))
    answer = client.post(reverse("erase-account"), {"sure": "on"})
    assert answer.status_code == 422
    assert f"{scene.town.name}: Dann könnte niemand mehr" in html_of(answer)
    assert User.objects.get(pk=scene.administrator.pk).is_active
    assert Membership.objects.filter(user=scene.administrator).exists(), "all or nothing"


def test_erasing_leaves_all_towns_or_none(scene):
    other = a_scene()
    add_member(actor=OPERATOR, town=other.town, user=scene.editor, role=Role.EDITOR)
    erase(user=scene.editor)
    erase(user=scene.editor)
    assert not Membership.objects.filter(user=scene.editor).exists()
    assert AuditEntry.objects.filter(verb="leave").count() == 2


def test_an_erased_address_can_be_invited_again_as_somebody_new(scene):
    email, key = scene.editor.email, scene.editor.pk
    erase(user=scene.editor)
    assert add_person(email=email, name="Wieder da").pk != key


def test_a_member_without_a_desk_has_an_account_too(scene):
    person = a_member(scene.town, Role.COUNCIL_MEMBER)
    client = came_in(person)
    assert client.get(reverse("my-account")).status_code == 200
    where = client.get(reverse("my-towns")).url
    assert where.startswith(reverse("town-home", args=[scene.town.slug]))
    assert client.get(where).status_code == 200, "no desk, but a page of the town"
