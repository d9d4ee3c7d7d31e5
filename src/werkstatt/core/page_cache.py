"""The page cache for anonymous readers: plain ASGI in front of Django.

A public page says which town it belongs to (header ``X-Town``, see ``core.caching``). It may be kept as long as the
town's generation (``core.pages``) stays the same, and for a few seconds at most, because pages also change with the
clock (a phase ends). Who has just changed something carries a cookie for some seconds that leads past the cache: so
the change is there at once for that person, in whatever process the next request ends up, and within a second for all.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

SECONDS_KEPT = 10.0
BYTES_KEPT = 24_000_000
PAST_THE_CACHE = b"werkstatt-fresh"
PAST_THE_CACHE_SECONDS = 5
READING = {"GET", "HEAD"}


@dataclass(slots=True)
class Page:
    """A finished answer, as sent to readers who accept gzip and to those who do not."""

    town: int
    generation: int
    expires: float
    etag: bytes
    headers: Headers
    plain: bytes
    zipped: bytes

    @property
    def size(self) -> int:
        """Bytes in memory, about."""
        return len(self.plain) + len(self.zipped)


class Generations:
    """What this process knows about the generations of towns. Read by the event loop, written by other threads."""

    def __init__(self) -> None:
        self._known: dict[int, int] = {}

    def __getitem__(self, town: int) -> int:
        return self._known.get(town, 0)

    def tell(self, town: int, generation: int) -> None:
        """A change in this process was committed."""
        if generation > self._known.get(town, 0):
            self._known[town] = generation

    def learn(self, generations: dict[int, int]) -> None:
        """What the database says; never backwards."""
        for town, generation in generations.items():
            self.tell(town, generation)


class PageCache:
    """ASGI middleware. ``clock`` gives seconds; tests hand in their own."""

    def __init__(self, app: App, generations: Generations, clock: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._generations = generations
        self._clock = clock
        self._pages: OrderedDict[bytes, Page] = OrderedDict()
        self._bytes = 0
        self._making: dict[bytes, asyncio.Future[Page | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache where that is right, else from the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] not in READING:
            await self._app(scope, receive, _with_cookie_past_the_cache(send))
        elif (key := self._key(scope)) is None:
            await self._app(scope, receive, _without_marks(send))
        else:
            await self._from_cache(key, scope, receive, send)

    def _key(self, scope: Scope) -> bytes | None:
        """What the page depends on, or None if the reader is known or has just changed something."""
        host = b""
        for name, value in scope["headers"]:
            if name == b"cookie" and (b"sessionid=" in value or PAST_THE_CACHE in value or b"messages=" in value):
                return None
            if name in (b"range", b"authorization"):
                return None
            if name == b"host":
                host = value
        path = scope.get("raw_path") or scope["path"].encode()
        return b"\n".join((host, path, scope["query_string"]))

    async def _from_cache(self, key: bytes, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._pages.get(key)
        if page is not None and self._is_good(page):
            self._pages.move_to_end(key)
            await _send_page(page, scope, send)
            return
        if (making := self._making.get(key)) is not None:
            # Somebody is making this page right now: wait for that one instead of making it again.
            page = await asyncio.shield(making)
            if page is not None:
                await _send_page(page, scope, send)
            else:
                await self._app(scope, receive, _without_marks(send))
            return
        future: asyncio.Future[Page | None] = asyncio.get_running_loop().create_future()
        self._making[key] = future
        made: Page | None = None
        try:
            made = await self._make(key, scope, receive, send)
        finally:
            del self._making[key]
            future.set_result(made)

    def _is_good(self, page: Page) -> bool:
        return page.generation == self._generations[page.town] and page.expires > self._clock()

    async def _make(self, key: bytes, scope: Scope, receive: Receive, send: Send) -> Page | None:
        """Have the application answer; keep the answer if it is a public page. Returns the page if so."""
        start: Message = {}
        body: list[bytes] = []
        before = dict(self._generations._known)
        passed_on = False

        async def collect(message: Message) -> None:
            nonlocal start, passed_on
            if message["type"] == "http.response.start":
                start = message
                if not _is_public(message):
                    passed_on = True
                    await send(_cleared(message))
            elif passed_on:
                await send(message)
            else:
                body.append(message.get("body", b""))

        # The page is made for everybody: with a body, whatever this one reader has already.
        headers = [pair for pair in scope["headers"] if pair[0] not in _ASKS]
        await self._app({**scope, "method": "GET", "headers": headers}, receive, collect)
        if passed_on or not start:
            return None
        page = self._page(start, b"".join(body), before)
        self._keep(key, page)
        await _send_page(page, scope, send)
        return page

    def _page(self, start: Message, body: bytes, before: dict[int, int]) -> Page:
        town = int(_header(start["headers"], b"x-town") or b"0")
        if _header(start["headers"], b"content-encoding") == b"gzip":
            body = gzip.decompress(body)
        etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        dropped = {b"x-town", b"content-length", b"content-encoding", b"etag", b"vary"}
        headers = [pair for pair in start["headers"] if pair[0].lower() not in dropped]
        headers += [(b"etag", etag), (b"vary", b"Accept-Encoding")]
        return Page(
            town=town,
            # The generation known before it was made: a change meanwhile makes it out of date, never too fresh.
            generation=before.get(town, 0),
            expires=self._clock() + SECONDS_KEPT,
            etag=etag,
            headers=headers,
            plain=body,
            zipped=gzip.compress(body, 6, mtime=0),
        )

    def _keep(self, key: bytes, page: Page) -> None:
        if (old := self._pages.pop(key, None)) is not None:
            self._bytes -= old.size
        self._pages[key] = page
        self._bytes += page.size
        while self._bytes > BYTES_KEPT and len(self._pages) > 1:
            _key, oldest = self._pages.popitem(last=False)
            self._bytes -= oldest.size


_ASKS = {b"if-none-match", b"if-modified-since"}


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _is_public(message: Message) -> bool:
    headers = message["headers"]
    return (
        message["status"] == 200
        and _header(headers, b"x-town") is not None
        and _header(headers, b"set-cookie") is None
        and b"no-store" not in (_header(headers, b"cache-control") or b"")
    )


def _cleared(message: Message) -> Message:
    """The message without marks that are meant for the cache only."""
    if message["type"] != "http.response.start":
        return message
    return {**message, "headers": [pair for pair in message["headers"] if pair[0].lower() != b"x-town"]}


def _without_marks(send: Send) -> Send:
    async def forward(message: Message) -> None:
        await send(_cleared(message))

    return forward


def _with_cookie_past_the_cache(send: Send) -> Send:
    cookie = b"%s=1; Max-Age=%d; Path=/; HttpOnly; SameSite=Lax" % (PAST_THE_CACHE, PAST_THE_CACHE_SECONDS)

    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**_cleared(message), "headers": [*_cleared(message)["headers"], (b"set-cookie", cookie)]}
        await send(message)

    return forward


async def _send_page(page: Page, scope: Scope, send: Send) -> None:
    if _header(scope["headers"], b"if-none-match") == page.etag:
        await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", page.etag)]})
        await send({"type": "http.response.body", "body": b""})
        return
    body, headers = page.plain, page.headers
    if b"gzip" in (_header(scope["headers"], b"accept-encoding") or b""):
        body, headers = page.zipped, [*headers, (b"content-encoding", b"gzip")]
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
