"""Bringing in votes that were collected elsewhere: two files in the form that Polis gives out, all or nothing."""

from __future__ import annotations

import csv
import io
import secrets
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned_line
from werkstatt.opinions.actions.vote import COUNTS
from werkstatt.opinions.events import VotesImported
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote, VoteImport
from werkstatt.opinions.queries.open_data import as_written
from werkstatt.opinions.rules import MAX_SOURCE_NOTE_LENGTH, MAX_STATEMENTS, MAX_STORED_LENGTH, Opinion, StatementState

if TYPE_CHECKING:
    from werkstatt.analysis.opinion.reading import FaultyTableError, StatementRow, VoteTable

KEPT = timedelta(days=1)
MOST_VOTES = 150_000
"""Votes that are brought in while somebody waits: less than a minute."""
LARGEST_FILE = 20_000_000
BATCH = 2_000


class FaultyFiles(RuleBroken):
    """Files that cannot be brought in. ``faults`` of the file ``field``: line, column, what to do."""

    def __init__(self, field: str, faults: Iterable[tuple[int, int, str]]) -> None:
        self.faults = list(faults)
        first = _("Zeile %(line)s, Spalte %(column)s: %(message)s")
        line, column, message = self.faults[0]
        words = first % {"line": line, "column": column, "message": message}
        super().__init__(words, fields={field: words})


@dataclass(frozen=True, slots=True)
class Found:
    """What both files say."""

    statements: dict[int | str, StatementRow]
    table: VoteTable

    @property
    def withheld(self) -> int:
        """Statements that were moderated out."""
        return sum(row.is_moderated_out for row in self.statements.values())

    @property
    def votes(self) -> int:
        """How many votes count: of each person the last one on each statement."""
        return len(self.table.votes)

    @property
    def people(self) -> int:
        """How many people voted."""
        return len(self.table.people)


