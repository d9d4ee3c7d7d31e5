"""Addresses that pages of participation point to."""

from __future__ import annotations

from django.urls import reverse

from werkstatt.core.slots import filled
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.rules import PageKind
from werkstatt.participation.models import Contact, Contribution
from werkstatt.participation.receipts import signed_contact, signed_number
from werkstatt.strategy.models import Version


def reader_url(
    town: Municipality, version: Version, *, number: str = "", section_uid: str = "", block_uid: str = ""
) -> str:
    """The version's page, or its chapter at a section or block. ``number`` is the section's, such as "4.2"."""
    if not number:
        return reverse("version", args=[town.slug, version.strategy.slug, version.number])
    chapter = number.split(".")[0]
    anchor = f"#absatz-{block_uid}" if block_uid else f"#abschnitt-{section_uid}"
    return reverse("chapter", args=[town.slug, version.strategy.slug, version.number, chapter]) + anchor


def receipt_url(town: Municipality, contribution: Contribution) -> str:
    """The receipt of a contribution, for the one who sent it."""
    return reverse("receipt", args=[town.slug, signed_number(town.pk, contribution.number)])


def contact_confirm_url(town: Municipality, contact: Contact) -> str:
    """The page on which the owner of an address says that she wants to hear of a contribution."""
    return reverse("contact-confirm", args=[town.slug, signed_contact(contact, "confirm")])


def contact_stop_url(town: Municipality, contact: Contact) -> str:
    """The page that ends all mails to this contact. For the foot of every mail to it."""
    return reverse("contact-stop", args=[town.slug, signed_contact(contact, "stop")])


def privacy_url(town: Municipality) -> str:
    """The town's page about data protection, if it has one among its legal links; else empty."""
    entries = filled("legal", town=town)
    return next((entry.url for entry in entries if entry.label == str(PageKind.PRIVACY.label)), "")


def draft_key(phase_id: int, section_uid: str = "", block_uid: str = "") -> str:
    """The name under which a browser keeps what is being typed about a place, until its receipt is shown."""
    return f"beitrag-{phase_id}-{block_uid or section_uid or 'text'}"
