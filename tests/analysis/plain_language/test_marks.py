"""Marks: every rule on its own example, and what holds for all of them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.plain_language import marked
from werkstatt.analysis.plain_language.marks import RULES, Layer, Mark, Rule, find

pytestmark = pytest.mark.pure
LAYERS = {rule.id: rule.layer for rule in RULES}
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def _rules(text: str) -> list[str]:
    return [mark.rule for mark in find(text)]


def _texts(text: str, rule: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in find(text) if mark.rule == rule]


@EVERY_RULE
def test_a_rule_marks_its_example(rule: Rule):
    assert rule.id in _rules(rule.example)


@EVERY_RULE
def test_a_rule_leaves_its_counterexample_alone(rule: Rule):
    assert rule.id not in _rules(rule.counterexample)


@EVERY_RULE
def test_a_rule_can_be_switched_off(rule: Rule):
    assert rule.id not in {mark.rule for mark in find(rule.example, without={rule.id})}


@EVERY_RULE
def test_a_rule_says_in_few_words_what_is_wrong_and_how_to_mend_it(rule: Rule):
    for mark in find(rule.example):
        assert 3 < len(mark.message) <= 80
        assert mark.hint.endswith((".", "?", "“."))
        assert len(mark.hint) <= 200
    assert rule.title
    assert rule.why.endswith(".") or rule.why.endswith("?")
    assert rule.way_out.endswith(".")


def test_ids_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("sentence", marked.sentences(), ids=lambda sentence: sentence.text[:40])
def test_no_words_are_marked_twice_inside_of_a_layer(sentence: marked.Sentence):
    _assert_sound(sentence.text, find(sentence.text))


def _assert_sound(text: str, marks: tuple[Mark, ...]) -> None:
    """Ranges inside of the text, no two over the same words in one layer, in order."""
    ends = dict.fromkeys(Layer, 0)
    assert list(marks) == sorted(marks, key=lambda mark: mark.start)
    for mark in marks:
        assert 0 <= mark.start < mark.end <= len(text)
        assert mark.start >= ends[LAYERS[mark.rule]]
        ends[LAYERS[mark.rule]] = mark.end


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "die Stadt wird von ist zu prüfen geprüft und , ( ) § 3 Abs. – der des im Rahmen nicht ohne 😀 : ; Zur "
            "Verbesserung erfolgt dass weil hat OZG i. d. R. evaluieren Bürger:innen * \u00ad . ! „ “ A B c d e".split(
                " "
            )
        ),
        max_size=40,
    ).map(" ".join)
    | st.text(max_size=120)
)
def test_any_text_gets_sound_marks(text: str):
    _assert_sound(text, find(text))


def test_places_count_from_where_the_sentence_begins():
    [here] = find("Wir evaluieren den Versuch.")
    [there] = find("Wir evaluieren den Versuch.", start=100)
    assert (there.start, there.end) == (here.start + 100, here.end + 100)


def test_the_more_specific_rule_wins():
    assert _rules("Eine Befragung wird durchgeführt.") == ["empty-verb"]
    assert _rules("Im Mai wird eine Entscheidung getroffen.") == ["function-verb"]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Seitens der Verwaltung wird eine Überprüfung vorgenommen.", "überprüfen"),
        ("Die Verwaltung nimmt eine Überprüfung vor.", "überprüfen"),
        ("Die Überprüfung der Planung erfolgt im Mai.", "überprüfen"),
        ("Die Überprüfung der Planung und Gestaltung erfolgt im Mai.", "überprüfen"),
        ("Die Überprüfung der Straßen und Gestaltung erfolgt im Mai.", "überprüfen"),
        ("Die Umsetzung der im Mai beschlossenen Maßnahmen erfolgt jetzt.", "umsetzen"),
        ("Die Auszahlung erfolgt nach Prüfung der Unterlagen.", "auszahlen"),
        ("Nach einer gründlichen Prüfung erfolgt die Auszahlung.", "auszahlen"),
        ("Durch die Prüfung der Anträge wird keine Änderung vorgenommen.", "ändern"),
        ("Bei der Planung der Anlagen führt die Stadt eine Befragung durch.", "befragen"),
    ],
)
def test_the_verb_named_is_that_of_the_noun_that_belongs_to_the_empty_verb(text: str, verb: str):
    [hint] = [mark.hint for mark in find(text) if mark.rule == "empty-verb"]
    assert f"„{verb}“" in hint


def test_no_verb_is_named_for_the_name_of_a_thing():
    [mark] = [mark for mark in find("Seitens der Verwaltung erfolgt nichts.") if mark.rule == "empty-verb"]
    assert "„" not in mark.hint


def test_a_hard_participle_does_not_excuse_the_passive():
    assert _rules("Der Versuch wird evaluiert.") == ["no-actor", "hard-word"]


def test_names_are_not_rare_words():
    for text in (
        "Frau Wiesenhuber kommt aus Auenbrück.",
        "Herr Ostermann wohnt in Oberlauben.",
        "Der Lauenbach ist tief.",
    ):
        assert "rare-word" not in _rules(text)


def test_gender_forms_are_no_marks():
    for form in ("Bürger:innen", "Bürger*innen", "Bürger_innen", "Bürger/-innen", "BürgerInnen", "Bürger(innen)"):
        assert _rules(f"Viele {form} kommen heute.") == []


def test_future_and_adjectives_are_no_passive():
    for text in (
        "Die Stadt wird den Auftrag vergeben.",
        "Das wird gut.",
        "Der Platz wird breit und bunt.",
        "Wir werden sehen.",
        "Der Plan wird bis dahin bekannt.",
    ):
        assert not {"passive", "no-actor"} & set(_rules(text)), text


def test_who_acts_makes_the_difference_between_passive_and_nobody():
    assert _rules("Der Plan wird vom Rat geprüft.") == ["passive"]
    assert _rules("Der Plan wird innerhalb von drei Tagen geprüft.") == ["no-actor"]
    assert _rules("Der Plan wird von Montag bis Freitag gezeigt.") == ["no-actor"]


def test_polite_requests_are_no_subjunctive():
    assert _rules("Könnten Sie uns bitte zurückrufen?") == []
    assert _rules("Wir würden uns freuen.") == []


def test_idioms_are_no_double_negation():
    for text in ("Das geht nicht ohne Weiteres.", "Weder Geld noch Zeit fehlt.", "Das ist nicht nur unnötig."):
        assert "double-negation" not in _rules(text)


def test_everyday_short_forms_are_no_abbreviations():
    assert _rules("Das kostet ca. 20 Euro, z. B. für Essen usw.") == []
    assert _rules("Die EU zahlt 3 km Radweg.") == []


def test_a_heading_in_capitals_has_no_abbreviations():
    assert "abbreviation" not in _rules("NEUE WEGE FÜR ALLE")


def test_a_replacement_stands_for_the_words_as_they_are():
    text = "Seitens der Schule gibt es keine Fragen."
    [mark] = find(text)
    assert mark.replacement == "Von"
    assert text[: mark.start] + mark.replacement + text[mark.end :] == "Von der Schule gibt es keine Fragen."


def test_no_replacement_is_offered_where_the_case_would_be_wrong():
    offered = {
        "Hinsichtlich der Beleuchtung gibt es Fragen.": "Zu",
        "Hinsichtlich des Standorts gibt es Fragen.": None,
        "Seitens der Fraktionen gibt es Fragen.": None,
        "Aufgrund des Wetters fällt das Fest aus.": "Wegen",
    }
    for text, replacement in offered.items():
        assert [mark.replacement for mark in find(text)] == [replacement], text


def test_no_noun_is_offered_that_does_not_fit_its_article():
    assert [mark.replacement for mark in find("Die Implementierung dauert lange.")] == ["Einführung"]
    assert [mark.replacement for mark in find("Die Haptik der Karten ist gut.")] == [None]


def test_an_inflected_word_gets_an_inflected_replacement_or_none():
    assert [mark.replacement for mark in find("Das ist eine obsolete Regel.")] == ["überholte"]
    assert [mark.replacement for mark in find("Eine zeitnahe Antwort hilft.")] == [None]
    assert [mark.replacement for mark in find("Die adäquaten Mittel fehlen.")] == ["passenden"]


def test_a_noun_is_no_verb_and_a_verb_no_noun():
    assert _texts("Die Kosten tragen alle.", "hard-word") == []


def test_nothing_to_read_has_no_marks():
    for text in ("", "   ", "…", "😀😀", "1.", "§"):
        assert find(text) == ()


@pytest.mark.parametrize(
    "piece",
    ["und ", "a, ", " – a", "(", "dass er kommt, ", "§ 3 Abs. 2 ", "ist zu prüfen und ", "Donaudampfschifffahrt", "😀"],
)
def test_hostile_repetition_takes_no_long_time(piece: str):
    started = time.process_time()
    find(piece * (4_000 // len(piece)))
    assert time.process_time() - started < 2


def test_a_very_long_text_without_a_full_stop_is_read_in_bounded_time():
    marks = find("und wieder ein Wort " * 50_000)
    assert "long-sentence" in {mark.rule for mark in marks}
    assert all(mark.end <= 4_000 for mark in marks)


def test_the_documentation_names_every_rule_in_the_order_of_priority():
    text = (Path(__file__).parents[3] / "docs" / "klartext.md").read_text("utf-8")
    places = [text.index(f"| `{rule.id}` |") for rule in RULES]
    assert places == sorted(places)
