"""Towns, people, texts and contributions for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from werkstatt.accounts.actions import add_person
from werkstatt.accounts.models import User
from werkstatt.assessment.actions import assess, release, whole_as_point
from werkstatt.assessment.rules import Verdict
from werkstatt.core.actors import OPERATOR
from werkstatt.organisations.actions import add_member, add_town, add_unit
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.organisations.rules import Role
from werkstatt.participation.actions import Place, open_phase, submit
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.strategy.actions import begin_strategy, publish_version
from werkstatt.strategy.models import Block, Version
from werkstatt.text.model import Block as TextBlock
from werkstatt.text.model import BlockKind, Document, Section

PASSWORD = "ein-langes-Passwort-4711"
_serial = count(1)


@dataclass
class Scene:
    """A town with one person for every role, and what happens in it."""

    town: Municipality
    unit: Unit
    officer: User
    editor: User
    moderator: User
    lead: User
    administrator: User
    version: Version = None  # type: ignore[assignment]
    phase: ParticipationPhase = None  # type: ignore[assignment]


def a_town(name: str = "", **fields: str) -> Municipality:
    """A town of its own for each call."""
    n = next(_serial)
    return add_town(actor=OPERATOR, name=name or f"Musterau {n}", slug=fields.pop("slug", f"musterau-{n}"), **fields)


def a_member(town: Municipality, role: Role, unit: Unit | None = None) -> User:
    """A person with this role in the town."""
    n = next(_serial)
    user = add_person(email=f"person{n}@example.org", name=f"Kim Muster{n}", password=PASSWORD)
    add_member(actor=OPERATOR, town=town, user=user, role=role, unit=unit)
    return user


def a_scene(**town: str) -> Scene:
    """A town with an office and one person for every role."""
    place = a_town(**town)
    unit = add_unit(actor=OPERATOR, town=place, name="Amt für Digitales")
    return Scene(
        town=place,
        unit=unit,
        officer=a_member(place, Role.DIGITAL_OFFICER),
        editor=a_member(place, Role.EDITOR),
        moderator=a_member(place, Role.MODERATOR),
        lead=a_member(place, Role.DEPARTMENT_LEAD, unit),
        administrator=a_member(place, Role.ADMINISTRATOR),
    )


def a_document(chapters: int = 2, paragraphs: int = 2, title: str = "Digitalstrategie Musterau") -> Document:
    """A text with chapters, a subsection each, a list and a table in the first one."""
    n = next(_serial)

    def paragraph(chapter: int, place: str, position: int) -> TextBlock:
        return TextBlock(
            id=f"b{n}c{chapter}{place}{position}",
            kind=BlockKind.PARAGRAPH,
            text=(
                f"Die Stadt bietet in Kapitel {chapter} ihre Dienste Nummer {position} einfach an. "
                f"Wer Hilfe braucht, bekommt sie im Bürgerbüro {place}."
            ),
        )

    sections = []
    for chapter in range(1, chapters + 1):
        blocks = [paragraph(chapter, "a", position) for position in range(1, paragraphs + 1)]
        if chapter == 1:
            blocks.append(TextBlock(id=f"b{n}i1", kind=BlockKind.ITEM, text="Ein Portal für alle Anträge"))
            blocks.append(TextBlock(id=f"b{n}i2", kind=BlockKind.ITEM, text="Ein Telefon, an dem jemand abhebt"))
            blocks.append(
                TextBlock(
                    id=f"b{n}t1",
                    kind=BlockKind.TABLE,
                    text="Dienst\tStand\nUmzug melden\tgeht\nHund anmelden\tgeht nicht",
                    header_rows=1,
                )
            )
        sections.append(
            Section(
                id=f"s{n}c{chapter}",
                title=f"Feld {chapter}",
                summary=f"Das Feld {chapter} in einfachen Worten." if chapter == 1 else "",
                blocks=tuple(blocks),
                sections=(
                    Section(id=f"s{n}c{chapter}u", title="Erste Schritte", blocks=(paragraph(chapter, "b", 1),)),
                ),
            )
        )
    return Document(title=title, sections=tuple(sections))


def a_consultation(scene: Scene | None = None, document: Document | None = None, **phase: object) -> Scene:
    """A scene whose first version is published and open for contributions."""
    scene = scene or a_scene()
    draft = begin_strategy(actor=scene.editor, town=scene.town, document=document or a_document())
    scene.version = publish_version(actor=scene.officer, draft=draft)
    now = timezone.now()
    dates = {"opens_at": now - timedelta(days=7), "closes_at": now + timedelta(days=7)}
    dates |= phase  # type: ignore[arg-type]
    scene.phase = open_phase(
        actor=scene.officer,
        version=scene.version,
        title="Fassung 1 im Gespräch",
        purpose="Wir wollen wissen, was fehlt.",
        latitude="Alles außer dem Haushalt.",
        answer_by=(dates["closes_at"] + timedelta(days=30)).date(),  # type: ignore[operator]
        **dates,  # type: ignore[arg-type]
    )
    return scene


def first_block(scene: Scene) -> Block:
    """The first paragraph of the scene's version."""
    return Block.objects.filter(version=scene.version).select_related("version__strategy", "section")[0]


def a_comment(scene: Scene, text: str = "Das verstehe ich nicht.", block: Block | None = None, **more: object):  # type: ignore[no-untyped-def]
    """A comment on a block (the first one if none is named)."""
    block = block or first_block(scene)
    place = more.pop("place", Place(block_uid=block.uid, start=0, end=9))
    return submit(phase=scene.phase, place=place, text=text, **more)  # type: ignore[arg-type]


def a_suggestion(
    scene: Scene, replacement: str = "Unsere Stadt", block: Block | None = None, start: int = 0, end: int = 9
) -> Contribution:
    """Another wording for "Die Stadt" in a block (the first one if none is named)."""
    block = block or first_block(scene)
    place = Place(block_uid=block.uid, start=start, end=end)
    return submit(phase=scene.phase, place=place, text="Klingt freundlicher.", replacement=replacement)


def an_answer(scene: Scene, contribution: Contribution, verdict: str = Verdict.DECLINED, **more: object) -> None:
    """One point for the whole contribution, a verdict with a reason, and the released answer."""
    point = whole_as_point(actor=scene.moderator, contribution=contribution)
    assess(actor=scene.moderator, point=point, verdict=verdict, reason="Dafür fehlt das Geld.", **more)  # type: ignore[arg-type]
    release(actor=scene.moderator, contribution=contribution)


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
