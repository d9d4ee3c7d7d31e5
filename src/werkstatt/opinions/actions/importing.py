"""Votes that were collected elsewhere."""

from __future__ import annotations

from datetime import timedelta

from werkstatt.core import clock
from werkstatt.opinions.models import VoteImport

KEPT = timedelta(days=1)


def discard_old_imports() -> int:
    """Throw away uploads that nobody has said yes to for a day. Returns how many."""
    return VoteImport.objects.filter(created_at__lte=clock.now() - KEPT).delete()[0]