def take_files(*, actor: Actor, opinion_map: OpinionMap, statements: bytes, votes: bytes) -> VoteImport:
    """Keep two files until somebody has looked at what would come of them.

    Raises RuleBroken (FaultyFiles with lines and columns) if they cannot be brought in, or the map is not empty.
    """
    require(actor, "opinions.set_up", opinion_map)
    _check_empty(opinion_map)
    for name, data in (("statements", statements), ("votes", votes)):
        if len(data) > LARGEST_FILE:
            message = _("Die Datei ist zu groß. Höchstens %(n)s MB sind möglich.") % {"n": LARGEST_FILE // 1_000_000}
            raise RuleBroken(message, fields={name: message})
    read_files(statements, votes)
    return VoteImport.objects.create(
        municipality_id=opinion_map.municipality_id,
        opinion_map=opinion_map,
        token=secrets.token_urlsafe(24),
        statements=zlib.compress(statements),
        votes=zlib.compress(votes),
        created_at=clock.now(),
    )


def found_in(vote_import: VoteImport) -> Found:
    """What the kept files say. Raises what ``take_files`` raises."""
    return read_files(zlib.decompress(vote_import.statements), zlib.decompress(vote_import.votes))


@transaction.atomic
def import_votes(*, actor: Actor, vote_import: VoteImport, source_note: str = "") -> OpinionMap:
    """Fill an empty map with the kept files: statements with their numbers, people without anything that names them.

    Statements are numbered as in the file; where it begins with 0, everything moves on by one. Where ids are no
    numbers, they are numbered in the order of the file. ``source_note`` says beside the result where the votes come
    from. Raises RuleBroken if it is too long, or the map is not empty any more.
    """
    require(actor, "opinions.set_up", vote_import)
    source_note = cleaned_line(source_note)
    if len(source_note) > MAX_SOURCE_NOTE_LENGTH:
        message = _("Das ist zu lang. Bitte kürzen Sie es auf %(n)s Zeichen.") % {"n": MAX_SOURCE_NOTE_LENGTH}
        raise _wrong("source_note", message)
    opinion_map = OpinionMap.objects.select_for_update(of=("self",)).get(pk=vote_import.opinion_map_id)
    _check_empty(opinion_map)
    data = zlib.decompress(vote_import.votes)
    found = read_files(zlib.decompress(vote_import.statements), data)
    opinion_map.source_note = source_note
    keys = _write_statements(opinion_map, found)
    _write_votes(opinion_map, found, keys, _days(data))
    VoteImport.objects.filter(opinion_map=opinion_map).delete()
    record(actor, "import_votes", opinion_map, statements=len(keys), people=found.people, votes=found.votes)
    announce(VotesImported(opinion_map))
    pages.touch(opinion_map.municipality_id)
    return opinion_map


def discard_old_imports() -> int:
    """Throw away uploads that nobody has said yes to for a day. Returns how many."""
    return VoteImport.objects.filter(created_at__lte=clock.now() - KEPT).delete()[0]


def _in_words(faulty: FaultyTableError) -> Iterator[tuple[int, int, str]]:
    """The faults in the reader's language."""
    return ((fault.line, fault.column, _(fault.template) % fault.values) for fault in faulty.faults)


def read_files(statements: bytes, votes: bytes) -> Found:
    """What two files say. Raises FaultyFiles, or RuleBroken if there is nothing or too much in them."""
    # Tables are read with numpy, which is loaded by who brings votes in, not by every web process.
    from werkstatt.analysis.opinion.reading import FaultyTableError, read_statements, read_votes

    try:
        rows = read_statements(statements)
    except FaultyTableError as faulty:
        raise FaultyFiles("statements", _in_words(faulty)) from None
    _check_statements(rows)
    try:
        table = read_votes(votes, known=rows.keys())
    except FaultyTableError as faulty:
        raise FaultyFiles("votes", _in_words(faulty)) from None
    if len(table.votes) > MOST_VOTES:
        message = _("Das sind %(count)s Stimmen. Hier lassen sich höchstens %(n)s einlesen.")
        raise _wrong("votes", message % {"count": len(table.votes), "n": MOST_VOTES})
    return Found(rows, table)


def _check_statements(rows: dict[int | str, StatementRow]) -> None:
    if not rows:
        raise _wrong("statements", _("In der Datei steht keine These."))
    if len(rows) > MAX_STATEMENTS:
        message = _("Das sind %(count)s Thesen. Ein Stimmungsbild hat höchstens %(n)s.")
        raise _wrong("statements", message % {"count": len(rows), "n": MAX_STATEMENTS})
    for key, row in rows.items():
        if not row.is_moderated_out and not cleaned_line(row.text):
            raise _wrong("statements", _("Die These %(key)s hat keinen Text.") % {"key": key})
        if len(row.text) > MAX_STORED_LENGTH:
            message = _("Die These %(key)s ist zu lang: höchstens %(n)s Zeichen.")
            raise _wrong("statements", message % {"key": key, "n": MAX_STORED_LENGTH})
        if isinstance(key, int) and key > _HIGHEST:
            message = _("Die Nummer %(key)s ist zu groß: höchstens %(n)s.")
            raise _wrong("statements", message % {"key": key, "n": _HIGHEST})


_HIGHEST = 999_999_998


def _check_empty(opinion_map: OpinionMap) -> None:
    if Statement.objects.filter(opinion_map=opinion_map).exists():
        raise RuleBroken(_("Eingelesen wird nur in ein leeres Stimmungsbild. Dieses hat schon Thesen."))


def _write_statements(opinion_map: OpinionMap, found: Found) -> dict[int | str, int]:
    """Write the statements with their counts. Returns the key of each by its name in the files."""
    now = clock.now()
    counts = _counts(found.table)
    shift = 1 if 0 in found.statements else 0
    written = {}
    for place, (name, row) in enumerate(found.statements.items(), 1):
        number = name + shift if isinstance(name, int) else place
        written[name] = Statement(
            municipality_id=opinion_map.municipality_id,
            opinion_map=opinion_map,
            number=number,
            position=number,
            text=cleaned_line(as_written(row.text)),
            is_seed=True,
            state=StatementState.WITHHELD if row.is_moderated_out else StatementState.PUBLISHED,
            reason=_("In der eingelesenen Sammlung nicht zugelassen.") if row.is_moderated_out else "",
            changed_at=now,
            **counts.get(name, {}),
        )
    Statement.objects.bulk_create(written.values(), batch_size=BATCH)
    opinion_map.last_number = max(statement.number for statement in written.values())
    opinion_map.participant_count = found.people
    opinion_map.save(update_fields=["last_number", "participant_count", "source_note"])
    stored = dict(Statement.objects.filter(opinion_map=opinion_map).values_list("number", "pk"))
    return {name: stored[statement.number] for name, statement in written.items()}


def _counts(table: VoteTable) -> dict[int | str, dict[str, int]]:
    order = (COUNTS[Opinion.DISAGREE], COUNTS[Opinion.PASS], COUNTS[Opinion.AGREE])
    counts = zip(table.votes.statements.tolist(), table.votes.counts().tolist(), strict=True)
    return {table.statements[key]: dict(zip(order, row, strict=True)) for key, row in counts}


def _write_votes(
    opinion_map: OpinionMap, found: Found, keys: dict[int | str, int], days: dict[tuple[str, str], date]
) -> None:
    table, town = found.table, opinion_map.municipality_id
    people = sorted(table.people)
    shuffled = {person: secrets.randbits(62) for person in people}
    Participant.objects.bulk_create(
        [Participant(municipality_id=town, opinion_map=opinion_map, shuffle=shuffled[person]) for person in people],
        batch_size=BATCH,
    )
    made = dict(Participant.objects.filter(opinion_map=opinion_map).values_list("shuffle", "pk"))
    today = localdate(clock.now())
    waiting = []
    voters, statements, values = (column.tolist() for column in table.votes.rows())
    for voter, statement, value in zip(voters, statements, values, strict=True):
        name = table.statements[statement]
        waiting.append(
            Vote(
                municipality_id=town,
                participant_id=made[shuffled[voter]],
                statement_id=keys[name],
                value=value,
                day=days.get((str(name), str(table.people[voter])), today),
            )
        )
        if len(waiting) >= BATCH:
            Vote.objects.bulk_create(waiting)
            waiting.clear()
    Vote.objects.bulk_create(waiting)


def _days(data: bytes) -> dict[tuple[str, str], date]:
    """On which day each vote was given, by statement and voter. The file has passed the reading before."""
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    heading = text.getvalue().partition("\n")[0]
    reader = csv.reader(text, delimiter=";" if ";" in heading and "," not in heading else ",")
    names = [name.strip().lower() for name in next(reader, [])]
    time, statement, voter = (names.index(name) for name in ("timestamp", "comment-id", "voter-id"))
    known: dict[int, date] = {}
    latest: dict[tuple[str, str], int] = {}
    for cells in reader:
        if len(cells) == len(names):
            key, moment = (cells[statement].strip(), cells[voter].strip()), int(cells[time])
            latest[key] = max(moment, latest.get(key, 0))
    today = localdate(clock.now())
    return {key: _day(moment, known, today) for key, moment in latest.items()}


def _day(moment: int, known: dict[int, date], today: date) -> date:
    """The day of a moment in milliseconds (or seconds) since 1970; today, if it cannot be one."""
    seconds = moment // 1000 if moment > _SECONDS_END else moment
    hour = seconds // 3600
    if hour not in known:
        try:
            known[hour] = min(localdate(datetime.fromtimestamp(seconds, UTC)), today)
        except (OverflowError, ValueError, OSError):
            known[hour] = today
    return known[hour]


_SECONDS_END = 100_000_000_000
"""A larger number counts milliseconds: as seconds it would be the year 5138."""


def _wrong(field: str, message: str) -> RuleBroken:
    return RuleBroken(message, fields={field: message})
