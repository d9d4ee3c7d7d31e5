"""Computing the result: asked for by every vote, done by the worker, never twice at a time for one map."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q

from werkstatt.core import clock, pages
from werkstatt.opinions.figures import FORMAT
from werkstatt.opinions.models import KeptPlaces, OpinionResult, Statement
from werkstatt.opinions.places import Before, pack, unpack
from werkstatt.opinions.queries.votes import read_votes

if TYPE_CHECKING:
    from werkstatt.opinions.summing_up import Computed

PAUSE = timedelta(seconds=10)
"""So long after a computation has begun the next one of the same map may begin."""

LOST_AFTER = timedelta(minutes=10)
"""Who has not finished by then never will: another worker may begin."""

OVERDUE_AFTER = timedelta(minutes=1)

NOT_WORTH_WRITING = 0.005
"""A change of a statement's extremity so small makes no difference to what is asked next."""


def want_result(*, opinion_map_id: int) -> datetime | None:
    """Note that the result of a map is out of date. One statement, part of the transaction that changed the votes.

    Returns the moment from which it may be computed, for whoever has to order that; None if it is ordered already.

    The row stays locked until the transaction ends. A computation that takes the order therefore waits for these
    votes, or does not take it: none is ever forgotten.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO opinions_opinionresult "
            "(municipality_id, opinion_map_id, format, figures, is_running, wanted_at) "
            "SELECT municipality_id, id, 0, '{}', %s, %s FROM opinions_opinionmap WHERE id = %s "
            "ON CONFLICT (opinion_map_id) DO UPDATE SET wanted_at = excluded.wanted_at "
            "WHERE opinions_opinionresult.wanted_at IS NULL RETURNING id",
            [False, connection.ops.adapt_datetimefield_value(now), opinion_map_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    return _earliest(OpinionResult.objects.values_list("started_at", flat=True).get(pk=row[0]), now)


def compute_result(*, opinion_map_id: int) -> datetime | None:
    """Compute the result of a map from its votes, keep it, and say that the public pages have changed.

    Does nothing if another worker is at it. Returns the moment from which the next computation may begin if votes have
    changed meanwhile, else None.
    """
    result = _begin(opinion_map_id)
    if result is None:
        return None
    try:
        computed = _computed(result)
    except BaseException:
        _give_back(result)
        raise
    _note_moves(computed.extremity)
    _keep(result, computed)
    wanted: bool = OpinionResult.objects.filter(pk=result.pk, wanted_at__isnull=False).exists()
    return _earliest(result.started_at, clock.now()) if wanted else None


def overdue_maps() -> list[int]:
    """Maps whose computation was ordered and never came, because a worker or its queue is gone. Usually none."""
    now = clock.now()
    forgotten = Q(is_running=False, wanted_at__lt=now - OVERDUE_AFTER)
    lost = Q(is_running=True, started_at__lt=now - LOST_AFTER)
    old = Q(is_running=False, computed_at__isnull=False) & ~Q(format=FORMAT)
    return list(OpinionResult.objects.filter(forgotten | lost | old).values_list("opinion_map_id", flat=True)[:100])


def forget_places() -> int:
    """Erase where people stand on maps of which nobody's device is known any more. Returns how many maps those were."""
    return KeptPlaces.objects.filter(result__opinion_map__secrets_forgotten_at__isnull=False).delete()[0]


def _begin(opinion_map_id: int) -> OpinionResult | None:
    """Take the order; None if there is nobody to take it from, or somebody is faster."""
    now = clock.now()
    free = Q(is_running=False) | Q(started_at__lt=now - LOST_AFTER)
    if not OpinionResult.objects.filter(free, opinion_map=opinion_map_id).update(
        is_running=True, started_at=now, wanted_at=None
    ):
        return None
    return OpinionResult.objects.select_related("opinion_map").get(opinion_map=opinion_map_id)


def _computed(result: OpinionResult) -> Computed:
    # Here and not above: the libraries for it are large, and no web process needs them.
    from werkstatt.opinions.summing_up import sum_up

    kept = KeptPlaces.objects.filter(result=result, result__format=FORMAT).first()
    before = None if kept is None or not kept.memory else Before(unpack(bytes(kept.data)), kept.memory)
    return sum_up(read_votes(result.opinion_map_id), before)


def _note_moves(extremity: dict[int, float]) -> None:
    """Tell the routing how far each statement moves people.

    Not in one transaction with the result: who votes locks a statement first and then the result.
    """
    kept = dict(Statement.objects.filter(pk__in=extremity).values_list("pk", "extremity"))
    moved = [
        Statement(pk=key, extremity=extremity[key])
        for key, value in sorted(kept.items())
        if abs(extremity[key] - value) > NOT_WORTH_WRITING
    ]
    Statement.objects.bulk_update(moved, ["extremity"], batch_size=200)


@transaction.atomic
def _keep(result: OpinionResult, computed: Computed) -> None:
    """Store what was computed, unless it took so long that another worker has taken over."""
    mine = OpinionResult.objects.filter(pk=result.pk, started_at=result.started_at, is_running=True)
    figures = computed.figures.as_json()
    if not mine.update(format=FORMAT, figures=figures, computed_at=result.started_at, is_running=False):
        return
    places = {"municipality_id": result.municipality_id, "data": pack(computed.places), "memory": computed.memory}
    KeptPlaces.objects.update_or_create(result=result, defaults=places)
    pages.touch(result.municipality_id)


def _give_back(result: OpinionResult) -> None:
    """It did not work out: let another one try, in a while."""
    mine = OpinionResult.objects.filter(pk=result.pk, started_at=result.started_at)
    mine.update(is_running=False, wanted_at=result.started_at)


def _earliest(started_at: datetime | None, now: datetime) -> datetime:
    return now if started_at is None else max(now, started_at + PAUSE)
