"""Counting by hand what the product keeps as it is written: for comparing the two."""

from __future__ import annotations

from collections import Counter, defaultdict

from werkstatt.participation.models import Contribution, ParticipationPhase, PassageTally, Placement, StateTally
from werkstatt.participation.rules import MARGIN_REMARKS, PLACED, VISIBLE
from werkstatt.strategy.models import Version


def kept_tally(version: Version) -> dict[tuple, tuple[int, int]]:
    """The tally rows of a version that count something: place → count and latest number."""
    rows = PassageTally.objects.filter(version=version, count__gt=0)
    return {(r.section_uid, r.block_uid, r.start, r.end): (r.count, r.latest_number) for r in rows}


def recounted_tally(version: Version) -> dict[tuple, tuple[int, int]]:
    """The same, counted anew from placements and contributions."""
    numbers: dict[tuple, list[int]] = defaultdict(list)
    for place in shown_places(version):
        places = [(place.section_uid, "", -1, -1)]
        if place.block_uid:
            places.append((place.section_uid, place.block_uid, -1, -1))
            if place.start is not None:
                places.append((place.section_uid, place.block_uid, place.start, place.end))
        for key in places:
            numbers[key].append(place.contribution.number)
    return {key: (len(found), max(found)) for key, found in numbers.items()}


def shown_places(version: Version) -> list[Placement]:
    """Placements whose contribution everybody may read, newest first."""
    places = Placement.objects.filter(version=version).select_related("contribution").order_by("-id")
    return [p for p in places if p.status in PLACED and p.contribution.state in VISIBLE]


def kept_margin(version: Version) -> set[int]:
    """The placements that are marked as standing in the margin."""
    return set(Placement.objects.filter(version=version, in_margin=True).values_list("pk", flat=True))


def recounted_margin(version: Version) -> set[int]:
    """The newest few of each paragraph and section."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in shown_places(version):
        found[place.section_uid, place.block_uid].append(place.pk)
    return {pk for pks in found.values() for pk in pks[:MARGIN_REMARKS]}


def kept_states(phase: ParticipationPhase) -> dict[str, int]:
    """The state tally of a phase without empty rows; a negative one would be a fault."""
    return {row.state: row.count for row in StateTally.objects.filter(phase=phase) if row.count}


def recounted_states(phase: ParticipationPhase) -> dict[str, int]:
    """The same, counted anew."""
    return dict(Counter(Contribution.objects.filter(phase=phase).values_list("state", flat=True)))
