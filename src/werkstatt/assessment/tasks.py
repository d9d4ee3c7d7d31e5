"""What the desk does by itself, day by day."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from werkstatt.assessment.actions.presence import forget_who_left
from werkstatt.assessment.actions.reminder import remind_of_deadlines
from werkstatt.assessment.actions.topics import make_topics
from werkstatt.assessment.models import TopicList
from werkstatt.core.schedule import regularly

regularly("assessment.reminders", every=timedelta(days=1))(remind_of_deadlines)
regularly("assessment.presence", every=timedelta(hours=1))(forget_who_left)


@task()
def group_by_topic(topic_list_id: int) -> None:
    """Group the contributions of a large phase."""
    topic_list = TopicList.objects.filter(pk=topic_list_id).first()
    if topic_list is not None:
        make_topics(topic_list=topic_list)
