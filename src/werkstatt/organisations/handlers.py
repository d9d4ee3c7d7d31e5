"""What a town does when a person leaves, and what it tells her about herself."""

from __future__ import annotations

from typing import Any

from werkstatt.accounts.events import AddressErased, PersonErased
from werkstatt.accounts.models import User
from werkstatt.core.events import on
from werkstatt.core.slots import fills
from werkstatt.organisations.actions import leave_all
from werkstatt.organisations.actions.page import forget_reporter
from werkstatt.organisations.queries import towns_of


@on(PersonErased)
def leave_towns(event: PersonErased) -> None:
    """She gives up her roles; a town whose only manager she is does not let her go."""
    leave_all(user=User.objects.get(pk=event.user_id))


@on(AddressErased)
def forget_address(event: AddressErased) -> None:
    """What was reported under the address stays without it."""
    forget_reporter(town_id=event.town_id, email=event.email)


@fills("invited_to")
def invited_to(user: User) -> list[str]:
    """The names of the towns that have invited the person."""
    return [membership.municipality.brand_name for membership in towns_of(user)]


@fills("my_data")
def roles_of(user: User) -> dict[str, Any]:
    """What the towns know about the person."""
    return {
        "rollen": [
            {
                "kommune": membership.municipality.name,
                "rolle": str(membership.get_role_display()),
                "amt": membership.unit.name if membership.unit else None,
            }
            for membership in towns_of(user)
        ]
    }
