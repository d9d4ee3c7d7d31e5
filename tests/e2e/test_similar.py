"""What others have already said: while one writes, with scripts and without, and at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.acts import send
from tests.e2e.conftest import sign_in
from tests.e2e.test_accessibility import look

TOWN = "/klarheim"
CHAPTER = f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/1/"
DESK = f"{TOWN}/werkstatt/beitraege"
STOPS = "An allen Haltestellen sollen die Echtzeitanzeigen eine Sprachausgabe haben."
SAME = "Die Echtzeitanzeigen an allen Haltestellen sollen eine Sprachausgabe haben, bitte."
FOR = "Bitte mehr Parkplätze in der Innenstadt am Markt."
AGAINST = "Bitte weniger Parkplätze in der Innenstadt am Markt."


def begin_to_comment(page: Page) -> None:
    page.goto(CHAPTER)
    page.get_by_role("link", name="zu Absatz 1").first.click()
    page.get_by_role("button", name="Kommentieren").click()


def say(page: Page, words: str) -> int:
    begin_to_comment(page)
    page.get_by_label("Ihr Kommentar").fill(words)
    return send(page)


def test_who_writes_sees_what_others_said_and_supports_it_without_losing_a_word(
    page: Page, new_person: Callable[..., Page]
) -> None:
    number = say(page, STOPS)
    say(page, AGAINST)
    writer = new_person()
    begin_to_comment(writer)
    comment = writer.get_by_label("Ihr Kommentar")
    comment.press_sequentially(SAME, delay=5)
    box = writer.get_by_role("region", name="Das haben andere schon gesagt")
    expect(box).to_contain_text(STOPS)
    expect(writer.get_by_text("Unter dem Feld steht ein ähnlicher Beitrag.")).to_be_attached()
    expect(comment).to_be_focused()
    assert look(writer) == []

    box.get_by_role("button", name="Das unterstütze ich").first.click()
    expect(box).to_contain_text("Eine Person unterstützt das.")
    expect(comment).to_have_value(SAME)
    with writer.context.expect_page() as opened:
        box.get_by_role("link", name=f"Nr. {number}").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text(str(number))
    opened.value.close()

    comment.fill(FOR)
    against = writer.get_by_role("region", name="Andere sehen das anders")
    expect(against).to_contain_text(AGAINST)
    expect(box).to_have_count(0)
    assert look(writer) == []
    comment.fill("Kurz.")
    expect(against).to_have_count(0)
    assert send(writer) > number


def test_a_lost_connection_does_not_disturb_writing(page: Page) -> None:
    begin_to_comment(page)
    page.route("**/aehnliche/", lambda route: route.abort())
    comment = page.get_by_label("Ihr Kommentar")
    with page.expect_event("requestfailed"):
        comment.press_sequentially(STOPS, delay=2)
    expect(comment).to_have_value(STOPS)
    expect(page.locator(".saidbox")).to_have_count(0)
    assert send(page) > 0


def test_without_scripts_a_button_shows_it_and_keeps_the_words(without_javascript: Page, page: Page) -> None:
    say(page, STOPS)
    plain = without_javascript
    plain.goto(CHAPTER)
    plain.get_by_role("link", name="zu Absatz 1").first.click()
    plain.get_by_role("radio", name="ganzer Absatz").check()
    plain.get_by_role("button", name="Kommentieren").click()
    plain.get_by_label("Ihr Kommentar").fill(SAME)
    plain.get_by_role("button", name="Ähnliche Beiträge ansehen").click()
    expect(plain.get_by_role("region", name="Das haben andere schon gesagt")).to_contain_text(STOPS)
    expect(plain.get_by_label("Ihr Kommentar")).to_have_value(SAME)
    plain.wait_for_timeout(3_100)  # without a script, nobody writes faster than a program
    assert send(plain) > 0


def test_the_desk_compares_and_works_through_topics(page: Page, new_person: Callable[..., Page]) -> None:
    one, other = say(page, FOR), say(page, AGAINST)
    desk = new_person()
    sign_in(desk, "moderator@klarheim.example")
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"{DESK}/{one}/")
    against = desk.get_by_role("region", name="Gegenteilige Meinung")
    expect(against).to_contain_text("mehr ↔ weniger")
    expect(against.get_by_role("button", name="Zusammenführen")).to_have_count(0)
    against.get_by_role("link", name=f"Vergleichen mit Nr. {other}").click()
    expect(desk.locator("mark", has_text="weniger")).to_be_visible()
    wrong = look(desk)

    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.goto(f"{DESK}/themen/")
    desk.get_by_role("button", name="Nach Themen ordnen").or_(desk.get_by_role("button", name="Neu ordnen")).click()
    expect(desk.get_by_role("status").filter(has_text="nach Themen geordnet")).to_be_visible()
    desk.get_by_role("rowheader").get_by_role("link", name="Parkplätze").click()
    expect(desk.get_by_text("will das Gegenteil").or_(desk.get_by_text("wollen das Gegenteil"))).to_be_visible()
    wrong += look(desk)
    desk.set_viewport_size({"width": 1440, "height": 900})
    desk.get_by_role("link", name=re.compile("Zur Liste.*Parkplätze")).click()
    expect(desk.locator(".items")).to_contain_text("Parkplätze")
    assert wrong + look(desk) == []
