"""Keeping count of the contributions at each place, and of those that stand in the margin, as they are written.

Pages read these rows instead of counting: a paragraph with a thousand contributions costs as much as one with three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from werkstatt.core.tallies import count_up
from werkstatt.participation.models import Contribution, PassageTally, Placement, StateTally
from werkstatt.participation.rules import MARGIN_REMARKS, PLACED, Kind
from werkstatt.participation.shown import SHOWN_HERE

_STEP = 100
"""Places that one statement writes."""
_MANY_PLACES = 150
"""Beyond so many places, counting the whole version is less work than counting each."""

_UPSERT = (
    "INSERT INTO participation_passagetally "
    "(municipality_id, version_id, section_uid, block_uid, start, {end}, count, latest_number) VALUES {rows} "
    "ON CONFLICT (version_id, section_uid, block_uid, start, {end}) DO UPDATE SET "
    "count = participation_passagetally.count + excluded.count, latest_number = excluded.latest_number"
)

_TRIM = (
    "UPDATE participation_placement SET in_margin = FALSE WHERE id IN (SELECT p.id FROM participation_placement p "
    "WHERE p.version_id = %s AND p.section_uid = %s AND p.block_uid = %s AND p.in_margin AND NOT EXISTS (SELECT 1 FROM "
    "participation_contribution c WHERE c.id = p.contribution_id AND c.kind = 'motion') "
    "ORDER BY p.id DESC LIMIT 10 OFFSET %s)"
)

_MOTION = Q(contribution__kind=Kind.MOTION)


def _places(placement: Placement) -> list[tuple[str, str, int, int]]:
    """The rows a placement counts in: its section, its block, its range."""
    places = [(placement.section_uid, "", -1, -1)]
    if placement.block_uid:
        places.append((placement.section_uid, placement.block_uid, -1, -1))
        if placement.start is not None and placement.end is not None:
            places.append((placement.section_uid, placement.block_uid, placement.start, placement.end))
    return places


def add(placement: Placement, number: int) -> None:
    """Count one more visible contribution at its place, where it is the newest in the margin (``in_margin`` is set).

    Motions stand in the margin without being counted: what citizens say and what council groups move is kept apart.
    """
    if placement.contribution.kind == Kind.MOTION:
        return
    values = [
        value
        for place in _places(placement)
        for value in (placement.municipality_id, placement.version_id, *place, 1, number)
    ]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(_places(placement)))
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(rows=rows, end='"end"'), values)
        # Of the few that are in the margin of this paragraph (or section), the newest stay.
        here = (placement.version_id, placement.section_uid, placement.block_uid)
        cursor.execute(_TRIM, (*here, MARGIN_REMARKS))


def add_all(placements: Sequence[Placement]) -> None:
    """The same for the placements of many new contributions of one phase, those that are not visible among them."""
    states: Counter[str] = Counter(placement.contribution.state for placement in placements)
    if placements:
        _add_states(placements[0].contribution, states)
    counts: Counter[tuple[str, str, int, int]] = Counter()
    latest: dict[tuple[str, str, int, int], int] = {}
    visible = [placement for placement in placements if placement.contribution.is_visible]
    for placement in visible:
        for place in _places(placement):
            counts[place] += 1
            latest[place] = max(latest.get(place, 0), placement.contribution.number)
    places = list(counts)
    with connection.cursor() as cursor:
        for i in range(0, len(places), _STEP):
            some = places[i : i + _STEP]
            rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(some))
            here = visible[0]
            values = [
                value
                for place in some
                for value in (here.municipality_id, here.version_id, *place, counts[place], latest[place])
            ]
            cursor.execute(_UPSERT.format(rows=rows, end='"end"'), values)
    for placement in {(one.section_uid, one.block_uid): one for one in visible}.values():
        _refill_margin(placement)


def move_states(contribution: Contribution, before: Mapping[str, int], after: str) -> None:
    """Count contributions of the same phase in another state: so many of each state ``before``."""
    changes = {state: -count for state, count in before.items()}
    changes[after] = changes.get(after, 0) + sum(before.values())
    _add_states(contribution, changes)


def change_state(contribution: Contribution, before: str | None, after: str) -> None:
    """Count a contribution in its new state and no longer in the one before (None: it is new)."""
    _add_states(contribution, {after: 1} if before is None else {before: -1, after: 1})


def _add_states(contribution: Contribution, changes: Mapping[str, int]) -> None:
    town_id, phase_id = contribution.municipality_id, contribution.phase_id
    count_up(StateTally, "state", town_id=town_id, phase_id=phase_id, changes=changes)


def recount_all(placements: Sequence[Placement]) -> None:
    """Count the places of many contributions again: each place once, or all of a version where they are many."""
    by_version: dict[int, dict[tuple[str, str, int, int], Placement]] = {}
    for placement in placements:
        range_ = (-1, -1) if placement.start is None or placement.end is None else (placement.start, placement.end)
        here = by_version.setdefault(placement.version_id, {})
        here[placement.section_uid, placement.block_uid, *range_] = placement
    for version_id, distinct in by_version.items():
        if len(distinct) > _MANY_PLACES:
            rebuild(version_id, next(iter(distinct.values())).municipality_id)
        else:
            recount(distinct.values())


def recount(placements: Iterable[Placement]) -> None:
    """Count these places again from scratch. For the rare changes: withheld, merged, confirmed elsewhere."""
    for placement in placements:
        for section_uid, block_uid, start, end in _places(placement):
            here = Placement.objects.filter(
                version_id=placement.version_id,
                section_uid=section_uid,
                status__in=PLACED,
            ).filter(SHOWN_HERE & ~_MOTION)
            if block_uid:
                here = here.filter(block_uid=block_uid)
            if start >= 0:
                here = here.filter(start=start, end=end)
            latest = here.aggregate(latest=Coalesce(Max("contribution__number"), 0))["latest"]
            PassageTally.objects.update_or_create(
                version_id=placement.version_id,
                section_uid=section_uid,
                block_uid=block_uid,
                start=start,
                end=end,
                defaults={
                    "municipality_id": placement.municipality_id,
                    "count": here.count(),
                    "latest_number": latest,
                },
            )
        _refill_margin(placement)


def _refill_margin(placement: Placement) -> None:
    here = Placement.objects.filter(
        version_id=placement.version_id, section_uid=placement.section_uid, block_uid=placement.block_uid
    )
    shown = here.filter(SHOWN_HERE, status__in=PLACED).order_by("-id").values_list("pk", flat=True)
    newest = [*shown.exclude(_MOTION)[:MARGIN_REMARKS], *shown.filter(_MOTION)]
    here.filter(in_margin=True).exclude(pk__in=newest).update(in_margin=False)
    Placement.objects.filter(pk__in=newest).update(in_margin=True)


def rebuild(version_id: int, town_id: int) -> None:
    """Write all tallies and margins of a version anew, for the many placements of a carrying-over at once."""
    counts: dict[tuple[str, str, int, int], tuple[int, int]] = {}
    margin: dict[tuple[str, str], list[int]] = {}
    motions: list[int] = []
    rows = (
        Placement.objects.filter(SHOWN_HERE, version_id=version_id, status__in=PLACED)
        .order_by("-id")
        .only(
            "pk",
            "municipality_id",
            "version_id",
            "section_uid",
            "block_uid",
            "start",
            "end",
            "contribution__number",
            "contribution__kind",
        )
        .select_related("contribution")
    )
    for placement in rows.iterator(chunk_size=5000):
        if placement.contribution.kind == Kind.MOTION:
            motions.append(placement.pk)
            continue
        for place in _places(placement):
            count, latest = counts.get(place, (0, 0))
            counts[place] = (count + 1, max(latest, placement.contribution.number))
        newest = margin.setdefault((placement.section_uid, placement.block_uid), [])
        if len(newest) < MARGIN_REMARKS:
            newest.append(placement.pk)
    PassageTally.objects.filter(version_id=version_id).delete()
    PassageTally.objects.bulk_create(
        [
            PassageTally(
                municipality_id=town_id,
                version_id=version_id,
                section_uid=section_uid,
                block_uid=block_uid,
                start=start,
                end=end,
                count=count,
                latest_number=latest,
            )
            for (section_uid, block_uid, start, end), (count, latest) in counts.items()
        ],
        batch_size=1000,
    )
    Placement.objects.filter(version_id=version_id, in_margin=True).update(in_margin=False)
    chosen = [*motions, *(pk for newest in margin.values() for pk in newest)]
    for i in range(0, len(chosen), 5000):
        Placement.objects.filter(pk__in=chosen[i : i + 5000]).update(in_margin=True)
