"""Tables of votes and statements in the form in which Polis publishes them.

``votes.csv``: ``timestamp,comment-id,voter-id,vote`` (1 agree, −1 disagree, 0 pass; the latest vote of a person on a
statement counts, of equally late ones the lower row); ``comments.csv``: ``comment-id,moderated,comment-body`` (−1:
moderated out). Columns are found by their heading, others are ignored. Bytes in, values out: no files here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.clean_table import Whole, whole_numbers
from werkstatt.analysis.opinion.votes import Votes

VOTE_COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")
STATEMENT_COLUMNS = ("comment-id", "moderated", "comment-body")
MODERATED_OUT = -1
MOST_FAULTS = 20
_MOST_DIGITS = 18


def _(template: str) -> str:
    """Marks what people read for the catalogues; a page says it in its own language."""
    return template


class Fault(NamedTuple):
    """What is wrong in a table: line and column (characters) from 1, and what to do.

    ``template`` with ``values`` for its placeholders, so that it can be translated; ``message`` is the German.
    """

    line: int
    column: int
    template: str
    values: Mapping[str, object] = MappingProxyType({})

    @property
    def message(self) -> str:
        """What to do, in German."""
        return self.template % self.values


class FaultyTableError(ValueError):
    """A table cannot be read; ``faults`` has the first ones, at most MOST_FAULTS."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.line}:{fault.column}: {fault.message}" for fault in faults))


@dataclass(frozen=True, eq=False)
class VoteTable:
    """Votes of a table. ``people`` and ``statements`` give ids their name in the table: the same whole number where all
    are whole numbers, else the text (then the ids count up in the order of the texts)."""

    votes: Votes
    people: Mapping[int, int | str]
    statements: Mapping[int, int | str]


class StatementRow(NamedTuple):
    """A statement of a table."""

    id: int | str
    text: str
    is_moderated_out: bool


def read_votes(data: bytes, *, known: Collection[int | str] | None = None) -> VoteTable:
    """Votes from the bytes of a ``votes.csv`` (UTF-8). Raises FaultyTableError.

    ``known``: ids of the statements there are; a vote on another one is a fault.
    """
    clean = whole_numbers(data, VOTE_COLUMNS)
    if clean is not None and _is_plausible(clean, known):
        times, statements, voters, values = clean.columns
        return _table(times, _Names.whole(voters), _Names.whole(statements), values.astype(np.int8))
    return _read_with_care(data, known)


def read_statements(data: bytes) -> dict[int | str, StatementRow]:
    """Statements from the bytes of a ``comments.csv`` (UTF-8), by id. Raises FaultyTableError."""
    faults = _Faults()
    rows: list[tuple[str, str, bool]] = []
    seen: dict[str, int] = {}
    for row in _rows(data, STATEMENT_COLUMNS):
        name, moderated, text = row.cells
        if not name:
            faults.add(row, 0, _("Die Nummer der These fehlt."))
        elif name in seen:
            faults.add(
                row, 0, _("Die These %(name)s steht schon in Zeile %(line)s."), name=_short(name), line=seen[name]
            )
        elif moderated not in ("-1", "0", "1", ""):
            faults.add(
                row, 1, _("Erwartet wird -1 (nicht zugelassen), 0 oder 1, nicht „%(it)s“."), it=_short(moderated)
            )
        else:
            seen[name] = row.line
            rows.append((name, text, moderated == str(MODERATED_OUT)))
    faults.raise_any()
    names = _typed([name for name, _, _ in rows])
    return {key: StatementRow(key, text.strip(), out) for key, (_, text, out) in zip(names, rows, strict=True)}


def write_votes(rows: Iterable[tuple[int, int | str, int | str, int]]) -> Iterator[str]:
    """Lines of a ``votes.csv`` from (timestamp in milliseconds, statement, voter, vote)."""
    yield from _written(VOTE_COLUMNS, rows)


def write_statements(rows: Iterable[StatementRow]) -> Iterator[str]:
    """Lines of a ``comments.csv``."""
    yield from _written(
        STATEMENT_COLUMNS, ((row.id, MODERATED_OUT if row.is_moderated_out else 0, row.text) for row in rows)
    )


# Votes


def _is_plausible(clean: Whole, known: Collection[int | str] | None) -> bool:
    """Nothing that the careful reading would object to."""
    values, statements = clean.columns[3], clean.columns[1]
    if values.min() < -1 or values.max() > 1 or any(column.min() < 0 for column in clean.columns[:3]):
        return False
    return known is None or {int(number) for number in np.unique(statements)} <= set(known)


def _read_with_care(data: bytes, known: Collection[int | str] | None) -> VoteTable:
    faults = _Faults()
    times: list[int] = []
    statements: list[str] = []
    voters: list[str] = []
    values: list[int] = []
    allowed = None if known is None else {str(name) for name in known}
    for row in _rows(data, VOTE_COLUMNS):
        time, statement, voter, vote = row.cells
        value = _VOTES.get(vote)
        if not _is_time(time):
            faults.add(row, 0, _("Der Zeitpunkt muss eine ganze Zahl sein, nicht „%(it)s“."), it=_short(time))
        elif not statement:
            faults.add(row, 1, _("Die Nummer der These fehlt."))
        elif allowed is not None and statement not in allowed:
            faults.add(row, 1, _("Die These %(name)s steht nicht in der Liste der Thesen."), name=_short(statement))
        elif not voter:
            faults.add(row, 2, _("Die Nummer der Person fehlt."))
        elif value is None:
            faults.add(
                row, 3, _("Eine Stimme ist 1 (dafür), -1 (dagegen) oder 0 (weiter), nicht „%(it)s“."), it=_short(vote)
            )
        else:
            times.append(int(time))
            statements.append(statement)
            voters.append(voter)
            values.append(value)
        if faults.enough:
            break
    faults.raise_any()
    return _table(
        np.array(times, dtype=np.int64), _Names.of(voters), _Names.of(statements), np.array(values, dtype=np.int8)
    )


