"""Holds one consultation of a demo town: contributions, points, verdicts, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from werkstatt.accounts.models import User
from werkstatt.assessment.actions import Part, assess, assign, close, release, split
from werkstatt.assessment.models import Point
from werkstatt.core import clock
from werkstatt.demo import records
from werkstatt.demo.records import Channel, State
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.participation.actions import Place, merge_into, open_phase, submit, withdraw, withhold
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import Moderation
from werkstatt.strategy.models import Block, Section, Version

if TYPE_CHECKING:
    from werkstatt.demo.loading import Calendar

ANSWERING_DAYS = 14
"""How long an office has for a verdict, counted from the assignment."""


@dataclass
class Cast:
    """Who acts in a demo town, and the points made so far by number and position."""

    town: Municipality
    units: Mapping[str, Unit]
    people: Mapping[str, User]
    officer: User
    editor: User
    moderator: User
    leads: Mapping[str, User]
    points: dict[tuple[int, int], Point] = field(default_factory=dict)

    def for_unit(self, unit: str) -> User:
        """Who answers for an office; the moderator where nobody else does."""
        return self.leads.get(unit, self.moderator)


def hold_consultation(cast: Cast, version: Version, source: records.Phase, calendar: Calendar) -> None:
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
        )
    texts = _Texts(version)
    taken: dict[int, Contribution] = {}
    for entry in source.contributions:
        with clock.at(calendar.past(entry.received_day, entry.received_time)):
            taken[entry.number] = _take_in(cast, phase, texts, entry)
    for entry in source.contributions:
        _work_on(cast, taken, entry, calendar)


class _Texts:
    """Finds quoted passages in a version."""

    def __init__(self, version: Version) -> None:
        self.sections = {section.number: section for section in Section.objects.filter(version=version)}
        self.blocks: dict[str, list[Block]] = {}
        for block in Block.objects.filter(version=version).select_related("section").order_by("position"):
            self.blocks.setdefault(block.section.number, []).append(block)

    def place(self, target: records.Target) -> Place:
        """The place a contribution names by section and quote. Raises LookupError if it is not there."""
        if not target.section:
            return Place()
        if not target.quote:
            return Place(section_uid=self.sections[target.section].uid)
        for block in self.blocks.get(target.section, []):
            if (start := block.text.find(target.quote)) >= 0:
                return Place(block_uid=block.uid, start=start, end=start + len(target.quote))
        raise LookupError(f"{target.section}: {target.quote!r}")


def _take_in(cast: Cast, phase: ParticipationPhase, texts: _Texts, entry: records.Contribution) -> Contribution:
    # Whoever took the notes, typing them in is the moderators' work.
    recorder = cast.people.get(entry.recorded_by)
    typist = recorder if recorder in (cast.officer, cast.moderator) else cast.moderator
    contribution = submit(
        actor=typist if entry.channel is not Channel.WEB else None,
        phase=phase,
        place=texts.place(entry.target),
        text=entry.text,
        replacement=entry.replacement if entry.kind == "suggestion" else None,
        alias=entry.alias,
        channel=entry.channel.value,
        event_name=entry.event,
    )
    if contribution.number != entry.number:
        raise LookupError(f"contribution {entry.number} got number {contribution.number}")
    return contribution


def _work_on(cast: Cast, taken: dict[int, Contribution], entry: records.Contribution, calendar: Calendar) -> None:
    contribution = taken[entry.number]
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
                    target=taken[entry.merged_into or 0],
                    reason=entry.merged_reason,
                )
                return
            case State.WITHDRAWN:
                withdraw(actor=cast.moderator, contribution=contribution)
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
            due = (clock.now() + timedelta(days=ANSWERING_DAYS)).date()
            assign(actor=cast.moderator, point=point, unit=cast.units[source.unit], due_on=due)
    return pairs


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
                reason=source.reason,
                deferred_until=until,
            )
        release(actor=cast.moderator, contribution=contribution)
    if entry.state is State.CLOSED:
        with clock.at(calendar.past(day + 14, "11:05")):
            close(actor=cast.moderator, contribution=contribution)
