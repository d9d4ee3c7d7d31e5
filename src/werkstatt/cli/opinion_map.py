"""``werkstatt opinion-map``: from a table of votes to groups, what each says, common ground and what divides."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from werkstatt.cli.files import FaultyInputError, read_file, write_file

if TYPE_CHECKING:
    from werkstatt.analysis.opinion.mapping import OpinionMap
    from werkstatt.analysis.opinion.reading import FaultyTableError, StatementRow, VoteTable

MOST_BYTES = 4_000_000_000
_MOST_SHOWN = 7
_EXCERPT = 110
_WORDS = {"agree": "dafür", "disagree": "dagegen"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Zeichnet das Stimmungsbild zu einer Tabelle von Stimmen: Gruppen, die ähnlich abstimmen, was jede sagt,\n"
        "was alle teilen und was trennt."
    )
    parser.epilog = (
        "Beispiel:\n"
        "  werkstatt opinion-map votes.csv --comments comments.csv --json stimmungsbild.json\n\n"
        "Stimmen: timestamp,comment-id,voter-id,vote (1 dafür, -1 dagegen, 0 weiter; die letzte Stimme zählt).\n"
        "Thesen: comment-id,moderated,comment-body (-1: nicht zugelassen, bleibt außen vor).\n"
        "Wer weniger als 7 Stimmen abgegeben hat, gehört zu keiner Gruppe (group: null)."
    )
    parser.add_argument("votes", metavar="VOTES.csv", type=Path, help="Tabelle der Stimmen")
    parser.add_argument("--comments", metavar="COMMENTS.csv", type=Path, help="Tabelle der Thesen")
    parser.add_argument("--json", dest="json_file", metavar="FILE", help="Ergebnis als JSON; - für die Ausgabe")


def run(args: argparse.Namespace) -> int:
    """0, or 1 with messages that name file, line and column."""
    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.reading import FaultyTableError, read_statements, read_votes

    file = args.comments or args.votes
    try:
        texts = None if args.comments is None else read_statements(read_file(file, MOST_BYTES))
        file = args.votes
        table = read_votes(read_file(file, MOST_BYTES), known=texts)
        out = {key for key, row in (texts or {}).items() if row.is_moderated_out}
        found = opinion_map(table.votes, moderated_out=[key for key, name in table.statements.items() if name in out])
        if args.json_file:
            result = found.as_json(people=table.people, statements=table.statements)
            write_file(args.json_file, json.dumps(result, ensure_ascii=False, allow_nan=False).encode() + b"\n")
        else:
            sys.stdout.write(_report(found, table, texts or {}))
    except FaultyTableError as error:
        _say(file, error)
        return 1
    except FaultyInputError as error:
        print(f"werkstatt opinion-map: {error}", file=sys.stderr)
        return 1
    return 0


def _say(file: Path, error: FaultyTableError) -> None:
    for fault in error.faults:
        where = f"{file}, Zeile {fault.line}, Spalte {fault.column}"
        print(f"werkstatt opinion-map: {where}: {fault.message}", file=sys.stderr)


# The report


def _report(found: OpinionMap, table: VoteTable, texts: dict[int | str, StatementRow]) -> str:
    figures = {row.id: row for row in found.statements}

    def says(statement: int) -> str:
        name = table.statements[statement]
        text = " ".join(texts[name].text.split()) if name in texts else ""
        row = figures[statement]
        shares = f"({row.agree} dafür, {row.disagree} dagegen, {row.passed} weiter)"
        short = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
        return f"These {name} {shares}" + (f"\n      „{_printable(short)}“" if short else "")

    without = len(found.participants) - sum(group.size for group in found.groups)
    lines = [
        f"{len(found.participants)} Personen, {len(found.statement_ids)} Thesen, {len(table.votes)} Stimmen.",
        f"{len(found.groups)} Gruppe(n); {without} Person(en) mit zu wenigen Stimmen in keiner.",
        *(_quality(found)),
    ]
    for group in found.groups:
        lines += ["", f"Gruppe {chr(65 + group.id)} ({group.size} Personen) sagt:"]
        for said in group.representative:
            lines.append(f"  {_WORDS[said.direction]} {said.probability:.0%}: {says(said.statement)}")
    lines += ["", "Was alle Gruppen teilen:"]
    lines += [
        f"  {_WORDS[row.direction]} {row.score:.2f}: {says(row.statement)}" for row in found.common_ground[:_MOST_SHOWN]
    ] or ["  nichts, das für jede Gruppe gilt"]
    lines += ["", "Was trennt:"]
    lines += [f"  {row.score:.2f}: {says(row.statement)}" for row in found.divisive[:_MOST_SHOWN]] or ["  nichts"]
    lines += ["", "Nicht repräsentativ: Es zeigt, was die gesagt haben, die mitgemacht haben."]
    return "\n".join(lines) + "\n"


def _quality(found: OpinionMap) -> list[str]:
    silhouette, explained = found.quality
    apart = "" if silhouette is None else f"Die Gruppen liegen so weit auseinander (Silhouette): {silhouette:.2f}. "
    return [f"{apart}Die Karte zeigt {explained:.0%} der Unterschiede."]


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
