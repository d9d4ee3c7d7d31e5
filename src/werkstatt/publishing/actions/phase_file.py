"""Files about a phase: ordered by somebody, made in the background, kept as long as nothing has changed."""

from __future__ import annotations

import errno
import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.files import File
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.documents.errors import SettingFailedError
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.models import PhaseFile
from werkstatt.publishing.queries.phases import count_of, fingerprint_of, finished_file
from werkstatt.publishing.queries.synopsis import Entry, keys_by_number, read_entries
from werkstatt.publishing.rules import (
    AT_ONCE_UP_TO,
    FORMATS,
    FRESH_FOR,
    KEPT_FOR,
    SILENT_AFTER,
    UNUSED_FOR,
    FileKind,
    FileState,
    Problem,
)
from werkstatt.publishing.writing.open_data import csv_lines, json_parts
from werkstatt.publishing.writing.synopsis import write_synopsis
from werkstatt.publishing.writing.workbook import write_workbook

logger = logging.getLogger(__name__)

BEAT_EVERY = timedelta(seconds=1)
"""How often the making tells how far it is: often enough for a bar, seldom enough for the database."""


class CancelledError(Exception):
    """Somebody does not want the file any more."""


def order_file(
    *,
    phase: ParticipationPhase,
    kind: str,
    format: str,
    language: str,
    actor: Actor = None,
    is_internal: bool = False,
    as_it_is_now: bool = False,
) -> tuple[PhaseFile, bool]:
    """Have a file made, unless the one there is good enough. Returns it, and whether somebody must now make it.

    An internal file needs the permission to work on the desk and is never older than the last change, nor is any
    with ``as_it_is_now``. Raises RuleBroken for a format that does not exist.
    """
    if format not in FORMATS.get(kind, ()) or (is_internal and kind != FileKind.SYNOPSIS):
        raise RuleBroken(_("Diese Datei gibt es nicht."))
    if is_internal:
        require(actor, "assessment.view_desk", phase)
    now = clock.now()
    kind, count = made_as(kind, format), count_of(phase)
    fingerprint = fingerprint_of(phase, is_internal=is_internal)
    finished = finished_file(phase, kind, format, is_internal=is_internal, language=language)
    if finished is not None and exists(finished):
        is_current = finished.fingerprint == fingerprint
        may_be_older = not is_internal and not as_it_is_now
        if is_current or (may_be_older and _is_good_enough(finished, count, now)):
            return finished, False
    sort = {"phase": phase, "kind": kind, "format": format, "is_internal": is_internal, "language": language}
    busy = PhaseFile.objects.filter(**sort, state__in=(FileState.WAITING, FileState.RUNNING)).order_by("-pk").first()
    if busy is not None and busy.is_busy(now):
        return busy, False
    values = {"state": FileState.WAITING, "problem": "", "done": 0, "total": count}
    moments = {"requested_at": now, "beat_at": now, "made_at": None}
    try:
        with transaction.atomic():
            order = PhaseFile.objects.create(
                municipality_id=phase.municipality_id, fingerprint=fingerprint, **sort, **values, **moments
            )
    except IntegrityError:
        # There was an order for this state of things: it failed, was cancelled, or somebody was quicker just now.
        order = PhaseFile.objects.get(fingerprint=fingerprint, **sort)
        taken = PhaseFile.objects.filter(pk=order.pk).exclude(state__in=(FileState.WAITING, FileState.RUNNING))
        lost = PhaseFile.objects.filter(pk=order.pk, state=FileState.RUNNING, beat_at__lt=now - SILENT_AFTER)
        if not (taken | lost).update(**values, **moments):
            return order, False
        order.refresh_from_db()
    return order, True


def made_as(kind: str, format: str) -> str:
    """The kind under which a file is kept: the workbook of the open data is that of the synopsis, made once."""
    return FileKind.SYNOPSIS if format == "xlsx" else kind


def _is_good_enough(finished: PhaseFile, count: int, now: datetime) -> bool:
    """Everybody may order, and large files cost: one that is outdated by a few minutes has to do."""
    return count > AT_ONCE_UP_TO and finished.made_at is not None and now - finished.made_at < FRESH_FOR


def make_file(*, order_id: int) -> PhaseFile | None:
    """Make an ordered file. Does nothing if somebody else makes it, or nobody wants it any more."""
    now = clock.now()
    waiting = PhaseFile.objects.filter(pk=order_id, state=FileState.WAITING)
    if not waiting.update(state=FileState.RUNNING, started_at=now, beat_at=now, done=0):
        return None
    order = PhaseFile.objects.select_related("phase__municipality", "phase__version__strategy", "phase__strategy").get(
        pk=order_id
    )
    try:
        with override(order.language), tempfile.TemporaryFile() as file:
            _write(order, file, _Progress(order_id))
            file.seek(0)
            _finish(order, file)
    except CancelledError:
        return None
    except SettingFailedError:
        logger.exception("pages of file %s could not be set", order_id)
        _fail(order_id, Problem.SETTING)
    except OSError as error:
        logger.exception("file %s could not be written", order_id)
        _fail(order_id, Problem.SPACE if error.errno in (errno.ENOSPC, errno.EDQUOT) else Problem.UNKNOWN)
    except Exception:
        logger.exception("file %s could not be made", order_id)
        _fail(order_id, Problem.UNKNOWN)
    return order


