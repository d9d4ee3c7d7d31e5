"""What is left of typed and pasted text."""

from __future__ import annotations

import pytest

from werkstatt.core.text_input import cleaned, cleaned_line

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\u200b\u2060", "\ufeff", "\u00ad\u00ad", "\u3164", "\u202e\u200f \x00"]
)
def test_a_text_that_nobody_can_see_is_empty(text: str) -> None:
    assert cleaned(text) == cleaned_line(text) == ""


@pytest.mark.parametrize("text", ["👩‍🚒", "می‌خواهم", "❤️", "a", "Ärger"])
def test_invisible_characters_stay_where_words_need_them(text: str) -> None:
    assert cleaned(text) == text


def test_control_characters_and_turned_directions_vanish() -> None:
    assert cleaned("\u202eabc\x07\r\ndef\x00 ") == "abc\ndef"
