"""Workbooks: texts stay texts, nothing calculates, and people can work with them at once."""

from __future__ import annotations

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from werkstatt.core.documents.sheets import LONGEST_CELL, Book, SheetColumn, looks_like_formula

NOON = datetime(2026, 11, 22, 12, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def _written(*rows: list[object]) -> openpyxl.Workbook:
    book = Book(title="Synopse", author="Auenbrück", made_at=NOON)
    sheet = book.sheet("Beiträge", [SheetColumn("Nummer", 9), SheetColumn("=Text", 60), SheetColumn("Tag")])
    for row in rows:
        sheet.add(row)  # type: ignore[arg-type]
    file = io.BytesIO()
    book.write(file)
    return openpyxl.load_workbook(file)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@summe", "\t=1", " =1", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_stays_a_text_even_when_edited(text: str):
    cell = _written([1, text, None]).active["B2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix
    assert looks_like_formula(text)


def test_numbers_days_and_moments_keep_their_kind():
    (row,) = _written([7, "Worte", date(2026, 11, 22)]).active.iter_rows(min_row=2)
    assert row[0].value == 7
    assert row[2].is_date
    cell = _written([7, "Worte", NOON]).active["C2"]
    assert cell.value == datetime(2026, 11, 22, 12, 30)


def test_the_head_stays_in_sight_and_filters():
    sheet = _written([1, "a", None], [2, "b", None]).active
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.column_dimensions["B"].width == 60
    assert sheet["B1"].data_type == "s"


def test_what_no_sheet_can_hold_is_left_out():
    sheet = _written([1, "a\x00\x0bb\ud800", None], [2, "x" * 40_000, None]).active
    assert sheet["B2"].value == "ab"
    assert len(sheet["B3"].value) == LONGEST_CELL
    assert sheet["C2"].value is None
