"""Hears a request out before it is answered: plain ASGI.

A browser shows an answer only after it could send everything. An application that answers early (because a form is
too large to be read) leaves the rest unread; the server then cuts the connection, and nobody sees the page that says
what to do.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from werkstatt.core.page_cache import READING, App, Message, Receive, Scope, Send

MOST_BYTES = 64_000_000
"""More than three times the largest upload. Who sends more sees the connection break."""
MOST_SECONDS = 60.0


def hearing_out(app: App) -> App:
    """The application, with what it left unread of a request read and forgotten before its answer goes out."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in READING:
            await app(scope, receive, send)
            return
        more = True

        async def listen() -> Message:
            nonlocal more
            message = await receive()
            more = message["type"] == "http.request" and bool(message.get("more_body"))
            return message

        async def forget_the_rest() -> None:
            heard = 0
            while more and heard < MOST_BYTES:
                heard += len((await listen()).get("body", b""))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start" and more:
                # Too slow to wait for: the answer goes out, whether it arrives or not.
                with suppress(TimeoutError):
                    await asyncio.wait_for(forget_the_rest(), MOST_SECONDS)
            await send(message)

        await app(scope, listen, answer)

    return application
