"""Looking at every row of a table by the rules that hold for a single contribution, without writing anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from django.utils.functional import cached_property
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.documents.tables import column_name
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions.contribution import Place, Prepared, Submission, prepare
from werkstatt.participation.columns import Column, read_channel, read_day, read_time, shortened
from werkstatt.participation.models import IntakeTable
from werkstatt.participation.queries.intake import numbers_by_ref, numbers_by_text
from werkstatt.participation.queries.whereabouts import Whereabouts
from werkstatt.participation.rules import Channel

MAX_REF_LENGTH = 40
MAX_EVENT_LENGTH = 120
_STRIKE = frozenset(
    {"streichen", "(streichen)", "[streichen]", "gestrichen", "ersatzlos streichen", "strike", "delete", "(delete)"}
)
_FIELDS: dict[str, Column] = {
    "received_at": Column.DAY,
    "replacement": Column.REPLACEMENT,
    "alias": Column.ALIAS,
    "quote": Column.QUOTE,
    "section": Column.SECTION,
}
_STEP = 200
"""Rows after which somebody who waits is told how far it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, and how to mend it. ``index``: the cell's position; None: it is about the row."""

    index: int | None
    heading: str
    message: str

    @property
    def letters(self) -> str:
        """The letters over its column; empty where the fault is about the row."""
        return "" if self.index is None else column_name(self.index)


@dataclass(slots=True)
class CheckedRow:
    """A row with what would become of it, or with what is wrong."""

    number: int
    cells: list[str]
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    prepared: Prepared | None = None

    @property
    def is_late(self) -> bool:
        """Whether it came in after the end of the phase."""
        return self.prepared is not None and self.prepared.contribution.is_late


@dataclass
class Checked:
    """All rows of a table, looked at."""

    rows: list[CheckedRow]

    @cached_property
    def good(self) -> list[CheckedRow]:
        """The rows that can come in."""
        return [row for row in self.rows if not row.faults]

    @cached_property
    def faulty(self) -> list[CheckedRow]:
        """The rows with faults."""
        return [row for row in self.rows if row.faults]

    @cached_property
    def late(self) -> list[CheckedRow]:
        """The good rows that came in after the end of the phase."""
        return [row for row in self.good if row.is_late]

    @cached_property
    def noted(self) -> list[CheckedRow]:
        """The good rows about which the person should know something, such as a text that was said before."""
        return [row for row in self.good if row.notes]


Told = Callable[[int], object]


def check_table(*, actor: Actor, table: IntakeTable, told: Told | None = None) -> Checked:
    """Check every row of a table as ``submit`` would, each for itself and against the others.

    ``told`` is called now and then with the number of rows done. Raises PermissionDenied; and RuleBroken where nothing
    can be said about the rows because no column is known to hold the words.
    """
    require(actor, "participation.record_offline", table.phase)
    if not {Column.TEXT, Column.REPLACEMENT} & set(table.mapping):
        raise RuleBroken(_("Sagen Sie bitte, in welcher Spalte steht, was gesagt wurde."))
    return _Check(actor, table).run(told)


