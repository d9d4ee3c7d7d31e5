from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.strategies import documents, revised, text, three_versions, wild_text
from werkstatt.text.diff import Comparison, Status, WordChange, apply, compare, new_text, old_text, word_diff
from werkstatt.text.model import Block, BlockKind, Document, Section


def _told(old: str, new: str) -> str:
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(marks[change.kind].format(change.text) for change in word_diff(old, new))


def _paragraph(identifier: str, words: str, *origins: str) -> Block:
    return Block(identifier, BlockKind.PARAGRAPH, words, origins=origins)


def _document(*sections: Section) -> Document:
    return Document("Digitale Agenda", sections)


def _fates(comparison: Comparison) -> dict[str, str]:
    return {(block.new or block.old or _paragraph("?", "")).id: block.status.value for block in comparison.blocks()}


# Words


@given(wild_text, wild_text)
def test_the_parts_make_both_texts_again(old: str, new: str) -> None:
    changes = word_diff(old, new)
    assert old_text(changes) == old
    assert new_text(changes) == new
    assert apply(changes, old) == new
    assert all(change.text for change in changes)
    assert all(a.kind != b.kind for a, b in pairwise(changes))


@given(three_versions())
def test_the_parts_make_both_texts_again_after_small_edits(versions: tuple[str, str, str]) -> None:
    base, new, _ = versions
    assert apply(word_diff(base, new), base) == new


def test_changes_are_whole_words() -> None:
    assert _told("Der Ausbau kostet 1.500 Euro.", "Der Aufbau kostet 1.700 Euro.") == (
        "Der [-Ausbau-][+Aufbau+] kostet [-1.500-][+1.700+] Euro."
    )


def test_neighbouring_changes_are_told_together() -> None:
    assert _told("Das alte Rathaus bleibt.", "Das neue Stadthaus bleibt.") == (
        "Das [-alte Rathaus-][+neue Stadthaus+] bleibt."
    )


def test_a_tiny_word_between_two_replacements_goes_under() -> None:
    assert _told("Städte und Kreise helfen uns allen gern.", "Dörfer und Länder helfen uns allen gern.") == (
        "[-Städte und Kreise-][+Dörfer und Länder+] helfen uns allen gern."
    )


def test_a_text_with_hardly_anything_left_is_replaced_as_a_whole() -> None:
    changes = word_diff(
        "Wir bauen im Norden ein Netz und bald mehr.", "Kinder malen und singen, sie lernen ein Lied vom Mond."
    )
    assert [change.kind for change in changes] == ["delete", "insert", "equal"]
    assert changes[-1].text == "."


def test_cells_of_a_table_stay_apart() -> None:
    assert _told("Jahr\tEuro\n2024\t10", "Jahr\tEuro\n2025\t20") == "Jahr\tEuro\n[-2024-][+2025+]\t[-10-][+20+]"


def test_changes_made_for_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match="another text"):
        apply(word_diff("alt", "neu"), "ganz anders")


def test_ten_thousand_words_are_compared_in_a_blink() -> None:
    old = " ".join(f"wort{i % 900}" for i in range(10_000))
    new = " ".join(f"wort{i % 900}" if i % 37 else f"neu{i}" for i in range(10_000))
    started = time.process_time()
    assert new_text(word_diff(old, new)) == new
    assert time.process_time() - started < 2


# Whole texts


@settings(max_examples=60)
@given(st.data())
def test_applying_the_comparison_gives_the_new_text(data: st.DataObject) -> None:
    old = data.draw(documents())
    new = data.draw(revised(old))
    comparison = compare(old, new)
    assert comparison.new_texts() == [block.text for block in new.blocks()]
    assert [s.new for s in comparison.sections if s.new] == list(new.walk())
    assert [b.new for b in comparison.blocks() if b.new] == list(new.blocks())
    seen = [b.old.id for b in comparison.blocks() if b.old and not b.split_from]
    seen += [merged.id for b in comparison.blocks() for merged in b.merged]
    seen += {b.split_from for b in comparison.blocks() if b.split_from} - set(seen)
    assert sorted(seen) == sorted(block.id for block in old.blocks())


