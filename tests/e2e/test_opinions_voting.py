"""Voting on statements: on a phone, with keys, without scripts; and the desk behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import axe_findings, sign_in

TOWN = "/stimmau"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BREATH = 500
"""Longer than the page guards against the second half of a double click."""


def open_vote(page: Page) -> None:
    page.goto(f"{TOWN}/stimmungsbild/")
    page.get_by_role("link", name="Selbst abstimmen").click()
    expect(page.get_by_text(re.compile(r"These \d von 7"))).to_be_visible()


def is_at(page: Page, number: int) -> None:
    expect(page.get_by_text(f"These {number} von 7")).to_be_visible()
    page.wait_for_timeout(BREATH)


def looks_well(page: Page) -> None:
    assert not page.evaluate(SIDEWAYS), page.url
    assert axe_findings(page) == [], page.url


def test_a_phone_goes_through_all_statements_and_back(new_person: Callable[..., Page]) -> None:
    page = new_person(**PHONE)
    open_vote(page)
    looks_well(page)
    assert page.context.cookies() == []
    for number, answer in enumerate(("Stimme zu", "Stimme nicht zu", "Weiß nicht / überspringen"), 1):
        is_at(page, number)
        button = page.get_by_role("button", name=answer, exact=True)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        button.tap()
    is_at(page, 4)
    looks_well(page)
    expect(page.locator("#these")).to_be_focused()
    page.get_by_role("link", name=re.compile("Doch anders")).tap()
    expect(page.get_by_text("Bisher haben Sie gesagt: „Weiß nicht“")).to_be_visible()
    page.wait_for_timeout(BREATH)
    page.get_by_role("button", name="Stimme zu", exact=True).tap()
    for number in range(4, 8):
        is_at(page, number)
        page.get_by_role("button", name="Stimme zu", exact=True).tap()
    expect(page.get_by_role("heading", name="Danke, das waren alle Thesen")).to_be_focused()
    looks_well(page)
    page.get_by_role("link", name="Meine Antworten").tap()
    expect(page.get_by_role("row")).to_have_count(8)
    looks_well(page)


def test_keys_vote_once_each_and_never_while_somebody_types(page: Page) -> None:
    open_vote(page)
    page.keyboard.press("j")
    is_at(page, 2)
    expect(page.locator("#these")).to_be_focused()
    expect(page.get_by_text("Gezählt: „Stimme zu“")).to_be_visible()
    page.keyboard.down("2")
    page.keyboard.down("2")  # held down
    page.keyboard.up("2")
    is_at(page, 3)
    page.get_by_label("Tasten sind eingeschaltet").uncheck()
    page.keyboard.press("Tab")
    page.keyboard.press("1")
    page.wait_for_timeout(BREATH)
    is_at(page, 3)
    page.get_by_label("Tasten sind eingeschaltet").check()
    page.get_by_role("link", name="Eigene These vorschlagen").click()
    page.get_by_label("Ihre These").press_sequentially("1 Jahr ohne Neubau, wenn es sein muss.")
    expect(page.get_by_text("noch 142 Zeichen")).to_be_visible()
    looks_well(page)
    page.get_by_role("button", name="These vorschlagen").click()
    expect(page.get_by_role("heading", name="Danke für Ihre These")).to_be_visible()
    looks_well(page)


def test_a_double_click_is_one_vote(new_person: Callable[..., Page]) -> None:
    page = new_person()
    open_vote(page)
    page.get_by_role("button", name="Stimme zu", exact=True).dblclick()
    is_at(page, 2)
    page.get_by_role("button", name="Stimme nicht zu", exact=True).dblclick()
    is_at(page, 3)


def test_without_scripts_everything_works(without_javascript: Page) -> None:
    page = without_javascript
    open_vote(page)
    page.wait_for_timeout(3_200)  # without a proof of work only time speaks for a person
    page.get_by_role("button", name="Stimme zu", exact=True).click()
    expect(page.get_by_text("These 2 von 7")).to_be_visible()
    expect(page.locator("#these")).to_be_focused()
    page.get_by_role("link", name="Eine These zurück").click()
    page.get_by_role("button", name="Stimme nicht zu", exact=True).click()
    page.get_by_role("link", name="Meine Antworten (1)").click()
    expect(page.get_by_role("cell", name="Stimme nicht zu")).to_be_visible()
    page.get_by_text("Alle meine Antworten löschen").click()
    page.get_by_role("button", name="Ja, alle löschen").click()
    expect(page.get_by_text("Ihre Antworten sind gelöscht")).to_be_visible()
    assert [cookie for cookie in page.context.cookies() if cookie["name"].startswith("stimme")] == []


def test_staff_look_at_a_proposal_and_put_it_to_the_vote(page: Page, new_person: Callable[..., Page]) -> None:
    somebody = new_person()
    open_vote(somebody)
    somebody.get_by_role("link", name="Eigene These vorschlagen").click()
    somebody.get_by_label("Ihre These").fill("Für Busse soll Stimmau mehr Geld ausgeben.")
    somebody.get_by_role("button", name="These vorschlagen").click()
    expect(somebody.get_by_role("heading", name="Gibt es das schon?")).to_be_visible()
    looks_well(somebody)
    somebody.get_by_role("button", name="Trotzdem vorschlagen").click()
    expect(somebody.get_by_role("heading", name="Danke für Ihre These")).to_be_visible()

    sign_in(page, "moderator@stimmau.example")
    page.goto(f"{TOWN}/werkstatt/stimmungsbild/")
    looks_well(page)
    page.get_by_role("link", name="Wofür ist Geld da?", exact=True).click()
    looks_well(page)
    card = page.get_by_role("listitem").filter(has=page.get_by_role("textbox")).filter(has_text="Liegt nah an:")
    card.locator("summary").click()
    looks_well(page)
    card.get_by_label("Grund, alle können ihn lesen").fill("Das sagt These 1 schon.")
    card.get_by_role("button", name="Mit diesem Grund nicht aufnehmen").click()
    expect(page.get_by_text("ist nicht aufgenommen. Nummer und Grund bleiben sichtbar.")).to_be_visible()
    somebody.reload()
    expect(somebody.get_by_text("Das sagt These 1 schon.")).to_be_visible()
    looks_well(somebody)
