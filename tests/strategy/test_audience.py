"""Releasing a text to some people first, and opening it wider."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import Scene, a_member, a_scene, signed_in
from tests.strategy.helpers import a_draft, block_at
from werkstatt.accounts.models import User
from werkstatt.core.actors import OPERATOR
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import _handlers, on
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.actions import add_circle, remove_circle, set_circle_members
from werkstatt.organisations.models import Circle, Membership
from werkstatt.organisations.rules import CircleKind, Role
from werkstatt.strategy.actions import edit_block, open_wider, publish_version, start_draft
from werkstatt.strategy.events import VersionOpened
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import given_versions, public_versions, readable_versions
from werkstatt.strategy.rules import Audience, VersionState

pytestmark = pytest.mark.django_db


@dataclass
class People:
    """One person for every way to stand to a text."""

    staff: User
    council: User
    in_circle: User
    expert: User


def _in(circle: Circle, *users: User) -> None:
    members = Membership.objects.filter(municipality=circle.municipality_id, user__in=users)
    set_circle_members(actor=OPERATOR, circle=circle, members=members)


@pytest.fixture
def scene() -> Scene:
    return a_scene()


@pytest.fixture
def people(scene: Scene) -> People:
    return People(
        a_member(scene.town, Role.STAFF_MEMBER),
        a_member(scene.town, Role.COUNCIL_MEMBER),
        a_member(scene.town, Role.STAFF_MEMBER),
        a_member(scene.town, Role.EXPERT),
    )


@pytest.fixture
def circle(scene: Scene, people: People) -> Circle:
    circle = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.STAFF_COUNCIL, name="Personalrat")
    _in(circle, people.in_circle)
    return circle


def _published(scene: Scene, audience: str, *circles: Circle) -> Version:
    _scene, draft = a_draft(scene)
    return publish_version(actor=scene.officer, draft=draft, audience=audience, circles=circles)


def _again(user: User) -> User:
    """The person as the next request sees her."""
    return User.objects.get(pk=user.pk)


def _reads(version: Version, user: object) -> bool:
    who = _again(user) if isinstance(user, User) else user
    listed = readable_versions(version.municipality, who).filter(pk=version.pk).exists()
    assert listed == who.has_perm("strategy.read", Version.objects.get(pk=version.pk))
    return listed


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        (
            Audience.PUBLIC,
            {"nobody", "stranger", "staff", "council", "in_circle", "expert", "officer", "administrator"},
        ),
        (Audience.STAFF, {"staff", "in_circle", "officer", "administrator"}),
        (Audience.CIRCLES, {"in_circle", "officer"}),
    ],
)
def test_a_version_is_read_by_those_it_was_given_to(
    scene: Scene, people: People, circle: Circle, audience: str, readers: set[str]
) -> None:
    version = _published(scene, audience, circle)
    everybody = {
        "nobody": AnonymousUser(),
        "stranger": a_scene().officer,
        "staff": people.staff,
        "council": people.council,
        "in_circle": people.in_circle,
        "expert": people.expert,
        "officer": scene.officer,
        "administrator": scene.administrator,
    }
    assert {name for name, user in everybody.items() if _reads(version, user)} == readers
    assert _reads(version, scene.editor)
    assert _reads(version, scene.moderator)
    assert public_versions(scene.town).exists() is (audience == Audience.PUBLIC)


def test_a_group_reads_beside_the_staff(scene: Scene, people: People, circle: Circle) -> None:
    group = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.COUNCIL_GROUP, name="Fraktion Blau")
    _in(group, people.council)
    version = _published(scene, Audience.STAFF, group)
    assert _reads(version, people.council)
    assert _reads(version, people.staff)
    assert not _reads(version, people.expert)


def test_who_leaves_a_group_loses_its_texts_at_once(scene: Scene, people: People, circle: Circle) -> None:
    version = _published(scene, Audience.CIRCLES, circle)
    assert _reads(version, people.in_circle)
    _in(circle)
    assert not _reads(version, people.in_circle)


def test_a_draft_is_read_by_nobody_through_a_release(scene: Scene, people: People, circle: Circle) -> None:
    _scene, draft = a_draft(scene)
    assert not scene.officer.has_perm("strategy.read", draft)
    assert not readable_versions(scene.town, scene.officer).exists()


def test_opening_goes_one_way_and_every_step_is_recorded(scene: Scene, people: People, circle: Circle) -> None:
    version = _published(scene, Audience.CIRCLES, circle)
    committee = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.COMMITTEE, name="Ausschuss")
    _in(committee, people.council)
    open_wider(actor=scene.officer, version=version, audience=Audience.CIRCLES, circles=[committee])
    assert _reads(version, people.council)
    assert _reads(version, people.in_circle)
    open_wider(actor=scene.officer, version=version, audience=Audience.STAFF)
    assert _reads(version, people.staff)
    assert _reads(version, people.council)
    with pytest.raises(RuleBroken):
        open_wider(actor=scene.officer, version=version, audience=Audience.CIRCLES, circles=[circle])
    with pytest.raises(RuleBroken):
        open_wider(actor=scene.officer, version=version, audience=Audience.STAFF)
    open_wider(actor=scene.officer, version=version, audience=Audience.PUBLIC)
    for audience in Audience:
        with pytest.raises(RuleBroken, match="öffentlich und bleibt es"):
            open_wider(actor=scene.officer, version=version, audience=audience)
    steps = AuditEntry.objects.filter(verb="open_version", object_id=version.pk).order_by("pk")
    assert [(step.data["before"], step.data["audience"]) for step in steps] == [
        ("circles", "circles"),
        ("circles", "staff"),
        ("staff", "public"),
    ]
    assert {step.actor_id for step in steps} == {scene.officer.pk}
    assert steps[0].data["circles"] == ["Ausschuss", "Personalrat"]


def test_only_who_runs_the_process_opens_a_text(scene: Scene, circle: Circle) -> None:
    version = _published(scene, Audience.STAFF)
    page = reverse("version-widen", args=[scene.town.slug, version.strategy.slug, 1])
    for user in (scene.editor, scene.moderator, scene.administrator, scene.lead):
        assert signed_in(user).post(page, {"audience": "public"}).status_code == 403
    assert signed_in(a_scene().officer).post(page, {"audience": "public"}).status_code == 404
    version.refresh_from_db()
    assert version.audience == Audience.STAFF


def test_a_text_for_groups_needs_a_group_and_one_of_the_own_town(scene: Scene) -> None:
    with pytest.raises(RuleBroken) as broken:
        _published(scene, Audience.CIRCLES)
    assert "circles" in broken.value.fields
    other = a_scene()
    foreign = add_circle(actor=other.officer, town=other.town, kind=CircleKind.COMMITTEE, name="Ausschuss")
    with pytest.raises(RuleBroken):
        _published(scene, Audience.CIRCLES, foreign)


def test_everybody_is_told_once_when_a_version_becomes_public(scene: Scene) -> None:
    told: list[int] = []
    on(VersionOpened)(note := lambda event: told.append(event.version.pk))
    try:
        version = _published(scene, Audience.STAFF)
        assert told == []
        open_wider(actor=scene.officer, version=version, audience=Audience.PUBLIC)
        second = _published(scene, Audience.PUBLIC)
        assert told == [version.pk, second.pk]
    finally:
        _handlers[VersionOpened].remove(note)


def test_a_public_version_holds_until_everybody_can_see_its_successor(scene: Scene) -> None:
    first = _published(scene, Audience.PUBLIC)
    draft = start_draft(actor=scene.editor, base=first)
    edit_block(actor=scene.editor, block=block_at(draft), text="Ein neuer Satz.", revision=1)
    second = publish_version(actor=scene.officer, draft=draft, audience=Audience.STAFF)
    third = publish_version(
        actor=scene.officer, draft=start_draft(actor=scene.editor, base=second), audience=Audience.STAFF
    )
    states = dict(Version.objects.filter(strategy=first.strategy).values_list("number", "state"))
    assert states[1] == VersionState.CONSULTATION
    assert states[2] == VersionState.SUPERSEDED
    open_wider(actor=scene.officer, version=third, audience=Audience.PUBLIC)
    first.refresh_from_db()
    assert first.state == VersionState.SUPERSEDED


def test_given_texts_are_those_that_are_not_public(scene: Scene, people: People, circle: Circle) -> None:
    _published(scene, Audience.PUBLIC)
    hidden = _published(scene, Audience.CIRCLES, circle)
    assert list(given_versions(scene.town, _again(people.in_circle))) == [hidden]
    assert not given_versions(scene.town, _again(people.staff)).exists()


def test_a_group_that_a_text_was_given_to_cannot_be_removed(scene: Scene, circle: Circle) -> None:
    _published(scene, Audience.CIRCLES, circle)
    with pytest.raises(RuleBroken, match="Nehmen Sie stattdessen ihre Mitglieder heraus"):
        remove_circle(actor=scene.officer, circle=circle)


# Pages


def test_the_officer_chooses_the_readers_when_publishing(scene: Scene, people: People, circle: Circle) -> None:
    _scene, draft = a_draft(scene)
    client, slug = signed_in(scene.officer), draft.strategy.slug
    page = reverse("publish", args=[scene.town.slug, slug])
    assert "Personalrat" in client.get(page).content.decode()
    nobody = client.post(page, {"state": "consultation", "audience": "circles"})
    assert nobody.status_code == 422
    assert "mindestens eine Gruppe" in nobody.content.decode()
    done = client.post(page, {"state": "consultation", "audience": "circles", "circles": [circle.pk]}, follow=True)
    assert "freigegeben" in done.content.decode()
    draft.refresh_from_db()
    assert draft.audience == Audience.CIRCLES
    history = client.get(reverse("versions", args=[scene.town.slug, slug])).content.decode()
    assert "zu lesen gegeben: Personalrat" in history
    assert "nicht öffentlich" in history


def test_a_forged_group_is_refused(scene: Scene, circle: Circle) -> None:
    _scene, draft = a_draft(scene)
    other = a_scene()
    foreign = add_circle(actor=other.officer, town=other.town, kind=CircleKind.COMMITTEE, name="Ausschuss")
    page = reverse("publish", args=[scene.town.slug, draft.strategy.slug])
    for wrong in (foreign.pk, "x", "9" * 40, ""):
        data = {"state": "consultation", "audience": "circles", "circles": [wrong]}
        assert signed_in(scene.officer).post(page, data).status_code == 422
    draft.refresh_from_db()
    assert draft.is_draft


def test_the_officer_opens_a_text_from_its_versions(scene: Scene, circle: Circle) -> None:
    version = _published(scene, Audience.STAFF)
    client, args = signed_in(scene.officer), [scene.town.slug, version.strategy.slug]
    page = reverse("version-widen", args=[*args, 1])
    same = client.post(page, {"audience": "staff"})
    assert same.status_code == 422
    assert "Damit kommt niemand hinzu" in same.content.decode()
    assert client.post(page, {"audience": "circles", "circles": [circle.pk]}).status_code == 422
    done = client.post(page, {"audience": "public"}, follow=True)
    assert "für alle geöffnet" in done.content.decode()
    assert client.post(page, {"audience": "public"}).status_code == 422


def test_staff_that_may_not_read_a_version_do_not_see_it_in_the_list(
    scene: Scene, people: People, circle: Circle
) -> None:
    version = _published(scene, Audience.CIRCLES, circle)
    page = reverse("versions", args=[scene.town.slug, version.strategy.slug])
    assert signed_in(people.staff).get(page).status_code == 404
    assert (
        version.strategy.title
        not in signed_in(people.staff).get(reverse("texts", args=[scene.town.slug])).content.decode()
    )
    assert signed_in(people.in_circle).get(page).status_code == 200


def test_the_list_of_versions_asks_the_database_as_often_for_three_as_for_one(scene: Scene, circle: Circle) -> None:
    version = _published(scene, Audience.CIRCLES, circle)
    client, page = signed_in(scene.officer), reverse("versions", args=[scene.town.slug, version.strategy.slug])
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for _n in range(2):
        draft = start_draft(actor=scene.editor, base=version)
        version = publish_version(actor=scene.officer, draft=draft, audience=Audience.STAFF, circles=[circle])
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    assert len(one) == len(three) <= 12
