"""What accounts tells the contexts above it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person erases her account, in this transaction. What shows or needs her personally must let go of her.

    Her row stays, without name and address, so that records keep pointing at "a former person". A handler that
    cannot let her go yet raises ``RuleBroken``: then nothing is erased, and she reads why.
    """

    user_id: int


@dataclass(frozen=True, slots=True)
class AddressErased:
    """Somebody wants an address gone from a town (None: from all), in this transaction. Whoever keeps it erases it."""

    town_id: int | None
    email: str
