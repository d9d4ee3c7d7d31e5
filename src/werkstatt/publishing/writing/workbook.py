"""A phase as a workbook: one sheet of points, one of contributions, one of figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from werkstatt.assessment.rules import PointKind
from werkstatt.core.documents.sheets import Book, Sheet, SheetColumn, Value
from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.queries.synopsis import Entry, PointEntry, keys_by_number, read_entries
from werkstatt.publishing.writing import words
from werkstatt.publishing.writing.totals import Totals


def write_workbook(
    target: BinaryIO,
    phase: ParticipationPhase,
    *,
    is_internal: bool,
    now: datetime,
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write it in the active language; returns the number of entries. ``progress`` hears how many are written."""
    title = _("Synopse: %(phase)s") % {"phase": phase.title}
    book = Book(title=title, author=phase.municipality.name, made_at=localtime(now))
    points = book.sheet(_("Punkte"), _point_columns(is_internal))
    contributions = book.sheet(_("Beiträge"), _contribution_columns())
    totals = Totals()
    open_words = words.promise(phase, localtime(now).date())
    keys = keys_by_number(phase, is_internal=is_internal)
    for done, entry in enumerate(read_entries(keys, is_internal=is_internal), start=1):
        totals.add(entry)
        contributions.add(_contribution(entry))
        for point in entry.points:
            points.add(_point(entry, point, open_words, is_internal))
        if done % 250 == 0:
            progress(done)
    _write_figures(
        book.sheet(_("Zahlen"), [SheetColumn(_("Was"), 60), SheetColumn(_("Anzahl"), 30)]), phase, now, totals
    )
    book.write(target)
    progress(totals.entries)
    return totals.entries


def _point_columns(is_internal: bool) -> list[SheetColumn]:
    columns = [
        SheetColumn(_("Nummer"), 9),
        SheetColumn(_("Punkt"), 8),
        SheetColumn(_("Abschnitt"), 28),
        SheetColumn(_("Wunsch"), 40),
        SheetColumn(_("Art des Punkts"), 18),
        SheetColumn(_("Amt"), 22),
        SheetColumn(_("Urteil"), 22),
        SheetColumn(_("Grund"), 60),
        SheetColumn(_("Zurückgestellt bis"), 14),
        SheetColumn(_("Geänderte Stelle"), 34),
        SheetColumn(_("Text vorher"), 50),
        SheetColumn(_("Text nachher"), 50),
    ]
    return [*columns, SheetColumn(_("Freigegeben"), 12)] if is_internal else columns


def _point(entry: Entry, point: PointEntry, open_words: str, is_internal: bool) -> list[Value]:
    cells: list[Value] = [
        entry.number,
        f"{entry.number}.{point.position}",
        entry.section,
        point.title,
        str(PointKind(point.kind).label),
        point.unit,
        words.verdict_of(point) or open_words,
        point.reason,
        point.deferred_until,
        "\n".join(words.place_of(change) for change in point.changes) or words.pending(point),
        "\n\n".join(change.before for change in point.changes),
        "\n\n".join(change.after for change in point.changes),
    ]
    if is_internal:
        cells.append((_("ja") if point.is_released else _("nein")) if point.verdict else None)
    return cells


def _contribution_columns() -> list[SheetColumn]:
    return [
        SheetColumn(_("Nummer"), 9),
        SheetColumn(_("Stand"), 18),
        SheetColumn(_("Hinweis statt Text"), 40),
        SheetColumn(_("Art"), 18),
        SheetColumn(_("Abschnitt"), 28),
        SheetColumn(_("Stelle im Text"), 40),
        SheetColumn(pgettext("column of a table", "Beitrag"), 60),
        SheetColumn(_("Anderer Wortlaut"), 50),
        SheetColumn(_("Name"), 18),
        SheetColumn(_("Eingang"), 17),
        SheetColumn(_("Weg"), 16),
        SheetColumn(_("Veranstaltung"), 22),
        SheetColumn(_("Verspätet"), 11),
        SheetColumn(_("Unterstützung"), 14),
        SheetColumn(_("Fassung"), 9),
        SheetColumn(_("Punkte"), 9),
        SheetColumn(_("Antwort im Wortlaut"), 50),
        SheetColumn(_("Beantwortet am"), 17),
    ]


def _contribution(entry: Entry) -> list[Value]:
    strike = entry.replacement == ""
    return [
        entry.number,
        words.state_of(entry),
        words.stub_of(entry),
        words.kind_of(entry),
        entry.section,
        entry.quote,
        entry.text,
        _("(streichen)") if strike else entry.replacement,
        "" if entry.is_stub else entry.alias or _("Anonym"),
        localtime(entry.received_at),
        words.channel_of(entry),
        entry.event,
        _("ja") if entry.is_late else None,
        entry.support_count,
        entry.version_number,
        len(entry.points),
        entry.reply,
        localtime(entry.replied_at) if entry.replied_at else None,
    ]


def _write_figures(sheet: Sheet, phase: ParticipationPhase, now: datetime, totals: Totals) -> None:
    for name, count in totals.lines():
        sheet.add([name, count])
    sheet.add([_("Kommune"), phase.municipality.name])
    sheet.add([_("Beteiligung"), phase.title])
    sheet.add([_("Text"), f"{phase.strategy.title}, {phase.version.label}"])
    sheet.add([_("Beginn"), localtime(phase.opens_at)])
    sheet.add([_("Ende"), localtime(phase.closes_at)])
    sheet.add([_("Antworten bis"), phase.answer_by])
    sheet.add([_("Stand"), localtime(now)])
