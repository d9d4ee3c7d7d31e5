"""Every step works in a browser that runs no scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.acts import number_on_receipt, send
from tests.e2e.conftest import sign_in

TOWN = "/klarheim"
CHAPTER = f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/2/"
SENTENCE = "Wer Hilfe braucht, bekommt sie im Bürgerbüro a."


def choose_a_sentence(page: Page, button: str) -> None:
    page.goto(CHAPTER)
    page.get_by_role("link", name="zu Absatz 1").click()
    page.get_by_role("radio", name=SENTENCE).check()
    page.get_by_role("button", name=button).click()
    expect(page.locator("blockquote mark")).to_have_text(SENTENCE)
    page.wait_for_timeout(3_100)  # without a script, nobody writes faster than a program


def test_a_comment_on_a_sentence(without_javascript: Page) -> None:
    page = without_javascript
    choose_a_sentence(page, "Kommentieren")
    page.get_by_label("Ihr Kommentar").fill("Auch ohne Skript.\nMit zwei Zeilen.")
    # Playwright finds nothing in noscript, which a browser shows when a person has switched scripts off.
    assert "nur liest ihn ein Mensch, bevor er im Text steht" in page.content()
    number = send(page, alias="Ohne Skript")
    expect(page.get_by_text("Im Text sichtbar, nach Durchsicht auf die Netiquette")).to_be_visible()
    page.goto(f"{TOWN}/beitraege/{number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wird geprüft")


def test_another_wording_with_the_difference_from_the_server(without_javascript: Page) -> None:
    page = without_javascript
    choose_a_sentence(page, "Anders formulieren")
    page.get_by_label("Ihr Wortlaut").fill("Wer Rat braucht, bekommt ihn im Bürgerbüro a.")
    page.get_by_role("button", name="Unterschied zeigen").click()
    changes = page.locator("word-diff .diff")
    expect(changes.locator("del").first).to_contain_text("Hilfe")
    expect(changes.locator("ins").first).to_contain_text("Rat")
    expect(page.get_by_label("Ihr Wortlaut")).to_have_value("Wer Rat braucht, bekommt ihn im Bürgerbüro a.")
    page.get_by_role("button", name="Vorschlag absenden").click()
    expect(page.get_by_role("alert")).to_contain_text("Eine Angabe stimmt noch nicht")
    send(page)
    expect(page.locator(".diff ins").first).to_contain_text("Rat")


def test_a_comment_becomes_a_wording_without_losing_words(without_javascript: Page) -> None:
    page = without_javascript
    choose_a_sentence(page, "Kommentieren")
    page.get_by_label("Ihr Kommentar").fill("Das klingt nach Amt.")
    page.get_by_role("button", name="Lieber anders formulieren").click()
    expect(page.get_by_label("Warum?")).to_have_value("Das klingt nach Amt.")
    page.get_by_label("Ihr Wortlaut").fill("Hilfe gibt es im Bürgerbüro a.")
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.get_by_role("button", name="Vorschlag absenden").click()
    number_on_receipt(page)


def test_staff_import_a_text_and_edit_it(without_javascript: Page) -> None:
    page = without_javascript
    sign_in(page, "editor@klarheim.example")
    page.goto("/klarheim/werkstatt/texte/einlesen/")
    page.get_by_label("Oder den Text hier einfügen").fill("# Anfang\n\nEin erster Satz.\n\n- Ein Punkt\n")
    page.get_by_label("Titel", exact=False).first.fill("Strategie ohne Skript")
    page.get_by_role("button", name="Einlesen und ansehen").click()
    expect(page.locator("article.asread")).to_contain_text("Ein erster Satz.")
    page.get_by_role("button", name="Als Entwurf übernehmen").click()
    page.wait_for_url("**/strategie-ohne-skript/entwurf/**")
    page.goto("/klarheim/werkstatt/texte/strategie-ohne-skript/entwurf/1/")

    page.get_by_role("link", name=re.compile("Absatz bearbeiten: Ein erster Satz")).click()
    page.get_by_label("Text", exact=True).fill("Ein **besserer** Satz.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".wb strong, .wb b").filter(has_text="besserer")).to_be_visible()
    page.get_by_role("link", name="Weiterschreiben").last.click()
    page.get_by_label("Text", exact=True).fill("Noch ein Absatz.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".wb").filter(has_text="Noch ein Absatz.").first).to_be_visible()
