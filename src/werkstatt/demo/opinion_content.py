"""What a demo town's opinion map is made of: frozen records, reading them, checking them, and who votes how.

People are drawn with a fixed seed from a few ways of looking at things: the same content gives the same votes. Days
are counted from the day on which the demo stands ("today", 0); the past is negative.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

FEWEST_ANSWERS = 5
SEED = 20190614

Ballot = dict[int, int]
"""Place of a statement (from 0) → 1 (agree), 0 (don't know), -1 (disagree)."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement, and of each way of looking at things how many of a hundred agree and how many do not know.

    ``day``: when a participant proposed it; None for those that the town began with. With a ``reason`` it was
    withheld; without any shares it still waits for somebody to look at it.
    """

    text: str
    shares: Mapping[str, tuple[int, int]]
    day: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OpinionMaterial:
    """An opinion map of the phase with the key ``phase``, set up on the day ``opened``.

    ``people``, by their way of looking at things, voted at a stand and were brought in as a file; ``here`` voted in
    their browsers. ``seldom`` of the former answered only a few statements.
    """

    phase: str
    opened: int
    brought_in: int
    question: str
    lead: str
    people: Mapping[str, int]
    here: Mapping[str, int]
    seldom: int
    first: tuple[Stated, ...]
    proposals: tuple[Stated, ...]

    @property
    def to_vote(self) -> tuple[Stated, ...]:
        """What people vote on in the end."""
        return (*self.first, *(one for one in self.proposals if one.shares))


def read_opinions(raw: Mapping[str, Any]) -> OpinionMaterial | None:
    """From the content file; None for a town without an opinion map."""
    if not raw:
        return None
    people = {str(key): int(count) for key, count in raw["people"].items()}
    return OpinionMaterial(
        phase=raw["phase"],
        opened=int(raw["opened"]),
        brought_in=int(raw["brought_in"]),
        question=raw["question"],
        lead=raw["lead"].strip(),
        people=people,
        here={str(key): int(count) for key, count in raw["here"].items()},
        seldom=int(raw["seldom"]),
        first=tuple(_stated(entry, people) for entry in raw["statements"]),
        proposals=tuple(_stated(entry, people) for entry in raw["proposals"]),
    )


def opinion_problems(material: OpinionMaterial | None, phases: Collection[str]) -> Iterator[str]:
    """What does not fit together in the content, in words. ``phases``: keys of the town's consultations."""
    if material is None:
        return
    if material.phase not in phases:
        yield f"opinion map: no such phase {material.phase}"
    stated = [*material.first, *material.proposals]
    texts = [one.text for one in stated]
    yield from (f"said twice: {text}" for text in sorted({text for text in texts if texts.count(text) > 1}))
    for one in stated:
        if any(min(shares) < 0 or sum(shares) > 100 for shares in one.shares.values()):
            yield f"more than everybody: {one.text}"
        if one.reason and one.shares:
            yield f"withheld, and yet people vote on it: {one.text}"
        if one.shares and set(one.shares) != set(material.people):
            yield f"somebody has no opinion: {one.text}"
    yield from (f"nobody can vote on it: {one.text}" for one in material.first if not one.shares)


def ballots_of_the_stand(material: OpinionMaterial) -> list[Ballot]:
    """What each of those says who voted at the stand."""
    draw = _chance(SEED)
    views = [view for view, count in material.people.items() for _person in range(count)]
    seldom = set(draw.sample(range(len(views)), material.seldom))
    draw_of = [_few if place in seldom else _many for place in range(len(views))]
    return [
        _ballot(draw, view, material.first, number(draw, len(material.first)))
        for view, number in zip(views, draw_of, strict=True)
    ]


def ballots_of_the_browsers(material: OpinionMaterial) -> list[Ballot]:
    """What each of those says who voted in their browsers, on later statements too."""
    draw = _chance(SEED + 1)
    views = [view for view, count in material.here.items() for _person in range(count)]
    late = len(material.first)
    found = []
    for view in views:
        ballot = _ballot(draw, view, material.to_vote, 10)
        ballot.setdefault(late, _answer(draw, material.to_vote[late].shares, view))
        found.append(ballot)
    return found


def _chance(seed: int) -> Random:
    # A fixed seed on purpose: this is content, not a secret.
    return Random(seed)  # noqa: S311


def _many(draw: Random, most: int) -> int:
    """Many go on to the end, some stop earlier."""
    return min(most, 7 + max(draw.randrange(most - 6), draw.randrange(most - 6)))


def _few(draw: Random, _most: int) -> int:
    return FEWEST_ANSWERS + draw.randrange(2)


def _ballot(draw: Random, view: str, statements: Collection[Stated], count: int) -> Ballot:
    """Hardly anybody is wholly of one view: now and then people answer as somebody else would."""
    strength = draw.uniform(0.75, 1.0)
    shares = [one.shares for one in statements]
    answers = {}
    for place in sorted(draw.sample(range(len(shares)), count)):
        like = view if draw.random() < strength else draw.choice(sorted(shares[place]))
        answers[place] = _answer(draw, shares[place], like)
    return answers


def _answer(draw: Random, shares: Mapping[str, tuple[int, int]], view: str) -> int:
    agree, passed = shares[view]
    drawn = draw.randrange(100)
    if drawn < agree:
        return 1
    return 0 if drawn < agree + passed else -1


def _stated(raw: Mapping[str, Any], views: Collection[str]) -> Stated:
    shares = {view: (int(raw[view][0]), int(raw[view][1])) for view in views if view in raw}
    return Stated(raw["text"], shares, raw.get("day"), raw.get("reason", "").strip())
