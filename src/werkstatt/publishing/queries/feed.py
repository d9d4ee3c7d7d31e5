"""What is new in a town: answers, versions, phases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from werkstatt.assessment.models import Reply
from werkstatt.assessment.queries.changes import RELEASED
from werkstatt.communication.queries.news import sections_of_town
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.models import Strategy, Version
from werkstatt.strategy.queries import find_strategy, public_versions
from werkstatt.strategy.rules import Audience

MOST = 30


@dataclass(frozen=True, slots=True)
class About:
    """What a feed is narrowed down to; all empty: the whole town."""

    strategy: Strategy | None = None
    phase: ParticipationPhase | None = None
    section: str = ""
    """Number and title."""
    section_uids: frozenset[str] = frozenset()
    """The section and those that lie in it."""


@dataclass(frozen=True, slots=True)
class News:
    """The latest released answers with their contributions, versions and begun phases, each newest first."""

    replies: tuple[Reply, ...]
    versions: tuple[Version, ...]
    phases: tuple[ParticipationPhase, ...]


def find_about(town: Municipality, *, strategy: str = "", phase: int | None = None, section: str = "") -> About | None:
    """What the address of a feed asks for; None if there is no such thing that everybody may see."""
    if phase is not None:
        found = _public_phases(town).filter(pk=phase).first()
        return About(found.strategy, found) if found else None
    known = None
    if strategy:
        known = find_strategy(town, strategy)
        if known is None or not public_versions(town).filter(strategy=known).exists():
            return None
    if not section:
        return About(known)
    labels, inside = sections_of_town(town)
    for (strategy_id, uid), label in labels.items():
        if uid == section and known is not None and strategy_id == known.pk:
            return About(known, section=label, section_uids=frozenset(inside[uid]))
    return None


def news(town: Municipality, about: About, now: datetime) -> News:
    """What is new. Five queries."""
    replies = (
        Reply.objects.filter(municipality=town, contribution__state__in=RELEASED, contribution__is_public=True)
        .select_related("contribution")
        .prefetch_related("contribution__points__assessment")
        .order_by("-released_at")
    )
    versions = public_versions(town)
    phases = _public_phases(town).filter(opens_at__lte=now).order_by("-opens_at")
    if about.phase is not None:
        replies = replies.filter(contribution__phase=about.phase)
        versions, phases = versions.none(), phases.filter(pk=about.phase.pk)
    elif about.strategy is not None:
        replies = replies.filter(contribution__phase__strategy=about.strategy)
        versions, phases = versions.filter(strategy=about.strategy), phases.filter(strategy=about.strategy)
    if about.section_uids:
        replies = replies.filter(contribution__section_uid__in=about.section_uids)
        phases = phases.none()
    return News(tuple(replies[:MOST]), tuple(versions[:10]), tuple(phases[:10]))


def _public_phases(town: Municipality) -> QuerySet[ParticipationPhase]:
    return ParticipationPhase.objects.filter(
        municipality=town, kind=PhaseKind.PUBLIC, version__audience=Audience.PUBLIC
    ).select_related("strategy", "version__strategy")
