"""What participation does when the strategy moves on."""

from __future__ import annotations

from werkstatt.core.events import on
from werkstatt.participation.actions.placement import carry_over_remarks
from werkstatt.strategy.events import VersionPublished


@on(VersionPublished)
def bring_remarks_along(event: VersionPublished) -> None:
    """Give every remark on the version before a place in the new one, or a question in the queue."""
    if event.version.base is not None:
        carry_over_remarks(event.version)
