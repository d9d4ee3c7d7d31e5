"""Holds one consultation of a demo town: contributions, points, verdicts, answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from werkstatt.accounts.models import User
from werkstatt.assessment.actions import Part, assess, assign, close, release, split
from werkstatt.assessment.models import Point
from werkstatt.core import clock
from werkstatt.demo import records
from werkstatt.demo.arrivals import Arrival, other_arrivals
from werkstatt.demo.places import Texts
from werkstatt.demo.records import Channel, State
from werkstatt.demo.tending import people_react
from werkstatt.organisations.models import Circle, Municipality, Unit
from werkstatt.participation.actions import merge_into, open_phase, submit, withdraw, withhold
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import Moderation
from werkstatt.strategy.models import Version

if TYPE_CHECKING:
    from werkstatt.demo.loading import Calendar

ANSWERING_DAYS = 21
"""How long an office has for a verdict, counted from the assignment."""


@dataclass
class Cast:
    """Who acts in a demo town, and what came in so far: contributions by number, points by number and position."""

    town: Municipality
    units: Mapping[str, Unit]
    people: Mapping[str, User]
    officer: User
    editor: User
    moderator: User
    leads: Mapping[str, User]
    points: dict[tuple[int, int], Point] = field(default_factory=dict)
    groups: dict[str, Circle] = field(default_factory=dict)
    taken: dict[int, Contribution] = field(default_factory=dict)
    supported: set[int] = field(default_factory=set)

    def for_unit(self, unit: str) -> User:
        """Who answers for an office; the moderator where nobody else does."""
        return self.leads.get(unit, self.moderator)


def hold_consultation(
    cast: Cast, material: records.TownMaterial, version: Version, source: records.Phase, calendar: Calendar
) -> ParticipationPhase:
    """Open the phase, take in every contribution at its moment, and work on it as far as its state says."""
    opens, closes = calendar.moment(source.opens, "07:30"), calendar.moment(source.closes + 1, "00:00")
    with clock.at(opens):
        phase = open_phase(
            actor=cast.officer,
            version=version,
            title=source.title,
            purpose=source.purpose,
            latitude=source.latitude,
            opens_at=opens,
            closes_at=closes,
            answer_by=calendar.day(source.answer_by),
            moderation=Moderation.AFTER,
            rules=source.rules,
        )
    for contribution in _take_all(cast, material, phase, source, calendar):
        cast.taken[contribution.number] = contribution
    people_react(cast, material, source, calendar)
    for entry in source.contributions:
        _work_on(cast, entry, calendar)
    return phase


def _take_all(
    cast: Cast,
    material: records.TownMaterial,
    phase: ParticipationPhase,
    source: records.Phase,
    calendar: Calendar,
) -> Iterator[Contribution]:
    """What comes in while the phase runs, in the order of its numbers. Raises LookupError for a wrong one."""
    texts = Texts(phase.version)
    arrivals = other_arrivals(cast, material, phase, calendar) if source.version == max(material.published) else []
    for entry in source.contributions:
        moment = calendar.past(entry.received_day, entry.received_time)
        arrivals.append(Arrival(moment, entry.number, partial(_take_in, cast, material, phase, texts, entry)))
    for arrival in sorted(arrivals, key=lambda one: (one.moment, one.number)):
        with clock.at(arrival.moment):
            taken = arrival.take()
        if taken[0].number != arrival.number:
            raise LookupError(f"contribution {arrival.number} got number {taken[0].number}")
        yield from taken


def _take_in(
    cast: Cast,
    material: records.TownMaterial,
    phase: ParticipationPhase,
    texts: Texts,
    entry: records.Contribution,
) -> list[Contribution]:
    # Whoever took the notes, typing them in is the moderators' work.
    recorder = cast.people.get(entry.recorded_by)
    typist = recorder if recorder in (cast.officer, cast.moderator) else cast.moderator
    contribution = submit(
        actor=typist if entry.channel is not Channel.WEB else None,
        phase=phase,
        place=texts.place(entry.target.section, entry.target.quote),
        text=material.everyday.first_words_of(entry.number) or entry.text,
        replacement=entry.replacement if entry.kind == "suggestion" else None,
        alias=entry.alias,
        channel=entry.channel.value,
        event_name=entry.event,
        email=material.everyday.address_of(entry.number),
        # Sent without JavaScript: a person looks at it before everybody can.
        hold=entry.state is State.RECEIVED,
    )
    return [contribution]


def _work_on(cast: Cast, entry: records.Contribution, calendar: Calendar) -> None:
    contribution = cast.taken[entry.number]
    looked_at = calendar.past(entry.received_day + 2, "09:20")
    with clock.at(looked_at):
        match entry.state:
            case State.WITHHELD:
                withhold(
                    actor=cast.moderator,
                    contribution=contribution,
                    reason=entry.withheld_reason,
                    conduct_rule=str(entry.withheld_rule or ""),
                )
                return
            case State.MERGED:
                merge_into(
                    actor=cast.moderator,
                    contribution=contribution,
                    target=cast.taken[entry.merged_into or 0],
                    reason=entry.merged_reason,
                )
                return
            case State.WITHDRAWN:
                withdraw(actor=cast.moderator, contribution=contribution)
                return
            case State.RECEIVED:
                return
        points = _split(cast, contribution, entry, calendar)
    if entry.answered_day is not None:
        _answer(cast, contribution, entry, points, calendar)


def _split(
    cast: Cast, contribution: Contribution, entry: records.Contribution, calendar: Calendar
) -> list[tuple[Point, records.Point]]:
    if not entry.points:
        return []
    parts = []
    for wanted in entry.points:
        start = contribution.text.find(wanted.excerpt) if wanted.excerpt else -1
        inside = (start, start + len(wanted.excerpt)) if start >= 0 else (None, None)
        parts.append(Part(title=wanted.title, kind=wanted.kind, start=inside[0], end=inside[1]))
    made = split(actor=cast.moderator, contribution=contribution, parts=parts)
    pairs = list(zip(made, entry.points, strict=True))
    for point, source in pairs:
        cast.points[entry.number, source.position] = point
        if source.unit:
            _assign(cast, point, source, calendar)
    return pairs


def _assign(cast: Cast, point: Point, source: records.Point, calendar: Calendar) -> None:
    moment, due = clock.now(), calendar.day_of(clock.now()) + timedelta(days=ANSWERING_DAYS)
    if source.verdict is None and due < calendar.day(-7):
        # Nobody lets a point lie for half a year: what is still open was given to the office anew.
        moment, due = calendar.moment(-13, "10:10"), calendar.day(point.contribution.number % 9 - 4)
    with clock.at(moment):
        assign(actor=cast.moderator, point=point, unit=cast.units[source.unit], due_on=due)


def _answer(
    cast: Cast,
    contribution: Contribution,
    entry: records.Contribution,
    points: list[tuple[Point, records.Point]],
    calendar: Calendar,
) -> None:
    day = entry.answered_day or 0
    with clock.at(calendar.past(day, "14:15")):
        for point, source in points:
            point.refresh_from_db()
            until = calendar.day(source.deferred_until) if source.deferred_until is not None else None
            assess(
                actor=cast.for_unit(source.unit),
                point=point,
                verdict=source.verdict.value if source.verdict else "",
                reason=_with_idea(source),
                deferred_until=until,
            )
        release(actor=cast.moderator, contribution=contribution)
    if entry.state is State.CLOSED:
        with clock.at(calendar.past(day + 14, "11:05")):
            close(actor=cast.moderator, contribution=contribution)


def _with_idea(source: records.Point) -> str:
    """The reason, with the name of the project idea that the point goes into, where it does not say it already."""
    if not source.idea or source.idea in source.reason:
        return source.reason
    return f"{source.reason} Die Projektidee heißt „{source.idea}“."
