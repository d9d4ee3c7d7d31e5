"""Which texts an index finds near to another one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.similarity.index import Index
from werkstatt.analysis.similarity.matches import Likeness

pytestmark = pytest.mark.pure

SPEECH = "Die Echtzeitanzeigen finde ich gut, aber bitte mit Sprachausgabe. Mein Mann sieht schlecht."
OTHERS = [
    "Fahrpläne sind zu klein gedruckt, das kann niemand lesen.",
    "Wer bezahlt das auf Dauer? Im Text steht nichts zu den laufenden Kosten.",
    "Am Busbahnhof ist es abends auch zu dunkel.",
    "Im Kapitel Schule fehlt die Berufsschule ganz.",
    "Wir vermieten Räder und hätten Daten, die die Stadt nutzen dürfte.",
]
WORDS = "Rathaus Radweg Radwegenetz Netz Schule Bibliothek Busse Bus Bürgerbüro Park öffnen 30 nicht 👍 city".split()
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=12)


def others() -> Index:
    return Index(enumerate(OTHERS))


def test_the_same_words_are_a_duplicate_whatever_their_signs():
    index = others()
    index.add(7, SPEECH.upper().replace(",", " – ").replace("SPRACHAUSGABE", "Sprach-Ausgabe"))
    [match] = index.nearest(SPEECH)
    assert (match.key, match.kind, match.score) == (7, Likeness.DUPLICATE, 1.0)


def test_typing_errors_do_not_hide_a_text():
    index = others()
    index.add(9, "Bürgerbüro länger öffnen")
    [match] = index.nearest("Bürgebüro lenger offnen")
    assert match.key == 9


def test_who_speaks_about_the_same_is_found_among_others():
    index = others()
    index.add(99, "Bitte Sprachausgabe bei den Echtzeitanzeigen, mein Vater sieht schlecht.")
    [match] = index.nearest(SPEECH)
    assert match.key == 99
    assert "Sprachausgabe" in match.because


def test_common_words_alone_make_nobody_similar():
    index = Index((n, f"Ich finde es gut, wenn die Stadt das auch für {word} macht.") for n, word in enumerate("abcde"))
    assert index.nearest("Wir finden, dass auch hier mehr gemacht werden sollte.") == []


@pytest.mark.parametrize("text", ["", "…", "👍👍", "\0", "und oder aber", "12 345"])
def test_a_text_without_telling_words_is_like_nothing(text):
    index = others()
    index.add(50, text)
    assert index.nearest(text) == []


def test_the_nearest_come_first_and_not_too_many():
    index = Index((n, SPEECH + " Und was ist mit der Apotheke?" * (n > 3)) for n in range(20))
    assert [match.key for match in index.nearest(SPEECH, most=5)] == [0, 1, 2, 3, 4]


def test_left_out_keys_are_not_found():
    index = Index([(1, SPEECH), (2, SPEECH)])
    assert [match.key for match in index.nearest(SPEECH, without={1})] == [2]


def test_adding_under_the_same_key_replaces():
    index = Index([(1, SPEECH)])
    index.add(1, OTHERS[0])
    assert len(index) == 1
    assert index.nearest(SPEECH) == []


def test_a_compound_is_near_to_its_parts():
    index = others()
    index.add(30, "Das Netz der Radwege hat Lücken.")
    [match] = index.nearest("Radwegenetz verbessern")
    assert match.key == 30


def test_a_megabyte_without_a_blank_does_no_harm():
    index = others()
    index.add(60, "ü" * 1_000_000)
    index.add(61, "Rathaus " * 120_000)
    assert [match.key for match in index.nearest("Rathaus")] == [61]


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS)
def test_what_was_added_and_removed_leaves_nothing(stay, go):
    index, plain = Index(), Index(enumerate(stay))
    for key, text in enumerate([*stay, *go]):
        index.add(key, text)
    for key in range(len(stay), len(stay) + len(go)):
        index.remove(key)
    assert index.pairs() == plain.pairs()
    for text in [*stay, *go]:
        assert index.nearest(text) == plain.nearest(text)


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.randoms())
def test_the_order_in_which_texts_come_does_not_matter(texts, chance):
    numbered = list(enumerate(texts))
    chance.shuffle(numbered)
    assert Index(numbered).pairs() == Index(enumerate(texts)).pairs()


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_scores_are_symmetric_and_each_text_is_nearest_to_itself(texts):
    index = Index(enumerate(texts))
    found = {}
    for key, text in enumerate(texts):
        matches = {match.key: match for match in index.nearest(text, most=len(texts))}
        if any(word.isalpha() and word != "nicht" for word in text.split()):
            assert (matches[key].score, matches[key].kind) == (1.0, Likeness.DUPLICATE)
        found |= {(key, other): match.score for other, match in matches.items()}
    assert all(found.get((b, a)) == score for (a, b), score in found.items())
    pairs = {(pair.a, pair.b): pair.score for pair in index.pairs(most=len(texts))}
    assert pairs == {(a, b): score for (a, b), score in found.items() if a < b}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=8))
def test_any_texts_get_a_score_between_nothing_and_one(text, texts):
    assert all(0 < match.score <= 1 for match in Index(enumerate(texts)).nearest(text, floor=0.0))


def test_many_removed_texts_are_cleared_away():
    index = Index((n, f"Platz{n}allee wird Spielplatz") for n in range(700))
    for n in range(690):
        index.remove(n)
    fresh = Index((n, f"Platz{n}allee wird Spielplatz") for n in range(690, 700))
    assert index.pairs() == fresh.pairs()
