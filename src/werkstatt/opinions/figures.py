"""The figures of a computed opinion map, as they are kept and shown. Nothing in them says who somebody is.

Plain Python: the pages read them without loading the libraries that made them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = 1
"""Rises when what is kept changes its form; an older form is computed anew."""

LETTERS = "ABCDE"
"""Names of groups: the engine finds five at most."""

MOST_NEEDED = 7
"""Whoever has voted on so many statements, or on all of them, has a place on the map (the rule of the engine)."""

MIN_PLACED = 7
"""With fewer people who have voted often enough there is no picture: too little to say, too easy to guess who it is."""

MIN_GROUP = 5
"""A smaller group is not shown as one: its people stand in the picture without a group."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people said what about a statement."""

    agree: int
    disagree: int
    passed: int

    @property
    def total(self) -> int:
        return self.agree + self.disagree + self.passed

    @property
    def percent(self) -> tuple[int, int, int]:
        """Agree, don't know, disagree in whole percent that add up to 100 (largest remainder); zeros for nobody."""
        agree, passed, disagree = whole_percent((self.agree, self.passed, self.disagree))
        return agree, passed, disagree

    def share(self, direction: int) -> float:
        """The share (0 … 1) of those who agree (direction above 0) or disagree; 0 where nobody has said anything."""
        return (self.agree if direction > 0 else self.disagree) / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Stand:
    """Where people stand on a statement: they agree with it (1) or disagree (-1)."""

    statement: int
    direction: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """People who vote alike. ``key`` stays theirs from one computation to the next, and so does the letter."""

    key: int
    size: int
    says: tuple[Stand, ...]

    @property
    def letter(self) -> str:
        return LETTERS[self.key % len(LETTERS)]

    @property
    def look(self) -> int:
        """Number of its colour and shape."""
        return self.key % len(LETTERS) + 1


@dataclass(frozen=True, slots=True)
class StatementCounts:
    """What people said about one statement: everybody, and each group by its key."""

    statement: int
    everybody: Counts
    by_group: Mapping[int, Counts]


@dataclass(frozen=True, slots=True)
class Figures:
    """A computed opinion map.

    ``people`` have voted, ``placed`` of them often enough (``needed`` votes) to stand in the picture. ``marks`` are
    the signs of the picture: x, y, key of the group (-1 without one), number of people; at most a few hundred.
    """

    people: int
    placed: int
    needed: int
    votes: int
    groups: tuple[GroupFigures, ...]
    common: tuple[Stand, ...]
    divisive: tuple[int, ...]
    statements: tuple[StatementCounts, ...]
    marks: tuple[tuple[int, int, int, int], ...]

    @property
    def missing(self) -> int:
        """How many have voted too seldom to stand in the picture."""
        return self.people - self.placed

    def as_json(self) -> dict[str, Any]:
        """What the database keeps: whole numbers only."""
        return {
            "people": self.people,
            "placed": self.placed,
            "needed": self.needed,
            "votes": self.votes,
            "groups": [[group.key, group.size, _stands_out(group.says)] for group in self.groups],
            "common": _stands_out(self.common),
            "divisive": list(self.divisive),
            "statements": [
                [one.statement, _counts_out(one.everybody), [[key, *_counts_out(c)] for key, c in one.by_group.items()]]
                for one in self.statements
            ],
            "marks": [list(mark) for mark in self.marks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figures:
        """The other way round. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            people=data["people"],
            placed=data["placed"],
            needed=data["needed"],
            votes=data["votes"],
            groups=tuple(GroupFigures(key, size, _stands_in(says)) for key, size, says in data["groups"]),
            common=_stands_in(data["common"]),
            divisive=tuple(data["divisive"]),
            statements=tuple(
                StatementCounts(key, Counts(*counts), {group: Counts(*rest) for group, *rest in by_group})
                for key, counts, by_group in data["statements"]
            ),
            marks=tuple((x, y, group, count) for x, y, group, count in data["marks"]),
        )


def whole_percent(counts: Sequence[int]) -> tuple[int, ...]:
    """Shares in whole percent that add up to 100, by the method of the largest remainder; zeros if all are zero."""
    total = sum(counts)
    if not total:
        return tuple(0 for _count in counts)
    whole = [100 * count // total for count in counts]
    by_rest = sorted(range(len(counts)), key=lambda place: (-(100 * counts[place] % total), place))
    for place in by_rest[: 100 - sum(whole)]:
        whole[place] += 1
    return tuple(whole)


def _stands_out(stands: Sequence[Stand]) -> list[list[int]]:
    return [[stand.statement, stand.direction] for stand in stands]


def _stands_in(data: Sequence[Sequence[int]]) -> tuple[Stand, ...]:
    return tuple(Stand(statement, direction) for statement, direction in data)


def _counts_out(counts: Counts) -> list[int]:
    return [counts.agree, counts.disagree, counts.passed]
