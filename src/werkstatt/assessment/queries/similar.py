"""Others that say something near to a contribution: on the same paragraph, or in similar words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from werkstatt.analysis.similarity.trigrams import Likeness, similar, words_of
from werkstatt.assessment.queries.item import Neighbour, neighbours_among, on_the_same_block
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import OPEN, VISIBLE
from werkstatt.participation.search import matching

OF_THE_PHASE = 300
BY_A_WORD = 60
TELLING_WORDS = 3
SHORTEST_WORD = 7
MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Kin:
    """What stands beside a contribution: others on its paragraph, and others that say nearly the same."""

    neighbours: list[Neighbour]
    similar: list[Similar]


@dataclass(frozen=True, slots=True)
class Similar:
    """Another contribution in similar words. ``is_same``: nearly the same ones."""

    contribution: Contribution
    is_same: bool
    score: float

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer, so that both can get the same."""
        return self.contribution.state in OPEN


def kin_of(contribution: Contribution) -> Kin:
    """One query for both. Looked at are the newest of its paragraph and its phase, and those with its rarest words."""
    found = {other.pk: other for other in _candidates(contribution)}
    visible = [(key, said(other)) for key, other in found.items() if other.state in VISIBLE | OPEN]
    matches = similar(said(contribution), visible, most=MOST_SHOWN)
    return Kin(
        neighbours_among(contribution, [other for other in found.values() if _is_beside(other, contribution)]),
        [Similar(found[m.key], m.kind is Likeness.DUPLICATE, m.score) for m in matches],
    )


def said(contribution: Contribution) -> str:
    """Everything that it says: its words and the wording it proposes."""
    suggestion = getattr(contribution, "suggestion", None)
    return f"{suggestion.replacement} {contribution.text}" if suggestion else contribution.text


def _is_beside(other: Contribution, contribution: Contribution) -> bool:
    """On the same paragraph; one that was carried over to it kept the paragraph's name."""
    return bool(contribution.block_uid) and other.block_uid == contribution.block_uid


def _candidates(contribution: Contribution) -> QuerySet[Contribution]:
    town = Contribution.objects.filter(municipality=contribution.municipality_id)
    sources = [_keys(town.filter(phase=contribution.phase_id).order_by("-number")[:OF_THE_PHASE])]
    if contribution.block_uid:
        sources.append(on_the_same_block(contribution).order_by().values("pk"))
    for word in telling_words(said(contribution)):
        by_word = matching(town, word, town_id=contribution.municipality_id)
        sources.append(_keys(by_word.order_by()[:BY_A_WORD]))
    keys = sources[0].union(*sources[1:]) if len(sources) > 1 else sources[0]
    return Contribution.objects.filter(pk__in=keys).exclude(pk=contribution.pk).select_related("suggestion")


def _keys(found: QuerySet[Contribution]) -> QuerySet[Any, Any]:
    """As part of a union: what is cut off must be cut inside, for SQLite's sake."""
    return Contribution.objects.filter(pk__in=found.values("pk")).order_by().values("pk")


def telling_words(text: str) -> list[str]:
    """The longest words: in German they are the rarest, and say what a text is about."""
    words = [word for word in _spelled(text) if len(word) >= SHORTEST_WORD]
    return sorted(words, key=lambda word: (-len(word), word))[:TELLING_WORDS]


def _spelled(text: str) -> Iterable[str]:
    """The words as they are spelled in the text, where they say something."""
    return {word.strip(".,;:!?…„“”\"'()–-") for word in text.split() if words_of(word)}
