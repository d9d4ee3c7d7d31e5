from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.strategies import blocks, edited, text, wild_text
from werkstatt.text.anchors import Anchor, make_anchor
from werkstatt.text.carry import Placement, PlacementStatus, carry_over, carry_over_text, paragraphs
from werkstatt.text.editing import merge_blocks, split_block
from werkstatt.text.model import Block, BlockKind

NET = "Die Stadt baut das schnelle Netz bis zum Jahr 2030 in allen Ortsteilen aus."
OFFICE = "Beim Bürgeramt kann man Termine bald rund um die Uhr online vereinbaren."
SCHOOL = "Jede Schule bekommt Geräte, eine Ansprechperson und Zeit für Fortbildung."
TOWN = "Auf dem Marktplatz entsteht ein Treffpunkt, an dem Ehrenamtliche bei Fragen helfen."


def _block(identifier: str, words: str, *origins: str) -> Block:
    return Block(identifier, BlockKind.PARAGRAPH, words, origins=origins)


def _anchor(block: Block, quote: str) -> Anchor:
    start = block.text.index(quote)
    return make_anchor(block, start, start + len(quote))


def _text(old: str, new: str, quote: str) -> tuple[str, str | None]:
    """Status and words of the new place of a quote."""
    start = old.index(quote)
    (placed,) = carry_over_text(old, new, [(start, start + len(quote))])
    words = None if placed.start is None else new[placed.start : placed.end]
    return placed.status.value, words


# Laws


@st.composite
def _ranges(draw: st.DrawFn, words: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(words) - 1))
    return start, draw(st.integers(start + 1, len(words)))


@st.composite
def _partly_edited(draw: st.DrawFn) -> tuple[list[Block], list[Block], str]:
    """Blocks, the same with all but one edited, dropped or shuffled, and the id of the untouched one."""
    old = list(draw(blocks(max_size=5).filter(lambda found: any(block.text for block in found))))
    untouched = draw(st.sampled_from([block for block in old if block.text]))
    new = []
    for block in draw(st.permutations(old)):
        if block is untouched:
            new.append(block)
        elif draw(st.booleans()):
            new.append(_block(block.id, draw(edited(block.text))))
    return old, new, untouched.id


@given(_partly_edited(), st.data())
def test_an_anchor_in_an_unchanged_block_stays_exact(
    case: tuple[list[Block], list[Block], str], data: st.DataObject
) -> None:
    old, new, identifier = case
    block = next(block for block in old if block.id == identifier)
    start, end = data.draw(_ranges(block.text))
    (placed,) = carry_over([make_anchor(block, start, end)], old, new)
    assert placed == Placement(PlacementStatus.EXACT, identifier, start, end, 1.0)


@given(text.filter(str.strip), st.data())
def test_in_an_unchanged_text_every_place_stays_exact(words: str, data: st.DataObject) -> None:
    old = f"{NET}\n\n{words}\n\n{OFFICE}"
    start, end = data.draw(_ranges(old).filter(lambda r: "\n" not in old[slice(*r)]))
    (placed,) = carry_over_text(old, old, [(start, end)])
    assert (placed.status, placed.start, placed.end) == (PlacementStatus.EXACT, start, end)


@settings(max_examples=150)
@given(st.lists(wild_text, max_size=5), st.lists(wild_text, max_size=5), st.data())
def test_whatever_the_texts_a_place_is_a_place_and_exact_means_exact(
    old_parts: list[str], new_parts: list[str], data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(old_parts), max_size=3)) if old_parts else []
    old, new = "\n\n".join(old_parts), "\n\n".join(data.draw(st.permutations(new_parts + kept)))
    ranges = [data.draw(_ranges(old)) for _ in range(3)] if old else []
    placements = carry_over_text(old, new, ranges)
    assert len(placements) == len(ranges)
    for (start, end), placed in zip(ranges, placements, strict=True):
        if placed.status is PlacementStatus.GONE:
            assert (placed.block, placed.start, placed.end) == (None, None, None)
            continue
        assert placed.start is not None
        assert placed.end is not None
        assert 0 <= placed.start < placed.end <= len(new)
        assert 0 <= placed.confidence <= 1
        if placed.status is PlacementStatus.EXACT:
            assert new[placed.start : placed.end].strip() == old[start:end].strip()


