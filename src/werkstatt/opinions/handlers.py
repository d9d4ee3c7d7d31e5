"""What the result does when votes or statements change."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from werkstatt.core.events import on
from werkstatt.opinions.actions.result import want_result
from werkstatt.opinions.events import StatementMoved, VoteCast, VotesImported
from werkstatt.opinions.rules import COUNTED
from werkstatt.opinions.tasks import order_result


@on(VoteCast)
def vote_cast(event: VoteCast) -> None:
    """A new vote makes the picture old."""
    _want(event.opinion_map_id)


@on(VotesImported)
def votes_imported(event: VotesImported) -> None:
    """So do many at once."""
    _want(event.opinion_map.pk)


@on(StatementMoved)
def statement_moved(event: StatementMoved) -> None:
    """So does a statement whose votes count no more, or count again."""
    statement = event.statement
    if statement.vote_count and (event.before in COUNTED) != statement.is_counted:
        _want(statement.opinion_map_id)


def _want(opinion_map_id: int) -> None:
    due = want_result(opinion_map_id=opinion_map_id)
    if due is not None:
        transaction.on_commit(partial(order_result, opinion_map_id, due))
