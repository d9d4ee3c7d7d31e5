"""Proposed wordings that want the same words to read differently: where they are, and all of one place together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.wording import draft_with_base
from werkstatt.assessment.rules import PointKind
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.rules import OPEN, PLACED, VISIBLE, ContributionState, SuggestionState
from werkstatt.strategy.models import Block, Version
from werkstatt.strategy.rules import VersionState
from werkstatt.text.sentences import sentences
from werkstatt.text.suggestions import Suggestion, applied, conflicts
from werkstatt.text.worddiff import WordChange, word_diff

MOST_PROPOSALS = 1_000
"""Proposals looked at for one town: the newest ones. Beyond that nobody settles by hand what is counted here."""
MOST_OF_ONE_PLACE = 40

ALIVE = frozenset({SuggestionState.OPEN, SuggestionState.ACCEPTED, SuggestionState.ACCEPTED_WITH_CHANGES})
"""Open or taken over: two people must not be told yes for the same words without knowing of each other."""
_SETTLED = frozenset({ContributionState.ANSWERED, ContributionState.CLOSED})
_COUNTING = (OPEN | _SETTLED) - {ContributionState.RECEIVED}


def conflicts_waiting(town: Municipality) -> frozenset[int]:
    """Keys of the contributions whose open proposal is in conflict with another one in the newest text. One query."""
    rows: list[Any] = list(
        _living(town)
        .filter(version_id=Subquery(_newest_of(OuterRef("version__strategy_id"))))
        .order_by("-id")
        .values_list(
            "version_id",
            "block_uid",
            "contribution_id",
            "start",
            "end",
            "contribution__suggestion__quote",
            "contribution__suggestion__replacement",
            "contribution__suggestion__state",
        )[:MOST_PROPOSALS]
    )
    of_place: dict[tuple[int, str], list[Suggestion]] = defaultdict(list)
    is_open: set[str] = set()
    for version, block, key, start, end, quote, replacement, state in rows:
        if end - start == len(quote):
            of_place[version, block].append(Suggestion(str(key), block, start, end, quote, replacement))
        if state == SuggestionState.OPEN:
            is_open.add(str(key))
    found = {
        key for proposals in of_place.values() if len(proposals) > 1 for pair in conflicts(proposals) for key in pair
    }
    return frozenset(int(key) for key in found & is_open)


def _living(town: Municipality) -> QuerySet[Placement]:
    return Placement.objects.filter(
        municipality=town,
        status__in=PLACED,
        start__isnull=False,
        contribution__state__in=_COUNTING,
        contribution__suggestion__state__in=ALIVE,
    )


def _newest_of(strategy: Any) -> QuerySet[Version, Any]:
    """The key of the newest published version of a strategy: the one that the next draft continues."""
    published = Version.objects.filter(strategy_id=strategy).exclude(state=VersionState.DRAFT)
    return published.order_by("-number").values("pk")[:1]


def numbers_in_conflict(contribution: Contribution) -> tuple[int, ...]:
    """The public numbers of visible contributions whose proposal is in conflict with this one's, where it was made.

    Empty once the proposal is settled. One query for proposals, none for everything else.
    """
    if not contribution.anchor or getattr(contribution, "suggestion", None) is None:
        return ()
    if contribution.suggestion.state != SuggestionState.OPEN or not contribution.is_visible:
        return ()
    others = (
        Placement.objects.filter(
            version_id=contribution.version_id,
            block_uid=contribution.block_uid,
            status__in=PLACED,
            start__isnull=False,
            contribution__state__in=VISIBLE,
            contribution__is_public=True,
            contribution__suggestion__state__in=ALIVE,
        )
        .select_related("contribution__suggestion")
        .order_by("-id")[:MOST_OF_ONE_PLACE]
    )
    proposals = [proposal for place in others if (proposal := _proposal(place)) is not None]
    mine = str(contribution.number)
    return tuple(sorted(int(b if a == mine else a) for a, b in conflicts(proposals) if mine in (a, b)))


def _proposal(place: Placement) -> Suggestion | None:
    """The proposal at its place; None if the quoted words have changed since: then it has no certain place."""
    contribution = place.contribution
    start, end = place.start or 0, place.end or 0
    if end - start != len(contribution.suggestion.quote):
        return None
    return Suggestion(
        id=str(contribution.number),
        block=place.block_uid,
        start=start,
        end=end,
        quote=contribution.suggestion.quote,
        replacement=contribution.suggestion.replacement,
    )


@dataclass(frozen=True, slots=True)
class Rival:
    """One of several proposals for a place. ``words``: what it alone makes of the sentences it touches."""

    contribution: Contribution
    proposal: Suggestion
    words: tuple[WordChange, ...]
    conflict_with: tuple[int, ...] = ()
    point: Point | None = None

    @property
    def number(self) -> int:
        """Its public number."""
        return self.contribution.number

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided about it."""
        return self.contribution.suggestion.state == SuggestionState.OPEN

    @property
    def seen(self) -> str:
        """The revision of its verdict; "" if it has none."""
        return self.point.assessment.revision if self.point is not None and hasattr(self.point, "assessment") else ""


