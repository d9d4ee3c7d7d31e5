"""Tables that somebody hands in, CSV or XLSX, as rows of text. Says nothing about what the columns mean.

What a file is, its bytes decide, not its name. Nothing in it is computed: a formula of a workbook counts with the
result that was saved with it, and text that begins with ``=`` stays text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from werkstatt.core.documents.characters import Cleaner
from werkstatt.core.documents.errors import DocumentError

MOST_ROWS = 10_000
"""Rows with content, besides the one with the headings."""
MOST_COLUMNS = 200
MOST_CELL_LENGTH = 10_000
_MOST_LINES = 1_100_000
"""As many lines as a sheet can have, empty ones among them."""
_MOST_TEXT = 40_000_000
"""Characters of a whole sheet."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row with content: its number as it stands in the sheet, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; a CSV file has one without a name."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The sheets with content that a file shows, and what the person should know about the reading."""

    sheets: tuple[Sheet, ...]
    notices: tuple[str, ...] = ()


def read_tables(data: bytes, only: str = "") -> Tables:
    """The sheets of a CSV or XLSX file. ``only``: just the sheet of this name, hidden or not.

    Raises DocumentError that says what is wrong with the file, where, and what to do about it.
    """
    from werkstatt.core.documents.csv_tables import read_csv
    from werkstatt.core.documents.xlsx_tables import read_xlsx

    if not data.strip(b"\x00 \t\r\n"):
        raise DocumentError(
            _("Die Datei ist leer."), _("Prüfen Sie, ob Sie die richtige Datei gewählt und vorher gespeichert haben.")
        )
    _refuse_other_kinds(data)
    tables = read_xlsx(data, only) if data.startswith(b"PK") else read_csv(data)
    if not tables.sheets:
        raise DocumentError(
            _("In der Datei steht keine Tabelle."),
            _("Prüfen Sie, ob Sie die richtige Datei gewählt haben, und ob das Blatt ausgeblendet ist."),
        )
    return tables


def _refuse_other_kinds(data: bytes) -> None:
    as_table = _("Öffnen Sie die Tabelle, speichern Sie sie als XLSX oder CSV und laden Sie diese Datei hoch.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            _("Das ist eine Datei im alten Format von Excel, oder sie ist mit einem Kennwort geschützt."), as_table
        )
    if data.startswith(b"%PDF-"):
        raise DocumentError(_("Das ist eine PDF-Datei, keine Tabelle."), as_table)
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise DocumentError(_("Das ist ein Bild, keine Tabelle."), as_table)
    if data[:200].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise DocumentError(_("Das ist eine Internetseite oder eine XML-Datei, keine Tabelle."), as_table)


def sheet_of(name: str, lines: Iterable[tuple[int, Sequence[str]]], cleaner: Cleaner, total: int = 0) -> Sheet:
    """A sheet from numbered lines: cleaned, without empty rows, within the limits. ``total`` is how many rows there
    are, where that is known before. Raises DocumentError."""
    rows = list(_bounded(name, lines, cleaner, total))
    width = max((len(row.cells) for row in rows), default=0)
    return Sheet(name, tuple(Row(row.number, row.cells + ("",) * (width - len(row.cells))) for row in rows))


def _bounded(name: str, lines: Iterable[tuple[int, Sequence[str]]], cleaner: Cleaner, total: int) -> Iterator[Row]:
    count = size = 0
    for line, (number, raw) in enumerate(lines):
        if line > _MOST_LINES:
            raise _too_many(total)
        cells = [cleaner.clean(cell).strip() for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise DocumentError(
                _("Zeile %(row)s hat %(is)s Spalten, erlaubt sind %(most)s.")
                % {"row": number, "is": len(cells), "most": MOST_COLUMNS},
                _("Löschen Sie Spalten, die niemand braucht, und laden Sie die Tabelle noch einmal hoch."),
            )
        _check_cells(number, cells)
        size += sum(map(len, cells))
        count += 1
        if count > MOST_ROWS + 1:
            raise _too_many(max(total, count))
        if size > _MOST_TEXT:
            raise _too_many(0)
        yield Row(number, tuple(cells))


def _check_cells(number: int, cells: Sequence[str]) -> None:
    for column, cell in enumerate(cells):
        if len(cell) > MOST_CELL_LENGTH:
            unclosed = cell.count("\n") > 50
            raise DocumentError(
                _("Zeile %(row)s, Spalte %(column)s: Die Zelle hat %(is)s Zeichen, erlaubt sind %(most)s.")
                % {
                    "row": number,
                    "column": column_name(column),
                    "is": formats.number_format(len(cell), force_grouping=True),
                    "most": formats.number_format(MOST_CELL_LENGTH, force_grouping=True),
                },
                _("Wahrscheinlich fehlt dort ein schließendes Anführungszeichen.")
                if unclosed
                else _("Kürzen Sie den Text, oder teilen Sie ihn auf mehrere Zeilen der Tabelle auf."),
            )


def _too_many(total: int) -> DocumentError:
    most = formats.number_format(MOST_ROWS, force_grouping=True)
    if total <= MOST_ROWS + 1:
        return DocumentError(
            _("Die Tabelle ist zu groß."),
            _("Teilen Sie sie in mehrere mit je höchstens %(most)s Zeilen.") % {"most": most},
        )
    parts = -(-(total - 1) // MOST_ROWS)
    return DocumentError(
        _("Die Tabelle hat etwa %(is)s Zeilen. Auf einmal gehen höchstens %(most)s.")
        % {"is": formats.number_format(total, force_grouping=True), "most": most},
        _(
            "Teilen Sie sie in %(parts)s Tabellen mit je höchstens %(most)s Zeilen, jede mit der Zeile der "
            "Überschriften, und lesen Sie sie nacheinander ein."
        )
        % {"parts": parts, "most": most},
    )


def column_name(index: int) -> str:
    """The letters over a column: A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
