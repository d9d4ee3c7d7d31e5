"""Statements as they are shown, and those that say nearly the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkstatt.analysis.similarity.matches import Likeness
from werkstatt.opinions.models import OpinionMap, Statement
from werkstatt.opinions.rules import StatementState

if TYPE_CHECKING:
    from werkstatt.analysis.similarity.index import Index

_SHOWN_TWINS = 3


@dataclass(frozen=True, slots=True)
class Twin:
    """A statement near to another text, and whether it says the opposite of it."""

    statement: Statement
    is_opposed: bool


def twins_of(statements: list[Statement], text: str) -> list[Twin]:
    """Those of the statements that say nearly the same as the text, or the opposite; the nearest first."""
    by_key = {each.pk: each for each in statements}
    return _twins(_index_of(statements), by_key, text)


def twins_among(statements: list[Statement], some: list[Statement]) -> dict[int, list[Twin]]:
    """For each of ``some``, by its key, the others that say nearly the same or the opposite."""
    if not some:
        return {}
    by_key = {each.pk: each for each in statements}
    index = _index_of(statements)
    found = {}
    for each in some:
        index.remove(each.pk)  # its own words must not make them look frequent
        found[each.pk] = _twins(index, by_key, each.text)
        index.add(each.pk, each.text)
    return found


def _index_of(statements: list[Statement]) -> Index:
    """The engine is loaded by who needs it first, not by every web process."""
    from werkstatt.analysis.similarity.index import Index

    return Index((each.pk, each.text) for each in statements)


def _twins(index: Index, by_key: dict[int, Statement], text: str) -> list[Twin]:
    found = index.nearest(text, most=_SHOWN_TWINS)
    return [Twin(by_key[match.key], match.kind is Likeness.OPPOSED) for match in found]


def statements_to_vote(opinion_map: OpinionMap) -> list[Statement]:
    """The statements that are asked, in their order. One query."""
    return list(Statement.objects.filter(opinion_map=opinion_map, state=StatementState.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Proposals:
    """What became of proposals, as far as everybody may know."""

    waiting: int
    published: int
    withheld: list[Statement]


def proposals_of(opinion_map: OpinionMap) -> Proposals:
    """What participants have proposed so far. One query. Nobody reads the words of what is not published."""
    proposed = Statement.objects.filter(opinion_map=opinion_map, is_seed=False).defer("text", "original_text")
    states = list(proposed)
    return Proposals(
        waiting=sum(each.state == StatementState.PROPOSED for each in states),
        published=sum(each.is_counted for each in states),
        withheld=[each for each in states if each.state == StatementState.WITHHELD],
    )


def find_statement(opinion_map: OpinionMap, number: int) -> Statement | None:
    """The statement with this number, with its map, phase and source. One query."""
    found = Statement.objects.filter(opinion_map=opinion_map, number__exact=number)
    return found.select_related("opinion_map__phase", "source").first()