@dataclass(frozen=True, slots=True)
class Contest:
    """All proposals for the sentences of one place, the words they were made for, and the paragraph of the draft."""

    contribution: Contribution
    ground: str
    """The paragraph of the version that the draft continues: every proposal stands in it."""
    rivals: tuple[Rival, ...]
    base: Version
    draft: Version | None
    block: Block | None

    @property
    def is_contested(self) -> bool:
        """Whether any two of them are in conflict."""
        return any(rival.conflict_with for rival in self.rivals)


def contest_of(contribution: Contribution) -> Contest | None:
    """Everything proposed for the sentences that this proposal touches; None if it has no certain place in the newest
    text. ``contribution`` comes with version and strategy. Up to four queries."""
    draft = draft_with_base(contribution)
    base = draft.base if draft is not None else _newest(contribution)
    if base is None:
        return None
    own = Placement.objects.filter(contribution=contribution, version=base, status__in=PLACED).values("block_uid")[:1]
    places = list(
        _living(contribution.municipality)
        .filter(version=base, block_uid=Subquery(own))
        .select_related("contribution__suggestion", "contribution__version")
        .order_by("contribution__number")[:MOST_OF_ONE_PLACE]
    )
    if contribution.pk not in {place.contribution_id for place in places}:
        return None
    uid, of_version = places[0].block_uid, [base.pk, *([draft.pk] if draft else [])]
    blocks = {
        block.version_id: block
        for block in Block.objects.filter(version__in=of_version, uid=uid).select_related("section", "version")
    }
    ground = blocks[base.pk].text
    rivals = _rivals(ground, places, contribution.number)
    if not rivals:
        return None
    return Contest(contribution, ground, _with_points(rivals), base, draft, blocks.get(draft.pk) if draft else None)


def _newest(contribution: Contribution) -> Version | None:
    return Version.objects.filter(pk__in=_newest_of(contribution.version.strategy_id)).first()


def _rivals(ground: str, places: Iterable[Placement], number: int) -> list[Rival]:
    """The proposals that hang together with the one of this number: by a conflict, or by a common sentence."""
    spans = sentences(ground)
    found: dict[int, Rival] = {}
    touched: dict[int, frozenset[int]] = {}
    for place in places:
        proposal = _proposal(place)
        if proposal is None or ground[proposal.start : proposal.end] != proposal.quote:
            continue
        touched[place.contribution.number] = _touched(spans, proposal)
        found[place.contribution.number] = Rival(place.contribution, proposal, _in_sentence(ground, spans, proposal))
    if number not in found:
        return []
    against: dict[int, list[int]] = defaultdict(list)
    for first, second in conflicts([rival.proposal for rival in found.values()]):
        against[int(first)].append(int(second))
        against[int(second)].append(int(first))
    together, todo = {number}, [number]
    while todo:
        here = todo.pop()
        near = {other for other in found if other in against[here] or touched[other] & touched[here]} - together
        together |= near
        todo += near
    return [replace(rival, conflict_with=tuple(against[key])) for key, rival in found.items() if key in together]


def _touched(spans: Sequence[tuple[int, int]], proposal: Suggestion) -> frozenset[int]:
    """The sentences, by position, in which the proposal stands."""
    return frozenset(
        index
        for index, (start, end) in enumerate(spans)
        if start < max(proposal.end, proposal.start + 1) and proposal.start < end
    )


def _in_sentence(ground: str, spans: Sequence[tuple[int, int]], proposal: Suggestion) -> tuple[WordChange, ...]:
    inside = [spans[index] for index in sorted(_touched(spans, proposal))]
    start = min([proposal.start, *(span[0] for span in inside)])
    end = max([proposal.end, *(span[1] for span in inside)])
    after = applied(ground, proposal)
    return word_diff(ground[start:end], after[start : len(after) - (len(ground) - end)])


def _with_points(rivals: list[Rival]) -> tuple[Rival, ...]:
    """The rivals with the points that stand for their wordings, and their verdicts. One query."""
    points: dict[int, Point] = {}
    rows = Point.objects.filter(
        contribution__in=[rival.contribution for rival in rivals], kind=PointKind.WORDING
    ).select_related("assessment")
    for point in rows.order_by("-position"):
        points[point.contribution_id] = point
    return tuple(replace(rival, point=points.get(rival.contribution.pk)) for rival in rivals)
