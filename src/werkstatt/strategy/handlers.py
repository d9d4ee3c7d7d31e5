"""What the strategy says when something below it changes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import on
from werkstatt.organisations.events import CircleRemoved
from werkstatt.strategy.models import Version


@on(CircleRemoved)
def keep_readers(event: CircleRemoved) -> None:
    """A group that a text was given to stays: the record of who could read it must go on making sense."""
    if Version.objects.filter(circles=event.circle).exists():
        raise RuleBroken(
            _(
                "Für „%(name)s“ ist ein Text freigegeben. Die Gruppe bleibt deshalb bestehen. "
                "Nehmen Sie stattdessen ihre Mitglieder heraus."
            )
            % {"name": event.circle.name}
        )
