"""The invariants of the domain that hold so far, one after the other, through the public doors.

Each name is the invariant's sentence. What is behind it is tried closer where it lives: here is the one place where
all of them can be read. (8 to 15 speak of things that are not built yet.)
"""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.addresses import address_of, routes
from tests.factories import (
    a_busy_town,
    a_comment,
    a_consultation,
    a_scene,
    a_suggestion,
    an_answer,
    first_block,
    signed_in,
)
from tests.publishing.helpers import changed_text
from tests.walls import everything_of, rows_across
from werkstatt.assessment.actions import assess, release, split
from werkstatt.assessment.actions.point import Part
from werkstatt.assessment.rules import Verdict
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.participation.actions import (
    Place,
    confirm_address,
    confirm_place,
    edit_own,
    leave_address,
    merge_into,
    submit,
    withdraw,
    withhold,
)
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.queries import figures_of
from werkstatt.participation.rules import Channel, PlacementStatus
from werkstatt.strategy.actions import delete_block, edit_block, move_version, publish_version, start_draft
from werkstatt.strategy.models import Block
from werkstatt.strategy.queries import document_of
from werkstatt.strategy.rules import VersionState
from werkstatt.text.model import content_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def page(scene, name: str, *args: object) -> str:
    return Client().get(reverse(name, args=[scene.town.slug, *args])).content.decode()


