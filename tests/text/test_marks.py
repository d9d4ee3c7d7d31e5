from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import edited, text
from werkstatt.text.marks import shifted
from werkstatt.text.model import Mark, MarkKind

OLD = "Das Netz wird bis 2030 ausgebaut."


def _strong(words: str, text: str = OLD) -> Mark:
    start = text.index(words)
    return Mark(start, start + len(words), MarkKind.STRONG)


def _marked(mark: Mark, new: str) -> str | None:
    marks = shifted([mark], OLD, new)
    return new[marks[0].start : marks[0].end] if marks else None


@st.composite
def _marked_edits(draw: st.DrawFn) -> tuple[str, list[Mark], str]:
    old = draw(text.filter(bool))
    spans = draw(st.lists(st.tuples(st.integers(0, len(old)), st.integers(0, len(old))), max_size=4))
    marks = [
        Mark(min(a, b), max(a, b), MarkKind.FOOTNOTE if a == b else MarkKind.STRONG, str(i))
        for i, (a, b) in enumerate(spans)
    ]
    return old, marks, draw(edited(old))


@given(_marked_edits())
def test_marks_stay_inside_the_text(case: tuple[str, list[Mark], str]) -> None:
    old, marks, new = case
    for mark in shifted(marks, old, new):
        assert 0 <= mark.start <= mark.end <= len(new)
        assert (mark.start == mark.end) == (mark.kind is MarkKind.FOOTNOTE)


@given(_marked_edits())
def test_without_a_change_marks_stay_as_they_are(case: tuple[str, list[Mark], str]) -> None:
    old, marks, _ = case
    assert shifted(marks, old, old) == tuple(sorted(marks))


@given(_marked_edits())
def test_marks_follow_a_text_that_is_put_before(case: tuple[str, list[Mark], str]) -> None:
    _, marks, _ = case
    old = case[0]
    new = "Ganz neu voran.\n" + old
    wide = [mark for mark in marks if mark.start < mark.end]
    expected = tuple(sorted(Mark(m.start + 16, m.end + 16, m.kind, m.value) for m in wide))
    assert shifted(wide, old, new) == expected


def test_bold_words_stay_bold_when_the_text_around_them_changes() -> None:
    assert _marked(_strong("Netz"), "Unser schnelles Netz wird bald fertig.") == "Netz"


def test_bold_grows_with_what_is_written_inside() -> None:
    assert _marked(_strong("bis 2030"), "Das Netz wird bis Ende 2030 ausgebaut.") == "bis Ende 2030"


def test_bold_shrinks_to_the_words_that_are_left() -> None:
    assert _marked(_strong("bis 2030 ausgebaut"), "Das Netz wird bis 2030 gebaut haben.") == "bis 2030 gebaut"
    assert _marked(_strong("Netz wird"), "Das wird bis 2030 ausgebaut.") == "wird"


def test_a_mark_goes_with_its_last_word() -> None:
    assert _marked(_strong("bis 2030"), "Das Netz wird ausgebaut.") is None


def test_a_corrected_word_stays_bold() -> None:
    assert _marked(_strong("ausgebaut"), "Das Netz wird bis 2030 ausgebauet.") == "ausgebauet"


def test_a_word_replaced_by_another_is_not_bold() -> None:
    assert _marked(_strong("2030"), "Das Netz wird bis übermorgen ausgebaut.") is None


def test_a_footnote_stays_behind_its_word() -> None:
    note = Mark(8, 8, MarkKind.FOOTNOTE, "Siehe Anhang.")
    (moved,) = shifted([note], OLD, "Das schnelle Netz kommt bis 2030.")
    assert moved == Mark(17, 17, MarkKind.FOOTNOTE, "Siehe Anhang.")


def test_a_footnote_goes_with_its_word() -> None:
    assert shifted([Mark(8, 8, MarkKind.FOOTNOTE, "x")], OLD, "Das wird bis 2030 ausgebaut.") == ()


def test_a_link_keeps_its_address() -> None:
    link = Mark(4, 8, MarkKind.LINK, "https://netz.example")
    assert shifted([link], OLD, "Ein Netz.") == (Mark(4, 8, MarkKind.LINK, "https://netz.example"),)
