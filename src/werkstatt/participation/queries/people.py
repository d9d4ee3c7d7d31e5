"""What belongs to the holder of a private link, and what waits for a person because of it."""

from __future__ import annotations

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact, Contribution, ContributionEdit, Objection, Support
from werkstatt.participation.rules import ObjectionState


def find_own(town: Municipality, number: int) -> Contribution | None:
    """The contribution with this number, with all that its author sees of it, her address included. One query."""
    return (
        Contribution.objects.filter(municipality=town, number=number)
        .select_related("suggestion", "contact", "phase", "version__strategy", "merged_into", "municipality")
        .first()
    )


def contact_of(contribution: Contribution) -> Contact | None:
    """The address that was left with it and may still be written to, confirmed or not."""
    contact: Contact | None = getattr(contribution, "contact", None)
    return contact if contact is not None and contact.email and contact.ended_at is None else None


def objections_to(contribution: Contribution) -> list[Objection]:
    """What its author said against its withholding, with the answers, oldest first."""
    return list(Objection.objects.filter(contribution=contribution)[:50])


def open_objections(town: Municipality) -> list[Objection]:
    """The town's objections that wait for a person, oldest first."""
    waiting = Objection.objects.filter(municipality=town, state=ObjectionState.OPEN)
    return list(waiting.select_related("contribution").order_by("at")[:100])


def count_open_objections(town: Municipality) -> int:
    """How many objections wait for a person."""
    return Objection.objects.filter(municipality=town, state=ObjectionState.OPEN).count()


def edits_of(contribution: Contribution) -> list[ContributionEdit]:
    """What a contribution said before its author changed it, oldest first. For the desk only."""
    return list(ContributionEdit.objects.filter(contribution=contribution)[:100])


def is_supported_by(contribution: Contribution, supporter: str) -> bool:
    """Whether the holder of this key (``actions.support.supporter_key``) stands behind it."""
    return Support.objects.filter(contribution=contribution, supporter=supporter).exists()
