"""Pages of the installation and of a town's settings."""

from __future__ import annotations

from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_consultation, a_member, a_scene, a_town, signed_in
from werkstatt.accounts.actions import add_person
from werkstatt.organisations.models import Membership, Unit
from werkstatt.organisations.rules import Role

pytestmark = pytest.mark.django_db

SETTINGS = ("settings", "settings-brand", "settings-rules", "settings-units", "settings-people", "settings-log")


@pytest.fixture
def scene():
    return a_scene(brand_name="Lindenau digital")


def html_of(response) -> str:
    return unescape(response.content.decode())


def to(scene, name: str, *more: object) -> str:
    return reverse(name, args=[scene.town.slug, *more])


# ── For everybody ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_front_page_names_the_towns(scene):
    html = html_of(Client().get("/"))
    assert "Lindenau digital" in html
    assert reverse("town-home", args=[scene.town.slug]) in html


def test_the_front_page_without_a_town_says_what_comes_next():
    assert "noch keine Kommune eingerichtet" in html_of(Client().get("/"))


def test_the_front_page_costs_the_same_for_one_and_for_three_towns(scene):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            Client().get("/")
        counts.append(len(queries))
        a_town()
        a_town()
    assert counts[0] == counts[1] <= 2


def test_the_front_page_does_not_take_posts():
    assert Client().post("/").status_code == 405


def test_the_rules_for_taking_part_have_an_address_for_each_point(scene):
    html = html_of(Client().get(to(scene, "conduct-rules")))
    assert 'id="punkt-1"' in html
    assert 'id="punkt-4"' in html


def test_the_colours_come_as_a_style_sheet_that_may_be_kept(scene):
    response = Client().get(to(scene, "brand-css"))
    assert response["Content-Type"] == "text/css"
    assert "immutable" in response["Cache-Control"]


def test_an_unknown_town_is_not_found():
    assert Client().get("/gibt-es-nicht/netiquette/").status_code == 404


# ── After signing in ──────────────────────────────────────────────────────────────────────────────────────────────


def test_who_works_for_one_town_goes_straight_there(scene):
    response = signed_in(scene.editor).get(reverse("my-towns"))
    assert (response.status_code, response.url) == (302, to(scene, "staff-home"))


def test_who_works_for_two_towns_chooses(scene):
    other = a_scene()
    Membership.objects.create(municipality=other.town, user=scene.editor, role=Role.MODERATOR)
    html = html_of(signed_in(scene.editor).get(reverse("my-towns")))
    assert "Wo möchten Sie arbeiten?" in html
    assert to(other, "staff-home") in html


def test_who_works_for_no_town_reads_what_to_do():
    person = add_person(email="allein@example.org", name="Ganz Allein", password="geheim-geheim-12")
    assert "noch keiner Kommune zugeordnet" in html_of(signed_in(person).get(reverse("my-towns")))


def test_the_overview_is_empty_in_words_and_shows_the_way_to_the_settings(scene):
    html = html_of(signed_in(scene.editor).get(to(scene, "staff-home")))
    assert "Nichts wartet auf Sie" in html
    assert to(scene, "settings") not in html
    assert to(scene, "settings") in html_of(signed_in(scene.officer).get(to(scene, "staff-home")))


# ── Who may come into the settings ────────────────────────────────────────────────────────────────────────────────


def addresses(scene) -> list[str]:
    member = Membership.objects.filter(municipality=scene.town)[0]
    return [to(scene, name) for name in SETTINGS] + [to(scene, "settings-person", member.pk)]


def test_another_towns_managers_find_nothing(scene):
    other = a_scene()
    for address in addresses(scene):
        assert signed_in(other.administrator).get(address).status_code == 404
        assert signed_in(other.officer).post(address, {}).status_code in (404, 405)


def test_people_and_offices_of_another_town_are_not_found_under_ones_own_address(scene):
    other = a_scene()
    administrator = signed_in(scene.administrator)
    foreign = Membership.objects.get(user=other.editor)
    unit = Unit.objects.get(municipality=other.town)
    address = to(scene, "settings-person", foreign.pk)
    assert administrator.get(address).status_code == 404
    assert administrator.post(address, {"tun": "entfernen"}).status_code == 404
    assert administrator.post(to(scene, "settings-units"), {"amt": unit.pk, "name": "Fremd"}).status_code == 404
    data = {"name": "X", "email": "x@example.org", "role": "department_lead", "unit": unit.pk}
    assert administrator.post(to(scene, "settings-people"), data).status_code == 422
    unit.refresh_from_db()
    assert unit.name == "Amt für Digitales"


