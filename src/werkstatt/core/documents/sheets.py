"""Workbooks (XLSX) with any number of rows: written as they come, filtered and frozen, and nothing in them calculates.

A text that begins like a formula is written as a text, and marked so that it stays one when somebody edits the cell.
openpyxl, and numpy which it brings along, are loaded by who writes a workbook, not by every web process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from openpyxl import Workbook

Value = str | int | float | date | datetime | None

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins like this is taken for a formula by spreadsheets."""
LONGEST_CELL = 32_767
"""Characters that a cell can hold; what is longer ends with an ellipsis."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_TITLE = 31


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet might calculate this text, also behind blanks."""
    return text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS)


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its name in the first row, and its width in characters."""

    title: str
    width: float = 14


class Sheet:
    """A table of the workbook. Made by ``Book.sheet``."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[SheetColumn]) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        self._sheet = book.create_sheet(title[:_LONGEST_TITLE])
        self._rows = 1
        self._width = len(columns)
        for place, column in enumerate(columns, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = column.width
        self._sheet.freeze_panes = "B2"
        self._plain, self._quoted, self._day, self._moment = (self._cell() for _ in range(4))
        for cell in (self._plain, self._quoted, self._day, self._moment):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        self._quoted.quotePrefix = True
        self._day.number_format, self._moment.number_format = "DD.MM.YYYY", "DD.MM.YYYY HH:MM"
        head = self._cell()
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", start_color="1B3A44")
        head.alignment = Alignment(wrap_text=True, vertical="center")
        self._sheet.append(self._as_text(head, column.title) for column in columns)

    def add(self, values: Sequence[Value]) -> None:
        """One more row. Moments must be in the time zone in which they are to be read."""
        # Not a list: every cell is written before the next one is asked for, so one of each kind is enough.
        self._sheet.append(self._written(value) for value in values)
        self._rows += 1

    def close(self) -> None:
        """Put the filter over all rows."""
        from openpyxl.utils import get_column_letter

        self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._width)}{self._rows}"

    def _cell(self) -> Any:
        from openpyxl.cell import WriteOnlyCell

        return WriteOnlyCell(self._sheet)

    def _written(self, value: Value) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._as_text(self._quoted if looks_like_formula(value) else self._plain, value)
        if isinstance(value, datetime):
            return self._of_kind(self._moment, value.replace(tzinfo=None), "d")
        if isinstance(value, date):
            return self._of_kind(self._day, value, "d")
        return self._of_kind(self._plain, value, "n")

    def _as_text(self, cell: Any, text: str) -> Any:
        if not text.isprintable():
            text = _UNWRITABLE.sub("", text)
        if len(text) > LONGEST_CELL:
            text = text[: LONGEST_CELL - 1] + "…"
        return self._of_kind(cell, text, "s")

    def _of_kind(self, cell: Any, value: object, kind: str) -> Any:
        """The cell with another value, whose kind we say, instead of having it guessed from the value."""
        cell._value, cell.data_type = value, kind
        return cell


class Book:
    """A workbook while it is being written. Rows wait in temporary files, not in memory."""

    def __init__(self, *, title: str, author: str, made_at: datetime) -> None:
        from openpyxl import Workbook

        self._book = Workbook(write_only=True)
        self._book.properties.title, self._book.properties.creator = title, author
        self._book.properties.created = self._book.properties.modified = made_at.replace(tzinfo=None)
        self._sheets: list[Sheet] = []

    def sheet(self, title: str, columns: Sequence[SheetColumn]) -> Sheet:
        """A new table behind the ones before."""
        self._sheets.append(Sheet(self._book, title, columns))
        return self._sheets[-1]

    def write(self, target: BinaryIO) -> None:
        """Finish the workbook."""
        for sheet in self._sheets:
            sheet.close()
        self._book.save(target)
