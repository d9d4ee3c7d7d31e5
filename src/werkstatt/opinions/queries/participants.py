"""Recognising who votes, and what she has said so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from werkstatt.opinions.devices import hash_of
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote
from werkstatt.opinions.queries.routing import next_of
from werkstatt.opinions.rules import COUNTED, Opinion, StatementState


def find_participant(opinion_map: OpinionMap, secret: str) -> Participant | None:
    """Who holds this secret; None if nobody does, or not any more. One query."""
    if not secret:
        return None
    return Participant.objects.filter(opinion_map=opinion_map, secret_hash=hash_of(opinion_map.pk, secret)).first()


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one person is asked next, and how far she has come. ``statement`` is None when nothing is left to ask."""

    opinion_map: OpinionMap
    participant: Participant | None
    statement: Statement | None
    total: int
    """Statements to the vote."""
    answers: dict[int, Opinion] = field(default_factory=dict)
    """What she said about them so far: number → answer, in the order in which she first said something."""
    texts: dict[int, str] = field(default_factory=dict)
    """The words of the statements she has said something about."""

    @property
    def done(self) -> int:
        """How many statements she has said something about."""
        return len(self.answers)

    @property
    def place(self) -> int:
        """Which one it is, counted from 1; one she comes back to keeps the place it had."""
        if self.statement is not None and self.statement.number in self.answers:
            return list(self.answers).index(self.statement.number) + 1
        return self.done + 1

    @property
    def answer(self) -> Opinion | None:
        """What she has said about this statement before."""
        return self.answers.get(self.statement.number) if self.statement else None

    def before(self) -> int | None:
        """The number of the statement she would go back to."""
        numbers = list(self.answers)
        here = self.place - 2
        return numbers[here] if 0 <= here < len(numbers) else None


def read_ballot(opinion_map: OpinionMap, participant: Participant | None, *, wanted: int | None, seed: str) -> Ballot:
    """What to ask her next, or the statement with the number ``wanted`` once more. Two queries, however many there are.

    ``seed``: any text; with the same one and the same votes the next statement is the same.
    """
    # There may be hundreds: the contribution behind a statement is read for the one that is shown, if there is one.
    asked = Statement.objects.filter(opinion_map=opinion_map, state=StatementState.PUBLISHED)
    statements = list(asked.defer("original_text", "reason", "proof_key"))
    said = dict(_votes(participant))
    order = {key: place for place, key in enumerate(said)}
    answered = sorted((each for each in statements if each.pk in said), key=lambda each: order[each.pk])
    chosen = next((each for each in statements if each.number == wanted), None)
    if chosen is None:
        chosen = next_of([each for each in statements if each.pk not in said], seed=f"{seed}|{len(said)}")
    return Ballot(
        opinion_map=opinion_map,
        participant=participant,
        statement=chosen,
        total=len(statements),
        answers={each.number: said[each.pk] for each in answered},
        texts={each.number: each.text for each in answered},
    )


@dataclass(frozen=True, slots=True)
class OwnVote:
    """An answer, with the statement it belongs to."""

    statement: Statement
    answer: Opinion

    @property
    def may_change(self) -> bool:
        """Whether the statement is still to the vote."""
        return self.statement.state == StatementState.PUBLISHED


def own_votes(participant: Participant | None) -> list[OwnVote]:
    """What she has said about statements that everybody can read, the first one first. One query."""
    if participant is None:
        return []
    votes = Vote.objects.filter(participant=participant, statement__state__in=COUNTED)
    return [OwnVote(vote.statement, Opinion(vote.value)) for vote in votes.select_related("statement").order_by("pk")]


def _votes(participant: Participant | None) -> list[tuple[int, Opinion]]:
    if participant is None:
        return []
    rows = Vote.objects.filter(participant=participant).order_by("pk").values_list("statement_id", "value")
    return [(statement, Opinion(value)) for statement, value in rows]
