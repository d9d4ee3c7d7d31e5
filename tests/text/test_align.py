from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.text.strategies import text
from werkstatt.text.align import align

LONG = "Die Stadt baut das schnelle Netz bis zum Jahr 2030 in allen Ortsteilen aus."
OTHER = "Beim Bürgeramt kann man Termine bald rund um die Uhr online vereinbaren."


@given(st.lists(text, max_size=6), st.lists(text, max_size=6))
def test_every_paragraph_occurs_once_at_most(old: list[str], new: list[str]) -> None:
    pairs = align(old, new)
    assert len({pair.old for pair in pairs}) == len(pairs) == len({pair.new for pair in pairs})
    assert all(0 <= pair.similarity <= 1 for pair in pairs)


@given(st.lists(text, max_size=6, unique=True))
def test_an_unchanged_text_is_aligned_with_itself(paragraphs: list[str]) -> None:
    assert [(p.old, p.new) for p in align(paragraphs, paragraphs)] == [(i, i) for i in range(len(paragraphs))]


def test_known_pairs_are_kept_even_if_nothing_is_similar() -> None:
    assert [(p.old, p.new) for p in align([LONG, OTHER], [OTHER, LONG], [(0, 0)])] == [(0, 0)]


def test_a_pair_known_twice_is_taken_once() -> None:
    assert len(align([LONG, LONG], [LONG], [(0, 0), (1, 0)])) == 1


def test_an_edited_paragraph_is_found_at_its_place() -> None:
    edited = LONG.replace("schnelle", "neue")
    assert [(p.old, p.new) for p in align([OTHER, LONG], [OTHER, "Neu.", edited])] == [(0, 0), (1, 2)]


def test_an_edited_paragraph_is_found_elsewhere() -> None:
    edited = LONG.replace("schnelle", "neue")
    assert sorted((p.old, p.new) for p in align([LONG, OTHER], [OTHER, edited])) == [(0, 1), (1, 0)]


def test_repeated_paragraphs_follow_their_neighbours() -> None:
    assert [(p.old, p.new) for p in align(["(leer)", LONG, "(leer)"], [LONG, "(leer)"])] == [(1, 0), (2, 1)]
