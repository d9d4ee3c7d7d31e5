"""States of a version, and that a published text never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from tests.factories import a_scene
from tests.strategy.helpers import a_draft, block_at, section_at
from werkstatt.core import slots
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.strategy import actions
from werkstatt.strategy.models import Block, Section, Strategy, Version
from werkstatt.strategy.queries import document_of, verify_hashes
from werkstatt.strategy.rules import VersionState, may_become, next_states, steps_from
from werkstatt.text.model import Document, content_hash
from werkstatt.text.model import Section as TextSection

pytestmark = pytest.mark.django_db


def published() -> tuple[object, Version]:
    scene, draft = a_draft()
    return scene, actions.publish_version(actor=scene.officer, draft=draft)


@pytest.fixture
def missing() -> Iterator[list[str]]:
    """What the gate before the council has to say."""
    messages: list[str] = []

    def gate(version: Version) -> list[str]:
        return messages

    before = slots._fillers["strategy.submission.gate"]
    slots._fillers["strategy.submission.gate"] = [gate]
    yield messages
    slots._fillers["strategy.submission.gate"] = before


# ── Publishing ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_publishing_freezes_the_text_under_a_hash_that_the_rows_give_again():
    scene, version = published()
    assert version.state == VersionState.CONSULTATION
    assert version.content_hash == content_hash(document_of(Version.objects.get(pk=version.pk)))
    assert verify_hashes(scene.town) == []


def test_the_next_version_supersedes_the_one_before():
    scene, version = published()
    draft = actions.start_draft(actor=scene.editor, base=version)
    actions.edit_block(actor=scene.editor, block=block_at(draft), text="Ganz anders.")
    second = actions.publish_version(actor=scene.officer, draft=draft, state=VersionState.CANDIDATE)
    version.refresh_from_db()
    assert (version.state, second.state, second.number) == ("superseded", "candidate", 2)
    assert version.content_hash != second.content_hash
    assert verify_hashes(scene.town) == []


def test_an_empty_draft_a_wrong_state_and_the_wrong_person_do_not_publish():
    scene, draft = a_draft()
    with pytest.raises(PermissionDenied):
        actions.publish_version(actor=scene.editor, draft=draft)
    with pytest.raises(RuleBroken):
        actions.publish_version(actor=scene.officer, draft=draft, state=VersionState.ADOPTED)
    empty = Document(title="Leer", sections=(TextSection(id="leer", title="Leer"),))
    _scene, blank = a_draft(scene, empty)
    with pytest.raises(RuleBroken):
        actions.publish_version(actor=scene.officer, draft=blank)
    actions.publish_version(actor=scene.officer, draft=draft)
    with pytest.raises(RuleBroken):
        actions.publish_version(actor=scene.officer, draft=draft)


def test_a_strategy_never_takes_the_address_of_a_page():
    scene = a_scene()
    slugs = [
        actions.begin_empty(actor=scene.editor, town=scene.town, title=title, chapter="Eins").strategy.slug
        for title in ("Neu", "Einlesen", "Bilder", "Neu", "Ärmel & Öl", "!!!")
    ]
    assert slugs == ["neu-2", "einlesen-2", "bilder-2", "neu-3", "aermel-oel", "strategie"]


# ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_way_between_states_is_open_exactly_where_the_rules_say_so():
    scene, version = published()
    for now in VersionState:
        if now is VersionState.DRAFT:
            continue
        for then in VersionState:
            Version.objects.filter(pk=version.pk).update(state=now)
            if may_become(now, then):
                moved = actions.move_version(actor=scene.officer, version=version, state=then)
                assert moved.state == then
            else:
                with pytest.raises(RuleBroken):
                    actions.move_version(actor=scene.officer, version=version, state=then)


def test_every_way_on_has_a_verb_and_a_consequence():
    for now in VersionState:
        if now is not VersionState.DRAFT:
            assert {step.state for step in steps_from(now)} == next_states(now)
            assert all(str(step.verb) and str(step.consequence) for step in steps_from(now))


def test_a_state_nobody_knows_is_refused():
    scene, version = published()
    with pytest.raises(RuleBroken):
        actions.move_version(actor=scene.officer, version=version, state="forged")


def test_what_is_missing_stops_the_way_to_the_council(missing: list[str]):
    scene, version = published()
    for state in (VersionState.EVALUATION, VersionState.CANDIDATE):
        missing.append("Drei Punkte sind noch offen.")
        version = actions.move_version(actor=scene.officer, version=version, state=state)
    with pytest.raises(RuleBroken) as caught:
        actions.move_version(actor=scene.officer, version=version, state=VersionState.SUBMITTED)
    assert "Drei Punkte sind noch offen." in caught.value.message
    assert "override_reason" in caught.value.fields
    missing.clear()
    moved = actions.move_version(actor=scene.officer, version=version, state=VersionState.SUBMITTED)
    assert moved.state == VersionState.SUBMITTED


def test_a_reason_opens_the_way_to_the_council_and_is_recorded(missing: list[str]):
    scene, version = published()
    missing.append("Drei Punkte sind noch offen.")
    for state in (VersionState.EVALUATION, VersionState.CANDIDATE):
        actions.move_version(actor=scene.officer, version=version, state=state)
    with pytest.raises(RuleBroken):
        actions.move_version(actor=scene.officer, version=version, state=VersionState.SUBMITTED, override_reason=" \n")
    actions.move_version(
        actor=scene.officer, version=version, state=VersionState.SUBMITTED, override_reason="Die Sitzung ist morgen."
    )
    entry = AuditEntry.objects.filter(verb="move_version").order_by("-id")[0]
    assert entry.data["override_reason"] == "Die Sitzung ist morgen."
    assert entry.data["missing"] == ["Drei Punkte sind noch offen."]
    assert entry.actor == scene.officer


# ── Immutability ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_action_changes_a_published_text():
    scene, version = published()
    block, section = block_at(version), section_at(version)
    attempts: list[Callable[[], object]] = [
        lambda: actions.edit_block(actor=scene.editor, block=block, text="Neu"),
        lambda: actions.write_block(actor=scene.editor, block=block, text="Neu"),
        lambda: actions.add_block(actor=scene.editor, section=section, text="Neu"),
        lambda: actions.delete_block(actor=scene.editor, block=block),
        lambda: actions.restore_block(actor=scene.editor, version=version, uid=block.uid),
        lambda: actions.move_block(actor=scene.editor, block=block, section=section_at(version, 1), after=None),
        lambda: actions.shift_block(actor=scene.editor, block=block, direction="down"),
        lambda: actions.part_block(actor=scene.editor, block=block, at=9),
        lambda: actions.join_with_previous(actor=scene.editor, block=block_at(version, 1)),
        lambda: actions.edit_section(actor=scene.editor, section=section, title="Neu"),
        lambda: actions.add_section(actor=scene.editor, version=version, title="Neu"),
        lambda: actions.move_section(actor=scene.editor, section=section, direction="down"),
        lambda: actions.delete_section(actor=scene.editor, section=section_at(version, 1)),
    ]
    for attempt in attempts:
        with pytest.raises(RuleBroken):
            attempt()
    assert verify_hashes(scene.town) == []


def test_neither_orm_nor_raw_sql_changes_a_published_text():
    scene, version = published()
    _scene, draft = a_draft(scene)
    block, section = block_at(version), section_at(version)
    mine = block_at(draft)

    def sql(statement: str, *values: object) -> Callable[[], object]:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement, values)

        return run

    attempts: list[Callable[[], object]] = [
        lambda: Block.objects.filter(pk=block.pk).update(text="Neu"),
        lambda: Block.objects.filter(pk=block.pk).delete(),
        lambda: Section.objects.filter(pk=section.pk).update(title="Neu"),
        lambda: section.delete(),
        lambda: Block.objects.create(
            municipality=scene.town,
            version=version,
            section=section,
            uid="neu",
            position=99,
            kind="paragraph",
            text="x",
        ),
        lambda: version.delete(),
        lambda: Version.objects.filter(pk=version.pk).update(state="draft", content_hash="", published_at=None),
        lambda: Version.objects.filter(pk=version.pk).update(content_hash="0" * 64),
        lambda: Version.objects.filter(pk=version.pk).update(language="en"),
        lambda: Strategy.objects.filter(pk=version.strategy_id).update(title="Umbenannt"),
        sql("UPDATE strategy_block SET text = 'Neu' WHERE id = %s", block.pk),
        sql("UPDATE strategy_block SET marks = '[]', version_id = %s WHERE id = %s", draft.pk, block.pk),
        sql("UPDATE strategy_block SET version_id = %s WHERE id = %s", version.pk, mine.pk),
        sql("UPDATE strategy_section SET version_id = %s WHERE id = %s", version.pk, mine.section_id),
        sql("DELETE FROM strategy_block WHERE version_id = %s", version.pk),
        sql("UPDATE strategy_section SET summary = 'Neu' WHERE id = %s", section.pk),
        sql("UPDATE strategy_version SET number = 7 WHERE id = %s", version.pk),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="a published version never changes"), transaction.atomic():
            attempt()
    assert verify_hashes(scene.town) == []
    assert Version.objects.get(pk=version.pk).content_hash == version.content_hash


def test_a_text_that_was_tampered_with_below_the_guards_is_found():
    scene, version = published()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER strategy_block_frozen_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL waits for them before it alters the table
            cursor.execute("ALTER TABLE strategy_block DISABLE TRIGGER strategy_block_frozen")
    Block.objects.filter(pk=block_at(version).pk).update(text="Untergeschoben")
    assert verify_hashes(scene.town) == [version]
    assert verify_hashes(a_scene().town) == []


def test_a_draft_may_still_be_renamed_and_thrown_away():
    _scene, draft = a_draft()
    Strategy.objects.filter(pk=draft.strategy_id).update(title="Anders")
    Block.objects.filter(version=draft).delete()
    draft.delete()
    assert not Version.objects.filter(pk=draft.pk).exists()
