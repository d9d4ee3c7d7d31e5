"""People: one account per address, passwords only they know."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from werkstatt.accounts.actions import add_person, issue_link
from werkstatt.accounts.models import User
from werkstatt.core.errors import RuleBroken

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_however_it_is_written():
    first = add_person(email="Ute@Example.org", name="Ute")
    assert add_person(email="  ute@example.ORG ", name="Jemand anderes") == first
    first.refresh_from_db()
    assert (first.email, first.name) == ("ute@example.org", "Ute")


def test_the_database_refuses_the_same_address_in_other_letters():
    add_person(email="ute@example.org", name="Ute")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="UTE@example.org", name="Doppelt")


@pytest.mark.parametrize(
    "email", ["", "ute", "ute@", "@example.org", "a b@example.org", "ute@example.org\nbcc: x@y.de"]
)
def test_what_is_no_address_is_refused_at_its_field(email):
    with pytest.raises(RuleBroken) as broken:
        add_person(email=email, name="Ute")
    assert "email" in broken.value.fields


def test_an_existing_person_keeps_her_password():
    add_person(email="ute@example.org", name="Ute", password="das-alte-Passwort-1")
    person = add_person(email="ute@example.org", name="Ute", password="ein-anderes-Passwort-2")
    assert person.check_password("das-alte-Passwort-1")


def test_without_a_password_nobody_signs_in_with_an_empty_one():
    person = add_person(email="ute@example.org", name="Ute")
    assert not person.has_usable_password()
    assert not person.check_password("")


def test_no_link_is_made_for_somebody_who_has_a_password():
    assert "/konto/" in issue_link(user=add_person(email="neu@example.org", name="Neu"), by_mail=False)
    with pytest.raises(ValueError, match="has joined"):
        issue_link(user=add_person(email="alt@example.org", name="Alt", password="das-alte-Passwort-1"), by_mail=False)


@pytest.mark.parametrize(("name", "letters"), [("Ute B. Meier", "UM"), ("Ute", "U"), ("", "X"), ("42", "")])
def test_initials_are_one_or_two_letters(name, letters):
    assert User(email="x@example.org", name=name).initials == letters
