"""What an opinion map says: frozen, and as JSON in the form of interface.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Direction = Literal["agree", "disagree"]
NO_GROUP = -1


class Representative(NamedTuple):
    """A statement that sets a group apart.

    ``probability``: smoothed share of the group that votes this way; ``z``: two-proportion test against all others.
    """

    statement: int
    direction: Direction
    probability: float
    z: float


class CommonGround(NamedTuple):
    """A statement on which every group leans the same way; ``score`` is the group-aware consensus (0 to 1)."""

    statement: int
    direction: Direction
    score: float


class Divisive(NamedTuple):
    """A statement on which groups stand against each other; ``score`` from 0.25 (nothing known) to 1."""

    statement: int
    score: float


class GroupFigures(NamedTuple):
    """How many people of one group voted what on one statement."""

    agree: int
    disagree: int
    passed: int


class StatementFigures(NamedTuple):
    """How many people voted what on a statement (everybody, also those in no group), and in each group.

    ``extremity``: how far one vote of agreement moves a person on the map; routing needs it.
    """

    id: int
    agree: int
    disagree: int
    passed: int
    by_group: dict[int, GroupFigures]
    extremity: float


class Quality(NamedTuple):
    """``silhouette`` (−1 to 1; None with one group), ``explained_variance`` of the two components together (0 to 1)."""

    silhouette: float | None
    explained_variance: float


class Group(NamedTuple):
    """People who vote alike."""

    id: int
    size: int
    representative: tuple[Representative, ...]


@dataclass(frozen=True, eq=False)
class Participants:
    """Everybody who voted, ascending by id; ``group`` is −1 (NO_GROUP) for too few votes."""

    ids: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    group: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Memory:
    """The number of groups that fitted best last time, and how many times in a row; see grouping.py."""

    best: int = 0
    times: int = 0


@dataclass(frozen=True, eq=False)
class OpinionMap:
    """The map. ``components``: statements × 2, in the order of ``statements``; ``counts``: groups × statements × 3."""

    participants: Participants
    groups: tuple[Group, ...]
    common_ground: tuple[CommonGround, ...]
    divisive: tuple[Divisive, ...]
    quality: Quality
    statement_ids: NDArray[np.int64]
    components: NDArray[np.float64]
    extremity: NDArray[np.float64]
    totals: NDArray[np.int64] = field(repr=False)
    counts: NDArray[np.int64] = field(repr=False)
    memory: Memory = Memory()

    @cached_property
    def statements(self) -> tuple[StatementFigures, ...]:
        """Figures of each statement of the map, ascending by id."""
        names = [group.id for group in self.groups]
        by_statement = self.counts.transpose(1, 0, 2).tolist()
        rows = zip(
            self.statement_ids.tolist(), self.totals.tolist(), by_statement, self.extremity.tolist(), strict=True
        )
        return tuple(
            StatementFigures(
                id=statement,
                agree=total[2],
                disagree=total[0],
                passed=total[1],
                by_group={
                    name: GroupFigures(agree, disagree, passed)
                    for name, (disagree, passed, agree) in zip(names, groups, strict=True)
                },
                extremity=extremity,
            )
            for statement, total, groups, extremity in rows
        )

    def as_json(
        self, *, people: Mapping[int, Any] | None = None, statements: Mapping[int, Any] | None = None
    ) -> dict[str, Any]:
        """The form of interface.md. The mappings give ids other names, where ids of the source were texts."""

        def person(key: int) -> Any:
            return key if people is None else people[key]

        def statement(key: int) -> Any:
            return key if statements is None else statements[key]

        columns = (self.participants.ids, self.participants.x, self.participants.y, self.participants.group)
        return {
            "participants": [
                {"id": person(key), "x": x, "y": y, "group": None if group == NO_GROUP else group}
                for key, x, y, group in zip(*(column.tolist() for column in columns), strict=True)
            ],
            "groups": [
                {
                    "id": group.id,
                    "size": group.size,
                    "representative": [
                        {**row._asdict(), "statement": statement(row.statement)} for row in group.representative
                    ],
                }
                for group in self.groups
            ],
            "common_ground": [{**row._asdict(), "statement": statement(row.statement)} for row in self.common_ground],
            "divisive": [{**row._asdict(), "statement": statement(row.statement)} for row in self.divisive],
            "statements": [
                {
                    "id": statement(row.id),
                    "agree": row.agree,
                    "disagree": row.disagree,
                    "pass": row.passed,
                    "by_group": {
                        str(name): {"agree": figures.agree, "disagree": figures.disagree, "pass": figures.passed}
                        for name, figures in row.by_group.items()
                    },
                }
                for row in self.statements
            ],
            "quality": self.quality._asdict(),
        }
