"""The islands of taking part in a real browser: a second of work, a lost connection, support in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.template import engines
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from werkstatt.core.proof import challenge, check

pytestmark = pytest.mark.e2e

CORE = Path(__file__).resolve().parents[2] / "src" / "werkstatt" / "core"
SITE = "http://werkstatt.test"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

FORM = """{% extends "public.html" %}{% block main %}<keep-draft key="b1">{% include "ui/keep.html" %}
<form method="post" action="/senden" data-busy="Wird gesendet …" data-ping="/nachweis">
<proof-of-work src="/nachweis" waiting="Einen Moment noch."><input type="hidden" name="proof">
<p role="status"></p></proof-of-work>
<label for="text">Ihr Kommentar</label><textarea id="text" name="text"></textarea>
<button name="tun" value="zeigen" data-look>Ansehen</button>
<button name="tun" value="senden" type="submit" class="kern-btn"><span>Absenden</span></button></form></keep-draft>
{% endblock %}
{% block scripts %}<script type="module" src="/static/werkstatt/js/proof.js"></script>
<script type="module" src="/static/werkstatt/js/keep.js"></script>{% endblock %}"""

THREAD = """{% extends "public.html" %}{% block main %}<support-mark data-one="Eine Person."
data-many="{count} Menschen." data-do="Das unterstütze ich" data-undo="Zurücknehmen" data-thanks="Danke."
data-failed="Noch einmal, bitte."><a href="/unterstuetzen/"><i></i> <span>Das unterstütze ich</span></a>
<span data-count>3 Menschen.</span> <span role="status"></span></support-mark>{% endblock %}
{% block scripts %}<script type="module" src="/static/werkstatt/js/support.js"></script>{% endblock %}"""

PAGES = {"/formular": FORM, "/faden": THREAD}

DIGEST = """async (text) => {
  const { digest } = await import("/static/werkstatt/js/proof.js");
  return [...digest(text)].map((word) => word.toString(16).padStart(8, "0")).join("");
}"""


class Site:
    """What the server was asked, and how it behaves."""

    def __init__(self) -> None:
        self.sent: list[dict[str, list[str]]] = []
        self.challenges = 0
        self.is_gone = self.has_no_challenge = False
        self.count, self.mine = 3, False

    def answer(self, route: Route) -> None:
        """Play the server."""
        request = route.request
        path = request.url.removeprefix(SITE).partition("?")[0]
        if self.is_gone:
            route.abort()
        elif path in PAGES:
            body = engines["django"].from_string(PAGES[path]).render()
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/") and (file := CORE / path[1:]).is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif path == "/nachweis" and not self.has_no_challenge:
            self.challenges += request.method == "GET"
            route.fulfill(body=json.dumps(challenge()), content_type="application/json")
        elif path == "/senden":
            self.sent.append(parse_qs(request.post_data or "", keep_blank_values=True))
            route.fulfill(status=204)
        elif path == "/unterstuetzen/":
            if request.method == "POST":
                self.mine = "unterstuetzen" in (request.post_data or "")
                self.count += 1 if self.mine else -1
            state = {"count": self.count, "mine": self.mine, "open": True, "message": "", "form": "t"}
            route.fulfill(body=json.dumps(state), content_type="application/json")
        else:
            route.fulfill(status=404)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=[*options, "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """Opens one of the pages above. An error in a script fails the test."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    context.route("**/*", site.answer)

    def visit(path: str) -> Page:
        page.goto(SITE + path)
        return page

    yield visit
    context.close()
    assert faults == []


def send(page: Page) -> None:
    page.get_by_role("button", name="Absenden").click()


def wait_until_sent(page: Page, site: Site, times: int = 1) -> None:
    for _ in range(200):
        if len(site.sent) == times:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"sent {len(site.sent)} times instead of {times}")


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 200])
def test_the_island_counts_as_sha_256_does(visit, length) -> None:
    page = visit("/formular")
    text = ("abcdefgh" * 30)[:length]
    words = page.evaluate(DIGEST, text)
    assert words == sha256(text.encode()).hexdigest()


def test_what_the_browser_works_out_is_a_proof_for_the_server(visit, site) -> None:
    page = visit("/formular")
    page.fill("#text", "Sofort gesendet.")
    send(page)
    wait_until_sent(page, site)
    (form,) = site.sent
    assert check(form["proof"][0], "").by_work
    assert (form["text"], form["tun"]) == (["Sofort gesendet."], ["senden"])


def test_nothing_is_to_be_seen_or_clicked(visit) -> None:
    page = visit("/formular")
    assert page.locator("proof-of-work").inner_text().strip() == ""
    assert page.locator("proof-of-work input:not([type=hidden])").count() == 0


def test_a_look_at_the_difference_needs_no_work(visit, site) -> None:
    site.has_no_challenge = True
    page = visit("/formular")
    page.get_by_role("button", name="Ansehen").click()
    wait_until_sent(page, site)
    assert site.sent[0]["tun"] == ["zeigen"]


def test_where_no_work_can_be_done_the_form_goes_without(visit, site) -> None:
    site.has_no_challenge = True
    page = visit("/formular")
    page.fill("#text", "Trotzdem.")
    send(page)
    wait_until_sent(page, site)
    assert site.sent[0]["proof"] == [""]


def test_a_lost_connection_keeps_the_words_and_the_next_click_sends_them(visit, site) -> None:
    page = visit("/formular")
    page.wait_for_timeout(400)
    page.fill("#text", "Ohne Netz.")
    site.is_gone = True
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Keine Verbindung. Ihre Worte sind auf diesem Gerät gespeichert.")
    expect(page.get_by_role("button", name="Jetzt versuchen")).to_be_focused()
    assert page.input_value("#text") == "Ohne Netz."
    assert "Ohne Netz." in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="Jetzt versuchen").click()
    expect(alert).to_be_visible()  # still gone, and still said
    site.is_gone = False
    page.get_by_role("button", name="Jetzt versuchen").click()
    wait_until_sent(page, site)
    assert site.sent[0]["text"] == ["Ohne Netz."]
    assert site.sent[0]["tun"] == ["senden"]


def test_two_quick_clicks_send_once(visit, site) -> None:
    page = visit("/formular")
    page.fill("#text", "Zweimal.")
    page.get_by_role("button", name="Absenden").dblclick()
    wait_until_sent(page, site)
    page.wait_for_timeout(400)
    assert len(site.sent) == 1


def test_support_happens_in_place_and_is_remembered_on_this_device(visit, site) -> None:
    page = visit("/faden")
    button = page.get_by_role("button", name="Das unterstütze ich")
    button.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-count]")).to_have_text("4 Menschen.")
    expect(page.get_by_role("status")).to_have_text("Danke.")
    expect(page.get_by_role("button", name="Zurücknehmen")).to_have_attribute("aria-pressed", "true")
    page.reload()
    page.get_by_role("button", name="Zurücknehmen").click()
    expect(page.locator("[data-count]")).to_have_text("3 Menschen.")
    expect(page.get_by_role("button", name="Das unterstütze ich")).to_be_visible()


def test_support_that_fails_says_so(visit, site) -> None:
    page = visit("/faden")
    site.is_gone = True
    page.get_by_role("button", name="Das unterstütze ich").click()
    expect(page.get_by_role("status")).to_have_text("Noch einmal, bitte.")
    assert site.count == 3
