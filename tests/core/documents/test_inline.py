from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.core.documents.inline import from_markdown, runs, to_markdown
from werkstatt.core.documents.marks import safe_address, tidy
from werkstatt.core.documents.nesting import nested
from werkstatt.text.model import Mark, MarkKind

PLAIN_KINDS = [kind for kind in MarkKind if kind not in (MarkKind.LINK, MarkKind.FOOTNOTE)]
# Everything the notation gives a meaning to, next to what stands beside it in real texts.
texts = st.one_of(
    st.text(alphabet="ab *~^`[](){}\\.!_#\n\u00a0äß-:/<>&$", max_size=24),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.lists(st.sampled_from(["**", "*", "~~", "](https://a.example)", "[", "^[", "]{.em}", "`", "``", "a", " "])).map(
        "".join
    ),
)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, tuple[Mark, ...]]:
    text = draw(texts)
    places = st.integers(0, len(text))
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted((draw(places), draw(places)))
        sort = draw(st.integers(0, 3))
        if sort == 0:
            address = draw(
                st.sampled_from(["https://a.example/x_(y)", "mailto:rat@ort.example", "javascript:alert(1)"])
            )
            marks.append(Mark(start, end, MarkKind.LINK, address))
        elif sort == 1:
            marks.append(Mark(start, start, MarkKind.FOOTNOTE, draw(texts)))
        else:
            marks.append(Mark(start, end, draw(st.sampled_from(PLAIN_KINDS))))
    return text, tuple(marks)


@settings(max_examples=400, deadline=None)
@given(marked_texts())
def test_what_is_written_is_read_back_unchanged(marked: tuple[str, tuple[Mark, ...]]) -> None:
    text, marks = marked
    assert from_markdown(to_markdown(text, marks)) == (text, tidy(text, marks))


@settings(max_examples=300, deadline=None)
@given(texts)
def test_reading_anything_gives_tidy_marks_and_reading_it_again_changes_nothing(source: str) -> None:
    text, marks = from_markdown(source)
    assert marks == tidy(text, marks)
    assert from_markdown(to_markdown(text, marks)) == (text, marks)


@settings(max_examples=200, deadline=None)
@given(marked_texts())
def test_runs_cover_the_text_without_gaps(marked: tuple[str, tuple[Mark, ...]]) -> None:
    text, marks = marked
    cut = runs(text, marks)
    assert "".join(run.text for run in cut) == text
    covered = {(kind, place) for m in tidy(text, marks) for kind in [m.kind] for place in range(m.start, m.end)}
    seen = {(m.kind, run.start + i) for run in cut for m in run.marks for i in range(len(run.text))}
    assert seen == covered


@settings(max_examples=200, deadline=None)
@given(marked_texts())
def test_nested_events_open_and_close_like_brackets(marked: tuple[str, tuple[Mark, ...]]) -> None:
    stack: list[Mark] = []
    last = 0
    for place, opens, mark in nested(tidy(*marked)):
        assert place >= last
        last = place
        if opens:
            stack.append(mark)
        else:
            assert stack.pop() is mark
    assert stack == []


@pytest.mark.parametrize(
    "typed",
    [
        "ein * allein",
        "Bürger*innen und Mitarbeiter*innen",
        "2 * 3 * 4 = 24",
        "siehe [1] und [2]",
        "von ~5 bis ~10 Prozent",
        "C:\\Amt\\Neu",
        "Stufe 1* und Stufe 2*",
        "a_b_c, 100 % & <mehr>",
        "[Text](javascript:alert(1))",
        "[Text](nirgendwo)",
        "ein ` Strich",
        "^[",
    ],
)
def test_what_is_no_notation_stays_what_was_typed(typed: str) -> None:
    assert from_markdown(typed) == (typed, ())


@pytest.mark.parametrize(
    "typed", ["Bürger*innen und Gäst*innen", "Anlage [3], 5 * 2", "C:\\Amt", "a_b", "von ~5 bis ~10"]
)
def test_everyday_signs_are_written_without_backslashes(typed: str) -> None:
    assert to_markdown(typed, ()) == typed


@pytest.mark.parametrize(
    ("source", "text", "marks"),
    [
        ("ein **fettes** Wort", "ein fettes Wort", [(4, 10, MarkKind.STRONG, "")]),
        ("ein *betontes* Wort", "ein betontes Wort", [(4, 12, MarkKind.EMPHASIS, "")]),
        ("***beides***", "beides", [(0, 6, MarkKind.STRONG, ""), (0, 6, MarkKind.EMPHASIS, "")]),
        ("***a** b*", "a b", [(0, 1, MarkKind.STRONG, ""), (0, 3, MarkKind.EMPHASIS, "")]),
        ("**Bürger**beteiligung", "Bürgerbeteiligung", [(0, 6, MarkKind.STRONG, "")]),
        ("[Amt](https://amt.example)", "Amt", [(0, 3, MarkKind.LINK, "https://amt.example")]),
        ("Wort^[Eine Note.]", "Wort", [(4, 4, MarkKind.FOOTNOTE, "Eine Note.")]),
        ("~~alt~~ neu", "alt neu", [(0, 3, MarkKind.STRIKE, "")]),
        ("`a * b`", "a * b", [(0, 5, MarkKind.CODE, "")]),
        ("CO~2~", "CO2", [(2, 3, MarkKind.SUBSCRIPT, "")]),
        ("m^2^", "m2", [(1, 2, MarkKind.SUPERSCRIPT, "")]),
        ("Bürger[innen]{.em}", "Bürgerinnen", [(6, 11, MarkKind.EMPHASIS, "")]),
        (r"\*kein\* Stern", "*kein* Stern", []),
    ],
)
def test_notation_is_understood(source: str, text: str, marks: list[tuple[int, int, MarkKind, str]]) -> None:
    assert from_markdown(source) == (text, tuple(Mark(*mark) for mark in marks))


@pytest.mark.parametrize(
    "sign",
    ["*", "**a ", "[", "](", "`", "``` `", "^[", "~~a", "*a **b ", "[a](https://a.example) [", "\\", "[^["],
)
def test_hostile_repetition_is_read_in_linear_time(sign: str) -> None:
    began = time.process_time()
    from_markdown(sign * (60_000 // len(sign)))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://ort.example/a?b=c#d", True),
        ("HTTP://ort.example", True),
        ("mailto:rat@ort.example", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//ort.example", False),
        ("/etc/passwd", False),
        ('https://ort.example/"onclick', False),
        ("https://[", False),
        ("https:", False),
    ],
)
def test_only_complete_web_and_mail_addresses_are_links(address: str, safe: bool) -> None:
    assert bool(safe_address(address)) is safe
