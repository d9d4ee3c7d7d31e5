"""What happens in and around a demo town's consultations: frozen records, and reading them from ``everyday.yaml``.

Days are counted from the day on which the demo stands ("today", 0); the past is negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class At:
    """A day and an hour ("16:00") of it."""

    day: int
    time: str = "11:00"


@dataclass(frozen=True, slots=True)
class Group:
    """People that may read more than others, or move for a council group; ``members`` are keys of people."""

    key: str
    kind: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dissolved:
    """An office that was closed on a day, and the one that took over."""

    unit: str
    successor: str
    day: int


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited and has not come yet."""

    name: str
    email: str
    role: str
    unit: str
    day: int


@dataclass(frozen=True, slots=True)
class Module:
    """Words that answers use again and again; without a unit they are for everybody."""

    title: str
    unit: str
    verdict: str
    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A way of looking at the desk that a person keeps."""

    person: str
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address left with a contribution. ``bounces``: the day on which a mail to it came back."""

    number: int
    email: str
    confirmed: bool = True
    bounces: int | None = None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A wish to hear of a strategy, of the running consultation, or of a section."""

    topic: str
    email: str
    day: int
    section: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Edited:
    """What a contribution said until its author changed it."""

    number: int
    day: int
    before: str


@dataclass(frozen=True, slots=True)
class WithheldFirst:
    """A contribution that was taken out of the public for a while."""

    number: int
    rule: str
    day: int
    reason: str


@dataclass(frozen=True, slots=True)
class Objected:
    """Why somebody wants to see it public; with an answer it is decided."""

    number: int
    day: int
    text: str
    uphold: bool = False
    answer: str = ""
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Summaries:
    """Plain-language versions of changed sections: rewritten, or confirmed but for a few that stay flagged.

    ``draft_but`` are those that stay flagged in the draft of the next version.
    """

    confirmed_but: tuple[str, ...] = ()
    draft_but: tuple[str, ...] = ()
    rewritten: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict on one of several proposals for a place."""

    number: int
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """Several proposals for one place, decided together with one new wording."""

    section: str
    passage: str
    text: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Assigned:
    """Contributions given to an office together, due so many days from today."""

    numbers: tuple[int, ...]
    unit: str
    due: int


@dataclass(frozen=True, slots=True)
class Window:
    """A phase for some people only."""

    title: str
    purpose: str
    latitude: str
    rules: str
    opens: int
    closes: int
    answer_by: int


@dataclass(frozen=True, slots=True)
class Said:
    """A numbered motion (with a group) or internal remark. Without a replacement it is a comment."""

    number: int
    received: At
    person: str
    section: str
    quote: str
    text: str
    replacement: str = ""
    group: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Internal:
    """A text that only some groups may read so far, and what they say about it."""

    title: str
    file: str
    groups: tuple[str, ...]
    published: int
    phase: Window
    remarks: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cards of an event, imported as a table; its rows get the numbers from ``first`` on."""

    first: int
    file: str
    filename: str
    event: str
    held: At
    imported: At


@dataclass(frozen=True, slots=True)
class Barrier:
    """Something that somebody could not use."""

    page: str
    email: str
    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Everyday:
    """All of it. A town without the file has none."""

    groups: tuple[Group, ...] = ()
    dissolved: Dissolved | None = None
    invitations: tuple[Invited, ...] = ()
    modules: tuple[Module, ...] = ()
    filters: tuple[Filter, ...] = ()
    supports: Mapping[int, int] = field(default_factory=dict)
    addresses: tuple[Address, ...] = ()
    subscriptions: tuple[Subscribed, ...] = ()
    edits: tuple[Edited, ...] = ()
    withheld_first: tuple[WithheldFirst, ...] = ()
    objections: tuple[Objected, ...] = ()
    summaries: Summaries = field(default_factory=Summaries)
    settled: Settled | None = None
    assigned: tuple[Assigned, ...] = ()
    council: Window | None = None
    motions: tuple[Said, ...] = ()
    internal: Internal | None = None
    table: Table | None = None
    barriers: tuple[Barrier, ...] = ()

    def address_of(self, number: int) -> str:
        """The address that was left with a contribution; empty for none."""
        return next((one.email for one in self.addresses if one.number == number), "")

    def first_words_of(self, number: int) -> str:
        """What an edited contribution said at first; empty for all others."""
        return next((one.before for one in self.edits if one.number == number), "")


def read_everyday(raw: Mapping[str, Any]) -> Everyday:
    """The records as ``everyday.yaml`` has them. Raises TypeError for a name that does not exist."""
    return Everyday(
        groups=tuple(Group(**{**one, "members": tuple(one["members"])}) for one in raw.get("groups", ())),
        dissolved=Dissolved(**raw["dissolved"]) if "dissolved" in raw else None,
        invitations=tuple(Invited(**one) for one in raw.get("invitations", ())),
        modules=tuple(Module(**one) for one in raw.get("modules", ())),
        filters=tuple(Filter(**one) for one in raw.get("filters", ())),
        supports=raw.get("supports", {}),
        addresses=tuple(Address(**one) for one in raw.get("addresses", ())),
        subscriptions=tuple(Subscribed(**one) for one in raw.get("subscriptions", ())),
        edits=tuple(Edited(**one) for one in raw.get("edits", ())),
        withheld_first=tuple(WithheldFirst(**one) for one in raw.get("withheld_first", ())),
        objections=tuple(Objected(**one) for one in raw.get("objections", ())),
        summaries=_summaries(raw.get("summaries", {})),
        settled=_settled(raw["settled"]) if "settled" in raw else None,
        assigned=tuple(Assigned(**{**one, "numbers": tuple(one["numbers"])}) for one in raw.get("assigned", ())),
        council=Window(**raw["council"]) if "council" in raw else None,
        motions=tuple(_said(one) for one in raw.get("motions", ())),
        internal=_internal(raw["internal"]) if "internal" in raw else None,
        table=_table(raw["table"]) if "table" in raw else None,
        barriers=tuple(Barrier(**one) for one in raw.get("barriers", ())),
    )


def _summaries(raw: Mapping[str, Any]) -> Summaries:
    return Summaries(
        confirmed_but=tuple(raw.get("confirmed_but", ())),
        draft_but=tuple(raw.get("draft_but", ())),
        rewritten=raw.get("rewritten", {}),
    )


def _settled(raw: Mapping[str, Any]) -> Settled:
    return Settled(**{**raw, "decisions": tuple(Decision(**one) for one in raw["decisions"])})


def _said(raw: Mapping[str, Any]) -> Said:
    words = {"reason": "text"}
    named = {words.get(name, name): value for name, value in raw.items()}
    return Said(**{**named, "received": At(**raw["received"])})


def _internal(raw: Mapping[str, Any]) -> Internal:
    remarks = tuple(_said(one) for one in raw["remarks"])
    return Internal(**{**raw, "groups": tuple(raw["groups"]), "phase": Window(**raw["phase"]), "remarks": remarks})


def _table(raw: Mapping[str, Any]) -> Table:
    return Table(**{**raw, "held": At(**raw["held"]), "imported": At(**raw["imported"])})
