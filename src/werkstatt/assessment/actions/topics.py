"""Grouping the contributions of a phase by what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from werkstatt.analysis.similarity.matches import Likeness
from werkstatt.assessment.models import Topic, TopicList, TopicMember
from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.participation.kin import what_it_says
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import OPEN, VISIBLE

MOST_AT_ONCE = 1_000
"""Contributions that are grouped while somebody waits; more go into the background."""
MOST_GROUPED = 20_000
"""The newest contributions of a phase that are grouped at all."""
FEWEST, ONE_MORE_FOR, ENOUGH = 2, 60, 6
"""Contributions that make a topic, for how many of them it takes one more (a list of pairs helps nobody), and how many
always do."""
MOST_CONTESTED = 20
"""Opposed pairs that are kept with a topic; all of them are counted."""
GIVEN_UP = timedelta(minutes=15)
"""After which a job that says nothing any more counts as lost."""
_STEP = 250
_BATCH = 1_000
_LONGEST_NAME = 120


@transaction.atomic
def order_topics(*, actor: Actor, phase: ParticipationPhase) -> TopicList | None:
    """Note that the contributions of a phase are to be grouped anew. None if that is being done already."""
    require(actor, "assessment.view_desk", phase)
    now = clock.now()
    TopicList.objects.get_or_create(phase=phase, defaults={"municipality_id": phase.municipality_id, "ordered_at": now})
    current = TopicList.objects.select_for_update().get(phase=phase)
    if is_running(current):
        return None
    current.ordered_at, current.is_running, current.has_failed = now, True, False
    current.done, current.total = 0, min(_to_group(phase.pk).count(), MOST_GROUPED)
    current.save()
    return current


def is_running(topic_list: TopicList) -> bool:
    """Whether it is being made just now."""
    return topic_list.is_running and clock.now() - topic_list.ordered_at < GIVEN_UP


def make_topics(*, topic_list: TopicList) -> None:
    """Group, and put the new groups in the place of the old ones. Notes how far it is; on a fault, that it failed."""
    mine = TopicList.objects.filter(pk=topic_list.pk)
    try:
        _make(topic_list, lambda done: mine.update(done=done))
    except Exception:
        mine.update(is_running=False, has_failed=True)
        raise


def _make(topic_list: TopicList, told: Callable[[int], object]) -> None:
    from werkstatt.analysis.similarity.index import Index  # loaded where topics are made, not by every web process
    from werkstatt.analysis.similarity.topics import topics_of

    index = Index()
    number_of: dict[int, int] = {}
    rows = _to_group(topic_list.phase_id).order_by("-number")
    for key, number, text, replacement in rows.values_list("pk", "number", "text", "suggestion__replacement")[
        :MOST_GROUPED
    ]:
        number_of[key] = number
        index.add(key, what_it_says(text, replacement))
        if len(number_of) % _STEP == 0:
            told(len(number_of))
    found = topics_of(index, fewest=min(FEWEST + len(index) // ONE_MORE_FOR, ENOUGH))
    group_of = {key: place for place, topic in enumerate(found) for key in topic.keys}
    contested: dict[int, list[list[int]]] = defaultdict(list)
    for pair in index.pairs():
        if pair.kind == Likeness.OPPOSED and group_of.get(pair.a) == group_of.get(pair.b, -1):
            contested[group_of[pair.a]].append([number_of[pair.a], number_of[pair.b]])
    with transaction.atomic():
        current = TopicList.objects.select_for_update().get(pk=topic_list.pk)
        Topic.objects.filter(topic_list=current).delete()
        made = Topic.objects.bulk_create(
            [
                Topic(
                    municipality_id=current.municipality_id,
                    topic_list=current,
                    position=place,
                    name=topic.name[:_LONGEST_NAME],
                    is_rest=topic.is_rest,
                    contested=contested[place][:MOST_CONTESTED],
                    contested_count=len(contested[place]),
                )
                for place, topic in enumerate(found)
            ],
            batch_size=_BATCH,
        )
        # One that was deleted meanwhile is in no group.
        there = set(Contribution.objects.filter(phase=current.phase_id).values_list("pk", flat=True))
        TopicMember.objects.bulk_create(
            [
                TopicMember(topic=topic, contribution_id=key, position=position)
                for topic, grouped in zip(made, found, strict=True)
                for position, key in enumerate(grouped.keys)
                if key in there
            ],
            batch_size=_BATCH,
        )
        current.is_running, current.made_at, current.done = False, clock.now(), len(number_of)
        current.highest = max(number_of.values(), default=0)
        current.save()


def _to_group(phase_id: int) -> QuerySet[Contribution]:
    return Contribution.objects.filter(phase=phase_id, state__in=VISIBLE | OPEN)
