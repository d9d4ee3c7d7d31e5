from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.plain_language.tokens import Kind, tokenise

pytestmark = pytest.mark.pure


def _of(kind: Kind, text: str) -> list[str]:
    return [token.text for token in tokenise(text) if token.kind is kind]


@given(st.text(alphabet=st.sampled_from("aZäß1290 .,:;-–/*_()[]„“'’@§%\n\t\u00ad\u0301\u200d😀é语")))
@settings(max_examples=150)
def test_tokens_cover_everything_but_space_in_order(text):
    position = 0
    for token in tokenise(text):
        assert not text[position : token.start].strip()
        assert text[token.start : token.end] == token.text
        assert token.text
        position = token.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "form",
    [
        "Bürger:innen",
        "Bürger*innen",
        "Bürger_innen",
        "BürgerInnen",
        "Bürger/-innen",
        "Bürger/innen",
        "Bürger(innen)",
        "jede:r",
        "Bürger:innenbeteiligung",
        "E-Mail-Adresse",
        "geht's",
        "5G",
        "20-jährige",
        "1990er",
        "Vor-",
        "Stra\u00adße",
    ],
)
def test_one_word_stays_one(form):
    assert _of(Kind.WORD, f"Das ist {form} und mehr.") == ["Das", "ist", form, "und", "mehr"]


@pytest.mark.parametrize("number", ["1.500,50", "18:30", "18.30", "30.6.2029", "2024/25", "12a", "3,5", "3.", "2019"])
def test_what_holds_a_number_together_belongs_to_it(number):
    assert _of(Kind.NUMBER, f"am {number} Mai") == [number]


def test_a_full_stop_after_the_last_number_is_the_sentence_s():
    assert [token.text for token in tokenise("Es waren 12.")] == ["Es", "waren", "12", "."]


@pytest.mark.parametrize("short", ["z. B.", "z.B.", "i. d. R.", "u. Ä.", "Nr.", "bzw.", "ca.", "Dr.", "usw.", "ggf."])
def test_short_forms_keep_their_full_stops(short):
    assert _of(Kind.ABBREVIATION, f"Das gilt {short} auch") == [short]


def test_words_that_look_like_short_forms_are_words_unless_a_number_follows():
    assert _of(Kind.ABBREVIATION, "Das ist die Art.") == []
    assert _of(Kind.ABBREVIATION, "Nach Art. 28 und Abs. 3 gilt das.") == ["Art.", "Abs."]
    assert _of(Kind.ABBREVIATION, "Am 3. Okt. war das.") == ["Okt."]


@pytest.mark.parametrize(
    "address", ["https://auenbrueck.example/a?b=1,2", "www.auenbrueck.de", "info@auenbrueck.de", "auenbrueck.de/rat"]
)
def test_addresses_end_before_the_sentence_does(address):
    assert _of(Kind.ADDRESS, f"Siehe {address}.") == [address]
    assert _of(Kind.ADDRESS, f"Mehr ({address}), bitte") == [address]


def test_an_emoji_of_several_characters_is_one_sign():
    assert _of(Kind.SIGN, "Gut 👩‍👩‍👧 🇩🇪 👍🏽") == ["👩‍👩‍👧", "🇩🇪", "👍🏽"]


def _seconds(text: str) -> float:
    started = time.process_time()
    tokenise(text)
    return time.process_time() - started


@pytest.mark.parametrize("part", ["a", "a.", "-", "a-", "a@", "www.", "a. "])
def test_time_grows_with_the_length_and_not_with_its_square(part):
    short, long = (part * (length // len(part)) for length in (8_000, 80_000))
    assert _seconds(long) < 30 * _seconds(short) + 0.2
