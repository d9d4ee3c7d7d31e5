"""What several tests of the public site need: a second version whose text was changed because of a contribution."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import Scene
from werkstatt.assessment.actions import assess, change_text, release, whole_as_point
from werkstatt.assessment.models import Point
from werkstatt.assessment.rules import Verdict
from werkstatt.participation.models import Contribution
from werkstatt.strategy.actions import publish_version, start_draft
from werkstatt.strategy.models import Block, Version

NEW_WORDS = "Die Stadt bietet alle Dienste so an, dass sie jeder versteht."


def adopt(
    scene: Scene, contribution: Contribution, verdict: str = Verdict.ADOPTED, words: str = NEW_WORDS
) -> tuple[Point, Version]:
    """Adopt a contribution and change its paragraph in the draft because of it. Neither is public yet."""
    point = whole_as_point(actor=scene.moderator, contribution=contribution)
    assess(actor=scene.officer, point=point, verdict=verdict, reason="Das ist klarer.")
    draft = start_draft(actor=scene.editor, base=scene.version)
    block = Block.objects.select_related("version", "section").get(version=draft, uid=contribution.block_uid)
    change_text(actor=scene.editor, block=block, text=words, points=[point])
    return point, draft


def changed_text(scene: Scene, contribution: Contribution, verdict: str = Verdict.ADOPTED) -> Version:
    """The same, with the answer released and the new version published."""
    _point, draft = adopt(scene, contribution, verdict)
    release(actor=scene.moderator, contribution=contribution)
    return publish_version(actor=scene.officer, draft=draft)


def close_phase(scene: Scene) -> None:
    """Let the scene's phase have ended yesterday."""
    now = timezone.now()
    scene.phase.opens_at, scene.phase.closes_at = now - timedelta(days=9), now - timedelta(days=1)
    scene.phase.save()


def chapter_url(scene: Scene, version: Version | None = None, chapter: int = 1) -> str:
    """The reader's address."""
    version = version or scene.version
    return reverse("chapter", args=[scene.town.slug, version.strategy.slug, version.number, chapter])


def page(address: str, status: int = 200) -> str:
    """The text of a page that must answer with this status."""
    response = Client().get(address)
    assert response.status_code == status, response.status_code
    return response.content.decode()
