"""Finding what is sent as a file."""

from __future__ import annotations

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Picture, Version
from werkstatt.strategy.queries import public_versions


def version_for_files(town: Municipality, slug: str, number: int) -> Version | None:
    """A published version with all that its files name."""
    versions = public_versions(town).select_related("strategy", "municipality")
    return versions.filter(strategy__slug=slug, number=number).first()


def find_picture(town: Municipality, name: str) -> Picture | None:
    """The town's picture with this name."""
    return Picture.objects.filter(municipality=town, name=name).first()
