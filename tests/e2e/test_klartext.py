"""Klartext in a browser: the page to try it, with and without scripts, and the hints while one writes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import axe_findings
from tests.e2e.test_accessibility import look, person
from werkstatt.demo.loading import PASSWORD as DEMO_PASSWORD

TRY = "/klarheim/klartext/"
CHAPTER = "/auenbrueck/werkstatt/texte/digitalstrategie-auenbrueck/entwurf/5/"
HARD = (
    "Zur Sicherstellung der Barrierefreiheit der kommunalen Internetauftritte wird seitens der Verwaltung angestrebt, "
    "die Inhalte, die bislang ausschließlich in schriftlicher Form zur Verfügung gestellt wurden, zu überarbeiten."
)
EASY = "Wir helfen Ihnen gern."
SELECTED = """() => {
  const field = document.querySelector('form.wform textarea');
  return field.value.slice(field.selectionStart, field.selectionEnd);
}"""


def field(page: Page) -> Locator:
    return page.locator("#id_text")


def test_the_result_follows_the_typing_and_leads_from_passage_to_hint_and_back(page: Page) -> None:
    page.goto(TRY)
    field(page).fill(EASY)
    expect(page.locator("#stand")).to_contain_text("grün, 1,0")
    field(page).fill(f"{EASY} {HARD}")
    expect(page.locator("#stand")).to_contain_text("1 rot")
    expect(page.locator(".kls")).to_have_count(2)
    assert field(page).input_value() == f"{EASY} {HARD}"
    expect(field(page)).to_be_focused()

    passage = page.locator(".ktref").first
    number = passage.inner_text().split()[-1]
    passage.press("Enter")
    assert page.url.endswith(f"#hinweis-{number}")
    hint = page.locator(f"#hinweis-{number}")
    expect(hint).to_be_in_viewport()
    hint.locator(".ktnum").press("Enter")
    assert page.url.endswith(f"#stelle-{number}")
    expect(page.locator(f"#stelle-{number}")).to_be_in_viewport()
    assert axe_findings(page) == []


def test_a_rule_is_switched_off_in_place(page: Page) -> None:
    page.goto(TRY)
    field(page).fill(HARD)
    tips = page.locator(".kls .tip")
    expect(tips.first).to_be_visible()
    before = tips.count()
    page.get_by_text("Regeln an- und ausschalten").click()
    page.get_by_role("checkbox", name="Passiv", exact=False).first.uncheck()
    expect(tips).to_have_count(before - 1)


def test_mistakes_are_said_and_nothing_is_lost(page: Page) -> None:
    page.goto(TRY)
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Hier steht noch nichts")
    field(page).fill("Wort " * 3000)
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("Der Text hat 14.999 Zeichen")
    assert len(field(page).input_value()) == 15_000
    assert axe_findings(page) == []
    field(page).fill(EASY)
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.locator("#stand")).to_be_focused()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_without_a_connection_the_text_stays(page: Page) -> None:
    page.goto(TRY)
    page.context.set_offline(True)
    field(page).fill(HARD)
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.get_by_role("alert")).to_contain_text("keine Verbindung")
    assert field(page).input_value() == HARD
    page.context.set_offline(False)


def test_everything_works_without_a_script(without_javascript: Page) -> None:
    page = without_javascript
    page.goto(TRY)
    field(page).fill(f"{HARD}\n\n{EASY} <b>fett</b> 👩‍👩‍👧")
    page.get_by_text("Regeln an- und ausschalten").click()
    page.get_by_role("checkbox", name="Passiv", exact=False).first.uncheck()
    page.get_by_role("button", name="Text prüfen").click()
    expect(page.locator(".klpara")).to_have_count(2)
    expect(page.locator(".kls__text").last).to_contain_text("<b>fett</b> 👩‍👩‍👧")
    expect(page.get_by_role("checkbox", name="Passiv", exact=False).first).not_to_be_checked()
    page.get_by_role("button", name="Beispiel ansehen").click()
    expect(page.locator("#stand")).to_contain_text("gelb")
    page.goto("/klarheim/")
    page.get_by_role("link", name="Klartext: Text prüfen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klartext")


def test_the_page_can_be_used_by_everybody_empty_and_full(page: Page) -> None:
    wrong = look(page, TRY)
    page.get_by_role("button", name="Beispiel ansehen").click()
    page.locator(".kls").first.wait_for()
    page.evaluate("document.querySelectorAll('main details').forEach(fold => { fold.open = true; })")
    assert wrong + look(page) == []


def test_printed_the_sentences_and_hints_stay_and_the_form_goes(page: Page) -> None:
    page.goto(TRY)
    page.get_by_role("button", name="Beispiel ansehen").click()
    page.locator(".kls").first.wait_for()
    page.emulate_media(media="print")
    expect(page.locator(".kls__hints").first).to_be_visible()
    expect(page.locator(".klstand__score")).to_be_visible()
    expect(field(page)).to_be_hidden()


# ── In the editor ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def editor(browser: Browser, base_url: str) -> Iterator[Page]:
    """The digital officer of the demo town, before a chapter of its draft."""
    for page in person(browser, base_url, "j.ostermann@auenbrueck.example", DEMO_PASSWORD):
        page.goto(CHAPTER)
        yield page


def open_first(page: Page) -> Locator:
    page.locator("a.wedit[href*='absatz=']").first.click()
    source = page.locator("form.wform textarea[name=source]")
    source.wait_for()
    return source


def test_hints_come_while_one_writes_and_are_put_in_by_keyboard(editor: Page) -> None:
    page = editor
    source = open_first(page)
    source.fill(f"💥 {HARD}")
    tips = page.locator("[data-klartext] .tip")
    expect(tips.first).to_be_visible()
    underlined = page.locator(".klfield [aria-hidden] .kt")
    expect(underlined.first).to_be_attached()
    words = page.evaluate("document.querySelector('.klfield [aria-hidden]').textContent.trimEnd()")
    assert words == f"💥 {HARD}"
    assert axe_findings(page) == []

    for _step in range(tips.count()):
        page.keyboard.press("F8")
        if page.evaluate(SELECTED) == "seitens":
            break
    assert page.evaluate(SELECTED) == "seitens"
    page.keyboard.press("Alt+Enter")
    expect(source).to_have_value(f"💥 {HARD.replace('seitens', 'von')}")
    page.keyboard.press("Control+z")
    expect(source).to_have_value(f"💥 {HARD}")
    page.get_by_role("link", name="Abbrechen").first.click()


def test_klartext_is_switched_off_and_stays_so(editor: Page) -> None:
    page = editor
    switch = page.locator("[data-klartext-switch]")
    sign = page.locator(".klsign").first
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(sign).to_be_visible()
    page.keyboard.press("Alt+k")
    expect(switch).to_have_attribute("aria-pressed", "false")
    expect(sign).to_be_hidden()
    page.reload()
    expect(sign).to_be_hidden()
    open_first(page)
    expect(page.locator("[data-klartext]").first).to_be_hidden()
    page.keyboard.press("Alt+k")
    expect(page.locator("[data-klartext]").first).to_be_visible()


def test_the_chapter_knows_its_score_after_saving(editor: Page) -> None:
    page = editor
    meter = page.locator(".wbar .meter")
    before = meter.inner_text()
    source = open_first(page)
    was = source.input_value()
    source.fill(f"{HARD} {HARD}")
    page.get_by_role("button", name="Speichern").first.click()
    page.locator("form.wform").wait_for(state="detached")
    assert meter.inner_text() != before
    expect(page.locator("[data-klartext-switch]")).to_be_visible()
    open_first(page).fill(was)
    page.get_by_role("button", name="Speichern").first.click()
    page.locator("form.wform").wait_for(state="detached")
    assert meter.inner_text() == before


def test_the_editor_with_its_hints_can_be_used_by_everybody(editor: Page) -> None:
    source = open_first(editor)
    source.fill(HARD)
    expect(editor.locator("[data-klartext] .tip").first).to_be_visible()
    wrong = look(editor)
    editor.get_by_role("link", name="Abbrechen").first.click()
    assert wrong == []
