"""Finding strategies and versions."""

from __future__ import annotations

from django.db.models import QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Strategy, Version
from werkstatt.strategy.rules import Audience, VersionState


def find_strategy(town: Municipality, slug: str) -> Strategy | None:
    """The town's strategy with this address."""
    return Strategy.objects.filter(municipality=town, slug=slug).first()


def public_versions(town: Municipality) -> QuerySet[Version]:
    """Every version of the town that everybody may read, with its strategy and base, newest first."""
    return (
        Version.objects.filter(municipality=town, audience=Audience.PUBLIC)
        .exclude(state=VersionState.DRAFT)
        .select_related("strategy", "base")
        .order_by("-published_at", "-number")
    )


def find_version(town: Municipality, slug: str, number: int) -> Version | None:
    """A published version by strategy and number, with its strategy and base."""
    return public_versions(town).filter(strategy__slug=slug, number=number).first()


def current_version(town: Municipality, slug: str | None = None) -> Version | None:
    """The newest published version of the strategy (or of any strategy of the town)."""
    versions = public_versions(town)
    return (versions.filter(strategy__slug=slug) if slug else versions).first()


def draft_of(strategy: Strategy) -> Version | None:
    """The version that is being written, if there is one."""
    return Version.objects.filter(strategy=strategy, state=VersionState.DRAFT).select_related("base").first()
