"""A whole consultation, step by step: from the document to the sentence that reads differently because of no. 69."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pypandoc
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.acts import Clicks, links_in, mails_to, mark_words, paragraph, send, wait_for_mails
from tests.e2e.conftest import Server, sign_in

TOWN = "/lindenau"
SLUG = "digitalstrategie-lindenau"
STRATEGY = f"{TOWN}/strategie/{SLUG}"
DESK = f"{TOWN}/werkstatt/beitraege"

CLUMSY = "Die Verwaltung implementiert medienbruchfreie und nutzerzentrierte Prozesse für sämtliche Antragsstrecken."
PROPOSED = "Jeden Antrag kann man von Anfang bis Ende im Netz erledigen."
FINAL = "Jeden Antrag soll man von Anfang bis Ende im Netz erledigen können."
RIVAL = "Alle Anträge gehen auch mit dem Telefon."
PAPER = "Wer lieber Papier ausfüllt, bekommt es am Schalter."
LAMPS = "Die Lampen am Lindenweg melden selbst, wenn sie kaputt sind."
LAMPS_LATER = "Am Lindenweg melden sich kaputte Lampen von allein. Das Amt sieht es auf einer Karte."
BUS = "Im Bürgerbus gibt es freies WLAN."

WISH = "Bitte schreibt überall einfacher: kurze Sätze, keine Amtswörter."
SAID = f"Diesen Satz versteht hier im Saal niemand. {WISH}"
PURPOSE = "Wir möchten wissen, was fehlt und was niemand versteht."
LATITUDE = "Offen ist jeder Satz. Nicht mehr offen ist der Haushalt des laufenden Jahres."
RULES = "Bitte ein Thema je Beitrag."
EASY = "In diesem Kapitel geht es um Anträge. Sie sollen leicht sein."

DOCUMENT = f"""\
---
title: Digitalstrategie Lindenau
lang: de
---

# Anträge ohne Umwege

Lindenau macht es den Menschen leicht. {CLUMSY}

## Für alle, die lieber kommen

{PAPER} Dort hilft jemand, der Zeit hat.

## Was es kostet

Der Antrag im Netz kostet so viel wie der am Schalter.

# Unterwegs in der Stadt

{LAMPS} Das spart Wege.

## Mit dem Bus

