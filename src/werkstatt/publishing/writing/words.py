"""How an entry is put into words, the same in every file."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from werkstatt.assessment.rules import CHANGES_TEXT, Verdict
from werkstatt.core.ui.days import words as date_words
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import Channel, ContributionState, Kind
from werkstatt.publishing.queries.synopsis import ChangeEntry, Entry, PointEntry


def state_of(entry: Entry) -> str:
    """How far the work on it has come."""
    return str(ContributionState(entry.state).label)


def kind_of(entry: Entry) -> str:
    """What it is."""
    return str(Kind(entry.kind).label)


def channel_of(entry: Entry) -> str:
    """How it came."""
    return str(Channel(entry.channel).label)


def verdict_of(point: PointEntry) -> str:
    """The verdict with its day; empty without one."""
    if not point.verdict:
        return ""
    if point.verdict == Verdict.DEFERRED and point.deferred_until:
        return _("Zurückgestellt bis %(day)s") % {"day": date_words(point.deferred_until)}
    return str(Verdict(point.verdict).label)


def stub_of(entry: Entry) -> str:
    """Why there is no text; empty where there is one."""
    if not entry.is_stub:
        return ""
    match entry.state:
        case ContributionState.MERGED:
            told = _("Zusammengeführt mit Nr. %(number)s.") % {"number": entry.merged_into}
        case ContributionState.WITHDRAWN:
            told = _("Zurückgezogen.")
        case ContributionState.WITHHELD:
            told = _("Nicht veröffentlicht.")
        case _other:
            told = _("Wird noch geprüft.")
    return f"{told} {entry.stub_reason}".rstrip()


def promise(phase: ParticipationPhase, today: date) -> str:
    """Until when an answer comes, for what has none yet."""
    day = {"day": date_words(phase.answer_by)}
    if phase.answer_by < today:
        return _("Antwort war bis %(day)s zugesagt und steht aus") % day
    return _("Antwort bis %(day)s") % day


def place_of(change: ChangeEntry) -> str:
    """Where a change of the text can be read: "Fassung 2, 1.1 Bürgerbüro"."""
    version = (_("Entwurf von Fassung %(number)s") if change.is_draft else _("Fassung %(number)s")) % {
        "number": change.version_number
    }
    return f"{version}, {change.section}" if change.section else version


def pending(point: PointEntry) -> str:
    """What is still to come where a point is adopted and the text not yet changed; empty elsewhere."""
    if point.verdict in CHANGES_TEXT and not point.changes:
        return _("Die Änderung im Text kommt noch.")
    return ""
