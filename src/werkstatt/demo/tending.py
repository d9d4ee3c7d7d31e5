"""What people do in and around a demo town's consultations: standing behind others, leaving addresses, objecting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from werkstatt.assessment.actions import assign_contribution, save_filter, save_module
from werkstatt.assessment.actions.rivals import Decision, settle_rivals
from werkstatt.assessment.actions.topics import make_topics, order_topics
from werkstatt.assessment.models import Point
from werkstatt.communication.actions.answers import send_answers_now
from werkstatt.communication.actions.digest import send_digests
from werkstatt.communication.actions.subscription import Wanted, confirm, subscribe
from werkstatt.communication.models import Subscription
from werkstatt.communication.rules import Topic
from werkstatt.core import clock
from werkstatt.core.actors import OPERATOR
from werkstatt.core.events import announce
from werkstatt.core.mail import MailRefused
from werkstatt.core.models import OutgoingMail
from werkstatt.demo.everyday import Settled, Subscribed, Summaries
from werkstatt.demo.passages import Edit
from werkstatt.organisations.actions import add_circle, invite, set_circle_members
from werkstatt.organisations.actions.page import change_contact, change_page, report_barrier
from werkstatt.organisations.actions.unit import dissolve_unit
from werkstatt.organisations.models import Membership
from werkstatt.organisations.rules import Role
from werkstatt.participation.actions import (
    answer_objection,
    confirm_address,
    edit_own,
    object_to,
    support,
    withhold,
)
from werkstatt.participation.models import Contact, ParticipationPhase
from werkstatt.publishing.actions.phase_file import order_file
from werkstatt.publishing.rules import FileKind
from werkstatt.publishing.tasks import make_phase_file
from werkstatt.strategy.actions import confirm_summary, edit_section
from werkstatt.strategy.models import Block, Section, Version

if TYPE_CHECKING:
    from werkstatt.demo.consultation import Cast
    from werkstatt.demo.loading import Calendar
    from werkstatt.demo.records import Phase, TownMaterial

MAIL_DAYS = (-100, -24, -11, -7, -3, -1)
"""Days before today on which the mails go out that have gathered until then."""


def furnish(cast: Cast, material: TownMaterial) -> None:
    """What a town has before it begins: its own pages, groups of people, words for answers, filters of the desk."""
    everyday, town = material.everyday, cast.town
    if everyday.groups:
        change_contact(actor=OPERATOR, town=town, email=material.town.email)
    for kind, text in material.pages.items():
        change_page(actor=OPERATOR, town=town, kind=kind, text=text)
    members = {one.user_id: one for one in Membership.objects.filter(municipality=town)}
    for group in everyday.groups:
        circle = add_circle(actor=OPERATOR, town=town, kind=group.kind, name=group.name)
        chosen = [members[cast.people[key].pk] for key in group.members]
        set_circle_members(actor=OPERATOR, circle=circle, members=chosen)
        cast.groups[group.key] = circle
    for one in everyday.modules:
        unit = cast.units.get(one.unit)
        save_module(actor=cast.moderator, town=town, title=one.title, text=one.text, unit=unit, verdict=one.verdict)
    for kept in everyday.filters:
        save_filter(actor=cast.people[kept.person], town=town, name=kept.name, query=kept.query)


def people_react(cast: Cast, material: TownMaterial, source: Phase, calendar: Calendar) -> None:
    """What happens to contributions before anybody works on them: addresses confirmed, words changed, support."""
    everyday = material.everyday
    for contact in Contact.objects.filter(contribution__in=cast.taken.values()).select_related("contribution"):
        left = next(one for one in everyday.addresses if one.number == contact.contribution.number)
        if left.confirmed and contact.confirmed_at is None:
            with clock.at(min(contact.given_at + timedelta(minutes=12), calendar.now)):
                confirm_address(contact=contact)
    final = {entry.number: entry for entry in source.contributions}
    for edit in everyday.edits:
        if (now_says := final.get(edit.number)) is not None:
            with clock.at(calendar.past(edit.day, "21:15")):
                edit_own(contribution=cast.taken[edit.number], text=now_says.text, alias=now_says.alias)
    for number, count in everyday.supports.items():
        if number not in cast.taken or number in cast.supported:
            continue
        cast.supported.add(number)
        contribution = cast.taken[number]
        with clock.at(_later(contribution.received_at, timedelta(hours=20), calendar.now)):
            for supporter in range(count):
                support(contribution=contribution, token=f"{number}-{supporter}")


def _later(moment: datetime, span: timedelta, now: datetime) -> datetime:
    return min(moment + span, now)


def settle_objections(cast: Cast, material: TownMaterial, calendar: Calendar) -> None:
    """Withheld contributions whose authors object; some get right, some still wait."""
    everyday = material.everyday
    for one in everyday.withheld_first:
        with clock.at(calendar.past(one.day, "09:10")):
            withhold(
                actor=cast.moderator, contribution=cast.taken[one.number], reason=one.reason, conduct_rule=one.rule
            )
    for said in everyday.objections:
        with clock.at(calendar.past(said.day, "19:30")):
            objection = object_to(contribution=cast.taken[said.number], text=said.text)
        if said.answer:
            with clock.at(calendar.past(said.answered, "10:45")):
                answer_objection(actor=cast.moderator, objection=objection, uphold=said.uphold, answer=said.answer)


def hand_out(cast: Cast, material: TownMaterial, calendar: Calendar) -> None:
    """Contributions given to offices as they are, with deadlines around today."""
    with clock.at(calendar.past(-1, "11:30")):
        for order in material.everyday.assigned:
            for number in order.numbers:
                contribution = cast.taken[number]
                assign_contribution(
                    actor=cast.moderator,
                    contribution=contribution,
                    points=list(Point.objects.filter(contribution=contribution)),
                    unit=cast.units[order.unit],
                    due_on=calendar.day(order.due),
                )


def look_after_summaries(
    cast: Cast, wanted: Summaries, edits: Iterable[Edit], but: Iterable[str], draft: Version, moment: datetime
) -> None:
    """Bring the plain-language versions of changed sections up to date, but for a few that stay flagged."""
    edits = list(edits)
    changed = {edit.section for edit in edits} | {edit.to_section for edit in edits}
    changed |= {number.partition(".")[0] for number in changed}
    with clock.at(moment):
        for section in Section.objects.filter(version=draft, number__in=changed).select_related("version"):
            if section.summary and section.number in wanted.rewritten:
                edit_section(actor=cast.editor, section=section, summary=wanted.rewritten[section.number])
            elif section.summary and section.number not in but:
                confirm_summary(actor=cast.editor, section=section)


def settle_conflict(cast: Cast, settled: Settled, draft: Version, moment: datetime) -> None:
    """Decide about several proposals for one place. Raises LookupError if it is not there."""
    blocks = Block.objects.filter(version=draft, section__number=settled.section).select_related("version", "section")
    block = next((one for one in blocks if settled.passage in one.text), None)
    if block is None:
        raise LookupError(f"{settled.section}: {settled.passage!r}")
    decisions = [Decision(cast.taken[one.number], one.verdict, one.reason) for one in settled.decisions]
    with clock.at(moment):
        settle_rivals(
            actor=cast.officer,
            decisions=decisions,
            block=block,
            text=block.text.replace(settled.passage, settled.text),
        )


def follow(cast: Cast, material: TownMaterial, phases: dict[int, ParticipationPhase], calendar: Calendar) -> None:
    """People subscribe, each on her day."""
    newest = phases[max(phases)]
    for one in material.everyday.subscriptions:
        with clock.at(calendar.past(one.day, "12:40")):
            subscribe(town=cast.town, wanted=_wanted(one, newest), email=one.email, language="de")
        if one.confirmed:
            row = Subscription.objects.get(municipality=cast.town, email=one.email, topic=one.topic)
            with clock.at(calendar.past(one.day, "12:55")):
                confirm(subscription=row)


def _wanted(one: Subscribed, phase: ParticipationPhase) -> Wanted:
    topic, strategy = Topic(one.topic), phase.strategy
    if topic is Topic.PHASE:
        return Wanted(topic, strategy, phase=phase)
    if topic is Topic.SECTION:
        section = Section.objects.get(version=phase.version, number=one.section)
        return Wanted(topic, strategy, section_uid=section.uid)
    return Wanted(topic, strategy)


def finish(cast: Cast, material: TownMaterial, phases: dict[int, ParticipationPhase], calendar: Calendar) -> None:
    """What is left for the last days: invitations, a reported barrier, topics, the mails, the files of a phase."""
    everyday = material.everyday
    for person in everyday.invitations:
        with clock.at(calendar.past(person.day, "13:20")):
            invite(
                actor=cast.officer,
                town=cast.town,
                email=person.email,
                name=person.name,
                role=Role(person.role),
                unit=cast.units.get(person.unit),
            )
    for report in everyday.barriers:
        with clock.at(calendar.past(report.day, "18:05")):
            report_barrier(town=cast.town, page=report.page, text=report.text, email=report.email)
    with clock.at(calendar.past(-1, "08:20")):
        for phase in phases.values():
            if ordered := order_topics(actor=cast.officer, phase=phase):
                make_topics(topic_list=ordered)
    if everyday.addresses:
        _send_mails(cast, material, calendar)
        _order_files(phases[min(phases)])


def dissolve(cast: Cast, material: TownMaterial, calendar: Calendar) -> None:
    """Close the office that somebody else took over."""
    if gone := material.everyday.dissolved:
        with clock.at(calendar.past(gone.day, "09:00")):
            dissolve_unit(actor=cast.officer, unit=cast.units[gone.unit], successor=cast.units[gone.successor])


def _send_mails(cast: Cast, material: TownMaterial, calendar: Calendar) -> None:
    """Write the mails of the past weeks. None of them ever leaves: each counts as sent at the moment it was written."""
    # Digests are written for all towns at once: where real people have subscribed, they must not get them early.
    alone = not Subscription.objects.exclude(municipality=cast.town).exists()
    for day in MAIL_DAYS:
        with clock.at(calendar.past(day, "16:30")):
            send_answers_now(actor=cast.moderator, town=cast.town)
            if alone:
                send_digests()
    for one in material.everyday.addresses:
        if one.bounces is not None:
            with clock.at(calendar.past(one.bounces, "16:31")):
                announce(MailRefused(cast.town.pk, one.email))
    keep_mails(cast)


def keep_mails(cast: Cast) -> None:
    """Let nothing that was written for invented people go out."""
    waiting = OutgoingMail.objects.filter(town_id=cast.town.pk, state=OutgoingMail.State.WAITING)
    waiting.update(state=OutgoingMail.State.SENT, sent_at=F("created_at"), text="")


def _order_files(phase: ParticipationPhase) -> None:
    """The finished phase's synopsis, made by the worker as soon as there is one."""
    for kind, format in ((FileKind.SYNOPSIS, "pdf"), (FileKind.SYNOPSIS, "xlsx")):
        order, is_new = order_file(phase=phase, kind=kind, format=format, language="de")
        if is_new:
            transaction.on_commit(lambda key=order.pk: make_phase_file.enqueue(key))  # type: ignore[misc]
