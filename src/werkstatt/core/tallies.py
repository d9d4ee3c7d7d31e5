"""Rows that keep count, so that a page reads one row where it would otherwise count thousands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, models


def count_up(model: type[models.Model], of: str, *, town_id: int, phase_id: int, changes: Mapping[str, int]) -> None:
    """Add ``changes`` (value of the column ``of`` → how many more or fewer) to the tally of a phase.

    ``model`` has the columns municipality, phase, ``of`` and count, unique by phase and ``of``. One statement adds
    whatever others have added meanwhile; the rows are in order, so that two who count at once never wait for each
    other in a circle.
    """
    changes = {value: change for value, change in sorted(changes.items()) if change}
    if not changes:
        return
    table = model._meta.db_table
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(changes))
    values = [each for value, change in changes.items() for each in (town_id, phase_id, value, change)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (municipality_id, phase_id, {of}, count) VALUES {rows} "  # noqa: S608 - our names
            f"ON CONFLICT (phase_id, {of}) DO UPDATE SET count = {table}.count + excluded.count",
            values,
        )
