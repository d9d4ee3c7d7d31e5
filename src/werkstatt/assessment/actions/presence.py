"""Who has a contribution open right now."""

from __future__ import annotations

from datetime import timedelta

from werkstatt.accounts.models import User
from werkstatt.assessment.models import Presence
from werkstatt.core import clock
from werkstatt.core.actors import require
from werkstatt.participation.models import Contribution

GONE_AFTER = timedelta(minutes=2)


def be_here(*, actor: User, contribution: Contribution) -> None:
    """Say that a person has the contribution in front of her. One statement."""
    require(actor, "assessment.view_desk", contribution)
    Presence.objects.bulk_create(
        [
            Presence(
                municipality_id=contribution.municipality_id,
                contribution=contribution,
                user=actor,
                seen_at=clock.now(),
            )
        ],
        update_conflicts=True,
        update_fields=["seen_at"],
        unique_fields=["contribution", "user"],
    )


def forget_who_left() -> int:
    """Erase who was where: it is nobody's business any more. Returns how many."""
    return Presence.objects.filter(seen_at__lt=clock.now() - GONE_AFTER).delete()[0]
