"""``werkstatt carry-over``: where the places of remarks in an old wording are in the new one."""

from __future__ import annotations

import argparse
import codecs
import json
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any, NamedTuple

from werkstatt.cli.files import FaultyInputError, write_file
from werkstatt.text.carry import Placement, PlacementStatus, carry_over_text

MOST_BYTES = 20_000_000
"""Largest file that is read; a strategy of 200 pages has a thirtieth of it."""

_EXCERPT = 60
"""Characters of a place that the table shows."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its arguments."""
    parser.description = _(
        "Überträgt Stellen aus einer alten Fassung eines Textes in eine neue: "
        "Wo steht jetzt, wozu jemand etwas angemerkt hat? "
        "Wo das nicht sicher ist, steht ein Vorschlag, den ein Mensch bestätigen muss."
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _(
        "Beispiel:\n"
        "  werkstatt carry-over fassung1.txt fassung2.txt stellen.json --json -\n\n"
        "Texte: UTF-8 oder UTF-16 mit Kennung, Absätze durch Leerzeilen getrennt.\n"
        'Stellen: [{"id": 1, "start": 120, "end": 145, "quote": "die Bibliothek am Markt"}]\n'
        "(start und end zählen Zeichen der alten Datei).\n\n"
        "Ergebnis je Stelle: exact (wörtlich), changed (sicher, Worte geändert),\n"
        "unsure (bitte prüfen), gone (ohne Gegenstück)."
    )
    parser.add_argument("old", metavar="OLD", type=Path, help=_("alte Fassung, Textdatei"))
    parser.add_argument("new", metavar="NEW", type=Path, help=_("neue Fassung, Textdatei"))
    parser.add_argument("anchors", metavar="ANCHORS.json", type=Path, help=_("Stellen in der alten Fassung"))
    parser.add_argument(
        "--json",
        metavar="FILE",
        dest="json_file",
        help=_("Ergebnis als JSON in diese Datei schreiben; - für die Ausgabe"),
    )


def run(args: argparse.Namespace) -> int:
    """Carry the places over. Returns 0, or 1 with a message on standard error if the input is faulty."""
    try:
        old, new = _read_text(args.old), _read_text(args.new)
        anchors = _read_anchors(args.anchors, old, args.old)
        placements = carry_over_text(old, new, [(anchor.start, anchor.end) for anchor in anchors])
        if args.json_file:
            write_file(args.json_file, _as_json(anchors, placements).encode())
        else:
            sys.stdout.write(_as_table(anchors, placements, new))
    except FaultyInputError as error:
        print(f"werkstatt carry-over: {error}", file=sys.stderr)
        return 1
    return 0


class _Anchor(NamedTuple):
    id: int | str
    start: int
    end: int
    quote: str


# Reading


def _read_text(path: Path) -> str:
    """The text of a file. Raises FaultyInputError if it cannot be read, is empty, too large or not a text."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise FaultyInputError(
            _("%(file)s: Die Datei lässt sich nicht lesen (%(reason)s). Bitte prüfen Sie den Namen und die Rechte.")
            % {"file": path, "reason": error.strerror}
        ) from error
    if size > MOST_BYTES or len(data) > MOST_BYTES:
        raise FaultyInputError(
            _("%(file)s: Die Datei hat mehr als %(limit)d MB. Bitte teilen Sie sie in mehrere Texte.")
            % {"file": path, "limit": MOST_BYTES // 1_000_000}
        )
    text = _decoded(path, data)
    if not text.strip():
        raise FaultyInputError(
            _("%(file)s: Die Datei ist leer. Bitte geben Sie eine Datei mit Text an.") % {"file": path}
        )
    return text


def _decoded(path: Path, data: bytes) -> str:
    marked_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if marked_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-16" if marked_16 else "utf-8-sig", errors="replace")
        raise FaultyInputError(
            _(
                "%(place)s: Hier steht ein Zeichen, das kein %(encoding)s ist. "
                "Bitte speichern Sie die Datei als Text mit der Kodierung UTF-8."
            )
            % {"place": _place(path, before, len(before)), "encoding": "UTF-16" if marked_16 else "UTF-8"}
        ) from error
    if "\0" in text:
        raise FaultyInputError(
            _("%(place)s: Das ist keine Textdatei. Bitte speichern Sie die Datei als Text mit der Kodierung UTF-8.")
            % {"place": _place(path, text, text.index("\0"))}
        )
    return text


def _place(path: Path, text: str, position: int) -> str:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return _("%(file)s, Zeile %(line)d, Spalte %(column)d") % {"file": path, "line": line, "column": column}


def _read_anchors(path: Path, old: str, old_path: Path) -> list[_Anchor]:
    text = _read_text(path)
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as error:
        raise FaultyInputError(
            _("%(place)s: Das ist kein gültiges JSON. Bitte prüfen Sie Klammern, Kommas und Anführungszeichen.")
            % {"place": _place(path, text, error.pos)}
        ) from error
    except (ValueError, RecursionError) as error:
        raise FaultyInputError(
            _("%(file)s: Das JSON ist zu tief verschachtelt oder enthält zu große Zahlen.") % {"file": path}
        ) from error
    if not isinstance(rows, list):
        raise FaultyInputError(
            _('%(file)s: Erwartet wird eine Liste von Stellen: [{"id": …, "start": …, "end": …, "quote": …}].')
            % {"file": path}
        )
    anchors = [_anchor(path, number, row, old, old_path) for number, row in enumerate(rows, start=1)]
    seen: set[int | str] = set()
    for anchor in anchors:
        if anchor.id in seen:
            raise FaultyInputError(
                _("%(file)s: Die Stelle %(id)s kommt mehrfach vor. Bitte geben Sie jeder Stelle eine eigene id.")
                % {"file": path, "id": _named(anchor.id)}
            )
        seen.add(anchor.id)
    return anchors


def _anchor(path: Path, number: int, row: Any, old: str, old_path: Path) -> _Anchor:
    """Check one entry; a quote that stands elsewhere than it says is searched for."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), int | str) or isinstance(row["id"], bool):
        raise FaultyInputError(
            _("%(file)s: Der %(number)d. Eintrag braucht eine id (Zahl oder Text), dazu start, end und quote.")
            % {"file": path, "number": number}
        )
    name = {"file": path, "id": _named(row["id"]), "old": old_path}
    start, end, quote = row.get("start"), row.get("end"), row.get("quote")
    if not isinstance(quote, str) or not quote.strip():
        raise FaultyInputError(_("%(file)s, Stelle %(id)s: Es fehlt quote, der Wortlaut der Stelle in %(old)s.") % name)
    for value in (start, end):
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise FaultyInputError(_("%(file)s, Stelle %(id)s: start und end müssen ganze Zahlen sein.") % name)
    if isinstance(start, int) and isinstance(end, int) and 0 <= start < end and old[start:end] == quote:
        return _Anchor(row["id"], start, end, quote)
    found = _nearest(old, quote, start if isinstance(start, int) else 0)
    if found is None:
        raise FaultyInputError(
            _(
                "%(file)s, Stelle %(id)s: Der Wortlaut steht nicht in %(old)s. "
                "Bitte prüfen Sie, ob die Stelle zu dieser Fassung gehört."
            )
            % name
        )
    return _Anchor(row["id"], found, found + len(quote), quote)


def _nearest(text: str, quote: str, position: int) -> int | None:
    """The occurrence of a quote that begins nearest to a position."""
    position = max(0, min(position, len(text)))
    after = text.find(quote, position)
    before = text.rfind(quote, 0, position + len(quote) - 1) if position else -1
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - position)) if places else None


