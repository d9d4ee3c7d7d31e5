"""Who belongs to a town, and what each role may do: deny by default."""

from __future__ import annotations

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from tests.factories import a_member, a_scene, a_town
from werkstatt.accounts.actions import add_person
from werkstatt.core.actors import OPERATOR
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.actions import add_member, add_unit, invite, needs_password, remove_member
from werkstatt.organisations.models import Membership
from werkstatt.organisations.rules import Role

pytestmark = pytest.mark.django_db

OFFICER, EDITOR, MODERATOR, LEAD, ADMIN = "officer", "editor", "moderator", "lead", "administrator"
EVERYBODY = {OFFICER, EDITOR, MODERATOR, LEAD, ADMIN}

# What the roles may do. A permission that is missing here fails the test below: think about it first.
MAY = {
    "organisations.enter": EVERYBODY,
    "organisations.belong": EVERYBODY,
    "organisations.manage": {OFFICER, ADMIN},
    "strategy.view_draft": EVERYBODY,
    "strategy.edit_text": {OFFICER, EDITOR},
    "strategy.import_text": {OFFICER, EDITOR},
    "strategy.publish": {OFFICER},
    "participation.open_phase": {OFFICER},
    "participation.moderate": {OFFICER, MODERATOR},
    "participation.record_offline": {OFFICER, MODERATOR},
    "participation.confirm_place": {OFFICER, MODERATOR, EDITOR},
    "participation.handle_personal_data": {OFFICER, ADMIN},
}
# Hang on a phase, a group or a contribution instead of a role in the town: tests/participation/test_motion.py.
OF_AN_OBJECT = {"participation.read", "participation.move", "participation.take_part"}


@pytest.fixture
def scene():
    return a_scene()


@pytest.mark.parametrize("permission", sorted(MAY))
def test_each_permission_is_for_these_roles_and_no_others(scene, permission):
    assert {name for name in EVERYBODY if getattr(scene, name).has_perm(permission, scene.town)} == MAY[permission]


@pytest.mark.parametrize("permission", sorted(MAY))
def test_no_permission_reaches_into_another_town(scene, permission):
    other = a_scene()
    for name in EVERYBODY:
        assert not getattr(other, name).has_perm(permission, scene.town)
        assert not getattr(scene, name).has_perm(permission, None)
    assert not AnonymousUser().has_perm(permission, scene.town)
    assert not add_person(email="ohne@example.org", name="Ohne Rolle").has_perm(permission, scene.town)


def test_the_table_above_knows_every_permission_of_these_contexts():
    known = {name for name in rules.permissions.permissions if name.split(".")[0] in {"organisations", "participation"}}
    assert known == {name for name in MAY if not name.startswith("strategy.")} | OF_AN_OBJECT


def test_what_no_rule_names_nobody_may_do(scene):
    for name in EVERYBODY:
        assert not getattr(scene, name).has_perm("organisations.add_town", scene.town)
        assert not getattr(scene, name).has_perm("participation.invent_numbers", scene.town)


def test_somebody_who_is_not_active_any_more_may_nothing(scene):
    scene.officer.is_active = False
    assert not scene.officer.has_perm("organisations.enter", scene.town)


def test_a_taken_role_is_gone_with_the_next_request(scene):
    remove_member(actor=scene.officer, membership=Membership.objects.get(user=scene.editor))
    editor = type(scene.editor).objects.get(pk=scene.editor.pk)
    assert not editor.has_perm("organisations.enter", scene.town)


def test_only_managers_of_the_town_change_rights(scene):
    newcomer = add_person(email="neu@example.org", name="Neu Hier")
    membership = Membership.objects.get(user=scene.editor)
    for actor in (None, scene.editor, scene.moderator, scene.lead, a_scene().administrator):
        with pytest.raises(PermissionDenied):
            add_member(actor=actor, town=scene.town, user=newcomer, role=Role.EDITOR)
        with pytest.raises(PermissionDenied):
            remove_member(actor=actor, membership=membership)
        with pytest.raises(PermissionDenied):
            invite(actor=actor, town=scene.town, email="x@example.org", name="X", role=Role.EDITOR)
    assert not Membership.objects.filter(user=newcomer).exists()


