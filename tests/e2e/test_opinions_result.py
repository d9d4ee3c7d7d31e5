"""The result of an opinion map in a browser: usable by everybody, and soon after voting one's own place in it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server, axe_findings
from tests.e2e.test_accessibility import look

NEEDED = 7
PATIENCE_SECONDS = 120
BREATH = 500
"""Milliseconds: longer than the voting page guards against the second half of a double click."""


@pytest.fixture(scope="module")
def result(server: Server) -> str:
    """The address of the demo's opinion map: the town has one, so the list leads to it."""
    answer = server.get("/auenbrueck/stimmungsbild/")
    assert answer.status == 302
    return answer.headers["Location"]


@pytest.mark.parametrize("rest", ["", "ich/"])
def test_the_result_can_be_used_by_everybody(page: Page, result: str, rest: str) -> None:
    assert look(page, result + rest) == []


@pytest.mark.parametrize("address", ["/neuland/stimmungsbild/", "/en{result}"])
def test_the_empty_list_and_the_english_result_can_be_used_by_everybody(page: Page, result: str, address: str) -> None:
    assert look(page, address.format(result=result)) == []


def test_everything_can_be_unfolded_and_read_with_large_letters(page: Page, result: str) -> None:
    page.set_viewport_size({"width": 640, "height": 900})
    page.goto(result)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
    expect(page.get_by_role("region", name="Wie oft")).to_be_visible()
    assert axe_findings(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")


def test_names_in_the_picture_cover_nobody_and_no_other_name(page: Page, result: str) -> None:
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(result)
        names = [name.bounding_box() for name in page.locator(".opmap text.name").all()]
        assert len(names) == 3
        for index, one in enumerate(names):
            for other in names[index + 1 :]:
                apart = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
                assert apart or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
        picture = page.locator(".opmap > svg").bounding_box()
        assert all(picture["x"] <= name["x"] for name in names)
        assert all(name["x"] + name["width"] <= picture["x"] + picture["width"] + 1 for name in names)


def test_without_scripts_the_whole_result_is_there(without_javascript: Page, result: str) -> None:
    without_javascript.goto(result)
    expect(without_javascript.get_by_role("img", name="Menschen in 3 Gruppen")).to_be_visible()
    expect(without_javascript.get_by_role("heading", name="Das teilen alle Gruppen")).to_be_visible()
    without_javascript.get_by_text("Zustimmung in Prozent").click()
    expect(without_javascript.get_by_role("region", name="Wie viele von hundert")).to_be_visible()


def test_who_votes_sees_her_place_in_the_picture_soon_after(new_person: Callable[..., Page], result: str) -> None:
    me = new_person()
    me.goto(f"{result}abstimmen/")
    for vote in range(1, NEEDED + 1):
        me.locator(".vote--yes").click()
        expect(me.get_by_text(f"These {vote + 1} von")).to_be_visible()
        me.wait_for_timeout(BREATH)
    me.goto(f"{result}ich/")
    # The worker begins a few seconds after the last computation; nobody has to reload as fast as this.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not me.locator(".opmap .me").count() and time.monotonic() < deadline:
        me.wait_for_timeout(BREATH)
        me.reload()
    expect(me.locator(".opmap .me")).to_be_visible()
    expect(me.get_by_text("Sie haben ähnlich abgestimmt wie Gruppe")).to_be_visible()
    assert look(me) == []
    somebody_else = new_person()
    somebody_else.goto(result)
    expect(somebody_else.locator(".opmap .me")).to_have_count(0)
