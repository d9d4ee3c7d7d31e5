"""Every page in light and dark, from phone to desktop: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.acts import mark_words, paragraph, send
from tests.e2e.conftest import PASSWORD, axe_findings, sign_in
from werkstatt.demo.loading import PASSWORD as DEMO_PASSWORD

STRATEGY = "/auenbrueck/strategie/digitalstrategie-auenbrueck"
DESK = "/auenbrueck/werkstatt"
TEXT = f"{DESK}/texte/digitalstrategie-auenbrueck"
PUBLIC = {
    "front page": "/",
    "town": "/auenbrueck/",
    "town in English": "/en/auenbrueck/",
    "small town": "/kleinwiesen/",
    "town without anything": "/neuland/",
    "no strategy yet": "/neuland/strategie/",
    "no contribution yet": "/neuland/beitraege/",
    "contents": f"{STRATEGY}/fassung/2/",
    "superseded version": f"{STRATEGY}/fassung/1/",
    "reader": f"{STRATEGY}/fassung/2/2/",
    "reader with changes": f"{STRATEGY}/fassung/2/2/?aenderungen",
    "reader in plain language": f"{STRATEGY}/fassung/2/2/?einfach",
    "reader, superseded": f"{STRATEGY}/fassung/1/4/",
    "reader in English": f"/en{STRATEGY}/fassung/2/3/",
    "comparison": f"{STRATEGY}/vergleich/1..2/",
    "comparison backwards": f"{STRATEGY}/vergleich/2..1/",
    "contributions": "/auenbrueck/beitraege/",
    "contributions, searched": "/auenbrueck/beitraege/?q=Bus",
    "contributions, nothing found": "/auenbrueck/beitraege/?q=Quastenflosser",
    "thread with two points": "/auenbrueck/beitraege/69/",
    "thread, open": "/auenbrueck/beitraege/126/",
    "thread, first": "/auenbrueck/beitraege/1/",
    "comparison side by side": f"{STRATEGY}/vergleich/1..2/?ansicht=nebeneinander",
    "comparison of everything": f"{STRATEGY}/vergleich/1..2/?umfang=alles",
    "support": "/auenbrueck/beitraege/126/unterstuetzen/",
    "support, too late": "/auenbrueck/beitraege/69/unterstuetzen/",
    "motions": "/auenbrueck/antraege/",
    "subscription": "/auenbrueck/auf-dem-laufenden/",
    "subscription, nothing there yet": "/neuland/auf-dem-laufenden/",
    "subscription, sent": "/auenbrueck/auf-dem-laufenden/fast-fertig/",
    "subscription, forged link": "/auenbrueck/auf-dem-laufenden/meine/erfunden/",
    "address, forged link": "/auenbrueck/adresse/bestaetigen/erfunden/",
    "imprint": "/auenbrueck/impressum/",
    "privacy": "/auenbrueck/datenschutz/",
    "accessibility statement": "/auenbrueck/barrierefreiheit/",
    "barrier report": "/auenbrueck/barrierefreiheit/melden/",
    "barrier report, sent": "/auenbrueck/barrierefreiheit/gemeldet/",
    "imprint nobody wrote": "/neuland/impressum/",
    "conduct rules": "/auenbrueck/netiquette/",
    "not found": "/auenbrueck/gibt-es-nicht/",
    "sign in": "/konto/login/",
    "forgotten password": "/konto/password/reset/",
}
STAFF = {
    "my towns": "/meine/",
    "overview": f"{DESK}/",
    "desk": f"{DESK}/beitraege/",
    "desk, nothing found": f"{DESK}/beitraege/?suche=Quastenflosser",
    "desk with a contribution": f"{DESK}/beitraege/126/",
    "desk with an answered one": f"{DESK}/beitraege/69/",
    "desk with a wording": f"{DESK}/beitraege/126/wortlaut/",
    "change because of a point": f"{DESK}/beitraege/69/punkt/1/text/",
    "texts": f"{DESK}/texte/",
    "import": f"{DESK}/texte/einlesen/",
    "new text": f"{DESK}/texte/neu/",
    "versions": f"{TEXT}/",
    "editor": f"{TEXT}/entwurf/",
    "editor chapter": f"{TEXT}/entwurf/4/",
    "publish": f"{TEXT}/veroeffentlichen/",
    "phases": f"{DESK}/beteiligung/",
    "places to confirm": f"{DESK}/beteiligung/stellen/",
    "desk, filters chosen": f"{DESK}/beitraege/?stapel=alle&weg=event&suche=Bus",
    "desk with proposed wordings": f"{DESK}/beitraege/?stapel=wortlaut",
    "desk, many at once": f"{DESK}/beitraege/mehrere/?stapel=alle",
    "desk, many with a verdict": f"{DESK}/beitraege/mehrere/?nr=125&nr=126&was=verdict&stapel=alle",
    "text modules": f"{DESK}/beitraege/textbausteine/",
    "saved filters": f"{DESK}/beitraege/filter/",
    "conflict of wordings": f"{DESK}/beitraege/126/konflikt/",
    "contributions side by side": f"{DESK}/beitraege/126/neben/125/",
    "topics": f"{DESK}/beitraege/themen/",
    "opinion desk": f"{DESK}/stimmungsbild/",
    "record what was said": f"{DESK}/beteiligung/notieren/",
    "tables of voices": f"{DESK}/beteiligung/tabellen/",
    "mails": f"{DESK}/mails/",
    "preview of a mail": f"{DESK}/mails/vorschau/",
    "pages of the town": f"{DESK}/einstellungen/seiten/",
    "imprint to write": f"{DESK}/einstellungen/seiten/impressum/",
    "barriers reported": f"{DESK}/einstellungen/barrieren/",
    "circles": f"{DESK}/einstellungen/gremien/",
    "log of rights": f"{DESK}/einstellungen/protokoll/",
    "settings": f"{DESK}/einstellungen/",
    "brand": f"{DESK}/einstellungen/marke/",
    "conduct rules to write": f"{DESK}/einstellungen/netiquette/",
    "offices": f"{DESK}/einstellungen/aemter/",
    "people": f"{DESK}/einstellungen/menschen/",
}
BEHIND_A_LINK = {
    "new phase": (f"{DESK}/beteiligung/", "a[href*='/beteiligung/neu/']"),
    "end of a phase": (f"{DESK}/beteiligung/", "a[href$='/ende/']"),
    "another place": (f"{DESK}/beteiligung/stellen/", "main a[data-key=a]"),
    "a person": (f"{DESK}/einstellungen/menschen/", "main a[href*='/menschen/']"),
    "form of a block": (f"{TEXT}/entwurf/4/", "a.wedit[href*='absatz=']"),
    "form of a heading": (f"{TEXT}/entwurf/4/", "a.wedit[href*='abschnitt=']"),
}
OPINION_MAP = {
    "statements": "",
    "what it asks": "einrichten/",
    "a statement from the files": "thesen/1/",
    "a proposal": "thesen/25/",
    "votes to bring in": "einlesen/",
}
"""Staff pages of the demo's opinion map, below that of its statements."""
EMPTY = (
    "",
    "beitraege/",
    "beitraege/textbausteine/",
    "beitraege/filter/",
    "texte/",
    "beteiligung/",
    "beteiligung/stellen/",
    "beteiligung/notieren/",
    "beteiligung/tabellen/",
    "stimmungsbild/",
    "mails/",
    "einstellungen/barrieren/",
    "einstellungen/gremien/",
)
"""Staff pages of a town in which nothing happened yet."""


SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
"""Asked in a page."""


def look(page: Page, address: str = "") -> list[str]:
    """Everything that is wrong with the page at this address (or with the page as it is) at every size."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 900})
    if address:
        page.goto(address)
    wrong = []
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        wrong += [f"{width} px light: {finding}" for finding in axe_findings(page)]
        # In the dark nothing differs but the colours.
        page.emulate_media(color_scheme="dark")
        wrong += [f"{width} px dark: {finding}" for finding in axe_findings(page, rules=["color-contrast"])]
    for width in (320, 360, 768, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(SCROLLS_SIDEWAYS):
            wrong.append(f"{width} px: scrolls sideways")
    return wrong


def person(browser: Browser, base_url: str, email: str, password: str) -> Iterator[Page]:
    context = browser.new_context(base_url=base_url, locale="de-DE")
    page = context.new_page()
    page.set_default_timeout(10_000)
    sign_in(page, email, password)
    yield page
    context.close()


@pytest.fixture(scope="module")
def officer(browser: Browser, base_url: str) -> Iterator[Page]:
    """The digital officer of the demo town."""
    yield from person(browser, base_url, "j.ostermann@auenbrueck.example", DEMO_PASSWORD)


@pytest.fixture(scope="module")
def newcomer(browser: Browser, base_url: str) -> Iterator[Page]:
    """The digital officer of a town in which nothing happened yet."""
    yield from person(browser, base_url, "digital_officer@neuland.example", PASSWORD)


def form_address(page: Page) -> str:
    """Where one can contribute to the first paragraph of a chapter."""
    page.goto(f"{STRATEGY}/fassung/2/4/")
    return page.locator("a[href*='/mitreden/'][href*='/absatz/']").first.get_attribute("href") or ""


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_can_be_used_by_everybody(page: Page, name: str) -> None:
    assert look(page, PUBLIC[name]) == []


@pytest.mark.parametrize("name", STAFF)
def test_staff_pages_can_be_used_by_everybody(officer: Page, name: str) -> None:
    assert look(officer, STAFF[name]) == []


@pytest.mark.parametrize("name", BEHIND_A_LINK)
def test_pages_behind_links_can_be_used_by_everybody(officer: Page, name: str) -> None:
    origin, link = BEHIND_A_LINK[name]
    officer.goto(origin)
    address = officer.locator(link).first.evaluate("link => link.href")
    assert look(officer, address) == []


@pytest.mark.parametrize("name", OPINION_MAP)
def test_pages_of_an_opinion_map_can_be_used_by_everybody(officer: Page, name: str) -> None:
    officer.goto(f"{DESK}/stimmungsbild/")
    statements = officer.locator("main h2 a").first.evaluate("link => link.href")
    assert look(officer, statements + OPINION_MAP[name]) == []


@pytest.mark.parametrize("path", EMPTY)
def test_empty_pages_can_be_used_by_everybody(newcomer: Page, path: str) -> None:
    assert look(newcomer, f"/neuland/werkstatt/{path}") == []


def test_the_way_back_from_a_sentence_can_be_used_by_everybody(page: Page) -> None:
    page.goto("/auenbrueck/beitraege/69/")
    link = page.get_by_role("link", name="Alle Beiträge zu diesem Satz").first
    assert look(page, link.evaluate("link => link.href")) == []


def test_the_forms_for_contributing_can_be_used_by_everybody(page: Page) -> None:
    address = form_address(page)
    wording = f"{address}?von=0&bis=30&art=wortlaut"
    assert look(page, address) + look(page, f"{address}?von=0&bis=30") + look(page, wording) == []


def test_a_form_with_mistakes_and_the_receipt_can_be_used_by_everybody(page: Page) -> None:
    page.goto("/klarheim/strategie/digitalstrategie-klarheim/fassung/1/1/")
    page.get_by_role("link", name="zu Absatz 1", exact=False).first.click()
    page.get_by_role("button", name="Anders formulieren").click()
    page.get_by_role("button", name="Vorschlag absenden").last.click()
    page.locator("[aria-invalid=true]").first.wait_for()
    mistakes = look(page)
    page.get_by_label("Ihr Wortlaut").fill("Unsere Stadt hilft.")
    send(page)
    assert mistakes + look(page) == []


def test_a_page_that_keeps_words_can_be_used_by_everybody(page: Page) -> None:
    page.goto(f"{form_address(page)}?von=0&bis=30")
    page.get_by_label("Ihr Kommentar").fill("Worte, die niemand verlieren soll, weil sie Mühe gemacht haben. " * 3)
    page.context.clear_cookies()
    page.get_by_role("button", name="Kommentar absenden").last.click()
    page.get_by_role("heading", name="Bitte noch einmal senden").wait_for()
    assert look(page) == []


def test_the_bar_below_marked_words_can_be_used_by_everybody(page: Page) -> None:
    page.goto(f"{STRATEGY}/fassung/2/4/")
    words = "Digitale Mittel bauen keine Straße und keinen Radweg."
    mark_words(paragraph(page, words), words)
    page.locator(".picker").wait_for()
    assert axe_findings(page) == []
    box = page.locator(".picker").bounding_box()
    assert box is not None
    assert box["height"] >= 24, "large enough for a finger"


def test_forms_of_the_staff_with_mistakes_can_be_used_by_everybody(officer: Page) -> None:
    wrong = []
    for origin, link in (BEHIND_A_LINK["new phase"], BEHIND_A_LINK["end of a phase"]):
        officer.goto(origin)
        officer.goto(officer.locator(link).first.evaluate("link => link.href"))
        for field in officer.locator("main textarea").all():
            field.fill("")
        officer.locator("main button[type=submit]").first.click()
        officer.get_by_role("alert").wait_for()
        wrong += look(officer)
    officer.goto(f"{DESK}/texte/einlesen/")
    officer.get_by_role("button", name="Einlesen und ansehen").click()
    officer.get_by_role("alert").wait_for()
    assert wrong + look(officer) == []


def test_the_desk_with_everything_unfolded_can_be_used_by_everybody(officer: Page) -> None:
    officer.set_viewport_size({"width": 1440, "height": 900})
    officer.goto(f"{DESK}/beitraege/126/")
    officer.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    wrong = look(officer)
    officer.keyboard.press("?")
    expect(officer.get_by_role("dialog", name="Alle Tasten")).to_be_visible()
    assert wrong + axe_findings(officer) == []


def test_the_preview_of_a_text_can_be_used_by_everybody(newcomer: Page) -> None:
    newcomer.goto("/neuland/werkstatt/texte/einlesen/")
    newcomer.get_by_label("Oder den Text hier einfügen").fill(
        "# Kapitel\n\nEin Satz.^[Eine Anmerkung.]\n\n- Punkt\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    newcomer.get_by_label("Titel", exact=False).fill("Nur angesehen")
    newcomer.get_by_role("button", name="Einlesen und ansehen").click()
    newcomer.get_by_role("heading", name="So haben wir das Dokument verstanden").wait_for()
    wrong = look(newcomer)
    newcomer.get_by_role("button", name="Verwerfen").click()
    assert wrong == []


def test_the_preview_of_votes_can_be_used_by_everybody(browser: Browser, base_url: str) -> None:
    for page in person(browser, base_url, "digital_officer@kartenau.example", PASSWORD):
        page.goto("/kartenau/werkstatt/stimmungsbild/")
        page.get_by_role("link", name="anlegen").click()
        page.get_by_label("Frage").fill("Was soll in Kartenau zuerst kommen?")
        page.locator("main form button[type=submit]").first.click()
        page.get_by_role("link", name="Dateien einlesen").click()
        for field, table in (("Thesen", "comment-id,moderated,comment-body\n1,1,Mehr Bäume.\n"), ("Stimmen", VOTES)):
            file = {"name": "polis.csv", "mimeType": "text/csv", "buffer": table.encode()}
            page.get_by_label(field, exact=False).first.set_input_files(file)
        page.get_by_role("button", name="Hochladen und ansehen").click()
        page.get_by_label("Woher die Stimmen sind").fill("Gesammelt am Stand auf dem Markt.")
        wrong = look(page)
        page.get_by_role("button", name="Jetzt einlesen").click()
        page.get_by_text("sind eingelesen").wait_for()
        assert wrong == []


VOTES = "timestamp,comment-id,voter-id,vote\n1651045821288,1,7,1\n"
