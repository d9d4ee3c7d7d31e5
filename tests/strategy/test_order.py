"""However people write, move, part and join: the order of the text stays sound."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import Scene, a_document, a_scene
from tests.strategy.helpers import a_draft
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy import actions
from werkstatt.strategy.models import Block, BlockRevision, Section, Version
from werkstatt.strategy.queries import document_of
from werkstatt.text.model import BlockKind, Document, content_hash
from werkstatt.text.model import Section as TextSection

STEPS = ("edit", "part", "join", "up", "down", "move", "delete", "restore", "add", "new", "sub", "swap", "dissolve")
steps = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 40), st.integers(0, 40)), max_size=14)


@pytest.fixture
def scene(db) -> Scene:
    """One town for all examples: making people takes longer than writing."""
    return a_scene()


@given(todo=steps)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_changes_keeps_the_order_sound_and_no_word_is_lost(
    scene: Scene, todo: list[tuple[str, int, int]]
):
    _scene, draft = a_draft(scene)
    deleted: list[str] = []
    for step, one, two in todo:
        try:
            _do(scene.editor, draft, step, one, two, deleted)
        except RuleBroken:
            continue  # refused: nothing may have changed, which the checks below see
        _check(draft)
    for uid in deleted:
        actions.restore_block(actor=scene.editor, version=draft, uid=uid)
    _check(draft)
    published = actions.publish_version(actor=scene.officer, draft=draft)
    assert content_hash(document_of(published)) == published.content_hash


def _do(actor, draft: Version, step: str, one: int, two: int, deleted: list[str]) -> None:
    blocks = list(Block.objects.filter(version=draft).select_related("version", "section").order_by("position"))
    sections = list(Section.objects.filter(version=draft).select_related("version").order_by("position"))
    block, section = blocks[one % len(blocks)], sections[two % len(sections)]
    match step:
        case "edit":
            actions.write_block(actor=actor, block=block, text=f"{block.text} Wort{one}.\n\nNeu{two}.")
        case "part":
            actions.part_block(actor=actor, block=block, at=two)
        case "join":
            actions.join_with_previous(actor=actor, block=block)
        case "up" | "down":
            actions.shift_block(actor=actor, block=block, direction=step)
        case "move":
            actions.move_to_end(actor=actor, block=block, section=section)
        case "delete":
            if len(blocks) > 1:
                actions.delete_block(actor=actor, block=block)
                deleted.append(block.uid)
        case "restore":
            if deleted:
                actions.restore_block(actor=actor, version=draft, uid=deleted.pop())
        case "add":
            after = section.blocks.order_by("position").last() if two % 2 else None
            actions.add_block(actor=actor, section=section, text=f"Satz {one}.", after=after)
        case "new":
            actions.add_section(actor=actor, version=draft, title=f"Abschnitt {one}", after=section)
        case "sub":
            actions.add_section(actor=actor, version=draft, title=f"Teil {one}", parent=section)
        case "swap":
            actions.move_section(actor=actor, section=section, direction="up" if one % 2 else "down")
        case "dissolve":
            actions.delete_section(actor=actor, section=section)


def _check(draft: Version) -> None:
    blocks = list(Block.objects.filter(version=draft).select_related("section").order_by("position", "pk"))
    positions = [block.position for block in blocks]
    assert all(left < right for left, right in pairwise(positions)), positions
    assert len({block.uid for block in blocks}) == len(blocks)
    # Blocks stand in the order of their sections, so that one sort by position reads the whole text.
    of_sections = [block.section.position for block in blocks]
    assert of_sections == sorted(of_sections)
    sections = list(Section.objects.filter(version=draft).select_related("parent").order_by("position"))
    assert [section.position for section in sections] == list(range(len(sections)))
    assert len({section.number for section in sections}) == len(sections)
    for section in sections:
        assert section.depth == section.number.count(".") + 1
        assert (section.parent.number if section.parent else "") == section.number.rpartition(".")[0]
    assert [block.id for block in document_of(draft).blocks()] == [block.uid for block in blocks]
    newest = {row.block_uid: row.text for row in BlockRevision.objects.filter(version=draft).order_by("number")}
    assert all(newest.get(block.uid, block.text) == block.text for block in blocks)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Trees of any shape, with any kinds of blocks."""
    text = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
    kinds = st.sampled_from(list(BlockKind))
    serial = iter(range(10_000))

    def block(kind: BlockKind, words: str) -> object:
        from werkstatt.text.model import Block as TextBlock

        return TextBlock(id=f"b{next(serial)}", kind=kind, text=words, level=len(words) % 3)

    blocks = st.lists(st.builds(block, kinds, text), max_size=3).map(tuple)
    leaf = st.builds(lambda own: TextSection(id=f"s{next(serial)}", title="Titel", blocks=own), blocks)
    trees = st.recursive(
        leaf,
        lambda below: st.builds(
            lambda own, children: TextSection(
                id=f"s{next(serial)}", title="Titel", blocks=own, sections=tuple(children), summary="Kurz."
            ),
            blocks,
            st.lists(below, min_size=1, max_size=3),
        ),
        max_leaves=6,
    )
    return Document(title="Text", sections=tuple(draw(st.lists(trees, min_size=1, max_size=3))))


@given(document=documents())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_saved_is_what_is_read(scene: Scene, document: Document):
    _scene, draft = a_draft(scene, document)
    assert document_of(draft) == document


@pytest.mark.django_db
def test_a_draft_from_a_version_says_the_same_with_the_same_ids():
    scene, draft = a_draft(document=a_document(chapters=3))
    published = actions.publish_version(actor=scene.officer, draft=draft)
    following = actions.start_draft(actor=scene.editor, base=published)
    assert document_of(following) == document_of(published)
    assert actions.start_draft(actor=scene.editor, base=published) == following
