"""CSV: one table as text. Encoding, separator and quoting are found out, for every program writes its own kind."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from werkstatt.core.documents.characters import Cleaner, decoded
from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.tables import MOST_ROWS, Tables, sheet_of

_SEPARATORS = (";", "\t", ",", "|")
_SAMPLE = 50
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_UTF_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_csv(data: bytes) -> Tables:
    """The one table of the file. Raises DocumentError."""
    _refuse_mixed(data)
    text, notices = decoded(data)
    if "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        raise _not_in_one_encoding(text[: text.index("\ufffd")].count("\n") + 1)
    if said := _SAID.match(text):
        # Excel's own way to say which separator a file has; it does not count this line.
        separator, text = said[1], text[said.end() :]
    else:
        separator = _separator(text)
    cleaner = Cleaner()
    total = text.count("\n") + 1
    sheet = sheet_of("", _records(text, separator), cleaner, total if total > MOST_ROWS + 1 else 0)
    return Tables((sheet,) if sheet.rows else (), (*notices, *cleaner.notices()))


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DocumentError(
                _("Zeile %(row)s lässt sich nicht lesen: Vielleicht fehlt ein schließendes Anführungszeichen.")
                % {"row": number + 1},
                _("Speichern Sie die Tabelle noch einmal als CSV oder als XLSX."),
            ) from error
        number += 1
        yield number, record


def _separator(text: str) -> str:
    """The separator that parts the first lines into equally many cells, and into more than one."""
    head = text[:100_000]

    def fit(separator: str) -> tuple[float, int]:
        widths: Counter[int] = Counter()
        try:
            for record in islice(csv.reader(io.StringIO(head, newline=""), delimiter=separator), _SAMPLE):
                if any(cell.strip() for cell in record):
                    widths[len(record)] += 1
        except csv.Error:
            return 0.0, 0
        several = {width: count for width, count in widths.items() if width > 1}
        if not several:
            return 0.0, 0
        width, count = max(several.items(), key=lambda item: (item[1], item[0]))
        return count / widths.total(), width

    # Of two that fit equally well the first: a comma also stands in sentences.
    return max(_SEPARATORS, key=fit)


def _refuse_mixed(data: bytes) -> None:
    """Two tables pasted together can be part UTF-8, part Windows: read as either one, the other part is garbage."""
    if data.startswith(_UTF_MARKS) or b"\x00" in data[:2000]:
        return
    proper = broken = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            broken = broken or number
        else:
            proper = proper or number
        if proper and broken:
            raise _not_in_one_encoding(max(proper, broken))


def _not_in_one_encoding(line: int) -> DocumentError:
    return DocumentError(
        _("Zeile %(line)s ist in einer anderen Zeichenkodierung gespeichert als die Zeilen davor.") % {"line": line},
        _(
            "Öffnen Sie die Tabelle, prüfen Sie dort die Umlaute, speichern Sie sie als „CSV UTF-8“ oder als XLSX "
            "und laden Sie diese Datei hoch."
        ),
    )
