"""Strategies and versions as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.queries import counts_by_section
from werkstatt.participation.rules import PhaseStage
from werkstatt.publishing.models import PublishedFile
from werkstatt.publishing.queries.contents import Entry, contents
from werkstatt.publishing.queries.versions import VersionAmongOthers, phases_on, version_among_others
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import public_versions
from werkstatt.strategy.queries.frozen import frozen_sections

FORMATS = ("pdf", "docx", "odt", "html", "md", "json")
"""Formats a version can be had in, the most wanted first."""


def newest_versions(town: Municipality) -> list[Version]:
    """The newest published version of each strategy of the town, the latest first. One query."""
    found: dict[int, Version] = {}
    for version in public_versions(town)[:500]:
        known = found.get(version.strategy_id)
        if known is None or known.number < version.number:
            found[version.strategy_id] = version
    return sorted(found.values(), key=lambda version: version.published_at or version.created_at, reverse=True)


@dataclass(frozen=True)
class VersionOverview:
    """A version with its contents, its phases and the other versions of the strategy."""

    among: VersionAmongOthers
    contents: list[Entry]
    phases: tuple[ParticipationPhase, ...]
    sizes: dict[str, int]
    """Bytes of the files that are made already, by format."""
    now: datetime

    @property
    def version(self) -> Version:
        """The version itself."""
        return self.among.version

    @cached_property
    def open_phase(self) -> ParticipationPhase | None:
        """The phase in which one can contribute now."""
        return next((phase for phase in self.phases if phase.stage_at(self.now) is PhaseStage.OPEN), None)

    @property
    def earlier(self) -> Version | None:
        """The version that this one can be compared with: the one it continues."""
        return self.version.base

    @cached_property
    def count(self) -> int:
        """Contributions on all sections together."""
        return sum(entry.count for entry in self.contents)

    @property
    def formats(self) -> list[tuple[str, int | None]]:
        """Each format with the size of its file, where that is known."""
        return [(name, self.sizes.get(name)) for name in FORMATS]


def read_version(
    town: Municipality, slug: str, number: int, *, now: datetime, reader: Any = None
) -> VersionOverview | None:
    """The version's own page; None if ``reader`` may not read it. Five queries for a public one."""
    among = version_among_others(town, slug, number, reader)
    if among is None:
        return None
    version = among.version
    files = PublishedFile.objects.filter(version=version).only("format", "file")
    return VersionOverview(
        among=among,
        contents=contents(frozen_sections(version), counts_by_section(version)),
        phases=phases_on(among),
        sizes={file.format: size for file in files if (size := _size(file))},
        now=now,
    )


def _size(file: PublishedFile) -> int | None:
    try:
        return file.file.size
    except OSError:
        return None
