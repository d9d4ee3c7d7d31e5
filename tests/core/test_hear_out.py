"""Requests are heard out before they are answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from werkstatt.core import hear_out
from werkstatt.core.hear_out import hearing_out

pytestmark = pytest.mark.pure

CHUNKS = [b"a" * 1000, b"b" * 1000, b"c" * 1000]


async def answers_early(scope: Any, receive: Any, send: Any) -> None:
    """Refuses without reading a word."""
    await send({"type": "http.response.start", "status": 413, "headers": []})
    await send({"type": "http.response.body", "body": b"zu viel"})


async def reads_first(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def ask(app: Any, method: str = "POST") -> tuple[list[str], int]:
    """What happened, in order; and how many chunks were left."""
    events: list[str] = []
    waiting = list(CHUNKS)

    async def receive() -> dict[str, Any]:
        body = waiting.pop(0)
        events.append("read")
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: dict[str, Any]) -> None:
        events.append(message["type"])

    asyncio.run(hearing_out(app)({"type": "http", "method": method}, receive, send))
    return events, len(waiting)


def test_what_was_left_unread_is_read_before_the_answer() -> None:
    assert ask(answers_early) == (["read"] * 3 + ["http.response.start", "http.response.body"], 0)


def test_nothing_is_asked_for_after_the_end() -> None:
    assert ask(reads_first) == (["read"] * 3 + ["http.response.start", "http.response.body"], 0)


def test_a_mere_question_has_nothing_to_hear_out() -> None:
    assert ask(answers_early, "GET") == (["http.response.start", "http.response.body"], 3)


def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear_out, "MOST_BYTES", 1500)
    assert ask(answers_early) == (["read"] * 2 + ["http.response.start", "http.response.body"], 1)
