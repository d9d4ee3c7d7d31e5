"""Groups of people: staff council, committees, council groups."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import Scene, a_member, a_scene, signed_in
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.actions import add_circle, remove_circle, rename_circle, set_circle_members
from werkstatt.organisations.models import Circle, Membership
from werkstatt.organisations.queries import circles_in
from werkstatt.organisations.rules import CircleKind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def circle(scene: Scene) -> Circle:
    return add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.STAFF_COUNCIL, name="Personalrat")


def _member(scene: Scene, role: Role = Role.STAFF_MEMBER) -> Membership:
    return Membership.objects.get(user=a_member(scene.town, role), municipality=scene.town)


def test_who_comes_and_who_leaves_is_recorded_by_person(scene: Scene, circle: Circle) -> None:
    first, second = _member(scene), _member(scene)
    set_circle_members(actor=scene.officer, circle=circle, members=[first])
    assert set_circle_members(actor=scene.officer, circle=circle, members=[second]) == (1, 1)
    entries = AuditEntry.objects.filter(object_type="circle", object_id=circle.pk).order_by("pk")
    told = [(entry.verb, entry.data.get("user")) for entry in entries]
    assert told == [
        ("add_circle", None),
        ("join_circle", first.user_id),
        ("join_circle", second.user_id),
        ("leave_circle", first.user_id),
    ]


def test_only_managers_may_change_groups(scene: Scene, circle: Circle) -> None:
    for user in (scene.editor, scene.moderator, scene.lead):
        with pytest.raises(PermissionDenied):
            set_circle_members(actor=user, circle=circle, members=[])
        assert signed_in(user).get(reverse("settings-circles", args=[scene.town.slug])).status_code == 403


def test_a_member_of_another_town_cannot_be_taken_in(scene: Scene, circle: Circle) -> None:
    stranger = Membership.objects.get(user=a_scene().editor)
    with pytest.raises(RuleBroken):
        set_circle_members(actor=scene.officer, circle=circle, members=[stranger])
    page = reverse("settings-circle", args=[scene.town.slug, circle.pk])
    answer = signed_in(scene.officer).post(page, {"tun": "mitglieder", "members": [stranger.pk]})
    assert answer.status_code == 422
    assert not circle.members.exists()


def test_two_groups_cannot_have_the_same_name(scene: Scene, circle: Circle) -> None:
    other = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.COMMITTEE, name="Ausschuss")
    with pytest.raises(RuleBroken):
        rename_circle(actor=scene.officer, circle=other, name="Personalrat")
    rename_circle(actor=scene.officer, circle=circle, name="Personalrat")


def test_a_group_that_nothing_hangs_on_can_be_removed(scene: Scene, circle: Circle) -> None:
    remove_circle(actor=scene.officer, circle=circle)
    assert not circles_in(scene.town).exists()
    with pytest.raises(RuleBroken):
        remove_circle(actor=scene.officer, circle=circle)


def test_a_manager_adds_fills_renames_and_removes_a_group_in_the_settings(scene: Scene) -> None:
    client, members = signed_in(scene.administrator), [_member(scene), _member(scene, Role.COUNCIL_MEMBER)]
    page = reverse("settings-circles", args=[scene.town.slug])
    added = client.post(page, {"kind": "council_group", "name": "Fraktion Blau"}, follow=True)
    assert added.status_code == 200
    circle = Circle.objects.get(municipality=scene.town)
    here = reverse("settings-circle", args=[scene.town.slug, circle.pk])
    client.post(here, {"tun": "mitglieder", "members": [member.pk for member in members]})
    assert circle.members.count() == 2
    client.post(here, {"tun": "name", "name": "Fraktion Grün"})
    assert "Fraktion Grün" in client.get(page).content.decode()
    client.post(here, {"tun": "entfernen"})
    assert not Circle.objects.filter(municipality=scene.town).exists()


def test_wrong_input_is_said_and_kept(scene: Scene, circle: Circle) -> None:
    client = signed_in(scene.administrator)
    page = reverse("settings-circles", args=[scene.town.slug])
    for data in (
        {"kind": "council_group", "name": ""},
        {"kind": "x", "name": "A"},
        {"kind": "committee", "name": "Personalrat"},
    ):
        assert client.post(page, data).status_code == 422
    for key in (circle.pk + 999, 10**18):
        assert client.get(reverse("settings-circle", args=[scene.town.slug, key])).status_code == 404
    assert client.post(reverse("settings-circle", args=[scene.town.slug, circle.pk]), {"tun": "x"}).status_code == 409


def test_another_towns_group_does_not_exist(scene: Scene, circle: Circle) -> None:
    other = a_scene()
    page = reverse("settings-circle", args=[other.town.slug, circle.pk])
    assert signed_in(other.officer).get(page).status_code == 404
    assert (
        signed_in(other.officer).get(reverse("settings-circle", args=[scene.town.slug, circle.pk])).status_code == 404
    )


def test_the_pages_ask_the_database_as_often_for_many_groups_as_for_one(scene: Scene, circle: Circle) -> None:
    client, page = signed_in(scene.officer), reverse("settings-circles", args=[scene.town.slug])
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(page)
    for n in range(3):
        added = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.COMMITTEE, name=f"Ausschuss {n}")
        set_circle_members(actor=scene.officer, circle=added, members=[_member(scene)])
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    with CaptureQueriesContext(connection) as detail:
        client.get(reverse("settings-circle", args=[scene.town.slug, circle.pk]))
    assert len(one) == len(many) <= 12
    assert len(detail) <= 12
