"""The strategies of a town and the life of their versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from werkstatt.core.models import AuditEntry
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import ImportPreview, Strategy, Version
from werkstatt.strategy.queries.version import readable_versions
from werkstatt.strategy.rules import VersionState


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """A strategy with all its versions, newest first."""

    strategy: Strategy
    versions: tuple[Version, ...]

    @property
    def draft(self) -> Version | None:
        """The version that is being written."""
        return next((version for version in self.versions if version.is_draft), None)

    @property
    def current(self) -> Version | None:
        """The newest published version."""
        return next((version for version in self.versions if not version.is_draft), None)


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version with what is recorded about it, oldest first."""

    version: Version
    entries: tuple[AuditEntry, ...] = field(default=())


def texts_of(town: Municipality, user: Any) -> list[StrategyRow]:
    """All strategies of the town with what this person may read, the one that was begun last first. One query."""
    versions = (
        _shown_to(town, user)
        .select_related("strategy", "base", "edited_by")
        .order_by("-strategy__created_at", "-strategy_id", "-number")
    )
    return [StrategyRow(strategy, tuple(rows)) for strategy, rows in groupby(versions, lambda row: row.strategy)]


def strategy_row(town: Municipality, slug: str, user: Any) -> StrategyRow | None:
    """One strategy with the versions that this person may read, newest first. Two queries."""
    versions = (
        _shown_to(town, user)
        .filter(strategy__slug=slug)
        .select_related("strategy", "base", "edited_by")
        .prefetch_related("circles")
        .order_by("-number")
    )
    rows = tuple(versions)
    return StrategyRow(rows[0].strategy, rows) if rows else None


def _shown_to(town: Municipality, user: Any) -> QuerySet[Version]:
    """Drafts, which all staff may see, and the versions that this person may read."""
    readable = readable_versions(town, user).order_by().values("pk")
    return Version.objects.filter(Q(state=VersionState.DRAFT) | Q(pk__in=readable), municipality=town)


def histories(versions: Iterable[Version]) -> list[VersionRow]:
    """The versions, each with its record: begun, published, moved, and who did it. One query."""
    versions = list(versions)
    entries = (
        AuditEntry.objects.filter(object_type="version", object_id__in=[version.pk for version in versions])
        .filter(verb__in=("start_draft", "accept_import", "publish_version", "move_version", "open_version"))
        .select_related("actor")
        .order_by("at", "id")
    )
    of_version: dict[int, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        of_version[entry.object_id].append(entry)
    return [VersionRow(version, tuple(of_version[version.pk])) for version in versions]


def find_draft(town: Municipality, slug: str) -> Version | None:
    """The draft of a strategy, with its strategy, base and last writer."""
    return (
        Version.objects.filter(municipality=town, strategy__slug=slug, state=VersionState.DRAFT)
        .select_related("strategy", "base__strategy", "edited_by", "municipality")
        .first()
    )


def find_preview(town: Municipality, token: str) -> ImportPreview | None:
    """A converted file that waits to be looked at."""
    return ImportPreview.objects.filter(municipality=town, token=token).select_related("municipality").first()
