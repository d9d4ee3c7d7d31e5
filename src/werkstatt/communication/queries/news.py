"""What happened in a town that subscribers are told once a day. A handful of queries per town, however many they are.

What the calendar says (a phase opens, a phase closes soon) and how many answers came out is read from how things
are; a version that everybody may read now has left a notice for each subscriber.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from werkstatt.assessment.models import Reply
from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.queries.answers import RELEASED
from werkstatt.communication.queries.changes import ChangedSection, what_changed
from werkstatt.communication.rules import CLOSES_SOON, NEWS_FOR, NewsKind, Topic
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.models import Strategy, Version
from werkstatt.strategy.queries import public_base, public_versions
from werkstatt.strategy.queries.frozen import frozen_sections
from werkstatt.strategy.rules import Audience


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a digest. ``count``: answers that came out. ``section``: where it is about one only."""

    kind: NewsKind
    strategy: Strategy
    phase: ParticipationPhase | None = None
    section: str = ""
    count: int = 0
    version: Version | None = None
    changed: tuple[ChangedSection, ...] = ()


@dataclass
class TownNews:
    """Everything new in a town between two moments."""

    town: Municipality
    now: datetime
    until: datetime
    phases: list[ParticipationPhase] = field(default_factory=list)
    answers: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)
    """Moments at which answers came out, in order; by ("phase", its key), ("strategy", its key), ("section", id)."""
    sections: dict[tuple[int, str], str] = field(default_factory=dict)
    """Number and title of the sections of the newest versions, by strategy and id."""
    inside: dict[str, set[str]] = field(default_factory=dict)
    """The sections that lie in a section, itself among them."""
    newest: datetime | None = None
    """The last moment at which something happened that somebody might be told."""

    def items(self, subscription: Subscription, versions: list[Version]) -> list[Item]:
        """What one subscription is told now. ``versions``: those it has a notice about."""
        since = max(filter(None, (subscription.told_at, subscription.confirmed_at)), default=self.until)
        since = max(since, self.until - NEWS_FOR)
        return [
            *self._phases(subscription, since),
            *self._answers(subscription, since),
            *self._versions(subscription, versions),
        ]

    def _phases(self, subscription: Subscription, since: datetime) -> list[Item]:
        found = []
        for phase in self.phases:
            if phase.strategy_id != subscription.strategy_id or subscription.phase_id not in (None, phase.pk):
                continue
            if phase.closes_at <= self.now:
                continue
            if since < phase.opens_at <= self.until:
                found.append(Item(NewsKind.PHASE_OPENS, phase.strategy, phase))
            elif since < _closes_soon(phase) <= self.until:
                found.append(Item(NewsKind.PHASE_CLOSES, phase.strategy, phase))
        return found

    def _answers(self, subscription: Subscription, since: datetime) -> list[Item]:
        if subscription.phase_id is not None:
            keys = [("phase", str(subscription.phase_id))]
        elif subscription.topic == Topic.SECTION:
            inside = self.inside.get(subscription.section_uid, {subscription.section_uid})
            keys = [("section", uid) for uid in sorted(inside)]
        else:
            keys = [("strategy", str(subscription.strategy_id))]
        moments = [self.answers.get(key, []) for key in keys]
        count = sum(len(some) - bisect_right(some, since) for some in moments)
        if not count:
            return []
        section = self.section_of(subscription)
        return [Item(NewsKind.ANSWERED, subscription.strategy, subscription.phase, section, count)]

    def _versions(self, subscription: Subscription, versions: list[Version]) -> list[Item]:
        found = []
        for version in versions:
            changed = what_changed(version)
            if subscription.topic == Topic.SECTION:
                changed = tuple(one for one in changed if subscription.section_uid in one.path)
                if public_base(version) is not None and not changed:
                    continue  # nothing happened to what she wants to hear of
            found.append(
                Item(
                    NewsKind.NEW_VERSION,
                    version.strategy,
                    section=self.section_of(subscription),
                    version=version,
                    changed=changed,
                )
            )
        return found

    def section_of(self, subscription: Subscription) -> str:
        """The section a subscription is about, as people call it; empty for another topic."""
        return self.sections.get((subscription.strategy_id, subscription.section_uid), "")


def town_news(town: Municipality, now: datetime, until: datetime) -> TownNews:
    """What is new in a town in the week before ``until``. Four queries."""
    news = TownNews(town, now, until)
    begin = until - NEWS_FOR
    phases = ParticipationPhase.objects.filter(
        municipality=town, kind=PhaseKind.PUBLIC, version__audience=Audience.PUBLIC, opens_at__lte=until
    )
    news.phases = list(phases.filter(closes_at__gt=now).select_related("strategy", "version"))
    answers: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    released = (
        Reply.objects.filter(
            municipality=town,
            released_at__gt=begin,
            released_at__lte=until,
            contribution__state__in=RELEASED,
            contribution__is_public=True,
        )
        .order_by("released_at")
        .values_list("released_at", "contribution__phase", "contribution__phase__strategy", "contribution__section_uid")
    )
    for moment, phase_id, strategy, section in released:
        answers["phase", str(phase_id)].append(moment)
        answers["strategy", str(strategy)].append(moment)
        answers["section", section].append(moment)
    news.answers = dict(answers)
    news.sections, news.inside = sections_of_town(town)
    moments = [moments[-1] for moments in news.answers.values()]
    for phase in news.phases:
        moments += [moment for moment in (phase.opens_at, _closes_soon(phase)) if begin < moment <= until]
    news.newest = max(moments, default=None)
    return news


def sections_of_town(town: Municipality) -> tuple[dict[tuple[int, str], str], dict[str, set[str]]]:
    """Sections of the newest public version of each strategy: what they are called, and what lies in them."""
    newest: dict[int, Version] = {}
    for version in public_versions(town).order_by("-number")[:200]:
        newest.setdefault(version.strategy_id, version)
    labels: dict[tuple[int, str], str] = {}
    inside: dict[str, set[str]] = defaultdict(set)
    for strategy, version in newest.items():
        above: list[str] = []
        for section in frozen_sections(version):
            labels[strategy, section.uid] = str(section)
            above = [*above[: section.depth - 1], section.uid]
            for uid in above:
                inside[uid].add(section.uid)
    return labels, dict(inside)


def waiting_versions(subscriptions: list[int]) -> dict[int, list[tuple[int, Version]]]:
    """Notices about versions that wait for these subscriptions: notice and version, by subscription. One query."""
    rows = (
        Notice.objects.filter(subscription__in=subscriptions, mailed_at=None, version__audience=Audience.PUBLIC)
        .select_related("version__strategy", "version__base")
        .order_by("pk")
    )
    found: dict[int, list[tuple[int, Version]]] = defaultdict(list)
    shared: dict[int, Version] = {}
    for row in rows:
        assert row.version is not None  # noqa: S101 - asked for above
        found[row.subscription_id or 0].append((row.pk, shared.setdefault(row.version.pk, row.version)))
    return found


def _closes_soon(phase: ParticipationPhase) -> datetime:
    return max(phase.closes_at - CLOSES_SOON, phase.opens_at)
