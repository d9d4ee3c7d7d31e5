"""What upper contexts may say beside a paragraph of the draft (slot ``strategy.editor.margin``)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MarginItem:
    """One suggestion or remark in the editor's margin.

    A filler of the slot gets ``version``, ``block_uids`` and ``town`` and answers with a mapping from a block's uid
    to its items, in the order in which they are shown. ``changes`` are stretches of a word difference.
    """

    number: int
    kind: str
    text: str
    changes: tuple
    author: str
    url: str
    conflict_with: tuple[int, ...]