def _named(identifier: int | str) -> str:
    """An id as it can be shown in one line."""
    return "".join(c if c.isprintable() else "?" for c in str(identifier))[:_EXCERPT]


# Writing


def _as_json(anchors: Sequence[_Anchor], placements: Sequence[Placement]) -> str:
    rows = [
        {"id": a.id, "status": p.status.value, "start": p.start, "end": p.end, "confidence": p.confidence}
        for a, p in zip(anchors, placements, strict=True)
    ]
    return json.dumps(rows, indent=1) + "\n"


def _as_table(anchors: Sequence[_Anchor], placements: Sequence[Placement], new: str) -> str:
    names = {
        PlacementStatus.EXACT: _("wörtlich"),
        PlacementStatus.CHANGED: _("geändert"),
        PlacementStatus.UNSURE: _("bitte prüfen"),
        PlacementStatus.GONE: _("entfallen"),
    }
    rows = [(_("Stelle"), _("Ergebnis"), _("Sicherheit"), _("Zeichen"), _("Wortlaut"))]
    for anchor, placed in zip(anchors, placements, strict=True):
        gone = placed.start is None
        text = anchor.quote if gone else new[placed.start : placed.end]
        place = "–" if gone else f"{placed.start}–{placed.end}"
        confidence = "–" if gone else f"{placed.confidence:.0%}"
        rows.append((_named(anchor.id), names[placed.status], confidence, place, _shortened(text)))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join([*(row[i].ljust(widths[i]) for i in range(4)), row[4]]).rstrip() for row in rows]
    counts = [f"{names[status]} {sum(p.status is status for p in placements)}" for status in PlacementStatus]
    text = "\n".join([*lines, "", ", ".join(counts)]) + "\n"
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _shortened(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(prog="werkstatt carry-over")
    configure(_parser)
    sys.exit(run(_parser.parse_args()))
