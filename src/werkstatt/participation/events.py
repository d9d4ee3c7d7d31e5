"""What participation tells the contexts above it."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.participation.models import Contribution


@dataclass(frozen=True, slots=True)
class ContributionReceived:
    """A contribution has its number and is on disk with the running transaction."""

    contribution: Contribution


@dataclass(frozen=True, slots=True)
class ContributionAdvanced:
    """A contribution went from the state ``before`` to the one it is in now: published, withheld, merged, answered …"""

    contribution: Contribution
    before: str
