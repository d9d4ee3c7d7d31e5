"""The page cache of the running server: fresh at once for whoever contributed, within a second for everybody."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.acts import send
from tests.e2e.conftest import Server

CHAPTER = "/klarheim/strategie/digitalstrategie-klarheim/fassung/1/2/"


def test_a_new_contribution_shows_at_once_and_within_a_second_for_all(
    page: Page, new_person: Callable[..., Page], server: Server
) -> None:
    reader = new_person()
    reader.goto(CHAPTER)
    page.goto(CHAPTER)
    page.get_by_role("link", name="zu Absatz 2").click()
    page.get_by_role("button", name="Kommentieren").click()
    page.get_by_label("Ihr Kommentar").fill("Sieht man das gleich?")
    number = send(page)
    sent = time.monotonic()
    page.goto(CHAPTER)
    expect(page.locator(".remark").get_by_role("link", name=f"Nr. {number}")).to_be_visible(timeout=1)

    said = f"/klarheim/beitraege/{number}/".encode()
    while said not in server.get(CHAPTER).body:
        assert time.monotonic() - sent < 1.5, "still the old page more than a second later"
    reader.reload()
    expect(reader.locator(".remark").get_by_role("link", name=f"Nr. {number}")).to_be_visible(timeout=1)


def test_a_repeated_read_is_served_from_the_cache(server: Server) -> None:
    first = server.get(CHAPTER)
    etag = first.headers["ETag"]
    assert etag
    assert "Set-Cookie" not in first.headers
    again = server.get(CHAPTER, {"If-None-Match": etag})
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag), "an unchanged page is not sent again"
    assert server.get(CHAPTER).headers["ETag"] == etag


def test_who_is_signed_in_gets_no_page_from_the_cache(server: Server) -> None:
    answer = server.get(CHAPTER, {"Cookie": "sessionid=somebody"})
    assert "X-Town" not in answer.headers
    assert "no-store" in answer.headers.get("Cache-Control", "") or "ETag" not in answer.headers
