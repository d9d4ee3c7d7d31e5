"""Motions of council groups: who moves, who changes, where they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import Scene, a_comment, a_consultation, a_member, a_scene, first_block, signed_in
from werkstatt.accounts.models import User
from werkstatt.assessment.actions import assess, release, whole_as_point
from werkstatt.assessment.rules import Verdict
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.actions import add_circle, remove_circle, rename_circle, set_circle_members
from werkstatt.organisations.models import Circle, Membership
from werkstatt.organisations.rules import CircleKind, Role
from werkstatt.participation.actions import Place, change_motion, merge_into, move, open_phase, submit, withdraw_motion
from werkstatt.participation.models import Contribution, ParticipationPhase, PassageTally, Placement
from werkstatt.participation.queries import figures_of
from werkstatt.participation.queries.intake import phases_to_record
from werkstatt.participation.rules import Kind, PhaseKind
from werkstatt.strategy.actions import open_wider, publish_version, start_draft
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.rules import Audience

pytestmark = pytest.mark.django_db


@dataclass
class Council:
    """A town whose council speaks about the public version, beside the citizens."""

    scene: Scene
    blue: Circle
    green: Circle
    of_blue: User
    of_green: User
    phase: ParticipationPhase

    def place(self) -> Place:
        return Place(block_uid=first_block(self.scene).uid, start=0, end=9)

    def moved(self, replacement: str = "Unsere Stadt", **more: object) -> Contribution:
        return move(
            actor=again(self.of_blue),
            phase=self.phase,
            group=self.blue,
            place=self.place(),
            replacement=replacement,
            reason="Sie gehört allen.",
            **more,  # type: ignore[arg-type]
        )

    def address(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.scene.town.slug, *args])


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def a_group(scene: Scene, name: str) -> tuple[Circle, User]:
    member = a_member(scene.town, Role.COUNCIL_MEMBER)
    group = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.COUNCIL_GROUP, name=name)
    set_circle_members(actor=scene.officer, circle=group, members=Membership.objects.filter(user=member))
    return group, member


def a_council_phase(scene: Scene, version: Version) -> ParticipationPhase:
    now = timezone.now()
    return open_phase(
        actor=scene.officer,
        version=version,
        kind=PhaseKind.COUNCIL,
        title="Beratung der Fraktionen",
        purpose="Was soll anders lauten?",
        latitude="Alles.",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
        answer_by=(now + timedelta(days=30)).date(),
    )


@pytest.fixture
def council() -> Council:
    scene = a_consultation()
    blue, of_blue = a_group(scene, "Fraktion Blau")
    green, of_green = a_group(scene, "Fraktion Grün")
    return Council(scene, blue, green, of_blue, of_green, a_council_phase(scene, scene.version))


def test_a_motion_has_a_number_of_the_same_series_and_the_name_of_its_group(council: Council) -> None:
    comment = a_comment(council.scene)
    motion = council.moved()
    assert motion.number == comment.number + 1
    assert (motion.kind, motion.alias, motion.circle) == (Kind.MOTION, "Fraktion Blau", council.blue)
    assert motion.suggestion.quote == first_block(council.scene).text[:9]
    assert AuditEntry.objects.get(verb="submit", object_id=motion.pk).actor_id == council.of_blue.pk
    rename_circle(actor=council.scene.officer, circle=council.blue, name="Fraktion Türkis")
    motion.refresh_from_db()
    assert motion.author == "Fraktion Blau"


def test_only_members_of_a_group_move_for_it(council: Council) -> None:
    for user in (council.of_green, council.scene.officer, council.scene.moderator, a_scene().officer):
        with pytest.raises(PermissionDenied):
            move(
                actor=again(user),
                phase=council.phase,
                group=council.blue,
                place=council.place(),
                replacement="Unsere Stadt",
                reason="Darum.",
            )


def test_only_groups_speak_in_their_phase_and_only_in_it(council: Council) -> None:
    with pytest.raises(RuleBroken):
        submit(phase=council.phase, place=council.place(), text="Ich auch", actor=again(council.of_blue))
    with pytest.raises(RuleBroken):
        move(
            actor=again(council.of_blue),
            phase=council.scene.phase,
            group=council.blue,
            place=council.place(),
            replacement="Unsere Stadt",
            reason="Darum.",
        )
    assert Client().get(council.address("contribute", council.phase.pk)).status_code == 404
    assert signed_in(council.of_blue).get(council.address("contribute", council.phase.pk)).status_code == 404


def test_a_motion_needs_a_reason_other_words_and_an_open_phase(council: Council) -> None:
    common = {"actor": again(council.of_blue), "phase": council.phase, "group": council.blue, "place": council.place()}
    with pytest.raises(RuleBroken, match="begründen"):
        move(**common, replacement="Unsere Stadt", reason=" \u200b")  # type: ignore[arg-type]
    with pytest.raises(RuleBroken):
        move(**common, replacement=first_block(council.scene).text[:9], reason="Darum.")  # type: ignore[arg-type]
    with clock.at(timezone.now() + timedelta(days=6)), pytest.raises(RuleBroken, match="beendet"):
        council.moved()
    assert not Contribution.objects.filter(kind=Kind.MOTION).exists()


def test_every_member_of_the_group_changes_and_withdraws_its_motions_and_nobody_else(council: Council) -> None:
    motion = council.moved()
    with pytest.raises(PermissionDenied):
        change_motion(actor=again(council.of_green), motion=motion, replacement="Eine Stadt", reason="Nein.")
    with pytest.raises(PermissionDenied):
        withdraw_motion(actor=again(council.of_green), motion=motion)
    changed = change_motion(actor=again(council.of_blue), motion=motion, replacement="Jede Stadt", reason="Besser so.")
    assert changed.alias == "Fraktion Blau"
    assert changed.edits.count() == 1
    with clock.at(timezone.now() + timedelta(days=6)):
        with pytest.raises(RuleBroken):
            change_motion(actor=again(council.of_blue), motion=motion, replacement="Keine Stadt", reason="Zu spät.")
        with pytest.raises(RuleBroken, match="beendet"):
            withdraw_motion(actor=again(council.of_blue), motion=motion)
    gone = withdraw_motion(actor=again(council.of_blue), motion=motion)
    assert (gone.state, gone.text) == ("withdrawn", "")
    set_circle_members(actor=council.scene.officer, circle=council.blue, members=[])
    with pytest.raises(PermissionDenied):
        council.moved()


def test_motions_do_not_count_among_what_citizens_say(council: Council) -> None:
    a_comment(council.scene, "Ein Wort von mir.")
    motion = council.moved()
    uid = first_block(council.scene).uid
    assert figures_of(council.scene.town).shown == 1
    assert PassageTally.objects.get(version=council.scene.version, block_uid=uid, start=-1).count == 1
    listed = Client().get(council.address("contributions")).content.decode()
    assert "Fraktion Blau" not in listed
    narrowed = Client().get(council.address("contributions") + "?art=motion").content.decode()
    assert "Fraktion Blau" in narrowed
    assert "Ein Wort von mir" not in narrowed
    own = Client().get(council.address("motions")).content.decode()
    assert "Antrag: Fraktion Blau" in own
    assert "Ein Wort von mir" not in own
    thread = Client().get(council.address("contribution", motion.number)).content.decode()
    assert "Antrag: Fraktion Blau" in thread


def test_a_motion_stays_in_the_margin_however_many_speak_after_it(council: Council) -> None:
    motion = council.moved()
    for n in range(5):
        a_comment(council.scene, f"Wort {n}")
    assert Placement.objects.get(contribution=motion).in_margin
    assert Placement.objects.filter(version=council.scene.version, in_margin=True).count() == 4
    version = council.scene.version
    page = Client().get(council.address("chapter", version.strategy.slug, version.number, 1)).content.decode()
    assert "Antrag: Fraktion Blau" in page


def test_a_motion_on_a_text_for_some_becomes_public_with_it(council: Council) -> None:
    scene = council.scene
    draft = start_draft(actor=scene.editor, base=scene.version)
    with pytest.raises(RuleBroken):
        a_council_phase(scene, draft)
    version = publish_version(actor=scene.officer, draft=draft, audience=Audience.CIRCLES, circles=[council.blue])
    with pytest.raises(RuleBroken, match="läuft schon"):
        a_council_phase(scene, version)
    with clock.at(timezone.now() + timedelta(days=10)):
        now = clock.now()
        phase = open_phase(
            actor=scene.officer,
            version=version,
            kind=PhaseKind.COUNCIL,
            title="Vorberatung",
            purpose="x",
            latitude="y",
            opens_at=now - timedelta(hours=1),
            closes_at=now + timedelta(days=5),
            answer_by=(now + timedelta(days=30)).date(),
        )
        block = Block.objects.filter(version=version)[0]
        words = {
            "phase": phase,
            "place": Place(block_uid=block.uid, start=0, end=9),
            "replacement": "Unsere Stadt",
            "reason": "Vorab gesagt.",
        }
        with pytest.raises(PermissionDenied):
            move(actor=again(council.of_green), group=council.green, **words)  # type: ignore[arg-type]
        motion = move(actor=again(council.of_blue), group=council.blue, **words)  # type: ignore[arg-type]
        assert not motion.is_public
        address = council.address("contribution", motion.number)
        assert "Vorab gesagt" not in Client().get(address).content.decode()
        assert "Vorab gesagt" not in Client().get(council.address("motions")).content.decode()
        assert "Vorab gesagt" in signed_in(council.of_blue).get(address).content.decode()
        open_wider(actor=scene.officer, version=version, audience=Audience.PUBLIC)
        assert "Vorab gesagt" in Client().get(address).content.decode()
        assert "Vorab gesagt" in Client().get(council.address("motions")).content.decode()


def test_a_motion_is_weighed_and_answered_like_everything_else(council: Council) -> None:
    motion = council.moved()
    with pytest.raises(RuleBroken, match="bleibt für sich"):
        merge_into(
            actor=council.scene.moderator, contribution=motion, target=a_comment(council.scene), reason="Dasselbe."
        )
    point = whole_as_point(actor=council.scene.moderator, contribution=motion)
    assert point.kind == "wording"
    assess(actor=council.scene.moderator, point=point, verdict=Verdict.DECLINED, reason="So steht es im Gesetz.")
    release(actor=council.scene.moderator, contribution=motion)
    assert "So steht es im Gesetz" in Client().get(council.address("contribution", motion.number)).content.decode()
    with pytest.raises(RuleBroken):
        withdraw_motion(actor=again(council.of_blue), motion=motion)
    with pytest.raises(RuleBroken, match="Anträge gestellt"):
        remove_circle(actor=council.scene.officer, circle=council.blue)


# Pages


def test_a_member_moves_from_the_start_page_to_the_number(council: Council) -> None:
    client = signed_in(council.of_blue)
    home = client.get(reverse("my-towns"), follow=True).content.decode()
    assert "Anträge stellen: Beratung der Fraktionen" in home
    block = first_block(council.scene)
    assert block.section.title in client.get(council.address("motion-new", council.phase.pk)).content.decode()
    section = client.get(council.address("motion-section", council.phase.pk, block.section.uid)).content.decode()
    assert "Diesen Absatz ändern" in section
    page = council.address("motion-block", council.phase.pk, block.uid)
    assert "ganzer Absatz" in client.get(page).content.decode()
    chosen = f"{page}?stelle=0-9"
    look = client.post(chosen, {"tun": "zeigen", "replacement": "Unsere Stadt", "text": ""})
    assert look.status_code == 200
    assert "<ins>" in look.content.decode()
    wrong = client.post(chosen, {"replacement": "Unsere Stadt", "text": ""})
    assert wrong.status_code == 422
    assert "Unsere Stadt" in wrong.content.decode()
    data = {"replacement": "Unsere Stadt", "text": "Sie gehört allen.", "form_key": "einmal"}
    done = client.post(chosen, data, follow=True)
    assert "hat die Nr. 1" in done.content.decode()
    client.post(chosen, data)
    assert Contribution.objects.filter(kind=Kind.MOTION).count() == 1
    assert "Fraktion Blau" in client.get(council.address("member-home")).content.decode()


def test_a_member_changes_and_withdraws_on_the_page_of_the_motion(council: Council) -> None:
    motion = council.moved()
    client, page = signed_in(council.of_blue), council.address("motion", motion.number)
    assert client.post(page, {"tun": "aendern", "replacement": "Jede Stadt", "text": ""}).status_code == 422
    client.post(page, {"tun": "aendern", "replacement": "Jede Stadt", "text": "Besser."})
    assert "Jede" in client.get(page).content.decode()
    assert client.post(page, {"tun": "x"}).status_code == 409
    client.post(page, {"tun": "zurueckziehen"})
    assert "zurückgezogen" in client.get(page).content.decode()


def test_pages_of_motions_do_not_exist_for_others(council: Council) -> None:
    motion, block = council.moved(), first_block(council.scene)
    addresses = [
        council.address("motion-new", council.phase.pk),
        council.address("motion-block", council.phase.pk, block.uid),
        council.address("motion", motion.number),
    ]
    expert = a_member(council.scene.town, Role.EXPERT)
    for user in (expert, council.scene.officer, a_scene().officer):
        for address in addresses:
            assert signed_in(user).get(address).status_code == 404
            assert signed_in(user).post(address, {"tun": "zurueckziehen"}).status_code in (404, 405)
    assert signed_in(council.of_green).get(addresses[2]).status_code == 404
    assert Client().get(addresses[0]).status_code == 302
    for forged in ("motion-new", "motion"):
        assert signed_in(council.of_blue).get(council.address(forged, 10**17)).status_code == 404


def test_the_start_page_asks_the_database_as_often_for_three_motions_as_for_one(council: Council) -> None:
    client, page = signed_in(council.of_blue), council.address("member-home")
    council.moved()
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    council.moved("Eine Stadt")
    council.moved("Jede Stadt")
    with CaptureQueriesContext(connection) as three:
        client.get(page)
    with CaptureQueriesContext(connection) as public:
        Client().get(council.address("motions"))
    assert len(one) == len(three) <= 12
    assert len(public) <= 5


def test_staff_pages_stay_closed_for_people_of_the_council(council: Council) -> None:
    client = signed_in(council.of_blue)
    for name in ("texts", "phases", "desk", "settings", "places"):
        assert client.get(council.address(name)).status_code == 403
    assert client.get(council.address("staff-home")).url == council.address("member-home")


def test_what_others_note_down_never_goes_into_the_phase_of_the_council(council: Council) -> None:
    scene = council.scene
    assert phases_to_record(scene.town, clock.now()) == [scene.phase]
