"""Similar texts by their trigrams."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.similarity.trigrams import DUPLICATE, SIMILAR, Likeness, similar, trigrams

pytestmark = pytest.mark.pure
SPEECH = "Die Echtzeitanzeigen finde ich gut, aber bitte mit Sprachausgabe. Mein Mann sieht schlecht."
OTHERS = [
    "Fahrpläne sind zu klein gedruckt, das kann niemand lesen.",
    "Wer bezahlt das auf Dauer? Im Text steht nichts zu den laufenden Kosten.",
    "Am Busbahnhof ist es abends auch zu dunkel.",
    "Im Kapitel Schule fehlt die Berufsschule ganz.",
    "Wir vermieten Räder und hätten Daten, die die Stadt nutzen dürfte.",
]


def test_the_same_words_are_a_duplicate_whatever_their_signs():
    again = SPEECH.upper().replace(",", " – ").replace("SPRACHAUSGABE", "Sprach-Ausgabe")
    [match] = similar(SPEECH, [(7, again)])
    assert (match.key, match.kind) == (7, Likeness.DUPLICATE)


def test_typing_errors_do_not_hide_a_duplicate():
    [match] = similar("Der Fahrplan ist zu klein gedrukt", [(1, "Der Fahrplahn ist viel zu klein gedruckt!")])
    assert match.score > 0.6


def test_who_speaks_about_the_same_is_found_among_others():
    near = "Bitte Sprachausgabe bei den Echtzeitanzeigen, mein Vater sieht schlecht."
    matches = similar(SPEECH, [*enumerate(OTHERS), (99, near)])
    assert [match.key for match in matches] == [99]


def test_common_words_alone_make_nobody_similar():
    texts = [(n, f"Ich finde es gut, wenn die Stadt das auch für {word} macht.") for n, word in enumerate("abcdefgh")]
    one = "Ich finde es gut, wenn die Stadt das auch für Museen macht."
    assert similar("Wir finden, dass die Stadt auch Nachtbusse braucht.", texts) == []
    assert similar(one, [(1, "Gut!"), (2, ""), (3, "…")]) == []


def test_a_text_of_few_letters_is_like_nothing():
    assert similar("Gut!", [(1, "Gut!")]) == []


def test_the_nearest_come_first_and_not_too_many():
    texts = [(n, SPEECH + " Und sonst?" * n) for n in range(20)]
    matches = similar(SPEECH, texts, most=5)
    assert [match.key for match in matches] == [0, 1, 2, 3, 4]


def test_umlauts_and_their_spelling_are_the_same():
    assert trigrams("Bürgerbüro grüßt") == trigrams("BUERGERBUERO gruesst")


@settings(max_examples=60)
@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=8))
def test_any_texts_get_a_score_between_nothing_and_one(text, texts):
    for match in similar(text, enumerate(texts)):
        assert SIMILAR <= match.score <= 1
        assert match.kind == (Likeness.DUPLICATE if match.score >= DUPLICATE else Likeness.SIMILAR)