def test_other_roles_get_a_clear_no_and_strangers_the_sign_in(scene):
    for address in addresses(scene):
        assert signed_in(scene.editor).get(address).status_code == 403
        assert reverse("account_login") in Client().get(address).url


# ── The settings ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_brand_can_be_changed_and_a_pale_colour_is_refused(scene):
    manager, address = signed_in(scene.administrator), to(scene, "settings-brand")
    data = {"brand_name": "Auf geht's", "claim": "alle", "brand_color": "#7a3b9b"}
    response = manager.post(address, data | {"brand_color": "#ffff00"})
    assert response.status_code == 422
    assert "schlecht zu lesen" in html_of(response)
    assert "Auf geht's" in html_of(response)
    assert "Auf geht's" in html_of(manager.post(address, data, follow=True))


def test_the_rules_can_be_changed(scene):
    manager, address = signed_in(scene.officer), to(scene, "settings-rules")
    manager.post(address, {"conduct_rules": "1. Freundlich.\n2. <script>alert(1)</script>"})
    response = Client().get(to(scene, "conduct-rules"))
    assert "Freundlich." in html_of(response)
    assert b"<script>alert" not in response.content
    assert manager.post(address, {"conduct_rules": "x" * 9000}).status_code == 422


def test_offices_can_be_added_and_renamed(scene):
    manager, address = signed_in(scene.officer), to(scene, "settings-units")
    assert "Bauamt" in html_of(manager.post(address, {"name": "Bauamt"}, follow=True))
    unit = Unit.objects.get(name="Bauamt")
    assert manager.post(address, {"amt": unit.pk, "name": "Hochbauamt"}).status_code == 302
    response = manager.post(address, {"amt": unit.pk, "name": "Amt für Digitales"})
    assert response.status_code == 422
    assert "gibt es schon" in html_of(response)
    assert manager.post(address, {"name": ""}).status_code == 422


def test_somebody_with_an_account_is_added_without_a_link(scene):
    other = a_scene()
    data = {"name": "Egal", "email": other.editor.email, "role": "editor"}
    html = html_of(signed_in(scene.officer).post(to(scene, "settings-people"), data, follow=True))
    assert "kann sich mit dem eigenen Passwort anmelden" in html
    assert "/konto/password" not in html


@pytest.mark.parametrize(
    "changes",
    [{"email": "keine"}, {"email": ""}, {"name": ""}, {"role": "koenigin"}, {"role": "department_lead"}, {"unit": "x"}],
)
def test_wrong_words_about_a_person_are_kept(scene, changes):
    data = {"name": "Rosa Neu", "email": "rosa@example.org", "role": "editor", "unit": ""} | changes
    response = signed_in(scene.officer).post(to(scene, "settings-people"), data)
    assert response.status_code == 422
    assert "errsum" in html_of(response)
    assert not Membership.objects.filter(user__email="rosa@example.org").exists()


def test_a_role_can_be_changed_and_taken(scene):
    manager = signed_in(scene.administrator)
    member = Membership.objects.get(user=scene.editor)
    address = to(scene, "settings-person", member.pk)
    assert manager.post(address, {"tun": "rolle", "role": "department_lead"}).status_code == 422
    assert manager.post(address, {"tun": "rolle", "role": "moderator"}).status_code == 302
    member.refresh_from_db()
    assert member.role == Role.MODERATOR
    manager.post(address, {"tun": "entfernen"})
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert manager.post(address, {"tun": "entfernen"}).status_code == 404


def test_the_last_manager_is_told_why_she_must_stay(scene):
    manager = signed_in(scene.administrator)
    officer, self_ = (Membership.objects.get(user=user) for user in (scene.officer, scene.administrator))
    manager.post(to(scene, "settings-person", officer.pk), {"tun": "entfernen"})
    response = manager.post(to(scene, "settings-person", self_.pk), {"tun": "entfernen"})
    assert response.status_code == 409
    assert "niemand mehr" in html_of(response)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_cost_the_same_for_few_and_for_many(name):
    counts = []
    for many in (1, 4):
        scene = a_consultation()
        for number in range(many):
            Unit.objects.create(municipality=scene.town, name=f"Amt {number}")
            a_member(scene.town, Role.EDITOR)
        manager = signed_in(scene.officer)
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(to(scene, name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
