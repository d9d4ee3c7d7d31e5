"""What is new in a town: answers and versions."""

from __future__ import annotations

from werkstatt.assessment.models import Reply
from werkstatt.assessment.queries.changes import RELEASED
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import public_versions

MOST = 30


def news(town: Municipality) -> tuple[list[Reply], list[Version]]:
    """The latest released answers with their contributions, and the latest versions, newest first. Two queries."""
    replies = (
        Reply.objects.filter(municipality=town, contribution__state__in=RELEASED, contribution__is_public=True)
        .select_related("contribution")
        .prefetch_related("contribution__points__assessment")
        .order_by("-released_at")[:MOST]
    )
    return list(replies), list(public_versions(town)[:10])
