"""What the readers of a version may read of what was said: the one rule that counts, margins and lists share."""

from __future__ import annotations

from django.db.models import F, Q

from werkstatt.participation.rules import VISIBLE
from werkstatt.strategy.rules import Audience

SHOWN_HERE = Q(contribution__state__in=VISIBLE) & (
    Q(contribution__is_public=True)
    | (Q(contribution__version_id=F("version_id")) & ~Q(version__audience=Audience.PUBLIC))
)
"""Placements of what the readers of a version may read: what is public, and what they said about this very version
before everybody could read it. What was said about another one before may not be for them."""
