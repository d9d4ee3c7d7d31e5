"""From a document on somebody's disk to the sentence that reads differently because of a citizen, and back."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pypandoc
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.acts import Clicks, comment_on, mark_words, paragraph, send
from tests.e2e.conftest import sign_in

TOWN = "/musterau"
SLUG = "digitalstrategie-musterau"
STRATEGY = f"{TOWN}/strategie/{SLUG}"

CLUMSY = "Dabei legen wir besonderes Augenmerk auf die nutzerzentrierte Ausgestaltung digitaler Antragsstrecken."
PROPOSED = "Jeder Antrag im Netz muss so einfach sein, dass ihn alle ohne Hilfe ausfüllen können."
FINAL = "Jeder Antrag im Netz soll so einfach sein, dass ihn die meisten ohne Hilfe ausfüllen können."
VISIT = "Wer einen Antrag stellt, soll dafür nicht mehr ins Rathaus kommen müssen."
BENCH = "Auf dem Marktplatz stehen zwei Bänke mit Strom und freiem WLAN."
BUS = "Der Bürgerbus zeigt an jeder Haltestelle, wann er wirklich kommt."
BUS_LATER = "An jeder Haltestelle hängt eine Anzeige. Dort steht, wann der Bürgerbus wirklich da ist."

DOCUMENT = f"""\
---
title: Digitalstrategie Musterau
lang: de
---

# Eine Verwaltung, die antwortet

Musterau bringt seine Dienste nach und nach ins Netz.[^offen] {VISIT} {CLUMSY}

[^offen]: Das Rathaus bleibt für alle offen, die lieber vorbeikommen.

## Womit wir anfangen

1. Den Umzug melden
2. Den Hund anmelden

- Formulare ohne Amtsdeutsch
- Ein Telefon, an dem jemand abhebt

| Dienst         | Stand      |
|----------------|------------|
| Umzug melden   | geht schon |
| Hund anmelden  | ab Mai     |

# Orte, an denen man sich trifft

{BENCH} Sie stehen im Schatten der Linden.

{BUS} Das hilft auch Gästen.

![Zwei Farbflächen als Skizze der Bänke](skizze.png)
"""


def a_picture(width: int = 240, height: int = 120) -> bytes:
    """A PNG with two coloured halves."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\x00" + b"\x0b\x55\x66" * (width // 2) + b"\xff\xd2\x4d" * (width - width // 2)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.fixture
def docx(tmp_path: Path) -> Path:
    """The document as a word processor saves it."""
    (tmp_path / "skizze.png").write_bytes(a_picture())
    path = tmp_path / "Strategie Musterau.docx"
    pypandoc.convert_text(
        DOCUMENT, "docx", format="markdown", outputfile=str(path), extra_args=[f"--resource-path={tmp_path}"]
    )
    return path


@pytest.fixture
def staff(new_person: Callable[..., Page]) -> Callable[[str], Page]:
    """Browsers of the people of Musterau, signed in once each."""
    desks: dict[str, Page] = {}

    def desk_of(role: str) -> Page:
        if role not in desks:
            desks[role] = new_person()
            sign_in(desks[role], f"{role}@musterau.example")
        return desks[role]

    return desk_of


def test_a_voice_finds_its_way_into_the_text_and_back(
    docx: Path, staff: Callable[[str], Page], new_person: Callable[..., Page]
) -> None:
    the_editor_imports(staff("editor"), docx)
    the_officer_publishes(staff("digital_officer"), "Fassung 1")
    the_officer_opens_a_phase(staff("digital_officer"))

    citizen, neighbour = new_person(), new_person()
    wish = a_citizen_comments(citizen)
    wording = a_neighbour_proposes_another_wording(neighbour)
    bench, bus = two_more_remarks(citizen)
    assert [wish, wording, bench, bus] == [1, 2, 3, 4]

    the_moderator_splits_and_assigns(staff("moderator"), wish, wording)
    the_department_gives_verdicts(staff("department_lead"), wish, wording)
    the_editor_takes_the_wording(staff("editor"), wording)
    the_editor_rewrites_the_sentence_about_the_bus(staff("editor"))
    for number in (wish, wording):
        the_moderator_releases(staff("moderator"), number)
    the_officer_ends_the_phase(staff("digital_officer"))
    the_officer_publishes(staff("digital_officer"), "Fassung 2")

    there_and_back_in_two_clicks_each(neighbour, wording)
    the_answer_names_both_points(citizen, wish)
    the_open_remark_is_carried_over(citizen, bench)
    the_moderator_confirms_the_place(staff("moderator"), bus)
    expect_remark_beside(citizen, bus, BUS_LATER.split(". ")[1])


# The text


def the_editor_imports(page: Page, docx: Path) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/")
    page.get_by_role("link", name="Dokument einlesen").click()
    page.get_by_label("Datei").set_input_files(docx)
    page.get_by_role("button", name="Einlesen und ansehen").click()

    preview = page.locator("article.asread")
    expect(page.get_by_role("heading", name="So haben wir das Dokument verstanden")).to_be_visible()
    expect(page.get_by_label("Titel der Strategie")).to_have_value("Digitalstrategie Musterau")
    expect(preview.locator("ol.one li").nth(1)).to_have_text("Den Hund anmelden")
    expect(preview.locator("ul.one li").first).to_have_text("Formulare ohne Amtsdeutsch")
    expect(preview.get_by_role("columnheader", name="Stand")).to_be_visible()
    expect(preview.get_by_text("Das Rathaus bleibt für alle offen, die lieber vorbeikommen.")).to_be_visible()
    picture = preview.get_by_role("img", name="Zwei Farbflächen als Skizze der Bänke")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.images].every(image => image.complete && image.naturalWidth === 240)")

    page.get_by_role("button", name="Als Entwurf übernehmen").click()
    page.wait_for_url(f"**/{SLUG}/entwurf/**")


