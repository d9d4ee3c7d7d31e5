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
        found = (rows.of(totals.add(entry), name) for entry in read_entries(keys, is_internal=is_internal))
        yield Group(f"{name} ({count})", found, on_new_page=new_chapter)


def _columns() -> list[Column]:
    return [Column(_("Nr."), 1.3), Column(_("Gesagt")), Column(_("Was daraus wurde"), 12.4)]


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
        self._is_internal = is_internal
        self._anonymous = _("Anonym")

    def of(self, entry: Entry, place: str) -> Row:
        """One row: who said what on the left, every point with what became of it on the right. ``place``: the section
        under whose title the row stands."""
        return (Cell(([("strong", str(entry.number))],)), Cell(self._said(entry, place)), Cell(self._became(entry)))

    def _said(self, entry: Entry, place: str) -> list[Paragraph]:
        told = [date_words(localtime(entry.received_at)), words.channel_of(entry)]
        if entry.event:
            told.append(entry.event)
        if entry.is_late:
            told.append(_("nach dem Ende der Beteiligung"))
        if entry.section not in ("", place):
            told.append(entry.section)
        if entry.is_stub:
            return [[("quiet", ", ".join(told))], [words.stub_of(entry)]]
        paragraphs: list[Paragraph] = [[("quiet", ", ".join([entry.alias or self._anonymous, *told]))]]
        if entry.replacement is not None:
            paragraphs += _wording(entry.quote, entry.replacement)
        elif entry.quote:
            paragraphs.append([("quiet", f"„{_shortened(entry.quote, 240)}“")])
        if entry.text:
            paragraphs.append([entry.text])
        return paragraphs

    def _became(self, entry: Entry) -> list[Paragraph]:
        if entry.is_stub:
            return [["–"]]
        paragraphs: list[Paragraph] = []
        for point in entry.points:
            name: list[Piece] = [("strong", f"{entry.number}.{point.position}"), f" {point.title}"]
            if point.unit:
                name.append(("quiet", f" · {point.unit}"))
            paragraphs += [name, *self._verdict(point)]
            paragraphs += [paragraph for change in point.changes for paragraph in _change(change)]
            if coming := words.pending(point):
                paragraphs.append([("quiet", coming)])
        if entry.reply and any(point.verdict for point in entry.points):
            paragraphs.append([("quiet", _("Antwort: ")), entry.reply])
        return paragraphs or [[("quiet", self._open)]]

    def _verdict(self, point: PointEntry) -> list[Paragraph]:
        if not point.verdict:
            return [[("quiet", self._open)]]
        head: list[Piece] = [("strong", words.verdict_of(point))]
        if self._is_internal and not point.is_released:
            head.append(("quiet", f" ({_('nicht freigegeben')})"))
        return [head, [point.reason]]


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
