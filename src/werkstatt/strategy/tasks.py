"""Work in the background."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from werkstatt.core.schedule import regularly
from werkstatt.strategy.actions import discard_old_previews


@task()
def clear_previews() -> int:
    """Throw away converted files nobody accepted within a day. Returns how many."""
    return discard_old_previews()


@regularly("strategy.clear_previews", every=timedelta(days=1))
def clear_previews_daily() -> None:
    """The same, also when nobody reads in another file."""
    discard_old_previews()
