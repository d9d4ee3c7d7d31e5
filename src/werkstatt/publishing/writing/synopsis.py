"""The synopsis as PDF: every number of a phase in the order of the text, with its points, verdicts and changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO

from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from werkstatt.core.documents.table_pdf import Cell, Column, Frame, Front, Group, Paragraph, Piece, Row, write_table_pdf
from werkstatt.core.ui.days import TIME
from werkstatt.core.ui.days import words as date_words
from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.drawing.words import readable_change
from werkstatt.publishing.queries.synopsis import ChangeEntry, Entry, PointEntry, keys_by_place, read_entries
from werkstatt.publishing.writing import words
from werkstatt.publishing.writing.totals import Totals
from werkstatt.text.worddiff import word_diff

LONGEST_DIFF = 6_000
"""Characters of the two wordings together; longer ones stand one below the other."""
_NOTHING: Row = (Cell((["–"],)), Cell((["–"],)), Cell((["–"],)))


def write_synopsis(
    target: BinaryIO,
    phase: ParticipationPhase,
    *,
    is_internal: bool,
    now: datetime,
    progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write it in the active language; returns the number of pages. ``progress`` hears how many entries are set."""
    totals = Totals()
    rows = _Rows(phase, now, is_internal)
    groups = _groups(phase, rows, totals, is_internal)
    frame = _frame(phase, now, is_internal)
    return write_table_pdf(target, frame, _columns(), groups, lambda: _front(phase, totals, is_internal), progress)


def _groups(phase: ParticipationPhase, rows: _Rows, totals: Totals, is_internal: bool) -> Iterator[Group]:
    chapter = ""
    for section, keys in keys_by_place(phase, is_internal=is_internal):
        name = str(section) if section else _("Zum ganzen Text")
        count = ngettext("%(n)s Nummer", "%(n)s Nummern", len(keys)) % {"n": len(keys)}
        new_chapter = section is not None and section.chapter_number != chapter
        chapter = section.chapter_number if section else ""
        entries = (rows.of(totals.add(entry)) for entry in read_entries(keys, is_internal=is_internal))
        yield Group(f"{name} ({count})", entries, on_new_page=new_chapter)


def _columns() -> list[Column]:
    return [
        Column(_("Nr."), 1.5),
        Column(_("Stelle im Text"), 3.5),
        Column(_("Gesagt")),
        Column(_("Punkt und Amt"), 3.7),
        Column(_("Urteil mit Grund"), 6.2),
        Column(_("Änderung im Text"), 4.6),
    ]


def _frame(phase: ParticipationPhase, now: datetime, is_internal: bool) -> Frame:
    town = phase.municipality
    stand = _("Stand %(moment)s") % {"moment": date_words(localtime(now), TIME)}
    return Frame(
        title=_("Synopse: %(phase)s") % {"phase": phase.title},
        author=town.name,
        brand_color=town.brand_color,
        language=get_language() or "de",
        footer=f"{town.brand_name or town.name} · {stand}",
        page_word=_("Seite"),
        label=_("Nur für die Verwaltung") if is_internal else "",
    )


def _front(phase: ParticipationPhase, totals: Totals, is_internal: bool) -> Front:
    dates = {
        "begin": date_words(localtime(phase.opens_at), "long"),
        "end": date_words(localtime(phase.closes_at), "long"),
        "answer": date_words(phase.answer_by, "long"),
    }
    lines = [
        _("Beteiligung vom %(begin)s bis %(end)s, Antworten bis %(answer)s.") % dates,
        _("Worum es ging: %(purpose)s") % {"purpose": " ".join(phase.purpose.split())},
        _("Was offen war: %(latitude)s") % {"latitude": " ".join(phase.latitude.split())},
    ]
    return Front(
        subtitle=f"{phase.strategy.title}, {phase.version.label}",
        lines=lines,
        mark=_("Nur für die Verwaltung: mit Urteilen, die noch nicht freigegeben sind. Bitte nicht weitergeben.")
        if is_internal
        else "",
        facts_title=_("Zahlen"),
        facts_head=(_("Was"), _("Anzahl")),
        facts=totals.shown(),
        notes_title=_("So lesen Sie diese Synopse"),
        notes=_notes(),
        contents_title=_("Inhalt"),
    )


