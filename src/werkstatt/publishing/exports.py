"""The list of contributions as files, narrowed as on the page."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from werkstatt.assessment.rules import Verdict
from werkstatt.core.documents.sheets import Book, SheetColumn, Value
from werkstatt.organisations.models import Municipality
from werkstatt.participation.rules import VISIBLE
from werkstatt.publishing.queries.voices import Item
from werkstatt.publishing.writing.open_data import Line, harmless

MOST_ROWS_AT_ONCE = 5_000
"""A workbook with more rows is not made while somebody waits for it."""
_WIDTHS = (9, 18, 18, 28, 40, 50, 60, 18, 17, 16, 9, 40, 40)


def contributions_csv(items: Iterable[Item]) -> Iterator[str]:
    """The contributions line by line, with a byte order mark and semicolons, as spreadsheets in Germany expect it."""
    writer = csv.writer(Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(_columns())
    for item in items:
        cells = _cells(item)
        yield writer.writerow(
            [harmless(f"{cell:%d.%m.%Y %H:%M}" if isinstance(cell, datetime) else cell) for cell in cells]
        )


def write_contributions(target: BinaryIO, items: Iterable[Item], *, town: Municipality, now: datetime) -> None:
    """The same as a workbook."""
    book = Book(title=_("Beiträge"), author=town.name, made_at=localtime(now))
    columns = [SheetColumn(title, width) for title, width in zip(_columns(), _WIDTHS, strict=True)]
    sheet = book.sheet(_("Beiträge"), columns)
    for item in items:
        sheet.add(_cells(item))
    book.write(target)


def _columns() -> list[str]:
    return [
        _("Nummer"),
        _("Stand"),
        _("Art"),
        _("Abschnitt"),
        _("Stelle im Text"),
        _("Anderer Wortlaut"),
        pgettext("column of a table", "Beitrag"),
        _("Name"),
        _("Eingang"),
        _("Weg"),
        _("Fassung"),
        _("Hinweis"),
        _("Urteile"),
    ]


def _cells(item: Item) -> list[Value]:
    row = item.contribution
    visible = row.state in VISIBLE
    suggestion = getattr(row, "suggestion", None) if visible else None
    return [
        row.number,
        row.get_state_display(),
        row.get_kind_display(),
        row.section_label,
        (row.anchor or {}).get("quote", "") if visible else "",
        suggestion.replacement if suggestion else "",
        row.text if visible else "",
        row.author if visible else "",
        localtime(row.received_at),
        row.get_channel_display(),
        row.version.number,
        row.state_reason,
        ", ".join(str(Verdict(verdict).label) for verdict, _until in item.verdicts),
    ]
