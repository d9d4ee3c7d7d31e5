"""Voices besides those of one public phase: motions of council groups, internal remarks, a table of an event's cards.

They share the town's one series of numbers, so they have to come in at their moment among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from werkstatt.core import clock
from werkstatt.demo.everyday import Internal, Said, Table, Window
from werkstatt.demo.places import Texts
from werkstatt.participation.actions import move, open_phase, submit
from werkstatt.participation.actions.intake import arrange_table, import_table, take_table
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import Channel, PhaseKind
from werkstatt.strategy.actions import accept_import, preview_import, publish_version
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience

if TYPE_CHECKING:
    from werkstatt.demo.consultation import Cast
    from werkstatt.demo.loading import Calendar
    from werkstatt.demo.records import TownMaterial


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes in at a moment, with the number it must get; ``take`` gives back what it became."""

    moment: datetime
    number: int
    take: Callable[[], list[Contribution]]


def other_arrivals(cast: Cast, material: TownMaterial, phase: ParticipationPhase, calendar: Calendar) -> list[Arrival]:
    """Open the phases that are not for everybody, and list what comes in there and from events."""
    everyday = material.everyday
    found: list[Arrival] = []
    if everyday.council:
        council = _open(cast, phase.version, everyday.council, PhaseKind.COUNCIL, calendar)
        texts = Texts(phase.version)
        found += [_arrival(one, calendar, partial(_move, cast, council, texts, one)) for one in everyday.motions]
    if everyday.internal:
        found += _internal(cast, material, everyday.internal, calendar)
    if everyday.table:
        table = everyday.table
        moment = calendar.past(table.imported.day, table.imported.time)
        held = calendar.moment(table.held.day, table.held.time)
        found.append(Arrival(moment, table.first, partial(_import, cast, phase, table, material.cards, held)))
    return found


def _arrival(said: Said, calendar: Calendar, take: Callable[[], Contribution]) -> Arrival:
    return Arrival(calendar.past(said.received.day, said.received.time), said.number, lambda: [take()])


def _open(cast: Cast, version: Version, window: Window, kind: PhaseKind, calendar: Calendar) -> ParticipationPhase:
    opens = calendar.moment(window.opens, "08:00")
    with clock.at(opens):
        return open_phase(
            actor=cast.officer,
            version=version,
            title=window.title,
            purpose=window.purpose,
            latitude=window.latitude,
            rules=window.rules,
            kind=kind,
            opens_at=opens,
            closes_at=calendar.moment(window.closes + 1, "00:00"),
            answer_by=calendar.day(window.answer_by),
        )


def _move(cast: Cast, phase: ParticipationPhase, texts: Texts, said: Said) -> Contribution:
    return move(
        actor=cast.people[said.person],
        phase=phase,
        group=cast.groups[said.group],
        place=texts.place(said.section, said.quote),
        replacement=said.replacement,
        reason=said.text,
    )


def _internal(cast: Cast, material: TownMaterial, source: Internal, calendar: Calendar) -> Iterator[Arrival]:
    """A second text of the town, for some groups only, with a phase for these."""
    with clock.at(calendar.moment(source.published - 3, "10:00")):
        preview = preview_import(
            actor=cast.editor, town=cast.town, data=material.internal_text.encode(), filename=source.file
        )
        draft = accept_import(actor=cast.editor, preview=preview, title=source.title)
    with clock.at(calendar.moment(source.published, "07:00")):
        groups = [cast.groups[key] for key in source.groups]
        version = publish_version(actor=cast.officer, draft=draft, audience=Audience.CIRCLES, circles=groups)
    phase = _open(cast, version, source.phase, PhaseKind.INTERNAL, calendar)
    texts = Texts(version)
    for one in source.remarks:
        yield _arrival(one, calendar, partial(_remark, cast, phase, texts, one))


def _remark(cast: Cast, phase: ParticipationPhase, texts: Texts, said: Said) -> Contribution:
    return submit(
        actor=cast.people[said.person],
        phase=phase,
        place=texts.place(said.section, said.quote),
        text=said.text,
        replacement=said.replacement or None,
        alias=said.alias,
    )


def _import(cast: Cast, phase: ParticipationPhase, source: Table, cards: str, held: datetime) -> list[Contribution]:
    table = take_table(actor=cast.moderator, phase=phase, data=cards.encode(), filename=source.filename)
    table = arrange_table(
        actor=cast.moderator,
        table=table,
        phase=phase,
        mapping=table.mapping,
        channel=Channel.EVENT,
        event=source.event,
        received_at=held,
    )
    table = import_table(actor=cast.moderator, table=table)
    return list(Contribution.objects.filter(batch=table).order_by("number"))
