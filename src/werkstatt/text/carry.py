"""Carrying places over from an old wording to a new one. A wrong place is worse than a question to a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from werkstatt.text.anchors import Anchor
from werkstatt.text.model import Block
from werkstatt.text.passages import Fit, Passages, Span

FLOOR = 0.58
"""Score from which a place in the corresponding paragraph is taken without asking."""

FLOOR_ELSEWHERE = 0.72
"""The same for changed words at a place for which only similarity speaks: twins of a deleted passage are common."""

ASK = 0.42
"""Score from which a place is worth asking a person about; below it the passage counts as gone."""

_MARGIN = 0.08
"""How much better than any other place the chosen one must be."""

_EXPECTED = 0.2
"""What the place in the corresponding paragraph has ahead of places found elsewhere."""

_PROBABLE = 0.05
"""The same if nothing but its words speaks for the correspondence of the paragraphs."""

_UNMISTAKABLE = 0.3
"""What a long quote that stands letter for letter at just one place of either text has ahead."""

_LONG_QUOTE = 4
"""Words from which a quote needs no help from its surroundings."""

_SURROUNDINGS = 0.3
"""Share of common surroundings that a shorter quote needs, and changed words elsewhere."""

_NO_NEED_TO_SEARCH = 0.75
"""Score of a candidate from which the whole text need not be searched for similar words."""


class PlacementStatus(StrEnum):
    """How sure the new place is."""

    EXACT = "exact"
    """The same words at the corresponding place."""
    CHANGED = "changed"
    """Placed with certainty, though words changed."""
    UNSURE = "unsure"
    """A best guess that needs a person."""
    GONE = "gone"
    """No counterpart."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an anchor stands now: characters ``start:end`` of ``block`` (all None if gone); confidence from 0 to 1."""

    status: PlacementStatus
    block: str | None
    start: int | None
    end: int | None
    confidence: float

    @property
    def is_placed(self) -> bool:
        """Whether the place may be used without asking."""
        return self.status in (PlacementStatus.EXACT, PlacementStatus.CHANGED)


def carry_over(anchors: Sequence[Anchor], old: Sequence[Block], new: Sequence[Block]) -> list[Placement]:
    """The places of the anchors in the new blocks, in the order of the anchors.

    Blocks correspond by id, by their origins (split and merged blocks), else by similarity. An anchor whose block or
    quote is not in ``old`` as it says is not placed without asking.
    """
    old_text, old_spans = _joined(old)
    new_text, new_spans = _joined(new)
    old_at, new_at = {block.id: i for i, block in enumerate(old)}, {block.id: i for i, block in enumerate(new)}
    known = [(a, new_at[identifier]) for identifier, a in old_at.items() if identifier in new_at]
    parts = [(old_at[origin], b) for b, block in enumerate(new) for origin in block.origins if origin in old_at]
    passages = Passages(old_text, new_text, old_spans, new_spans, known, parts)
    return [_carried_block(anchor, passages, old, new, old_at) for anchor in anchors]


def carry_over_text(old: str, new: str, anchors: Sequence[Span]) -> list[Placement]:
    """The same for plain texts: ranges of characters of ``old``; paragraphs are separated by blank lines.

    A range may span paragraphs. ``Placement.block`` is always None. Raises ValueError for a range outside the text.
    """
    for start, end in anchors:
        if not 0 <= start < end <= len(old):
            raise ValueError(f"range {start}–{end} does not fit a text of {len(old)} characters")
    passages = Passages(old, new, paragraphs(old), paragraphs(new))
    return [_carried(passages, start, end) for start, end in anchors]


def paragraphs(text: str) -> list[Span]:
    """Ranges of the paragraphs of a plain text, without the blank lines between them."""
    spans = []
    position = 0
    for start, end in [*(match.span() for match in _BLANK_LINES.finditer(text)), (len(text), len(text))]:
        if text[position:start].strip():
            spans.append((position, start))
        position = end
    return spans


_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+[^\S\n]*")

_GONE = Placement(PlacementStatus.GONE, None, None, None, 0.0)


def _joined(blocks: Sequence[Block]) -> tuple[str, list[Span]]:
    spans = []
    position = 0
    for block in blocks:
        spans.append((position, position + len(block.text)))
        position += len(block.text) + 2
    return "\n\n".join(block.text for block in blocks), spans


def _carried_block(
    anchor: Anchor, passages: Passages, old: Sequence[Block], new: Sequence[Block], old_at: dict[str, int]
) -> Placement:
    if anchor.block not in old_at:
        return _GONE
    index = old_at[anchor.block]
    text = old[index].text
    whole = not anchor.quote or (anchor.quote == text and not passages.is_split(index))
    if whole and index in passages.known:
        return _whole_block(index, passages, new)
    if not anchor.quote:
        return _GONE
    start, trusted = anchor.start, True
    if text[anchor.start : anchor.end] != anchor.quote:
        start, trusted = text.find(anchor.quote), False
        if start < 0:
            return _GONE
    offset = passages.old_spans[index][0]
    placed = _carried(passages, offset + start, offset + start + len(anchor.quote))
    if placed.start is None or placed.end is None:
        return placed
    return _in_block(placed, (placed.start, placed.end), trusted, passages, new)


