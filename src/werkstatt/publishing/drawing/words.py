"""Word changes cut down to what one needs to read, for pages that show a change outside of its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from werkstatt.text.worddiff import WordChange, word_diff

CONTEXT = 110
"""Characters kept on either side of a change when a long unchanged stretch is shortened."""


def readable_change(before: str, after: str) -> list[WordChange]:
    """The change of a block in words, without long unchanged stretches; of a table only the rows that differ."""
    if "\t" in before + after:
        before, after = _other_rows(before, after), _other_rows(after, before)
    return shortened(word_diff(before, after))


def _other_rows(rows: str, others: str) -> str:
    """The rows that the other table does not have, with the cells told apart by a dot."""
    known = Counter(others.split("\n"))
    found = []
    for row in rows.split("\n"):
        if known[row]:
            known[row] -= 1
        else:
            found.append(" · ".join(cell for cell in row.split("\t") if cell))
    return "; ".join(found)


def shortened(words: Sequence[WordChange]) -> list[WordChange]:
    """The changes with long unchanged stretches cut to what is needed to recognise the place."""
    result = []
    for place, change in enumerate(words):
        text = change.text
        if change.kind == "equal" and len(text) > 2 * CONTEXT + 60:
            head = "" if place == 0 else text[:CONTEXT].rpartition(" ")[0]
            tail = "" if place == len(words) - 1 else text[-CONTEXT:].partition(" ")[2]
            text = f"{head} … {tail}"
        result.append(WordChange(change.kind, text))
    return result
