"""Who acts: a signed-in person, an anonymous one (None), or the operator of the installation."""

from __future__ import annotations

from typing import Any, Protocol

from django.core.exceptions import PermissionDenied


class SomebodyWhoActs(Protocol):
    """What actions need to know about an acting person."""

    @property
    def pk(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


Actor = SomebodyWhoActs | None


class Operator:
    """Whoever has the command line of the server in hand. May do everything, and is recorded without a name."""

    pk = None

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True


OPERATOR = Operator()


def require(actor: Actor, permission: str, subject: Any) -> None:
    """Raise ``PermissionDenied`` unless ``actor`` may do ``permission`` to ``subject``. Unnamed means denied."""
    if actor is None or not actor.has_perm(permission, subject):
        raise PermissionDenied(permission)
