"""Putting together the text of one block with marks that count its characters."""

from __future__ import annotations

from werkstatt.text.model import Mark, MarkKind


class TextBuilder:
    """Collects pieces of text; marks are offsets into what has been collected."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._last = ""
        self.length = 0
        self.marks: list[Mark] = []

    def add(self, piece: str) -> None:
        """Append text. A blank after white space is left out."""
        if not piece or (piece == " " and (not self._last or self._last in " \n\t")):
            return
        self._parts.append(piece)
        self._last = piece[-1]
        self.length += len(piece)

    def mark(self, start: int, kind: MarkKind, value: str = "") -> None:
        """Mark what was appended since ``start``."""
        if start < self.length or kind is MarkKind.FOOTNOTE:
            self.marks.append(Mark(start, self.length, kind, value))

    def unstripped(self) -> tuple[str, tuple[Mark, ...]]:
        """The text as it was collected (white space at the ends of a table separates empty cells)."""
        return "".join(self._parts), tuple(self.marks)

    def finished(self) -> tuple[str, tuple[Mark, ...]]:
        """The text without white space at its ends, and its marks moved accordingly."""
        text, marks = self.unstripped()
        stripped = text.strip()
        cut, length = len(text) - len(text.lstrip()), len(stripped)

        def moved(place: int) -> int:
            return min(max(place - cut, 0), length)

        moved_marks = (Mark(moved(m.start), moved(m.end), m.kind, m.value) for m in marks)
        return stripped, tuple(m for m in moved_marks if m.start < m.end or m.kind is MarkKind.FOOTNOTE)
