"""Finding contributions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from werkstatt.organisations.models import Circle, Municipality
from werkstatt.participation.models import Contribution, NumberSeries, WordingSuggestion
from werkstatt.participation.rules import OPEN, SHOWN, STUBS, VISIBLE, ContributionState, Kind, SuggestionState
from werkstatt.participation.search import matching
from werkstatt.strategy.models import Version

GROUPS: dict[str, frozenset[ContributionState]] = {
    "offen": frozenset({ContributionState.PUBLISHED, ContributionState.ASSIGNED}),
    "beantwortet": frozenset({ContributionState.ANSWERED, ContributionState.CLOSED}),
    "hinweis": STUBS,
}
"""Public names of groups of states, as they stand in addresses."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed down to. Empty values do not narrow."""

    phase_id: int | None = None
    group: str = ""
    section_uid: str = ""
    block_uid: str = ""
    version_id: int | None = None
    kind: str = ""
    channel: str = ""
    words: str = ""


def contributions(
    town: Municipality, filters: Filters, *, with_received: bool = False, given: Version | None = None
) -> QuerySet[Contribution]:
    """The town's public contributions and stubs that fit the filters, with what a list shows of them.

    ``section_uid`` and ``block_uid`` mean the place in ``version_id``, also for remarks that were carried over to it.
    Motions of council groups come only if that kind is asked for. ``given`` is a version that is not public: with it
    comes what was said about it; ask for it only on behalf of somebody who may read it.
    """
    states = SHOWN | {ContributionState.RECEIVED} if with_received else SHOWN
    found = Contribution.objects.filter(municipality=town, state__in=states)
    if given is None:
        found = found.filter(is_public=True)
    else:
        found = found.filter(Q(is_public=True) | Q(version=given))
    if filters.kind != Kind.MOTION:
        found = found.exclude(kind=Kind.MOTION)
    if filters.phase_id:
        found = found.filter(phase_id=filters.phase_id)
    if filters.group in GROUPS:
        found = found.filter(state__in=GROUPS[filters.group])
    if filters.kind in Kind.values:
        found = found.filter(kind=filters.kind)
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.version_id and (filters.block_uid or filters.section_uid):
        place = Q(placements__version_id=filters.version_id)
        if filters.block_uid:
            place &= Q(placements__block_uid=filters.block_uid)
        else:
            place &= Q(placements__section_uid=filters.section_uid)
        found = found.filter(place)
    if filters.words:
        number = number_in(filters.words)
        if number is not None:
            found = found.filter(number=number)
        else:
            # A withheld or withdrawn text must not be found by its words.
            found = matching(found.filter(state__in=VISIBLE), filters.words, town_id=town.pk)
    return found.select_related("suggestion", "merged_into", "phase", "version")


def number_in(words: str) -> int | None:
    """The public number that somebody typed ("69", "Nr. 69"), or None."""
    number = words.lower().removeprefix("nr.").removeprefix("no.").strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def find_contribution(town: Municipality, number: int) -> Contribution | None:
    """The contribution with this public number, with phase, version and suggestion."""
    return (
        Contribution.objects.filter(municipality=town, number=number)
        .select_related("suggestion", "phase", "version__strategy", "merged_into", "municipality", "circle")
        .first()
    )


def highest_number(town: Municipality) -> int:
    """The last number the town has given out; 0 before the first."""
    return NumberSeries.objects.filter(municipality=town).values_list("last", flat=True).first() or 0


def motions(town: Municipality, *, given: Version | None = None, most: int = 200) -> list[Contribution]:
    """The public motions of council groups and what became of them, newest first; with those on a ``given`` version."""
    found = contributions(town, Filters(kind=Kind.MOTION), given=given).select_related("circle", "version__strategy")
    return list(found.order_by("-number")[:most])


def motions_of(groups: Iterable[Circle], most: int = 100) -> list[Contribution]:
    """What these council groups have moved, newest first, with phase, version and wording. One query."""
    found = Contribution.objects.filter(kind=Kind.MOTION, circle__in=list(groups))
    return list(found.select_related("suggestion", "phase", "version__strategy", "circle").order_by("-number")[:most])


def suggestions_on(version: Version, block_uids: list[str]) -> QuerySet[WordingSuggestion]:
    """Open suggestions placed on these blocks of a version or of the one it continues, oldest first."""
    return (
        WordingSuggestion.objects.filter(
            state=SuggestionState.OPEN,
            contribution__state__in=OPEN | {ContributionState.ANSWERED},
            contribution__placements__version=version,
            contribution__placements__block_uid__in=block_uids,
        )
        .select_related("contribution")
        .order_by("contribution__number")[:500]
    )
