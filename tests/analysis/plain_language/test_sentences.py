from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.plain_language.sentences import MOST_CHARACTERS, split

pytestmark = pytest.mark.pure

PIECES = st.sampled_from(
    "Das gilt| z. B.| am 3. Mai|\n|\n\n|. |.|! |? |… | „Ja!“ |- |1. |a) | § 5| Bürger:innen| usw.|\t|😀|:| (Nein.) |。"
    "|\r\n|\u00a0|*|)|Dr. |Wortwortwortwortwortwortwort".split("|")
)


def _cut(text: str) -> list[str]:
    return [sentence.text for sentence in split(text)]


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
@settings(max_examples=200)
def test_sentences_cover_everything_but_space_in_order(text):
    position = 0
    for sentence in split(text):
        assert not text[position : sentence.start].strip()
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        position = sentence.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "sentence",
    [
        "Am 3. Mai 2019 war Schluss.",
        "Am 1.5. beginnt die Frist.",
        "Am 1\\. Mai beginnt die Frist.",
        "Bis zum 30.6.2029 galt anderes.",
        "Die Satzung tritt zum 1. 1. 2030 in Kraft.",
        "Im 19. und 20. Jahrhundert war das so.",
        "Die 3. Stufe folgt im 2. Quartal.",
        "Heinrich VIII. heiratete oft.",
        "Das gilt z. B. für § 12 Abs. 3 Satz 2 und Nr. 5 der Anlage.",
        "Das regelt Art. 28 GG.",
        "Äpfel, Birnen usw. sind Obst.",
        "Er kaufte Äpfel, Birnen usw.",
        "i. d. R. gilt das.",
        "Das gilt i. d. R.",
        "Dr. Anna Beispiel und Prof. Dr. J. Muster leiten das Amt.",
        "Das kostet ca. 1.500,50 Euro bzw. etwas mehr.",
        "Es kommen 3 Mio. Euro hinzu.",
        "Es sind 3 Mio.",
        "Er wohnt in der Hauptstr. 5.",
        "Der Bus fährt um 18.30 Uhr.",
        "Die Bürger:innen, Bürger*innen, Bürger_innen und BürgerInnen kommen.",
        "Schreiben Sie an info@auenbrueck.de oder sehen Sie auf www.auenbrueck.de nach.",
        "Das steht auf www.auenbrueck.de.",
        "„Ja!“, rief er.",
        "„Nein!“ sagte sie leise.",
        "Sie sagte: „Das ist gut.“",
        "(Das ist eine Klammer.)",
        "Das sagte sie (wirklich!) gestern.",
        "Wie schön!!!",
        "Na ja …",
        "Mal sehen...",
        "Das steht in § 5.",
        "Das war 2019.",
        "Es sind 12.",
        "Das ist gut 😀!",
        "It works in English, too.",
        "1. Der Ausbau beginnt.",
        "a) Der Ausbau beginnt.",
    ],
)
def test_one_sentence_stays_one(sentence):
    assert _cut(f"{sentence} Danach kommt mehr.") == [sentence, "Danach kommt mehr."]


def test_a_forgotten_space_does_not_join_sentences():
    assert _cut("Das machen wir am Montag.Dann gehen wir.") == ["Das machen wir am Montag.", "Dann gehen wir."]


def test_small_letters_after_a_whole_word_begin_a_sentence_too():
    assert _cut("das finde ich gut. und den bus auch! wann kommt er? bald") == [
        "das finde ich gut.",
        "und den bus auch!",
        "wann kommt er?",
        "bald",
    ]


@pytest.mark.parametrize("sentence", ["Am 30. und 31. Mai ist zu.", "Das ist u. U. nicht so.", "Die Kst. zahlt das."])
def test_small_letters_after_a_short_form_go_on(sentence):
    assert _cut(sentence) == [sentence]


def test_a_dash_after_a_full_stop_begins_a_sentence():
    assert _cut("Das ist gut. – Aber nicht alles. „Ja.“ – so sagte er.") == [
        "Das ist gut.",
        "– Aber nicht alles.",
        "„Ja.“ – so sagte er.",
    ]


def test_list_items_are_sentences_of_their_own():
    text = "Wir wollen:\n- mehr Geld\n• bessere Busse\n1. erstens\n2) zweitens\na) drittens\n(4) Viertens"
    assert _cut(text) == [
        "Wir wollen:",
        "- mehr Geld",
        "• bessere Busse",
        "1. erstens",
        "2) zweitens",
        "a) drittens",
        "(4) Viertens",
    ]


def test_a_heading_without_a_full_stop_stands_alone():
    assert _cut("Unsere Ziele\nWir bauen aus.\n\nNächste Schritte\n\nWir fangen an.") == [
        "Unsere Ziele",
        "Wir bauen aus.",
        "Nächste Schritte",
        "Wir fangen an.",
    ]


def test_wrapped_lines_go_on():
    text = (
        "Das ist der Text einer sehr langen Zeile, die am Rand umbrochen ist, weil\nBriefe früher so geschrieben "
        "wurden, und er geht über drei\nZeilen. Ende."
    )
    assert len(_cut(text)) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_line_ends_of_all_systems_are_the_same(end):
    assert _cut(f"Erstens{end}{end}Zweitens{end}{end}") == ["Erstens", "Zweitens"]


def test_rows_and_cells_of_a_table_are_not_joined():
    assert _cut("Jahr\tEuro\n2024\t10") == ["Jahr\tEuro", "2024\t10"]


def test_other_full_stops_end_sentences_too():
    assert _cut("这是一个句子。这是另一个。") == ["这是一个句子。", "这是另一个。"]


@pytest.mark.parametrize("empty", ["", " ", "\n\n\t \r\n"])
def test_only_space_has_no_sentences(empty):
    assert split(empty) == []


def test_a_megabyte_without_a_full_stop_is_cut_between_words():
    sentences = split("Wort und " * 110_000)
    assert all(len(sentence.text) <= MOST_CHARACTERS for sentence in sentences)
    assert all(sentence.text.endswith(("Wort", "und")) for sentence in sentences)


def _seconds(text: str) -> float:
    started = time.process_time()
    split(text)
    return time.process_time() - started


@pytest.mark.parametrize("part", ["a", "1. ", "\n", " ", ". ", "a\n", "(\n"])
def test_time_grows_with_the_length_and_not_with_its_square(part):
    short, long = (part * (length // len(part)) for length in (8_000, 80_000))
    assert _seconds(long) < 30 * _seconds(short) + 0.2
