"""The interface itself: nearly every sentence that people read on a page is green in Klartext, none is red."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from scripts import catalogues
from werkstatt.analysis.plain_language.report import SentenceReport, analyse
from werkstatt.analysis.plain_language.score import Level

pytestmark = pytest.mark.pure

PLACEHOLDER = re.compile(r"%\(\w+\)[ds]|%[ds]|\{\w+\}")
TAG = re.compile(r"<[^>]+>")
GREEN_SHARE = 0.99
FEWEST_WORDS = 4
"""Shorter ones are labels and buttons."""


def german_sentences() -> Iterator[SentenceReport]:
    """Every sentence of the interface in German, with a short word where a page puts a number or a name."""
    for string in {string for each in catalogues.collected() if each.id for string in forms(each.id)}:
        text = TAG.sub("", PLACEHOLDER.sub("acht", string))
        for sentence in analyse(text).sentences:
            if len(re.findall(r"\w+", sentence.text)) >= FEWEST_WORDS:
                yield sentence


def forms(id: str | tuple[str, ...]) -> tuple[str, ...]:
    return (id,) if isinstance(id, str) else id


def test_the_interface_is_green_in_klartext(record_property) -> None:
    sentences = list(german_sentences())
    assert len(sentences) > 2000
    by_level = {level: [each for each in sentences if each.level is level] for level in Level}
    share = len(by_level[Level.GREEN]) / len(sentences)
    record_property("share_green", f"{share:.2%} of {len(sentences)} sentences")
    hardest = sorted(sentences, key=lambda each: -each.score)[:25]
    shown = "\n".join(f"{each.score:.2f} {each.text}" for each in hardest)
    assert by_level[Level.RED] == [], "mend these sentences"
    assert share >= GREEN_SHARE, f"{share:.2%} are green; the hardest:\n{shown}"
