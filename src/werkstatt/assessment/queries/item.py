"""One contribution on the desk, with everything that is known and done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from werkstatt.assessment.models import Assessment, Point, Presence, TextChange
from werkstatt.core import clock
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, ContributionEdit, Objection, Placement
from werkstatt.participation.rules import OPEN, ContributionState, ObjectionState, SuggestionState
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.rules import VersionState
from werkstatt.text import suggestions
from werkstatt.text.worddiff import WordChange, word_diff

MOST_NEIGHBOURS = 5
ON_THE_BLOCK = 100
"""Read, to find conflicts among them."""
THERE_FOR = timedelta(minutes=2)
"""How long after her last sign of life somebody counts as being there."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of the text because of a point. ``is_draft``: nobody outside can read it yet."""

    pk: int
    version_number: int
    is_draft: bool
    section_uid: str
    section_label: str
    block_uid: str
    words: tuple[WordChange, ...]


@dataclass(frozen=True, slots=True)
class PointView:
    """A point with its verdict, if it has one, and the changes of the text because of it."""

    point: Point
    assessment: Assessment | None
    changes: tuple[ChangeView, ...]

    @property
    def waits_for_change(self) -> bool:
        """Adopted, and nobody has changed the text or the draft yet."""
        return self.assessment is not None and self.assessment.change_pending and not self.changes


