"""Files about a phase as the templates draw them: what there is, in which state, and what one can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from werkstatt.core.ui.days import TIME
from werkstatt.core.ui.days import words as date_words
from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.models import PhaseFile
from werkstatt.publishing.rules import AT_ONCE_UP_TO, STREAMED_UP_TO, FileKind, FileState, Problem

_ABOUT: dict[tuple[str, str], tuple[str | Promise, str | Promise]] = {
    (FileKind.SYNOPSIS, "pdf"): (
        gettext_lazy("Synopse als PDF"),
        gettext_lazy("Zum Lesen und Drucken: alle Nummern in der Reihenfolge des Textes, mit Urteil und Grund. "
                     "Barrierefrei."),
    ),
    (FileKind.SYNOPSIS, "xlsx"): (
        gettext_lazy("Synopse als Tabelle (XLSX)"),
        gettext_lazy("Zum Filtern und Sortieren: ein Blatt mit Punkten, eines mit Beiträgen, eines mit Zahlen."),
    ),
    (FileKind.DATA, "csv"): (
        gettext_lazy("Offene Daten (CSV)"),
        gettext_lazy("Eine Zeile für jeden Punkt. Für Tabellenprogramme und Auswertungen."),
    ),
    (FileKind.DATA, "json"): (
        gettext_lazy("Offene Daten (JSON)"),
        gettext_lazy("Beiträge mit Punkten, Urteilen und Antworten. Für Programme, mit Schema."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that can be had. ``url``: of the finished one; ``order_url``: to have it made (again); ``watch_url``: of
    the one that is being made, and then nothing else."""

    title: str
    text: str
    state: str
    url: str
    order_url: str
    watch_url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class OrderState:
    """How far one order is. ``state`` says which of the others are set."""

    state: str
    title: str
    told: str
    rest: str
    url: str
    again_url: str
    back_url: str


def file_lines(
    town: str,
    phase: ParticipationPhase,
    files: Iterable[PhaseFile],
    *,
    count: int,
    fingerprint: str,
    is_internal: bool,
    now: datetime,
) -> list[FileLine]:
    """The files that can be had, each in its state. ``files``: the orders so far, the latest first; ``count``:
    contributions of the phase."""
    rows = list(files)
    sorts = [sort for sort in _ABOUT if not is_internal or sort[0] == FileKind.SYNOPSIS]
    lines = []
    for kind, format in sorts:
        title, text = _ABOUT[kind, format]
        of_sort = [row for row in rows if (row.kind, row.format) == (kind, format)]
        done = max(
            (row for row in of_sort if row.state == FileState.DONE and row.made_at),
            key=lambda row: row.made_at or now,
            default=None,
        )
        busy = next((row for row in of_sort if row.is_busy(now)), None)
        names = [town, phase.pk]
        at_once = not is_internal and count <= (STREAMED_UP_TO if format in ("csv", "json") else AT_ONCE_UP_TO)
        lasting = reverse("phase-synopsis" if kind == FileKind.SYNOPSIS else "phase-data", args=[*names, format])
        if is_internal:
            order_url = reverse("internal-order", args=[*names, format])
            url = reverse("internal-file", args=[*names, done.pk]) if done else ""
        else:
            order_url = reverse("phase-file-order", args=[*names, kind, format])
            url = lasting if at_once or done else ""
        is_current = at_once or (done is not None and done.fingerprint == fingerprint)
        watch = ""
        if busy and not is_current:
            watch = reverse("internal-watch" if is_internal else "phase-file-watch", args=[*names, busy.pk])
        lines.append(
            FileLine(
                title=str(title),
                text=str(text),
                state=_told(done, at_once, is_current),
                # Beside a file that is being made, the one before would be taken for it.
                url="" if watch else url,
                order_url="" if is_current or watch else order_url,
                watch_url=watch,
                is_current=is_current,
            )
        )
    return lines


def _told(done: PhaseFile | None, at_once: bool, is_current: bool) -> str:
    if at_once:
        return _("Immer auf dem neuesten Stand.")
    if done is None or done.made_at is None:
        return _("Noch nicht erstellt.")
    stand = _("Stand %(moment)s") % {"moment": date_words(localtime(done.made_at), TIME)}
    size = _size(done)
    told = f"{stand}, {size}." if size else f"{stand}."
    return told if is_current else f"{told} {_('Seitdem hat sich etwas geändert.')}"


def order_state(town: str, order: PhaseFile, now: datetime) -> OrderState:
    """One order, as its page shows it."""
    names = [town, order.phase_id]
    name = str(_ABOUT[order.kind, order.format][0])
    back = reverse("internal-files" if order.is_internal else "phase-files", args=names)
    again = (
        reverse("internal-order", args=[*names, order.format])
        if order.is_internal
        else reverse("phase-file-order", args=[*names, order.kind, order.format])
    )
    numbers = {"done": _grouped(order.done), "total": _grouped(order.total)}
    if order.is_lost(now) or order.state == FileState.FAILED:
        problem = Problem.LOST if order.is_lost(now) else Problem(order.problem or Problem.UNKNOWN)
        told = _("%(problem)s Es ist nichts verloren: Die Beiträge sind alle da.") % {"problem": problem.label}
        return OrderState("failed", _("%(file)s ist nicht gelungen") % {"file": name}, told, "", "", again, back)
    match order.state:
        case FileState.DONE:
            if order.is_internal:
                url = reverse("internal-file", args=[*names, order.pk])
            else:
                kind = "phase-synopsis" if order.kind == FileKind.SYNOPSIS else "phase-data"
                url = reverse(kind, args=[*names, order.format])
            return OrderState("done", _("%(file)s ist fertig") % {"file": name}, _size(order), "", url, "", back)
        case FileState.CANCELLED:
            return OrderState("cancelled", _("%(file)s: abgebrochen") % {"file": name}, "", "", "", again, back)
        case FileState.WAITING:
            told = _("Gleich geht es los. %(total)s Beiträge warten.") % numbers
            return OrderState("waiting", _("%(file)s wird erstellt") % {"file": name}, told, "", "", "", back)
    told = _("%(done)s von %(total)s Beiträgen") % numbers
    return OrderState("running", _("%(file)s wird erstellt") % {"file": name}, told, _rest(order, now), "", "", back)


def _rest(order: PhaseFile, now: datetime) -> str:
    """How long it will about take; empty as long as nobody can know."""
    if not order.done or order.started_at is None or order.done >= order.total:
        return ""
    left = (now - order.started_at).total_seconds() / order.done * (order.total - order.done)
    if left < 60:
        seconds = max(1, round(left))
        return ngettext("noch etwa %(n)s Sekunde", "noch etwa %(n)s Sekunden", seconds) % {"n": seconds}
    minutes = round(left / 60)
    return ngettext("noch etwa %(n)s Minute", "noch etwa %(n)s Minuten", minutes) % {"n": minutes}


def _size(order: PhaseFile) -> str:
    try:
        return str(filesizeformat(order.file.size))
    except (OSError, ValueError):
        return ""


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True, use_l10n=True)
