"""Following a range of characters from one wording of a passage to another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from rapidfuzz.distance import Indel

from werkstatt.text.hunks import Hunk, hunks
from werkstatt.text.tokens import borders, tokens

_LONGEST_CUT = 80
"""Tokens of a replacement up to which the best place to cut it in two is searched for."""


class Mapping:
    """The word diff of two texts, ready to tell where ranges of the old one went."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old_tokens, self._new_tokens = tokens(old), tokens(new)
        self._old_borders, self._new_borders = borders(self._old_tokens), borders(self._new_tokens)
        self._hunks = hunks(self._old_tokens, self._new_tokens)
        self._hunk_ends = [hunk.old_end for hunk in self._hunks]

    def range(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the characters ``start:end`` are now; None if nothing stands in their place."""
        first = min(bisect_right(self._old_borders, start), len(self._old_tokens)) - 1
        last = bisect_left(self._old_borders, end)
        if first < 0 or last <= first:
            return None
        left = self._position(first, start - self._old_borders[first], at_end=False)
        right = self._position(last, end - self._old_borders[last], at_end=True)
        return self._trimmed(left, right) if left < right else None

    def _position(self, token: int, shift: int, *, at_end: bool) -> int:
        """Where the border before an old token went; ``shift`` characters beside it if the word there was kept."""
        index = bisect_left(self._hunk_ends, token if at_end else token + 1)
        if index < len(self._hunks):
            hunk = self._hunks[index]
            inside = hunk.old_start < token <= hunk.old_end if at_end else hunk.old_start <= token < hunk.old_end
            if inside:
                return self._new_borders[self._cut(hunk, token)]
        # Behind hunks ending at or before the token: shifted by all of them.
        done = self._hunks[index - 1] if index else Hunk(0, 0, 0, 0)
        return self._new_borders[token - done.old_end + done.new_end] + shift

    def _cut(self, hunk: Hunk, token: int) -> int:
        """Where to cut the new side of a replacement so that both halves resemble those of the old side."""
        if token == hunk.old_start:
            return hunk.new_start
        if token == hunk.old_end:
            return hunk.new_end
        size = hunk.new_end - hunk.new_start
        left = "".join(self._old_tokens[hunk.old_start : token])
        right = "".join(self._old_tokens[token : hunk.old_end])
        if size > _LONGEST_CUT:
            return hunk.new_start + round(size * len(left) / max(1, len(left) + len(right)))
        new = self._new_tokens[hunk.new_start : hunk.new_end]
        scores = []
        for cut in range(size + 1):
            distance = Indel.distance(left, "".join(new[:cut])) + Indel.distance(right, "".join(new[cut:]))
            scores.append((distance, cut))
        return hunk.new_start + min(scores)[1]

    def _trimmed(self, start: int, end: int) -> tuple[int, int] | None:
        """Without the space at the borders."""
        text = self.new[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
        return (start, end) if start < end else None
