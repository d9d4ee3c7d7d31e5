"""The colours of a town: readable in light and dark, whatever colour a town chooses."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.core.ui.brand import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    LINE_CONTRAST,
    TEXT_CONTRAST,
    Palette,
    brand_css,
    brand_tokens,
    contrast,
    problem,
)

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),  # the grey that just fails
        ("#767676", "#ffffff", 4.542),  # the grey that just passes
        ("#ff0000", "#ffffff", 3.998),
        ("#0000ff", "#ffffff", 8.592),
        ("#FFFF00", "#ffffff", 1.074),
    ],
)
def test_contrast_gives_the_known_values(a: str, b: str, ratio: float) -> None:
    assert contrast(a, b) == pytest.approx(ratio, abs=0.001)


@given(colors, colors)
@settings(max_examples=60)
def test_contrast_does_not_care_about_the_order_and_stays_in_its_range(a: str, b: str) -> None:
    assert contrast(a, b) == contrast(b, a)
    assert 1 <= contrast(a, b) <= 21


@pytest.mark.parametrize("word", ["", "red", "#fff", "#12345g", "0b5566", "#0b5566 ", "#0b5566;}"])
def test_what_is_no_colour_is_refused_with_an_example(word: str) -> None:
    assert "#0b5566" in (problem(word) or "")
    with pytest.raises(ValueError, match="not a colour"):
        brand_tokens(word)


def test_a_colour_that_is_too_light_is_refused_with_a_darker_tone_that_will_do() -> None:
    message = problem("#ffcc00")
    assert message is not None
    better = re.findall(r"#[0-9a-f]{6}", message)[-1]
    assert better != "#ffcc00"
    assert problem(better) is None


def test_the_ratio_in_the_message_is_never_rounded_up_to_what_is_needed() -> None:
    assert "4,4 zu 1" in (problem("#777777") or "")


@given(colors)
@settings(max_examples=150, deadline=None)
def test_every_colour_becomes_tokens_that_people_can_read(color: str) -> None:
    tokens = brand_tokens(color)
    for palette, grounds in ((tokens.light, LIGHT_GROUNDS), (tokens.dark, DARK_GROUNDS)):
        for ground in (*grounds, palette.thread_soft):
            assert contrast(palette.brand, ground) >= TEXT_CONTRAST
            assert contrast(palette.thread, ground) >= LINE_CONTRAST
        assert contrast(palette.thread_ink, palette.thread_soft) >= TEXT_CONTRAST
        assert contrast(palette.on_brand, palette.brand) >= TEXT_CONTRAST
        assert contrast(palette.on_bar, palette.bar) >= TEXT_CONTRAST
        assert contrast(palette.on_bar_muted, palette.bar) >= TEXT_CONTRAST
        assert contrast(palette.bar_mark, palette.bar) >= LINE_CONTRAST
    ink_light, ink_dark = "#14212a", "#edf2f4"
    assert contrast(ink_light, tokens.light.thread_soft) >= TEXT_CONTRAST
    assert contrast(ink_dark, tokens.dark.thread_soft) >= TEXT_CONTRAST


@given(colors.filter(lambda color: problem(color) is None))
@settings(max_examples=40)
def test_an_accepted_colour_fills_the_bar_unchanged(color: str) -> None:
    assert brand_tokens(color).light.bar == color


def test_the_style_sheet_sets_every_token_for_light_and_dark() -> None:
    css = brand_css(brand_tokens("#0b5566"))
    assert css.count("{") == css.count("}")
    light, dark = css.split("@media screen and (prefers-color-scheme:dark)")
    for part in (light, dark):
        for field in fields(Palette):
            assert re.search(rf"--{field.name.replace('_', '-')}:#[0-9a-f]{{6}}", part)
