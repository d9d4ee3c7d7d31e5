"""Several people write at once, each with a connection of her own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.strategy.helpers import a_draft, block_at, texts, uids
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy import actions
from werkstatt.strategy.actions import EditConflict
from werkstatt.strategy.models import Block, BlockRevision, Version
from werkstatt.strategy.queries import verify_hashes

WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")


def at_once(*jobs: Callable[[], object]) -> list[Exception]:
    """Run all jobs at the same moment; what they raised."""
    start = threading.Barrier(len(jobs))
    raised: list[Exception] = []

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


@pytest.mark.usefixtures("several_connections")
def test_two_who_save_the_same_block_at_once_lose_no_word():
    scene, draft = a_draft()
    block = actions.edit_block(actor=scene.editor, block=block_at(draft), text=" und ".join(WORDS) + ".")
    base = block.revision

    def change(word: str) -> Callable[[], object]:
        text = block.text.replace(word, f"{word} {word.upper()}")
        return lambda: actions.edit_block(actor=scene.editor, block=block, text=text, revision=base)

    raised = at_once(*(change(word) for word in WORDS[::2]))
    result = block_at(draft).text
    assert raised == []
    assert all(f"{word} {word.upper()}" in result for word in WORDS[::2])
    assert all(word in result for word in WORDS)
    numbers = list(
        BlockRevision.objects.filter(block_uid=block.uid).order_by("number").values_list("number", flat=True)
    )
    assert numbers == list(range(1, base + 4))


@pytest.mark.usefixtures("several_connections")
def test_of_two_who_replace_the_same_word_at_once_one_is_asked():
    scene, draft = a_draft()
    block = block_at(draft)

    def change(word: str) -> Callable[[], object]:
        text = block.text.replace("einfach", word)
        return lambda: actions.edit_block(actor=scene.editor, block=block, text=text, revision=1)

    raised = at_once(change("sofort"), change("gratis"))
    assert [type(error) for error in raised] == [EditConflict]
    both = block_at(draft).text + raised[0].typed
    assert "sofort" in both
    assert "gratis" in both


@pytest.mark.usefixtures("several_connections")
def test_blocks_added_and_moved_at_once_all_have_a_place_of_their_own():
    scene, draft = a_draft()
    block = block_at(draft)
    section = block.section
    before = len(texts(draft))
    jobs: list[Callable[[], object]] = [
        lambda n=n: actions.add_block(actor=scene.editor, section=section, text=f"Neu {n}", after=block)
        for n in range(3)
    ]
    jobs.append(lambda: actions.shift_block(actor=scene.officer, block=block_at(draft, 3), direction="up"))
    assert at_once(*jobs) == []
    positions = list(Block.objects.filter(version=draft).values_list("position", flat=True))
    assert len(set(positions)) == len(positions) == before + 3
    assert len(set(uids(draft))) == before + 3


@pytest.mark.usefixtures("several_connections")
def test_publishing_and_writing_at_once_end_in_a_text_that_fits_its_hash():
    scene, draft = a_draft()
    blocks = [block_at(draft, place) for place in range(3)]
    jobs: list[Callable[[], object]] = [
        lambda block=block: actions.edit_block(actor=scene.editor, block=block, text=f"{block.text} Mehr.", revision=1)
        for block in blocks
    ]
    raised = at_once(lambda: actions.publish_version(actor=scene.officer, draft=draft), *jobs)
    assert all(isinstance(error, RuleBroken) for error in raised), raised
    assert verify_hashes(scene.town) == []
    assert Version.objects.get(pk=draft.pk).state == "consultation"
