"""``werkstatt similar``: which texts of a table say nearly the same, or the opposite."""

from __future__ import annotations

import argparse
import codecs
import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from werkstatt.cli.files import FaultyInputError, read_file, write_file

if TYPE_CHECKING:
    from werkstatt.analysis.similarity.matches import Pair

MOST_BYTES = 200_000_000
MOST_ROWS = 50_000
"""Rows that are compared; this many take about a minute, and a gigabyte of memory."""
MOST_NEAREST = 100
_SEPARATORS = (",", ";", "\t", "|")
_MOST_SHOWN = 30


class _Table(NamedTuple):
    """Ids and texts of the rows that have a text, and what the person should know."""

    ids: list[int | str]
    texts: list[str]
    notices: list[str]


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = _(
        "Findet in einer Tabelle Texte, die (fast) dasselbe sagen, und solche, die zur selben Sache das Gegenteil "
        "sagen: verneint, mit anderer Zahl, mehr statt weniger."
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _(
        "Beispiel:\n"
        "  werkstatt similar beitraege.csv --column text --top 5 --json -\n\n"
        "Tabelle: CSV mit Überschriften in der ersten Zeile; Trennzeichen (Komma, Semikolon, Tabulator, |)\n"
        "und Kodierung (UTF-8, UTF-16, Windows-1252) werden erkannt.\n\n"
        'Ergebnis: {"pairs": [{"a", "b", "score", "kind", "because"}]}, jedes Paar einmal, die nächsten zuerst.\n'
        "a und b zählen die Zeilen ab 1, die Überschriften und ganz leere Zeilen nicht mit;\n"
        "mit --id NAME stehen dort die Werte dieser Spalte. score: 0 bis 1.\n"
        "kind: duplicate (fast dasselbe), similar (ähnlich), opposed (dieselbe Sache, andere Richtung).\n"
        "because: gemeinsame Wörter; bei opposed, was den Unterschied macht.\n"
        "Texte ohne sprechendes Wort (leer, nur Emojis) gleichen keinem anderen."
    )
    parser.add_argument("file", metavar="FILE.csv", type=Path, help=_("Tabelle"))
    parser.add_argument("--column", required=True, metavar="NAME", help=_("Spalte mit den Texten"))
    parser.add_argument(
        "--top", type=_top, default=5, metavar="N", help=_("nächste je Text, von denen die Paare kommen (5)")
    )
    parser.add_argument("--id", metavar="NAME", help=_("Spalte, deren Werte a und b benennen (sonst Zeilennummern)"))
    parser.add_argument(
        "--json",
        metavar="FILE",
        dest="json_file",
        help=_("Ergebnis als JSON in diese Datei schreiben; - für die Ausgabe"),
    )


def _top(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
    if not 1 <= number <= MOST_NEAREST:
        raise argparse.ArgumentTypeError(_("eine ganze Zahl von 1 bis %(most)d") % {"most": MOST_NEAREST})
    return number


def run(args: argparse.Namespace) -> int:
    """Compare the texts. Returns 0, or 1 with a message on standard error if the input is faulty."""
    try:
        table = _read(args.file, args.column, args.id)
        for notice in table.notices:
            print(f"{args.file}: {notice}", file=sys.stderr)
        pairs = _pairs(table.texts, args.top)
        if args.json_file:
            write_file(args.json_file, _as_json(pairs, table.ids).encode())
        if args.json_file != "-":
            print(_as_table(pairs, table))
    except FaultyInputError as error:
        print(f"werkstatt similar: {error}", file=sys.stderr)
        return 1
    return 0


def _pairs(texts: Sequence[str], top: int) -> list[Pair]:
    from werkstatt.analysis.similarity.index import Index

    index = Index()
    told = _progress(2 * len(texts))
    for number, text in enumerate(texts):
        index.add(number, text)
        told(number + 1)
    return index.pairs(most=top, told=lambda done: told(len(texts) + done))


def _progress(total: int) -> Callable[[int], None]:
    """A line that counts up while somebody watches and it takes a while."""
    if not sys.stderr.isatty() or total < 4_000:
        return lambda done: None
    step = max(1, total // 200)

    def told(done: int) -> None:
        if done % step == 0 or done >= total:
            filled = 30 * done // total
            end = "\n" if done >= total else ""
            print(
                f"\r{'█' * filled}{'·' * (30 - filled)} {100 * done // total} %", end=end, file=sys.stderr, flush=True
            )

    return told


# Reading


def _read(path: Path, column: str, id_column: str | None) -> _Table:
    """The texts of a column. Raises FaultyInputError that names file, line and column."""
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise FaultyInputError(
            _("%(file)s: Die Tabelle ist größer als %(most)d MB. Bitte teilen Sie sie.")
            % {"file": path, "most": MOST_BYTES // 1_000_000}
        )
    text, notices = _decoded(path, read_file(path, MOST_BYTES))
    records = _records(path, text, _separator(text, column))
    try:
        header = [name.strip() for name in next(records)]
    except StopIteration:
        raise FaultyInputError(
            _("%(file)s: Die Datei ist leer. Bitte geben Sie eine Tabelle mit Überschriften an.") % {"file": path}
        ) from None
    place = _place(path, header, column)
    id_place = None if id_column is None else _place(path, header, id_column)
    ids: list[int | str] = []
    texts: list[str] = []
    empty = 0
    for number, row in enumerate(records, start=1):
        if number > MOST_ROWS:
            raise FaultyInputError(
                _("%(file)s: Die Tabelle hat mehr als %(most)d Zeilen. Bitte teilen Sie sie.")
                % {"file": path, "most": MOST_ROWS}
            )
        cell = row[place].strip() if place < len(row) else ""
        if cell:
            ids.append(number if id_place is None else row[id_place].strip() if id_place < len(row) else "")
            texts.append(cell)
        else:
            empty += 1
    if empty:
        notices.append(_("%(count)d Zeilen ohne Text sind übergangen.") % {"count": empty})
    return _Table(ids if id_place is None else _checked(path, id_column or "", ids), texts, notices)


def _decoded(path: Path, data: bytes) -> tuple[str, list[str]]:
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return data.decode("utf-16", "replace"), []
    if b"\0" in data:
        raise FaultyInputError(
            _("%(file)s: Das ist keine Textdatei. Bitte speichern Sie die Tabelle als CSV.") % {"file": path}
        )
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        notice = _("Die Datei ist kein UTF-8 und wurde als Windows-1252 gelesen. Bitte prüfen Sie die Umlaute.")
        return data.decode("cp1252", "replace"), [notice]


def _separator(text: str, column: str) -> str:
    """The separator with which the first line has the wanted column; else the one with the most cells."""
    line = text.lstrip("\r\n").partition("\n")[0][:100_000]

    def fit(separator: str) -> tuple[bool, int]:
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator), [])]
        return column in cells, len(cells)

    return max(_SEPARATORS, key=fit)


def _records(path: Path, text: str, separator: str) -> Iterator[list[str]]:
    """Rows that are not entirely empty."""
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begin = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise FaultyInputError(
                _(
                    "%(file)s, Zeile %(line)d: Die Tabelle lässt sich ab hier nicht lesen. Vielleicht fehlt ein "
                    "schließendes Anführungszeichen, oder eines im Text ist nicht verdoppelt."
                )
                % {"file": path, "line": begin}
            ) from error
        begin = reader.line_num + 1
        if any(cell.strip() for cell in row):
            yield row


def _place(path: Path, header: Sequence[str], column: str) -> int:
    wanted = [place for place, name in enumerate(header) if name == column] or [
        place for place, name in enumerate(header) if name.casefold() == column.strip().casefold()
    ]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(_shortened(name, 30) for name in header[:40])
    if wanted:
        raise FaultyInputError(
            _("%(file)s: Die Spalte %(column)s gibt es mehrfach. Vorhanden sind: %(names)s.")
            % {"file": path, "column": _shortened(column, 30), "names": names}
        )
    raise FaultyInputError(
        _("%(file)s: Die Spalte %(column)s gibt es nicht. Vorhanden sind: %(names)s.")
        % {"file": path, "column": _shortened(column, 30), "names": names}
    )


def _checked(path: Path, column: str, ids: Sequence[int | str]) -> list[int | str]:
    """Ids as numbers where all are; each must be there and stand once."""
    name = {"file": path, "column": _shortened(column, 30)}
    if "" in ids:
        raise FaultyInputError(
            _("%(file)s: In der Spalte %(column)s fehlen Werte. Ohne --id zählen die Zeilennummern.") % name
        )
    [(value, count)] = Counter(ids).most_common(1) or [("", 0)]
    if count > 1:
        raise FaultyInputError(
            _("%(file)s: In der Spalte %(column)s steht %(value)s mehrfach. Ohne --id zählen die Zeilennummern.")
            % {**name, "value": _shortened(str(value), 30)}
        )
    if all(
        isinstance(one, str) and one.isascii() and one.isdigit() and len(one) < 16 and str(int(one)) == one
        for one in ids
    ):
        return [int(one) for one in ids]
    return list(ids)


# Writing


def _as_json(pairs: Sequence[Pair], ids: Sequence[int | str]) -> str:
    rows = [
        {"a": ids[p.a], "b": ids[p.b], "score": p.score, "kind": p.kind.value, "because": list(p.because)}
        for p in pairs
    ]
    return json.dumps({"pairs": rows}, ensure_ascii=False, indent=1) + "\n"


def _as_table(pairs: Sequence[Pair], table: _Table) -> str:
    names = {"duplicate": _("gleich"), "similar": _("ähnlich"), "opposed": _("entgegen")}
    counted = Counter(pair.kind.value for pair in pairs)
    lines = []
    for pair in pairs[:_MOST_SHOWN]:
        lines.append(f"{names[pair.kind.value]:<9} {pair.score:.2f}  {_shortened(', '.join(pair.because), 80)}")
        lines += [
            f"  {_shortened(str(table.ids[n]), 12):>12}  {_shortened(table.texts[n], 96)}" for n in (pair.a, pair.b)
        ]
    if len(pairs) > _MOST_SHOWN:
        lines.append(
            _("… und %(count)d weitere Paare. Mit --json stehen alle da.") % {"count": len(pairs) - _MOST_SHOWN}
        )
    counts = ", ".join(f"{name} {counted[kind]}" for kind, name in names.items())
    text = "\n".join([*lines, "", f"{len(table.texts)} {_('Texte')}, {len(pairs)} {_('Paare')}: {counts}"]).lstrip()
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _shortened(text: str, length: int) -> str:
    line = "".join(c if c.isprintable() else " " for c in " ".join(text[: 4 * length].split()))
    return line if len(line) <= length else line[: length - 1] + "…"
