"""A table of five hundred noted-down voices: looked at, mended, imported, taken back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import axe_findings, sign_in

TOWN = "/kartenau"
TABLES = f"{TOWN}/werkstatt/beteiligung/tabellen/"
HEADER = ["Nr", "Text", "Abschnitt", "Datum", "Uhrzeit", "Kanal", "Veranstaltung"]
ROWS = 505
"""More than five hundred are right: of so many the synopsis is made in the background."""
WRONG: dict[int, tuple[int, str, str]] = {
    17: (1, "", "In dieser Zeile fehlen die Worte."),
    120: (2, "99.9", "Einen Abschnitt „99.9“ gibt es in Fassung 1 nicht."),
    203: (3, "31.02.2018", "„31.02.2018“"),
    318: (5, "Brieftaube", "„Brieftaube“ ist kein Kanal"),
    404: (0, "K403", "Die Nummer „K403“ steht schon in Zeile 404."),
}
"""Row below the headings (the first is 1): the cell that is wrong, what stands there, what is said of it."""


def rows_of_a_table(wrong: bool) -> list[list[str]]:
    """Five hundred and five cards from a street fair, five of them with a mistake."""
    rows = [
        [f"K{n}", f"Karte {n}: Am Platz {n} fehlt eine Bank.", "1", "16.11.2018", "16:00", "Veranstaltung", "Stadtfest"]
        for n in range(1, ROWS + 1)
    ]
    if wrong:
        for n, (cell, words, _said) in WRONG.items():
            rows[n - 1][cell] = words
    return rows


def as_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """As Excel in Germany saves it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADER, *rows])
    path.write_bytes(text.getvalue().encode("cp1252"))
    return path


def as_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADER, *rows]:
        sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def moderator(page: Page) -> Page:
    """The moderator of Kartenau at the upload."""
    sign_in(page, "moderator@kartenau.example")
    page.goto(TABLES)
    return page


def upload(page: Page, path: Path) -> None:
    """Hand in a table and take the columns as they were recognised."""
    page.goto(TABLES)
    page.get_by_label("Tabelle", exact=True).set_input_files(path)
    page.get_by_role("button", name="Hochladen und ansehen").click()
    page.get_by_role("button", name="Weiter zur Vorschau").click()


def highest_number(page: Page) -> int:
    """The newest number of the town."""
    page.goto(f"{TOWN}/beitraege/")
    first = page.locator(".voiceline__nr").first
    return int(re.findall(r"\d+", first.inner_text())[0]) if first.count() else 0


def test_a_table_with_mistakes_is_mended_imported_and_taken_back(moderator: Page, tmp_path: Path) -> None:
    page = moderator
    before = highest_number(page)
    upload(page, as_csv(tmp_path / "karten.csv", rows_of_a_table(wrong=True)))
    counts = page.locator(".intakecounts")
    expect(counts).to_contain_text(f"{ROWS - len(WRONG)} Zeilen gut")
    expect(counts).to_contain_text(f"{len(WRONG)} mit Fehlern")
    expect(page.get_by_role("button", name="Beiträge einlesen")).to_be_disabled()
    for n, (_cell, _words, said) in WRONG.items():
        expect(mending(page, n + 1).locator(".err").first).to_contain_text(said)
    assert axe_findings(page) == []
    with page.expect_download() as report:
        page.get_by_role("link", name="Fehler als CSV").click()
    told = report.value.path().read_text(encoding="utf-8-sig")
    assert all(said in told for _cell, _words, said in WRONG.values())
    preview = page.url
    assert highest_number(page) == before, "nothing comes in before all of it is right"
    page.goto(preview)

    # mended in the page: what is still wrong stays, a row can be left out
    mending(page, 18).get_by_label("Text").fill("Karte 17: Hier fehlt ein Baum.")
    mending(page, 121).get_by_label("Abschnitt").fill("2")
    mending(page, 204).get_by_label("Datum").fill("30.02.2018")
    mending(page, 319).get_by_label("Kanal").fill("Telefon")
    mending(page, 405).get_by_label("weglassen").check()
    page.get_by_role("button", name="Korrekturen prüfen").click()
    expect(counts).to_contain_text("1 mit Fehlern")
    expect(mending(page, 204).get_by_label("Datum")).to_have_value("30.02.2018")
    mending(page, 204).get_by_label("Datum").fill("16.11.2018")
    page.get_by_role("button", name="Korrekturen prüfen").click()
    expect(counts).to_contain_text(f"{ROWS - 1} Zeilen gut")
    page.get_by_role("button", name=f"{ROWS - 1} Beiträge einlesen").click()
    expect(page.get_by_role("main")).to_contain_text(f"Nr. {before + 1}–{before + ROWS - 1}", timeout=60_000)
    assert axe_findings(page) == []
    done = page.url

    page.goto(f"{TOWN}/beitraege/{before + 17}/")
    expect(page.get_by_text("Karte 17: Hier fehlt ein Baum.")).to_be_visible()
    expect(page.locator(".knot--said .when")).to_have_text("16.11.2018 · Stadtfest")

    the_synopsis_is_made_in_the_background(page)

    page.goto(done)
    page.get_by_role("button", name="Import zurücknehmen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zurückgenommen")
    page.goto(f"{TOWN}/beitraege/{before + 17}/")
    expect(page.get_by_role("main")).to_contain_text("Import zurückgenommen")
    expect(page.get_by_text("Hier fehlt ein Baum.")).to_have_count(0)
    assert highest_number(page) == before + ROWS - 1, "numbers never come back"


