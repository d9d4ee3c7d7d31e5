"""What is done to an address everywhere in communication: no further mails, all gone, all handed out."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from werkstatt.communication.models import Notice, Subscription
from werkstatt.core import clock
from werkstatt.core.models import OutgoingMail
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact


def mark_refused(town_id: int | None, email: str) -> None:
    """Nobody gets mail there (for this town; None: for all): no further mails go to it."""
    now = clock.now()
    of_town = {} if town_id is None else {"municipality_id": town_id}
    Contact.objects.filter(email__iexact=email, bounced_at=None, **of_town).update(bounced_at=now)
    Subscription.objects.filter(email__iexact=email, bounced_at=None, **of_town).update(bounced_at=now)
    Notice.objects.filter(contact__email__iexact=email, mailed_at=None, **of_town).delete()


def erase_address(*, town: Municipality, email: str) -> int:
    """Erase an address with all subscriptions, contacts and mails of a town. Returns how many places held it.

    Numbers, words and answers of contributions stay; only nobody is told of them any more.
    """
    return erase_from(town.pk, email)


@transaction.atomic
def erase_from(town_id: int | None, email: str) -> int:
    """The same for a town by its key; None: for all towns of the installation."""
    if not email:
        return 0
    of_town = {} if town_id is None else {"municipality_id": town_id}
    mails = OutgoingMail.objects.filter(to__iexact=email, **({} if town_id is None else {"town_id": town_id}))
    held = Contact.objects.filter(email__iexact=email, **of_town)
    subscribed = Subscription.objects.filter(email__iexact=email, **of_town)
    count = held.count() + subscribed.count() + mails.count()
    held.delete()
    subscribed.delete()
    mails.filter(state=OutgoingMail.State.WAITING).update(state=OutgoingMail.State.FAILED)
    mails.filter(key=None).delete()
    mails.update(to="", subject="", text="", headers={}, error="")
    return count


def export_address(*, town: Municipality, email: str) -> dict[str, Any]:
    """Everything that communication keeps of an address in a town, ready for JSON."""
    subscriptions = Subscription.objects.filter(municipality=town, email__iexact=email).select_related(
        "strategy", "phase"
    )
    contacts = Contact.objects.filter(municipality=town, email__iexact=email).select_related("contribution")
    mails = OutgoingMail.objects.filter(town_id=town.pk, to__iexact=email).order_by("created_at")
    return {
        "subscriptions": [
            {
                "topic": row.topic,
                "strategy": row.strategy.title,
                "phase": row.phase.title if row.phase else None,
                "section": row.section_uid or None,
                "language": row.language,
                "since": row.created_at.isoformat(),
                "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in subscriptions.order_by("created_at")
        ],
        "contacts": [
            {
                "number": row.contribution.number,
                "since": row.given_at.isoformat(),
                "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in contacts.order_by("contribution__number")
        ],
        "mails": [
            {
                "subject": row.subject,
                "written": row.created_at.isoformat(),
                "sent": row.sent_at.isoformat() if row.sent_at else None,
            }
            for row in mails
        ],
    }
