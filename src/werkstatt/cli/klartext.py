"""``werkstatt klartext``: which sentences of a German text are hard, why, and how to mend them."""

from __future__ import annotations

import argparse
import codecs
import csv
import io
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkstatt.cli.files import FaultyInputError, read_file, write_file

if TYPE_CHECKING:
    from werkstatt.analysis.plain_language.marks import Mark
    from werkstatt.analysis.plain_language.report import Report, SentenceReport

MOST_BYTES = 50_000_000
"""Largest file that is read; the longest strategies have a hundredth of it."""

_WIDTH = 100
_COLOURS = {"green": "grün", "yellow": "gelb", "red": "rot"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Zeigt, welche Sätze eines Textes schwer zu verstehen sind, warum, und wie es leichter geht.\n"
        "Der Wert eines Satzes reicht von 1 (sehr leicht) bis 7 (sehr schwer), wie in den Urteilen von Menschen."
    )
    parser.epilog = (
        "Beispiele:\n"
        "  werkstatt klartext strategie.txt\n"
        "  werkstatt klartext entwurf.txt --json -\n"
        "  werkstatt klartext --csv saetze.csv --column Satz\n\n"
        "Texte und Tabellen: UTF-8, UTF-16 mit Kennung oder Windows-1252; - liest die Eingabe.\n"
        "Tabelle: ein Satz je Zeile, Überschriften in der ersten, getrennt durch Komma, Semikolon oder Tabulator."
    )
    parser.add_argument("files", metavar="FILE", nargs="*", help="Textdatei")
    parser.add_argument("--csv", metavar="FILE", dest="table", help="Tabelle mit einem Satz je Zeile")
    parser.add_argument("--column", metavar="NAME", help="Überschrift der Spalte mit den Sätzen")
    parser.add_argument(
        "--json", metavar="FILE", dest="json_file", help="Ergebnis als JSON in diese Datei schreiben; - für die Ausgabe"
    )
    parser.add_argument(
        "--without", metavar="RULE", action="append", default=[], help="diese Regel nicht anwenden (mehrfach möglich)"
    )


def run(args: argparse.Namespace) -> int:
    """0, or 1 with a message on standard error if the input is faulty, or 2 if the arguments do not fit together."""
    if wrong := _wrong_usage(args):
        print(f"werkstatt klartext: {wrong}", file=sys.stderr)
        return 2
    try:
        if args.table:
            write_file(args.json_file or "-", _json({"scores": _scores(args.table, args.column)}))
        else:
            _report(args)
    except FaultyInputError as error:
        print(f"werkstatt klartext: {error}", file=sys.stderr)
        return 1
    return 0


def _wrong_usage(args: argparse.Namespace) -> str:
    if args.table and args.files:
        return "Bitte geben Sie entweder Textdateien oder --csv an, nicht beides."
    if args.table and not args.column:
        return "Zu --csv gehört --column mit der Überschrift der Spalte, in der die Sätze stehen."
    if args.column and not args.table:
        return "--column gilt nur für eine Tabelle. Bitte geben Sie sie mit --csv an."
    if not args.table and not args.files:
        return "Bitte geben Sie eine Textdatei an, zum Beispiel: werkstatt klartext entwurf.txt"
    return _unknown_rules(args.without) if args.without else ""


def _unknown_rules(without: list[str]) -> str:
    from werkstatt.analysis.plain_language.marks import RULES

    known = [rule.id for rule in RULES]
    unknown = ", ".join(name for name in without if name not in known)
    return f"--without {unknown}: Diese Regel gibt es nicht. Vorhanden: {', '.join(known)}." if unknown else ""


# Texts


def _report(args: argparse.Namespace) -> None:
    from werkstatt.analysis.plain_language.report import analyse, as_json

    texts = [(name, _read(name)) for name in args.files]
    reports = [(name, analyse(text, without=args.without)) for name, text in texts]
    if args.json_file:
        found: list[dict[str, Any]] = [as_json(report) for _, report in reports]
        several = [{"file": name, **content} for (name, _), content in zip(reports, found, strict=True)]
        write_file(args.json_file, _json(found[0] if len(found) == 1 else several))
    if args.json_file != "-":
        lines = "\n".join(line for name, report in reports for line in _readable(name, report))
        write_file("-", f"{lines}\n".encode(sys.stdout.encoding or "utf-8", "replace"))


