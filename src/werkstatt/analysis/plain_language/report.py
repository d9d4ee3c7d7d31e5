"""What is hard about a text: a score and marks for each of its sentences, and one score for the whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from werkstatt.analysis.plain_language import marks as marking
from werkstatt.analysis.plain_language.marks import Mark
from werkstatt.analysis.plain_language.score import EASIEST, Level, level, on_scale, score
from werkstatt.analysis.plain_language.sentences import split
from werkstatt.analysis.plain_language.tokens import Kind, tokenise


@dataclass(frozen=True)
class SentenceReport:
    """One sentence: ``start`` and ``end`` count characters of the whole text; ``score`` is on the scale from 1 to 7.

    Scores are rounded to hundredths before their level is found, so that what is shown always fits together.
    """

    text: str
    start: int
    end: int
    score: float
    level: Level
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Report:
    """A whole text; its score is the mean of its sentences', each weighted by its number of words."""

    score: float
    level: Level
    sentences: tuple[SentenceReport, ...]


def analyse(text: str, *, without: Collection[str] = ()) -> Report:
    """Score every sentence and mark what is hard in it, except by the rules named in ``without``.

    A text without words has the score 1. What was found out about a sentence is kept, so that an editor can ask again
    and again for a text of which one sentence changed; this is safe in threads.
    """
    rules = frozenset(without)
    reports, weighted, words = [], 0.0, 0
    for sentence in split(text):
        points, length, marks = _about(sentence.text, rules)
        moved = tuple(mark._replace(start=mark.start + sentence.start, end=mark.end + sentence.start) for mark in marks)
        reports.append(SentenceReport(*sentence, points, level(points), moved))
        weighted += points * length
        words += length
    whole = round(weighted / words, 2) if words else EASIEST
    return Report(whole, level(whole), tuple(reports))


@lru_cache(maxsize=2048)
def _about(sentence: str, without: frozenset[str]) -> tuple[float, int, tuple[Mark, ...]]:
    """Score, number of words and marks (with places inside of the sentence)."""
    points = round(on_scale(score(sentence)), 2)
    return points, sum(token.kind is Kind.WORD for token in tokenise(sentence)), marking.find(sentence, without=without)


def as_json(report: Report) -> dict[str, Any]:
    """The form of the command's ``--json``; offsets in characters of the text."""
    return {
        "score": report.score,
        "level": report.level.value,
        "sentences": [
            {
                "text": sentence.text,
                "start": sentence.start,
                "end": sentence.end,
                "score": sentence.score,
                "level": sentence.level.value,
                "marks": [
                    {
                        "rule": mark.rule,
                        "start": mark.start,
                        "end": mark.end,
                        "message": mark.message,
                        "hint": mark.hint,
                    }
                    for mark in sentence.marks
                ],
            }
            for sentence in report.sentences
        ],
    }