{BUS} Es reicht vom ersten bis zum letzten Sitz.
"""
FORMATS = ("odt", "markdown", "plain")

TOPICS = (
    "Am Bahnhof fehlt ein Schild in großer Schrift.",
    "Die Bücherei braucht längere Zeiten am Abend.",
    "Wann kommt das schnelle Netz in die Oststadt?",
    "Bitte zeigt auf der Karte, wo Bänke stehen.",
)
LAMP = "Was kostet so eine Lampe?"
BUS_AT_NIGHT = "Das WLAN im Bürgerbus soll auch nachts gehen."
NUMBER = 69
FROM_THE_TABLE = NUMBER - 3
"""Numbers 3 to 68: two citizens come before, no. 69 after."""


@pytest.fixture
def staff(new_person: Callable[..., Page]) -> Callable[[str], Page]:
    """Browsers of the people of Lindenau, signed in once each."""
    desks: dict[str, Page] = {}

    def desk_of(person: str) -> Page:
        if person not in desks:
            desks[person] = new_person()
            sign_in(desks[person], f"{person}@lindenau.example")
        return desks[person]

    return desk_of


def test_a_consultation_is_run_from_the_first_text_to_the_last_answer(
    server: Server, staff: Callable[[str], Page], new_person: Callable[..., Page], tmp_path: Path
) -> None:
    citizen = new_person(viewport={"width": 1280, "height": 900})
    # 1
    the_editor_imports(staff("editor"), as_file(tmp_path, "docx"))
    the_editor_writes_in_plain_language(staff("editor"))
    the_officer_publishes(staff("digital_officer"), "Fassung 1")
    the_text_has_contents_and_ways_through_it(citizen)
    # 2
    the_officer_opens_a_phase(staff("digital_officer"))
    the_phase_says_what_it_is_about(citizen)
    # 3
    private = a_citizen_comments_and_leaves_an_address(citizen, server)
    the_same_citizen_proposes_a_wording(citizen, server)
    # 4
    the_moderator_imports_a_table(staff("moderator"), tmp_path)
    the_moderator_notes_down_number_69(staff("moderator"))
    # 5
    the_moderator_splits_and_assigns(staff("moderator"))
    the_moderator_writes_a_text_module(staff("moderator"))
    duplicate = the_moderator_merges_what_is_the_same(staff("moderator"))
    many = the_moderator_answers_many_alike(staff("moderator"))
    # 6
    the_offices_give_verdicts(staff("buergeramt"), staff("department_lead"))
    the_editor_takes_the_wording(staff("editor"))
    # 7
    the_second_wording_is_shown_in_conflict(staff("moderator"))
    the_conflict_is_settled_side_by_side(staff("editor"), staff("moderator"))
    # 8
    the_comment_becomes_one_point(staff("moderator"))
    a_text_module_helps_to_answer(staff("moderator"))
    the_editor_rewrites_the_sentence_about_the_lamps(staff("editor"))
    for number in (1, 2, NUMBER):
        the_moderator_releases(staff("moderator"), number)
    the_officer_publishes(staff("digital_officer"), "Fassung 2")
    the_comparison_stands_in_the_text(citizen)
    open_remarks_are_carried_over_or_wait_for_a_person(citizen, staff("moderator"))
    # 9
    the_contributor_is_told_in_one_mail(staff("moderator"), server, citizen, private)
    there_and_back_in_two_clicks_each(citizen)
    # 10
    the_counts_are_right_and_everything_is_found(citizen, duplicate, many)
    the_lists_are_files_and_a_feed(citizen, server)
    the_figures_and_the_synopsis_are_there(citizen)


@pytest.mark.parametrize("form", FORMATS)
def test_the_text_comes_in_from_every_format(staff: Callable[[str], Page], tmp_path: Path, form: str) -> None:
    page = staff("editor")
    page.goto(f"{TOWN}/werkstatt/texte/einlesen/")
    page.get_by_label("Datei").set_input_files(as_file(tmp_path, form))
    page.get_by_label("Titel", exact=False).fill("Nur angesehen")
    page.get_by_role("button", name="Einlesen und ansehen").click()
    preview = page.locator("article.asread")
    expect(preview.get_by_text(CLUMSY)).to_be_visible()
    expect(preview.get_by_text("Unterwegs in der Stadt").first).to_be_visible()
    page.get_by_role("button", name="Verwerfen").click()


def as_file(folder: Path, form: str) -> Path:
    """The text as a word processor, or somebody without one, saves it."""
    path = folder / f"Strategie.{ {'markdown': 'md', 'plain': 'txt'}.get(form, form) }"
    if form == "markdown":
        path.write_text(DOCUMENT, encoding="utf-8")
    else:
        pypandoc.convert_text(DOCUMENT, form, format="markdown", outputfile=str(path))
    return path


# 1. The text


def the_editor_imports(page: Page, docx: Path) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/einlesen/")
    page.get_by_label("Datei").set_input_files(docx)
    page.get_by_role("button", name="Einlesen und ansehen").click()
    expect(page.get_by_label("Titel der Strategie")).to_have_value("Digitalstrategie Lindenau")
    page.get_by_role("button", name="Als Entwurf übernehmen").click()
    page.wait_for_url(f"**/{SLUG}/entwurf/**")


def the_editor_writes_in_plain_language(page: Page) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/{SLUG}/entwurf/1/")
    page.get_by_role("link", name="In einfacher Sprache schreiben").first.click()
    expect(page.get_by_text("Das Original")).to_be_visible()
    page.locator("textarea[name=summary]").fill(EASY)
    page.get_by_role("button", name="Speichern").first.click()
    expect(page.locator(".easytext").first).to_contain_text(EASY)


def the_officer_publishes(page: Page, version: str) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/{SLUG}/veroeffentlichen/")
    expect(page.get_by_role("heading", name=f"{version} veröffentlichen")).to_be_visible()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    page.wait_for_url(lambda url: "veroeffentlichen" not in url)


def the_text_has_contents_and_ways_through_it(page: Page) -> None:
    page.goto(f"{STRATEGY}/fassung/1/")
    contents = page.get_by_role("region", name="Inhalt")
    expect(contents.get_by_role("link")).to_have_text([re.compile(title) for title in CHAPTERS])
    contents.get_by_role("link", name="Anträge ohne Umwege").click()
    ways = page.locator("nav.toc")
    ways.get_by_role("link", name="Was es kostet").click()
    expect(page).to_have_url(re.compile(r"/fassung/1/1/#abschnitt-\w+$"))
    expect(page.get_by_role("heading", name="Was es kostet")).to_be_in_viewport()
    page.get_by_role("link", name="Einfache Sprache").first.click()
    expect(page.get_by_text(EASY)).to_be_visible()


CHAPTERS = (
    "1 Anträge ohne Umwege",
    "1.1 Für alle, die lieber kommen",
    "1.2 Was es kostet",
    "2 Unterwegs in der Stadt",
    "2.1 Mit dem Bus",
)


# 2. The phase


def the_officer_opens_a_phase(page: Page) -> None:
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    page.goto(f"{TOWN}/werkstatt/beteiligung/")
    page.get_by_role("link", name="Phase zu Fassung 1 anlegen").click()
    page.get_by_label("Worum geht es?").fill(PURPOSE)
    page.get_by_label("Was ist noch offen, was nicht?").fill(LATITUDE)
    page.get_by_label("Was hier gilt").fill(RULES)
    page.get_by_label("Beginn").fill("2018-11-01T08:00")
    page.get_by_label("Ende").fill((now + timedelta(days=28)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Antworten bis").fill((now + timedelta(days=60)).strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Phase anlegen").click()
    expect(page.get_by_text("läuft, noch")).to_be_visible()


def the_phase_says_what_it_is_about(page: Page) -> None:
    answer_by = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=60)
    page.goto(f"{STRATEGY}/fassung/1/")
    page.get_by_role("link", name="Fassung 1 im Gespräch").click()
    main = page.get_by_role("main")
    for words in (PURPOSE, LATITUDE, RULES, "1.11.2018", f"{answer_by.day}.{answer_by.month}.{answer_by.year}"):
        expect(main.get_by_text(words).first).to_be_visible()


# 3. Voices from the web


def a_citizen_comments_and_leaves_an_address(page: Page, server: Server) -> str:
    """The private link of no. 1."""
    page.goto(f"{STRATEGY}/fassung/1/1/")
    mark_words(paragraph(page, PAPER), PAPER)
    page.get_by_role("link", name="Kommentieren", exact=True).click()
    expect(page.locator("blockquote mark")).to_have_text(PAPER)
    page.get_by_label("Ihr Kommentar").fill("Danke. Bitte sagt auch, wann der Schalter offen ist.")
    page.get_by_label("E-Mail").fill("wera@buerger.example")
    assert send(page, alias="Wera Lind") == 1
    private = page.url
    expect(page.get_by_role("figure").locator("svg")).to_be_visible()
    expect(page.locator("a.addr")).to_have_attribute("href", re.compile(rf"{TOWN}/beitraege/1/$"))
    expect(page.get_by_text("Bestätigen Sie die Adresse mit dem Link in der Mail.")).to_be_visible()
    (question,) = wait_for_mails(server, "wera@buerger.example", 1)
    page.goto(next(link for link in links_in(question) if "/adresse/bestaetigen/" in link))
    page.get_by_role("main").get_by_role("button").click()
    page.goto(private)
    expect(page.get_by_text("Gibt es etwas Neues zu Ihrem Beitrag, schreiben wir an")).to_be_visible()
    receipts = wait_for_mails(server, "wera@buerger.example", 2)[1]
    assert [link for link in links_in(receipts) if "/beleg/" in link] == [private.removeprefix(server.address)]
    return private


def the_same_citizen_proposes_a_wording(page: Page, server: Server) -> None:
    page.goto(f"{STRATEGY}/fassung/1/1/")
    mark_words(paragraph(page, CLUMSY), CLUMSY)
    page.get_by_role("link", name="Anders formulieren").click()
    wording = page.get_by_label("Ihr Wortlaut")
    expect(wording).to_have_value(CLUMSY)
    wording.fill(RIVAL)
    live = page.locator("word-diff .diff")
    expect(live.locator("ins").first).to_contain_text("Alle")
    expect(live.locator("del").first).to_be_visible()
    page.get_by_label("Warum?").fill("So reden Menschen.")
    page.get_by_label("E-Mail").fill("wera@buerger.example")
    assert send(page, alias="Wera Lind") == 2
    question = wait_for_mails(server, "wera@buerger.example", 3)[2]
    page.goto(next(link for link in links_in(question) if "/adresse/bestaetigen/" in link))
    page.get_by_role("main").get_by_role("button").click()
    wait_for_mails(server, "wera@buerger.example", 4)


# 4. Voices from elsewhere


def the_moderator_imports_a_table(page: Page, folder: Path) -> None:
    rows = [["Nr", "Text", "Abschnitt", "Textstelle", "Datum", "Uhrzeit", "Veranstaltung"]]
    about = {4: (LAMP, "2", LAMPS), 7: (BUS_AT_NIGHT, "2.1", BUS), 8: (BUS_AT_NIGHT, "2.1", BUS)}
    for n in range(1, FROM_THE_TABLE + 1):
        said = about.get(n, (f"Karte {n}: {TOPICS[n % len(TOPICS)]}", "", ""))
        rows.append([f"K{n}", *said, "16.11.2018", "15:30", "Strategie-Event"])
    path = folder / "karten.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    page.goto(f"{TOWN}/werkstatt/beteiligung/tabellen/")
    page.get_by_label("Tabelle", exact=True).set_input_files(path)
    page.get_by_role("button", name="Hochladen und ansehen").click()
    page.get_by_role("button", name="Weiter zur Vorschau").click()
    expect(page.locator(".intakecounts")).to_contain_text(f"{FROM_THE_TABLE} Zeilen gut")
    page.get_by_role("button", name=f"{FROM_THE_TABLE} Beiträge einlesen").click()
    expect(page.get_by_role("button", name="Import zurücknehmen")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Nr. 3–68, 66 Beiträge")


def the_moderator_notes_down_number_69(page: Page) -> None:
    page.goto(f"{TOWN}/werkstatt/beteiligung/notieren/")
    page.get_by_label("Kanal").select_option(label="Veranstaltung")
    page.get_by_label("Veranstaltung", exact=False).last.fill("Strategie-Event")
    page.get_by_label("Gesagt oder eingegangen").fill("2018-11-16T16:00")
    page.get_by_label("Abschnitt").first.fill("1")
    page.get_by_label("Abschnitt").first.press("Tab")
    passage = page.get_by_label("Stelle in 1")
    passage.select_option(value=passage.locator(f"option[data-words='{CLUMSY}']").last.get_attribute("value"))
    page.get_by_role("radio", name="anderer Wortlaut").check()
    page.get_by_label("Neuer Wortlaut").fill(PROPOSED)
    page.get_by_label("Was gesagt wurde").fill(SAID)
    page.keyboard.press("Control+Enter")
    saved = page.locator(".recsaved")
    expect(saved).to_contain_text(f"Nr. {NUMBER} gespeichert · 16.11.2018 16:00 · Strategie-Event")
    expect(saved).not_to_contain_text("nach Fristende")
    expect(page.get_by_label("Gesagt oder eingegangen")).to_have_value("2018-11-16T16:00")
    expect(page.get_by_text("Aufgenommen von Kim moderator")).to_be_visible()


# 5. Weighing


def the_moderator_splits_and_assigns(page: Page) -> None:
    page.goto(f"{DESK}/{NUMBER}/")
    expect(page.get_by_text("aufgenommen von Kim moderator")).to_be_visible()
    said = page.locator("[data-split] [data-text]")
    mark_words(said, WISH)
    page.get_by_role("button", name="Als Punkt 1 abtrennen").click()
    page.get_by_label("Kurze Überschrift").last.fill("Einfacher schreiben")
    page.get_by_role("button", name="Punkt abteilen").click()
    expect(page.locator("section.point")).to_have_count(1)
    mark_words(said, "Diesen Satz versteht hier im Saal niemand.")
    page.get_by_role("button", name="Als Punkt 2 abtrennen").click()
    page.get_by_label("Kurze Überschrift").last.fill("Der Satz über die Anträge")
    page.get_by_label("Worum geht es?").last.select_option(label="anderer Wortlaut")
    page.get_by_role("button", name="Punkt abteilen").click()
    expect(page.locator("section.point")).to_have_count(2)
    assign(page, 1, "Einfacher schreiben", "Bürgeramt")
    assign(page, 2, "Der Satz über die Anträge", "Amt für Digitales")


def assign(page: Page, position: int, title: str, office: str) -> None:
    """Give one point to an office."""
    page.locator(".headtools summary").filter(has_text="Zuweisen").click()
    form = page.locator(".headtools details[open] form")
    form.get_by_label("Amt", exact=True).select_option(label=office)
    for box in form.get_by_role("checkbox").all():
        box.set_checked(title in box.evaluate("box => box.labels[0].innerText"))
    form.get_by_role("button", name="Zuweisen").click()
    expect(page.locator(f"#punkt-{position} .hd")).to_contain_text(office)


def the_moderator_writes_a_text_module(page: Page) -> None:
    page.goto(f"{DESK}/textbausteine/")
    page.get_by_label("Name auf der Taste").fill("Steht schon da")
    page.get_by_label("Worte").fill("Danke für Nr. {nummer}. Das steht schon im Text.")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("ol.kin").get_by_text("Steht schon da", exact=True)).to_be_visible()


def the_moderator_merges_what_is_the_same(page: Page) -> int:
    """The number of the contribution that went into the one before it."""
    first = 2 + 7
    page.goto(f"{DESK}/{first + 1}/")
    similar = page.get_by_role("region", name="Ähnliche Beiträge").get_by_role("listitem")
    same = similar.filter(has=page.get_by_role("link", name=f"Nr. {first}", exact=True))
    expect(same).to_contain_text("gleich")
    same.get_by_role("button", name="Zusammenführen").click()
    expect(page.get_by_role("status").filter(has_text="zusammen")).to_be_visible()
    page.goto(f"{DESK}/{first + 1}/")
    expect(page.get_by_text("Wird zusammen beantwortet mit")).to_be_visible()
    return first + 1


def the_moderator_answers_many_alike(page: Page) -> int:
    """How many were answered at once."""
    page.goto(f"{DESK}/?stapel=alle&suche=Bahnhof")
    page.get_by_role("button", name="Mehrere bearbeiten").click()
    everything = page.get_by_label(re.compile(r"Alle \d+ dieses Stapels"))
    many = int(re.findall(r"\d+", everything.evaluate("box => box.labels[0].innerText"))[0])
    everything.check()
    page.get_by_role("radio", name="Urteil").check()
    page.get_by_role("radio", name="Schon enthalten").check()
    page.get_by_role("button", name="Steht schon da").click()
    expect(page.get_by_label("Grund").first).to_have_value(re.compile("Das steht schon im Text"))
    page.get_by_role("button", name="Vorschau").click()
    expect(page.locator("table.manyplan tbody tr")).to_have_count(many)
    page.get_by_role("button", name="Jetzt bei allen").click()
    expect(page.get_by_role("heading", level=1, name="Erledigt")).to_be_visible()
    return many


# 6. and 7. Verdicts and words


def the_offices_give_verdicts(citizens_office: Page, digital_office: Page) -> None:
    wish = "Sie haben recht. Wir gehen jedes Kapitel noch einmal durch."
    words = "Wir sagen es so einfach wie Sie, versprechen aber nicht zu viel."
    for page, position, verdict, reason in (
        (citizens_office, 1, "Schon enthalten", wish),
        (digital_office, 2, "Mit Änderungen", words),
    ):
        page.goto(f"{DESK}/{NUMBER}/")
        point = page.locator(f"#punkt-{position}")
        point.get_by_role("radio", name=verdict, exact=True).check()
        point.get_by_label("Grund").fill(reason)
        point.get_by_role("button", name="Urteil speichern").click()
        expect(page.locator(f"#punkt-{position} .given")).to_contain_text(reason)
        other = page.locator(f"#punkt-{3 - position}")
        expect(other.get_by_role("button", name="Urteil speichern")).to_have_count(0)


def the_editor_takes_the_wording(page: Page) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/")
    page.get_by_role("button", name="Neuen Entwurf beginnen").click()
    page.goto(f"{DESK}/{NUMBER}/wortlaut/")
    expect(page.locator(".three .quoted mark")).to_have_text(CLUMSY)
    expect(page.locator(".three .voice")).to_contain_text(PROPOSED)
    text = page.get_by_label("Der ganze Absatz, wie er im Entwurf stehen soll")
    boxes = [box.bounding_box() for box in page.locator(".three > section").all()]
    assert len({round(box["y"]) for box in boxes if box}) == 1, "quoted text, proposal and own wording side by side"
    text.fill(text.input_value().replace(PROPOSED, FINAL))
    page.get_by_role("button", name="So in den Entwurf übernehmen").click()
    expect(page.get_by_text(f"verbunden mit Nr. {NUMBER}")).to_be_visible()


def the_second_wording_is_shown_in_conflict(moderator: Page) -> None:
    moderator.goto(f"{DESK}/2/")
    near = moderator.get_by_role("region", name="Zum selben Absatz").get_by_role("listitem")
    expect(near.filter(has=moderator.get_by_role("link", name=f"Nr. {NUMBER}"))).to_contain_text("im Konflikt")
    moderator.get_by_role("button", name="Als einen Punkt behandeln").click()
    expect(moderator.locator("section.point")).to_have_count(1)


def the_conflict_is_settled_side_by_side(editor: Page, moderator: Page) -> None:
    editor.goto(f"{DESK}/2/wortlaut/")
    expect(editor.get_by_text("Die zitierten Wörter stehen nicht mehr im Entwurf.")).to_be_visible()
    expect(editor.locator(".rival")).to_contain_text("im Konflikt mit")
    expect(editor.locator(".rival")).to_contain_text(f"Nr. {NUMBER}")
    editor.get_by_role("link", name="Alle nebeneinander entscheiden").click()
    cards = editor.locator(".rivalcard")
    expect(cards).to_have_count(2)
    mine = cards.filter(has=editor.get_by_role("link", name="Nr. 2", exact=True))
    expect(mine).to_contain_text("im Konflikt mit")
    mine.get_by_label("Grund").fill(f"Wir haben den Satz nach Nr. {NUMBER} geschrieben. Er meint auch das Telefon.")
    editor.get_by_role("button", name="So entscheiden").click()
    moderator.goto(f"{DESK}/2/")
    expect(moderator.locator("#punkt-1 .given")).to_contain_text("Nicht übernommen")


# 8. The next version


def the_comment_becomes_one_point(page: Page) -> None:
    page.goto(f"{DESK}/1/")
    page.get_by_role("button", name="Als einen Punkt behandeln").click()
    expect(page.locator("section.point")).to_have_count(1)


def a_text_module_helps_to_answer(page: Page) -> None:
    page.goto(f"{DESK}/1/")
    page.get_by_role("radio", name="Schon enthalten").check()
    page.get_by_role("button", name="Steht schon da").click()
    reason = page.locator("#punkt-1").get_by_label("Grund")
    expect(reason).to_have_value("Danke für Nr. 1. Das steht schon im Text.")
    page.get_by_role("button", name="Urteil speichern").click()
    expect(page.locator("#punkt-1 .given")).to_contain_text("Danke für Nr. 1.")


def the_editor_rewrites_the_sentence_about_the_lamps(page: Page) -> None:
    page.goto(f"{TOWN}/werkstatt/texte/{SLUG}/entwurf/2/")
    page.get_by_role("link", name=re.compile("Absatz bearbeiten: Die Lampen")).click()
    field = page.get_by_label("Text", exact=True)
    field.fill(field.input_value().replace(LAMPS, LAMPS_LATER))
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator(".wb .text").filter(has_text=LAMPS_LATER)).to_be_visible()


def the_moderator_releases(page: Page, number: int) -> None:
    page.goto(f"{DESK}/{number}/")
    page.get_by_role("button", name="Antwort freigeben").click()
    expect(page.get_by_role("status").filter(has_text="freigegeben")).to_be_visible()
    page.goto(f"{DESK}/{number}/")
    expect(page.get_by_text("Öffentlich seit")).to_be_visible()


def the_comparison_stands_in_the_text(page: Page) -> None:
    page.goto(f"{STRATEGY}/fassung/2/1/?aenderungen")
    block = page.locator(".blk").filter(has_text="Lindenau macht es den Menschen leicht.")
    expect(block.locator("del").first).to_contain_text("Die Verwaltung")
    expect(block.locator("ins").first).to_contain_text("Jeden Antrag")
    expect(block.locator(".because")).to_contain_text(f"Geändert wegen Nr. {NUMBER}")
    expect(block.locator(".because")).not_to_contain_text("Nr. 2 ")


def open_remarks_are_carried_over_or_wait_for_a_person(page: Page, moderator: Page) -> None:
    page.goto(f"{STRATEGY}/fassung/2/2/")
    bus = page.locator(".remark").filter(has_text=BUS_AT_NIGHT)
    expect(bus.first).to_contain_text("aus Fassung 1")
    moderator.goto(f"{TOWN}/werkstatt/beteiligung/stellen/")
    expect(moderator.get_by_role("article").get_by_text(LAMP)).to_be_visible()
    moderator.get_by_role("button", name="Ja, hierher").click()
    expect(moderator.get_by_text("Jede Stelle ist bestätigt.")).to_be_visible()
    page.reload()
    expect(page.locator(".remark").filter(has_text=LAMP)).to_be_visible()


# 9. The answer


def the_contributor_is_told_in_one_mail(moderator: Page, server: Server, citizen: Page, private: str) -> None:
    before = len(mails_to(server, "wera@buerger.example"))
    moderator.goto(f"{TOWN}/werkstatt/mails/")
    moderator.get_by_role("button", name="Jetzt senden").click()
    answer: EmailMessage = wait_for_mails(server, "wera@buerger.example", before + 1)[-1]
    text = " ".join(answer.get_content().split())
    assert "Danke für Nr. 1. Das steht schon im Text." in text
    assert f"Wir haben den Satz nach Nr. {NUMBER} geschrieben." in text
    moderator.goto(f"{TOWN}/werkstatt/mails/")
    expect(moderator.get_by_text("Nichts. Alles, was freigegeben ist, ist verschickt.")).to_be_visible()
    assert len(mails_to(server, "wera@buerger.example")) == before + 1, "one mail for both answers"
    citizen.goto(private)
    expect(citizen.get_by_text("Gibt es etwas Neues zu Ihrem Beitrag")).to_be_visible()


def there_and_back_in_two_clicks_each(page: Page) -> None:
    page.goto(f"{TOWN}/beitraege/{NUMBER}/")
    expect(page.locator(".strand")).to_have_count(2)
    expect(page.locator(".knot--said .when")).to_have_text("16.11.2018 · Strategie-Event")
    there = Clicks(page)
    there.on(page.get_by_role("link", name="Im Text lesen").first)
    block = page.locator(".blk").filter(has=page.locator("[data-text]").filter(has_text=FINAL))
    expect(block).to_be_in_viewport()
    assert there.count <= 2
    back = Clicks(page)
    back.on(block.locator(".because").get_by_role("link", name=f"Nr. {NUMBER}"))
    expect(page).to_have_url(re.compile(rf"{TOWN}/beitraege/{NUMBER}/$"))
    assert back.count <= 2


# 10. Everything in the open


def the_counts_are_right_and_everything_is_found(page: Page, duplicate: int, many: int) -> None:
    page.goto(f"{TOWN}/beitraege/")
    groups = page.get_by_role("navigation", name="Stand")
    expect(groups.get_by_role("link", name=re.compile(rf"^{NUMBER} "))).to_be_visible()
    expect(groups.get_by_role("link", name=re.compile("^3 .*beantwortet"))).to_be_visible()
    page.get_by_label("Nummer oder Wörter").fill("Bahnhof")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator(".listhead h2")).to_contain_text(str(many))
    expect(page).to_have_url(re.compile("suche=Bahnhof"))
    page.goto(page.url)
    expect(page.locator(".listhead h2")).to_contain_text(str(many))
    page.get_by_role("link", name="Alle Filter aufheben").click()
    page.get_by_text("Eingrenzen").click()
    page.get_by_label("Art").select_option(label="anderer Wortlaut")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator(".voiceline")).to_have_count(2)
    page.get_by_role("link", name="Neueste Bewegung zuerst").click()
    expect(page.locator(".voiceline")).to_have_count(2)
    page.goto(f"{TOWN}/beitraege/{duplicate}/")
    expect(page.get_by_role("main")).to_contain_text(f"Nr. {duplicate - 1}")


def the_lists_are_files_and_a_feed(page: Page, server: Server) -> None:
    page.goto(f"{TOWN}/beitraege/")
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV laden").click()
    rows = list(csv.reader(io.StringIO(table.value.path().read_text(encoding="utf-8-sig")), delimiter=";"))
    assert len(rows) == NUMBER + 1
    with page.expect_download() as workbook:
        page.get_by_role("link", name="XLSX laden").click()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.value.path().read_bytes())).active
    assert sheet is not None
    assert sheet.max_row >= NUMBER + 1
    feed = ElementTree.fromstring(server.get(f"{TOWN}/neues.atom").body)
    links = [link.get("href", "") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert any(link.endswith(f"{TOWN}/beitraege/{NUMBER}/") for link in links)


def the_figures_and_the_synopsis_are_there(page: Page) -> None:
    page.goto(f"{STRATEGY}/fassung/1/")
    page.get_by_role("link", name="Fassung 1 im Gespräch").click()
    expect(page.locator(".figures")).to_contain_text(re.compile(rf"{NUMBER}\s*Nummern vergeben"))
    page.get_by_role("main").get_by_role("link", name="Synopse und Daten").click()
    with page.expect_download() as synopsis:
        page.get_by_role("link", name=re.compile("Herunterladen.*Synopse als PDF")).click()
    assert synopsis.value.path().read_bytes().startswith(b"%PDF")
