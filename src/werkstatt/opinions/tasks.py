"""Work in the background."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import task

from werkstatt.core import clock
from werkstatt.core.schedule import regularly
from werkstatt.opinions.actions.result import compute_result, forget_places, overdue_maps


@task(priority=10)
def make_result(opinion_map_id: int) -> None:
    """Compute the result of an opinion map, and order the next one if people went on voting meanwhile.

    Before other work: people who have just voted are waiting, and it takes less than a second.
    """
    again = compute_result(opinion_map_id=opinion_map_id)
    if again is not None:
        order_result(opinion_map_id, again)


def order_result(opinion_map_id: int, moment: datetime) -> None:
    """Have the result computed at this moment or soon after."""
    work = make_result
    if moment > clock.now() and work.get_backend().supports_defer:
        work = work.using(run_after=moment)
    work.enqueue(opinion_map_id)


@regularly("opinions.results", every=timedelta(minutes=1))
def make_overdue_results() -> None:
    """Compute what a lost worker has left."""
    for opinion_map_id in overdue_maps():
        compute_result(opinion_map_id=opinion_map_id)


@regularly("opinions.forget_places", every=timedelta(days=1))
def forget() -> None:
    """Erase places that can no longer be shown to anybody."""
    forget_places()
