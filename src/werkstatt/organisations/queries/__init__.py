"""Reads: the only place that joins."""

from werkstatt.organisations.queries.circle import circles_in, council_groups_in, find_circle, members_in
from werkstatt.organisations.queries.rights import changes_of_rights, named_changes
from werkstatt.organisations.queries.town import (
    all_towns,
    find_member,
    find_unit,
    members_of,
    open_units_of,
    towns_of,
    units_of,
    units_with_people,
)

__all__ = [
    "all_towns",
    "changes_of_rights",
    "circles_in",
    "council_groups_in",
    "find_circle",
    "find_member",
    "find_unit",
    "members_in",
    "members_of",
    "named_changes",
    "open_units_of",
    "towns_of",
    "units_of",
    "units_with_people",
]