@settings(max_examples=60)
@given(blocks(), blocks(), st.data())
def test_whatever_the_blocks_a_place_lies_in_its_block(
    old: tuple[Block, ...], other: tuple[Block, ...], data: st.DataObject
) -> None:
    new = tuple(data.draw(st.permutations(old + tuple(_block(f"n{b.id}", b.text, "b0") for b in other))))
    anchors = [make_anchor(block) for block in old]
    texts = {block.id: block.text for block in new}
    for placed in carry_over(anchors, old, new):
        assert placed.block is not None
        assert placed.end is not None
        assert placed.end <= len(texts[placed.block])


# What is placed


def test_a_changed_word_beside_the_quote_does_not_matter() -> None:
    assert _text(NET, NET.replace("schnelle", "neue"), "bis zum Jahr 2030") == ("exact", "bis zum Jahr 2030")


def test_a_changed_word_in_the_quote_is_told() -> None:
    assert _text(NET, NET.replace("2030", "2032"), "bis zum Jahr 2030 in allen") == (
        "changed",
        "bis zum Jahr 2032 in allen",
    )


def test_a_quote_that_moved_word_for_word_is_found() -> None:
    assert _text(f"{NET}\n\n{OFFICE}", f"{OFFICE}\n\nNeu: {NET}", NET) == ("exact", NET)


def test_a_paragraph_that_moved_and_changed_is_found() -> None:
    new = f"{OFFICE}\n\n{SCHOOL}\n\n{NET.replace('schnelle', 'neue')}"
    assert _text(f"{NET}\n\n{OFFICE}\n\n{SCHOOL}", new, "das schnelle Netz bis zum Jahr") == (
        "changed",
        "das neue Netz bis zum Jahr",
    )


def test_a_place_over_two_paragraphs_is_followed() -> None:
    old, new = f"{NET}\n\n{OFFICE}\n\n{SCHOOL}", f"{TOWN}\n\n{NET}\n\n{OFFICE}\n\n{SCHOOL}"
    assert _text(old, new, "Ortsteilen aus.\n\nBeim Bürgeramt") == ("exact", "Ortsteilen aus.\n\nBeim Bürgeramt")


def test_paragraphs_of_files_from_windows_are_separated_too() -> None:
    assert paragraphs("eins\r\n\r\nzwei \n \n\n  drei\n") == [(0, 5), (8, 13), (19, 24)]


# What is not placed


def test_a_deleted_passage_is_gone() -> None:
    assert _text(f"{NET}\n\n{OFFICE}", NET, "Termine bald rund um die Uhr") == ("gone", None)


def test_a_deleted_sentence_of_a_kept_paragraph_is_not_placed() -> None:
    status, _ = _text(f"{NET} {OFFICE} {SCHOOL}", f"{NET} {SCHOOL}", OFFICE)
    assert status in ("gone", "unsure")


def test_two_equally_good_places_are_a_question() -> None:
    new = f"{OFFICE} {NET} Gut so.\n\n{SCHOOL}\n\n{TOWN} {NET} Ja."
    assert _text(NET, new, NET) == ("unsure", NET)
    assert _text(f"{NET}\n\n{SCHOOL}", new, NET) == ("exact", NET), "its neighbour decides"


def test_a_short_quote_elsewhere_is_a_question_at_most() -> None:
    status, _ = _text(f"{NET}\n\nDer Rat tagt.", f"{NET}\n\n{TOWN}\n\nEs gibt Der Rat als Heft.", "Der Rat")
    assert status in ("gone", "unsure")


def test_the_twin_of_a_deleted_passage_is_not_taken_for_it() -> None:
    first, second = "Der Kreis Ahorn zahlt im Jahr 5 Euro.", "Der Kreis Buche zahlt im Jahr 5 Euro."
    status, _ = _text(f"{first}\n\n{OFFICE}\n\n{second}", f"{OFFICE}\n\n{second}", "zahlt im Jahr 5 Euro")
    assert status in ("gone", "unsure")


