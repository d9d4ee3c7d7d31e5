"""What the content of a demo town is made of: frozen dataclasses without any behaviour but reading.

Days are counted from the day on which the demo stands ("today", 0); the past is negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from werkstatt.demo.everyday import Everyday
from werkstatt.demo.opinion_content import OpinionMaterial
from werkstatt.demo.passages import Edit, PlainSection, applied, plain_sections

ROLES = frozenset(
    {"digital_officer", "editor", "moderator", "department_lead", "staff_member", "administrator", "council_member"}
)


class Channel(StrEnum):
    """How a contribution reached the town."""

    WEB = "web"
    EVENT = "event"
    PAPER = "paper"
    PHONE = "phone"
    MAIL = "mail"


class State(StrEnum):
    """State of a contribution, see the glossary."""

    RECEIVED = "received"
    PUBLISHED = "published"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHHELD = "withheld"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What the town made of a point."""

    ADOPTED = "adopted"
    ADOPTED_WITH_CHANGES = "adopted_with_changes"
    ALREADY_COVERED = "already_covered"
    BECOMES_IDEA = "becomes_idea"
    REFERRED = "referred"
    DEFERRED = "deferred"
    DECLINED = "declined"


ADOPTING = frozenset({Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES})
SETTLED = frozenset({State.ANSWERED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Unit:
    """An office of the town."""

    key: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who belongs to the town and signs in; ``role`` is one of ``ROLES``.

    ``shows`` says what a visitor of the demo sees as this person; empty for those that are not named to her.
    """

    key: str
    name: str
    email: str
    role: str
    unit: str
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """Name, claim, colours (``#rrggbb``) and the file name of the logo (may be empty)."""

    name: str
    claim: str
    color: str
    color_deep: str
    accent: str
    logo: str


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with its offices and people."""

    key: str
    name: str
    kind: str
    population: int
    domain: str
    strategy_title: str
    strategy_kind: str
    brand: Brand
    email: str
    phone: str
    address: str
    units: tuple[Unit, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What a contribution is about: a passage, a section (empty ``quote``) or everything (empty ``section``)."""

    section: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """The smallest part that is assessed. An empty ``excerpt`` stands for the whole text.

    ``idea`` is the title of the project idea that the point goes into, where that is its verdict.
    """

    position: int
    title: str
    kind: str
    unit: str
    excerpt: str = ""
    verdict: Verdict | None = None
    reason: str = ""
    deferred_until: int | None = None
    change_pending: bool = False
    idea: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One numbered voice. ``received_day`` and ``answered_day`` count from today, ``received_time`` is "16:00"."""

    number: int
    received_day: int
    received_time: str
    alias: str
    channel: Channel
    event: str
    recorded_by: str
    target: Target
    kind: str
    text: str
    replacement: str
    points: tuple[Point, ...]
    state: State
    answered_day: int | None = None
    withheld_reason: str = ""
    withheld_rule: int | None = None
    merged_into: int | None = None
    merged_reason: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """A dated consultation with its contributions, in order of receipt."""

    key: str
    version: int
    title: str
    purpose: str
    latitude: str
    rules: str
    opens: int
    closes: int
    answer_by: int
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class TownMaterial:
    """Everything the demo knows of a town.

    ``markdown`` is version 1; ``changes`` lead from it to version 2, ``draft_changes`` from there to the draft of the
    next; ``published`` maps the number of a version to the day of its publication. ``cards`` is the table of an event
    (CSV), ``internal_text`` a text for some groups only (Markdown), ``opinions`` an opinion
    map, ``pages`` the town's own legal pages by kind.
    """

    town: Town
    logo: str
    markdown: str
    summaries: dict[str, str]
    changes: tuple[Edit, ...]
    draft_changes: tuple[Edit, ...]
    published: dict[int, int]
    phases: tuple[Phase, ...]
    conduct_rules: str
    everyday: Everyday = field(default_factory=Everyday)
    cards: str = ""
    internal_text: str = ""
    opinions: OpinionMaterial | None = None
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """The contributions of all phases, by number."""
        return tuple(contribution for phase in self.phases for contribution in phase.contributions)

    def sections(self, version: int) -> tuple[PlainSection, ...]:
        """Plain text of version 1, 2 or 3 (the draft); raises EditError if a change does not fit."""
        edits = {1: (), 2: self.changes, 3: self.changes + self.draft_changes}[version]
        return applied(plain_sections(self.markdown), edits)