def the_synopsis_is_made_in_the_background(page: Page) -> None:
    """Order the PDF, watch how far it is, load it."""
    page.goto(f"{TOWN}/beitraege/")
    page.get_by_role("link", name="Zahlen und Synopse").click()
    page.get_by_role("main").get_by_role("link", name="Synopse und Daten").click()
    page.get_by_role("button", name=re.compile("Erstellen.*Synopse als PDF")).click()
    expect(page.get_by_role("progressbar").or_(page.get_by_role("link", name="Herunterladen"))).to_be_visible()
    assert axe_findings(page) == []
    load = page.get_by_role("link", name="Herunterladen")
    expect(load).to_be_visible(timeout=60_000)
    with page.expect_download() as synopsis:
        load.click()
    assert synopsis.value.path().read_bytes().startswith(b"%PDF")


def mending(page: Page, row: int) -> Locator:
    """The fields of a row of the table that has a mistake; the headings are row 1."""
    return page.locator(".mendrow").filter(has=page.get_by_text(f"Zeile {row}", exact=True))


def test_a_mended_file_is_uploaded_again_and_an_old_one_thrown_away(moderator: Page, tmp_path: Path) -> None:
    page = moderator
    before = highest_number(page)
    wrong = rows_of_a_table(wrong=False)[:20]
    wrong[4][1] = ""
    upload(page, as_xlsx(tmp_path / "erste.xlsx", wrong))
    expect(mending(page, 6)).to_be_visible()
    page.get_by_role("button", name="Verwerfen").click()
    page.wait_for_url(f"**{TABLES}")

    right = [[f"X{n}", *row[1:]] for n, row in enumerate(rows_of_a_table(wrong=False)[:20])]
    upload(page, as_xlsx(tmp_path / "zweite.xlsx", right))
    expect(page.locator(".intakecounts")).to_contain_text("20 Zeilen gut")
    page.get_by_role("button", name="20 Beiträge einlesen").dblclick()
    expect(page.get_by_role("main")).to_contain_text(f"Nr. {before + 1}–{before + 20}")
    assert highest_number(page) == before + 20, "a double click imports once"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leer.csv", b"", "leer"),
        ("bild.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 400, ""),
        ("nur-kopf.csv", b"Nr;Text\n", ""),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(
    moderator: Page, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    moderator.get_by_label("Tabelle", exact=True).set_input_files(path)
    with moderator.expect_response(lambda response: response.request.method == "POST") as answer:
        moderator.get_by_role("button", name="Hochladen und ansehen").click()
    assert answer.value.status == 422
    expect(moderator.get_by_role("alert")).to_contain_text(said)
    assert axe_findings(moderator) == []
