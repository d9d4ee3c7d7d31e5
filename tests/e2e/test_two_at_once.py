"""Two moderators on the same contribution: they see each other, and nobody's work is overwritten."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import axe_findings, sign_in

TOWN = "/klarheim"
DESK = f"{TOWN}/werkstatt/beitraege"


@pytest.fixture
def two(new_person: Callable[..., Page]) -> tuple[Page, Page]:
    """The moderator and the digital officer of Klarheim, each at a desk of her own."""
    moderator, officer = new_person(), new_person()
    sign_in(moderator, "moderator@klarheim.example")
    sign_in(officer, "digital_officer@klarheim.example")
    return moderator, officer


def note_down(page: Page, words: str) -> int:
    """Note down what somebody said about the whole text; its number."""
    page.goto(f"{TOWN}/werkstatt/beteiligung/notieren/")
    page.get_by_label("Was gesagt wurde").fill(words)
    page.get_by_role("button", name="Speichern, nächste").click()
    saved = page.locator(".recsaved b")
    expect(saved).to_be_visible()
    return int(re.findall(r"\d+", saved.inner_text())[0])


def merge(page: Page, into: int, reason: str) -> None:
    """Send the form that merges the contribution into another."""
    page.locator("summary").filter(has_text="Zusammenführen").click()
    form = page.locator(".headtools details[open] form")
    form.get_by_label("Nummer des anderen Beitrags").fill(str(into))
    form.get_by_label("Grund").fill(reason)
    form.get_by_role("button", name="Jetzt zusammenführen").click()


def test_who_merges_what_another_has_split_meanwhile_is_told_and_loses_nothing(two: tuple[Page, Page]) -> None:
    moderator, officer = two
    other, one = (note_down(moderator, f"Zu zweit am selben Beitrag. Nummer {n}.") for n in (1, 2))
    moderator.goto(f"{DESK}/{one}/")
    officer.goto(f"{DESK}/{one}/")
    expect(officer.locator("[data-presence]")).to_have_text("Kim moderator ist gerade hier.")
    moderator.reload()
    expect(moderator.locator("[data-presence]")).to_have_text("Kim digital_officer ist gerade hier.")

    moderator.get_by_role("button", name="Als einen Punkt behandeln").click()
    expect(moderator.locator("section.point")).to_have_count(1)
    merge(officer, other, "Beide sagen dasselbe.")
    refusal = officer.get_by_role("alert").first
    expect(refusal).to_contain_text("Ihre Eingabe steht noch da.")
    expect(refusal).to_contain_text("Kim moderator")
    expect(officer.locator("section.point")).to_have_count(1)
    form = officer.locator(".headtools details[open] form")
    expect(form.get_by_label("Grund")).to_have_value("Beide sagen dasselbe.")
    expect(form.get_by_label("Nummer des anderen Beitrags")).to_have_value(str(other))
    assert axe_findings(officer) == []
    moderator.goto(f"{DESK}/{one}/")
    expect(moderator.locator("section.point")).to_have_count(1)
    expect(moderator.get_by_text("Wird zusammen beantwortet mit")).to_have_count(0)


def test_who_splits_what_another_has_merged_meanwhile_is_told(two: tuple[Page, Page]) -> None:
    moderator, officer = two
    other, one = (note_down(moderator, f"Zu zweit am selben Beitrag. Erst dies. Dann das: {n}.") for n in (3, 4))
    for page in two:
        page.goto(f"{DESK}/{one}/")
    merge(moderator, other, "Beide sagen dasselbe.")
    expect(moderator.get_by_role("status").filter(has_text="zusammen").first).to_be_visible()
    officer.locator("summary").filter(has_text="In Punkte teilen").click()
    officer.get_by_label("Erst dies.").check()
    officer.get_by_label("Kurze Überschrift").last.fill("Dies zuerst")
    officer.get_by_role("button", name="Punkt abteilen").click()
    expect(officer.get_by_role("alert").first).to_contain_text("Kim moderator")
    expect(officer.get_by_text("Wird zusammen beantwortet mit")).to_be_visible()
    expect(officer.locator("section.point")).to_have_count(0)
