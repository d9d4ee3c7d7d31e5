"""The difference between two texts, told in whole words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from werkstatt.text.hunks import readable_hunks
from werkstatt.text.tokens import tokens

ChangeKind = Literal["equal", "delete", "insert"]


@dataclass(frozen=True, slots=True)
class WordChange:
    """A run of characters that stayed, went or came."""

    kind: ChangeKind
    text: str


def word_diff(old: str, new: str) -> tuple[WordChange, ...]:
    """What to strike out of ``old`` and what to add to get ``new``, in reading order, in whole words.

    All parts but the inserted ones make ``old`` again, all but the deleted ones make ``new``. Where words were
    replaced, the deleted come before the inserted ones.
    """
    if old == new:
        return (WordChange("equal", old),) if old else ()
    before, after = tokens(old), tokens(new)
    changes: list[WordChange] = []
    position = 0
    for hunk in readable_hunks(before, after):
        gone, came = before[hunk.old_start : hunk.old_end], after[hunk.new_start : hunk.new_end]
        # Space that both wordings share at an end is no part of the change.
        first = int(bool(gone and came) and gone[0] == came[0] and gone[0].isspace())
        last = int(len(gone) > first and len(came) > first and gone[-1] == came[-1] and gone[-1].isspace())
        _add(changes, "equal", before[position : hunk.old_start + first])
        _add(changes, "delete", gone[first : len(gone) - last])
        _add(changes, "insert", came[first : len(came) - last])
        position = hunk.old_end - last
    _add(changes, "equal", before[position:])
    return tuple(changes)


def old_text(changes: Iterable[WordChange]) -> str:
    """The text before the changes."""
    return "".join(change.text for change in changes if change.kind != "insert")


def new_text(changes: Iterable[WordChange]) -> str:
    """The text after the changes."""
    return "".join(change.text for change in changes if change.kind != "delete")


def apply(changes: Iterable[WordChange], old: str) -> str:
    """Carry the changes out on ``old``. Raises ValueError if they were made for another text."""
    changes = tuple(changes)
    if old_text(changes) != old:
        raise ValueError("the changes belong to another text")
    return new_text(changes)


def _add(changes: list[WordChange], kind: ChangeKind, parts: list[str]) -> None:
    if parts:
        changes.append(WordChange(kind, "".join(parts)))
