"""Finding contributions by their words: full text on PostgreSQL and SQLite, as quick in a million as in a thousand.

A contribution hands its words over in the column ``words``; a trigger moves them into the index (PostgreSQL: a
``tsvector`` on the same row; SQLite: an FTS5 table) and leaves the column empty, so that nobody reads them twice.
Words are cut and folded here and not by the database, so that both find the same. Every word that is looked for may
be the beginning of a longer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Lookup, QuerySet, TextField

from werkstatt.participation.folding import words_in, words_of
from werkstatt.participation.models import Contribution

MOST_COUNTED = 1_000
"""What is found is counted up to here; beyond, it is "more than"."""
_MOST_WORDS = 8
_TOWN = "\ue000"
"""A sign of nobody's writing: with the town's key behind it, the word that all contributions of a town share."""


def hand_over(contribution: Contribution, replacement: str = "") -> None:
    """Have the contribution found by what it says now, as soon as it is saved."""
    contribution.words = words_of(
        contribution.text, replacement, contribution.alias, contribution.section_label, contribution.event_name
    )


def matching(found: QuerySet[Contribution], words: str, *, town_id: int) -> QuerySet[Contribution]:
    """Those of ``found``, all of one town, in which every word occurs or begins a longer one. Without a word: none."""
    wanted = list(dict.fromkeys(words_in(words)))[:_MOST_WORDS]
    if not wanted:
        return found.none()
    if connection.vendor == "postgresql":
        return found.filter(words__finds=" & ".join(f"'{word}':*" for word in wanted))
    return found.filter(
        search_entry__entry__matches=" ".join([f"{_TOWN}{town_id}", *(f'"{word}"*' for word in wanted)])
    )


def by_number(*, searched: bool) -> str:
    """The column that orders contributions by their number: the one in whose order the index itself can be read."""
    return "search_entry" if searched and connection.vendor == "sqlite" else "number"


@dataclass(frozen=True, slots=True)
class Settled:
    """A selection that has been counted. ``is_capped``: there are more than ``count``.

    ``by_number`` is the column that orders ``rows`` by number.
    """

    rows: QuerySet[Contribution]
    count: int
    is_capped: bool
    by_number: str


def settle(
    found: QuerySet[Contribution], everything: QuerySet[Contribution], *, searched: bool, newest: bool = False
) -> Settled:
    """Count a selection up to ``MOST_COUNTED``, and tie further reading to it where it is little. One query.

    ``everything`` is a selection without conditions from which the same rows can be read by key: a database that is
    asked for the newest of few rows may look through all of them in vain. ``searched`` says whether ``found`` comes
    from ``matching``. ``newest`` ties reading to the newest ``MOST_COUNTED``, for an order that no index has.
    """
    column = by_number(searched=searched)
    # SQLite reads its index in this order anyway; PostgreSQL would rather look through all rows in order than use it.
    keys_from = found.order_by(f"-{column}") if column != "number" or newest else found.order_by()
    keys = list(keys_from.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    if len(keys) <= MOST_COUNTED or newest:
        rows = everything.filter(pk__in=keys[:MOST_COUNTED])
        return Settled(rows, min(len(keys), MOST_COUNTED), len(keys) > MOST_COUNTED, "number")
    return Settled(found, MOST_COUNTED, True, column)


class SearchEntry(models.Model):
    """A row of SQLite's full-text table. PostgreSQL has none: there the index hangs on the contribution itself."""

    contribution = models.OneToOneField(
        Contribution, primary_key=True, db_column="rowid", on_delete=models.DO_NOTHING, related_name="search_entry"
    )
    entry = models.TextField(db_column="participation_search")

    class Meta:
        managed = False
        db_table = "participation_search"


@TextField.register_lookup
class Finds(Lookup[Any]):
    """``words__finds``: PostgreSQL's index of the contribution fits a query."""

    lookup_name = "finds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Asks the ``search`` column beside ``words``."""
        left, parameters = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return left.replace('"words"', '"search"') + f" @@ {right}::tsquery", (*parameters, *more)


@TextField.register_lookup
class Matches(Lookup[Any]):
    """``entry__matches``: SQLite's full-text table fits a query."""

    lookup_name = "matches"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The table's own column of the same name stands for the whole row."""
        left, parameters = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} MATCH {right}", (*parameters, *more)
