"""What participation does when the strategy moves on, and when somebody wants her address gone."""

from __future__ import annotations

from django.utils.translation import gettext as _

from werkstatt.accounts.events import AddressErased
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import on
from werkstatt.organisations.events import CircleRemoved
from werkstatt.participation.actions.motion import open_motions
from werkstatt.participation.actions.placement import carry_over_remarks
from werkstatt.participation.models import Contact, Contribution
from werkstatt.strategy.events import VersionOpened, VersionPublished


@on(VersionPublished)
def bring_remarks_along(event: VersionPublished) -> None:
    """Give every remark on the version before a place in the new one, or a question in the queue."""
    if event.version.base is not None:
        carry_over_remarks(event.version)


@on(VersionOpened)
def open_what_was_moved(event: VersionOpened) -> None:
    """Motions become public with their text; what people said among themselves does not."""
    open_motions(event.version)


@on(CircleRemoved)
def keep_movers(event: CircleRemoved) -> None:
    """A council group that has moved something stays."""
    if Contribution.objects.filter(circle=event.circle).exists():
        raise RuleBroken(
            _("„%(name)s“ hat Anträge gestellt und bleibt bestehen. Nehmen Sie stattdessen ihre Mitglieder heraus.")
            % {"name": event.circle.name}
        )


@on(AddressErased)
def forget_address(event: AddressErased) -> None:
    """Nobody is written to about the contributions that this address was left with; they stay."""
    of_town = {} if event.town_id is None else {"municipality_id": event.town_id}
    if event.email:
        Contact.objects.filter(email__iexact=event.email, **of_town).delete()
