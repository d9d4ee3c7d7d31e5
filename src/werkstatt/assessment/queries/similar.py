"""Others that say something near to a contribution: on the same paragraph, in similar words, or the opposite."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from werkstatt.assessment.queries.item import Neighbour, neighbours_among, on_the_same_block
from werkstatt.organisations.models import Municipality
from werkstatt.participation.kin import Likeness, look, what_it_says
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import OPEN
from werkstatt.strategy.models import Block

MOST_SHOWN = 6
MOST_OPPOSED = 3
MOST_LOOKED_AT = 15
VERY_SIMILAR = 0.5
"""Score from which a similar contribution is called very similar."""
MOST_COMPARED = 50
MOST_REASONS = 3
CONTRAST = " ↔ "
"""Stands between the words of both sides in the reasons of opposed ones."""


@dataclass(frozen=True, slots=True)
class Similar:
    """Another contribution about the same matter, and what makes it one."""

    contribution: Contribution
    kind: Likeness
    score: float
    because: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether both say nearly the same."""
        return self.kind == Likeness.DUPLICATE

    @property
    def is_opposed(self) -> bool:
        """Whether they are about the same and want the opposite."""
        return self.kind == Likeness.OPPOSED

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer, so that both can get the same."""
        return self.contribution.state in OPEN

    @property
    def label(self) -> str:
        """How near it is, in a word."""
        if self.is_opposed:
            return _("gegenläufig")
        if self.is_same:
            return _("gleich")
        return _("sehr ähnlich") if self.score >= VERY_SIMILAR else _("ähnlich")

    @property
    def reasons(self) -> tuple[str, ...]:
        """The words that make them near, or differ; the most telling ones."""
        return self.because[:MOST_REASONS]

    def words_on(self, side: int) -> tuple[str, ...]:
        """The words to look at in the one (0) or the other (1): those in both, or one's own side of each contrast."""
        if not self.is_opposed:
            return self.because
        return tuple(reason.split(CONTRAST)[side] for reason in self.because if CONTRAST in reason)


@dataclass(frozen=True, slots=True)
class Kin:
    """What stands beside a contribution: others on its paragraph, others in similar words, and opposed ones."""

    neighbours: list[Neighbour]
    similar: list[Similar]
    opposed: list[Similar]


def kin_of(contribution: Contribution) -> Kin:
    """One query, however much there is."""
    found = look(
        contribution.phase,
        said(contribution),
        for_staff=True,
        most=MOST_LOOKED_AT,
        without=contribution.pk,
        besides=on_the_same_block(contribution) if contribution.block_uid else Contribution.objects.none(),
    )
    near = [Similar(one.contribution, one.kind, one.score, one.because) for one in found.near]
    return Kin(
        neighbours_among(contribution, [other for other in found.besides if _is_beside(other, contribution)]),
        [one for one in near if not one.is_opposed][:MOST_SHOWN],
        [one for one in near if one.is_opposed][:MOST_OPPOSED],
    )


def likeness_of(contribution: Contribution, other: Contribution) -> Similar | None:
    """How near another one is, if it is among the nearest. One query."""
    found = look(
        contribution.phase,
        said(contribution),
        for_staff=True,
        most=MOST_COMPARED,
        without=contribution.pk,
        # Read in any case: it may be too old for the index.
        besides=Contribution.objects.filter(pk=other.pk),
    )
    match = next((one for one in found.near if one.contribution == other), None)
    return Similar(other, match.kind, match.score, match.because) if match else None


def both_of(town: Municipality, number: int, other: int) -> tuple[Contribution, Contribution] | None:
    """Two different contributions of the town by their numbers, with what ``passage_of`` needs. One query."""
    blocks = Block.objects.filter(version_id=OuterRef("version_id"), uid=OuterRef("block_uid"))
    # Not "in": a number that no column can hold is simply not there.
    rows = Contribution.objects.filter(Q(number=number) | Q(number=other), municipality=town).select_related(
        "suggestion", "phase", "municipality"
    )
    found = {one.number: one for one in rows.annotate(block_text=Subquery(blocks.values("text")[:1]))}
    return (found[number], found[other]) if len(found) == 2 else None


def said(contribution: Contribution) -> str:
    """Everything that it says: its words and the wording it proposes."""
    suggestion = getattr(contribution, "suggestion", None)
    return what_it_says(contribution.text, suggestion.replacement if suggestion else None)


def _is_beside(other: Contribution, contribution: Contribution) -> bool:
    """On the same paragraph; one that was carried over to it kept the paragraph's name."""
    return bool(contribution.block_uid) and other.block_uid == contribution.block_uid
