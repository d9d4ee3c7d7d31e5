"""Open suggestions and remarks beside the paragraphs of a draft (slot ``strategy.editor.margin``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.rules import PLACED, WORDINGS, ContributionState, SuggestionState
from werkstatt.strategy.margin import MarginItem
from werkstatt.strategy.models import Version
from werkstatt.text.suggestions import Suggestion, conflicts
from werkstatt.text.worddiff import word_diff

MOST_ITEMS = 400
"""Read for one page of the editor."""
MOST_PER_BLOCK = 12
IN_WORK = frozenset({ContributionState.PUBLISHED, ContributionState.ASSIGNED})


@fills("strategy.editor.margin")
def margin(version: Version, block_uids: Sequence[str], town: Municipality) -> dict[str, list[MarginItem]]:
    """What people said about these paragraphs and nobody has settled, by the paragraph's id. One query.

    Suggestions come first, by number. In conflict are those that change the same words differently, also with ones
    that are taken over already: two people must not be told yes for the same sentence without knowing.
    """
    if version.base_id is None:
        return {}
    rows = list(
        Placement.objects.filter(
            Q(contribution__state__in=IN_WORK) | Q(contribution__suggestion__isnull=False),
            municipality=town,
            version_id=version.base_id,
            block_uid__in=list(block_uids),
            status__in=PLACED,
        )
        .exclude(contribution__state__in=_GONE)
        .select_related("contribution__suggestion")
        .order_by("-contribution__kind", "contribution__number")[:MOST_ITEMS]
    )
    rivals = _rivals(rows)
    items: dict[str, list[MarginItem]] = defaultdict(list)
    for place in rows:
        contribution = place.contribution
        if _is_open(contribution) and len(items[place.block_uid]) < MOST_PER_BLOCK:
            items[place.block_uid].append(_item(contribution, town, rivals.get(contribution.number, ())))
    return dict(items)


_GONE = frozenset(
    {
        ContributionState.RECEIVED,
        ContributionState.WITHHELD,
        ContributionState.MERGED,
        ContributionState.WITHDRAWN,
    }
)


def _is_open(contribution: Contribution) -> bool:
    if contribution.kind in WORDINGS:
        return contribution.suggestion.state == SuggestionState.OPEN
    return contribution.state in IN_WORK


def _item(contribution: Contribution, town: Municipality, rivals: tuple[int, ...]) -> MarginItem:
    proposes = contribution.kind in WORDINGS
    page = "desk-item" if not proposes else "settle" if rivals else "suggestion"
    return MarginItem(
        number=contribution.number,
        kind="suggestion" if proposes else "remark",
        text=contribution.text,
        changes=word_diff(contribution.suggestion.quote, contribution.suggestion.replacement) if proposes else (),
        author=contribution.author,
        url=reverse(page, args=[town.slug, contribution.number]),
        conflict_with=rivals,
    )


def _rivals(rows: Sequence[Placement]) -> dict[int, tuple[int, ...]]:
    """For each number the numbers it is in conflict with. Quotes that have changed since have no certain place."""
    proposals = [
        Suggestion(
            id=str(place.contribution.number),
            block=place.block_uid,
            start=place.start,
            end=place.end or place.start,
            quote=place.contribution.suggestion.quote,
            replacement=place.contribution.suggestion.replacement,
        )
        for place in rows
        if place.contribution.kind in WORDINGS
        and place.contribution.suggestion.state != SuggestionState.DECLINED
        and place.start is not None
        and (place.end or 0) - place.start == len(place.contribution.suggestion.quote)
    ]
    found: dict[int, list[int]] = defaultdict(list)
    for first, second in conflicts(proposals):
        found[int(first)].append(int(second))
        found[int(second)].append(int(first))
    return {number: tuple(sorted(others)) for number, others in found.items()}