@settings(max_examples=40)
@given(st.data())
def test_texts_imported_twice_are_compared_without_common_ids(data: st.DataObject) -> None:
    old, new = data.draw(documents("a")), data.draw(documents("b"))
    assert compare(old, new).new_texts() == [block.text for block in new.blocks()]


@settings(max_examples=40)
@given(documents())
def test_a_text_compared_with_itself_has_no_changes(document: Document) -> None:
    assert not compare(document, document).has_changes


def test_each_block_is_told_what_became_of_it() -> None:
    old = _document(
        Section("s", "Ziele", (_paragraph("a", "Erstens."), _paragraph("b", "Zweitens gut."), _paragraph("c", "Weg.")))
    )
    new = _document(
        Section(
            "s", "Ziele", (_paragraph("a", "Erstens."), _paragraph("b", "Zweitens besser."), _paragraph("d", "Neu"))
        )
    )
    assert _fates(compare(old, new)) == {"a": "same", "b": "changed", "c": "removed", "d": "added"}


def test_only_the_block_that_was_displaced_counts_as_moved() -> None:
    old = _document(Section("s", "T", tuple(_paragraph(i, f"Absatz {i} mit Text.") for i in "abcde")))
    new = _document(Section("s", "T", tuple(_paragraph(i, f"Absatz {i} mit Text.") for i in "abdec")))
    fates = _fates(compare(old, new))
    assert [i for i, fate in fates.items() if fate == "moved"] == ["c"]


def test_a_moved_block_that_changed_is_told_as_both() -> None:
    old = _document(
        Section("s", "T", (_paragraph("a", "kurz"), _paragraph("b", "Ein langer Absatz."), _paragraph("c", "x y")))
    )
    new = _document(
        Section("s", "T", (_paragraph("b", "Ein langer Absatz."), _paragraph("c", "x y"), _paragraph("a", "lang")))
    )
    assert _fates(compare(old, new))["a"] == "moved_changed"


def test_blocks_go_along_with_their_moved_section() -> None:
    first = Section("1", "Eins", (_paragraph("a", "Der erste Teil ist lang genug."), _paragraph("b", "Und mehr.")))
    second = Section("2", "Zwei", (_paragraph("c", "Kurz."),))
    comparison = compare(_document(first, second), _document(second, first))
    assert [s.status for s in comparison.sections] == [Status.MOVED, Status.SAME]
    assert set(_fates(comparison).values()) == {"same"}


def test_a_block_moved_to_another_chapter_is_told_as_moved() -> None:
    old = _document(
        Section(
            "1", "Eins", (_paragraph("a", "Ein Absatz, der wandert."), _paragraph("b", "Dieser Absatz bleibt hier."))
        ),
        Section("2", "Zwei", (_paragraph("c", "Dieser Absatz bleibt auch hier."),)),
    )
    new = _document(
        Section("1", "Eins", (_paragraph("b", "Dieser Absatz bleibt hier."),)),
        Section(
            "2",
            "Zwei",
            (_paragraph("c", "Dieser Absatz bleibt auch hier."), _paragraph("a", "Ein Absatz, der wandert.")),
        ),
    )
    assert _fates(compare(old, new)) == {"a": "moved", "b": "same", "c": "same"}


def test_a_new_heading_does_not_move_the_blocks_below_it() -> None:
    a, b = _paragraph("a", "Der erste Absatz."), _paragraph("b", "Der zweite Absatz.")
    comparison = compare(
        _document(Section("1", "Eins", (a, b))), _document(Section("1", "Eins", (a,)), Section("2", "Neu", (b,)))
    )
    assert _fates(comparison) == {"a": "same", "b": "same"}
    assert [s.status for s in comparison.sections] == [Status.SAME, Status.ADDED]


