"""An address to answer to: left with a contribution, used only once confirmed, ended with one click."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.rates import wait_for
from werkstatt.core.schedule import regularly
from werkstatt.core.text_input import cleaned_line
from werkstatt.participation import mails
from werkstatt.participation.events import ContactConfirmed
from werkstatt.participation.limits import CONFIRMATION_MAILS
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.rules import ContributionState

UNCONFIRMED_KEPT = timedelta(days=14)
"""How long an address waits for its confirmation, and how long the link in the mail works."""
ONE_MAIL_IN = timedelta(hours=1)
"""Whoever leaves an address with several contributions confirms all of them with one mail."""
MAX_ADDRESS_LENGTH = 254


def checked_address(email: str) -> str:
    """The address, cleaned, its host name in small letters. Raises RuleBroken if it cannot be one."""
    email = cleaned_line(email)
    try:
        validate_email(email)
        if len(email) > MAX_ADDRESS_LENGTH or not email.isascii():
            raise ValidationError("too long, or not ASCII")
    except ValidationError:
        message = _("Diese E-Mail-Adresse kann nicht stimmen. Prüfen Sie sie, oder lassen Sie das Feld leer.")
        raise RuleBroken(message, fields={"email": message}) from None
    name, _at, host = email.rpartition("@")
    return f"{name}@{host.lower()}"


@transaction.atomic
def leave_address(*, contribution: Contribution, email: str, language: str = "de") -> Contact:
    """Keep an address with a contribution, in place of an earlier one, and ask it by mail whether it is right.

    For the holder of the private link. The same address once more: the mail is sent again. Raises RuleBroken if it
    cannot be an address, the contribution is withdrawn, its phase lets go of people, or the address was asked too
    often today.
    """
    email = checked_address(email)
    current = Contribution.objects.select_for_update(of=("self",)).select_related("phase").get(pk=contribution.pk)
    if current.state == ContributionState.WITHDRAWN:
        raise RuleBroken(_("%(number)s ist zurückgezogen.") % {"number": current.label})
    if current.phase.contacts_erased_at:
        raise RuleBroken(_("Zu dieser Beteiligung nehmen wir keine Adressen mehr an. Was daraus wurde, steht im Netz."))
    contact = Contact.objects.filter(contribution=current).first()
    if contact is not None and contact.email == email and contact.confirmed_at and not contact.bounced_at:
        return contact
    contact = _keep(current, email, language)
    if not _ask(contact):
        message = _(
            "An diese Adresse gingen heute schon mehrere Mails. Sehen Sie dort nach, oder versuchen Sie es morgen."
        )
        raise RuleBroken(message, fields={"email": message})
    return contact


def keep_address(contribution: Contribution, email: str, language: str) -> Contact:
    """For ``submit``: keep a checked address with a new contribution, inside its transaction.

    No second mail is sent while one is on its way to this address: its link confirms all of them.
    """
    contact = _keep(contribution, email, language)
    waiting = _waiting_with(contact).exclude(pk=contact.pk).filter(given_at__gt=contact.given_at - ONE_MAIL_IN)
    if not waiting.exists():
        _ask(contact)
    return contact


def waiting_with(contact: Contact) -> list[Contact]:
    """Everything that one click confirms: what waits for this address in this town, by number of contribution."""
    return list(_waiting_with(contact).select_related("contribution").order_by("contribution__number"))


@transaction.atomic
def confirm_address(*, contact: Contact) -> list[Contact]:
    """The owner of an address says yes, to all that waits for it in this town; she gets the private links by mail.

    Doing it twice is harmless. Returns what was confirmed now.
    """
    confirmed = waiting_with(contact)
    if not confirmed:
        return []
    now = clock.now()
    Contact.objects.filter(pk__in=[one.pk for one in confirmed]).update(confirmed_at=now)
    for one in confirmed:
        one.confirmed_at = now
        record(None, "confirm_address", one.contribution, number=one.contribution.number)
    mails.send_receipts(confirmed)
    announce(ContactConfirmed(contact.municipality_id, tuple(one.contribution_id for one in confirmed)))
    return confirmed


@transaction.atomic
def end_contact(*, contact: Contact) -> None:
    """No more mails about this contribution: the address is erased at once. Doing it twice is harmless."""
    current = Contact.objects.select_for_update(of=("self",)).select_related("contribution").get(pk=contact.pk)
    if current.ended_at:
        return
    current.ended_at, current.confirmed_at, current.email = clock.now(), None, ""
    current.save(update_fields=["ended_at", "confirmed_at", "email"])
    record(None, "end_contact", current.contribution, number=current.contribution.number)


@regularly("participation.contacts.forget", every=timedelta(days=1))
def forget_unconfirmed() -> int:
    """Erase addresses that nobody confirmed. Returns how many went."""
    old = Contact.objects.filter(confirmed_at=None, ended_at=None, given_at__lt=clock.now() - UNCONFIRMED_KEPT)
    return old.delete()[0]


def _keep(contribution: Contribution, email: str, language: str) -> Contact:
    contact, _created = Contact.objects.update_or_create(
        contribution=contribution,
        defaults={
            "municipality_id": contribution.municipality_id,
            "email": email,
            "language": language,
            "given_at": clock.now(),
            "confirmed_at": None,
            "ended_at": None,
            "bounced_at": None,
        },
    )
    return contact


def _ask(contact: Contact) -> bool:
    """Send the mail with the question, unless this address got too many of them."""
    if wait_for(CONFIRMATION_MAILS, f"{contact.municipality_id}|{contact.email.lower()}"):
        return False
    mails.send_question(contact)
    return True


def _waiting_with(contact: Contact):  # type: ignore[no-untyped-def]
    return Contact.objects.filter(
        municipality_id=contact.municipality_id,
        email=contact.email,
        confirmed_at=None,
        ended_at=None,
        given_at__gt=clock.now() - UNCONFIRMED_KEPT,
    ).exclude(email="")
