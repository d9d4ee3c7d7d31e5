"""The thread from a voice to its sentence, when a text was not for everybody in between."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import Scene, a_comment, a_consultation, first_block, signed_in
from werkstatt.assessment.actions import assess, change_text, release, whole_as_point
from werkstatt.assessment.models import TextChange
from werkstatt.assessment.queries.changes import count_changes, newest_changes
from werkstatt.assessment.rules import Verdict
from werkstatt.communication.queries.changes import what_changed
from werkstatt.participation.models import Contribution
from werkstatt.strategy.actions import edit_block, open_wider, publish_version, start_draft
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.rules import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return a_consultation()


def _block(version: Version, scene: Scene) -> Block:
    uid = first_block(scene).uid
    return Block.objects.select_related("version__strategy", "section").get(version=version, uid=uid)


def _changed_for_staff(scene: Scene) -> tuple[Contribution, Version]:
    """A public voice, answered; its change stands in a second version that only the staff can read."""
    voice = a_comment(scene)
    point = whole_as_point(actor=scene.moderator, contribution=voice)
    assess(actor=scene.moderator, point=point, verdict=Verdict.ADOPTED, reason="Das stimmt.")
    draft = start_draft(actor=scene.editor, base=scene.version)
    change_text(actor=scene.editor, block=_block(draft, scene), text="Ein Zwischenstand.", points=[point])
    release(actor=scene.moderator, contribution=voice)
    return voice, publish_version(actor=scene.officer, draft=draft, audience=Audience.STAFF)


def _thread(scene: Scene, voice: Contribution) -> str:
    return Client().get(reverse("contribution", args=[scene.town.slug, voice.number])).content.decode()


def test_a_change_in_a_text_for_some_is_still_to_come_for_everybody(scene: Scene) -> None:
    voice, version = _changed_for_staff(scene)
    page = _thread(scene, voice)
    assert "kommt in der nächsten Fassung" in page
    assert "Zwischenstand" not in page
    assert "Fassung 2" not in page
    assert count_changes(scene.town) == 0
    home = Client().get(reverse("town-home", args=[scene.town.slug])).content.decode()
    assert "Zwischenstand" not in home
    chapter = reverse("chapter", args=[scene.town.slug, version.strategy.slug, 2, 1])
    assert f"Nr. {voice.number}" in signed_in(scene.lead).get(chapter).content.decode()


def test_it_is_told_when_the_text_becomes_public(scene: Scene) -> None:
    voice, version = _changed_for_staff(scene)
    open_wider(actor=scene.officer, version=version, audience=Audience.PUBLIC)
    assert "Zwischenstand" in _thread(scene, voice)
    assert [change.after for change in newest_changes(scene.town, 3)] == ["Ein Zwischenstand."]


def test_it_is_told_when_only_a_later_text_becomes_public_and_without_what_lay_between(scene: Scene) -> None:
    voice, version = _changed_for_staff(scene)
    first = first_block(scene).text
    draft = start_draft(actor=scene.editor, base=version)
    edit_block(actor=scene.editor, block=_block(draft, scene), text="So bleibt es jetzt.", revision=1)
    third = publish_version(actor=scene.officer, draft=draft)
    change = TextChange.objects.get(version=third)
    assert (change.before, change.after) == (first, "So bleibt es jetzt.")
    page = _thread(scene, voice)
    assert "Fassung 3" in page
    assert "Zwischenstand" not in page
    assert "Fassung 2" not in page
    back = reverse("thread", args=[scene.town.slug, third.strategy.slug, 3, first_block(scene).uid])
    words = Client().get(back).content.decode()
    assert f"Nr. {voice.number}" in words
    assert "Zwischenstand" not in words


def test_a_change_that_was_taken_back_in_between_is_none(scene: Scene) -> None:
    voice, version = _changed_for_staff(scene)
    draft = start_draft(actor=scene.editor, base=version)
    edit_block(actor=scene.editor, block=_block(draft, scene), text=first_block(scene).text, revision=1)
    third = publish_version(actor=scene.officer, draft=draft)
    assert not TextChange.objects.filter(version=third).exists()
    assert "Zwischenstand" not in _thread(scene, voice)


def test_mails_about_a_new_version_compare_it_with_the_one_everybody_knows(scene: Scene) -> None:
    _voice, version = _changed_for_staff(scene)
    draft = start_draft(actor=scene.editor, base=version)
    edit_block(actor=scene.editor, block=_block(draft, scene), text="So bleibt es jetzt.", revision=1)
    third = publish_version(actor=scene.officer, draft=draft)
    told = what_changed(Version.objects.select_related("base", "strategy").get(pk=third.pk))
    words = repr(told)
    assert "Zwischenstand" not in words
    assert "So bleibt es jetzt." in words
