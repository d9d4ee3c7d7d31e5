"""Who may do what in a town. What no rule names, nobody may do."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.functional import LazyObject

from werkstatt.accounts.models import User
from werkstatt.organisations.models import Circle, Membership
from werkstatt.organisations.rules import (
    ANSWERS,
    EDITS_TEXT,
    MANAGES,
    MODERATES,
    RUNS_PROCESS,
    STAFF,
    CircleKind,
    Role,
)


def membership_of(user: Any, town_id: int) -> Membership | None:
    """The person's membership in the town, read once per person object and town."""
    if not isinstance(user, User) or not user.is_active:
        return None
    # A request's user is a lazy wrapper: remember on the person behind it, so that all askers share the answer.
    person = user._wrapped if isinstance(user, LazyObject) else user
    known: dict[int, Membership | None] = person.__dict__.setdefault("_memberships", {})
    if town_id not in known:
        known[town_id] = Membership.objects.filter(user=user, municipality_id=town_id).select_related("unit").first()
    return known[town_id]


def circles_of(user: Any, town_id: int) -> tuple[Circle, ...]:
    """The groups that the person belongs to in the town, read once per membership that was read."""
    membership = membership_of(user, town_id)
    if membership is None:
        return ()
    if "_circles" not in membership.__dict__:
        membership.__dict__["_circles"] = tuple(membership.circles.all())
    found: tuple[Circle, ...] = membership.__dict__["_circles"]
    return found


def council_groups_of(user: Any, town_id: int) -> tuple[Circle, ...]:
    """The council groups that the person may speak for."""
    return tuple(circle for circle in circles_of(user, town_id) if circle.kind == CircleKind.COUNCIL_GROUP)


def has_role(roles: frozenset[Role]) -> Any:
    """A predicate: the person has one of these roles in the town that the object belongs to."""

    def check(user: Any, subject: Any) -> bool:
        town_id = getattr(subject, "municipality_id", None)
        membership = membership_of(user, town_id) if town_id is not None else None
        return membership is not None and membership.role in roles

    return rules.predicate(check, name=f"has_role:{','.join(sorted(roles))}")


is_staff = has_role(STAFF)
belongs = has_role(frozenset(Role))
manages = has_role(MANAGES)
runs_process = has_role(RUNS_PROCESS)
edits_text = has_role(EDITS_TEXT)
moderates = has_role(MODERATES)
answers = has_role(ANSWERS)

rules.add_perm("organisations.enter", is_staff)
rules.add_perm("organisations.belong", belongs)
rules.add_perm("organisations.manage", manages)
