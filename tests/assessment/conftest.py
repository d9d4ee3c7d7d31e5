"""A page of the desk with its islands, in a real browser and without a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from tests.conftest import REPOSITORY

STATIC = REPOSITORY / "src" / "werkstatt" / "core" / "static"
SITE = "http://werkstatt.test"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def show() -> Iterator[Callable[[str], Page]]:
    """Shows this HTML; scripts below /static/ are the product's own, every other address answers with nothing."""
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=OPTIONS)

        def show(html: str) -> Page:
            def answer(route: Route) -> None:
                path = route.request.url.removeprefix(SITE)
                if path == "/":
                    route.fulfill(body=html, content_type="text/html; charset=utf-8")
                elif (file := STATIC / path.removeprefix("/static/")).is_file():
                    route.fulfill(body=file.read_bytes(), content_type="text/javascript")
                else:
                    route.fulfill(status=204)

            page = browser.new_page()
            page.route("**/*", answer)
            page.goto(SITE + "/")
            page.wait_for_load_state("networkidle")
            return page

        yield show
        browser.close()
