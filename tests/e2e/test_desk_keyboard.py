"""A pile of twenty contributions split, assigned and answered with nothing but a keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.prepare import ON_THE_DESK

DESK = "/weidenfurt/werkstatt/beitraege/"
_FOCUSED = """() => {
    const one = document.activeElement;
    return (one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || "").trim();
}"""


def test_twenty_contributions_are_split_assigned_and_answered_without_a_mouse(page: Page) -> None:
    sign_in_by_keyboard(page)
    page.goto(f"{DESK}?stapel=teilen")
    expect(page.locator(".items > li")).to_have_count(ON_THE_DESK)
    # without a place on the page, J opens the first contribution of the pile
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/beitraege/\d+/"))
    done = set()
    for _ in range(ON_THE_DESK):
        expect(page.locator("#beitrag-h")).to_be_focused()
        number = re.findall(r"/beitraege/(\d+)/", page.url)[0]
        assert number not in done, "the pile goes on to one that was not answered yet"
        done.add(number)
        split(page, "fehlt ein Anschluss", "Anschluss fehlt", 1)
        split(page, "Wann kommt er", "Wann", 2)
        assign(page)
        answer(page)
        release(page, is_last=len(done) == ON_THE_DESK)
    page.goto(f"{DESK}?stapel=teilen")
    expect(page.locator(".items > li")).to_have_count(0)
    assert len(done) == ON_THE_DESK


def focused(page: Page) -> str:
    """The name of what has the focus."""
    name: str = page.evaluate(_FOCUSED)
    return name


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(12):
        page.keyboard.press("Tab")
        if re.search(name, focused(page)):
            return
    raise AssertionError(f"no {name!r} within 12 stops, the last is {focused(page)!r}")


def sign_in_by_keyboard(page: Page) -> None:
    page.goto("/konto/login/")
    tab_to(page, "E-Mail")
    page.keyboard.type("moderator@weidenfurt.example")
    tab_to(page, "^Passwort$")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/konto/login" not in url)


def split(page: Page, sentence: str, title: str, position: int) -> None:
    """T opens the sentences, Space ticks one, the title is typed, Ctrl+Enter sends."""
    page.keyboard.press("t")
    if sentence not in focused(page):
        tab_to(page, sentence)
    page.keyboard.press("Space")
    tab_to(page, "Kurze Überschrift")
    page.keyboard.type(title)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#punkt-{position}")).to_be_focused()


def assign(page: Page) -> None:
    """Z opens the offices, typing its first letters picks one."""
    page.keyboard.press("z")
    assert focused(page).startswith("Amt")
    page.keyboard.type("Amt für D")
    page.keyboard.press("Control+Enter")
    expect(page.locator("section.point .hd").filter(has_text="Amt für Digitales")).to_have_count(2)
    expect(page.locator("#punkt-1")).to_be_focused()


def answer(page: Page) -> None:
    """A goes to the first verdicts that are missing: a digit picks one, Alt and a digit put in a text module."""
    page.keyboard.press("a")
    expect(page.locator("#punkt-1 input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("3")
    expect(page.locator("#punkt-1").get_by_role("radio", name="Schon enthalten")).to_be_checked()
    tab_to(page, "Grund")
    page.keyboard.press("Alt+1")
    expect(page.locator("#punkt-1").get_by_label("Grund")).to_have_value(re.compile(r"^Danke für Nr. \d+\."))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#punkt-1 .given")).to_contain_text("Das steht im Ausbauplan.")
    page.wait_for_load_state()
    page.keyboard.press("a")
    expect(page.locator("#punkt-2 input[type=radio]:focus")).to_have_count(1)
    page.keyboard.press("5")
    tab_to(page, "Grund")
    page.keyboard.type("Das weiß das Versorgungsunternehmen.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#punkt-2 .given")).to_contain_text("Das weiß das Versorgungsunternehmen.")


def release(page: Page, *, is_last: bool) -> None:
    """Ctrl+Enter releases what is ready, and the next one of the pile comes up; after the last one stays."""
    here = page.url.split("?")[0]
    page.wait_for_load_state()  # the words of a page stand before its keys are listened to
    page.keyboard.press("Control+Enter")
    if is_last:
        expect(page.get_by_text("ist freigegeben.")).to_be_visible()
    else:
        page.wait_for_url(lambda url: not url.startswith(here))
