"""Which public pages are out of date: one counter per town, raised in the transaction that changes something."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from werkstatt.core.models import PageGeneration

_listeners: list[Callable[[int, int], None]] = []


def listen(listener: Callable[[int, int], None]) -> None:
    """Have ``listener(town_id, generation)`` called in this process as soon as a change is committed."""
    _listeners.append(listener)


def touch(town_id: int) -> None:
    """Say that the public pages of a town change with the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_pagegeneration (town_id, generation) VALUES (%s, 1) "
            "ON CONFLICT (town_id) DO UPDATE SET generation = core_pagegeneration.generation + 1 "
            "RETURNING generation",
            [town_id],
        )
        (generation,) = cursor.fetchone()
    transaction.on_commit(lambda: _tell(town_id, generation))


def generations() -> dict[int, int]:
    """The current generation of every town that ever changed."""
    return dict(PageGeneration.objects.values_list("town_id", "generation"))


def _tell(town_id: int, generation: int) -> None:
    for listener in _listeners:
        listener(town_id, generation)
