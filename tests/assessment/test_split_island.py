"""Marking words of a contribution in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

PAGE = """<!doctype html><html lang="de"><title>Teilen</title><div data-split><span data-text><mark>Schön 💥.</mark
><span data-skip>1</span> Bitte leiser.</span><template><div class="splitbar"><button
 type="button">Abtrennen</button></div></template></div>
<details><summary>Teilen</summary><form data-split-form><p data-picked hidden><q></q></p>
<input type="hidden" name="split-start"><input type="hidden" name="split-end"><div data-sentences>Sätze</div>
<input name="split-title"></form></details><script type="module" src="/static/werkstatt/js/split.js"></script></html>"""
TEXT = "Schön 💥. Bitte leiser."
MARK = """() => {
  const words = document.querySelector('[data-text]').lastChild;
  getSelection().setBaseAndExtent(words, 1, words, words.length);
}"""


@pytest.fixture
def page(show: Callable[[str], Page]) -> Page:
    return show(PAGE)


def test_marked_words_become_the_range_of_a_new_point(page):
    page.wait_for_timeout(150)
    page.evaluate(MARK)
    page.get_by_role("button", name="Abtrennen").click()
    start, end = (int(page.locator(f"[name=split-{name}]").input_value()) for name in ("start", "end"))
    assert TEXT[start:end] == "Bitte leiser."
    assert page.locator("[data-picked] q").inner_text() == "Bitte leiser."
    assert page.evaluate("document.activeElement.name") == "split-title"
    assert page.locator("[data-sentences]").is_hidden()


def test_nothing_is_offered_when_the_selection_is_gone(page):
    page.wait_for_timeout(150)
    page.evaluate(MARK)
    page.wait_for_selector(".splitbar")
    page.evaluate("getSelection().removeAllRanges()")
    page.wait_for_selector(".splitbar", state="detached")
