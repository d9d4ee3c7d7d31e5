"""Tables of noted-down contributions: taken in for a look, mended, imported as a whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.models import AuditEntry
from werkstatt.core.schedule import regularly
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation import tally
from werkstatt.participation.actions.checking import Checked, Told, check_table
from werkstatt.participation.actions.contribution import Prepared, next_number
from werkstatt.participation.columns import RECORDED, Column, guessed, header_position
from werkstatt.participation.events import ContributionReceived
from werkstatt.participation.models import Contribution, IntakeTable, ParticipationPhase, Placement, WordingSuggestion
from werkstatt.participation.rules import Channel, IntakeState
from werkstatt.participation.search import hand_over

LARGE = 500
"""More rows than this are imported in the background."""
_BATCH = 500
_GIVEN_UP = timedelta(minutes=15)
"""A background import that has not come back after this may be started again."""
BROKE_OFF = gettext_lazy(
    "Das Einlesen ist abgebrochen, es wurde nichts übernommen. Bitte versuchen Sie es noch einmal."
)
TABLES_LIVE = timedelta(days=7)
"""So long a table that nobody imports is kept."""


def take_table(
    *, actor: Actor, phase: ParticipationPhase, data: bytes, filename: str, sheet: str = "", keep: bool = True
) -> IntakeTable:
    """Read a CSV or XLSX file and keep its rows, so that a person can look at them first.

    What its columns mean is guessed from their names. ``sheet`` names one of a workbook's sheets; without it, the
    first one is chosen. ``keep=False``: only for looking at it, nothing is stored.
    Raises RuleBroken with what is wrong with the file, where, and how to mend it.
    """
    from werkstatt.core.documents.errors import DocumentError
    from werkstatt.core.documents.tables import read_tables

    require(actor, "participation.record_offline", phase)
    try:
        tables = read_tables(data, sheet)
    except DocumentError as error:
        raise RuleBroken(str(error), fields={"file": str(error)}) from error
    sheets = [{"name": one.name, "rows": [[row.number, list(row.cells)] for row in one.rows]} for one in tables.sheets]
    table = IntakeTable(
        municipality_id=phase.municipality_id,
        token=secrets.token_urlsafe(24),
        phase=phase,
        filename=cleaned_line(PurePath(filename).name)[:200],
        sheets=sheets if len(sheets) > 1 else [],
        notices=list(tables.notices),
        defaults={"channel": str(Channel.EVENT), "event": "", "received_at": ""},
        created_by_id=actor.pk if actor is not None else None,
    )
    _put_rows(table, sheets[0])
    if not table.rows:
        message = _("Unter der Zeile mit den Überschriften steht nichts.")
        if len(sheets) == 1:
            raise RuleBroken(message, fields={"file": message})
        table.notices.append(message)
    if keep:
        table.save(force_insert=True)
        record(actor, "take_table", table, rows=table.row_count)
    return table


def _put_rows(table: IntakeTable, sheet: Mapping[str, Any]) -> None:
    rows: list[list[Any]] = sheet["rows"]
    at = header_position([cells for _number, cells in rows[:20]])
    # Cells beyond the last heading stay in their rows: there they are a sign that cells have slipped.
    header: list[str] = list(rows[at][1])
    while header and not header[-1]:
        header.pop()
    table.sheet = sheet["name"][:80]
    table.header = header
    table.rows = rows[at + 1 :]
    table.row_count = len(table.rows)
    table.mapping = guessed(header)


@transaction.atomic
def arrange_table(
    *,
    actor: Actor,
    table: IntakeTable,
    phase: ParticipationPhase,
    mapping: Mapping[str, int],
    channel: str,
    event: str = "",
    received_at: datetime | None = None,
    sheet: str = "",
) -> IntakeTable:
    """Say what the columns mean and what holds for every row that says nothing else. ``sheet``: take another one.

    Raises RuleBroken if no column holds what was said, or one column is to be two things.
    """
    require(actor, "participation.record_offline", table)
    require(actor, "participation.record_offline", phase)
    current = _locked(table)
    if sheet and sheet != current.sheet:
        chosen = next((one for one in current.sheets if one["name"] == sheet), None)
        if chosen is None:
            raise RuleBroken(_("Dieses Blatt gibt es in der Datei nicht."))
        _put_rows(current, chosen)
    else:
        current.mapping = _checked_mapping(mapping, len(current.header))
    if channel not in RECORDED:
        message = _("Bitte wählen Sie, auf welchem Weg die Beiträge kamen.")
        raise RuleBroken(message, fields={"channel": message})
    if received_at is not None and received_at > clock.now():
        message = _("Der Eingang kann nicht in der Zukunft liegen.")
        raise RuleBroken(message, fields={"received_at": message})
    current.phase = phase
    current.problem = ""
    current.defaults = {
        "channel": str(channel),
        "event": cleaned_line(event),
        "received_at": received_at.isoformat() if received_at is not None else "",
    }
    current.save()
    return current


def _checked_mapping(mapping: Mapping[str, int], width: int) -> dict[str, int]:
    chosen = {name: index for name, index in mapping.items() if name in Column.values and 0 <= index < width}
    if not {Column.TEXT, Column.REPLACEMENT} & set(chosen):
        message = _("Sagen Sie bitte, in welcher Spalte steht, was gesagt wurde.")
        raise RuleBroken(message, fields={"columns": message})
    if Column.REPLACEMENT in chosen and Column.QUOTE not in chosen:
        message = _("Zum neuen Wortlaut gehört der alte. Sagen Sie bitte, in welcher Spalte er steht.")
        raise RuleBroken(message, fields={"columns": message})
    return chosen


@transaction.atomic
def mend_rows(
    *, actor: Actor, table: IntakeTable, cells: Mapping[tuple[int, int], str], dropped: Sequence[int] = ()
) -> IntakeTable:
    """Put other words into cells, named by row number and column index; leave whole rows out.

    Raises RuleBroken if the table was imported or begun in the meantime.
    """
    require(actor, "participation.record_offline", table)
    current = _locked(table)
    gone = set(dropped)
    kept: list[list[Any]] = []
    for number, row in current.rows:
        if number in gone:
            continue
        for index in range(len(row)):
            if (words := cells.get((number, index))) is not None:
                row[index] = cleaned(words)
        kept.append([number, row])
    current.rows, current.row_count = kept, len(kept)
    current.problem = ""
    current.save(update_fields=["rows", "row_count", "problem"])
    return current


@transaction.atomic
def discard_table(*, actor: Actor, table: IntakeTable) -> None:
    """Throw an uploaded table away unused."""
    require(actor, "participation.record_offline", table)
    current = _locked(table)
    record(actor, "discard_table", current)
    current.delete()


def import_table(*, actor: Actor, table: IntakeTable, told: Told | None = None) -> IntakeTable:
    """Make every row of a looked-at table a contribution: all of them, or none.

    The rows are checked outside the transaction and written within it in one go. A table that is imported already
    stays as it is: the second click answers with the first import. Raises RuleBroken if a row is faulty.
    """
    table = IntakeTable.objects.select_related("phase__version").get(pk=table.pk)
    if table.state != IntakeState.PREVIEW:
        require(actor, "participation.record_offline", table)
        return table
    checked = check_table(actor=actor, table=table, told=told)
    try:
        if checked.faulty:
            raise RuleBroken(still_faulty(checked))
        if not checked.rows:
            raise RuleBroken(_("In der Tabelle steht keine Zeile, die eingelesen werden könnte."))
        return _write_all(actor, table, [row.prepared for row in checked.rows if row.prepared is not None])
    except (RuleBroken, IntegrityError) as error:
        # Meanwhile, another click may have imported this table, or another person the same numbers.
        now = IntakeTable.objects.get(pk=table.pk)
        if now.state != IntakeState.PREVIEW:
            return now
        again = check_table(actor=actor, table=table) if isinstance(error, IntegrityError) else checked
        if again.faulty:
            raise RuleBroken(still_faulty(again)) from None
        raise


def still_faulty(checked: Checked) -> str:
    """Why a table cannot be imported yet."""
    count = len(checked.faulty)
    first = checked.faulty[0]
    return ngettext(
        "Eine Zeile hat noch Fehler, deshalb wurde nichts eingelesen. Zeile %(row)s: %(message)s",
        "%(count)s Zeilen haben noch Fehler, deshalb wurde nichts eingelesen. Die erste ist Zeile %(row)s: %(message)s",
        count,
    ) % {"count": count, "row": first.number, "message": first.faults[0].message}


@transaction.atomic
def begin_import(*, actor: Actor, table: IntakeTable) -> bool:
    """Note that a large table goes into the queue. False if it is there already, or imported."""
    require(actor, "participation.record_offline", table)
    current = IntakeTable.objects.select_for_update().get(pk=table.pk)
    if current.state != IntakeState.PREVIEW or is_running(current):
        return False
    current.started_at, current.done_count, current.problem = clock.now(), 0, ""
    current.save(update_fields=["started_at", "done_count", "problem"])
    return True


def stop_import(table: IntakeTable, problem: str) -> None:
    """Note why an import in the background did not happen."""
    IntakeTable.objects.filter(pk=table.pk, state=IntakeState.PREVIEW).update(started_at=None, problem=problem)


def note_progress(table: IntakeTable, done: int) -> None:
    """Note how many rows were looked at in the background."""
    IntakeTable.objects.filter(pk=table.pk).update(done_count=done)


def is_running(table: IntakeTable) -> bool:
    """Whether an import in the background is on its way."""
    started = table.started_at
    return table.state == IntakeState.PREVIEW and started is not None and clock.now() - started < _GIVEN_UP


def _locked(table: IntakeTable) -> IntakeTable:
    """The table as it is now, locked; raises RuleBroken if it is not to be changed any more."""
    current = IntakeTable.objects.select_for_update().select_related("phase__version").get(pk=table.pk)
    if current.state != IntakeState.PREVIEW or is_running(current):
        raise RuleBroken(
            _("Diese Tabelle ist schon eingelesen oder wird es gerade. Hier lässt sich nichts mehr ändern.")
        )
    return current


@transaction.atomic
def _write_all(actor: Actor, table: IntakeTable, prepared: Sequence[Prepared]) -> IntakeTable:
    current = IntakeTable.objects.select_for_update().get(pk=table.pk)
    if current.state != IntakeState.PREVIEW:
        return current
    first = next_number(current.municipality_id, len(prepared))
    now = clock.now()
    for number, one in enumerate(prepared, first):
        said = one.contribution
        said.number, said.batch, said.recorded_at, said.changed_at = number, current, now, now
        hand_over(said, one.replacement or "")
    contributions = [one.contribution for one in prepared]
    Contribution.objects.bulk_create(contributions, batch_size=_BATCH)
    WordingSuggestion.objects.bulk_create(filter(None, (one.suggestion() for one in prepared)), batch_size=_BATCH)
    placements = [one.placement() for one in prepared]
    Placement.objects.bulk_create(placements, batch_size=_BATCH)
    tally.add_all(placements)
    _record_all(actor, contributions)
    record(actor, "import_table", current, first=first, count=len(prepared))
    for contribution in contributions:
        announce(ContributionReceived(contribution))
    current.state, current.imported_at, current.row_count = IntakeState.IMPORTED, now, len(prepared)
    # Names and words live on as contributions only, where they can be withdrawn.
    current.rows, current.sheets = [], []
    current.save()
    pages.touch(current.municipality_id)
    return current


def _record_all(actor: Actor, contributions: Sequence[Contribution]) -> None:
    """The same entries that ``submit`` writes, in a few statements."""
    now = clock.now()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=now,
                town_id=one.municipality_id,
                actor_id=actor.pk if actor is not None else None,
                verb="submit",
                object_type="contribution",
                object_id=one.pk,
                data={"number": one.number, "channel": one.channel},
            )
            for one in contributions
        ],
        batch_size=_BATCH,
    )


@regularly("participation.clear_tables", every=timedelta(days=1))
def clear_old_tables() -> int:
    """Throw away tables that nobody imported within a week, with all that stands in them. Returns how many."""
    old = IntakeTable.objects.filter(state=IntakeState.PREVIEW, created_at__lt=clock.now() - TABLES_LIVE)
    count, _kinds = old.delete()
    return count
