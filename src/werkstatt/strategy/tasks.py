"""Work in the background."""

from __future__ import annotations

from django_tasks import task

from werkstatt.strategy.actions import discard_old_previews


@task()
def clear_previews() -> int:
    """Throw away converted files nobody accepted within a day. Returns how many."""
    return discard_old_previews()