def cancel_file(*, order: PhaseFile) -> None:
    """Nobody waits for it any more. What is being made stops at its next step; a finished file stays."""
    busy = PhaseFile.objects.filter(pk=order.pk, state__in=(FileState.WAITING, FileState.RUNNING))
    busy.update(state=FileState.CANCELLED, beat_at=clock.now())


def tidy_files() -> int:
    """Say of lost orders that they are, and delete files that nobody needs. Returns how many are gone."""
    now = clock.now()
    PhaseFile.objects.filter(state=FileState.RUNNING, beat_at__lt=now - SILENT_AFTER).update(
        state=FileState.FAILED, problem=Problem.LOST
    )
    gone = 0
    newest: set[tuple[object, ...]] = set()
    for row in PhaseFile.objects.exclude(state__in=(FileState.WAITING, FileState.RUNNING)).order_by("-made_at", "-pk"):
        sort = (row.phase_id, row.kind, row.format, row.is_internal, row.language)
        is_newest = row.state == FileState.DONE and sort not in newest
        newest |= {sort} if row.state == FileState.DONE else set()
        if row.requested_at < now - (UNUSED_FOR if is_newest else KEPT_FOR):
            delete_file(row)
            gone += 1
    return gone


def delete_file(row: PhaseFile) -> None:
    """Delete the row, and its file once that is certain."""
    name, storage = row.file.name, row.file.storage
    row.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def exists(row: PhaseFile) -> bool:
    """Whether the file of a finished order is really there."""
    name = row.file.name
    return bool(name) and row.file.storage.exists(str(name))


class _Progress:
    """Tells the order how far its file is, and hears whether it is still wanted."""

    def __init__(self, order_id: int) -> None:
        self._order_id = order_id
        self._told_at: datetime | None = None

    def __call__(self, done: int) -> None:
        now = clock.now()
        if self._told_at is not None and now - self._told_at < BEAT_EVERY:
            return
        self._told_at = now
        running = PhaseFile.objects.filter(pk=self._order_id, state=FileState.RUNNING)
        if not running.update(done=done, beat_at=now):
            raise CancelledError


def _write(order: PhaseFile, file: BinaryIO, progress: Callable[[int], None]) -> None:
    phase, now = order.phase, clock.now()
    if order.format == "pdf":
        write_synopsis(file, phase, is_internal=order.is_internal, now=now, progress=progress)
    elif order.format == "xlsx":
        write_workbook(file, phase, is_internal=order.is_internal, now=now, progress=progress)
    else:
        for text in data_parts(phase, order.format, now=now, is_internal=order.is_internal, progress=progress):
            file.write(text.encode("utf-8", "replace"))


def data_parts(
    phase: ParticipationPhase,
    format: str,
    *,
    now: datetime,
    is_internal: bool = False,
    site: str = "",
    progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[str]:
    """The open data of a phase as text (csv, json), piece by piece. ``site``: scheme and host of full addresses."""
    keys = keys_by_number(phase, is_internal=is_internal)

    def entries() -> Iterator[Entry]:
        for done, entry in enumerate(read_entries(keys, is_internal=is_internal), start=1):
            yield entry
            if done % 250 == 0:
                progress(done)

    if format == "csv":
        return csv_lines(entries())
    town = phase.municipality.slug
    address = site + reverse("phase-data", args=[town, phase.pk, "json"])
    schema = site + reverse("data-schema", args=[town, phase.pk])
    return json_parts(phase, entries(), now=now, address=address, schema=schema)


def _finish(order: PhaseFile, file: BinaryIO) -> None:
    """Keep the file. Only if the order still stands: a cancelled one leaves nothing behind."""
    name = f"{order.kind}-{order.phase_id}{'-intern' if order.is_internal else ''}.{order.format}"
    stored = order.file.storage.save(f"phases/{order.municipality_id}/{name}", File(file))
    running = PhaseFile.objects.filter(pk=order.pk, state=FileState.RUNNING)
    now = clock.now()
    if not running.update(state=FileState.DONE, file=stored, made_at=now, beat_at=now, done=order.total):
        order.file.storage.delete(stored)
        raise CancelledError
    order.refresh_from_db()


def _fail(order_id: int, problem: Problem) -> None:
    running = PhaseFile.objects.filter(pk=order_id, state=FileState.RUNNING)
    running.update(state=FileState.FAILED, problem=problem, beat_at=clock.now())