@dataclass(frozen=True, slots=True)
class Passage:
    """The paragraph that a contribution speaks about, cut around the quoted words."""

    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another contribution on the same paragraph."""

    contribution: Contribution
    words: tuple[WordChange, ...]
    in_conflict: bool


def item_of(town: Municipality, number: int, user_id: int | None = None) -> Contribution | None:
    """The contribution with this number, with phase, version, suggestion, contact and released answer. One query.

    Besides: ``block_text`` (its paragraph), ``section_number``, ``draft_number`` (of the draft of its strategy),
    ``who_else`` and ``how_many_else`` (others than ``user_id`` who have it open now; the last one's name),
    ``edit_count``.
    """
    blocks = Block.objects.filter(version_id=OuterRef("version_id"), uid=OuterRef("block_uid"))
    sections = Section.objects.filter(version_id=OuterRef("version_id"), uid=OuterRef("section_uid"))
    drafts = Version.objects.filter(strategy_id=OuterRef("version__strategy_id"), state=VersionState.DRAFT)
    others = Presence.objects.filter(contribution=OuterRef("pk"), seen_at__gte=clock.now() - THERE_FOR)
    others = others.exclude(user=user_id) if user_id else others
    edits = ContributionEdit.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    return (
        Contribution.objects.filter(municipality=town, number=number)
        .select_related(
            "municipality", "phase", "version__strategy", "suggestion", "reply", "merged_into", "recorded_by", "contact"
        )
        .annotate(
            block_text=Subquery(blocks.values("text")[:1]),
            section_number=Subquery(sections.values("number")[:1]),
            draft_number=Subquery(drafts.values("number")[:1]),
            who_else=Subquery(others.order_by("-seen_at").values("user__name")[:1]),
            how_many_else=Coalesce(
                Subquery(others.order_by().values("contribution").annotate(n=Count("pk")).values("n")), 0
            ),
            edit_count=Coalesce(Subquery(edits.annotate(n=Count("pk")).values("n")), 0),
        )
        .first()
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that the author made to her own words: when, and what became of which."""

    at: datetime
    words: tuple[WordChange, ...]
    proposal: tuple[WordChange, ...]


def edits_of(contribution: Contribution) -> list[Edit]:
    """What the author changed, oldest first. No query if she changed nothing, else one."""
    if not contribution.edit_count:  # type: ignore[attr-defined]
        return []
    before = list(ContributionEdit.objects.filter(contribution=contribution).order_by("at", "pk"))
    replacement = contribution.suggestion.replacement if hasattr(contribution, "suggestion") else ""
    states = [(edit.text, edit.replacement) for edit in before] + [(contribution.text, replacement)]
    return [
        Edit(edit.at, _difference(old[0], new[0]), _difference(old[1], new[1]))
        for edit, (old, new) in zip(before, pairwise(states), strict=True)
    ]


def _difference(old: str, new: str) -> tuple[WordChange, ...]:
    return word_diff(old, new) if old != new else ()


def open_objection(contribution: Contribution) -> Objection | None:
    """The objection that waits for an answer. No query unless the contribution is withheld."""
    if contribution.state != ContributionState.WITHHELD:
        return None
    return Objection.objects.filter(contribution=contribution, state=ObjectionState.OPEN).first()


def passage_of(contribution: Contribution) -> Passage | None:
    """The quoted words in their paragraph. ``contribution`` comes from ``item_of``."""
    anchor, text = contribution.anchor, contribution.block_text  # type: ignore[attr-defined]
    if not anchor:
        return None
    start, end, quote = anchor["start"], anchor["end"], anchor["quote"]
    if text is None or text[start:end] != quote:
        return Passage(anchor.get("prefix", ""), quote, anchor.get("suffix", ""))
    return Passage(text[:start], quote, text[end:])


def proposed_words(contribution: Contribution) -> tuple[WordChange, ...]:
    """What the suggestion of a contribution changes in the quoted words; nothing if it makes none."""
    if not hasattr(contribution, "suggestion"):
        return ()
    return word_diff(contribution.suggestion.quote, contribution.suggestion.replacement)


def points_of(contribution: Contribution) -> list[PointView]:
    """The points in order with verdicts, offices and text changes. One query."""
    rows = (
        Point.objects.filter(contribution=contribution)
        .select_related("unit", "assessment__assessed_by")
        .annotate(
            change_pk=F("text_changes__pk"),
            change_version=F("text_changes__version__number"),
            change_state=F("text_changes__version__state"),
            change_section=F("text_changes__section_uid"),
            change_label=F("text_changes__section_label"),
            change_block=F("text_changes__block_uid"),
            change_before=F("text_changes__before"),
            change_after=F("text_changes__after"),
        )
        .order_by("position", "text_changes__version__number", "text_changes__pk")
    )
    points: dict[int, Point] = {}
    changes: dict[int, list[ChangeView]] = {}
    for row in rows:
        row.contribution = contribution
        points.setdefault(row.pk, row)
        found = changes.setdefault(row.pk, [])
        if row.change_pk is not None:
            found.append(
                ChangeView(
                    pk=row.change_pk,
                    version_number=row.change_version,
                    is_draft=row.change_state == VersionState.DRAFT,
                    section_uid=row.change_section,
                    section_label=row.change_label,
                    block_uid=row.change_block,
                    words=word_diff(row.change_before, row.change_after),
                )
            )
    return [PointView(point, getattr(point, "assessment", None), tuple(changes[point.pk])) for point in points.values()]


def find_change(point: Point, pk: int) -> TextChange | None:
    """A change of the text because of this point."""
    return TextChange.objects.filter(points=point, pk=pk).select_related("version").first()


def neighbours_of(contribution: Contribution) -> list[Neighbour]:
    """Others that speak about the same paragraph, looked for among its newest. One query."""
    if not contribution.block_uid:
        return []
    return neighbours_among(contribution, on_the_same_block(contribution).select_related("suggestion"))


def on_the_same_block(contribution: Contribution) -> QuerySet[Contribution]:
    """The newest others on the paragraph, also those that were carried over to this version of it."""
    places = Placement.objects.filter(version=contribution.version_id, block_uid=contribution.block_uid)
    newest = places.exclude(contribution=contribution.pk).order_by("-pk").values("contribution")[:ON_THE_BLOCK]
    return Contribution.objects.filter(pk__in=newest)


def neighbours_among(contribution: Contribution, others: Iterable[Contribution]) -> list[Neighbour]:
    """Those of ``others`` that speak about the same paragraph: in conflict first, then open ones, then the newest.

    In conflict are proposals that change the same words in another way and are open or taken over.
    """
    found = list(others)
    rivals = conflicting(contribution, found)
    found.sort(key=lambda other: (other.pk not in rivals, other.state not in OPEN, -other.number))
    return [
        Neighbour(
            other,
            word_diff(other.suggestion.quote, other.suggestion.replacement) if hasattr(other, "suggestion") else (),
            other.pk in rivals,
        )
        for other in found[:MOST_NEIGHBOURS]
    ]


def conflicting(contribution: Contribution, others: Iterable[Contribution]) -> set[int]:
    """Keys of those whose proposal, open or taken over, changes the same words of the same version differently."""
    own = _proposal(contribution)
    if own is None:
        return set()
    rivals = {
        str(other.pk): proposal
        for other in others
        if other.version_id == contribution.version_id
        and (proposal := _proposal(other)) is not None
        and other.suggestion.state != SuggestionState.DECLINED
    }
    pairs = suggestions.conflicts([own, *rivals.values()])
    mine = str(contribution.pk)
    return {int(b if a == mine else a) for a, b in pairs if mine in (a, b)}


def _proposal(contribution: Contribution) -> suggestions.Suggestion | None:
    anchor = contribution.anchor
    if not anchor or not hasattr(contribution, "suggestion"):
        return None
    return suggestions.Suggestion(
        id=str(contribution.pk),
        block=contribution.block_uid,
        start=anchor["start"],
        end=anchor["end"],
        quote=contribution.suggestion.quote,
        replacement=contribution.suggestion.replacement,
    )
