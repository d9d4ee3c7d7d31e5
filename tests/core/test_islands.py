"""The islands in a real browser: picking words, live difference, kept drafts, keys, sending only once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import Browser, Page, Route, sync_playwright

pytestmark = pytest.mark.e2e

CORE = Path(__file__).resolve().parents[2] / "src" / "werkstatt" / "core"
SITE = "http://werkstatt.test"
KINDS = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

READER = """{% extends "public.html" %}{% block main %}<div class="blocks">
<div class="blk" data-block="b1"><div class="text"><p data-text id="one">Ein 🚌 Bus <b>fährt</b> bis <mark>2021</mark><a
class="ref" data-skip href="#">231</a> nach <del data-skip>Alt</del><ins>Neu</ins>. Schön.</p></div>
<a class="count" id="own" href="/mitreden/b1?quelle=x">Mitreden<span class="sr"> bei Absatz 1</span></a></div>
<div class="blk" data-block="b2"><div class="text"><p data-text id="two">Der zweite Absatz.</p></div>
<a class="count" href="/mitreden/b2">Mitreden<span class="sr"> bei Absatz 2</span></a></div>
<div class="blk" data-block="b3"><div class="text"><table data-text id="three"><tbody><tr><td>A1</td><td>B1</td></tr>
<tr><td>A2</td><td>B2</td></tr></tbody></table></div><a class="count" href="/mitreden/b3">Mitreden</a></div>
<div class="blk" data-block="b4"><div class="text"><p data-text id="closed">Hier ist Schluss.</p></div></div>
</div>{% include "ui/picker.html" %}{% endblock %}
{% block scripts %}<script type="module" src="/static/werkstatt/js/selection.js"></script>{% endblock %}"""
PLAIN = "Ein 🚌 Bus fährt bis 2021 nach Neu. Schön."

SUGGEST = """{% extends "public.html" %}{% block main %}<keep-draft key="b1">{% include "ui/keep.html" %}
<form method="post" action="/senden" data-busy="Wird gesendet …"><p id="old" hidden>Die Stadt prüft das.</p>
<label for="new">Ihr Wortlaut</label><textarea id="new" name="new">Die Stadt prüft das.</textarea>
<label for="mail">E-Mail</label><input id="mail" type="email" name="mail">
<label><input id="rules" type="checkbox" name="rules"> Netiquette</label>
<word-diff old-id="old" new-id="new" data-new="neu:" data-gone="gestrichen:" data-none="nichts" data-one="eine"
data-many="{count} Stellen"><p class="diff"></p><p role="status"></p></word-diff>
<button class="kern-btn kern-btn--primary"><span class="kern-label">Absenden</span></button></form></keep-draft>
{% endblock %}{% block scripts %}<script type="module" src="/static/werkstatt/js/wording.js"></script>
<script type="module" src="/static/werkstatt/js/keep.js"></script>{% endblock %}"""

RECEIPT = """{% extends "public.html" %}{% block head %}<meta name="arrived" content="b1">{% endblock %}
{% block scripts %}<script type="module" src="/static/werkstatt/js/keep.js"></script>{% endblock %}"""

DESK = """{% extends "staff.html" %}{% block main %}<ul data-list="open"><li><a href="#a">A</a></li>
<li><a href="#b" aria-current="true">B</a></li><li><a href="#c">C</a></li></ul>
<button id="assign" data-key="z" type="button">Zuweisen</button><label for="q">Grund</label><textarea id="q"></textarea>
<button id="release" data-key="ctrl+enter" type="button">Freigeben</button>{% include "ui/keys.html" %}{% endblock %}"""

PAGES = {"/lesen": READER, "/vorschlag": SUGGEST, "/beleg": RECEIPT, "/tisch": DESK}

# Picks from one place to another, each given as (id of the element, number of its text node, offset).
PICK = """([from, to]) => {
  const place = ([id, index]) => {
    const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
    for (let i = 0; i <= index; i += 1) walker.nextNode();
    return walker.currentNode;
  };
  getSelection().setBaseAndExtent(place(from), from[2], place(to), to[2]);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=[*options, "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens one of the pages above; all pages of a test share their store. An error in a script fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if path in PAGES:
            html = engines["django"].from_string(PAGES[path]).render()
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/") and (file := CORE / path[1:]).is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif path == "/senden":
            route.fulfill(status=204)  # taken, and the page stays where it is
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)

    def visit(path: str) -> Page:
        page.goto(SITE + path)
        return page

    yield visit
    context.close()
    assert faults == []


def pick(page: Page, start: tuple[str, int, int], end: tuple[str, int, int]) -> dict[str, str]:
    """Pick words; the addresses that the bar offers by their names."""
    page.evaluate(PICK, [start, end])
    page.wait_for_selector(".picker")
    page.wait_for_timeout(250)
    links = page.locator(".picker a").all()
    return {link.inner_text().strip(): (link.get_attribute("href") or "").removeprefix(SITE) for link in links}


def test_picked_words_are_counted_in_characters_and_not_in_code_units(visit) -> None:
    links = pick(visit("/lesen"), ("one", 1, 0), ("one", 1, 5))
    start = PLAIN.index("fährt")
    assert links == {
        "Kommentieren": f"/mitreden/b1?quelle=x&von={start}&bis={start + 5}",
        "Anders formulieren": f"/mitreden/b1?quelle=x&von={start}&bis={start + 5}&art=wortlaut",
    }


def test_numbers_and_deleted_words_are_no_part_of_the_text(visit) -> None:
    links = pick(visit("/lesen"), ("one", 2, 0), ("one", 7, 3))
    assert f"von={PLAIN.index('bis')}&bis={PLAIN.index('Neu') + 3}" in links["Kommentieren"]


def test_cells_of_a_table_are_separated_by_one_character(visit) -> None:
    links = pick(visit("/lesen"), ("three", 1, 0), ("three", 4, 2))
    assert "/mitreden/b3?von=3&bis=11" in links["Kommentieren"]


def test_a_pick_over_two_paragraphs_counts_for_the_first_and_says_so(visit) -> None:
    page = visit("/lesen")
    links = pick(page, ("one", 8, 2), ("two", 0, 5))
    assert links["Kommentieren"].endswith(f"von={PLAIN.index('Schön')}&bis={len(PLAIN)}")
    assert page.locator(".picker [data-clipped]").is_visible()
    assert "nur der erste" in page.inner_text("#picker-says")


def test_a_text_that_is_closed_offers_nothing(visit) -> None:
    page = visit("/lesen")
    page.evaluate(PICK, [("closed", 0, 0), ("closed", 0, 4)])
    page.wait_for_timeout(400)
    assert page.locator(".picker").count() == 0


def test_the_bar_is_reached_and_left_by_keyboard(visit) -> None:
    page = visit("/lesen")
    pick(page, ("one", 1, 0), ("one", 1, 5))
    page.keyboard.press("Tab")
    assert "Kommentieren" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    assert page.locator(".picker").count() == 0
    assert page.evaluate("document.activeElement.id") == "own"


def test_the_difference_follows_the_typing_and_tells_screen_readers(visit) -> None:
    page = visit("/vorschlag")
    page.fill("#new", "Die Stadt macht das.")
    page.wait_for_function("document.querySelector('word-diff ins')")
    assert page.inner_html(".diff") == (
        'Die Stadt <del><span class="sr">gestrichen: </span>prüft</del>'
        '<ins><span class="sr">neu: </span>macht</ins> das.'
    )
    page.wait_for_function("document.querySelector('word-diff [role=status]').textContent === 'eine'")


def test_a_draft_comes_back_after_a_reload_without_address_and_ticks(visit) -> None:
    page = visit("/vorschlag")
    page.fill("#new", "Mein Satz.")
    page.fill("#mail", "ich@privat.example")
    page.check("#rules")
    page.wait_for_function("Object.keys(localStorage).length === 1")
    assert "privat" not in page.evaluate("JSON.stringify(localStorage)")
    page = visit("/vorschlag")
    page.get_by_role("button", name="Entwurf einsetzen").click()
    assert page.input_value("#new") == "Mein Satz."
    assert page.input_value("#mail") == ""
    assert not page.is_checked("#rules")


def test_a_draft_is_gone_once_the_server_has_it(visit) -> None:
    page = visit("/vorschlag")
    page.fill("#new", "Mein Satz.")
    page.wait_for_function("Object.keys(localStorage).length === 1")
    page = visit("/beleg")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert visit("/vorschlag").get_by_role("button", name="Entwurf einsetzen").count() == 0


def test_a_draft_is_forgotten_after_a_week(visit) -> None:
    page = visit("/vorschlag")
    page.fill("#new", "Mein Satz.")
    page.wait_for_function("Object.keys(localStorage).length === 1")
    page.evaluate(
        """() => { const [name] = Object.keys(localStorage); const draft = JSON.parse(localStorage[name]);
        localStorage[name] = JSON.stringify({ ...draft, at: draft.at - 8 * 24 * 3600 * 1000 }); }"""
    )
    page = visit("/beleg")
    page.wait_for_function("Object.keys(localStorage).length === 0")


def test_without_a_connection_the_words_stay_on_the_page(visit) -> None:
    page = visit("/vorschlag")
    page.fill("#new", "Mein Satz.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Absenden").click()
    assert page.url == f"{SITE}/vorschlag"
    assert "Keine Verbindung." in page.inner_text(".note--warn")
    page.context.set_offline(False)
    page.wait_for_selector(".note--warn", state="detached")


def test_a_form_is_sent_only_once(visit) -> None:
    page = visit("/vorschlag")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    button = page.locator("button.kern-btn")
    button.click()
    assert button.inner_text() == "Wird gesendet …"
    button.dispatch_event("click")
    page.wait_for_timeout(200)
    assert sent == [f"{SITE}/senden"]


def test_keys_move_through_the_list_and_press_buttons_but_never_while_typing(visit) -> None:
    page = visit("/tisch")
    page.evaluate(
        "for (const id of ['assign', 'release']) document.getElementById(id)"
        ".addEventListener('click', (event) => { document.title += event.currentTarget.id; })"
    )
    page.evaluate("document.title = ''")
    page.keyboard.press("j")
    assert page.url.endswith("#c")
    page.keyboard.press("k")
    assert page.url.endswith("#b")
    page.keyboard.press("z")
    page.focus("#q")
    page.keyboard.type("jz?")
    assert page.input_value("#q") == "jz?"
    page.keyboard.press("Control+Enter")
    assert page.title() == "assignrelease"


def test_single_keys_can_be_switched_off(visit) -> None:
    page = visit("/tisch")
    page.keyboard.press("?")
    page.locator("dialog[open] [data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    page = visit("/tisch")
    page.keyboard.press("j")
    assert not page.url.endswith("#c")