def test_every_change_of_rights_is_recorded(scene):
    person = invite(
        actor=scene.administrator, town=scene.town, email="rosa@example.org", name="Rosa Neu", role=Role.EDITOR
    ).membership
    add_member(actor=scene.administrator, town=scene.town, user=person.user, role=Role.MODERATOR)
    remove_member(actor=scene.officer, membership=person)
    entries = AuditEntry.objects.filter(town_id=scene.town.pk, data__user=person.user_id, data__has_key="role")
    entries = entries.order_by("pk")
    assert [(e.verb, e.actor_id, e.data["role"]) for e in entries] == [
        ("add_member", scene.administrator.pk, "editor"),
        ("change_member", scene.administrator.pk, "moderator"),
        ("remove_member", scene.officer.pk, "moderator"),
    ]
    assert entries[1].data["before"] == "editor"
    assert "rosa" not in str([entry.data for entry in entries])


def test_somebody_who_can_manage_the_town_always_stays(scene):
    officer = Membership.objects.get(user=scene.officer)
    administrator = Membership.objects.get(user=scene.administrator)
    remove_member(actor=scene.officer, membership=administrator)
    with pytest.raises(RuleBroken, match="niemand mehr"):
        remove_member(actor=scene.officer, membership=officer)
    with pytest.raises(RuleBroken, match="niemand mehr"):
        add_member(actor=scene.officer, town=scene.town, user=scene.officer, role=Role.EDITOR)
    scene.officer.refresh_from_db()
    assert Membership.objects.get(user=scene.officer).role == Role.DIGITAL_OFFICER


def test_a_manager_who_cannot_sign_in_does_not_count(scene):
    scene.administrator.is_active = False
    scene.administrator.save()
    with pytest.raises(RuleBroken, match="niemand mehr"):
        remove_member(actor=scene.officer, membership=Membership.objects.get(user=scene.officer))


def test_a_department_lead_needs_an_office_of_the_town(scene):
    with pytest.raises(RuleBroken, match="Amt"):
        add_member(actor=scene.officer, town=scene.town, user=scene.editor, role=Role.DEPARTMENT_LEAD)
    foreign = add_unit(actor=OPERATOR, town=a_town(), name="Hauptamt")
    with pytest.raises(RuleBroken, match="anderen Kommune"):
        add_member(actor=scene.officer, town=scene.town, user=scene.editor, role=Role.DEPARTMENT_LEAD, unit=foreign)


def test_nobody_is_invited_twice_or_without_a_name(scene):
    for words, field in (({"email": scene.editor.email.upper(), "name": "X"}, "email"), ({"name": " "}, "name")):
        with pytest.raises(RuleBroken) as broken:
            invite(actor=scene.officer, town=scene.town, role=Role.EDITOR, **{"email": "a@example.org"} | words)
        assert field in broken.value.fields


def test_a_link_for_a_first_password_is_never_given_for_somebody_elses_person(scene):
    other = a_scene()
    with_password = invite(
        actor=scene.officer, town=scene.town, email=other.administrator.email, name="Egal", role=Role.EDITOR
    )
    assert not with_password.needs_password
    assert with_password.membership.user.name == other.administrator.name
    first = invite(actor=other.officer, town=other.town, email="neu@example.org", name="Neu", role=Role.EDITOR)
    assert first.needs_password
    second = invite(actor=scene.officer, town=scene.town, email="neu@example.org", name="Neu", role=Role.EDITOR)
    assert not second.needs_password
    assert not needs_password(first.membership)


def test_one_person_can_have_different_roles_in_two_towns(scene):
    other = a_town()
    add_member(actor=OPERATOR, town=other, user=scene.editor, role=Role.MODERATOR)
    person = type(scene.editor).objects.get(pk=scene.editor.pk)
    assert person.has_perm("strategy.edit_text", scene.town)
    assert not person.has_perm("strategy.edit_text", other)
    assert person.has_perm("participation.moderate", other)


def test_the_role_of_a_staff_member_opens_the_door_and_no_more(scene):
    member = a_member(scene.town, Role.STAFF_MEMBER)
    assert member.has_perm("organisations.enter", scene.town)
    assert not any(member.has_perm(name, scene.town) for name in MAY if MAY[name] != EVERYBODY)
