"""A page for some people and the page cache: what one of them is shown never reaches anybody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import Scene, a_consultation, a_member, signed_in
from werkstatt.core.page_cache import Generations, PageCache
from werkstatt.organisations.rules import Role
from werkstatt.strategy.actions import open_wider, publish_version, start_draft
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience

pytestmark = pytest.mark.django_db


class Front:
    """The page cache before the real application. One event loop for each question, as one thread has."""

    def __init__(self) -> None:
        self.cache = PageCache(self._django, Generations())
        self.client = Client()

    async def _django(self, scope: Any, receive: Any, send: Any) -> None:
        answer = self._answers.pop(0)
        headers = [(name.lower().encode(), str(value).encode()) for name, value in answer.items()]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": headers})
        await send({"type": "http.response.body", "body": answer.content})

    def get(self, client: Client, path: str, method: str = "GET") -> tuple[int, bytes, dict[bytes, bytes]]:
        # The database belongs to the test's thread: the answer is made before the loop runs.
        self._answers = [client.get(path)]
        messages: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            messages.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie.value}".encode())] if cookie else []
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
        asyncio.run(self.cache(scope, receive, send))
        body = b"".join(message.get("body", b"") for message in messages[1:])
        return messages[0]["status"], body, dict(messages[0]["headers"])


@pytest.fixture
def scene() -> Scene:
    return a_consultation()


@pytest.fixture
def hidden(scene: Scene) -> Version:
    draft = start_draft(actor=scene.editor, base=scene.version)
    return publish_version(actor=scene.officer, draft=draft, audience=Audience.STAFF)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_a_reader_is_shown_is_never_kept_for_others(scene: Scene, hidden: Version, method: str) -> None:
    front, reader, nobody = Front(), signed_in(a_member(scene.town, Role.STAFF_MEMBER)), Client()
    path = reverse("chapter", args=[scene.town.slug, hidden.strategy.slug, hidden.number, 1])
    for who, status in ((reader, 200), (nobody, 404), (reader, 200), (nobody, 404)):
        answered, body, headers = front.get(who, path, method)
        assert answered == status
        assert b"x-town" not in headers
        if status == 200:
            assert headers[b"cache-control"] == b"private, no-store"
        elif method == "GET":
            assert hidden.strategy.title.encode() not in body
    assert not front.cache._pages


def test_what_nobody_found_is_found_as_soon_as_the_text_is_public(scene: Scene, hidden: Version) -> None:
    front, nobody = Front(), Client()
    path = reverse("version", args=[scene.town.slug, hidden.strategy.slug, hidden.number])
    assert front.get(nobody, path)[0] == 404
    open_wider(actor=scene.officer, version=hidden, audience=Audience.PUBLIC)
    assert front.get(nobody, path)[0] == 200
    assert len(front.cache._pages) == 1


def test_a_public_page_is_the_same_for_those_who_could_see_more(scene: Scene, hidden: Version) -> None:
    path = reverse("chapter", args=[scene.town.slug, hidden.strategy.slug, 1, 1])
    assert signed_in(scene.officer).get(path).content == Client().get(path).content
