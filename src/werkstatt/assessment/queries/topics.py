"""What the contributions of a phase are about: its topics, how many lie in each, and who disagrees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from werkstatt.assessment.models import Topic, TopicList, TopicMember
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import OPEN, VISIBLE

PAGE_SIZE = 60
MOST_SHOWN = 12
"""Contributions of an opened topic on the page; all are in the desk's list."""

_READ = Q(contribution__state__in=VISIBLE | OPEN)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic: how many contributions can be read, how many wait for an answer, and how its most typical one goes."""

    topic: Topic
    count: int
    open_count: int
    typical: str


@dataclass(frozen=True, slots=True)
class OpenedTopic:
    """A topic with its most typical contributions and the numbers of those that want the opposite of each other."""

    topic: Topic
    contributions: list[Contribution]
    contested: list[tuple[int, int]]


def phases_with_voices(town: Municipality) -> list[ParticipationPhase]:
    """The town's phases in which somebody has said something, newest first. One query."""
    spoken = Exists(Contribution.objects.filter(phase=OuterRef("pk")))
    return list(ParticipationPhase.objects.filter(spoken, municipality=town).order_by("-pk")[:50])


def find_topic_list(phase: ParticipationPhase) -> TopicList | None:
    """The list of a phase, with ``new_count``: contributions that came after it was made."""
    newer = Contribution.objects.filter(phase=phase, state__in=VISIBLE | OPEN, number__gt=OuterRef("highest"))
    count = newer.order_by().values("phase").annotate(n=Count("pk")).values("n")
    return TopicList.objects.filter(phase=phase).annotate(new_count=Subquery(count)).first()


def topic_lines(topic_list: TopicList, page: int = 1) -> tuple[list[TopicLine], bool]:
    """A page of topics, and whether there are more. One query."""
    first = (page - 1) * PAGE_SIZE
    rows = _lines(topic_list)[first : first + PAGE_SIZE + 1]
    lines = [TopicLine(row, row.n, row.n_open, row.typical or "") for row in rows]
    return lines[:PAGE_SIZE], len(lines) > PAGE_SIZE


def opened_topic(topic_list: TopicList, key: int) -> OpenedTopic | None:
    """One topic of the list with what is in it. Two queries."""
    topic = topic_list.topics.filter(pk=key).first()
    if topic is None:
        return None
    members = TopicMember.objects.filter(_READ, topic=topic).select_related("contribution__suggestion")
    return OpenedTopic(
        topic,
        [member.contribution for member in members.order_by("position")[:MOST_SHOWN]],
        [(one, other) for one, other in topic.contested],
    )


def topic_name(town: Municipality, key: int) -> str:
    """What a topic is called; empty if the town has none with this key any more."""
    return Topic.objects.filter(municipality=town, pk=key).values_list("name", flat=True).first() or ""


def topic_rows(topic_list: TopicList) -> Iterator[tuple[str, int, str, str, str]]:
    """Topic, number, kind, state and words of every contribution, topic by topic, for a table."""
    members = TopicMember.objects.filter(_READ, topic__topic_list=topic_list).order_by("topic__position", "position")
    for member in members.select_related("topic", "contribution__suggestion").iterator(chunk_size=1_000):
        one = member.contribution
        suggestion = getattr(one, "suggestion", None)
        words = " – ".join(part for part in (suggestion.replacement if suggestion else "", one.text) if part)
        yield member.topic.name, one.number, one.get_kind_display(), one.get_state_display(), words


def _lines(topic_list: TopicList) -> QuerySet[Any]:
    first = TopicMember.objects.filter(_READ, topic=OuterRef("pk")).order_by("position")
    readable = Q(members__contribution__state__in=VISIBLE | OPEN)
    return (
        topic_list.topics.annotate(
            n=Count("members", filter=readable),
            n_open=Count("members", filter=Q(members__contribution__state__in=OPEN)),
            typical=Subquery(first.values("contribution__text")[:1]),
        )
        .filter(n__gt=0)
        .order_by("position")
    )