def test_removed_blocks_stand_at_their_old_place() -> None:
    old = _document(Section("s", "T", tuple(_paragraph(i, f"Absatz {i}.") for i in "abc")))
    new = _document(Section("s", "T", (_paragraph("a", "Absatz a."), _paragraph("c", "Absatz c."))))
    assert list(_fates(compare(old, new))) == ["a", "b", "c"]


def test_a_removed_chapter_stands_at_its_old_place() -> None:
    one, two, three = (Section(str(i), f"Kapitel {i}", (_paragraph(f"p{i}", f"Inhalt {i}."),)) for i in range(3))
    comparison = compare(_document(one, two, three), _document(one, three))
    assert [s.status for s in comparison.sections] == [Status.SAME, Status.REMOVED, Status.SAME]
    assert comparison.sections[1].blocks[0].words == (WordChange("delete", "Inhalt 1."),)


def test_titles_and_summaries_are_compared() -> None:
    old = _document(Section("s", "Unsere Ziele", summary="Das wollen wir."))
    new = _document(Section("s", "Gemeinsame Ziele", summary="Das wollen wir gemeinsam."))
    (section,) = compare(old, new).sections
    assert section.status is Status.CHANGED
    assert WordChange("insert", "Gemeinsame") in section.title
    assert old_text(section.summary) == "Das wollen wir."


def test_a_block_without_its_id_is_known_by_its_words() -> None:
    old = _document(Section("x", "Netz", (_paragraph("a", "Die Stadt baut das Netz in allen Ortsteilen aus."),)))
    new = _document(Section("y", "Netz", (_paragraph("b", "Die Stadt baut das Netz in allen Dörfern aus."),)))
    (section,) = compare(old, new).sections
    assert section.status is Status.SAME
    assert section.blocks[0].status is Status.CHANGED


def test_a_split_block_is_told_as_the_parts_of_the_old_one() -> None:
    old = _document(Section("s", "T", (_paragraph("a", "Erster Satz steht hier. Zweiter Satz folgt dann."),)))
    new = _document(
        Section(
            "s", "T", (_paragraph("a", "Erster Satz steht hier."), _paragraph("b", "Zweiter Satz folgt jetzt.", "a"))
        )
    )
    first, second = compare(old, new).blocks()
    assert second.split_from == "a"
    assert second.old is not None
    assert second.old.id == "a"
    assert WordChange("insert", "jetzt") in second.words
    assert not any(change.kind == "insert" for change in first.words)


def test_a_merged_block_is_not_told_as_removed() -> None:
    old = _document(Section("s", "T", (_paragraph("a", "Erster Satz."), _paragraph("b", "Zweiter Satz."))))
    new = _document(Section("s", "T", (_paragraph("a", "Erster Satz. Zweiter Satz.", "b"),)))
    (entry,) = compare(old, new).blocks()
    assert entry.status is Status.CHANGED
    assert [block.id for block in entry.merged] == ["b"]
    assert entry.words == (WordChange("equal", "Erster Satz. Zweiter Satz."),)


def test_a_change_of_formatting_alone_is_a_change() -> None:
    block = _paragraph("a", "Gleich")
    changed = replace(block, kind=BlockKind.QUOTE)
    comparison = compare(_document(Section("s", "T", (block,))), _document(Section("s", "T", (changed,))))
    assert _fates(comparison) == {"a": "changed"}


@given(text)
def test_a_picture_without_caption_is_compared_by_its_file(name: str) -> None:
    old = _document(Section("s", "T", (Block("a", BlockKind.FIGURE, "", image="bild.png", alt=name),)))
    new = _document(Section("s", "T", (Block("b", BlockKind.FIGURE, "", image="bild.png", alt=name),)))
    assert _fates(compare(old, new)) == {"b": "same"}
