"""The time, as actions see it.

Rules get the moment handed in. Actions ask here, so that a test or the demo can let the same actions happen at
another moment (``with clock.at(moment): …``) without a special way through the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, with its time zone."""
    return _pretended.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let everything inside the block happen at ``moment`` (which must carry a time zone)."""
    if timezone.is_naive(moment):
        raise ValueError("a moment needs a time zone")
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
