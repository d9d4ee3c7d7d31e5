"""Changes of public text and the voices that caused them. Never says anything about a draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from werkstatt.assessment.models import TextChange
from werkstatt.organisations.models import Municipality
from werkstatt.participation.rules import ContributionState
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience, VersionState

RELEASED = frozenset({ContributionState.ANSWERED, ContributionState.CLOSED})
"""The answer is out: only then may a page say what became of a contribution."""
MOST_CAUSES = 2_000
"""Points read for one page of text."""

_Causing = TextChange.points.through


@dataclass(frozen=True, slots=True)
class Cause:
    """A point of an answered contribution because of which a text was changed."""

    number: int
    position: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Change:
    """A changed block of a published version. ``before`` empty: new; ``after`` empty: struck."""

    key: int
    version_id: int
    version_number: int
    strategy_slug: str
    section_uid: str
    section_label: str
    block_uid: str
    before: str
    after: str
    causes: tuple[Cause, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the contributions behind it, each once, in order."""
        return tuple(dict.fromkeys(cause.number for cause in self.causes))


def changes_of_blocks(version: Version, block_uids: Iterable[str]) -> dict[str, Change]:
    """What was changed in these blocks because of contributions, by block id. One query."""
    uids = list(block_uids)
    return {change.block_uid: change for change in _read(version=version, block_uid__in=uids)}


def changes_between(versions: Iterable[Version]) -> dict[str, list[Change]]:
    """Every change made because of contributions in these versions, by block id, oldest first. One query."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in _read(version__in=list(versions)):
        found[change.block_uid].append(change)
    return found


def changes_of_block(versions: Iterable[Version], block_uid: str) -> list[Change]:
    """Every change made to one block because of contributions in these versions, oldest first. One query."""
    return _read(version__in=list(versions), block_uid=block_uid)


def newest_changes(town: Municipality, most: int) -> list[Change]:
    """The latest changes in published text because of answered contributions. Two queries."""
    newest = _public(town).order_by("-version__published_at", "-made_at", "pk").values_list("pk", flat=True)
    keys = list(newest[:most])
    found = {change.key: change for change in _read(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


def count_changes(town: Municipality) -> int:
    """How many passages of published text were changed because of answered contributions."""
    return _public(town).count()


def _public(town: Municipality) -> QuerySet[TextChange]:
    caused = _Causing.objects.filter(
        textchange_id=OuterRef("pk"),
        point__contribution__state__in=RELEASED,
        point__contribution__is_public=True,
    )
    found = TextChange.objects.filter(Exists(caused), municipality=town, version__audience=Audience.PUBLIC)
    return found.exclude(version__state=VersionState.DRAFT)


_FIELDS = (
    "textchange_id",
    "textchange__version_id",
    "textchange__version__number",
    "textchange__version__strategy__slug",
    "textchange__section_uid",
    "textchange__section_label",
    "textchange__block_uid",
    "textchange__before",
    "textchange__after",
)
_CAUSE = ("point__contribution__number", "point__position", "point__assessment__verdict")


def _read(**which: object) -> list[Change]:
    """The changes of published versions for which all of ``which`` holds, in the order they were made."""
    rows = (
        _Causing.objects.filter(
            point__contribution__state__in=RELEASED,
            point__contribution__is_public=True,
            **{f"textchange__{name}": value for name, value in which.items()},
        )
        .exclude(textchange__version__state=VersionState.DRAFT)
        .order_by("textchange_id", "point__contribution__number", "point__position")
        .values_list(*_FIELDS, *_CAUSE)[:MOST_CAUSES]
    )
    causes: dict[tuple[Any, ...], list[Cause]] = defaultdict(list)
    for row in rows:
        number, position, verdict = row[len(_FIELDS) :]
        causes[row[: len(_FIELDS)]].append(Cause(number, position, verdict or ""))
    found: list[list[Any]] = [[*fields, tuple(because)] for fields, because in causes.items()]
    return [Change(*values) for values in found]
