"""The content of the demo towns: what the files in ``content/`` say, and a checker that finds every slip in them.

Pure data. ``load`` reads a town into frozen dataclasses; ``problems`` says in words what does not fit together.
Days are counted from the day on which the demo stands ("today", 0); the past is negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from werkstatt.demo.everyday import read_everyday
from werkstatt.demo.everyday_checks import everyday_problems, other_numbers
from werkstatt.demo.opinion_content import opinion_problems, read_opinions
from werkstatt.demo.passages import Edit, EditError, EditKind, PlainSection, PointRef
from werkstatt.demo.records import (
    ADOPTING,
    ROLES,
    SETTLED,
    Brand,
    Channel,
    Contribution,
    Person,
    Phase,
    Point,
    State,
    Target,
    Town,
    TownMaterial,
    Unit,
    Verdict,
)

CONTENT = Path(__file__).parent / "content"
TOWNS = ("auenbrueck", "kleinwiesen")
WRITTEN_FOR = 2019
"""The texts name years as if today lay in this one; ``load`` shifts them."""


# Reading


def load(town: str, year: int = WRITTEN_FOR) -> TownMaterial:
    """Read a town of ``TOWNS``; years named in its texts are shifted so that today lies in ``year``."""
    folder = CONTENT / town
    source = _Source(folder, year - WRITTEN_FOR)
    timetable = source.data("phases.yaml")
    published = {int(version["number"]): int(version["published"]) for version in timetable["versions"]}
    phases = tuple(
        _phase(raw, source.data(f"contributions-{raw['version']}.yaml") or []) for raw in timetable["phases"]
    )
    everyday = read_everyday(source.data("everyday.yaml") or {})
    loaded = _town(yaml.safe_load((folder / "town.yaml").read_text(encoding="utf-8")))
    return TownMaterial(
        town=loaded,
        logo=source.text(loaded.brand.logo) if loaded.brand.logo else "",
        markdown=source.text("fassung-1.md"),
        summaries={str(number): str(text).strip() for number, text in (source.data("summaries.yaml") or {}).items()},
        changes=tuple(_edit(raw) for raw in source.data("changes.yaml") or []),
        draft_changes=tuple(_edit(raw) for raw in source.data("changes-draft.yaml") or []),
        published=published,
        phases=phases,
        conduct_rules=_rules(source.text("conduct_rules.md")),
        everyday=everyday,
        cards=source.text(everyday.table.file) if everyday.table else "",
        internal_text=source.text(everyday.internal.file) if everyday.internal else "",
        opinions=read_opinions(source.data("opinion.yaml") or {}),
        pages={path.stem: source.text(f"seiten/{path.name}") for path in sorted(folder.glob("seiten/*.md"))},
    )


@dataclass(frozen=True, slots=True)
class _Source:
    """The files of a town, read with their years shifted; a file that is not there is empty."""

    folder: Path
    shift: int

    def text(self, name: str) -> str:
        path = self.folder / name
        raw = path.read_text(encoding="utf-8") if path.exists() else ""
        # Four digits without a dot are a year: the texts write other numbers from a thousand as "1.740".
        return re.sub(r"\b20[0-4]\d\b", lambda found: str(int(found[0]) + self.shift), raw) if self.shift else raw

    def data(self, name: str) -> Any:
        return yaml.safe_load(self.text(name))


def _rules(markdown: str) -> str:
    """The numbered rules alone, one a line and without marks: so towns type them into their settings."""
    return "\n".join(line.replace("**", "") for line in markdown.splitlines() if re.match(r"\d+\. ", line))


def _town(raw: dict[str, Any]) -> Town:
    return Town(
        key=raw["key"],
        name=raw["name"],
        kind=raw["kind"],
        population=raw["population"],
        domain=raw["domain"],
        strategy_title=raw["strategy"]["title"],
        strategy_kind=raw["strategy"]["kind"],
        brand=Brand(**raw["brand"]),
        email=raw["contact"]["email"],
        phone=raw["contact"]["phone"],
        address=raw["contact"]["address"],
        units=tuple(Unit(**unit) for unit in raw["units"]),
        people=tuple(Person(**person) for person in raw["people"]),
    )


def _phase(raw: dict[str, Any], contributions: list[dict[str, Any]]) -> Phase:
    opens = int(raw["opens"])
    # A finished phase counts the days of its contributions from its opening, the running one from today.
    base = opens if raw["closes"] < 0 else 0
    return Phase(
        key=raw["key"],
        version=raw["version"],
        title=raw["title"],
        purpose=raw["purpose"].strip(),
        latitude=raw["latitude"].strip(),
        rules=raw["rules"].strip(),
        opens=opens,
        closes=raw["closes"],
        answer_by=raw["answer_by"],
        contributions=tuple(_contribution(entry, base) for entry in contributions),
    )


def _contribution(raw: dict[str, Any], base: int) -> Contribution:
    number = int(raw["number"])
    target = raw["target"]
    state = State(raw["state"])
    withheld, merged = raw.get("withheld") or {}, raw.get("merged") or {}
    answered: int | None = None
    if state in SETTLED:
        # Spread over weeks where the file names no day, so that the town's answers do not all carry one date.
        answered = base + int(raw.get("answered", 55 + number * 7 % 60))
    return Contribution(
        number=number,
        received_day=base + int(raw["received"]["days"]),
        received_time=raw["received"]["time"],
        alias=raw.get("alias") or "",
        channel=Channel(raw["channel"]),
        event=raw.get("event") or "",
        recorded_by=raw.get("recorded_by") or "",
        target=Target() if target.get("whole") else Target(str(target["section"]), target.get("quote") or ""),
        kind=raw["kind"],
        text=(raw.get("text") or "").strip(),
        replacement=(raw.get("replacement") or "").strip(),
        points=tuple(_point(entry, position) for position, entry in enumerate(raw.get("points") or [], start=1)),
        state=state,
        answered_day=answered,
        withheld_reason=withheld.get("reason", ""),
        withheld_rule=withheld.get("rule"),
        merged_into=merged.get("into"),
        merged_reason=merged.get("reason", ""),
    )


def _point(raw: dict[str, Any], position: int) -> Point:
    return Point(
        position=position,
        title=raw["title"],
        kind=raw.get("kind", "general"),
        unit=raw.get("unit") or "",
        excerpt=raw.get("excerpt") or "",
        verdict=Verdict(raw["verdict"]) if raw.get("verdict") else None,
        reason=(raw.get("reason") or "").strip(),
        deferred_until=raw.get("deferred_until"),
        change_pending=raw.get("change") == "pending",
        idea=raw.get("idea") or "",
    )


def _edit(raw: dict[str, Any]) -> Edit:
    common: dict[str, Any] = {
        "section": str(raw["section"]),
        "because": tuple(PointRef.parse(value) for value in raw.get("because") or []),
        "note": (raw.get("note") or "").strip(),
    }
    if "find" in raw:
        return Edit(EditKind.REPLACE, passage=raw["find"], text=raw["replace"], **common)
    if "insert" in raw:
        return Edit(EditKind.INSERT, passage=raw["after"], text=raw["insert"].strip(), **common)
    if "move" in raw:
        moved = {"to_section": str(raw["to_section"]), "after": raw["after"]}
        return Edit(EditKind.MOVE, passage=raw["move"], **moved, **common)
    if "merge" in raw:
        return Edit(EditKind.MERGE, passage=raw["merge"], after=raw["into"], **common)
    return Edit(EditKind.DELETE, passage=raw["delete"], **common)


# Checking


def problems(material: TownMaterial) -> list[str]:
    """Everything in a town's material that does not fit together, each in one sentence; empty means all is well."""
    found = _people_problems(material.town)
    try:
        texts = {version: {part.number: part for part in material.sections(version)} for version in (1, 2, 3)}
    except EditError as error:
        return [*found, f"changes: {error}"]
    first = texts[1]
    found += [f"summary of {number}: no such section" for number in material.summaries if number not in first]
    for edit in material.changes:
        found += _quote_problems(f"change in {edit.section}", edit.section, edit.passage, first)
    contributions = {contribution.number: contribution for contribution in material.contributions}
    if [entry.number for entry in material.contributions] != sorted(contributions):
        found.append("numbers of contributions are out of order")
    numbers = sorted([*contributions, *other_numbers(material)])
    if numbers != list(range(1, len(numbers) + 1)):
        found.append("numbers of contributions have gaps or are given twice")
    for phase in material.phases:
        found += _phase_problems(phase, material)
        for contribution in phase.contributions:
            found += _contribution_problems(contribution, material, texts[phase.version], contributions)
    found += _change_problems(material, contributions) + everyday_problems(material)
    return found + list(opinion_problems(material.opinions, {phase.key for phase in material.phases}))