def _whole_block(index: int, passages: Passages, new: Sequence[Block]) -> Placement:
    """An anchor on a whole block goes with its block, unless nothing in it reminds of the old one."""
    block = new[passages.pairs[index]]
    if passages.is_same(index):
        return Placement(PlacementStatus.EXACT, block.id, 0, len(block.text), 1.0)
    score = passages.fit(*passages.old_spans[index], passages.new_spans[passages.pairs[index]]).score
    status = PlacementStatus.CHANGED if score >= ASK else PlacementStatus.UNSURE
    return Placement(status, block.id, 0, len(block.text), round(min(1.0, score), 3))


def _in_block(placed: Placement, place: Span, trusted: bool, passages: Passages, new: Sequence[Block]) -> Placement:
    """A place of the joined text as a place in a block; of several blocks, the one that holds most. Then ask."""
    parts = []
    for b in passages.new_paragraphs(*place):
        offset, stop = passages.new_spans[b]
        start, end = max(place[0], offset) - offset, min(place[1], stop) - offset
        parts.append((start - end, b, start, end))
    if not parts:
        return _GONE
    _, b, start, end = min(parts)
    whole = end - start == place[1] - place[0]
    status = placed.status if (whole and trusted) or not placed.is_placed else PlacementStatus.UNSURE
    return Placement(status, new[b].id, start, end, placed.confidence)


# One range


class _Candidate(NamedTuple):
    """A place, how well it fits, and what it has ahead of others because of how it was found."""

    place: Span
    fit: Fit
    lead: float

    @property
    def rank(self) -> float:
        return self.fit.score + self.lead


def _carried(passages: Passages, start: int, end: int) -> Placement:
    touched = passages.old_paragraphs(start, end)
    if not touched:
        return _GONE
    # Blank lines around a place say nothing about it.
    start = max(start, passages.old_spans[touched[0]][0])
    end = min(end, passages.old_spans[touched[-1]][1])
    if len(touched) == 1 and passages.is_same(touched[0]) and passages.is_certain(touched[0]):
        shift = passages.new_spans[passages.pairs[touched[0]]][0] - passages.old_spans[touched[0]][0]
        return Placement(PlacementStatus.EXACT, None, start + shift, end + shift, 1.0)
    known = passages.same_in_known(start, end)
    if known is not None:
        confidence = round(min(1.0, passages.fit(start, end, known).score), 3)
        return Placement(PlacementStatus.EXACT, None, *known, confidence)
    candidates: dict[Span, _Candidate] = {}

    def consider(place: Span, lead: float) -> None:
        if place not in candidates:
            candidates[place] = _Candidate(place, passages.fit(start, end, place), lead)

    through = passages.through_paragraphs(start, end)
    expected = _EXPECTED if any(passages.is_supported(a) for a in touched) else _PROBABLE
    if expected == _PROBABLE or not any(passages.new[slice(*place)] == passages.old[start:end] for place in through):
        exact = passages.exact(start, end)
        # The words themselves are better than a part of them that the diff found.
        through = [next((e for e in exact if _overlap(e, place)), place) for place in through]
        unmistakable = len(exact) == 1 and _speaks_for_itself(passages, start, end)
        for place in exact:
            consider(place, expected if place in through else _UNMISTAKABLE if unmistakable else 0.0)
    for place in through:
        consider(place, expected)
    if not any(candidate.fit.score >= _NO_NEED_TO_SEARCH for candidate in candidates.values()):
        for place in passages.by_rare_words(start, end):
            consider(place, 0.0)
    return _verdict(passages, start, end, list(candidates.values()))


def _speaks_for_itself(passages: Passages, start: int, end: int) -> bool:
    """Whether a quote is long enough to be recognised by its words alone, and stands only once in the old text."""
    quote = passages.old[start:end]
    return _is_long(quote) and passages.old.count(quote) == 1


def _is_long(quote: str) -> bool:
    return len(quote.split()) >= _LONG_QUOTE


def _verdict(passages: Passages, start: int, end: int, candidates: Sequence[_Candidate]) -> Placement:
    if not candidates:
        return _GONE
    best = max(candidates, key=lambda candidate: (candidate.rank, -candidate.place[0]))
    rival = max((other.rank for other in candidates if not _overlap(other.place, best.place)), default=0.0)
    if best.fit.score < ASK:
        return _GONE
    status = PlacementStatus.UNSURE
    if best.rank - rival >= _MARGIN:
        quote = passages.old[start:end]
        if passages.new[slice(*best.place)] == quote:
            status = PlacementStatus.EXACT if _same_words_count(best, quote) else status
        else:
            status = PlacementStatus.CHANGED if _changed_words_count(best, quote) else status
        if best.lead != _EXPECTED and passages.is_claimed(best.place, start, end):
            status = PlacementStatus.UNSURE
    return Placement(status, None, *best.place, round(min(1.0, best.fit.score), 3))


def _same_words_count(found: _Candidate, quote: str) -> bool:
    """Whether the same words are the same place: long quotes are, a few words only in the same surroundings."""
    return found.fit.score >= FLOOR and (_is_long(quote) or found.fit.context >= _SURROUNDINGS)


def _changed_words_count(found: _Candidate, quote: str) -> bool:
    """Whether changed words are the same place; elsewhere than expected they must be more alike, and so around them."""
    if found.lead == _EXPECTED:
        return found.fit.score >= FLOOR and (_is_long(quote) or found.fit.context >= _SURROUNDINGS)
    return found.fit.score >= FLOOR_ELSEWHERE and found.fit.context >= _SURROUNDINGS


def _overlap(left: Span, right: Span) -> bool:
    return left[0] < right[1] and right[0] < left[1]
