"""One contribution on the desk, with everything that is known and done about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When

from werkstatt.assessment.models import Assessment, Point, TextChange
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.rules import OPEN, SuggestionState
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.rules import VersionState
from werkstatt.text import suggestions
from werkstatt.text.worddiff import WordChange, word_diff

MOST_NEIGHBOURS = 20
"""Read, to find conflicts among them; a page shows the first few."""


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


def item_of(town: Municipality, number: int) -> Contribution | None:
    """The contribution with this number, with phase, version, suggestion and released answer. One query.

    Besides: ``block_text`` (its paragraph), ``section_number``, ``draft_number`` (of the draft of its strategy).
    """
    blocks = Block.objects.filter(version_id=OuterRef("version_id"), uid=OuterRef("block_uid"))
    sections = Section.objects.filter(version_id=OuterRef("version_id"), uid=OuterRef("section_uid"))
    drafts = Version.objects.filter(strategy_id=OuterRef("version__strategy_id"), state=VersionState.DRAFT)
    return (
        Contribution.objects.filter(municipality=town, number=number)
        .select_related(
            "municipality", "phase", "version__strategy", "suggestion", "reply", "merged_into", "recorded_by"
        )
        .annotate(
            block_text=Subquery(blocks.values("text")[:1]),
            section_number=Subquery(sections.values("number")[:1]),
            draft_number=Subquery(drafts.values("number")[:1]),
        )
        .first()
    )


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
    """Others that speak about the same paragraph: those in conflict first, then open ones, then the newest. One query.

    In conflict are proposals that change the same words in another way and are open or taken over.
    """
    if not contribution.block_uid:
        return []
    rows = list(
        _on_the_same_block(contribution)
        .annotate(is_open=Case(When(contribution__state__in=OPEN, then=Value(0)), default=Value(1)))
        .order_by("is_open", "-id")[:MOST_NEIGHBOURS]
    )
    found = [place.contribution for place in rows]
    rivals = conflicting(contribution, found)
    neighbours = [
        Neighbour(
            other,
            word_diff(other.suggestion.quote, other.suggestion.replacement) if hasattr(other, "suggestion") else (),
            other.pk in rivals,
        )
        for other in found
    ]
    return sorted(neighbours, key=lambda neighbour: not neighbour.in_conflict)


def _on_the_same_block(contribution: Contribution) -> QuerySet[Placement]:
    return (
        Placement.objects.filter(version_id=contribution.version_id, block_uid=contribution.block_uid)
        .exclude(contribution_id=contribution.pk)
        .select_related("contribution__suggestion")
    )


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