def _people_problems(town: Town) -> list[str]:
    units = {unit.key for unit in town.units}
    found = [
        f"{person.key}: no unit {person.unit}"
        for person in town.people
        if person.unit not in units and (person.unit or person.role != "council_member")
    ]
    found += [f"{person.key}: no role {person.role}" for person in town.people if person.role not in ROLES]
    found += [f"{person.key}: address" for person in town.people if not person.email.endswith(f"@{town.domain}")]
    if len({person.key for person in town.people}) != len(town.people):
        found.append("two people share a key")
    return found


def _phase_problems(phase: Phase, material: TownMaterial) -> list[str]:
    found = []
    if not phase.opens < phase.closes < phase.answer_by:
        found.append(f"phase {phase.key}: dates out of order")
    if phase.opens < material.published[phase.version]:
        found.append(f"phase {phase.key}: opens before version {phase.version} is published")
    moments = [(entry.received_day, entry.received_time) for entry in phase.contributions]
    found += [
        f"no. {entry.number}: received before no. {entry.number - 1}"
        for entry, before, moment in zip(phase.contributions[1:], moments, moments[1:], strict=False)
        if moment < before
    ]
    last = min(phase.closes, 0)
    found += [
        f"no. {entry.number}: received outside phase {phase.key}"
        for entry in phase.contributions
        if not phase.opens <= entry.received_day <= last
    ]
    return found


