"""Wrong, hostile and unlucky input: never a broken page, never a lost word."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import APIRequestContext, Page, Playwright, expect

from tests.e2e.acts import number_on_receipt, send
from tests.e2e.conftest import sign_in
from tests.e2e.crawler import walk
from tests.factories.proofs import a_proof
from werkstatt.demo.loading import PASSWORD as DEMO_PASSWORD

TOWN = "/klarheim"
CHAPTER = f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/1/"
Form = dict[str, str | float | bool]


@pytest.fixture
def http(playwright: Playwright, base_url: str) -> Iterator[APIRequestContext]:
    """A visitor without a browser."""
    context = playwright.request.new_context(base_url=base_url)
    yield context
    context.dispose()


def form_address(http: APIRequestContext) -> str:
    """The form for a sentence of the town's text."""
    link = re.search(r'href="(/klarheim/mitreden/\d+/absatz/\w+/)"', http.get(CHAPTER).text())
    assert link is not None
    return f"{link[1]}?von=0&bis=9"


def token(http: APIRequestContext, address: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', http.get(address).text())
    assert found is not None
    return found[1]


def proof(http: APIRequestContext) -> str:
    """The work that a browser does for a form."""
    return a_proof(http.get("/nachweis").json())


def form_for_a_comment(page: Page) -> None:
    page.goto(CHAPTER)
    page.get_by_role("link", name="zu Absatz 1", exact=False).first.click()
    page.get_by_role("button", name="Kommentieren").click()
    expect(page.get_by_label("Ihr Kommentar")).to_be_visible()


# What people type


@pytest.mark.parametrize("words", ["", "   \n\t  ", "\u200b\u2060"])
def test_nothing_said_is_named_at_the_field(page: Page, words: str) -> None:
    form_for_a_comment(page)
    page.get_by_label("Ihr Kommentar").fill(words)
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.get_by_role("button", name="Kommentar absenden").click()
    expect(page.get_by_role("alert")).to_contain_text("Schreiben Sie bitte, was Sie sagen möchten.")
    expect(page.get_by_label("Ihr Kommentar")).to_have_attribute("aria-invalid", "true")


def test_markup_is_shown_as_text_and_control_characters_vanish(page: Page) -> None:
    form_for_a_comment(page)
    page.get_by_label("Ihr Kommentar").fill("<script>alert(1)</script> <b>fett</b> &amp; \u202egnafna\x07 Ende")
    number = send(page, alias="<img src=x onerror=alert(2)>")
    for address in (f"{TOWN}/beitraege/{number}/", f"{TOWN}/beitraege/", CHAPTER):
        page.goto(address)
        expect(page.locator("body")).to_contain_text("<script>alert(1)</script> <b>fett</b> &amp;")
        expect(page.locator("body")).to_contain_text("<img src=x onerror=alert(2)>")
        assert not {"\u202e", "\x07"} & set(page.content()), f"characters that turn or hide words on {address}"


def test_a_double_click_makes_one_contribution(page: Page) -> None:
    form_for_a_comment(page)
    page.get_by_label("Ihr Kommentar").fill("Zweimal geklickt.")
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.get_by_role("button", name="Kommentar absenden").last.dblclick()
    number_on_receipt(page)
    page.goto(f"{TOWN}/beitraege/?q=Zweimal")
    expect(page.get_by_text("Zweimal geklickt.")).to_have_count(1)


def test_the_same_form_sent_twice_leads_to_the_same_receipt(http: APIRequestContext) -> None:
    address = form_address(http)
    form: Form = {"csrfmiddlewaretoken": token(http, address), "text": "Doppelt.", "rules": "on", "form_key": "k" * 24}
    form["proof"] = proof(http)
    receipts = [http.post(address, form=form, max_redirects=0).headers["location"] for _ in range(2)]
    assert receipts[0] == receipts[1]


def test_a_book_in_the_form_is_too_much(http: APIRequestContext) -> None:
    address = form_address(http)
    form: Form = {"csrfmiddlewaretoken": token(http, address), "text": "Lang " * 2_000_000, "rules": "on"}
    answer = http.post(address, form=form)
    assert answer.status == 413
    assert "Ihr Text steht noch im Formular" in answer.text()


def test_a_browser_shows_why_a_book_is_too_much(page: Page) -> None:
    form_for_a_comment(page)
    page.set_default_timeout(40_000)  # the browser itself is slow with ten million letters in a field
    page.get_by_label("Ihr Kommentar").evaluate("field => { field.value = 'Lang '.repeat(2_000_000); }")
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.get_by_role("button", name="Kommentar absenden").last.click()
    expect(page.get_by_role("heading", name="Das ist zu viel auf einmal")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Ihr Kommentar")).to_have_value(re.compile("^Lang Lang"))


def test_forged_addresses_are_not_found(http: APIRequestContext) -> None:
    block = form_address(http).split("?")[0]
    phase = block.split("/absatz/")[0]
    forged = [
        f"{phase}/absatz/gibtesnicht/",
        f"{phase}/absatz/%F0%9F%A6%86/",
        f"{phase}/absatz/..%2F..%2Fetc/",
        f"{phase}/abschnitt/gibtesnicht/",
        f"{TOWN}/mitreden/999999999/",
        f"{TOWN}/mitreden/99999999999999999999999999/",
        f"{TOWN}/mitreden/1/",  # a phase of another town
        f"{TOWN}/beitraege/0/",
        f"{TOWN}/beitraege/99999/",
        f"{TOWN}/beitraege/99999999999999999999999999/",
        f"{TOWN}/beitraege/-1/",
        f"{TOWN}/beleg/1:gefaelscht/",
        f"{TOWN}/spur/digitalstrategie-klarheim/1/gibtesnicht/",
        f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/9/",
        f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/99/",
        f"{TOWN}/strategie/digitalstrategie-klarheim/vergleich/1..9/",
        f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/datei.exe",
        f"{TOWN}/bilder/..%2F..%2Fwerkstatt.sqlite3",
        "/gibtesnicht/",
    ]
    assert {address: http.get(address).status for address in forged} == dict.fromkeys(forged, 404)


@pytest.mark.parametrize("query", ["von=-1&bis=5", "von=9&bis=2", "von=0&bis=99999999", "von=a&bis=b", "stelle=%00"])
def test_a_forged_passage_never_breaks_the_page(http: APIRequestContext, query: str) -> None:
    assert http.get(f"{form_address(http).split('?')[0]}?{query}").status in (200, 400)


def test_a_forged_form_is_refused_in_words(http: APIRequestContext) -> None:
    address = form_address(http)
    form: Form = {
        "csrfmiddlewaretoken": token(http, address),
        "art": "\u0000",
        "rules": "on",
        "text": "\u0000",
        "tun": "\u0000",
    }
    assert http.post(address, form=form).status == 422
    assert http.post(address, form={"text": "ohne Zeichen"}).status == 403


def test_a_proof_that_was_used_before_is_refused_and_the_words_kept(http: APIRequestContext) -> None:
    address = form_address(http)
    form: Form = {"csrfmiddlewaretoken": token(http, address), "rules": "on", "proof": proof(http)}
    first = http.post(address, form={**form, "text": "Einmal gearbeitet.", "form_key": "a" * 24}, max_redirects=0)
    again = http.post(address, form={**form, "text": "Zweimal gesagt.", "form_key": "b" * 24}, max_redirects=0)
    assert (first.status, again.status) == (302, 422)
    assert "Zweimal gesagt." in again.text()
    assert "Zweimal gesagt." not in http.get(f"{TOWN}/beitraege/").text()


def test_a_private_link_opens_nothing_when_somebody_changes_it(http: APIRequestContext) -> None:
    address = form_address(http)
    form: Form = {"csrfmiddlewaretoken": token(http, address), "text": "Nur für mich.", "rules": "on"}
    form |= {"proof": proof(http), "form_key": "c" * 24}
    private = http.post(address, form=form, max_redirects=0).headers["location"]
    assert http.get(private).status == 200
    number, _dot, sign = private.rstrip("/").rsplit("/", 1)[1].partition(".")
    forged = [f"{int(number) + 1}.{sign}", f"{number}.{sign[:-1]}", f"{number}.{sign.swapcase()}", number, f"{number}."]
    pages = ["", "aendern/", "zurueckziehen/", "einspruch/", "adresse/"]
    answers = {(one, page): http.get(f"{TOWN}/beleg/{one}/{page}").status for one in forged for page in pages}
    assert answers == dict.fromkeys(answers, 404)
    # the link of one town opens nothing in another one
    assert http.get(private.replace("/klarheim/", "/schlussdorf/")).status == 404


# Sessions and tokens that get lost


def test_words_written_without_a_connection_are_kept_and_sent_later(page: Page) -> None:
    form_for_a_comment(page)
    page.get_by_label("Ihr Kommentar").fill("Mitten im Tunnel geschrieben.")
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Kommentar absenden").last.click()
    told = page.get_by_role("alert").filter(has_text="Keine Verbindung.")
    expect(told).to_be_visible()
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Mitten im Tunnel geschrieben.")
    told.get_by_role("button", name="Jetzt versuchen").click()
    expect(told).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Kommentar absenden").last.click()
    number_on_receipt(page)
    expect(page.get_by_text("Mitten im Tunnel geschrieben.")).to_be_visible()


def test_a_lost_token_keeps_the_words_and_one_click_sends_them(page: Page) -> None:
    form_for_a_comment(page)
    page.get_by_label("Ihr Kommentar").fill(
        "Diese Worte sollen bleiben, auch wenn die Seite eine Nacht lang offen war."
    )
    page.get_by_role("checkbox", name="Ich halte mich an die").check()
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Kommentar absenden").last.click()
    expect(page.get_by_role("heading", name="Bitte noch einmal senden")).to_be_visible()
    expect(page.get_by_label("Ihr Text")).to_have_value(re.compile("^Diese Worte sollen bleiben"))
    page.get_by_role("button", name="Noch einmal senden").click()
    number_on_receipt(page)
    expect(page.get_by_text("Diese Worte sollen bleiben")).to_be_visible()


def sign_in_again(page: Page, email: str) -> None:
    """From the page that says the session has ended: sign in in the new window, and send once more."""
    expect(page.get_by_role("heading", name="Ihre Anmeldung ist abgelaufen")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("main").get_by_role("link", name="Anmelden").click()
    window = opened.value
    sign_in(window, email)
    window.close()
    page.get_by_role("button", name="Noch einmal senden").click()
    # Signing in makes every older form token worthless.
    expect(page.get_by_role("heading", name="Bitte noch einmal senden")).to_be_visible()
    page.get_by_role("button", name="Noch einmal senden").click()


def test_words_in_the_editor_outlive_the_session(page: Page) -> None:
    sign_in(page, "editor@schlussdorf.example")
    page.goto("/schlussdorf/werkstatt/texte/")
    page.get_by_role("button", name="Neuen Entwurf beginnen").click()
    page.goto("/schlussdorf/werkstatt/texte/digitalstrategie-schlussdorf/entwurf/2/")
    page.get_by_role("link", name=re.compile("^Absatz bearbeiten")).first.click()
    words = "Ein Satz, den die Redaktion gerade schrieb, als ihre Anmeldung nach zwölf Stunden ablief."
    page.get_by_label("Text", exact=True).fill(words)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_label("Ihr Text")).to_have_value(words)
    sign_in_again(page, "editor@schlussdorf.example")
    expect(page.locator(".wb .text").filter(has_text=words)).to_be_visible()


def test_a_verdict_outlives_the_session(page: Page, new_person: Callable[..., Page]) -> None:
    citizen = new_person()
    form_for_a_comment(citizen)
    citizen.get_by_label("Ihr Kommentar").fill("Bitte antworten.")
    number = send(citizen)
    sign_in(page, "moderator@klarheim.example")
    page.goto(f"{TOWN}/werkstatt/beitraege/{number}/")
    page.get_by_role("button", name="Als einen Punkt behandeln").click()
    page.get_by_role("radio", name="Nicht übernommen").check()
    reason = "Ein Grund, an dem eine ganze Stunde lang gefeilt wurde und der nicht verloren gehen darf."
    page.get_by_label("Grund").locator("visible=true").first.fill(reason)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Urteil speichern").click()
    expect(page.get_by_label("Ihr Text")).to_have_value(reason)
    sign_in_again(page, "moderator@klarheim.example")
    expect(page.locator(".given .reasontext")).to_have_text(reason)


# Too late


def test_words_typed_before_the_end_are_kept_after_it(page: Page, new_person: Callable[..., Page]) -> None:
    page.goto("/schlussdorf/strategie/digitalstrategie-schlussdorf/fassung/1/1/")
    page.get_by_role("link", name="zu Absatz 1", exact=False).first.click()
    page.get_by_role("button", name="Kommentieren").click()
    page.get_by_label("Ihr Kommentar").fill("Eine Minute zu spät.")
    page.get_by_role("checkbox", name="Ich halte mich an die").check()

    officer = new_person()
    sign_in(officer, "digital_officer@schlussdorf.example")
    officer.goto("/schlussdorf/werkstatt/beteiligung/")
    officer.get_by_role("link", name="Ende ändern").click()
    officer.get_by_label("Warum?").fill("Die Halle brennt.")
    officer.get_by_role("button", name="Jetzt beenden").click()
    expect(officer.get_by_text("beendet", exact=True)).to_be_visible()

    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name="Kommentar absenden").last.click()
    assert answer.value.status == 409
    expect(page.get_by_role("heading", name="Hier kann man nicht mehr mitreden")).to_be_visible()
    expect(page.get_by_label("Ihr Kommentar")).to_have_value("Eine Minute zu spät.")


def test_wrong_dates_of_a_phase_are_named_and_the_words_kept(page: Page) -> None:
    sign_in(page, "digital_officer@klarheim.example")
    page.goto(f"{TOWN}/werkstatt/beteiligung/")
    page.get_by_role("link", name="Phase zu Fassung 1 anlegen").click()
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    page.get_by_label("Worum geht es?").fill("Um alles.")
    page.get_by_label("Was ist noch offen, was nicht?").fill("Nichts.")
    page.get_by_label("Beginn").fill((now + timedelta(days=40)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Ende").fill((now + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Phase anlegen").click()
    expect(page.get_by_role("alert")).to_contain_text("Das Ende muss nach dem Beginn liegen.")
    expect(page.get_by_label("Worum geht es?")).to_have_value("Um alles.")


# Uploads


def a_bomb() -> bytes:
    """A DOCX of a few kilobytes that unpacks to hundreds of megabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as entry:
            for _ in range(300):
                entry.write(b" " * 1_000_000)
    return packed.getvalue()


UPLOADS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a bomb": ("bombe.docx", a_bomb),
    "a broken document": ("kaputt.docx", lambda: b"PK\x03\x04" + b"\x00" * 400),
    "a picture that calls itself a document": ("bild.docx", lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 400),
    "a PDF": ("strategie.pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "bytes that are no text": ("text.md", lambda: bytes(range(256)) * 20),
    "nothing": ("leer.docx", lambda: b""),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_a_file_that_is_no_text_is_refused_and_the_title_kept(page: Page, tmp_path: Path, name: str) -> None:
    filename, content = UPLOADS[name]
    path = tmp_path / filename
    path.write_bytes(content())
    sign_in(page, "editor@klarheim.example")
    page.goto(f"{TOWN}/werkstatt/texte/einlesen/")
    page.get_by_label("Titel", exact=False).fill("Mein mühsam gefundener Titel")
    page.get_by_label("Datei").set_input_files(path)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name="Einlesen und ansehen").click()
    assert answer.value.status == 422
    expect(page.get_by_role("alert")).to_contain_text("Eine Angabe stimmt noch nicht")
    expect(page.get_by_label("Titel", exact=False)).to_have_value("Mein mühsam gefundener Titel")


# Every link


def test_every_link_of_the_public_site_leads_somewhere(http: APIRequestContext, base_url: str) -> None:
    def public(path: str) -> bool:
        return path.startswith(("/auenbrueck/", "/kleinwiesen/", "/static/")) and "/werkstatt/" not in path

    found = walk(http, base_url, "/auenbrueck/", public)
    assert found.wrong == []
    assert len(found.statuses) > 200


def test_every_link_of_the_staff_site_leads_somewhere(page: Page, base_url: str) -> None:
    sign_in(page, "j.ostermann@auenbrueck.example", DEMO_PASSWORD)
    found = walk(
        page.context.request, base_url, "/auenbrueck/werkstatt/", lambda path: path.startswith("/auenbrueck/werkstatt/")
    )
    assert found.wrong == []
    assert len(found.statuses) > 100
