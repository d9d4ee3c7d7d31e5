"""From a sentence of the text back to the voices that changed it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.changes import Change, changes_of_block
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, PassageTally
from werkstatt.publishing.queries.versions import version_among_others
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.queries import find_block

MOST_VOICES = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """A point behind a change, with its verdict and reason."""

    position: int
    verdict: str
    deferred_until: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A contribution behind a change."""

    contribution: Contribution
    points: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the block with the voices behind it."""

    change: Change
    version: Version
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """How a block came to say what it says in a version, the latest change first."""

    version: Version
    given: Version | None
    """The version, if it is not public."""
    block: Block | None
    """None when the block was struck in this version."""
    block_uid: str
    steps: tuple[Step, ...]
    count: int
    """Visible contributions that stand at the block in this version."""


def read_trace(town: Municipality, slug: str, number: int, block_uid: str, reader: Any = None) -> Trace | None:
    """The way back from a block; None if the version never had it, or is not for ``reader``. Six queries."""
    among = version_among_others(town, slug, number, reader)
    if among is None:
        return None
    block = find_block(among.version, block_uid)
    so_far = {version.pk: version for version in among.versions if version.number <= number}
    changes = changes_of_block(so_far.values(), block_uid)[::-1]
    if block is None and not any(change.version_id == among.version.pk for change in changes):
        return None
    voices = _voices(town, [cause.number for change in changes for cause in change.causes])
    count = PassageTally.objects.filter(version=among.version, block_uid=block_uid, start=-1).values_list(
        "count", flat=True
    )
    return Trace(
        version=among.version,
        given=among.given,
        block=block,
        block_uid=block_uid,
        steps=tuple(_step(change, so_far[change.version_id], voices) for change in changes),
        count=sum(count[:10]),
    )


def _step(change: Change, version: Version, voices: dict[int, tuple[Contribution, dict[int, Judged]]]) -> Step:
    positions: dict[int, list[int]] = defaultdict(list)
    for cause in change.causes:
        positions[cause.number].append(cause.position)
    found = [
        Voice(voices[number][0], tuple(voices[number][1][at] for at in places if at in voices[number][1]))
        for number, places in positions.items()
        if number in voices
    ]
    return Step(change, version, tuple(found))


def _voices(town: Municipality, numbers: list[int]) -> dict[int, tuple[Contribution, dict[int, Judged]]]:
    """Contributions by number, each with its judged points by position."""
    wanted = list(dict.fromkeys(numbers))[:MOST_VOICES]
    if not wanted:
        return {}
    rows = Contribution.objects.filter(municipality=town, number__in=wanted, is_public=True)
    rows = rows.select_related("suggestion")
    points: dict[int, dict[int, Judged]] = defaultdict(dict)
    judged = Point.objects.filter(contribution__municipality=town, contribution__number__in=wanted)
    for point in judged.filter(assessment__isnull=False).select_related("assessment"):
        assessment = point.assessment
        points[point.contribution_id][point.position] = Judged(
            point.position, assessment.verdict, assessment.deferred_until, assessment.reason
        )
    return {row.number: (row, points[row.pk]) for row in rows}
