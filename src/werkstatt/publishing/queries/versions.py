"""A published version among the others of its strategy."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import public_versions

MOST_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class VersionAmongOthers:
    """A published version and all published versions of its strategy, newest first."""

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

    def number_of(self, version_id: int) -> int | None:
        """The number of another version of the strategy by its key; None if it is not public."""
        return next((version.number for version in self.versions if version.pk == version_id), None)


def version_among_others(town: Municipality, slug: str, number: int) -> VersionAmongOthers | None:
    """The published version with this number; None if there is none. One query."""
    versions = tuple(public_versions(town).filter(strategy__slug=slug).order_by("-number")[:MOST_VERSIONS])
    for version in versions:
        if version.number == number:
            return VersionAmongOthers(version, versions)
    return None
