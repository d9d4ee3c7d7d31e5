"""Three-way merge in whole words: two people changed the same text, neither loses a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from werkstatt.text.hunks import Hunk, hunks, readable_hunks
from werkstatt.text.tokens import is_word, tokens

Choice = Literal["base", "ours", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides changed the same words. Characters ``start:end`` of the merged text show ours, then theirs."""

    start: int
    end: int
    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The merged text. Where it has conflicts it holds both wordings, one after the other, for a person to choose.

    ``contained``: theirs brings nothing that ours does not have already.
    """

    text: str
    conflicts: tuple[Conflict, ...] = ()
    contained: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether no person has to choose."""
        return not self.conflicts


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Bring the changes from ``base`` to ``ours`` and from ``base`` to ``theirs`` together, word by word.

    Changes at different places are both taken, the same change is taken once; what overlaps or is inserted at the
    same point is a conflict, unless one side's wording there contains the whole change of the other.
    """
    if ours == theirs or theirs == base:
        return Merge(ours, contained=True)
    if ours == base:
        return Merge(theirs)
    text, conflicts = _merged(base, ours, theirs, coarse=True)
    return Merge(text, tuple(conflicts), contained=not conflicts and text == ours)


def resolved(merged: Merge, choices: Sequence[Choice]) -> str:
    """The merged text with one choice for each conflict, in order. Raises ValueError if their number differs."""
    if len(choices) != len(merged.conflicts):
        raise ValueError(f"{len(merged.conflicts)} conflicts need as many choices, not {len(choices)}")
    parts: list[str] = []
    position = 0
    for conflict, choice in zip(merged.conflicts, choices, strict=True):
        both = merged.text[conflict.start : conflict.end]
        wording = {"base": conflict.base, "ours": conflict.ours, "theirs": conflict.theirs, "both": both}[choice]
        parts += [merged.text[position : conflict.start], wording]
        position = conflict.end
    return "".join([*parts, merged.text[position:]])


def _merged(base: str, ours: str, theirs: str, *, coarse: bool) -> tuple[str, list[Conflict]]:
    tokens_base, tokens_ours, tokens_theirs = tokens(base), tokens(ours), tokens(theirs)
    find = readable_hunks if coarse else hunks
    left, right = find(tokens_base, tokens_ours), find(tokens_base, tokens_theirs)
    out = _Output()
    position = shift_left = shift_right = 0
    for group_left, group_right in _groups(left, right, coarse=coarse):
        group = group_left + group_right
        start, end = min(hunk.old_start for hunk in group), max(hunk.old_end for hunk in group)
        out.add(tokens_base[position:start])
        mine_start, theirs_start = start + shift_left, start + shift_right
        shift_left += sum((h.new_end - h.new_start) - (h.old_end - h.old_start) for h in group_left)
        shift_right += sum((h.new_end - h.new_start) - (h.old_end - h.old_start) for h in group_right)
        was = tokens_base[start:end]
        mine = tokens_ours[mine_start : end + shift_left]
        other = tokens_theirs[theirs_start : end + shift_right]
        wording = _agreed(was, mine, other, group_left, group_right, start, coarse=coarse)
        if wording is not None:
            out.add(wording)
        else:
            out.add_conflict("".join(was), "".join(mine), "".join(other))
        position = end
    out.add(tokens_base[position:])
    return "".join(out.parts), out.conflicts


def _agreed(
    was: list[str],
    mine: list[str],
    other: list[str],
    group_left: list[Hunk],
    group_right: list[Hunk],
    start: int,
    *,
    coarse: bool,
) -> list[str] | None:
    """The wording of a place that both can live with, or None."""
    if not group_right or mine == other:
        return mine
    if not group_left:
        return other
    if all(hunk.new_start == hunk.new_end for hunk in group_left + group_right):
        # Both only took words away: what either of them wanted gone is gone.
        gone = {p - start for hunk in group_left + group_right for p in range(hunk.old_start, hunk.old_end)}
        return [token for index, token in enumerate(was) if index not in gone]
    if _contains(mine, other, was):
        return mine
    if _contains(other, mine, was):
        return other
    if coarse:
        texts = "".join(was), "".join(mine), "".join(other)
        text, conflicts = _merged(*texts, coarse=False)
        only_touching = not any(_meet(a, b, touching=False) for a in group_left for b in group_right)
        if not conflicts and (only_touching or text in texts[1:]):
            return tokens(text)
    return None


def _contains(more: list[str], less: list[str], was: list[str]) -> bool:
    """Whether one wording is the other with something added, and nothing of what the other struck out."""
    added = hunks(less, more)
    if any(hunk.old_start != hunk.old_end for hunk in added):
        return False
    struck_out = {token for hunk in hunks(was, less) for token in was[hunk.old_start : hunk.old_end] if is_word(token)}
    written = any(is_word(token) for hunk in hunks(was, less) for token in less[hunk.new_start : hunk.new_end])
    return written and not struck_out.intersection(
        token for hunk in added for token in more[hunk.new_start : hunk.new_end]
    )


def _groups(left: list[Hunk], right: list[Hunk], *, coarse: bool) -> list[tuple[list[Hunk], list[Hunk]]]:
    """Hunks of both sides, in order; those that overlap or insert at the same point are in one group.

    Coarse ones also if an insertion touches a replacement: spaces that the latter swallowed may belong to the former.
    """
    groups: list[tuple[list[Hunk], list[Hunk]]] = []
    rows = sorted([(hunk, 0) for hunk in left] + [(hunk, 1) for hunk in right], key=lambda row: row[0][:2])
    for hunk, side in rows:
        if groups and any(_meet(hunk, part[-1], touching=coarse) for part in groups[-1] if part):
            groups[-1][side].append(hunk)
        else:
            groups.append(([], []))
            groups[-1][side].append(hunk)
    return groups


def _meet(a: Hunk, b: Hunk, *, touching: bool) -> bool:
    a_inserts, b_inserts = a.old_start == a.old_end, b.old_start == b.old_end
    if (a_inserts and b_inserts) or (touching and (a_inserts or b_inserts)):
        return a.old_start <= b.old_end and b.old_start <= a.old_end
    return a.old_start < b.old_end and b.old_start < a.old_end


class _Output:
    """The growing text; puts a space where two words of different origin would melt into one."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.conflicts: list[Conflict] = []

    def add(self, pieces: Sequence[str]) -> None:
        text = "".join(pieces)
        if not text:
            return
        self._append(_gap(self.parts[-1] if self.parts else "", text))
        self._append(text)

    def add_conflict(self, base: str, ours: str, theirs: str) -> None:
        both = ours + _gap(ours, theirs) + theirs
        self._append(_gap(self.parts[-1] if self.parts else "", both))
        self.conflicts.append(Conflict(self.length, self.length + len(both), base, ours, theirs))
        self._append(both)

    def _append(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)


def _gap(before: str, after: str) -> str:
    return " " if before and after and is_word(tokens(before[-20:])[-1]) and is_word(after) else ""
