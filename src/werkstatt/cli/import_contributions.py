"""``werkstatt import-contributions``: a table of noted-down voices becomes numbered contributions, all or none."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkstatt.participation.actions.checking import Checked
    from werkstatt.participation.models import IntakeTable

NEEDS_DJANGO = True
_MOST_FAULTS = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Liest eine Tabelle notierter Stimmen ein: jede Zeile ein Beitrag, alle oder keine."
    parser.epilog = (
        "Beispiel:\n"
        "  werkstatt import-contributions karten.csv --town auenbrueck --phase 3 --event Strategie-Event --dry-run\n\n"
        "Die Überschriften sagen, was in den Spalten steht: Nr., Text, Abschnitt, Wortlaut alt, Wortlaut neu, Name,\n"
        "Datum, Uhrzeit, Kanal, Veranstaltung. Nur der Text muss sein. Eingelesenes lässt sich im Browser zurücknehmen."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="CSV oder XLSX")
    parser.add_argument("--town", required=True, metavar="SLUG", help="Adresse der Kommune, etwa auenbrueck")
    parser.add_argument("--phase", required=True, type=int, metavar="ID", help="Nummer der Beteiligungsphase")
    parser.add_argument("--dry-run", action="store_true", help="nur zeigen, was geschehen würde")
    parser.add_argument("--sheet", default="", metavar="NAME", help="Blatt der Arbeitsmappe (sonst das erste)")
    parser.add_argument(
        "--channel", default="event", choices=["event", "paper", "phone", "mail"], help="Kanal, wo keiner dabeisteht"
    )
    parser.add_argument("--event", default="", metavar="NAME", help="Veranstaltung, wo keine dabeisteht")
    parser.add_argument("--received", default="", metavar="TAG", help="Eingang, wo keiner dabeisteht: 16.11.2018 16:00")
    parser.add_argument("--json", dest="json_file", metavar="FILE", help="Ergebnis als JSON; - für die Ausgabe")


def run(args: argparse.Namespace) -> int:
    """0 when everything is there (or could be); 1 with messages naming file, line and column, and nothing written."""
    from django.db import transaction

    from werkstatt.cli.files import FaultyInputError, write_file
    from werkstatt.core.actors import OPERATOR
    from werkstatt.core.errors import RuleBroken
    from werkstatt.participation.actions.checking import check_table
    from werkstatt.participation.actions.intake import import_table

    try:
        with transaction.atomic():
            table = _table(args)
            checked = check_table(actor=OPERATOR, table=table, told=_progress(table.row_count))
            for notice in table.notices:
                print(f"{args.file}: {notice}", file=sys.stderr)
            _say_faults(args.file, checked)
            if not args.dry_run and not checked.faulty:
                table.save(force_insert=True)
                table = import_table(actor=OPERATOR, table=table)
            result = _result(table, checked)
            if args.json_file:
                # Inside the transaction: where the result cannot be written, nothing comes in.
                write_file(args.json_file, (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode())
    except FaultyInputError as error:
        print(f"werkstatt import-contributions: {error}", file=sys.stderr)
        return 1
    except RuleBroken as error:
        print(f"werkstatt import-contributions: {args.file}: {error.message}", file=sys.stderr)
        return 1
    if args.json_file != "-":
        print(_summary(result, args.dry_run))
    return 1 if checked.faulty else 0


def _table(args: argparse.Namespace) -> IntakeTable:
    """The table as it was read, not stored yet, with what holds for every row."""
    from django.conf import settings

    from werkstatt.cli.files import FaultyInputError, read_file
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.models import Municipality
    from werkstatt.participation.actions.intake import take_table
    from werkstatt.participation.queries import find_phase

    data = read_file(args.file, settings.UPLOAD_LIMIT)
    town = Municipality.objects.filter(slug=args.town).first()
    if town is None:
        raise FaultyInputError(f"--town {args.town}: Diese Kommune gibt es nicht. Bitte prüfen Sie die Adresse.")
    phase = find_phase(town, args.phase) if abs(args.phase) < 2**62 else None
    if phase is None:
        raise FaultyInputError(f"--phase {args.phase}: Diese Phase gibt es in {town.name} nicht.")
    received_at = _received(args.received)
    table = take_table(actor=OPERATOR, phase=phase, data=data, filename=args.file.name, sheet=args.sheet, keep=False)
    table.defaults = {"channel": args.channel, "event": args.event, "received_at": received_at}
    return table


def _received(text: str) -> str:
    from datetime import datetime, time

    from django.utils.timezone import make_aware

    from werkstatt.cli.files import FaultyInputError
    from werkstatt.participation.columns import read_day

    if not text:
        return ""
    try:
        day, at = read_day(text)
    except ValueError as error:
        raise FaultyInputError(f"--received: {error}") from error
    return make_aware(datetime.combine(day, at or time())).isoformat()


def _progress(total: int) -> Any:
    """A line that counts up while somebody watches."""
    if not sys.stderr.isatty():
        return None

    def told(done: int) -> None:
        filled = 30 * done // max(total, 1)
        end = "\n" if total - done < 200 else ""
        print(f"\r{'█' * filled}{'·' * (30 - filled)} {done} von {total}", end=end, file=sys.stderr, flush=True)

    return told


def _say_faults(file: Path, checked: Checked) -> None:
    said = 0
    for row in checked.faulty:
        for fault in row.faults:
            said += 1
            if said <= _MOST_FAULTS:
                column = f", Spalte {fault.letters}" + (f" ({fault.heading})" if fault.heading else "")
                where = f"Zeile {row.number}{column if fault.letters else ''}"
                print(f"{file}: {where}: {fault.message}", file=sys.stderr)
    if said > _MOST_FAULTS:
        print(f"{file}: … und {said - _MOST_FAULTS} weitere Fehler. Mit --json stehen alle da.", file=sys.stderr)
    for row in checked.noted:
        print(f"{file}: Zeile {row.number}: {' '.join(row.notes)}", file=sys.stderr)


def _result(table: IntakeTable, checked: Checked) -> dict[str, Any]:
    from werkstatt.participation.queries.intake import imported_by
    from werkstatt.participation.rules import IntakeState

    imported = imported_by(table) if table.state == IntakeState.IMPORTED else None
    return {
        "rows": len(checked.rows),
        "good": len(checked.good),
        "faulty": len(checked.faulty),
        "late": len(checked.late),
        "imported": imported.count if imported else 0,
        "first": imported.first if imported else None,
        "last": imported.last if imported else None,
        "faults": [
            {"row": row.number, "column": fault.letters, "heading": fault.heading, "message": fault.message}
            for row in checked.faulty
            for fault in row.faults
        ],
    }


def _summary(result: dict[str, Any], dry_run: bool) -> str:
    counted = f"{result['good']} Zeilen gut, {result['faulty']} mit Fehlern, {result['late']} nach Fristende."
    if result["imported"]:
        return f"{result['imported']} Beiträge sind eingelesen: Nr. {result['first']}–{result['last']}. {counted}"
    return f"{counted} {'Nur geprüft, nichts eingelesen.' if dry_run else 'Nichts eingelesen.'}"
