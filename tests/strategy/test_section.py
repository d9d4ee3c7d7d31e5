"""The sections of a draft."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import a_document
from tests.strategy.helpers import a_draft, section_at, texts
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy import actions
from werkstatt.strategy.models import Section, Version
from werkstatt.text.model import Document
from werkstatt.text.model import Section as TextSection

pytestmark = pytest.mark.django_db


def contents(draft: Version) -> list[str]:
    return [f"{row.number} {row.title}" for row in Section.objects.filter(version=draft).order_by("position")]


def test_heading_and_summary_are_changed_each_on_its_own():
    scene, draft = a_draft()
    section = section_at(draft)
    actions.edit_section(actor=scene.editor, section=section, title=" Neu \n gefasst ")
    actions.edit_section(actor=scene.editor, section=section, summary="Kurz gesagt.")
    assert (section_at(draft).title, section_at(draft).summary) == ("Neu gefasst", "Kurz gesagt.")


@pytest.mark.parametrize("title", ["", "  ", "x" * 201])
def test_a_heading_that_is_missing_or_too_long_is_refused(title: str):
    scene, draft = a_draft()
    with pytest.raises(RuleBroken) as caught:
        actions.edit_section(actor=scene.editor, section=section_at(draft), title=title)
    assert "title" in caught.value.fields


def test_new_sections_stand_behind_another_one_inside_of_it_or_at_the_end():
    scene, draft = a_draft()
    actions.add_section(actor=scene.editor, version=draft, title="Behind", after=section_at(draft, 0))
    actions.add_section(actor=scene.editor, version=draft, title="Inside", parent=section_at(draft, 0))
    actions.add_section(actor=scene.editor, version=draft, title="Last")
    assert contents(draft) == [
        "1 Feld 1",
        "1.1 Erste Schritte",
        "1.2 Inside",
        "2 Behind",
        "3 Feld 2",
        "3.1 Erste Schritte",
        "4 Last",
    ]


def test_a_chapter_moves_with_everything_below_it_and_the_text_follows():
    scene, draft = a_draft()
    before = texts(draft)
    actions.move_section(actor=scene.editor, section=section_at(draft, 2), direction="up")
    assert contents(draft) == ["1 Feld 2", "1.1 Erste Schritte", "2 Feld 1", "2.1 Erste Schritte"]
    assert texts(draft) == before[-3:] + before[:-3]
    actions.move_section(actor=scene.editor, section=section_at(draft, 0), direction="up")
    actions.move_section(actor=scene.editor, section=section_at(draft, 0), direction="down")
    assert texts(draft) == before


def test_a_heading_goes_but_its_words_stay_and_its_parts_move_up():
    scene, draft = a_draft(document=a_document(chapters=3))
    before = texts(draft)
    actions.delete_section(actor=scene.editor, section=section_at(draft, 2))
    assert contents(draft) == ["1 Feld 1", "1.1 Erste Schritte", "2 Erste Schritte", "3 Feld 3", "3.1 Erste Schritte"]
    assert texts(draft) == before


def test_neither_the_only_section_goes_nor_the_first_with_words():
    scene, draft = a_draft()
    with pytest.raises(RuleBroken):
        actions.delete_section(actor=scene.editor, section=section_at(draft))
    single = Document(title="Kurz", sections=(TextSection(id="eins", title="Eins"),))
    _scene, short = a_draft(scene, single)
    with pytest.raises(RuleBroken):
        actions.delete_section(actor=scene.editor, section=section_at(short))


def test_sections_do_not_nest_without_end():
    scene, draft = a_draft()
    section = section_at(draft)
    for _depth in range(5):
        section = actions.add_section(actor=scene.editor, version=draft, title="Tiefer", parent=section)
    assert section.depth == 6
    with pytest.raises(RuleBroken):
        actions.add_section(actor=scene.editor, version=draft, title="Zu tief", parent=section)


def test_who_may_not_edit_cannot_touch_sections():
    scene, draft = a_draft()
    section = section_at(draft)
    for attempt in (
        lambda: actions.edit_section(actor=scene.moderator, section=section, title="Nein"),
        lambda: actions.add_section(actor=scene.moderator, version=draft, title="Nein"),
        lambda: actions.move_section(actor=scene.moderator, section=section, direction="down"),
        lambda: actions.delete_section(actor=scene.moderator, section=section),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_section_moves_into_another_chapter_with_everything_below_it():
    scene, draft = a_draft()
    first, second = section_at(draft, 0), section_at(draft, 2)
    words = texts(draft)
    moved = actions.place_section(actor=scene.editor, section=first, parent=second)
    rows = list(Section.objects.filter(version=draft).order_by("position").values_list("number", "title"))
    assert rows == [("1", "Feld 2"), ("1.1", "Erste Schritte"), ("1.2", "Feld 1"), ("1.2.1", "Erste Schritte")]
    assert sorted(texts(draft)) == sorted(words)
    assert texts(draft)[-1] == words[5]
    alone = actions.place_section(actor=scene.editor, section=moved, parent=None)
    assert (alone.number, alone.depth, alone.parent_id) == ("2", 1, None)


def test_a_section_never_stands_in_itself_nor_too_deep():
    scene, draft = a_draft()
    with pytest.raises(RuleBroken, match="in sich selbst"):
        actions.place_section(actor=scene.editor, section=section_at(draft), parent=section_at(draft, 1))
    deep = section_at(draft, 1)
    for _level in range(4):
        deep = actions.add_section(actor=scene.editor, version=draft, title="Tiefer", parent=deep)
    with pytest.raises(RuleBroken, match="So tief"):
        actions.place_section(
            actor=scene.editor, section=Section.objects.get(version=draft, title="Feld 2"), parent=deep
        )
