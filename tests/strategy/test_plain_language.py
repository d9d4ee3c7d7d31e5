"""Plain-language versions know which text they were written for."""

from __future__ import annotations

from collections import Counter

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import Scene, signed_in
from tests.strategy.helpers import a_draft, block_at, section_at
from werkstatt.core import schedule
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.navigation import Task
from werkstatt.strategy import actions
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.plain_language import (
    changes_between,
    easy_parts,
    seen_from_line,
    seen_to_line,
    sentences_changed,
)
from werkstatt.strategy.queries import stale_summaries_of
from werkstatt.strategy.waiting import stale_plain_language
from werkstatt.text.sentences import sentences

pytestmark = pytest.mark.django_db

SENTENCES = st.sampled_from(
    ["Die Stadt hilft.", "Alle sind dabei.", "Das Amt antwortet schnell.", "Das Amt antwortet.", "Es kostet nichts."]
)
TEXTS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.lists(SENTENCES, max_size=4).map(" ".join), max_size=4
)


def changed(draft: Version, position: int = 0) -> list[tuple[str, str]]:
    """The sentences that the section's plain-language version does not know."""
    sections = list(Section.objects.filter(version=draft).order_by("position"))
    blocks = list(Block.objects.filter(version=draft).order_by("position"))
    return [(one.before, one.after) for one in sentences_changed(sections[position], sections, blocks)]


def rewrite(scene: Scene, draft: Version, text: str, position: int = 0) -> None:
    actions.edit_block(actor=scene.editor, block=block_at(draft, position), text=text)


def test_only_the_sentences_that_changed_are_named():
    scene, draft = a_draft()
    old = block_at(draft).text
    assert changed(draft) == []
    rewrite(scene, draft, old.replace("Wer Hilfe braucht", "Wer Rat braucht"))
    assert changed(draft) == [
        ("Wer Hilfe braucht, bekommt sie im Bürgerbüro a.", "Wer Rat braucht, bekommt sie im Bürgerbüro a.")
    ]


def test_a_new_paragraph_and_one_that_is_gone_count_as_well():
    scene, draft = a_draft()
    actions.add_block(actor=scene.editor, section=section_at(draft), text="Das ist neu.", after=block_at(draft))
    actions.delete_block(actor=scene.editor, block=block_at(draft, 3))
    assert changed(draft) == [("", "Das ist neu."), ("Ein Portal für alle Anträge", "")]


def test_parting_joining_and_reordering_paragraphs_is_no_change_of_a_sentence():
    scene, draft = a_draft()
    block = block_at(draft)
    actions.part_block(actor=scene.editor, block=block, at=block.text.index("Wer"))
    actions.shift_block(actor=scene.editor, block=block_at(draft), direction="down")
    assert changed(draft) == []


def test_a_section_below_with_words_of_its_own_is_no_matter_of_the_one_above():
    scene, draft = a_draft()
    actions.edit_section(actor=scene.editor, section=section_at(draft, 1), summary="Selbst erklärt.")
    below = Block.objects.filter(section=section_at(draft, 1))[0]
    actions.edit_block(actor=scene.editor, block=below, text="Ganz anders.")
    assert changed(draft, 0) == []
    assert len(changed(draft, 1)) == 3


def test_the_next_draft_keeps_words_and_basis_and_so_the_flag():
    scene, draft = a_draft()
    rewrite(scene, draft, "Ganz neu geschrieben.")
    before = changed(draft)
    version = actions.publish_version(actor=scene.officer, draft=draft)
    assert before
    assert changed(actions.start_draft(actor=scene.editor, base=version)) == before


def test_a_row_from_before_the_basis_was_kept_says_nothing():
    scene, draft = a_draft()
    Section.objects.filter(version=draft).update(summary_basis=None)
    rewrite(scene, draft, "Ganz neu geschrieben.")
    assert changed(draft) == []
    assert stale_summaries_of(scene.town) == []


def test_still_right_takes_the_flag_away_and_changes_no_word():
    scene, draft = a_draft()
    rewrite(scene, draft, "Ganz neu geschrieben.")
    words = section_at(draft).summary
    actions.confirm_summary(actor=scene.editor, section=section_at(draft))
    assert changed(draft) == []
    assert section_at(draft).summary == words
    empty = section_at(draft, 1)
    with pytest.raises(RuleBroken, match="noch keine"):
        actions.confirm_summary(actor=scene.editor, section=empty)


def test_what_changed_after_the_page_was_opened_stays_flagged():
    scene, draft = a_draft()
    seen = seen_from_line(seen_to_line(Block.objects.filter(version=draft)))
    rewrite(scene, draft, "Inzwischen anders.")
    actions.write_summary(actor=scene.editor, section=section_at(draft), summary="Neu erklärt.", seen=seen)
    assert "Inzwischen anders." in [new for _old, new in changed(draft)]
    actions.delete_block(actor=scene.editor, block=block_at(draft, 1))
    actions.confirm_summary(actor=scene.editor, section=section_at(draft), seen=seen)
    assert any(not new for _old, new in changed(draft))


