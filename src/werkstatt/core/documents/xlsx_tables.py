"""XLSX: the sheets of a workbook, read cell by cell without keeping the workbook in memory."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from werkstatt.core.documents.archive import Archive
from werkstatt.core.documents.characters import Cleaner
from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.tables import MOST_ROWS, Sheet, Tables, column_name, sheet_of

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_OUT_OF_SHEET = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]{0,400}?\br="(?:[A-Za-z]{4,}\d*|[A-Za-z]*\d{8,}|[^"]{12,})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_MOST_MERGED = 20_000

Spans = dict[tuple[int, int], int]
"""First cell of a range merged downwards (row, column) → its last row."""


def read_xlsx(data: bytes, only: str = "") -> Tables:
    """The visible sheets with content, or just the one named. Raises DocumentError."""
    archive = Archive(data)
    if "xl/workbook.xml" not in archive.names:
        raise DocumentError(
            _("Das ist keine Excel-Tabelle."),
            _("Öffnen Sie die Tabelle, speichern Sie sie als XLSX oder CSV und laden Sie diese Datei hoch."),
        )
    _refuse_entities(archive)
    import openpyxl

    cleaner = Cleaner()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)) as values:
                sheets = [_sheet(archive, data, sheet, cleaner) for sheet in _chosen(values, only)]
    except DocumentError:
        raise
    except (MemoryError, RecursionError, zipfile.BadZipFile, OSError) as error:
        raise _broken() from error
    except Exception as error:
        # The library answers a malformed workbook with whatever its depths raise: there is no common class.
        raise _broken() from error
    hidden = () if only else tuple(_hidden_notices(values))
    return Tables(tuple(sheet for sheet in sheets if sheet.rows), (*hidden, *cleaner.notices()))


def _chosen(workbook: Any, only: str) -> list[Any]:
    if not only:
        return [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in workbook.worksheets:
        if sheet.title == only:
            return [sheet]
    names = ", ".join(f"„{sheet.title}“" for sheet in workbook.worksheets[:20])
    raise DocumentError(_("Ein Blatt „%(name)s“ gibt es nicht. Es gibt: %(names)s.") % {"name": only, "names": names})


def _hidden_notices(workbook: Any) -> Iterator[str]:
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            yield _("Das ausgeblendete Blatt „%(name)s“ wurde nicht gelesen.") % {"name": sheet.title}


def _sheet(archive: Archive, data: bytes, sheet: Any, cleaner: Cleaner) -> Sheet:
    raw = archive.read(sheet._worksheet_path.lstrip("/"))
    if _OUT_OF_SHEET.search(raw):
        raise _broken()
    total = sum(1 for _row in _ROW.finditer(raw))
    if total > 110 * MOST_ROWS:
        raise _broken()
    lines = _lines(sheet, _merged_downwards(raw))
    if _FORMULA.search(raw):
        lines = _with_formulas(lines, data, sheet.title)
    return sheet_of(sheet.title, lines, cleaner, total)


def _lines(sheet: Any, spans: Spans) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers. What stands in a merged cell stands in each of its rows."""
    sheet.reset_dimensions()  # what the file says about its size need not be true
    running: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [as_text(value) for value in row]
        for column in [column for column, (last, _text) in running.items() if last < number]:
            del running[column]
        if running and any(cells):
            cells += [""] * (max(running) + 1 - len(cells))
            for column, (_last, text) in running.items():
                cells[column] = cells[column] or text
        if spans:
            for column, cell in enumerate(cells):
                if (last := spans.get((number, column))) is not None:
                    running[column] = last, cell
        yield number, cells


def _merged_downwards(raw: bytes) -> Spans:
    spans: Spans = {}
    for count, match in enumerate(_MERGED.finditer(raw)):
        if count >= _MOST_MERGED:
            break
        first, top, last, bottom = match.groups()
        if first == last and int(bottom) > int(top):
            spans[int(top), _column(first)] = int(bottom)
    return spans


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def _with_formulas(lines: Iterator[tuple[int, list[str]]], data: bytes, title: str) -> Iterator[tuple[int, list[str]]]:
    """The same lines; a formula without a saved result is refused, for here nothing is computed."""
    import openpyxl

    with closing(openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)) as workbook:
        sheet = workbook[title]
        sheet.reset_dimensions()
        for (number, cells), row in zip(lines, sheet.iter_rows(), strict=False):
            for column, cell in enumerate(row):
                if getattr(cell, "data_type", "") == "f" and not (column < len(cells) and cells[column]):
                    raise DocumentError(
                        _("Zelle %(cell)s enthält eine Formel ohne gespeichertes Ergebnis.")
                        % {"cell": f"{column_name(column)}{number}"},
                        _(
                            "Öffnen Sie die Tabelle in Excel und speichern Sie sie, oder fügen Sie dort statt der "
                            "Formeln deren Werte ein."
                        ),
                    )
            yield number, cells


def as_text(value: object) -> str:
    """A cell as a person reads it: whole numbers without a comma, days and times in the form of ISO 8601."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return _("ja") if value else _("nein")
        case datetime():
            moment = _to_the_minute(value)
            return f"{moment:%Y-%m-%d}" if moment.time() == time() else f"{moment:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{_to_the_minute(datetime.combine(date(2000, 1, 1), value)):%H:%M}"
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float() | Decimal():
            return f"{value:.10g}"
        case _:
            return str(value)


def _to_the_minute(moment: datetime) -> datetime:
    # Excel keeps moments as fractions of days; 16:00 may be 15:59:59.999998 there.
    return (moment + timedelta(milliseconds=500)).replace(second=0, microsecond=0)


def _refuse_entities(archive: Archive) -> None:
    """No program writes a document type into a workbook; those who do want it to unfold into something else."""
    for name in archive.names:
        if name.endswith((".xml", ".rels", ".vml")):
            head = archive.read(name)[:4096].replace(b"\x00", b"")
            if b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head.upper():
                raise _broken()


def _broken() -> DocumentError:
    return DocumentError(
        _("Die Excel-Datei ist beschädigt und lässt sich nicht lesen."),
        _("Öffnen Sie sie in Ihrer Tabellenkalkulation, speichern Sie sie neu und laden Sie sie noch einmal hoch."),
    )
