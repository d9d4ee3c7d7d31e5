"""Finds slips in what happens around a demo town's consultations: numbers, people and quotes that do not exist."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from werkstatt.demo.everyday import Everyday, Said
from werkstatt.demo.passages import PlainSection, plain_sections
from werkstatt.demo.records import TownMaterial


def other_numbers(material: TownMaterial) -> list[int]:
    """The numbers given to motions, internal remarks and the rows of a table."""
    everyday = material.everyday
    numbers = [said.number for said in _said(everyday)]
    if everyday.table:
        numbers += range(everyday.table.first, everyday.table.first + len(_rows(material)))
    return numbers


def everyday_problems(material: TownMaterial) -> list[str]:
    """Everything that does not fit, each in one sentence; empty means all is well."""
    return [
        *_unknown_people(material),
        *_unknown_numbers(material),
        *_wrong_quotes(material),
        *_strange_addresses(material.everyday),
    ]


def _unknown_people(material: TownMaterial) -> Iterator[str]:
    everyday = material.everyday
    people, units = {person.key for person in material.town.people}, {unit.key for unit in material.town.units}
    groups = {group.key for group in everyday.groups}
    named = [key for group in everyday.groups for key in group.members]
    named += [said.person for said in _said(everyday)] + [one.person for one in everyday.filters]
    yield from (f"everyday: no person {key}" for key in named if key not in people)
    offices = [one.unit for one in everyday.invitations] + [one.unit for one in everyday.modules]
    offices = [unit for unit in offices if unit] + [one.unit for one in everyday.assigned]
    if everyday.dissolved:
        offices += [everyday.dissolved.unit, everyday.dissolved.successor]
    yield from (f"everyday: no unit {key!r}" for key in offices if key not in units)
    chosen = [said.group for said in everyday.motions] + list(everyday.internal.groups if everyday.internal else ())
    yield from (f"everyday: no group {key!r}" for key in chosen if key not in groups)


def _unknown_numbers(material: TownMaterial) -> Iterator[str]:
    everyday = material.everyday
    there = {entry.number for entry in material.contributions} | set(other_numbers(material))
    named = [*everyday.supports, *(number for order in everyday.assigned for number in order.numbers)]
    named += [one.number for one in everyday.addresses] + [one.number for one in everyday.edits]
    named += [one.number for one in everyday.withheld_first] + [one.number for one in everyday.objections]
    if everyday.settled:
        named += [one.number for one in everyday.settled.decisions]
    yield from (f"everyday: no contribution {number}" for number in named if number not in there)


def _wrong_quotes(material: TownMaterial) -> Iterator[str]:
    everyday = material.everyday
    public = {part.number: part for part in material.sections(max(material.published))}
    yield from _quotes(((f"motion {one.number}", one.section, one.quote) for one in everyday.motions), public)
    if everyday.internal:
        internal = {part.number: part for part in plain_sections(material.internal_text)}
        remarks = ((f"remark {one.number}", one.section, one.quote) for one in everyday.internal.remarks)
        yield from _quotes(remarks, internal)
    cards = ((f"card {row['Karte']}", row["Abschnitt"], row["Wortlaut alt"]) for row in _rows(material))
    yield from _quotes(cards, public)
    if everyday.settled:
        draft = {part.number: part for part in material.sections(3)}
        yield from _quotes([("conflict", everyday.settled.section, everyday.settled.passage)], draft)


def _quotes(wanted: Iterable[tuple[str, str, str]], text: dict[str, PlainSection]) -> Iterator[str]:
    for what, section, quote in wanted:
        if section not in text:
            yield f"{what}: no section {section}"
        elif quote and (count := len(text[section].places(quote))) != 1:
            yield f"{what}: {count} places in {section} for {quote!r}"


def _strange_addresses(everyday: Everyday) -> Iterator[str]:
    """Everything that could get a mail must be an address that nobody has."""
    addresses = [one.email for one in everyday.addresses] + [one.email for one in everyday.subscriptions]
    addresses += [one.email for one in everyday.barriers]
    yield from (f"everyday: {one} could be somebody's" for one in addresses if not one.endswith("@example.org"))


def _said(everyday: Everyday) -> list[Said]:
    return [*everyday.motions, *(everyday.internal.remarks if everyday.internal else ())]


def _rows(material: TownMaterial) -> list[dict[str, str]]:
    return list(csv.DictReader(material.cards.splitlines(), delimiter=";"))
