"""Texts in groups with names made of their own words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.analysis.similarity.topics import OTHERS, topics

pytestmark = pytest.mark.pure

VOICES = dict(
    enumerate(
        [
            "Mehr Radwege in der Innenstadt!",
            "Der Radweg an der Innenstadt endet im Nichts.",
            "Radwege in die Innenstadt bitte breiter.",
            "Das Radwegenetz der Innenstadt hat Lücken.",
            "Die Bibliothek soll sonntags öffnen.",
            "In der Bibliothek fehlen Arbeitsplätze.",
            "Bitte die Stadtbibliothek länger öffnen, auch am Sonntag.",
            "WLAN im Rathaus funktioniert nie.",
            "Im Rathaus braucht es schnelles WLAN.",
            "👍",
            "Danke!",
            "Ein Trinkbrunnen wäre fein.",
        ]
    )
)
WORDS = "Rathaus Radweg Radwegenetz Netz Schule Bibliothek Bus Bürgerbüro Park öffnen 30 nicht 👍 city".split()
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=25)


def test_each_topic_is_named_in_the_words_of_its_texts():
    names = [topic.name for topic in topics(VOICES.items())]
    assert names == ["Innenstadt, Radwege", "Bibliothek, Sonntag", "Rathaus, WLAN", OTHERS]


def test_a_compound_belongs_to_the_topic_of_its_parts():
    roads, library, *_ = topics(VOICES.items())
    assert set(roads.keys) == {0, 1, 2, 3}
    assert set(library.keys) == {4, 5, 6}


def test_a_capital_letter_at_the_beginning_of_a_sentence_makes_no_topic():
    texts = [
        "Stimmt. Mehr Bänke am Markt!",
        "Stimmt! Der Markt ist voll.",
        "„Stimmt“, sagt der Markt.",
        "Nächstes Mal bitte.",
    ]
    assert [topic.name for topic in topics(enumerate(texts))] == ["Markt", OTHERS]


def test_a_topic_is_named_by_the_noun_and_not_by_the_verb_of_its_stem():
    texts = ["Wir verbrauchen viel.", "Alle verbrauchen zu viel.", "Der hohe Verbrauch stört.", "Statt des Verbrauchs!"]
    assert topics(enumerate(texts))[0].name == "Verbrauch"


def test_what_has_no_kin_stays_over():
    *named, rest = topics(VOICES.items())
    assert rest.is_rest
    assert rest.keys == (9, 10, 11)
    assert not any(topic.is_rest for topic in named)


def test_no_texts_make_no_topics():
    assert topics([]) == []


def test_fewer_texts_than_asked_for_make_no_topic():
    assert [topic.name for topic in topics(VOICES.items(), fewest=4)] == ["Innenstadt, Radwege", OTHERS]


def test_a_misspelled_word_does_not_keep_a_text_from_its_kin():
    found = topics([*VOICES.items(), (20, "In der Biblothek felen Arbeitsplatze!")])
    assert 20 in next(topic.keys for topic in found if topic.name.startswith("Bibliothek"))


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.randoms())
def test_every_text_is_in_one_topic_whatever_their_order(texts, chance):
    numbered = list(enumerate(texts))
    found = topics(numbered)
    assert sorted(key for topic in found for key in topic.keys) == list(range(len(texts)))
    assert len({topic.name for topic in found}) == len(found)
    chance.shuffle(numbered)
    assert topics(numbered) == found
