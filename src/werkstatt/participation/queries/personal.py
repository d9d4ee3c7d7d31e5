"""What a town keeps about a person, found by her address or by her private link; and when phases forget it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q

from werkstatt.core.slots import filled
from werkstatt.organisations.models import Membership, Municipality
from werkstatt.organisations.queries.page import reports_from
from werkstatt.participation.models import Contribution, ContributionEdit, Objection, ParticipationPhase
from werkstatt.participation.rules import OPEN, Kind

STORED = "stored_address"
"""Slot: contexts above add what they keep under an address, ``def kept(town, email) -> list[Stored]``."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One kind of things that are kept under an address. ``key`` is its name in the file, ``rows`` fit into JSON."""

    key: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StoredAddress:
    """All that a town keeps under an address. ``has_account``: she works for the town."""

    contributions: list[Contribution]
    reports: int
    others: dict[str, list[dict[str, Any]]]
    data: dict[str, Any]
    has_account: bool

    @property
    def is_nothing(self) -> bool:
        """Nothing that could be erased here."""
        return not (self.contributions or self.reports or any(self.others.values()))


def find_stored(town: Municipality, email: str) -> StoredAddress:
    """What the town keeps under this address, however it is capitalised."""
    said = list(
        _with_all(Contribution.objects.filter(contact__municipality=town, contact__email__iexact=email)).order_by(
            "number"
        )
    )
    reports = [
        {"page": report.page, "text": report.text, "at": report.at.isoformat()} for report in reports_from(town, email)
    ]
    others = {part.key: part.rows for parts in filled(STORED, town=town, email=email) for part in parts}
    return StoredAddress(
        contributions=said,
        reports=len(reports),
        others=others,
        data={"contributions": [as_data(one) for one in said], "barrier_reports": reports, **others},
        has_account=Membership.objects.filter(municipality=town, user__email__iexact=email).exists(),
    )


def find_own_with_all(contribution: Contribution) -> dict[str, Any]:
    """Everything kept with a contribution, for the holder of its private link."""
    return as_data(_with_all(Contribution.objects.filter(pk=contribution.pk)).get())


def _with_all(found: Any) -> Any:
    return found.select_related("suggestion", "contact", "phase", "version__strategy").prefetch_related(
        Prefetch("edits", ContributionEdit.objects.order_by("at")), Prefetch("objections", Objection.objects.all())
    )


def as_data(contribution: Contribution) -> dict[str, Any]:
    """A contribution with all that is kept about the one who made it, ready for JSON."""
    suggestion = getattr(contribution, "suggestion", None)
    contact = getattr(contribution, "contact", None)
    is_motion = contribution.kind == Kind.MOTION
    return {
        "number": contribution.number,
        "phase": contribution.phase.title,
        "text": f"{contribution.version.strategy.title}, {contribution.version.label}",
        "place": contribution.section_label or None,
        "passage": (contribution.anchor or {}).get("quote") or None,
        "words": contribution.text,
        "proposed_wording": suggestion.replacement if suggestion else None,
        "name": contribution.author if is_motion else contribution.alias or None,
        "channel": contribution.channel,
        "event": contribution.event_name or None,
        "received": contribution.received_at.isoformat(),
        "recorded": contribution.recorded_at.isoformat(),
        "state": contribution.state,
        "state_reason": contribution.state_reason or None,
        "supporters": contribution.support_count,
        "earlier_words": [
            {"words": edit.text, "proposed_wording": edit.replacement or None, "until": edit.at.isoformat()}
            for edit in contribution.edits.all()
        ],
        "objections": [
            {"words": one.text, "at": one.at.isoformat(), "answer": one.answer or None}
            for one in contribution.objections.all()
        ],
        "address": {
            "email": contact.email,
            "language": contact.language,
            "given": contact.given_at.isoformat(),
            "confirmed": contact.confirmed_at.isoformat() if contact.confirmed_at else None,
        }
        if contact is not None and contact.email
        else None,
    }


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A phase that still keeps addresses: how many, and how many of them wait for an answer."""

    phase: ParticipationPhase
    addresses: int
    unanswered: int


def addresses_of(phase: ParticipationPhase) -> Forgetting:
    """How many addresses a phase keeps."""
    return _forgetting(ParticipationPhase.objects.filter(pk=phase.pk))[0]


def about_to_forget(town: Municipality, until: date) -> list[Forgetting]:
    """The town's phases that erase addresses until this day, the next one in front. One query."""
    soon = ParticipationPhase.objects.filter(
        municipality=town, contacts_erased_at=None, contacts_until__lte=until
    ).order_by("contacts_until", "pk")
    return [each for each in _forgetting(soon) if each.addresses]


def _forgetting(phases: Any) -> list[Forgetting]:
    kept = ~Q(contributions__contact__email="") & Q(contributions__contact__isnull=False)
    counted = phases.annotate(
        addresses=Count("contributions__contact", filter=kept),
        unanswered=Count("contributions__contact", filter=kept & Q(contributions__state__in=OPEN)),
    )[:50]
    return [Forgetting(phase, phase.addresses, phase.unanswered) for phase in counted]
