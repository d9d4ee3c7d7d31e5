"""What others have already said about the same matter: for somebody who is writing."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.core.slots import filled
from werkstatt.participation.kin import Likeness, Match, nearest, what_it_says
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import SUPPORTABLE, VISIBLE, ContributionState, PhaseKind

ANSWERS = "participation.short_answers"
"""Slot: what became of these contributions, by their keys; each with ``verdict``, ``until`` and ``reason``."""
MOST_SAID = 3
MOST_AGAINST = 2
MOST_LOOKED_AT = 12
SHORTEST = 25
"""Characters below which it is too early to say what somebody is about to write."""


@dataclass(frozen=True, slots=True)
class Said:
    """A public contribution that is near to what somebody writes. ``answer`` is None until it has one."""

    contribution: Contribution
    is_same: bool
    answer: object | None

    @property
    def may_support(self) -> bool:
        """Whether one can still stand behind it."""
        return self.contribution.state in SUPPORTABLE


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """What is alike, the nearest first, and what is about the same and says the opposite."""

    alike: tuple[Said, ...] = ()
    against: tuple[Said, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.alike or self.against)

    @property
    def mark(self) -> str:
        """Tells one selection from another."""
        return ".".join(str(one.contribution.number) for one in (*self.alike, *self.against))


def said_before(phase: ParticipationPhase, text: str, replacement: str = "") -> SaidBefore:
    """Public contributions of a public phase that are near to this text. Three queries, four if there are answers.

    Nothing for texts that are too short yet, and nothing in phases that are not for everybody.
    """
    words = what_it_says(text.strip(), replacement.strip())
    if phase.kind != PhaseKind.PUBLIC or len(words) < SHORTEST:
        return SaidBefore()
    matches = nearest(phase, words, for_staff=False, most=MOST_LOOKED_AT)
    if not matches:
        return SaidBefore()
    # What the index knows may be a moment old. What is shown is what everybody may read now.
    found = (
        Contribution.objects.filter(phase=phase, is_public=True, state__in=VISIBLE)
        .select_related("suggestion")
        .in_bulk([match.key for match in matches])
    )
    there = [match for match in matches if match.key in found]
    alike = [match for match in there if match.kind != Likeness.OPPOSED][:MOST_SAID]
    against = [match for match in there if match.kind == Likeness.OPPOSED][:MOST_AGAINST]
    answers = _answers([found[match.key] for match in (*alike, *against)])

    def shown(match: Match) -> Said:
        return Said(found[match.key], match.kind == Likeness.DUPLICATE, answers.get(match.key))

    return SaidBefore(tuple(map(shown, alike)), tuple(map(shown, against)))


def _answers(contributions: list[Contribution]) -> dict[int, object]:
    answered = [one for one in contributions if one.state in {ContributionState.ANSWERED, ContributionState.CLOSED}]
    answers: dict[int, object] = {}
    for more in filled(ANSWERS, contributions=answered) if answered else ():
        answers |= more
    return answers
