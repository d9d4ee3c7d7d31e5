"""Reads: the only place that joins."""

from werkstatt.organisations.queries.town import towns_of, units_of

__all__ = ["towns_of", "units_of"]
