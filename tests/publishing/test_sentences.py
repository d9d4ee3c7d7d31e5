"""The answer first: whole German sentences for every state and every combination of verdicts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations_with_replacement

import pytest

from werkstatt.assessment.queries.thread import ContributionThread, Strand, TextKnot, Verdict
from werkstatt.assessment.rules import Verdict as Code
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import ContributionState
from werkstatt.publishing.sentences import answer, verdicts_in_words

TODAY = date(2026, 6, 1)
MOMENT = datetime(2026, 5, 2, 12, 0, tzinfo=UTC)


def _thread(state: str, strands: tuple[Strand, ...] = (), answer_by: date = date(2026, 8, 31)) -> ContributionThread:
    other = Contribution(number=198)
    contribution = Contribution(
        number=69,
        state=state,
        phase=ParticipationPhase(answer_by=answer_by),
        merged_into=other if state == ContributionState.MERGED else None,
        changed_at=MOMENT,
    )
    return ContributionThread(contribution, strands, "", None, (), 0, ())


def _strand(code: str | None, after: str | None = None, *, pending: bool = False, coming: bool = False) -> Strand:
    verdict = None
    if code:
        until = date(2026, 12, 1) if code == Code.DEFERRED else None
        verdict = Verdict(code, "Grund", MOMENT, until, pending)
    changes = ()
    if after is not None:
        changes = (TextKnot("s", 2, 1, MOMENT, "2.1 Dienste", "2.1" if after else "", "s1", "b1", "Vorher", after),)
    return Strand(1, "Titel", "general", "Wunsch", None, None, "Amt", None, MOMENT, verdict, changes, coming)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("received", "Der Beitrag ist angekommen. Er wird noch geprüft und danach hier veröffentlicht."),
        ("published", "Der Beitrag ist noch offen. Bis 31. August 2026 gibt es eine Antwort mit Grund."),
        ("assigned", "Der Beitrag wird gerade abgewogen. Bis 31. August 2026 gibt es eine Antwort mit Grund."),
        ("withheld", "Dieser Beitrag ist nicht veröffentlicht. Seine Nummer bleibt, und der Grund steht hier."),
        ("merged", "Dieser Beitrag wird zusammen mit Nr. 198 beantwortet."),
        ("withdrawn", "Dieser Beitrag wurde am 2. Mai 2026 zurückgezogen. Seine Nummer bleibt."),
    ],
)
def test_every_state_without_an_answer_has_its_sentence(state, expected):
    assert answer(_thread(state), TODAY) == expected


def test_an_answer_that_is_late_is_said_to_be_late():
    text = answer(_thread("assigned", answer_by=date(2026, 5, 1)), TODAY)
    assert text.endswith("Die Antwort war bis 1. Mai 2026 zugesagt und steht noch aus.")


def test_an_open_contribution_with_two_points_promises_two_answers():
    text = answer(_thread("assigned", (_strand(None), _strand(None))), TODAY)
    assert "Er enthält zwei Punkte. Jeder bekommt bis 31. August 2026 eine Antwort mit Grund." in text


@pytest.mark.parametrize(
    ("strands", "expected"),
    [
        (
            [("adopted", "Nachher")],
            "Der Vorschlag ist übernommen. Die Stelle ist neu geschrieben und steht so in Fassung 2.",
        ),
        ([("adopted", "")], "Der Vorschlag ist übernommen. In Fassung 2 ist der Absatz gestrichen."),
        ([("declined", None)], "Der Vorschlag ist nicht übernommen. Der Grund steht unten."),
        ([("deferred", None)], "Der Vorschlag ist bis 1. Dezember 2026 zurückgestellt. Der Grund steht unten."),
        ([("becomes_idea", None)], "Aus dem Beitrag wird eine Projektidee."),
        ([("referred", None)], "Der Beitrag ist weitergeleitet. An wen und warum, steht unten."),
        (
            [("already_covered", None)],
            "Was hier gewünscht wird, steht schon im Text. Wo, sagt der Grund unten.",
        ),
        (
            [("adopted_with_changes", "Nachher"), ("becomes_idea", None)],
            "Ein Punkt ist mit Änderungen übernommen und einer wird eine Projektidee. "
            "Die Stelle ist neu geschrieben und steht so in Fassung 2.",
        ),
        ([("declined", None), ("declined", None)], "Beide Punkte sind nicht übernommen."),
        ([("referred", None)] * 3, "Alle drei Punkte sind weitergeleitet."),
        (
            [("becomes_idea", None), ("becomes_idea", None), ("declined", None), ("referred", None)],
            "Zwei Punkte werden Projektideen, einer ist weitergeleitet und einer ist nicht übernommen.",
        ),
    ],
)
def test_an_answered_contribution_says_what_became_of_it(strands, expected):
    assert answer(_thread("answered", tuple(_strand(code, after) for code, after in strands)), TODAY) == expected


def test_a_promised_change_is_said_to_be_still_to_come():
    pending = answer(_thread("answered", (_strand("adopted", pending=True),)), TODAY)
    assert pending == "Der Vorschlag ist übernommen. Die Änderung im Text steht noch aus."
    coming = answer(_thread("answered", (_strand("adopted", coming=True),)), TODAY)
    assert coming.endswith("Die Änderung ist geschrieben und kommt in der nächsten Fassung.")


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_combination_of_verdicts_is_whole_sentences(count):
    for codes in combinations_with_replacement(Code.values, count):
        text = verdicts_in_words([(code, None) for code in codes])
        assert text[0].isupper()
        assert text.endswith(".")
        assert "  " not in text
        assert "%" not in text
