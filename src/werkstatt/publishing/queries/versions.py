"""A published version among the others of its strategy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import public_versions, readable_versions
from werkstatt.strategy.rules import Audience

MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class VersionAmongOthers:
    """A published version and those of its strategy that the same people may read, newest first.

    The ``base`` of each is the version before it that they may read, whatever lay between.
    """

    version: Version
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The version with the highest number."""
        return self.versions[0]

    @property
    def is_newest(self) -> bool:
        """Whether nothing newer is published."""
        return self.version.pk == self.newest.pk

    @property
    def given(self) -> Version | None:
        """The version, if it is not public but was given to some to read."""
        return self.version if self.version.audience != Audience.PUBLIC else None

    def number_of(self, version_id: int) -> int | None:
        """The number of another version of the strategy by its key; None if it is not public."""
        return next((version.number for version in self.versions if version.pk == version_id), None)


def version_among_others(
    town: Municipality, slug: str, number: int, reader: Any = None, *, also: int | None = None
) -> VersionAmongOthers | None:
    """The public version with this number; one that was given to ``reader``, if there is no public one; else None.

    ``also`` is the number of another version that must be among them. One query for what is public. Who is asking
    is looked at only for the rest: public pages must not depend on it.
    """
    found = _among(public_versions(town), slug, number, also)
    if found is None and reader is not None and reader.is_authenticated:
        found = _among(readable_versions(town, reader).prefetch_related("circles"), slug, number, also)
    return found


def _among(readable: QuerySet[Version], slug: str, number: int, also: int | None) -> VersionAmongOthers | None:
    versions = with_readable_bases(readable.filter(strategy__slug=slug).order_by("-number")[:MOST_VERSIONS])
    by_number = {version.number: version for version in versions}
    if number not in by_number or (also is not None and also not in by_number):
        return None
    return VersionAmongOthers(by_number[number], versions)


def phases_on(among: VersionAmongOthers) -> tuple[ParticipationPhase, ...]:
    """The phases in which the readers of a version can speak about it, the latest first. One query."""
    kind = PhaseKind.PUBLIC if among.given is None else PhaseKind.INTERNAL
    found = ParticipationPhase.objects.filter(version=among.version, kind=kind)
    return tuple(found.order_by("-opens_at")[:20])


def with_readable_bases(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Versions of one strategy, each continuing the one before it that is among them, in memory only.

    What lay between was not for these readers: neither its words nor its number may show.
    """
    rows = tuple(versions)
    readable = {version.pk: version for version in rows}
    for version in rows:
        if version.base_id is not None and version.base_id not in readable:
            earlier = [row for row in rows if row.number < version.number]
            version.base = max(earlier, key=lambda row: row.number, default=None)
    return rows
