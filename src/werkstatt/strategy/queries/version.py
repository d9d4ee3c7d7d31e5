"""Finding strategies and versions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from werkstatt.organisations.models import Municipality
from werkstatt.organisations.permissions import circles_of, membership_of
from werkstatt.organisations.rules import STAFF
from werkstatt.strategy.models import Strategy, Version
from werkstatt.strategy.permissions import READS_EVERYTHING
from werkstatt.strategy.rules import Audience, VersionState


def find_strategy(town: Municipality, slug: str) -> Strategy | None:
    """The town's strategy with this address."""
    return Strategy.objects.filter(municipality=town, slug=slug).first()


def released_versions(town: Municipality) -> QuerySet[Version]:
    """Every version of the town that is no draft any more, whoever may read it, newest first. With strategy and base.

    For those who run the process. What others are shown comes from ``readable_versions`` or ``public_versions``.
    """
    return (
        Version.objects.filter(municipality=town)
        .exclude(state=VersionState.DRAFT)
        .select_related("strategy", "base")
        .order_by("-published_at", "-number")
    )


def public_versions(town: Municipality) -> QuerySet[Version]:
    """Every version of the town that everybody may read, with its strategy and base, newest first."""
    return released_versions(town).filter(audience=Audience.PUBLIC)


def readable_versions(town: Municipality, user: Any) -> QuerySet[Version]:
    """Every version of the town that this person may read, newest first; without an account the public ones.

    Asks for membership and circles first: up to two queries more, once per request.
    """
    membership = membership_of(user, town.pk)
    if membership is None:
        return public_versions(town)
    if membership.role in READS_EVERYTHING:
        return released_versions(town)
    may = Q(audience=Audience.PUBLIC)
    if membership.role in STAFF:
        may |= Q(audience=Audience.STAFF)
    if circles := [circle.pk for circle in circles_of(user, town.pk)]:
        given = Version.circles.through.objects.filter(circle_id__in=circles)
        may |= Q(pk__in=given.values("version_id"))
    return released_versions(town).filter(may)


def given_versions(town: Municipality, user: Any) -> QuerySet[Version]:
    """What this person may read before everybody may, newest first."""
    return readable_versions(town, user).exclude(audience=Audience.PUBLIC)


def find_version(town: Municipality, slug: str, number: int) -> Version | None:
    """A published version by strategy and number, with its strategy and base."""
    return public_versions(town).filter(strategy__slug=slug, number=number).first()


def find_released(town: Municipality, slug: str, number: int) -> Version | None:
    """A version that is no draft any more, whoever may read it. For those who run the process."""
    return released_versions(town).filter(strategy__slug=slug, number=number).first()


def public_base(version: Version) -> Version | None:
    """The newest version before this one that everybody may read: what lay between is not for everybody.

    No query where the base is loaded and public.
    """
    earlier = version.base
    while earlier is not None and earlier.audience != Audience.PUBLIC:
        earlier = earlier.base
    return earlier


def current_version(town: Municipality, slug: str | None = None) -> Version | None:
    """The newest published version of the strategy (or of any strategy of the town)."""
    versions = public_versions(town)
    return (versions.filter(strategy__slug=slug) if slug else versions).first()


def draft_of(strategy: Strategy) -> Version | None:
    """The version that is being written, if there is one."""
    return Version.objects.filter(strategy=strategy, state=VersionState.DRAFT).select_related("base").first()
