"""Writing very many rows without models: COPY on PostgreSQL, many at once on SQLite. A million of them takes long."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

INDEX = "CREATE INDEX participation_search ON participation_contribution USING gin (search)"


def write(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows given by column; what is missing gets the model's default. Keys are given out in their order."""
    columns = [field for field in model._meta.concrete_fields if not field.db_returning]
    defaults = [field.get_default() for field in columns]
    names = [field.column for field in columns]
    values = ([_plain(row.get(name, default)) for name, default in zip(names, defaults, strict=True)] for row in rows)
    quoted = ", ".join(f'"{name}"' for name in names)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", list(values))


def without_search_index(order: str) -> None:
    """Take the full-text index away while a million rows come in ("drop"), and build it at once after ("make")."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # An index cannot be made while checks wait for the end of the transaction.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP INDEX participation_search" if order == "drop" else INDEX)


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value) if isinstance(value, models.enums.Choices) else value
