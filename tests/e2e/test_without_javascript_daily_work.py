"""What is done every day works without scripts: supporting, subscribing, noting down, many at once."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.acts import links_in, wait_for_mails
from tests.e2e.conftest import Server, sign_in

TOWN = "/klarheim"
DESK = f"{TOWN}/werkstatt/beitraege/"
TABLES = f"{TOWN}/werkstatt/beteiligung/tabellen/"


def test_somebody_supports_what_another_said_and_takes_it_back(without_javascript: Page) -> None:
    page = without_javascript
    page.goto("/auenbrueck/beitraege/")
    page.get_by_role("link", name="unterstützen").first.click()
    page.get_by_role("button", name="Das unterstütze ich").click()
    expect(page.get_by_role("heading", name="Sie unterstützen diesen Beitrag")).to_be_visible()
    page.get_by_role("button", name="Unterstützung zurücknehmen").click()
    expect(page.get_by_role("heading", name="Unterstützen Sie diesen Beitrag?")).to_be_visible()


def test_news_are_ordered_confirmed_and_ended(without_javascript: Page, server: Server) -> None:
    page = without_javascript
    page.goto(f"{TOWN}/auf-dem-laufenden/")
    page.get_by_role("radio", name="Alles zu").first.check()
    page.get_by_role("textbox", name="E-Mail").fill("ohne.skript@buerger.example")
    page.get_by_role("button", name="Bestellen").click()
    expect(page.get_by_role("heading", name="Sehen Sie jetzt in Ihr Postfach")).to_be_visible()
    (question,) = wait_for_mails(server, "ohne.skript@buerger.example", 1)
    page.goto(next(link for link in links_in(question) if "/bestaetigen/" in link))
    page.get_by_role("button", name="Ja, bestätigen").click()
    expect(page.get_by_role("heading", name="Ihre Mails")).to_be_visible()
    page.get_by_role("button", name="Alles abbestellen").click()
    expect(page.get_by_role("heading", name="Abbestellt")).to_be_visible()


def test_voices_are_noted_down_and_answered_together(without_javascript: Page) -> None:
    page = without_javascript
    sign_in(page, "moderator@klarheim.example")
    numbers = [
        note_down(page, f"Am Telefon: Die {what} fehlt im Stadtplan." + " Bitte ergänzen.")
        for what in ("Musikschule", "Feuerwache")
    ]
    page.goto(f"{DESK}?stapel=alle&suche=Stadtplan")
    for number in numbers:
        page.get_by_role("checkbox", name=f"Nr. {number} auswählen").check()
    page.get_by_role("button", name="Mehrere bearbeiten").click()
    page.get_by_role("radio", name="Urteil").check()
    page.get_by_role("radio", name="Weitergeleitet").check()
    page.get_by_label("Grund").first.fill("Das Vermessungsamt ergänzt beides.")
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("table.manyplan tbody tr")).to_have_count(2)
    page.get_by_role("button", name="Jetzt bei allen 2 ausführen").click()
    expect(page.get_by_role("heading", level=1, name="Erledigt")).to_be_visible()
    page.get_by_role("button", name="Alles zurücknehmen").click()
    page.goto(f"{DESK}{numbers[0]}/")
    expect(page.locator(".given")).to_have_count(0)


def note_down(page: Page, words: str) -> int:
    """Note down what somebody said about the second sentence of the first chapter; its number."""
    page.goto(f"{TOWN}/werkstatt/beteiligung/notieren/")
    page.get_by_label("Kanal").select_option(label="Telefon")
    page.get_by_label("Abschnitt").first.fill("1")
    page.get_by_role("button", name="Absätze und Sätze zeigen").click()
    passage = page.get_by_label(re.compile("^Stelle in 1"))
    passage.select_option(value=passage.locator("option[data-words^='Wer Hilfe']").first.get_attribute("value"))
    page.get_by_label("Was gesagt wurde").fill(words)
    page.get_by_role("button", name="Speichern, nächste").click()
    saved = page.locator(".recsaved b")
    expect(saved).to_be_visible()
    return int(re.findall(r"\d+", saved.inner_text())[0])


def test_a_table_is_imported_and_taken_back(without_javascript: Page, tmp_path: Path) -> None:
    page = without_javascript
    sign_in(page, "moderator@klarheim.example")
    path = tmp_path / "abend.csv"
    path.write_text("Text;Abschnitt\nEin Satz vom Abend.;1\n;2\n", encoding="utf-8")
    page.goto(TABLES)
    page.get_by_label("Tabelle", exact=True).set_input_files(path)
    page.get_by_role("button", name="Hochladen und ansehen").click()
    page.get_by_role("textbox", name="Veranstaltung").fill("Themenabend")
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    page.get_by_label("weglassen").check()
    page.get_by_role("button", name="Korrekturen prüfen").click()
    page.get_by_role("button", name="Einen Beitrag einlesen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Eingelesen")
    page.get_by_role("button", name="Import zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zurückgenommen")
