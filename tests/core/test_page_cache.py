"""The page cache: fast for readers, right at once for whoever changed something."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest

from werkstatt.core.page_cache import SECONDS_KEPT, Generations, PageCache


class Application:
    """An ASGI application that counts how often it is asked and says what the test wants."""

    def __init__(self) -> None:
        self.asked = 0
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = [(b"x-town", b"7"), (b"content-type", b"text/html")]
        self.text = "Guten Tag"
        self.gate: asyncio.Event | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        body = self.text.encode()
        if self.gate is not None:
            await self.gate.wait()
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": body[:3], "more_body": True})
        await send({"type": "http.response.body", "body": body[3:]})


class Answer:
    """What a reader got."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.status = messages[0]["status"]
        self.headers = {name.lower(): value for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


class Reader:
    """Asks the cache; ``time`` is in the test's hand."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.application = Application()
        self.generations = Generations()
        self.cache = PageCache(self.application, self.generations, clock=lambda: self.time)

    async def ask(self, path: str = "/a/", method: str = "GET", **headers: str) -> Answer:
        messages: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            messages.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": pairs}
        await self.cache(scope, receive, send)
        return Answer(messages)

    def get(self, path: str = "/a/", method: str = "GET", **headers: str) -> Answer:
        return asyncio.run(self.ask(path, method, **headers))


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_a_public_page_is_made_once_for_many_readers(reader):
    assert [reader.get().body for _ in range(5)] == [b"Guten Tag"] * 5
    assert reader.application.asked == 1


def test_different_addresses_are_different_pages(reader):
    reader.get("/a/")
    reader.get("/b/")
    assert reader.application.asked == 2


def test_a_change_in_the_town_makes_its_pages_anew(reader):
    reader.get()
    reader.application.text = "Neu"
    reader.generations.tell(7, 1)
    assert reader.get().body == b"Neu"


def test_a_change_in_another_town_leaves_the_page_alone(reader):
    reader.get()
    reader.generations.tell(8, 1)
    reader.get()
    assert reader.application.asked == 1


def test_a_change_while_the_page_is_made_makes_it_anew(reader):
    async def overtaken() -> None:
        reader.application.gate = asyncio.Event()
        first = asyncio.create_task(reader.ask())
        await asyncio.sleep(0)
        reader.generations.tell(7, 1)
        reader.application.gate.set()
        await first
        await reader.ask()

    asyncio.run(overtaken())
    assert reader.application.asked == 2


def test_pages_grow_old_because_the_clock_changes_them_too(reader):
    reader.get()
    reader.time += SECONDS_KEPT + 0.1
    reader.get()
    assert reader.application.asked == 2


def test_many_readers_at_once_wait_for_one_making(reader):
    async def crowd() -> list[Answer]:
        reader.application.gate = asyncio.Event()
        readers = [asyncio.create_task(reader.ask()) for _ in range(50)]
        await asyncio.sleep(0)
        reader.application.gate.set()
        return await asyncio.gather(*readers)

    answers = asyncio.run(crowd())
    assert reader.application.asked == 1
    assert {answer.body for answer in answers} == {b"Guten Tag"}


@pytest.mark.parametrize("cookie", ["sessionid=abc", "werkstatt-fresh=1", "messages=x"])
def test_known_people_and_those_who_just_changed_something_get_their_own_page(reader, cookie):
    reader.get(cookie=cookie)
    reader.get(cookie=cookie)
    assert reader.application.asked == 2


def test_a_harmless_cookie_still_reads_from_the_cache(reader):
    reader.get(cookie="csrftoken=abc")
    reader.get(cookie="csrftoken=abc")
    assert reader.application.asked == 1


def test_writing_hands_out_the_cookie_that_leads_past_the_cache(reader):
    answer = reader.get(method="POST")
    assert answer.headers[b"set-cookie"].startswith(b"werkstatt-fresh=1; Max-Age=5")


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_good_pages_are_kept(reader, status):
    reader.application.status = status
    assert reader.get().status == status
    reader.get()
    assert reader.application.asked == 2


def test_pages_with_a_cookie_of_their_own_are_never_kept(reader):
    reader.application.headers.append((b"set-cookie", b"csrftoken=secret"))
    reader.get()
    reader.get()
    assert reader.application.asked == 2


def test_pages_that_nobody_may_keep_are_never_kept_whatever_else_they_say(reader):
    reader.application.headers.append((b"cache-control", b"private, no-store"))
    assert b"x-town" not in reader.get().headers
    reader.get()
    assert reader.application.asked == 2


def test_pages_that_do_not_say_they_are_public_are_never_kept(reader):
    reader.application.headers = [(b"content-type", b"text/html")]
    reader.get()
    reader.get()
    assert reader.application.asked == 2


def test_the_mark_for_the_cache_never_leaves_the_house(reader):
    for headers in ({}, {"cookie": "sessionid=1"}):
        assert b"x-town" not in reader.get(**headers).headers


def test_readers_get_gzip_if_they_take_it(reader):
    answer = reader.get(accept_encoding="gzip, br")
    assert answer.headers[b"content-encoding"] == b"gzip"
    assert gzip.decompress(answer.body) == b"Guten Tag"
    assert int(answer.headers[b"content-length"]) == len(answer.body)
    assert reader.get().body == b"Guten Tag"


def test_a_page_that_comes_compressed_serves_those_who_do_not_take_it_too(reader):
    packed = gzip.compress(b"Guten Tag")

    async def packing(scope: Any, receive: Any, send: Any) -> None:
        headers = [*reader.application.headers, (b"content-encoding", b"gzip")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": packed})

    reader.cache = PageCache(packing, reader.generations)
    assert gzip.decompress(reader.get(accept_encoding="gzip").body) == b"Guten Tag"
    plain = reader.get()
    assert (plain.body, b"content-encoding" in plain.headers) == (b"Guten Tag", False)


def test_what_is_no_public_page_stays_compressed_as_asked(reader):
    asked: list[dict[bytes, bytes]] = []

    async def listening(scope: Any, receive: Any, send: Any) -> None:
        asked.append(dict(scope["headers"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})

    reader.cache = PageCache(listening, reader.generations)
    reader.get(accept_encoding="gzip")
    assert asked[0][b"accept-encoding"] == b"gzip"


def test_who_has_the_page_already_is_told_so(reader):
    etag = reader.get().headers[b"etag"].decode()
    answer = reader.get(if_none_match=etag)
    assert (answer.status, answer.body) == (304, b"")
    assert reader.application.asked == 1


def test_asking_for_the_head_only_gets_no_body_and_spoils_nothing(reader):
    head = reader.get(method="HEAD")
    assert (head.body, head.headers[b"content-length"]) == (b"", b"9")
    assert reader.get().body == b"Guten Tag"
    assert reader.application.asked == 1


def test_the_oldest_pages_make_room(reader, monkeypatch):
    monkeypatch.setattr("werkstatt.core.page_cache.BYTES_KEPT", 300)
    reader.application.text = "x" * 100
    for path in "abc":
        reader.get(path)
    reader.get("a")
    assert reader.application.asked == 4


def test_a_failing_application_leaves_nobody_waiting(reader):
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("no")

    async def both() -> list[Any]:
        cache = PageCache(broken, Generations())
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}

        async def nothing(message: Any = None) -> Any:
            return {"type": "http.request"}

        return await asyncio.gather(
            cache(dict(scope), nothing, nothing), cache(dict(scope), nothing, nothing), return_exceptions=True
        )

    assert all(isinstance(result, RuntimeError) for result in asyncio.run(both()))


def test_generations_never_go_back():
    generations = Generations()
    generations.tell(1, 5)
    generations.learn({1: 3, 2: 1})
    assert (generations[1], generations[2], generations[3]) == (5, 1, 0)
