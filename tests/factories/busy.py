"""A town in which something of everything has happened, with words one recognises."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from PIL import Image

from tests.factories.opinions import an_opinion_map, votes_of
from tests.factories.scene import Scene, a_comment, a_consultation, a_document, a_member, a_scene, a_suggestion
from werkstatt.accounts.models import User
from werkstatt.assessment.actions import assess, assign, change_text, release, whole_as_point
from werkstatt.assessment.actions.saved_filter import save_filter
from werkstatt.assessment.actions.text_module import save_module
from werkstatt.assessment.models import Point
from werkstatt.assessment.rules import Verdict
from werkstatt.communication.actions.subscription import Wanted, subscribe
from werkstatt.communication.models import Subscription
from werkstatt.communication.rules import Topic
from werkstatt.core.actors import OPERATOR
from werkstatt.opinions.actions import propose_statement
from werkstatt.opinions.models import OpinionMap, VoteImport
from werkstatt.organisations.actions import add_circle, add_unit, set_circle_members
from werkstatt.organisations.actions.page import report_barrier
from werkstatt.organisations.models import BarrierReport, Circle, Membership
from werkstatt.organisations.rules import CircleKind, Role
from werkstatt.participation.actions import Place, confirm_address, leave_address, move, open_phase, support, withhold
from werkstatt.participation.actions.intake import take_table
from werkstatt.participation.models import Contact, Contribution, IntakeTable, ParticipationPhase, Placement
from werkstatt.participation.rules import PhaseKind, PlacementStatus
from werkstatt.publishing.actions.phase_file import make_file, order_file
from werkstatt.publishing.models import PhaseFile
from werkstatt.publishing.rules import FileKind
from werkstatt.strategy.actions import add_picture, delete_block, publish_version, start_draft
from werkstatt.strategy.actions.importing import preview_import
from werkstatt.strategy.models import Block, ImportPreview, Version


@dataclass
class BusyTown:
    """What there is in it, for addresses and forms. ``word`` stands in everything that has words."""

    scene: Scene
    word: str
    second: Version
    draft: Version
    council: ParticipationPhase
    group: Circle
    councillor: User
    answered: Contribution
    adopted: Contribution
    waiting: Contribution
    withheld: Contribution
    motion: Contribution
    placement: Placement
    point: Point
    contact: Contact
    subscription: Subscription
    table: IntakeTable
    preview: ImportPreview
    picture: str
    order: PhaseFile
    internal_order: PhaseFile
    report: BarrierReport
    opinion_map: OpinionMap
    vote_import: VoteImport
    people: dict[Role, User]

    @property
    def email(self) -> str:
        """The address that was left everywhere."""
        return f"{self.word}@example.org"


def a_busy_town(word: str) -> BusyTown:
    """Two published versions and a draft, voices in every state, a council that moves, files, tables, reports."""
    scene = a_scene(name=f"{word}stadt")
    add_unit(actor=OPERATOR, town=scene.town, name=f"Amt {word}")
    people = {
        Role.ADMINISTRATOR: scene.administrator,
        Role.DIGITAL_OFFICER: scene.officer,
        Role.EDITOR: scene.editor,
        Role.MODERATOR: scene.moderator,
        Role.DEPARTMENT_LEAD: scene.lead,
        Role.STAFF_MEMBER: a_member(scene.town, Role.STAFF_MEMBER),
        Role.COUNCIL_MEMBER: a_member(scene.town, Role.COUNCIL_MEMBER),
        Role.EXPERT: a_member(scene.town, Role.EXPERT),
    }
    a_consultation(scene, a_document(title=f"Strategie {word}"))
    councillor = a_member(scene.town, Role.COUNCIL_MEMBER)
    group = add_circle(actor=scene.officer, town=scene.town, kind=CircleKind.COUNCIL_GROUP, name=f"Fraktion {word}")
    set_circle_members(actor=scene.officer, circle=group, members=Membership.objects.filter(user=councillor))
    blocks = list(Block.objects.filter(version=scene.version).select_related("version__strategy", "section"))

    answered = a_comment(scene, text=f"Bemerkung {word}", alias=f"Alias {word}")
    confirm_address(contact=leave_address(contribution=answered, email=f"{word}@example.org"))
    support(contribution=answered, token="jemand")
    point = whole_as_point(actor=scene.moderator, contribution=answered)
    assign(actor=scene.moderator, point=point, unit=scene.unit)
    assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason=f"Grund {word}")
    release(actor=scene.moderator, contribution=answered)
    adopted = a_suggestion(scene, replacement=f"Neu {word}")
    withheld = a_comment(scene, text=f"Frech {word}")
    withhold(actor=scene.moderator, contribution=withheld, reason=f"Zurückgehalten {word}")
    waiting = a_comment(scene, text=f"Wartet {word}", block=blocks[1])

    second = _second_version(scene, waiting)
    placement = Placement.objects.get(version=second, contribution=waiting)
    now = timezone.now()
    council = open_phase(
        actor=scene.officer,
        version=second,
        kind=PhaseKind.COUNCIL,
        title=f"Beratung {word}",
        purpose=f"Zweck {word}",
        latitude="Alles.",
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
        answer_by=(now + timedelta(days=30)).date(),
    )
    first = Block.objects.filter(version=second).first()
    motion = move(
        actor=User.objects.get(pk=councillor.pk),
        phase=council,
        group=group,
        place=Place(block_uid=first.uid, start=0, end=9),
        replacement=f"Antrag {word}",
        reason=f"Begründung {word}",
    )
    draft = start_draft(actor=scene.editor, base=second)
    section = draft.sections.select_related("version__strategy").first()
    picture = add_picture(
        actor=scene.editor, section=section, data=_picture(), alt=f"Bild {word}", caption=f"Bild {word}"
    )
    point = whole_as_point(actor=scene.moderator, contribution=adopted)
    assess(actor=scene.officer, point=point, verdict=Verdict.ADOPTED, reason=f"Gern {word}")
    block = Block.objects.select_related("version", "section").get(version=draft, uid=adopted.block_uid)
    change_text(actor=scene.editor, block=block, text=f"Neu {word}: {block.text}", points=[point])
    wanted = Wanted(Topic.PHASE, scene.version.strategy, scene.phase)
    subscribe(town=scene.town, wanted=wanted, email=f"{word.lower()}@example.org", language="de")
    save_module(actor=scene.officer, town=scene.town, title=f"Baustein {word}", text=f"Danke, {word}")
    save_filter(actor=scene.officer, town=scene.town, name=f"Filter {word}", query="k=1")
    report = report_barrier(town=scene.town, page="/", text=f"Barriere {word}", email=f"{word}@example.org")
    table = take_table(
        actor=scene.moderator, phase=scene.phase, data=f"Text\nZeile {word}\n".encode(), filename=f"{word}.csv"
    )
    preview = preview_import(
        actor=scene.editor, town=scene.town, data=f"# Plan {word}\n\nSatz {word}.\n".encode(), filename=f"{word}.md"
    )
    order, _new = order_file(phase=scene.phase, kind=FileKind.DATA, format="csv", language="de")
    make_file(order_id=order.pk)
    opinion_map = an_opinion_map(scene, [f"These {word} {n}" for n in range(1, 4)], question=f"Frage {word}")
    votes_of(opinion_map, f"jemand aus {word}", {1: 1, 2: -1})
    propose_statement(opinion_map=opinion_map, text=f"Vorschlag {word}")
    vote_import = VoteImport.objects.create(
        municipality=scene.town,
        opinion_map=opinion_map,
        token=word.lower() * 5,
        votes=zlib.compress(b"timestamp,comment-id,voter-id,vote\n1,1,1,1\n"),
        statements=zlib.compress(f"comment-id,moderated,comment-body\n1,1,These {word}\n".encode()),
        created_at=now,
    )
    internal, _new = order_file(
        phase=scene.phase, kind=FileKind.SYNOPSIS, format="xlsx", language="de", actor=scene.officer, is_internal=True
    )
    make_file(order_id=internal.pk)
    return BusyTown(
        scene=scene,
        word=word,
        second=second,
        draft=draft,
        council=council,
        group=group,
        councillor=councillor,
        answered=answered,
        adopted=adopted,
        waiting=waiting,
        withheld=withheld,
        motion=motion,
        placement=placement,
        point=point,
        contact=Contact.objects.get(contribution=answered),
        subscription=Subscription.objects.get(municipality=scene.town),
        table=table,
        preview=preview,
        picture=picture.image,
        order=order,
        internal_order=internal,
        report=report,
        opinion_map=opinion_map,
        vote_import=vote_import,
        people=people,
    )


def _second_version(scene: Scene, waiting: Contribution) -> Version:
    """The next version lacks the paragraph that ``waiting`` is about: its place must be confirmed."""
    draft = start_draft(actor=scene.editor, base=scene.version)
    block = Block.objects.select_related("version__strategy", "section").get(version=draft, uid=waiting.block_uid)
    delete_block(actor=scene.editor, block=block)
    version = publish_version(actor=scene.officer, draft=draft)
    Placement.objects.filter(version=version, contribution=waiting).update(
        status=PlacementStatus.GONE, block_uid="", start=None, end=None
    )
    return version


def _picture() -> bytes:
    with io.BytesIO() as file:
        Image.new("RGB", (8, 6), "teal").save(file, "PNG")
        return file.getvalue()
