"""Reading and contributing with nothing but a keyboard: Tab, Enter, Space, arrows."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.acts import number_on_receipt

TOWN = "/klarheim"
MOST_STOPS = 60
"""Presses of the Tab key in which anything on these pages must be within reach."""

_FOCUSED = """async () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const seen = () => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    };
    // Browsers scroll to the focus in their own time.
    for (let frame = 0; frame < 120 && !seen(); frame += 1) await new Promise(requestAnimationFrame);
    const shown = element.matches("input[type=radio], input[type=checkbox]")
        ? [element, element.closest("label")].filter(Boolean) : [element];
    const box = element.getBoundingClientRect();
    return {
        name: (element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || "").trim(),
        tag: element.tagName.toLowerCase(),
        type: element.type || "",
        href: element.getAttribute("href") || "",
        top: box.top + scrollY,
        visible: seen(),
        outlined: shown.some(one => {
            const style = getComputedStyle(one);
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        }),
    };
}"""


@dataclass(frozen=True)
class Stop:
    """Where the focus is: a control as somebody with a keyboard finds it."""

    name: str
    tag: str
    type: str
    href: str
    top: float
    visible: bool
    outlined: bool


def focus(page: Page) -> Stop | None:
    """Where the focus is now."""
    found = page.evaluate(_FOCUSED)
    return Stop(**found) if found else None


def step(page: Page, key: str = "Tab") -> Stop:
    """Press a key; the focus must then be somewhere, and be seen."""
    page.keyboard.press(key)
    stop = focus(page)
    assert stop is not None, f"after {key} nothing on {page.url} has the focus"
    assert stop.outlined, f"the focus does not show on {stop.tag} {stop.name!r} of {page.url}"
    assert stop.visible, f"{stop.tag} {stop.name!r} of {page.url} has the focus and is out of sight"
    return stop


def tab_to(page: Page, name: str, *, href: str = "") -> list[Stop]:
    """Press Tab until the control with this name has the focus; all stops on the way, it included."""
    stops: list[Stop] = []
    for _ in range(MOST_STOPS):
        stops.append(step(page))
        if re.search(name, stops[-1].name) and href in stops[-1].href:
            return stops
    raise AssertionError(f"no {name!r} within {MOST_STOPS} stops: {[stop.name for stop in stops]}")


def test_a_comment_is_written_and_sent_with_the_keyboard_alone(page: Page) -> None:
    page.goto(f"{TOWN}/")
    assert step(page).name == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    stops = tab_to(page, "", href="/strategie/digitalstrategie-klarheim/fassung/1/")
    assert all("/netiquette/" not in stop.href for stop in stops), "the skip link leads past the header"
    page.keyboard.press("Enter")

    page.wait_for_url("**/fassung/1/")
    tab_to(page, "Feld 1", href="/fassung/1/1/")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/fassung/1/1/"))
    assert step(page).name == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    tab_to(page, "zu Absatz 2")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Um welche Stelle geht es?")).to_be_visible()
    tab_to(page, "ganzer Absatz")
    step(page, "ArrowDown")
    chosen = step(page, "ArrowDown")
    assert chosen.name.startswith("Wer Hilfe braucht"), "arrows move between the sentences"
    tab_to(page, "^Kommentieren$")
    page.keyboard.press("Enter")

    expect(page.locator("blockquote mark")).to_have_text("Wer Hilfe braucht, bekommt sie im Bürgerbüro a.")
    on_the_way = tab_to(page, "Ihr Kommentar")
    page.keyboard.type("Mit der Tastatur geht es auch.")
    on_the_way += tab_to(page, "Name, der öffentlich steht")
    page.keyboard.type("Tabea Taste")
    on_the_way += tab_to(page, "Ich halte mich an die")
    page.keyboard.press("Space")
    on_the_way += tab_to(page, "Kommentar absenden")
    tops = [stop.top for stop in on_the_way if stop.tag in ("textarea", "input", "button")]
    assert tops == sorted(tops), "the focus goes down the form as the eyes do"
    page.keyboard.press("Enter")
    number = number_on_receipt(page)

    tab_to(page, rf"/klarheim/beitraege/{number}$")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Mit der Tastatur geht es auch.")).to_be_visible()


def test_mistakes_are_found_and_mended_with_the_keyboard(page: Page) -> None:
    page.goto(f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/1/")
    tab_to(page, "zu Absatz 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Um welche Stelle geht es?")).to_be_visible()
    tab_to(page, "^Anders formulieren$")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wie würden Sie es sagen?")).to_be_visible()
    tab_to(page, "Vorschlag absenden")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Angaben stimmen noch nicht")
    expect(page).to_have_title(re.compile("^Bitte prüfen"))
    to_mend = tab_to(page, "^Ihr Wortlaut", href="#")
    assert to_mend[-1].tag == "a"
    page.keyboard.press("Enter")
    wording = page.get_by_label("Ihr Wortlaut")
    expect(wording).to_be_focused()
    expect(wording).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Fragen kostet nichts.")
    expect(page.locator("word-diff ins")).to_contain_text("Fragen kostet nichts.")
    tab_to(page, "Ich halte mich an die")
    page.keyboard.press("Space")
    tab_to(page, "Vorschlag absenden")
    page.keyboard.press("Enter")
    number_on_receipt(page)


def test_words_picked_with_the_keyboard_lead_to_the_bar(page: Page) -> None:
    page.goto(f"{TOWN}/strategie/digitalstrategie-klarheim/fassung/1/1/")
    # As caret browsing and screen readers do it: the selection changes without any mouse.
    page.evaluate("""() => {
        // others may have commented on the first words: a text node that is long enough, wherever it stands
        const nodes = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
        while (nodes.nextNode().length < 9);
        getSelection().setBaseAndExtent(nodes.currentNode, 0, nodes.currentNode, 9);
    }""")
    expect(page.locator("#picker-says")).to_contain_text("Stelle markiert")
    page.locator(".picker").wait_for()
    assert step(page).name == "Kommentieren"
    assert step(page).name == "Anders formulieren"
    page.keyboard.press("Escape")
    expect(page.locator(".picker")).to_have_count(0)
    stop = focus(page)
    assert stop is not None
    assert "zu Absatz 1" in stop.name, "closing the bar gives the focus back"


@pytest.mark.parametrize(
    "address",
    [
        "/auenbrueck/",
        "/auenbrueck/strategie/digitalstrategie-auenbrueck/fassung/2/2/",
        "/auenbrueck/beitraege/",
        "/auenbrueck/beitraege/69/",
        "/konto/login/",
    ],
)
def test_the_focus_shows_at_every_stop(page: Page, address: str) -> None:
    page.goto(address)
    stops = [step(page)]
    assert stops[0].name == "Zum Inhalt springen"
    for _ in range(45):
        page.keyboard.press("Tab")
        stop = focus(page)
        if stop is None:
            break  # the browser's own controls follow the last one of the page
        assert stop.outlined, f"{stop.tag} {stop.name!r}: the focus does not show"
        assert stop.visible, f"{stop.tag} {stop.name!r}: focus out of sight"
        assert stop.name or stop.type == "search", f"{stop.tag} {stop.href!r} has no name"
        stops.append(stop)
    assert len(stops) > 3
