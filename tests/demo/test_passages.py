"""The yardstick for quotes: plain text of the demo's Markdown, and edits on it."""

from __future__ import annotations

import pytest

from werkstatt.demo.passages import Edit, EditError, EditKind, PlainSection, PointRef, applied, plain_sections

TEXT = """# Brücken

Die **Aue** ist [klein](https://example.org/aue).[^1]

- Erstens.
- Zweitens, *aber* wichtig.

| Jahr | Pegel |
| --- | --- |
| 2018 | 3,20 |

## Nord

> Ein Satz.
>
> Eine Nachbarin

Noch einer. Und einer.

[^1]: Gemessen am Wehr.
"""


def test_plain_text_is_what_a_reader_sees_without_marks_and_notes() -> None:
    chapter, part = plain_sections(TEXT)
    assert (chapter.number, chapter.title) == ("1", "Brücken")
    assert chapter.blocks == (
        "Die Aue ist klein.",
        "Erstens.",
        "Zweitens, aber wichtig.",
        "Jahr\tPegel\n2018\t3,20",
    )
    assert (part.number, part.title) == ("1.1", "Nord")
    assert part.blocks == ("Ein Satz.", "Eine Nachbarin", "Noch einer. Und einer.")


@pytest.mark.parametrize(
    ("edit", "blocks"),
    [
        (Edit(EditKind.REPLACE, "1.1", "Noch einer.", "Zwei."), ("Ein Satz.", "Eine Nachbarin", "Zwei. Und einer.")),
        (Edit(EditKind.REPLACE, "1.1", "Noch einer.", ""), ("Ein Satz.", "Eine Nachbarin", "Und einer.")),
        (Edit(EditKind.DELETE, "1.1", "Nachbarin"), ("Ein Satz.", "Noch einer. Und einer.")),
        (
            Edit(EditKind.INSERT, "1.1", "Nachbarin", "Neu."),
            ("Ein Satz.", "Eine Nachbarin", "Neu.", "Noch einer. Und einer."),
        ),
        (
            Edit(EditKind.MERGE, "1.1", "Noch", after="Ein Satz"),
            ("Ein Satz. Noch einer. Und einer.", "Eine Nachbarin"),
        ),
        (
            Edit(EditKind.MOVE, "1", "Erstens", to_section="1.1", after="Ein Satz"),
            ("Ein Satz.", "Erstens.", "Eine Nachbarin", "Noch einer. Und einer."),
        ),
    ],
)
def test_an_edit_changes_just_its_place(edit: Edit, blocks: tuple[str, ...]) -> None:
    assert applied(plain_sections(TEXT), [edit])[1].blocks == blocks


def test_a_moved_block_is_no_longer_where_it_was() -> None:
    moved = Edit(EditKind.MOVE, "1", "Erstens", to_section="1.1", after="Ein Satz")
    assert "Erstens." not in applied(plain_sections(TEXT), [moved])[0].blocks


def test_a_block_moves_within_its_own_section() -> None:
    moved = Edit(EditKind.MOVE, "1", "Erstens", to_section="1", after="Zweitens")
    assert applied(plain_sections(TEXT), [moved])[0].blocks[1:3] == ("Zweitens, aber wichtig.", "Erstens.")


@pytest.mark.parametrize("passage", ["nirgends", "einer", ""])
def test_a_passage_must_be_there_exactly_once(passage: str) -> None:
    with pytest.raises(EditError):
        applied(plain_sections(TEXT), [Edit(EditKind.REPLACE, "1.1", passage, "Neu")])


def test_an_unknown_section_is_an_error() -> None:
    with pytest.raises(EditError, match=r"no section 7\.3"):
        applied((PlainSection("1", "Allein"),), [Edit(EditKind.DELETE, "7.3", "x")])


def test_a_reference_names_the_first_point_unless_it_says_otherwise() -> None:
    assert PointRef.parse(87) == PointRef(87, 1)
    assert str(PointRef.parse("69.2")) == "69.2"
