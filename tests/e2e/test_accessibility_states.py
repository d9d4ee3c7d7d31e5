"""Pages in the states they come to while people use them: with mistakes, half done, done, by private link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from tests.e2e.acts import links_in, send, wait_for_mails
from tests.e2e.conftest import CHROMIUM_ARGS, PASSWORD, Server, sign_in
from tests.e2e.test_accessibility import DESK, SCROLLS_SIDEWAYS, STRATEGY, TEXT, look, person
from werkstatt.demo.loading import PASSWORD as DEMO_PASSWORD

TOWN = "/klarheim"


@pytest.fixture(scope="module")
def officer(browser: Browser, base_url: str) -> Iterator[Page]:
    """The digital officer of the demo town."""
    yield from person(browser, base_url, "j.ostermann@auenbrueck.example", DEMO_PASSWORD)


@pytest.fixture(scope="module")
def moderator(browser: Browser, base_url: str) -> Iterator[Page]:
    """The moderator of Klarheim."""
    yield from person(browser, base_url, "moderator@klarheim.example", PASSWORD)


@pytest.fixture(scope="module")
def large_letters(browser_type: BrowserType, browser_type_launch_args: dict[str, Any], base_url: str) -> Iterator[Page]:
    """A browser of somebody who has chosen letters twice as large in its settings."""
    arguments = [*CHROMIUM_ARGS, "--blink-settings=defaultFontSize=32"]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})
    page = browser.new_page(base_url=base_url, viewport={"width": 1280, "height": 900})
    yield page
    browser.close()


LARGE = (
    "/auenbrueck/",
    f"{STRATEGY}/fassung/2/2/",
    f"{STRATEGY}/vergleich/1..2/?kapitel=1",
    "/auenbrueck/beitraege/",
    "/auenbrueck/beitraege/69/",
    "/auenbrueck/auf-dem-laufenden/",
    "/konto/login/",
    f"{DESK}/beitraege/126/",
    f"{DESK}/beteiligung/notieren/",
    f"{DESK}/mails/",
)


def test_letters_twice_as_large_fit_on_the_page(large_letters: Page) -> None:
    page = large_letters
    sign_in(page, "j.ostermann@auenbrueck.example", DEMO_PASSWORD)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert [path for path in LARGE if page.goto(path) and page.evaluate(SCROLLS_SIDEWAYS)] == []


@pytest.mark.parametrize("width", [1440, 1280, 1024, 768])
def test_the_same_where_only_the_letters_grow_and_not_the_breakpoints(officer: Page, width: int) -> None:
    officer.set_viewport_size({"width": width, "height": 900})
    wide = []
    for path in (*LARGE, f"{DESK}/", f"{DESK}/beitraege/", f"{TEXT}/entwurf/4/"):
        officer.goto(path)
        officer.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        wide += [path] if officer.evaluate(SCROLLS_SIDEWAYS) else []
    assert wide == []


@pytest.mark.parametrize(
    "path", ["/", "/auenbrueck/", f"{STRATEGY}/fassung/2/2/", f"{DESK}/", f"{DESK}/beitraege/126/"]
)
def test_letters_twice_as_large_fit_on_a_phone(officer: Page, path: str) -> None:
    officer.set_viewport_size({"width": 360, "height": 740})
    officer.goto(path)
    officer.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert not officer.evaluate(SCROLLS_SIDEWAYS)


def test_the_header_of_the_staff_takes_one_row_on_a_phone(officer: Page) -> None:
    officer.set_viewport_size({"width": 360, "height": 740})
    officer.goto(f"{DESK}/")
    header = officer.get_by_role("banner")
    box = header.bounding_box()
    assert box is not None
    assert box["height"] <= 60
    header.get_by_text("Menü").click()
    for name in ("Beiträge", "Text", "English", "J. Ostermann, mein Konto"):
        expect(header.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(header.get_by_role("button", name="Abmelden")).to_be_visible()
    assert look(officer) == []


def test_fields_to_sign_in_are_as_wide_as_what_goes_in(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/konto/login/")
    box = page.get_by_label("E-Mail-Adresse").bounding_box()
    assert box is not None
    assert 300 <= box["width"] <= 520


def test_a_phase_with_its_figures_and_files(page: Page) -> None:
    page.goto(f"{STRATEGY}/fassung/2/")
    page.locator("main a[href*='/beteiligung/']").first.click()
    phase = page.url
    wrong = look(page)
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    wrong += look(page)
    assert wrong + look(page, f"{phase}dateien/") + look(page, f"{phase}felder/") == []


def test_everything_behind_a_private_link(page: Page, server: Server, moderator: Page) -> None:
    page.goto(f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/1/")
    page.get_by_role("link", name="zu Absatz 1").first.click()
    page.get_by_role("button", name="Anders formulieren").click()
    page.get_by_label("Ihr Wortlaut").fill("Unsere Stadt hilft allen.")
    page.get_by_label("E-Mail").fill("keine Adresse")
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.get_by_role("button", name="Vorschlag absenden").last.click()
    page.get_by_role("alert").wait_for()
    wrong = look(page)
    page.get_by_label("E-Mail").fill("zustand@buerger.example")
    number = send(page)
    private = page.url
    wrong += look(page)
    for part in ("aendern/", "zurueckziehen/", "adresse/"):
        wrong += look(page, private + part)
    page.goto(private + "aendern/")
    page.get_by_label("Neuer Wortlaut").or_(page.get_by_label("Ihr Wortlaut")).first.fill("")
    page.get_by_role("button", name="Änderung speichern").click()
    page.get_by_role("alert").wait_for()
    wrong += look(page)
    (question,) = wait_for_mails(server, "zustand@buerger.example", 1)
    for link in links_in(question):
        if "/adresse/" in link:
            wrong += look(page, link)

    moderator.set_viewport_size({"width": 1440, "height": 900})
    moderator.goto(f"{TOWN}/werkstatt/beitraege/{number}/")
    moderator.locator("summary").filter(has_text="Nicht veröffentlichen").click()
    moderator.get_by_label("Grund").last.fill("Das gehört nicht hierher.")
    moderator.get_by_role("button", name="Aus der Öffentlichkeit nehmen").click()
    moderator.get_by_role("status").first.wait_for()
    wrong += look(page, f"{TOWN}/beitraege/{number}/") + look(page, private) + look(page, private + "einspruch/")
    page.get_by_label("Einspruch", exact=False).or_(page.locator("textarea[name=text]")).first.fill("Doch, gehört es.")
    page.get_by_role("button", name="Einspruch absenden").click()
    expect(page.get_by_text("Ein Mensch sieht ihn sich an und antwortet hier.")).to_be_visible()
    wrong += look(page) + look(moderator, f"{TOWN}/werkstatt/beitraege/{number}/")
    wrong += look(page, private + "zurueckziehen/")
    page.get_by_role("button", name="Ja, löschen").click()
    expect(page.get_by_text("Zurückgezogen. Die Nummer bleibt").first).to_be_visible()
    assert wrong + look(page) == []


def test_subscribing_with_a_mistake_and_managing_it(page: Page, server: Server) -> None:
    page.goto(f"{TOWN}/auf-dem-laufenden/")
    page.get_by_role("button", name="Bestellen").click()
    page.get_by_role("alert").wait_for()
    wrong = look(page)
    page.get_by_role("radio", name="Alles zu").first.check()
    page.get_by_role("textbox", name="E-Mail").fill("abo@buerger.example")
    page.get_by_role("button", name="Bestellen").click()
    (question,) = wait_for_mails(server, "abo@buerger.example", 1)
    wrong += look(page, next(link for link in links_in(question) if "/bestaetigen/" in link))
    page.get_by_role("button", name="Ja, bestätigen").click()
    page.get_by_role("heading", name="Ihre Mails").wait_for()
    wrong += look(page)
    page.get_by_role("button", name="Alles abbestellen").click()
    page.get_by_role("heading", name="Abbestellt").wait_for()
    assert wrong + look(page) == []


def test_reporting_a_barrier_with_a_mistake(page: Page) -> None:
    page.goto(f"{TOWN}/barrierefreiheit/melden/")
    page.get_by_role("button", name="Meldung senden").click()
    page.get_by_role("alert").wait_for()
    assert look(page) == []


def test_noting_down_with_a_mistake_and_many_at_once_before_they_happen(moderator: Page) -> None:
    moderator.goto(f"{TOWN}/werkstatt/beteiligung/notieren/")
    moderator.get_by_label("Abschnitt").first.fill("1")
    moderator.get_by_role("radio", name="anderer Wortlaut").check()
    moderator.get_by_role("button", name="Speichern, nächste").click()
    moderator.get_by_role("alert").first.wait_for()
    wrong = look(moderator)
    moderator.get_by_role("radio", name="Anmerkung").check()
    moderator.get_by_label("Was gesagt wurde").fill("Für die Vorschau.")
    moderator.get_by_role("button", name="Speichern, nächste").click()
    moderator.locator(".recsaved").wait_for()
    wrong += look(moderator)
    moderator.goto(f"{TOWN}/werkstatt/beitraege/mehrere/?stapel=alle&suche=Vorschau")
    moderator.get_by_role("button", name="Vorschau").click()
    moderator.get_by_role("alert").first.wait_for()
    wrong += look(moderator)
    moderator.locator(".items input[type=checkbox]").first.check()
    moderator.get_by_role("radio", name="Gleich beurteilen").check()
    wrong += look(moderator)
    moderator.get_by_role("radio", name="Nicht übernommen").check()
    moderator.get_by_label("Grund").first.fill("Nur angesehen.")
    moderator.get_by_role("button", name="Vorschau").click()
    moderator.get_by_role("heading", name="Das passiert").wait_for()
    wrong += look(moderator)
    moderator.get_by_role("button", name="Zurück").click()
    assert wrong == []


def test_the_desk_in_a_phone_with_a_tool_open(moderator: Page) -> None:
    moderator.goto(f"{TOWN}/werkstatt/beitraege/?stapel=alle")
    moderator.locator(".items a").first.click()
    moderator.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    assert look(moderator) == []


def test_plain_language_beside_the_original(officer: Page) -> None:
    officer.goto(f"{TEXT}/entwurf/4/")
    link = officer.locator("a[href*='einfach=']").first
    assert look(officer, link.evaluate("link => link.href")) == []


def test_files_for_the_staff(officer: Page) -> None:
    officer.goto(f"{DESK}/beteiligung/")
    link = officer.locator("a[href*='/unterlagen/']").first
    assert look(officer, link.evaluate("link => link.href")) == []


def test_a_text_that_is_not_for_everybody(new_person: Callable[..., Page]) -> None:
    reader = new_person()
    sign_in(reader, "p.lorenz@auenbrueck.example", DEMO_PASSWORD)
    wrong = look(reader, "/auenbrueck/fuer-mich/")
    reader.get_by_role("main").get_by_role("link", name="Öffnen").first.click()
    reader.wait_for_load_state()
    wrong += look(reader)
    text = reader.get_by_role("main").locator("a[href*='/fassung/1/']").first
    if text.count():
        wrong += look(reader, text.evaluate("link => link.href"))
    assert wrong == []


def test_motions_and_writing_one(new_person: Callable[..., Page]) -> None:
    member = new_person()
    sign_in(member, "i.baumgart@auenbrueck.example", DEMO_PASSWORD)
    wrong = look(member, "/auenbrueck/fuer-mich/") + look(member, "/auenbrueck/beitraege/151/")
    member.goto("/auenbrueck/fuer-mich/")
    places = member.get_by_role("main").locator("a[href*='/beratung/']").first
    wrong += look(member, places.evaluate("link => link.href"))
    sections = member.get_by_role("main").locator("a[href*='/abschnitt/']").last
    wrong += look(member, sections.evaluate("link => link.href"))
    blocks = member.get_by_role("main").locator("a[href*='/absatz/']").first
    wrong += look(member, blocks.evaluate("link => link.href"))
    assert wrong == []