def the_officer_publishes(page: Page, version: str) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/{SLUG}/veroeffentlichen/")
    expect(page.get_by_role("heading", name=f"{version} veröffentlichen")).to_be_visible()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    page.wait_for_url(lambda url: "veroeffentlichen" not in url)


def the_officer_opens_a_phase(page: Page) -> None:
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    page.goto(f"{TOWN}/werkstatt/beteiligung/")
    page.get_by_role("link", name="Phase zu Fassung 1 anlegen").click()
    page.get_by_label("Worum geht es?").fill("Wir möchten wissen, was fehlt und was niemand versteht.")
    page.get_by_label("Was ist noch offen, was nicht?").fill("Alles außer dem Haushalt.")
    page.get_by_label("Beginn").fill((now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Ende").fill((now + timedelta(days=28)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Antworten bis").fill((now + timedelta(days=60)).strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Phase anlegen").click()
    page.wait_for_url("**/beteiligung/")
    expect(page.get_by_text("läuft, noch")).to_be_visible()


# Voices


def a_citizen_comments(page: Page) -> int:
    page.goto(f"{TOWN}/")
    page.locator(f"a[href='{STRATEGY}/fassung/1/']").first.click()
    page.get_by_role("link", name="Eine Verwaltung, die antwortet").first.click()
    wish = "Ich möchte weiter zu Menschen gehen können. Bitte lasst den Schalter offen. Und schreibt einen Preis dazu."
    number = comment_on(page, VISIT, wish, alias="Wera Lind")
    link = page.locator("a.addr")
    expect(link).to_have_attribute("href", re.compile(rf"{TOWN}/beitraege/{number}/$"))
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Nr. {number}")
    expect(page.get_by_text("Bitte lasst den Schalter offen.")).to_be_visible()
    return number


def a_neighbour_proposes_another_wording(page: Page) -> int:
    page.goto(f"{STRATEGY}/fassung/1/1/")
    mark_words(paragraph(page, CLUMSY), CLUMSY)
    page.get_by_role("link", name="Anders formulieren").click()
    wording = page.get_by_label("Ihr Wortlaut")
    expect(wording).to_have_value(CLUMSY)
    wording.fill("")
    wording.press_sequentially("Dabei legen wir Wert auf einfache Anträge.")
    live = page.locator("word-diff .diff")
    expect(live.locator("ins").first).to_be_visible()
    expect(live.locator("del").first).to_contain_text("besonderes Augenmerk")
    wording.fill(PROPOSED)
    expect(live.locator("ins").first).to_contain_text("Jeder Antrag")
    page.get_by_label("Warum?").fill("So reden Menschen.")
    return send(page)


def two_more_remarks(page: Page) -> tuple[int, int]:
    chapter = f"{STRATEGY}/fassung/1/2/"
    page.goto(chapter)
    bench = comment_on(page, BENCH, "Bitte auch eine Bank mit Lehne.")
    page.goto(chapter)
    bus = comment_on(page, BUS, "Gilt das auch am Sonntag?")
    return bench, bus


# Weighing


def the_moderator_splits_and_assigns(page: Page, wish: int, wording: int) -> None:
    page.goto(f"{TOWN}/werkstatt/beitraege/{wish}/")
    said = page.locator("[data-split] [data-text]")
    mark_words(said, "Ich möchte weiter zu Menschen gehen können. Bitte lasst den Schalter offen.")
    page.get_by_role("button", name="Als Punkt 1 abtrennen").click()
    page.get_by_label("Kurze Überschrift").last.fill("Schalter bleibt offen")
    page.get_by_role("button", name="Punkt abteilen").click()
    page.get_by_text("Noch einen Punkt abteilen").click()
    page.get_by_label("Und schreibt einen Preis dazu.").check()
    page.get_by_label("Kurze Überschrift").last.fill("Preise nennen")
    page.get_by_role("button", name="Punkt abteilen").click()
    expect(page.locator("section.point")).to_have_count(2)
    assign(page, 1, 2)

    page.goto(f"{TOWN}/werkstatt/beitraege/{wording}/")
    page.get_by_role("button", name="Als einen Punkt behandeln").click()
    assign(page, 1)


def assign(page: Page, *positions: int) -> None:
    """Give all points that have no office yet to one."""
    page.locator(".headtools summary").filter(has_text="Zuweisen").click()
    form = page.locator(".headtools details[open] form")
    form.get_by_label("Amt", exact=True).select_option(label="Amt für Digitales")
    form.get_by_role("button", name="Zuweisen").click()
    for position in positions:
        expect(page.locator(f"#punkt-{position} .hd")).to_contain_text("Amt für Digitales")


def the_department_gives_verdicts(page: Page, wish: int, wording: int) -> None:
    page.goto(f"{TOWN}/werkstatt/beitraege/{wish}/")
    judge(page, 1, "Schon enthalten", "Der Schalter bleibt ohnehin offen. Das steht in der Fußnote.")
    judge(page, 2, "Nicht übernommen", "Preise ändern sich jedes Jahr. Sie stehen in der Satzung.")
    page.get_by_role("button", name="Urteile speichern").first.click()
    expect(page.locator("section.point .given")).to_have_count(2)

    page.goto(f"{TOWN}/werkstatt/beitraege/{wording}/")
    judge(page, 1, "Mit Änderungen", "Wir sagen es so einfach wie Sie, versprechen aber nicht zu viel.")
    page.get_by_role("button", name="Urteil speichern").click()
    expect(page.locator("section.point .given")).to_have_count(1)


def judge(page: Page, position: int, verdict: str, reason: str) -> None:
    point = page.locator(f"#punkt-{position}")
    point.get_by_role("radio", name=verdict, exact=True).check()
    point.get_by_label("Grund").fill(reason)


def the_editor_takes_the_wording(page: Page, wording: int) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/")
    page.get_by_role("button", name="Neuen Entwurf beginnen").click()
    page.goto(f"{TOWN}/werkstatt/beitraege/{wording}/")
    page.locator(f"a[href$='/{wording}/wortlaut/']").first.click()
    text = page.get_by_label("Der ganze Absatz, wie er im Entwurf stehen soll")
    expect(text).to_have_value(re.compile(re.escape(PROPOSED)))
    text.fill(text.input_value().replace(PROPOSED, FINAL))
    page.get_by_role("button", name="So in den Entwurf übernehmen").click()
    expect(page.get_by_text(f"verbunden mit Nr. {wording}")).to_be_visible()


def the_editor_rewrites_the_sentence_about_the_bus(page: Page) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/{SLUG}/entwurf/2/")
    page.get_by_role("link", name=re.compile("Absatz bearbeiten: Der Bürgerbus")).click()
    field = page.get_by_label("Text", exact=True)
    field.fill(field.input_value().replace(BUS, BUS_LATER))
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".wb .text").filter(has_text=BUS_LATER)).to_be_visible()


