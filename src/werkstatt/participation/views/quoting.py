"""Choosing the words that one speaks about: a sentence, a whole paragraph, or a range that the address names."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from werkstatt.strategy.models import Block
from werkstatt.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Quote:
    """The chosen words in their paragraph."""

    before: str
    passage: str
    after: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence of the paragraph that one can choose."""

    value: str
    text: str


def whole(block: Block) -> Quote:
    """The paragraph as a whole."""
    return Quote("", block.text, "", 0, len(block.text))


def sentences_of(block: Block) -> list[Choice]:
    """The paragraph's sentences to choose from."""
    return [Choice(f"{start}-{end}", block.text[start:end]) for start, end in sentences(block.text)]


def quote_in(block: Block | None, query: QueryDict) -> Quote | None:
    """The passage that the address names; a block with a single sentence leaves no choice."""
    if block is None:
        return None
    text = block.text
    start, end = _number(query.get("von", "")), _number(query.get("bis", ""))
    if chosen := query.get("stelle"):
        start, end = (_number(part) for part in (*chosen.split("-"), "")[:2])
    if start is not None and end is not None and start < end <= len(text):
        return Quote(text[:start], text[start:end], text[end:], start, end)
    return whole(block) if len(sentences(text)) < 2 else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None
