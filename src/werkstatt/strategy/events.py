"""What the strategy tells the contexts above it."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.strategy.models import Version


@dataclass(frozen=True, slots=True)
class VersionPublished:
    """A draft became an immutable version. ``version.base`` is the one it continues, if there is one.

    Not everybody may read it yet: what only the public is told waits for ``VersionOpened``.
    """

    version: Version


@dataclass(frozen=True, slots=True)
class VersionOpened:
    """From now on everybody may read the version: because it was published so, or because it was opened later.

    Comes once for a version, after ``VersionPublished``.
    """

    version: Version


@dataclass(frozen=True, slots=True)
class VersionMoved:
    """A version changed its state."""

    version: Version
    before: str
