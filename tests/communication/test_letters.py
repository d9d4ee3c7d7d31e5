"""How mails look and what they say of changed sentences. Needs no database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from werkstatt.communication.letters import WIDTH, wrapped
from werkstatt.communication.rules import masked
from werkstatt.communication.sentences import SentenceChange, changed_sentences, count_changed, shortened
from werkstatt.communication.templatetags.letters import indented, underlined


def test_long_lines_are_wrapped_with_their_indent_and_addresses_stay_whole():
    url = "https://mitreden.example/" + "x" * 90
    text = wrapped(f"> {'Wort ' * 40}\n  {'Satz ' * 40}\n{url}\n\n\n\nEnde")
    lines = text.splitlines()
    assert all(len(line) <= WIDTH or line == url for line in lines)
    assert sum(line.startswith("> Wort") for line in lines) == 3
    assert sum(line.startswith("  Satz") for line in lines) == 3
    assert url in lines
    assert "\n\n\n" not in text


@given(st.text(max_size=400))
def test_no_text_breaks_the_wrapping(text: str):
    words = wrapped(text)
    assert words.endswith("\n")
    assert [part for part in words.split() if part != "--"] == [part for part in text.split() if part != "--"]


@given(st.text(max_size=200))
def test_every_line_of_quoted_words_is_marked(text: str):
    assert all(line.startswith("> ") for line in indented(text, "> ").split("\n") if line)


def test_a_heading_has_a_line_as_long_as_itself():
    assert underlined("Nr. 69:  Feld\n1") == "Nr. 69: Feld 1\n--------------"


def test_changed_sentences_are_told_in_pairs():
    before = "Eins bleibt. Zwei war so. Drei bleibt."
    after = "Eins bleibt. Zwei ist jetzt so. Drei bleibt. Vier ist neu."
    assert changed_sentences(before, after) == [
        SentenceChange("Zwei war so.", "Zwei ist jetzt so."),
        SentenceChange("", "Vier ist neu."),
    ]
    assert count_changed(before, after) == 2
    assert changed_sentences(before, before) == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_texts_with_the_same_sentences_are_the_only_ones_without_a_change(before: str, after: str):
    assert bool(changed_sentences(before, after)) == bool(count_changed(before, after))
    assert count_changed(before, before) == 0


@given(st.text(max_size=300), st.integers(2, 80))
def test_shortened_text_is_never_longer_than_asked(text: str, most: int):
    assert len(shortened(text, most)) <= most + 1
    assert "\n" not in shortened(text, most)


def test_an_address_is_shown_without_its_name():
    assert masked("kim.muster@example.org") == "k…@example.org"