def test_a_range_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit a text of 3 characters"):
        carry_over_text("abc", "abc", [(2, 9)])


# Blocks


def test_same_block_and_same_quote_is_exact_however_much_else_changed() -> None:
    old = _block("a", f"{NET} Ja.")
    new = _block("a", f"{OFFICE} {SCHOOL} Und bis zum Jahr 2030 noch mehr.")
    (placed,) = carry_over([_anchor(old, "bis zum Jahr 2030")], [old], [new])
    assert placed.status is PlacementStatus.EXACT
    assert new.text[placed.start : placed.end] == "bis zum Jahr 2030"


def test_a_short_quote_of_the_same_block_is_exact_however_much_else_changed() -> None:
    old, new = _block("a", NET), _block("a", f"Ganz anders: Im Jahr 2030 eröffnet {OFFICE}")
    (placed,) = carry_over([_anchor(old, "2030")], [old], [new])
    assert (placed.status, placed.start) == (PlacementStatus.EXACT, new.text.index("2030"))


def test_a_word_does_not_stand_in_a_longer_word() -> None:
    old, new = _block("a", "Wir bauen das Netz aus."), _block("a", "Das Netzwerk der Ehrenamtlichen trifft sich.")
    (placed,) = carry_over([_anchor(old, "Netz")], [old], [new])
    assert not placed.is_placed


def test_an_anchor_on_a_whole_block_goes_with_its_block() -> None:
    old, new = _block("a", NET), _block("a", f"Vorab: {NET.replace('2030', '2032')} {OFFICE}")
    (placed,) = carry_over([make_anchor(old)], [old], [new])
    assert (placed.status, placed.start, placed.end) == (PlacementStatus.CHANGED, 0, len(new.text))
    (placed,) = carry_over([make_anchor(old)], [old], [_block("a", SCHOOL)])
    assert placed.status is PlacementStatus.UNSURE


def test_a_block_that_was_split_is_followed_into_its_second_half() -> None:
    old = _block("a", f"{NET} {OFFICE}")
    new = [*split_block(old, len(NET), "b"), _block("c", SCHOOL)]
    (placed,) = carry_over([_anchor(old, "rund um die Uhr")], [old], new)
    assert (placed.status, placed.block) == (PlacementStatus.EXACT, "b")


def test_a_block_that_was_merged_is_followed_into_the_other() -> None:
    old = [_block("a", NET), _block("b", OFFICE)]
    (placed,) = carry_over([_anchor(old[1], "rund um die Uhr")], old, [merge_blocks(*old)])
    assert (placed.status, placed.block) == (PlacementStatus.EXACT, "a")


def test_an_unknown_block_or_quote_is_not_placed() -> None:
    block = _block("a", NET)
    anchors = [Anchor("x", 0, 3, "Die"), Anchor("a", 0, 5, "Kabel")]
    assert [placed.status.value for placed in carry_over(anchors, [block], [block])] == ["gone", "gone"]


def test_a_quote_that_stands_elsewhere_in_its_block_is_a_question() -> None:
    block = _block("a", NET)
    (placed,) = carry_over([Anchor("a", 0, 4, "Netz")], [block], [block])
    assert placed.status is PlacementStatus.UNSURE
    assert block.text[placed.start : placed.end] == "Netz"


def test_a_place_whose_words_went_to_two_blocks_is_a_question() -> None:
    old = _block("a", f"{NET} {OFFICE}")
    new = list(split_block(old, len(NET), "b"))
    (placed,) = carry_over([make_anchor(old)], [old], new)
    assert placed.status is PlacementStatus.UNSURE


def test_a_picture_without_caption_goes_with_its_block() -> None:
    figure = Block("f", BlockKind.FIGURE, "", image="bild.png")
    (placed,) = carry_over([make_anchor(figure)], [figure], [_block("a", NET), figure])
    assert (placed.status, placed.block) == (PlacementStatus.EXACT, "f")
    (placed,) = carry_over([make_anchor(figure)], [figure], [_block("a", NET)])
    assert placed.status is PlacementStatus.GONE
