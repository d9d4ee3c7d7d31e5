"""Reads: the only place that joins."""

from werkstatt.organisations.queries.town import (
    all_towns,
    find_member,
    find_unit,
    members_of,
    towns_of,
    units_of,
    units_with_people,
)

__all__ = ["all_towns", "find_member", "find_unit", "members_of", "towns_of", "units_of", "units_with_people"]