_VOTES = {"1": 1, "-1": -1, "0": 0, "+1": 1, "1.0": 1, "-1.0": -1, "0.0": 0}


def _is_time(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


class _Names(NamedTuple):
    ids: NDArray[Any]
    names: Callable[[NDArray[np.int64]], dict[int, int | str]]

    @classmethod
    def whole(cls, ids: NDArray[np.int64]) -> _Names:
        return cls(ids, lambda occurring: {number: number for number in occurring.tolist()})

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Names:
        typed = _typed(texts)
        if not typed or isinstance(typed[0], int):
            return cls.whole(np.array(typed, dtype=np.int64))
        ordered = sorted(set(texts))
        number = {text: place for place, text in enumerate(ordered)}
        return cls(np.array([number[text] for text in texts], dtype=np.int64), lambda _: dict(enumerate(ordered)))


def _table(times: NDArray[np.int64], voters: _Names, statements: _Names, values: NDArray[np.int8]) -> VoteTable:
    columns = [voters.ids, statements.ids, values]
    if len(times) and bool((times[1:] < times[:-1]).any()):
        order = np.argsort(times, kind="stable")
        columns = [column[order] for column in columns]
    votes = Votes.from_arrays(*columns)
    return VoteTable(votes, voters.names(votes.people), statements.names(votes.statements))


def _typed(texts: Sequence[str]) -> list[Any]:
    """Whole numbers if all texts are such, written as one writes them; else the texts."""
    if all(text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS for text in texts):
        numbers = [int(text) for text in texts]
        if all(str(number) == text for number, text in zip(numbers, texts, strict=True)):
            return numbers
    return list(texts)


# Any table


class _Row(NamedTuple):
    line: int
    cells: list[str]
    column_of: Callable[[int], int]


class _Faults:
    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, row: _Row, cell: int, template: str, **values: object) -> None:
        if not self.enough:
            self._found.append(Fault(row.line, row.column_of(cell), template, values))

    @property
    def enough(self) -> bool:
        return len(self._found) >= MOST_FAULTS

    def raise_any(self) -> None:
        if self._found:
            raise FaultyTableError(self._found)


def _rows(data: bytes, wanted: tuple[str, ...]) -> Iterator[_Row]:
    """The wanted cells of each row, without the blanks around them; rows without any content are skipped."""
    text = _decoded(data)
    lines = text.splitlines(keepends=True) if "\r" in text.replace("\r\n", "\n") else text.split("\n")
    heading = lines[0] if lines else ""
    separator = ";" if ";" in heading and "," not in heading else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in wanted if name not in names]
        if missing:
            raise FaultyTableError([_missing(names, missing, wanted)])
        places = [names.index(name) for name in wanted]
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                column = len(lines[line - 1].rstrip("\r\n")) + 1 if line <= len(lines) else 1
                template = _("Erwartet werden %(wanted)s Spalten, hier sind es %(found)s.")
                raise FaultyTableError([Fault(line, column, template, {"wanted": len(names), "found": len(cells)})])
            yield _Row(line, [cells[place].strip() for place in places], _columns(cells, places))
    except csv.Error as error:
        template = _("Die Zeile ist nicht lesbar (%(reason)s).")
        raise FaultyTableError([Fault(max(1, reader.line_num), 1, template, {"reason": error})]) from error


def _columns(cells: list[str], places: list[int]) -> Callable[[int], int]:
    """Where a cell begins, in characters of the line; quotation marks and doubled ones count."""

    def column(cell: int) -> int:
        return 1 + sum(len(_as_written(other)) + 1 for other in cells[: places[cell]])

    return column


def _as_written(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',;"\n') else cell


_NOT_UTF8 = _("Hier steht ein Zeichen, das kein UTF-8 ist. Bitte speichern Sie die Datei mit der Kodierung UTF-8.")
_NO_TABLE = _("Das ist keine Texttabelle. Bitte speichern Sie die Datei als CSV mit der Kodierung UTF-8.")


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise FaultyTableError([Fault(line, column, _NOT_UTF8)]) from error
    if "\0" in text:
        before = text[: text.index("\0")]
        raise FaultyTableError([Fault(before.count("\n") + 1, len(before) - before.rfind("\n"), _NO_TABLE)])
    return text


def _missing(names: list[str], missing: list[str], wanted: tuple[str, ...]) -> Fault:
    if not any(names):
        return Fault(
            1, 1, _("Die Datei ist leer. Erwartet wird die Kopfzeile %(wanted)s."), {"wanted": ",".join(wanted)}
        )
    template = _("In der Kopfzeile fehlt %(missing)s. Erwartet wird %(wanted)s.")
    return Fault(1, 1, template, {"missing": ", ".join(missing), "wanted": ",".join(wanted)})


def _short(text: str) -> str:
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= 40 else line[:39] + "…"


def _written(heading: tuple[str, ...], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield ",".join(heading) + "\r\n"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for values in rows:
        writer.writerow(values)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