def test_invariant_1_a_published_version_never_changes_and_a_contribution_stays_tied_to_the_version_it_was_made_on(
    scene,
):
    remark = a_comment(scene)
    before = scene.version.content_hash
    with pytest.raises(RuleBroken):
        edit_block(actor=scene.editor, block=first_block(scene), text="Heimlich anders.", revision=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Block.objects.filter(version=scene.version).update(text="An allem vorbei.")
    changed_text(scene, a_suggestion(scene))
    remark.refresh_from_db()
    scene.version.refresh_from_db()
    assert remark.version == scene.version
    assert scene.version.content_hash == before == content_hash(document_of(scene.version))
    assert "Fassung 1" in page(scene, "contribution", remark.number)


def test_invariant_2_public_numbers_are_never_reused_and_a_merged_or_withheld_contribution_leaves_a_visible_stub(scene):
    first, second, third = (a_comment(scene, text=f"Bemerkung {n}") for n in range(3))
    withhold(actor=scene.moderator, contribution=first, reason="Nennt einen Namen.")
    merge_into(actor=scene.moderator, contribution=second, target=third, reason="Sagt dasselbe.")
    withdraw(actor=scene.moderator, contribution=third)
    assert a_comment(scene).number == 4
    with pytest.raises(DatabaseError), transaction.atomic():
        Contribution.objects.filter(number=4).update(number=1)
    assert "Nennt einen Namen." in page(scene, "contribution", first.number)
    assert "Sagt dasselbe." in page(scene, "contribution", second.number)
    assert "Bemerkung 0" not in page(scene, "contribution", first.number)


def test_invariant_3_the_total_shown_is_visible_contributions_and_explained_stubs(scene):
    said = [a_comment(scene, text=f"Bemerkung {n}") for n in range(4)]
    withhold(actor=scene.moderator, contribution=said[0], reason="Werbung.")
    merge_into(actor=scene.moderator, contribution=said[1], target=said[2], reason="Dasselbe.")
    figures = figures_of(scene.town, scene.phase)
    assert figures.shown == figures.visible + figures.stubs == 2 + 2
    found = page(scene, "contributions")
    assert all(reverse("contribution", args=[scene.town.slug, one.number]) in found for one in said)


def test_invariant_4_a_contribution_counts_as_answered_only_when_every_point_has_a_verdict_with_a_reason(scene):
    remark = a_comment(scene, text="Erstens mehr Licht. Zweitens mehr Bänke.")
    parts = [Part(title="Licht", start=0, end=19), Part(title="Bänke", start=20, end=40)]
    points = split(actor=scene.moderator, contribution=remark, parts=parts)
    assess(actor=scene.moderator, point=points[0], verdict=Verdict.DECLINED, reason="Dafür fehlt das Geld.")
    with pytest.raises(RuleBroken):
        release(actor=scene.moderator, contribution=remark)
    with pytest.raises(RuleBroken):
        assess(actor=scene.moderator, point=points[1], verdict=Verdict.DECLINED, reason=" ")
    assert figures_of(scene.town).answered == 0
    assess(actor=scene.moderator, point=points[1], verdict=Verdict.DECLINED, reason="Die stehen schon.")
    release(actor=scene.moderator, contribution=remark)
    assert figures_of(scene.town).answered == 1


def test_invariant_5_adopted_needs_a_linked_change_in_the_text_or_says_openly_that_it_is_still_to_come(scene):
    waits = a_comment(scene)
    an_answer(scene, waits, Verdict.ADOPTED)
    assert "steht noch aus" in page(scene, "contribution", waits.number)
    done = a_suggestion(scene)
    changed_text(scene, done)
    found = page(scene, "contribution", done.number)
    assert "steht noch aus" not in found
    assert "Fassung 2" in found


def test_invariant_6_a_version_cannot_be_submitted_while_points_are_unassessed_and_an_override_is_logged(scene):
    a_comment(scene)
    version = scene.version
    for state in (VersionState.EVALUATION, VersionState.CANDIDATE):
        version = move_version(actor=scene.officer, version=version, state=state)
    with pytest.raises(RuleBroken):
        move_version(actor=scene.officer, version=version, state=VersionState.SUBMITTED)
    reason = "Der Rat tagt nur noch einmal vor der Wahl."
    move_version(actor=scene.officer, version=version, state=VersionState.SUBMITTED, override_reason=reason)
    assert reason in str([entry.data for entry in AuditEntry.objects.filter(object_type="version")])


def test_invariant_7_the_server_enforces_deadlines_and_what_comes_late_on_paper_is_dated_and_flagged(scene):
    place = Place(block_uid=first_block(scene).uid, start=0, end=9)
    late = scene.phase.closes_at + timedelta(hours=1)
    with clock.at(late):
        with pytest.raises(RuleBroken):
            submit(phase=scene.phase, place=place, text="Noch schnell.")
        letter = submit(
            phase=scene.phase,
            place=place,
            text="Mein Brief.",
            actor=scene.moderator,
            channel=Channel.PAPER,
            received_at=late,
        )
    assert letter.is_late
    assert letter.received_at == late
    assert "Nach dem Ende der Beteiligung angekommen." in page(scene, "contribution", letter.number)


def test_invariant_16_public_pages_and_exports_contain_aliases_only():
    busy = a_busy_town("Reiher")
    scene = busy.scene
    said = a_comment(scene, text="Worte von heute.", alias="Nachtigall")
    confirm_address(contact=leave_address(contribution=said, email="zaunkoenig@example.org"))
    edit_own(contribution=said, text="Worte von morgen.", alias="Nachtigall")
    spoken = a_comment(scene, text="Am Stand gesagt.", actor=scene.moderator, channel="event", event_name="Markt")
    hidden = a_comment(scene, text="Eine Frechheit sondergleichen.", alias="Habicht")
    withhold(actor=scene.moderator, contribution=hidden, reason="Nennt einen Namen.")
    secrets = ["zaunkoenig", busy.email, busy.email.lower(), "Worte von heute", "sondergleichen", "Habicht"]
    secrets += [each.email for each in busy.people.values()] + [scene.moderator.name, f"Barriere {busy.word}"]
    assert spoken.recorded_by == scene.moderator
    seen = ""
    for address in [*public_addresses(busy), *files_of(busy)]:
        words = words_of(Client().get(address))
        assert [secret for secret in secrets if secret in words] == [], address
        seen += words
    assert seen.count("Nachtigall") > 5
    assert seen.count("Worte von morgen.") > 5


def public_addresses(busy) -> list[str]:
    """Every page for everybody, but those that a private link opens."""
    private = {"signed", "token", "secret", "uidb36", "key"}
    return [
        address_of(route, busy)
        for route in routes()
        if route.of_town and not route.is_staff and not private & set(route.parameters)
    ]


def files_of(busy) -> list[str]:
    """Every file about every phase, in every format; and every contribution's page."""
    scene = busy.scene
    slug = scene.town.slug
    files = [(name, form) for name, forms in FILES.items() for form in forms]
    made = [reverse(name, args=[slug, phase.pk, form]) for phase in (scene.phase, busy.council) for name, form in files]
    numbers = Contribution.objects.filter(municipality=scene.town).values_list("number", flat=True)
    pages = [reverse(name, args=[slug, n]) for n in numbers for name in ("contribution", "contribution-data")]
    text = [
        reverse("download", args=[slug, scene.version.strategy.slug, 1, form])
        for form in ("pdf", "md", "html", "json", "odt", "docx")
    ]
    return [*made, *pages, *text]


FILES = {"phase-synopsis": ("pdf", "xlsx"), "phase-data": ("csv", "xlsx", "json")}


def words_of(response) -> str:
    """All words of a page or file."""
    content = b"".join(response) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if "spreadsheet" in kind:
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return content.decode(errors="replace")


def test_invariant_17_what_belongs_to_one_municipality_is_invisible_to_every_other_one():
    busy = a_busy_town("Reiher")
    kept = everything_of(busy.scene.town)
    other = a_consultation(a_scene())
    officer = signed_in(other.officer)
    for name in ("town-home", "contributions", "staff-home", "desk", "texts", "phases", "mails", "settings-people"):
        assert busy.word not in officer.get(reverse(name, args=[other.town.slug])).content.decode(), name
    for name, number in (("desk-item", busy.answered.number), ("settings-circle", busy.group.pk)):
        assert officer.get(reverse(name, args=[busy.scene.town.slug, number])).status_code == 404
    assert rows_across() == []
    assert everything_of(busy.scene.town) == kept


def test_invariant_18_a_remark_is_never_moved_without_either_an_exact_match_or_a_persons_confirmation(scene):
    blocks = list(Block.objects.filter(version=scene.version).select_related("version__strategy", "section"))
    stays, moves = a_comment(scene, block=blocks[0]), a_comment(scene, block=blocks[1])
    draft = start_draft(actor=scene.editor, base=scene.version)
    gone = Block.objects.select_related("version__strategy", "section").get(version=draft, uid=blocks[1].uid)
    delete_block(actor=scene.editor, block=gone)
    version = publish_version(actor=scene.officer, draft=draft)
    exact = Placement.objects.get(version=version, contribution=stays)
    assert (exact.status, exact.block_uid) == (PlacementStatus.EXACT, blocks[0].uid)
    question = Placement.objects.get(version=version, contribution=moves)
    assert question.status not in (PlacementStatus.EXACT, PlacementStatus.CONFIRMED)
    reader = reverse("chapter", args=[scene.town.slug, version.strategy.slug, version.number, 1])
    mark = reverse("contribution", args=[scene.town.slug, moves.number])
    assert mark not in Client().get(reader).content.decode()
    here = Block.objects.select_related("section").get(version=version, uid=blocks[0].uid)
    confirm_place(actor=scene.editor, placement=question, block=here)
    question.refresh_from_db()
    assert question.status == PlacementStatus.CONFIRMED
    assert question.confirmed_by == scene.editor
