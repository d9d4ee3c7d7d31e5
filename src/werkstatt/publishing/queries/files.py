"""Finding what is sent as a file."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Picture, Version
from werkstatt.strategy.queries import public_versions, readable_versions


def version_for_files(town: Municipality, slug: str, number: int, reader: Any = None) -> Version | None:
    """A public version with all that its files name, or one that was given to ``reader``."""
    found = _named(public_versions(town), slug, number)
    if found is None and reader is not None and reader.is_authenticated:
        found = _named(readable_versions(town, reader), slug, number)
    return found


def _named(readable: QuerySet[Version], slug: str, number: int) -> Version | None:
    versions = readable.select_related("strategy", "municipality")
    return versions.filter(strategy__slug=slug, number=number).first()


def find_picture(town: Municipality, name: str) -> Picture | None:
    """The town's picture with this name."""
    return Picture.objects.filter(municipality=town, name=name).first()