def _quote_problems(what: str, section: str, quote: str, text: dict[str, PlainSection]) -> list[str]:
    if section not in text:
        return [f"{what}: no section {section}"]
    count = len(text[section].places(quote))
    return [] if count == 1 else [f"{what}: {count} places in {section} for {quote!r}"]


def _contribution_problems(
    entry: Contribution, material: TownMaterial, text: dict[str, PlainSection], others: dict[int, Contribution]
) -> list[str]:
    what = f"no. {entry.number}"
    found = []
    if entry.target.quote:
        found += _quote_problems(what, entry.target.section, entry.target.quote, text)
    elif entry.target.section and entry.target.section not in text:
        found.append(f"{what}: no section {entry.target.section}")
    if (entry.kind == "suggestion") != bool(entry.replacement) or (entry.replacement and not entry.target.quote):
        found.append(f"{what}: a suggestion needs a quote and a replacement, a comment neither")
    if not entry.text and not entry.replacement:
        found.append(f"{what}: says nothing")
    offline = entry.channel in {Channel.EVENT, Channel.PAPER, Channel.PHONE}
    if offline != bool(entry.recorded_by) or (entry.channel == Channel.EVENT) != bool(entry.event):
        found.append(f"{what}: channel, event and recorded_by do not fit")
    if entry.recorded_by and entry.recorded_by not in {person.key for person in material.town.people}:
        found.append(f"{what}: no person {entry.recorded_by}")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", entry.received_time):
        found.append(f"{what}: time {entry.received_time}")
    return found + _state_problems(what, entry, material, others) + _point_problems(what, entry, material)


def _state_problems(
    what: str, entry: Contribution, material: TownMaterial, others: dict[int, Contribution]
) -> list[str]:
    found = []
    verdicts = [point.verdict for point in entry.points]
    if entry.state in SETTLED and (not verdicts or None in verdicts):
        found.append(f"{what}: {entry.state} although a point has no verdict")
    if entry.state not in SETTLED and verdicts and None not in verdicts:
        found.append(f"{what}: {entry.state} although every point has a verdict")
    if entry.answered_day is not None and not entry.received_day <= entry.answered_day <= 0:
        found.append(f"{what}: answered on day {entry.answered_day}")
    rules = len(re.findall(r"(?m)^\d+\. ", material.conduct_rules))
    if (entry.state == State.WITHHELD) != bool(entry.withheld_reason):
        found.append(f"{what}: withheld without reason or reason without being withheld")
    if entry.withheld_rule is not None and not 1 <= entry.withheld_rule <= rules:
        found.append(f"{what}: no rule {entry.withheld_rule}")
    if (entry.state == State.MERGED) != bool(entry.merged_into and entry.merged_reason):
        found.append(f"{what}: merged without aim and reason")
    if entry.merged_into is not None:
        aim = others.get(entry.merged_into)
        if aim is None or aim.number == entry.number or aim.state in {State.MERGED, State.WITHHELD, State.WITHDRAWN}:
            found.append(f"{what}: cannot be merged into {entry.merged_into}")
    return found


def _point_problems(what: str, entry: Contribution, material: TownMaterial) -> list[str]:
    found = []
    units = {unit.key for unit in material.town.units}
    for point in entry.points:
        name = f"{what}, point {point.position}"
        if point.excerpt and entry.text.count(point.excerpt) != 1:
            found.append(f"{name}: excerpt not once in the text")
        if not point.excerpt and len(entry.points) > 1:
            found.append(f"{name}: one of several points needs an excerpt")
        if point.unit not in units and (point.unit or point.verdict):
            found.append(f"{name}: no unit {point.unit!r}")
        if point.kind not in {"wording", "general"}:
            found.append(f"{name}: kind {point.kind}")
        if (point.verdict is None) != (not point.reason):
            found.append(f"{name}: verdict and reason go together")
        if (point.verdict == Verdict.DEFERRED) != (point.deferred_until is not None):
            found.append(f"{name}: deferred and a date go together")
        if (point.verdict == Verdict.BECOMES_IDEA) != bool(point.idea):
            found.append(f"{name}: the verdict and the title of an idea go together")
        if point.change_pending and point.verdict not in ADOPTING:
            found.append(f"{name}: a change is pending although nothing was adopted")
    return found


def _change_problems(material: TownMaterial, others: dict[int, Contribution]) -> list[str]:
    """Both directions of the thread: what caused a change was adopted, what was adopted caused a change or will."""
    found = []
    caused = set()
    for edit in material.changes + material.draft_changes:
        for ref in edit.because:
            caused.add(ref)
            entry = others.get(ref.number)
            point = next((p for p in entry.points if p.position == ref.position), None) if entry else None
            if point is None or point.verdict not in ADOPTING:
                found.append(f"change in {edit.section}: point {ref} does not exist or was not adopted")
    for entry in others.values():
        for point in entry.points:
            ref = PointRef(entry.number, point.position)
            if point.verdict in ADOPTING and (ref in caused) == point.change_pending:
                found.append(f"point {ref}: adopted, so it needs either a change or one that is pending")
    return found