def test_two_who_rewrite_it_at_once_both_keep_their_words():
    scene, draft = a_draft()
    client, section = signed_in(scene.editor), section_at(draft)
    here = reverse("draft-section", args=[scene.town.slug, draft.strategy.slug, section.uid])
    actions.write_summary(actor=scene.officer, section=section, summary="Die andere war schneller.")
    sent = {"tun": "einfach", "summary": "Meine Fassung.", "was": section.summary, "seen": ""}
    answer = client.post(here, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meine Fassung." in page
    assert "Die andere war schneller." in page
    assert section_at(draft).summary == "Die andere war schneller."
    client.post(here, sent | {"was": "Die andere war schneller."})
    assert section_at(draft).summary == "Meine Fassung."


def test_the_editor_shows_the_change_beside_the_words_and_opens_them_beside_the_original():
    scene, draft = a_draft()
    rewrite(scene, draft, block_at(draft).text.replace("Hilfe", "Rat"))
    client, section = signed_in(scene.editor), section_at(draft)
    here = reverse("editor-chapter", args=[scene.town.slug, draft.strategy.slug, 1])
    page = client.get(here).content.decode()
    assert "Veraltet" in page
    assert "Im Original hat sich seitdem ein Satz geändert." in page
    assert "Stimmt noch" in page
    opened = client.get(f"{here}?einfach={section.uid}").content.decode()
    assert "Das Original" in opened
    assert f'name="seen" value="{block_at(draft).uid}:2' in opened
    post = reverse("draft-section", args=[scene.town.slug, draft.strategy.slug, section.uid])
    client.post(post, {"tun": "stimmt"})
    assert "Veraltet" not in client.get(here).content.decode()
    assert client.post(post, {"tun": "einfach", "summary": "x" * 30_000}).status_code == 422
    hostile = {"tun": "einfach", "summary": "\u202ea <script>", "seen": "x:1 y:9999999999999 :: z:-1"}
    assert client.post(post, hostile).status_code == 302
    assert client.post(post, hostile | {"summary": "a\x00b"}).status_code == 422


def test_it_stands_in_the_list_of_what_waits_and_on_the_page_for_publishing(django_assert_max_num_queries):
    scene, draft = a_draft()
    assert stale_plain_language(scene.town, scene.editor) == []
    rewrite(scene, draft, "Ganz neu geschrieben.")
    with django_assert_max_num_queries(3):
        (task,) = stale_plain_language(scene.town, scene.editor)
    assert isinstance(task, Task)
    assert (task.count, "einfach=" in task.url) == (1, True)
    assert stale_plain_language(scene.town, scene.lead) == []
    version = actions.publish_version(actor=scene.officer, draft=draft)
    assert stale_plain_language(scene.town, scene.editor) == []
    actions.start_draft(actor=scene.editor, base=version)
    page = signed_in(scene.officer).get(reverse("publish", args=[scene.town.slug, draft.strategy.slug]))
    assert "Eine einfache Fassung ist älter als der Text" in page.content.decode()


def test_of_equal_sentences_the_one_in_the_changed_paragraph_is_named():
    before = {"a": "Das Amt hilft.", "b": "Das Amt hilft.", "c": "Das Amt hilft."}
    (change,) = changes_between(before, before | {"b": "Das Amt hilft sofort."})
    assert (change.before, change.after, change.block_uid) == ("Das Amt hilft.", "Das Amt hilft sofort.", "b")


@given(before=TEXTS, now=TEXTS)
def test_changes_are_exactly_the_sentences_that_are_not_in_both(before: dict[str, str], now: dict[str, str]):
    def count(texts: dict[str, str]) -> Counter[str]:
        return Counter(text[start:end] for text in texts.values() for start, end in sentences(text))

    changes = changes_between(before, now)
    assert Counter(one.before for one in changes if one.before) == count(before) - count(now)
    assert Counter(one.after for one in changes if one.after) == count(now) - count(before)
    assert all(one.before != one.after for one in changes)


def test_paragraphs_and_lists_are_read_as_people_type_them():
    parts = easy_parts("Erster Satz.\nGleich darunter.\n\n- eins\n- zwei\nDanach.\n\n\n-\n")
    assert [(part.lines, part.is_list) for part in parts] == [
        (("Erster Satz.", "Gleich darunter."), False),
        (("eins", "zwei"), True),
        (("Danach.",), False),
        (("-",), False),
    ]


def test_old_previews_are_cleared_every_day_without_being_asked():
    assert "strategy.clear_previews" in schedule.run_all()