def the_moderator_releases(page: Page, number: int) -> None:
    page.goto(f"{TOWN}/werkstatt/beitraege/{number}/")
    page.get_by_role("button", name="Antwort freigeben").click()
    expect(page.get_by_text("Öffentlich seit")).to_be_visible()


def the_officer_ends_the_phase(page: Page) -> None:
    page.goto(f"{TOWN}/werkstatt/beteiligung/")
    page.get_by_role("link", name="Ende ändern").click()
    page.get_by_label("Warum?").fill("Alle, die wir fragen wollten, haben sich gemeldet.")
    page.get_by_role("button", name="Jetzt beenden").click()
    expect(page.get_by_text("beendet", exact=True)).to_be_visible()


# What became of it


def there_and_back_in_two_clicks_each(page: Page, wording: int) -> None:
    page.goto(f"{TOWN}/beitraege/{wording}/")
    there = Clicks(page)
    there.on(page.get_by_role("link", name="Im Text lesen").first)
    expect(page).to_have_url(re.compile(rf"{STRATEGY}/fassung/2/1/#absatz-"))
    block = page.locator(".blk").filter(has=page.locator("[data-text]").filter(has_text=FINAL))
    expect(block).to_be_in_viewport()
    beside = block.locator(".because")
    expect(beside).to_contain_text(f"Geändert wegen Nr. {wording}")
    assert there.count <= 2

    back = Clicks(page)
    back.on(beside.get_by_role("link", name=f"Nr. {wording}"))
    expect(page).to_have_url(re.compile(rf"{TOWN}/beitraege/{wording}/$"))
    assert back.count <= 2
    expect(page.get_by_text("Mit Änderungen übernommen").first).to_be_visible()
    expect(page.get_by_text("Wir sagen es so einfach wie Sie")).to_be_visible()

    page.goto(f"{STRATEGY}/fassung/2/1/")
    block.get_by_role("link", name="Warum?").click()
    expect(page.get_by_text(FINAL).first).to_be_visible()
    page.get_by_role("link", name=f"Den ganzen Faden von Nr. {wording} ansehen").click()
    expect(page).to_have_url(re.compile(rf"{TOWN}/beitraege/{wording}/$"))


