"""What others have already said about the same matter: for somebody who is writing."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.core.slots import filled
from werkstatt.participation.kin import Likeness, Near, look, what_it_says
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import SUPPORTABLE, ContributionState, PhaseKind

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
    """Public contributions of a public phase that are near to this text. One query, two if there are answers.

    Nothing for texts that are too short yet, and nothing in phases that are not for everybody.
    """
    words = what_it_says(text.strip(), replacement.strip())
    if phase.kind != PhaseKind.PUBLIC or len(words) < SHORTEST:
        return SaidBefore()
    found = look(phase, words, for_staff=False, most=MOST_LOOKED_AT).near
    alike = [one for one in found if one.kind != Likeness.OPPOSED][:MOST_SAID]
    against = [one for one in found if one.kind == Likeness.OPPOSED][:MOST_AGAINST]
    answers = _answers([one.contribution for one in (*alike, *against)])

    def shown(one: Near) -> Said:
        return Said(one.contribution, one.kind == Likeness.DUPLICATE, answers.get(one.contribution.pk))

    return SaidBefore(tuple(map(shown, alike)), tuple(map(shown, against)))


def _answers(contributions: list[Contribution]) -> dict[int, object]:
    answered = [one for one in contributions if one.state in {ContributionState.ANSWERED, ContributionState.CLOSED}]
    answers: dict[int, object] = {}
    for more in filled(ANSWERS, contributions=answered) if answered else ():
        answers |= more
    return answers