def _readable(name: str, report: Report) -> Iterator[str]:
    """The report for a terminal: the whole text first, then every sentence that is not green or has marks."""
    total = len(report.sentences)
    hard = [sentence for sentence in report.sentences if sentence.level != "green" or sentence.marks]
    counts = ", ".join(
        f"{sum(sentence.level == level for sentence in report.sentences)} {colour}"
        for level, colour in _COLOURS.items()
    )
    yield f"{name}: {_number(report.score)} von 7 ({_COLOURS[report.level]})"
    yield f"  {total} {'Satz' if total == 1 else 'Sätze'}: {counts}"
    for sentence in hard:
        yield ""
        yield from _about(sentence)
    yield ""


def _about(sentence: SentenceReport) -> Iterator[str]:
    """One sentence with its marks."""
    text = "".join(c if c.isprintable() else " " for c in " ".join(sentence.text.split()))
    head = f"{_number(sentence.score)} {_COLOURS[sentence.level]:<5} "
    yield from textwrap.wrap(text, _WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    indent = " " * len(head)
    for mark in sentence.marks:
        stop = "" if mark.message.endswith("?") else "."
        line = f"{_place(sentence, mark)}{mark.message}{stop} {mark.hint}".strip()
        yield from textwrap.wrap(line, _WIDTH, initial_indent=f"{indent}- ", subsequent_indent=f"{indent}  ")


def _place(sentence: SentenceReport, mark: Mark) -> str:
    """The marked words, unless they are the whole sentence or the message names them."""
    words = " ".join(sentence.text[mark.start - sentence.start : mark.end - sentence.start].split())
    if words in mark.message or len(words) > 0.8 * len(sentence.text):
        return ""
    return f"„{textwrap.shorten(words, 60, placeholder=' …')}“: "


def _number(score: float) -> str:
    return f"{score:.1f}".replace(".", ",")


# Tables


def _scores(name: str, column: str) -> list[float]:
    """The score of every row, as it is computed."""
    from werkstatt.analysis.plain_language.score import score

    return [score(cell) for cell in _cells(name, column)]


def _cells(name: str, column: str) -> list[str]:
    """The cells of a column, from the first row below the heading; empty lines are no rows. Raises FaultyInputError."""
    text = _read(name)
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, column), strict=True)
    try:
        heading = [cell.strip() for cell in next((row for row in reader if row), [])]
        if column.strip() not in heading:
            there = ", ".join(f"„{cell}“" for cell in heading if cell) or "keine"
            raise FaultyInputError(
                f"{name}, Zeile {reader.line_num}: Die Spalte „{column}“ gibt es nicht. Vorhanden: {there}. "
                "Bitte geben Sie eine davon mit --column an."
            )
        place = heading.index(column.strip())
        return [row[place] if place < len(row) else "" for row in reader if row]
    except csv.Error as error:
        raise FaultyInputError(
            f"{name}, Zeile {reader.line_num}: Die Anführungszeichen passen nicht zusammen ({error}). "
            "Bitte speichern Sie die Tabelle neu als CSV."
        ) from error


def _delimiter(text: str, column: str) -> str:
    """The sign between columns: the one by which the wanted heading is found, else the most frequent in the heading."""
    heading = text.lstrip("\r\n").partition("\n")[0]
    signs = sorted(",;\t|", key=heading.count, reverse=True)
    for sign in signs:
        if column.strip() in (cell.strip().strip('"') for cell in heading.rstrip("\r").split(sign)):
            return sign
    return signs[0]


# Reading and writing


def _read(name: str) -> str:
    """The text of a file, ``-`` is standard input. Raises FaultyInputError if there is none or it is not a text."""
    data = sys.stdin.buffer.read(MOST_BYTES) if name == "-" else read_file(Path(name), MOST_BYTES)
    text = _decoded(data)
    if not text.strip():
        raise FaultyInputError(f"{name}: Die Datei ist leer. Bitte geben Sie eine Datei mit Text an.")
    if "\0" in text:
        before = text[: text.index("\0")]
        line, position = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise FaultyInputError(
            f"{name}, Zeile {line}, Spalte {position}: Das ist keine Textdatei. "
            "Bitte speichern Sie sie als Text mit der Kodierung UTF-8."
        )
    return text


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252, which takes any bytes."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
