"""What is kept as it is written equals what a recount finds, after whatever happened."""

from __future__ import annotations

import random

import pytest

from tests.factories import a_comment, a_consultation, a_document, an_answer, first_block
from tests.participation import counts
from werkstatt.core.errors import RuleBroken
from werkstatt.participation import tally
from werkstatt.participation.actions import (
    Place,
    confirm_place,
    dismiss_place,
    merge_into,
    publish,
    reopen_place,
    submit,
    withdraw,
    withhold,
)
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.queries import chapter_voices, counts_by_section, figures_of
from werkstatt.participation.rules import OPEN, WAITING
from werkstatt.strategy.actions import delete_block, edit_block, publish_version, start_draft
from werkstatt.strategy.models import Block, Section, Version

pytestmark = pytest.mark.django_db


def check(scene) -> None:
    for version in Version.objects.filter(strategy=scene.version.strategy):
        assert counts.kept_tally(version) == counts.recounted_tally(version)
        assert counts.kept_margin(version) == counts.recounted_margin(version)
    assert counts.kept_states(scene.phase) == counts.recounted_states(scene.phase)


class Town:
    """A town in which random things happen."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.scene = a_consultation(document=a_document(chapters=2, paragraphs=2))
        self.newest = self.scene.version

    def speak(self) -> None:
        block = self.random.choice(list(Block.objects.filter(version=self.scene.version)))
        end = self.random.choice([5, 9, len(block.text)])
        whole_section = Place(section_uid=block.section.uid)
        place = self.random.choice([Place(block_uid=block.uid, start=0, end=end), whole_section, Place()])
        new = "Neu gesagt" if place.block_uid and self.random.random() < 0.4 else None
        submit(phase=self.scene.phase, place=place, text="Ein Wort dazu.", replacement=new)

    def moderate(self) -> None:
        said = self.any_contribution()
        staff = self.scene.moderator
        match self.random.randrange(5):
            case 0:
                withhold(actor=staff, contribution=said, reason="Netiquette.")
            case 1:
                publish(actor=staff, contribution=said)
            case 2:
                merge_into(actor=staff, contribution=said, target=self.any_contribution(), reason="Dasselbe.")
            case 3:
                withdraw(actor=staff, contribution=said)
            case _ if said.state in OPEN:
                an_answer(self.scene, said)
            case _:
                raise RuleBroken("nothing to answer")

    def settle(self) -> None:
        places = list(Placement.objects.filter(version=self.newest).exclude(version=self.scene.version))
        if not places:
            return
        placement = self.random.choice(places)
        block = self.random.choice(list(Block.objects.filter(version=self.newest).select_related("section")))
        match self.random.randrange(4):
            case 0:
                confirm_place(actor=self.scene.editor, placement=placement, block=block, start=0, end=3)
            case 1:
                confirm_place(actor=self.scene.editor, placement=placement, section=block.section)
            case 2:
                dismiss_place(actor=self.scene.editor, placement=placement)
            case _:
                reopen_place(actor=self.scene.editor, placement=placement)

    def go_on(self) -> None:
        draft = start_draft(actor=self.scene.editor, base=self.newest)
        blocks = list(Block.objects.filter(version=draft))
        for block in self.random.sample(blocks, 3):
            if self.random.random() < 0.5:
                delete_block(actor=self.scene.editor, block=block)
            else:
                edit_block(actor=self.scene.editor, block=block, text=f"Ganz neu. {block.text[10:]} Und mehr.")
        self.newest = publish_version(actor=self.scene.officer, draft=draft)

    def any_contribution(self) -> Contribution:
        return self.random.choice(list(Contribution.objects.filter(phase=self.scene.phase)))


@pytest.mark.parametrize("seed", range(6))
def test_after_any_sequence_of_actions_the_counts_equal_a_recount(seed):
    town = Town(seed)
    town.speak()
    done = 0
    for step in range(36):
        deed = town.random.choice([town.speak, town.speak, town.moderate, town.moderate, town.settle])
        try:
            (town.go_on if step in (12, 24) else deed)()
            done += 1
        except RuleBroken:
            continue
        check(town.scene)
    assert done > 15  # otherwise nothing has been tried


def test_the_total_is_visible_contributions_and_explained_stubs():
    scene = a_consultation()
    said = [a_comment(scene, text=f"Nr. {n}") for n in range(6)]
    withhold(actor=scene.moderator, contribution=said[0], reason="Werbung.")
    merge_into(actor=scene.moderator, contribution=said[1], target=said[2], reason="Dasselbe.")
    withdraw(actor=scene.moderator, contribution=said[3])
    figures = figures_of(scene.town, scene.phase)
    assert (figures.visible, figures.stubs, figures.shown) == (3, 3, 6)
    assert figures.shown == scene.phase.contributions.count()


def test_the_margin_keeps_the_newest_three_of_each_paragraph():
    scene = a_consultation()
    block = first_block(scene)
    other = Block.objects.filter(version=scene.version)[1]
    numbers = [a_comment(scene).number for _ in range(5)]
    elsewhere = a_comment(scene, block=other).number
    voices = chapter_voices(scene.version, [block.section.uid])
    assert [remark.number for remark in voices.remarks[block.uid]] == numbers[:1:-1]
    assert [remark.number for remark in voices.remarks[other.uid]] == [elsewhere]
    assert voices.count_of_block == {block.uid: 5, other.uid: 1}
    assert voices.count_of_section == {block.section.uid: 6}


def test_a_withheld_remark_makes_room_in_the_margin_and_comes_back():
    scene = a_consultation()
    block = first_block(scene)
    said = [a_comment(scene) for _ in range(4)]

    def margin() -> list[int]:
        remarks = chapter_voices(scene.version, [block.section.uid]).remarks[block.uid]
        return [remark.number for remark in remarks]

    withhold(actor=scene.moderator, contribution=said[3], reason="Werbung.")
    assert margin() == [3, 2, 1]
    publish(actor=scene.moderator, contribution=said[3])
    assert margin() == [4, 3, 2]


def test_reading_a_chapter_costs_three_queries_however_many_spoke(django_assert_num_queries):
    scene = a_consultation()
    uids = [section.uid for section in Section.objects.filter(version=scene.version)]
    for _ in range(2):
        for _ in range(3):
            a_comment(scene)
        with django_assert_num_queries(3):
            chapter_voices(scene.version, uids)
    with django_assert_num_queries(1):
        assert sum(counts_by_section(scene.version).values()) == 6


def test_rebuilding_changes_nothing_that_was_right():
    scene = a_consultation()
    for _ in range(5):
        a_comment(scene)
    before = counts.kept_tally(scene.version), counts.kept_margin(scene.version)
    tally.rebuild(scene.version.pk, scene.town.pk)
    assert (counts.kept_tally(scene.version), counts.kept_margin(scene.version)) == before
    assert not Placement.objects.filter(version=scene.version, status__in=WAITING).exists()
