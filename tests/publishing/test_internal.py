"""A text that is not public, and what is said about it: who finds it where, and that nobody else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import Scene, a_comment, a_consultation, a_member, a_scene, signed_in
from werkstatt.accounts.models import User
from werkstatt.assessment.actions import assess, release, whole_as_point
from werkstatt.assessment.rules import Verdict
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.actions import add_circle, set_circle_members
from werkstatt.organisations.models import Circle, Membership
from werkstatt.organisations.rules import CircleKind, Role
from werkstatt.participation.actions import Place, merge_into, open_phase, submit
from werkstatt.participation.models import Contribution, ParticipationPhase, PassageTally
from werkstatt.participation.queries import figures_of
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.actions import edit_block, open_wider, publish_version, start_draft
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.rules import Audience

pytestmark = pytest.mark.django_db

SECRET = "Zwölf Stellen fallen im Bürgerbüro weg."
WORDS = "Davon weiß der Personalrat noch nichts."


@dataclass
class Hidden:
    """A town whose first version is public and whose second one is for the staff council only."""

    scene: Scene
    circle: Circle
    version: Version
    block: Block
    phase: ParticipationPhase
    remark: Contribution
    reader: User
    people: dict[str, User] = field(default_factory=dict)

    def address(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.scene.town.slug, *args])

    @property
    def addresses(self) -> list[str]:
        """Every address below which the hidden text itself can be read."""
        slug = self.version.strategy.slug
        chapter = self.address("chapter", slug, 2, 1)
        return [
            self.address("version", slug, 2),
            chapter,
            f"{chapter}?aenderungen",
            f"{chapter}?einfach",
            self.address("compare", slug, 1, 2),
            self.address("thread", slug, 2, self.block.uid),
            *(self.address("download", slug, 2, name) for name in ("html", "md", "json")),
            self.address("contribute", self.phase.pk),
            self.address("contribute-block", self.phase.pk, self.block.uid),
        ]


def _days(**window: int) -> dict[str, object]:
    now = timezone.now()
    closes = now + timedelta(days=window.get("end", 5))
    return {
        "opens_at": now - timedelta(days=1),
        "closes_at": closes,
        "answer_by": (closes + timedelta(days=30)).date(),
        "title": "Unter uns",
        "purpose": "Was fehlt?",
        "latitude": "Alles.",
    }


@pytest.fixture
def hidden() -> Hidden:
    scene = a_consultation()
    town = scene.town
    people = {
        "staff": a_member(town, Role.STAFF_MEMBER),
        "council": a_member(town, Role.COUNCIL_MEMBER),
        "expert": a_member(town, Role.EXPERT),
        "lead": scene.lead,
        "administrator": scene.administrator,
        "stranger": a_scene().officer,
    }
    reader = a_member(town, Role.STAFF_MEMBER)
    circle = add_circle(actor=scene.officer, town=town, kind=CircleKind.STAFF_COUNCIL, name="Personalrat")
    set_circle_members(actor=scene.officer, circle=circle, members=Membership.objects.filter(user=reader))
    draft = start_draft(actor=scene.editor, base=scene.version)
    block = Block.objects.filter(version=draft).select_related("version__strategy", "section")[0]
    edit_block(actor=scene.editor, block=block, text=SECRET, revision=1)
    version = publish_version(actor=scene.officer, draft=draft, audience=Audience.CIRCLES, circles=[circle])
    phase = open_phase(actor=scene.officer, version=version, kind=PhaseKind.INTERNAL, **_days())  # type: ignore[arg-type]
    remark = submit(phase=phase, place=Place(block_uid=block.uid, start=0, end=5), text=WORDS, actor=_again(reader))
    return Hidden(scene, circle, version, block, phase, remark, reader, people)


def _again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def _text(answer: object) -> str:
    streamed = getattr(answer, "streaming", False)
    content = b"".join(answer.streaming_content) if streamed else answer.content  # type: ignore[attr-defined]
    if hasattr(answer, "close"):
        answer.close()
    return content.decode()


# Who reads


def test_those_it_was_given_to_read_it_at_its_lasting_address(hidden: Hidden) -> None:
    for user in (hidden.reader, hidden.scene.officer, hidden.scene.editor, hidden.scene.moderator):
        client = signed_in(user)
        for address in hidden.addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "no-store" in answer["Cache-Control"], address
            assert "X-Town" not in answer, address
            answer.close()
        page = client.get(hidden.addresses[1]).content.decode()
        assert SECRET.split()[-1] in page
        assert "Nicht öffentlich" in page
        assert "Personalrat" in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_for_everybody_else_it_does_not_exist(hidden: Hidden, method: str) -> None:
    clients = {"nobody": Client()} | {name: signed_in(user) for name, user in hidden.people.items()}
    for name, client in clients.items():
        for address in hidden.addresses:
            answer = getattr(client, method)(address)
            assert answer.status_code == 404, (name, address)
            assert "X-Town" not in answer
        assert client.post(hidden.address("contribute", hidden.phase.pk), {"text": "x"}).status_code == 404, name


def test_no_public_page_says_a_word_of_it(hidden: Hidden) -> None:
    slug = hidden.version.strategy.slug
    number = hidden.remark.number
    addresses = [
        hidden.address("town-home"),
        hidden.address("strategies"),
        hidden.address("version", slug, 1),
        hidden.address("chapter", slug, 1, 1),
        hidden.address("chapter", slug, 1, 1) + "?aenderungen",
        hidden.address("contributions"),
        hidden.address("contributions") + "?suche=Personalrat",
        hidden.address("contributions") + f"?suche={number}",
        hidden.address("contributions") + f"?phase={hidden.phase.pk}",
        hidden.address("contributions") + f"?fassung={hidden.version.pk}",
        hidden.address("contributions") + f"?fassung={hidden.version.pk}&absatz={hidden.block.uid}",
        hidden.address("contributions") + "?art=comment",
        hidden.address("contributions-file"),
        hidden.address("contributions-file") + f"?fassung={hidden.version.pk}&absatz={hidden.block.uid}",
        hidden.address("contribution", number),
        hidden.address("feed"),
        hidden.address("motions"),
    ]
    for client in (Client(), signed_in(hidden.people["staff"])):
        for address in addresses:
            page = _text(client.get(address, follow=True))
            assert SECRET not in page, address
            assert WORDS not in page, address
            assert "Fassung 2" not in page, address
            assert "Unter uns" not in page, address


def test_the_number_of_an_internal_contribution_leads_to_a_stub(hidden: Hidden) -> None:
    address = hidden.address("contribution", hidden.remark.number)
    page = Client().get(address)
    assert page.status_code == 200
    assert "Diese Nummer gehört zu einer nicht öffentlichen Beteiligung." in page.content.decode()
    assert WORDS not in page.content.decode()
    whole = signed_in(hidden.reader).get(address)
    assert WORDS in whole.content.decode()
    assert whole["Cache-Control"] == "private, no-store"


def test_the_public_total_counts_what_is_public(hidden: Hidden) -> None:
    a_comment(hidden.scene)
    assert figures_of(hidden.scene.town).shown == 1
    page = Client().get(hidden.address("contributions")).content.decode()
    assert "1 Beitrag" in page


def test_readers_see_what_was_said_beside_the_text_and_in_its_list(hidden: Hidden) -> None:
    client = signed_in(hidden.reader)
    assert WORDS in client.get(hidden.addresses[1]).content.decode()
    listed = client.get(hidden.address("contributions") + f"?fassung={hidden.version.pk}&absatz={hidden.block.uid}")
    assert WORDS in listed.content.decode()
    assert listed["Cache-Control"] == "private, no-store"


def test_who_spoke_in_an_internal_phase_is_not_kept(hidden: Hidden) -> None:
    assert hidden.remark.recorded_by_id is None
    assert not hidden.remark.is_public
    entry = AuditEntry.objects.get(verb="submit", object_id=hidden.remark.pk)
    assert entry.actor_id is None


def test_a_reader_speaks_through_the_page_and_others_cannot(hidden: Hidden) -> None:
    with pytest.raises(Exception, match="take_part"):
        submit(phase=hidden.phase, place=Place(), text="Ich auch", actor=_again(hidden.people["staff"]))
    with pytest.raises(Exception, match="take_part"):
        submit(phase=hidden.phase, place=Place(), text="Ich auch")
    page = signed_in(hidden.reader).get(hidden.address("contribute", hidden.phase.pk)).content.decode()
    assert "Wer Sie sind, wird nicht gespeichert" in page


# When it becomes public


def test_internal_words_stay_internal_when_the_text_becomes_public(hidden: Hidden) -> None:
    open_wider(actor=hidden.scene.officer, version=hidden.version, audience=Audience.PUBLIC)
    page = Client().get(hidden.addresses[1])
    assert page.status_code == 200
    assert "X-Town" in page
    assert SECRET.split()[-1] in page.content.decode()
    assert WORDS not in page.content.decode()
    assert "Nicht öffentlich" not in page.content.decode()
    assert not PassageTally.objects.filter(version=hidden.version, count__gt=0).exists()
    stub = Client().get(hidden.address("contribution", hidden.remark.number)).content.decode()
    assert "nicht öffentlichen Beteiligung" in stub
    hidden.phase.refresh_from_db()
    assert hidden.phase.closes_at <= timezone.now()
    assert signed_in(hidden.reader).get(hidden.address("contribute", hidden.phase.pk)).status_code == 404
    assert WORDS not in _text(Client().get(hidden.address("contributions-file")))


def test_internal_words_stay_with_the_version_they_were_said_about(hidden: Hidden) -> None:
    draft = start_draft(actor=hidden.scene.editor, base=hidden.version)
    third = publish_version(actor=hidden.scene.officer, draft=draft, audience=Audience.STAFF)
    address = hidden.address("chapter", third.strategy.slug, 3, 1)
    page = signed_in(hidden.people["staff"]).get(address).content.decode()
    assert SECRET.split()[-1] in page
    assert WORDS not in page


def test_the_words_of_a_version_in_between_never_show(hidden: Hidden) -> None:
    draft = start_draft(actor=hidden.scene.editor, base=hidden.version)
    block = Block.objects.filter(version=draft, uid=hidden.block.uid).select_related("version__strategy", "section")[0]
    edit_block(actor=hidden.scene.editor, block=block, text="Das Bürgerbüro bleibt, wie es ist.", revision=1)
    third = publish_version(actor=hidden.scene.officer, draft=draft)
    slug = third.strategy.slug
    for address in (
        hidden.address("version", slug, 3),
        hidden.address("chapter", slug, 3, 1) + "?aenderungen",
        hidden.address("compare", slug, 1, 3),
        hidden.address("thread", slug, 3, hidden.block.uid),
        hidden.address("town-home"),
    ):
        page = Client().get(address).content.decode()
        assert "Zwölf" not in page, address
        assert "Fassung 2" not in page, address
    assert Client().get(hidden.address("compare", slug, 2, 3)).status_code == 404
    assert "Fassung 1" in Client().get(hidden.address("chapter", slug, 3, 1)).content.decode()


def test_an_answered_internal_contribution_shows_nowhere(hidden: Hidden) -> None:
    moderator = hidden.scene.moderator
    point = whole_as_point(actor=moderator, contribution=hidden.remark)
    assess(actor=moderator, point=point, verdict=Verdict.DECLINED, reason="Das bleibt unter uns, Herr Nachbar.")
    release(actor=moderator, contribution=hidden.remark)
    for name in ("feed", "town-home", "contributions", "contributions-file"):
        page = _text(Client().get(hidden.address(name)))
        assert "Nachbar" not in page
        assert f"Nr. {hidden.remark.number} ist beantwortet" not in page
    assert "Nachbar" not in Client().get(hidden.address("contribution", hidden.remark.number)).content.decode()


def test_a_public_contribution_cannot_disappear_in_an_internal_one(hidden: Hidden) -> None:
    public = a_comment(hidden.scene)
    with pytest.raises(RuleBroken, match="intern"):
        merge_into(actor=hidden.scene.moderator, contribution=public, target=hidden.remark, reason="Dasselbe.")
    merge_into(actor=hidden.scene.moderator, contribution=hidden.remark, target=public, reason="Dasselbe.")
    page = Client().get(hidden.address("contribution", public.number)).content.decode()
    assert f"Nr. {hidden.remark.number}" not in page


# Phases


def test_a_phase_fits_to_who_may_read_the_text(hidden: Hidden) -> None:
    officer = hidden.scene.officer
    for version, kind in (
        (hidden.version, PhaseKind.PUBLIC),
        (hidden.version, PhaseKind.COUNCIL),
        (hidden.scene.version, PhaseKind.INTERNAL),
        (hidden.scene.version, PhaseKind.COUNCIL),
    ):
        with pytest.raises(RuleBroken):
            open_phase(actor=officer, version=version, kind=kind, **_days())  # type: ignore[arg-type]


def test_staff_see_only_the_phases_of_texts_they_may_read(hidden: Hidden) -> None:
    page = hidden.address("phases")
    assert "Unter uns" not in signed_in(hidden.people["staff"]).get(page).content.decode()
    assert "Unter uns" in signed_in(hidden.reader).get(page).content.decode()
    assert "Unter uns" not in signed_in(hidden.people["staff"]).get(hidden.address("staff-home")).content.decode()


# Speed


def test_a_hidden_text_costs_few_questions_and_a_public_one_as_many_as_before(hidden: Hidden) -> None:
    slug, client = hidden.version.strategy.slug, signed_in(hidden.reader)
    a_comment(hidden.scene)
    counted: dict[str, int] = {}
    for name, who, address in (
        ("hidden version", client, hidden.address("version", slug, 2)),
        ("hidden chapter", client, hidden.address("chapter", slug, 2, 1)),
        ("chapter", Client(), hidden.address("chapter", slug, 1, 1)),
        ("version", Client(), hidden.address("version", slug, 1)),
        ("contributions", Client(), hidden.address("contributions")),
    ):
        who.get(address)
        with CaptureQueriesContext(connection) as asked:
            who.get(address)
        counted[name] = len(asked)
    assert counted["chapter"] <= 7
    assert counted["version"] <= 5
    assert counted["contributions"] <= 7
    assert counted["hidden chapter"] <= 14
    assert counted["hidden version"] <= 12
