"""Signed addresses: the receipt that only the sender of a contribution gets, and the links in mails. No session."""

from __future__ import annotations

import segno
from django.core.signing import BadSignature, Signer
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact


def _signer(town_id: int) -> Signer:
    # The town is part of the salt: a receipt of one town opens nothing in another.
    return Signer(salt=f"werkstatt.receipt.{town_id}", sep=".")


def signed_number(town_id: int, number: int) -> str:
    """The last part of a receipt's address."""
    return _signer(town_id).sign(str(number))


def number_from(town: Municipality, signed: str) -> int | None:
    """The number that a receipt's address speaks of; None if it was not made here for this town."""
    try:
        return int(_signer(town.pk).unsign(signed))
    except (BadSignature, ValueError):
        return None


def signed_contact(contact: Contact, purpose: str) -> str:
    """The last part of an address in a mail. ``purpose`` is "confirm" or "stop".

    A link that confirms holds for the address it was sent to: it is worthless once another one was given.
    """
    return _contact_signer(contact, purpose).sign(str(contact.pk))


def contact_from(town: Municipality, signed: str, purpose: str) -> Contact | None:
    """The contact that such an address speaks of; None if it was not made here for this town, or is out of date."""
    key = signed.partition(".")[0]
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    found = Contact.objects.filter(municipality=town, pk=int(key))
    contact = found.select_related("contribution__phase", "municipality").first()
    try:
        return contact if contact and _contact_signer(contact, purpose).unsign(signed) == key else None
    except BadSignature:
        return None


def _contact_signer(contact: Contact, purpose: str) -> Signer:
    about = contact.email if purpose == "confirm" else ""
    return Signer(salt=f"werkstatt.contact.{contact.municipality_id}.{purpose}.{about}", sep=".")


def masked(email: str) -> str:
    """Enough of an address to recognise one's own: ``k…@example.org``. A joiner keeps both parts on one line."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…\u2060@{host}" if name else ""


def qr_code(address: str, label: str) -> SafeString:
    """A QR code as inline SVG: one path of dark modules on white, with a quiet zone, named for those who cannot see it.

    Error correction M: 15 % of the code may be dirty or folded.
    """
    rows = list(segno.make(address, error="m", micro=False).matrix)
    size = len(rows)
    path = "".join(
        f"M{start} {y}h{end - start}v1h-{end - start}z" for y, row in enumerate(rows) for start, end in _dark_runs(row)
    )
    return mark_safe(  # noqa: S308 - digits, and an escaped label
        f'<svg class="qr" viewBox="-2 -2 {size + 4} {size + 4}" role="img" aria-label="{escape(label)}" '
        f'shape-rendering="crispEdges"><path d="{path}" fill="#000"/></svg>'
    )


def _dark_runs(row: bytes | bytearray | tuple[int, ...]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for x, module in enumerate([*row, 0]):
        if module and start is None:
            start = x
        elif not module and start is not None:
            runs.append((start, x))
            start = None
    return runs
