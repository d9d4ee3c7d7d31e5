"""What participation tells the contexts above it."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.participation.models import Contribution, Objection, ParticipationPhase


@dataclass(frozen=True, slots=True)
class ContributionReceived:
    """A contribution has its number and is on disk with the running transaction."""

    contribution: Contribution


@dataclass(frozen=True, slots=True)
class ContributionAdvanced:
    """A contribution went from the state ``before`` to the one it is in now: published, withheld, merged, answered …"""

    contribution: Contribution
    before: str


@dataclass(frozen=True, slots=True)
class ContributionEdited:
    """The author of a contribution changed its words. What it said before is in its edits."""

    contribution: Contribution


@dataclass(frozen=True, slots=True)
class ContactConfirmed:
    """Somebody confirmed that her address may be written to about these contributions of a town."""

    town_id: int
    contribution_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ObjectionRaised:
    """The author of a withheld contribution says why it should be public after all."""

    objection: Objection


@dataclass(frozen=True, slots=True)
class ObjectionAnswered:
    """A person decided about an objection; its state says how."""

    objection: Objection


@dataclass(frozen=True, slots=True)
class ContactsErased:
    """The day has come on which a phase lets go of people: whoever keeps an address because of it erases it."""

    phase: ParticipationPhase
