"""Anchors: a place in a block, remembered by its range, its words and the words around it (W3C Web Annotation)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from werkstatt.text.model import Block
from werkstatt.text.sentences import sentences as sentences

CONTEXT = 32
"""Characters remembered before and after the quote."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Characters ``start`` up to (not including) ``end`` of a block, their words and up to 32 characters around."""

    block: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""


def make_anchor(block: Block, start: int | None = None, end: int | None = None) -> Anchor:
    """An anchor on a range of a block, or on the whole block if no range is given.

    Raises ValueError if the range does not lie in the text or holds no character (except in a block without text).
    """
    text = block.text
    start = 0 if start is None else start
    end = len(text) if end is None else end
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"range {start}–{end} does not fit block {block.id}, whose text has {len(text)} characters")
    if start == end and text:
        raise ValueError(f"range {start}–{end} of block {block.id} holds no character")
    prefix, suffix = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Anchor(block.id, start, end, text[start:end], prefix, suffix)


def to_json(anchor: Anchor) -> dict[str, Any]:
    """The anchor as a JSON object with its field names as keys."""
    return asdict(anchor)


def from_json(data: object) -> Anchor:
    """The anchor written by :func:`to_json`. Raises ValueError that names the first field that is missing or wrong."""
    if not isinstance(data, dict):
        raise ValueError("an anchor must be a JSON object")
    for name in ("block", "quote", "prefix", "suffix"):
        if not isinstance(data.get(name, "" if name in ("prefix", "suffix") else None), str):
            raise ValueError(f"field {name!r} of an anchor must be a text")
    for name in ("start", "end"):
        if not isinstance(data.get(name), int) or isinstance(data[name], bool):
            raise ValueError(f"field {name!r} of an anchor must be a whole number")
    if not 0 <= data["start"] <= data["end"]:
        raise ValueError("an anchor must not end before it starts")
    return Anchor(
        data["block"], data["start"], data["end"], data["quote"], data.get("prefix", ""), data.get("suffix", "")
    )


def find(block: Block, anchor: Anchor) -> tuple[int, int] | None:
    """The range of the anchor's quote in a block: where it was, else the place whose surroundings fit best.

    None if the words do not stand there exactly, or at two places that fit equally well.
    """
    text, quote = block.text, anchor.quote
    if text[anchor.start : anchor.end] == quote and (quote or not text):
        return anchor.start, anchor.end
    if not quote:
        return None
    places = []
    start = text.find(quote)
    while start >= 0:
        before = _common_length(text[:start][::-1], anchor.prefix[::-1])
        after = _common_length(text[start + len(quote) :], anchor.suffix)
        places.append((before + after, start))
        start = text.find(quote, start + 1)
    places.sort(reverse=True)
    if not places or (len(places) > 1 and places[0][0] == places[1][0]):
        return None
    return places[0][1], places[0][1] + len(quote)


def _common_length(left: str, right: str) -> int:
    """How many characters two texts share from their beginning."""
    length = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        length += 1
    return length
