"""Identifiers that people can read out over the telephone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels, so that no words arise; nothing that looks like something else (0/o, 1/l/i, u/v, y)."""

LENGTH = 12
"""27 to the power of 12, more than 10 to the power of 17, possible ids."""


def new_id(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A new identifier of 12 characters, safe in addresses. ``choose`` picks one of the letters (for tests)."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))
