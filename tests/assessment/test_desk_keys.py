"""The desk's keys and text modules in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e

PAGE = """<!doctype html><html lang="de"><title>Tisch</title><h1 tabindex="-1">Nr. 1</h1>
<details><summary data-key="z">Zuweisen</summary><form method="post" action="/zuweisen"><select name="unit"><option>A
</select><button>Zuweisen</button></form></details>
<form method="post" action="/urteil"><section class="point" data-values='{"nummer":"69","frist":""}'><div
 class="verdictform"><fieldset data-key="a"><div class="seg"><label><input type="radio" name="v" value="adopted">Ja
</label><label><input type="radio" name="v" value="declined">Nein</label></div></fieldset><textarea name="reason">Gut
</textarea><button name="insert" data-module="Zu {nummer} bis {frist}." data-verdict="declined" data-digit="1">Dank
</button><button data-key="ctrl+enter">Speichern</button></div></section></form>
<details><summary>Ändern</summary><button id="hidden" type="button" data-key="x">Verborgen</button></details>
<script type="module" src="/static/werkstatt/js/keys.js"></script>
<script type="module" src="/static/werkstatt/js/desk.js"></script></html>"""


@pytest.fixture
def page(show: Callable[[str], Page]) -> Page:
    return show(PAGE)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.tagName"))


def test_a_key_opens_a_fold_and_leads_into_its_first_field(page):
    page.keyboard.press("z")
    assert focused(page) == "unit"
    with page.expect_request("**/zuweisen"):
        page.keyboard.press("Control+Enter")


def test_a_digit_picks_a_verdict_only_where_the_focus_is_among_them(page):
    page.keyboard.press("a")
    page.keyboard.press("2")
    assert page.locator("[value=declined]").is_checked()
    page.locator("textarea").focus()
    page.keyboard.type("1")
    assert "Zu 69" not in page.locator("textarea").input_value(), "while typing a digit is a digit"


def test_a_text_module_goes_in_at_the_cursor_with_what_is_known(page):
    page.locator("textarea").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Alt+1")
    assert page.locator("textarea").input_value().endswith("Zu 69 bis {frist}.")
    assert page.locator("[value=declined]").is_checked(), "the module's verdict is proposed"
    with page.expect_request("**/urteil") as sent:
        page.keyboard.press("Control+Enter")
    assert "insert" not in (sent.value.post_data or "")


def test_what_stands_in_a_closed_fold_is_not_pressed(page):
    page.evaluate("document.getElementById('hidden').addEventListener('click', () => { document.title = 'gedrückt'; })")
    page.keyboard.press("x")
    assert page.title() == "Tisch"
