"""Withheld contributions leave a stub with the reason, and their authors a way to object."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_scene
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.actions import answer_objection, object_to, publish, withdraw_own, withhold
from werkstatt.participation.links import receipt_url
from werkstatt.participation.models import Contribution, Objection
from werkstatt.participation.queries import count_open_objections, open_objections
from werkstatt.participation.rules import MAX_OBJECTION_LENGTH, ContributionState, ObjectionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


@pytest.fixture
def held(scene):
    said = a_comment(scene, text="Der Meier spinnt.")
    return withhold(actor=scene.moderator, contribution=said, reason="Nennt eine Privatperson.", conduct_rule="3")


def html_of(response) -> str:
    return unescape(response.content.decode())


def object_page(scene, said) -> str:
    return receipt_url(scene.town, said) + "einspruch/"


def test_the_stub_says_why_in_public_and_to_the_author_also_how_to_object(scene, held):
    public = html_of(Client().get(reverse("contribution", args=[scene.town.slug, held.number])))
    own = html_of(Client().get(receipt_url(scene.town, held)))
    assert "Nennt eine Privatperson." in public
    assert "Der Meier spinnt." not in public
    assert "Einspruch" not in public
    assert "Nennt eine Privatperson." in own
    assert "Nennen Sie keine Privatpersonen" in own  # the conduct rule in words
    assert "Einspruch einlegen" in own


def test_an_objection_waits_for_a_person_and_is_not_public(scene, held):
    response = Client().post(object_page(scene, held), {"text": "Meier ist der Bürgermeister."}, follow=True)
    assert "Ihr Einspruch ist angekommen." in html_of(response)
    assert "Einspruch einlegen" not in html_of(response)
    assert [one.text for one in open_objections(scene.town)] == ["Meier ist der Bürgermeister."]
    public = html_of(Client().get(reverse("contribution", args=[scene.town.slug, held.number])))
    assert "Bürgermeister" not in public


def test_one_objection_at_a_time(scene, held):
    first = object_to(contribution=held, text="Warum?")
    assert object_to(contribution=held, text="Warum?") == first  # a second click
    with pytest.raises(RuleBroken, match="liegt schon vor"):
        object_to(contribution=held, text="Und noch etwas.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(municipality=scene.town, contribution=held, text="x", at=clock.now())


def test_upheld_means_published_and_the_answer_stands_on_the_receipt(scene, held):
    objection = object_to(contribution=held, text="Meier ist der Bürgermeister.")
    answer_objection(actor=scene.moderator, objection=objection, uphold=True, answer="Sie haben recht.")
    said = Contribution.objects.get()
    assert said.state == ContributionState.PUBLISHED
    assert said.text == "Der Meier spinnt."
    assert said.state_reason == ""
    assert not count_open_objections(scene.town)


def test_rejected_means_withheld_with_an_answer_and_another_way(scene, held):
    objection = object_to(contribution=held, text="Doch!")
    answer_objection(actor=scene.moderator, objection=objection, uphold=False, answer="Auch er hat ein Privatleben.")
    assert Contribution.objects.get().state == ContributionState.WITHHELD
    html = html_of(Client().get(receipt_url(scene.town, held)))
    assert "Auch er hat ein Privatleben." in html
    assert "Einspruch einlegen" in html
    assert object_to(contribution=held, text="Noch ein Grund.").state == ObjectionState.OPEN


def test_only_moderators_of_the_town_decide_once_and_with_words(scene, held):
    objection = object_to(contribution=held, text="Doch!")
    for stranger in (scene.lead, scene.editor, a_scene().moderator, None):
        with pytest.raises(PermissionDenied):
            answer_objection(actor=stranger, objection=objection, uphold=True, answer="Ja.")
    with pytest.raises(RuleBroken):
        answer_objection(actor=scene.moderator, objection=objection, uphold=True, answer=" ")
    answer_objection(actor=scene.moderator, objection=objection, uphold=False, answer="Nein.")
    with pytest.raises(RuleBroken, match="schon jemand"):
        answer_objection(actor=scene.officer, objection=objection, uphold=True, answer="Doch.")


def test_publishing_grants_the_objection_that_waits(scene, held):
    objection = object_to(contribution=held, text="Doch!")
    publish(actor=scene.moderator, contribution=held)
    objection.refresh_from_db()
    assert objection.state == ObjectionState.UPHELD
    assert not count_open_objections(scene.town)


def test_what_is_withdrawn_meanwhile_has_no_objection_left(scene, held):
    object_to(contribution=held, text="Doch!")
    withdraw_own(contribution=held)
    assert not open_objections(scene.town)


def test_only_against_withholding(scene):
    said = a_comment(scene)
    with pytest.raises(RuleBroken, match="nicht zurückgehalten"):
        object_to(contribution=said, text="Doch!")
    assert Client().get(object_page(scene, said)).status_code == 302
    assert Client().post(object_page(scene, said), {"text": "x"}).status_code == 302
    assert not Objection.objects.exists()


@pytest.mark.parametrize("text", ["", " \u200b ", "ä" * (MAX_OBJECTION_LENGTH + 1)])
def test_wrong_words_are_kept_and_named(scene, held, text):
    response = Client().post(object_page(scene, held), {"text": text})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response)
    if text.strip(" \u200b"):
        assert text in html_of(response)