def the_answer_names_both_points(page: Page, wish: int) -> None:
    page.goto(f"{TOWN}/beitraege/{wish}/")
    expect(page.locator(".strand")).to_have_count(2)
    expect(page.get_by_text("Nicht übernommen").first).to_be_visible()
    expect(page.get_by_text("Preise ändern sich jedes Jahr.")).to_be_visible()


def the_open_remark_is_carried_over(page: Page, bench: int) -> None:
    expect_remark_beside(page, bench, BENCH)
    remark = page.locator(".remark").filter(has_text="Bitte auch eine Bank mit Lehne.")
    expect(remark).to_contain_text("noch offen")
    expect(remark).to_contain_text("aus Fassung 1")


def expect_remark_beside(page: Page, number: int, words: str) -> None:
    page.goto(f"{STRATEGY}/fassung/2/2/")
    block = page.locator(".blk").filter(has=page.locator("[data-text]").filter(has_text=words))
    expect(block.locator(".remark").get_by_role("link", name=f"Nr. {number}")).to_be_visible()


def the_moderator_confirms_the_place(page: Page, bus: int) -> None:
    page.goto(f"{TOWN}/werkstatt/beitraege/")
    page.get_by_role("link", name="Stelle bestätigen").click()
    expect(page.get_by_role("heading", name="Eine Stelle bestätigen")).to_be_visible()
    expect(page.get_by_role("article").get_by_role("link", name=f"Nr. {bus}")).to_be_visible()
    page.get_by_role("button", name="Ja, hierher").click()
    expect(page.get_by_text(f"Nr. {bus}: steht jetzt an der neuen Stelle.")).to_be_visible()
    expect(page.get_by_text("Jede Stelle ist bestätigt.")).to_be_visible()
