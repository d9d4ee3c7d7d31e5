"""Whether the stored texts are still what their hashes say."""

from __future__ import annotations

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries.text import document_of
from werkstatt.strategy.rules import VersionState
from werkstatt.text.model import content_hash


def verify_hashes(town: Municipality | None = None) -> list[Version]:
    """The published versions (of one town, or of all) whose stored text does not have the recorded hash."""
    versions = Version.objects.exclude(state=VersionState.DRAFT).select_related("strategy").order_by("pk")
    if town is not None:
        versions = versions.filter(municipality=town)
    return [version for version in versions if content_hash(document_of(version)) != version.content_hash]
