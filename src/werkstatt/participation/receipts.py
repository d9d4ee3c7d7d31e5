"""Receipts: an address that only the person gets who sent the contribution, and that needs no session."""

from __future__ import annotations

import segno
from django.core.signing import BadSignature, Signer
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from werkstatt.organisations.models import Municipality


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