class _Check:
    def __init__(self, actor: Actor, table: IntakeTable) -> None:
        self.actor, self.table, self.phase = actor, table, table.phase
        self.where = Whereabouts(table.phase.version)
        self.mapping = {Column(name): index for name, index in table.mapping.items() if name in Column.values}
        self.defaults = table.defaults
        given = self.defaults.get("received_at", "")
        self.received_at = datetime.fromisoformat(given) if given else None

    def run(self, told: Told | None) -> Checked:
        rows = [CheckedRow(number, list(cells)) for number, cells in self.table.rows]
        for done, row in enumerate(rows, 1):
            self.check(row)
            if told is not None and done % _STEP == 0:
                told(done)
        self.compare(rows)
        return Checked(rows)

    def cell(self, row: CheckedRow, column: Column) -> str:
        index = self.mapping.get(column)
        return row.cells[index].strip() if index is not None and index < len(row.cells) else ""

    def fault(self, row: CheckedRow, column: Column | None, message: str) -> None:
        index = self.mapping.get(column) if column is not None else None
        header = self.table.header
        heading = header[index] if index is not None and index < len(header) else ""
        row.faults.append(Fault(index, heading, message))

    def check(self, row: CheckedRow) -> None:
        if any(cell for cell in row.cells[len(self.table.header) :]):
            self.fault(
                row,
                None,
                _(
                    "Die Zeile hat mehr Zellen als die Überschrift. Wahrscheinlich sind ihre Zellen verrutscht, weil "
                    "im Text ein Trennzeichen steht. Setzen Sie den Text in Anführungszeichen."
                ),
            )
            return  # every other cell may be where it does not belong
        place = self._place(row)
        channel = self._channel(row)
        received_at = self._received(row)
        event = self.cell(row, Column.EVENT) or self.defaults.get("event", "")
        if len(event) > MAX_EVENT_LENGTH:
            message = _("Der Name der Veranstaltung ist zu lang, erlaubt sind %(most)s Zeichen.")
            self.fault(row, Column.EVENT, message % {"most": MAX_EVENT_LENGTH})
        ref = self.cell(row, Column.NUMBER)
        if len(ref) > MAX_REF_LENGTH:
            message = _("Die Nummer ist zu lang, erlaubt sind %(most)s Zeichen.") % {"most": MAX_REF_LENGTH}
            self.fault(row, Column.NUMBER, message)
        if place is None:
            # What else is wrong with the words can be told all the same.
            place = Place()
        replacement = self._replacement(row)
        try:
            row.prepared = prepare(
                self.actor,
                Submission(
                    phase=self.phase,
                    place=place if not row.faults else Place(),
                    text=self.cell(row, Column.TEXT),
                    replacement=replacement if not row.faults else None,
                    alias=self.cell(row, Column.ALIAS),
                    channel=channel,
                    event_name=event if channel == Channel.EVENT else "",
                    received_at=received_at,
                    source_ref=ref if not row.faults else "",
                ),
            )
        except RuleBroken as broken:
            if replacement is None or not row.faults:
                self._put(row, broken)

    def _put(self, row: CheckedRow, broken: RuleBroken) -> None:
        for name, message in broken.fields.items() or [("", broken.message)]:
            column = _FIELDS.get(name, Column.TEXT if name == "text" else None)
            if name == "text" and not cleaned(self.cell(row, Column.TEXT)):
                # The rule speaks to the person whose words they are; here somebody else copies them in.
                message = _("In dieser Zeile fehlen die Worte.")
            if column is Column.DAY and column not in self.mapping:
                column = None
            self.fault(row, column, message or broken.message)

    def _place(self, row: CheckedRow) -> Place | None:
        try:
            spotted = self.where.find(self.cell(row, Column.SECTION), self.cell(row, Column.QUOTE))
        except RuleBroken as broken:
            self._put(row, broken)
            return None
        return Place(spotted.section_uid, spotted.block_uid, spotted.start, spotted.end)

    def _replacement(self, row: CheckedRow) -> str | None:
        """Another wording, if the row proposes one: with old words and new ones."""
        words = self.cell(row, Column.REPLACEMENT)
        if not words:
            return None
        if not self.cell(row, Column.QUOTE):
            message = _("Zum neuen Wortlaut fehlt der alte. Schreiben Sie den Satz, der anders lauten soll.")
            self.fault(row, Column.QUOTE if Column.QUOTE in self.mapping else Column.REPLACEMENT, message)
        return "" if words.casefold() in _STRIKE else words

    def _channel(self, row: CheckedRow) -> str:
        default: str = self.defaults.get("channel") or Channel.EVENT
        if cell := self.cell(row, Column.CHANNEL):
            try:
                return read_channel(cell)
            except ValueError as error:
                self.fault(row, Column.CHANNEL, str(error))
        return default

    def _received(self, row: CheckedRow) -> datetime | None:
        """When it came: by the row's own day and time, else by what holds for all.

        A day without a time counts from its first minute: in doubt, somebody's words came in time.
        """
        day, clock_time = self.cell(row, Column.DAY), self.cell(row, Column.TIME)
        usual = localtime(self.received_at) if self.received_at else None
        on, at = usual.date() if usual else None, usual.time() if usual else None
        try:
            if day:
                on, at_too = read_day(day)
                at = at_too or at
        except ValueError as error:
            self.fault(row, Column.DAY, str(error))
        try:
            if clock_time:
                at = read_time(clock_time) if " " not in clock_time or not day else read_day(clock_time)[1]
        except ValueError as error:
            self.fault(row, Column.TIME, str(error))
        if on is None:
            if clock_time and not day:
                message = _("Zur Uhrzeit fehlt der Tag.")
                self.fault(row, Column.DAY if Column.DAY in self.mapping else Column.TIME, message)
            return None
        try:
            return make_aware(datetime.combine(on, at or time()))
        except (OverflowError, ValueError):
            self.fault(row, Column.DAY, _("„%(cell)s“ ist kein Datum.") % {"cell": shortened(day)})
            return None

    def compare(self, rows: Sequence[CheckedRow]) -> None:
        """Numbers that stand twice, here or among what came in before; texts that were said before."""
        refs = {row.number: self.cell(row, Column.NUMBER) for row in rows}
        taken = numbers_by_ref(self.phase, [ref for ref in refs.values() if ref])
        first: dict[str, int] = {}
        for row in rows:
            ref = refs[row.number]
            if not ref:
                continue
            if ref in first:
                message = _("Die Nummer „%(ref)s“ steht schon in Zeile %(row)s.")
                self.fault(row, Column.NUMBER, message % {"ref": shortened(ref), "row": first[ref]})
            elif ref in taken:
                message = _("Die Nummer „%(ref)s“ ist schon eingelesen, als Nr. %(number)s.")
                self.fault(row, Column.NUMBER, message % {"ref": shortened(ref), "number": taken[ref]})
            first.setdefault(ref, row.number)
        self._note_same_words(rows)

    def _note_same_words(self, rows: Sequence[CheckedRow]) -> None:
        texts = {row.number: row.prepared.contribution.text for row in rows if row.prepared is not None}
        known = numbers_by_text(self.phase, [text for text in texts.values() if text])
        first: dict[str, int] = {}
        for row in rows:
            text = texts.get(row.number, "")
            if not text:
                continue
            if text in first:
                row.notes.append(_("Derselbe Text steht in Zeile %(row)s.") % {"row": first[text]})
            elif text in known:
                row.notes.append(_("Denselben Text gibt es schon als Nr. %(number)s.") % {"number": known[text]})
            first.setdefault(text, row.number)