def _notes() -> list[tuple[str, str]]:
    return [
        (_("Nummern."), _("Jeder Beitrag hat eine Nummer. Sie wird nie noch einmal vergeben, auch nicht nach Jahren.")),
        (_("Punkte."), _("Ein Beitrag kann mehrere Wünsche enthalten. Jeder Punkt hat sein eigenes Urteil mit Grund.")),
        (
            _("Zusammengeführt, nicht veröffentlicht, zurückgezogen."),
            _("Solche Nummern bleiben stehen. Statt des Textes steht dort der Grund. Die Gesamtzahl ist die Summe aus "
              "Beiträgen mit Text und solchen Hinweisen."),
        ),
        (_("Anderer Wortlaut."), _("Vorgeschlagene neue Worte sind unterstrichen, gestrichene durchgestrichen.")),
        (_("Namen."), _("Es stehen nur Namen hier, die jemand öffentlich angegeben hat. Adressen enthält diese Datei "
                        "nicht.")),
    ]  # fmt: skip


class _Rows:
    """Entries as rows of the table."""

    def __init__(self, phase: ParticipationPhase, now: datetime, is_internal: bool) -> None:
        self._open = words.promise(phase, localtime(now).date())
        self._version = phase.version.number
        self._is_internal = is_internal

    def of(self, entry: Entry) -> list[Row]:
        """One row for each point, at least one."""
        count = max(1, len(entry.points))
        head = (
            Cell(([("strong", str(entry.number))],), count),
            Cell(self._place(entry), count),
            Cell(self._said(entry), count),
        )
        if entry.is_stub:
            return [(*head, *_NOTHING)]
        if not entry.points:
            return [(*head, Cell((["–"],)), Cell(([("quiet", self._open)],)), Cell((["–"],)))]
        rows: list[Row] = [self._point(entry, point) for point in entry.points]
        rows[0] = (*head, *rows[0])
        return rows

    def _place(self, entry: Entry) -> list[Paragraph]:
        paragraphs: list[Paragraph] = [[entry.section or _("ganzer Text")]]
        if entry.quote and entry.replacement is None:
            paragraphs.append([("quiet", f"„{_shortened(entry.quote, 240)}“")])
        return paragraphs

    def _said(self, entry: Entry) -> list[Paragraph]:
        told = [
            date_words(localtime(entry.received_at)),
            words.channel_of(entry),
            *([entry.event] if entry.event else []),
        ]
        if entry.is_late:
            told.append(_("nach dem Ende der Beteiligung"))
        if entry.is_stub:
            return [[words.stub_of(entry)], [("quiet", ", ".join(told))]]
        paragraphs: list[Paragraph] = []
        if entry.replacement is not None:
            paragraphs += _wording(entry.quote, entry.replacement)
        if entry.text:
            paragraphs.append([entry.text])
        return [*paragraphs, [("quiet", ", ".join([entry.alias or _("Anonym"), *told]))]]

    def _point(self, entry: Entry, point: PointEntry) -> Row:
        name = f"{entry.number}.{point.position} {point.title}"
        about: list[Paragraph] = [[name], *([[("quiet", point.unit)]] if point.unit else [])]
        last = point is entry.points[-1]
        return (Cell(about), Cell(self._verdict(entry, point, last)), Cell(self._changes(point)))

    def _verdict(self, entry: Entry, point: PointEntry, last: bool) -> list[Paragraph]:
        if not point.verdict:
            return [[("quiet", self._open)]]
        head: list[Piece] = [("strong", words.verdict_of(point))]
        if self._is_internal and not point.is_released:
            head.append(("quiet", f" ({_('nicht freigegeben')})"))
        paragraphs: list[Paragraph] = [head, [point.reason]]
        if last and entry.reply:
            paragraphs += [[("quiet", _("Antwort: ")), entry.reply]]
        return paragraphs

    def _changes(self, point: PointEntry) -> list[Paragraph]:
        paragraphs = [paragraph for change in point.changes for paragraph in _change(change)]
        if coming := words.pending(point):
            paragraphs.append([("quiet", coming)])
        return paragraphs or [["–"]]


def _change(change: ChangeEntry) -> list[Paragraph]:
    return [[("quiet", words.place_of(change))], _difference(readable_change(change.before, change.after))]


def _wording(quote: str, replacement: str) -> list[Paragraph]:
    if len(quote) + len(replacement) > LONGEST_DIFF:
        return [[("quiet", _("Bisher: ")), quote], [("quiet", _("Vorschlag: ")), replacement]]
    return [_difference(word_diff(quote, replacement))]


def _difference(changes: object) -> Paragraph:
    kinds = {"insert": "insert", "delete": "delete"}
    return [
        (kinds[change.kind], change.text) if change.kind in kinds else change.text.replace("\t", " · ")
        for change in changes  # type: ignore[attr-defined]
    ]


def _shortened(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
