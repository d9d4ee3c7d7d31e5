"""Lists as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from werkstatt.assessment.rules import Verdict
from werkstatt.participation.rules import VISIBLE
from werkstatt.publishing.queries.voices import Item

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins like this is taken for a formula by spreadsheets."""


def harmless(value: object) -> str:
    """A cell that no spreadsheet calculates: what looks like a formula gets an apostrophe in front."""
    text = str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) or text.lstrip().startswith(_DANGEROUS) else text


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def contributions_csv(items: Iterable[Item]) -> Iterator[str]:
    """The contributions line by line, with a byte order mark and semicolons, as spreadsheets in Germany expect it."""
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(
        [
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
    )
    for item in items:
        yield writer.writerow([harmless(cell) for cell in _cells(item)])


def _cells(item: Item) -> list[object]:
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
        f"{localtime(row.received_at):%d.%m.%Y %H:%M}",
        row.get_channel_display(),
        row.version.number,
        row.state_reason,
        ", ".join(str(Verdict(verdict).label) for verdict, _until in item.verdicts),
    ]
