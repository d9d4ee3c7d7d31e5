"""A phase as open data: one description of the fields, from which CSV, JSON, schema and help page are made."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from werkstatt.core.documents.sheets import looks_like_formula
from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.queries.synopsis import Entry, PointEntry
from werkstatt.publishing.writing.totals import Totals

LICENCE = "https://www.govdata.de/dl-de/by-2-0"
LICENCE_NAME = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
FORMAT_VERSION = 1
"""Raised when a field changes its meaning or goes; new fields do not raise it."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the data. ``name`` stays the same for good; ``kind`` is its type in JSON Schema."""

    name: str
    kind: str
    meaning: str | Promise
    of_entry: Callable[[Entry], object] | None = None
    of_point: Callable[[Entry, PointEntry], object] | None = None
    values: str | Promise = ""
    """What it may say, where that is a list of codes."""


def _moment(value: datetime | None) -> str | None:
    return localtime(value).isoformat(timespec="seconds") if value else None


_STATES = "published, assigned, answered, closed, withheld, merged, withdrawn"
_VERDICTS = "adopted, adopted_with_changes, already_covered, becomes_idea, referred, deferred, declined"

OF_CONTRIBUTION: tuple[Field, ...] = (
    Field("number", "integer", _("Öffentliche Nummer in der Kommune. Nie zweimal vergeben."), lambda e: e.number),
    Field("state", "string", _("Stand der Bearbeitung."), lambda e: e.state, values=_STATES),
    Field("stub_reason", "string", _("Warum statt des Textes nur ein Hinweis da ist."), lambda e: e.stub_reason),
    Field("merged_into", "integer", _("Nummer, mit der zusammen geantwortet wird."), lambda e: e.merged_into),
    Field("kind", "string", _("Art des Beitrags."), lambda e: e.kind, values="comment, suggestion, motion"),
    Field("version", "integer", _("Fassung, zu der der Beitrag gehört."), lambda e: e.version_number),
    Field("section", "string", _("Nummer und Titel des Abschnitts, als geschrieben wurde."), lambda e: e.section),
    Field("quote", "string", _("Die Stelle im Text, um die es geht."), lambda e: e.quote),
    Field("text", "string", _("Der Beitrag im Wortlaut. Beim anderen Wortlaut: die Begründung."), lambda e: e.text),
    Field(
        "replacement",
        "string",
        _("Vorgeschlagener Wortlaut für die Stelle. Leerer Text: die Stelle streichen."),
        lambda e: e.replacement,
    ),
    Field("alias", "string", _("Öffentlich angegebener Name, sonst leer."), lambda e: e.alias),
    Field("channel", "string", _("Weg."), lambda e: e.channel, values="web, event, paper, phone, mail"),
    Field("event", "string", _("Veranstaltung, auf der es gesagt wurde."), lambda e: e.event),
    Field("received_at", "string", _("Eingang, mit Zeitzone (ISO 8601)."), lambda e: _moment(e.received_at)),
    Field("is_late", "boolean", _("Kam nach dem Ende der Beteiligung an."), lambda e: e.is_late),
    Field("support_count", "integer", _("Wie viele den Beitrag unterstützen."), lambda e: e.support_count),
    Field("reply", "string", _("Antwort im Wortlaut, falls es eine gibt."), lambda e: e.reply),
    Field("replied_at", "string", _("Wann die Antwort freigegeben wurde."), lambda e: _moment(e.replied_at)),
)
OF_POINT: tuple[Field, ...] = (
    Field("position", "integer", _("Nummer des Punkts im Beitrag."), of_point=lambda e, p: p.position),
    Field("title", "string", _("Worum es in dem Punkt geht."), of_point=lambda e, p: p.title),
    Field("kind", "string", _("Art des Punkts."), of_point=lambda e, p: p.kind, values="wording, general"),
    Field("unit", "string", _("Amt, das antwortet."), of_point=lambda e, p: p.unit),
    Field(
        "verdict",
        "string",
        _("Urteil, sobald die Antwort frei ist."),
        of_point=lambda e, p: p.verdict,
        values=_VERDICTS,
    ),
    Field("reason", "string", _("Grund des Urteils."), of_point=lambda e, p: p.reason),
    Field(
        "deferred_until",
        "string",
        _("Tag, bis zu dem zurückgestellt ist."),
        of_point=lambda e, p: p.deferred_until.isoformat() if p.deferred_until else None,
    ),
)
OF_CHANGE: tuple[Field, ...] = (
    Field("version", "integer", _("Fassung, in der die Stelle geändert ist.")),
    Field("section", "string", _("Abschnitt der Stelle.")),
    Field("before", "string", _("Text vorher; leer: neu.")),
    Field("after", "string", _("Text nachher; leer: gestrichen.")),
)


def harmless(value: object) -> str:
    """A cell that no spreadsheet calculates: what looks like a formula gets an apostrophe in front."""
    text = "" if value is None else "1" if value is True else "0" if value is False else str(value)
    return f"'{text}" if looks_like_formula(text) else text


# CSV: a line for each point, a line for a contribution without points


def csv_columns() -> list[str]:
    """The names of the columns; fields of points begin with ``point_``."""
    return [field.name for field in OF_CONTRIBUTION] + [f"point_{field.name}" for field in OF_POINT] + ["point_changes"]


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """With a byte order mark and semicolons, as spreadsheets in Germany expect it."""
    writer = csv.writer(Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(csv_columns())
    for entry in entries:
        cells = [harmless(field.of_entry(entry)) for field in OF_CONTRIBUTION if field.of_entry]
        for point in entry.points:
            about = [harmless(field.of_point(entry, point)) for field in OF_POINT if field.of_point]
            changes = json.dumps(_changes(point), ensure_ascii=False) if point.changes else ""
            yield writer.writerow([*cells, *about, changes])
        if not entry.points:
            yield writer.writerow([*cells, *([""] * (len(OF_POINT) + 1))])


class Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


# JSON


def json_parts(
    phase: ParticipationPhase, entries: Iterable[Entry], *, now: datetime, address: str, schema: str
) -> Iterator[str]:
    """One object, written piece by piece. ``address``: where it lies for good; ``schema``: where its schema does."""
    head = {
        "$schema": schema,
        "format_version": FORMAT_VERSION,
        "address": address,
        "generated_at": _moment(now),
        "licence": {"name": LICENCE_NAME, "url": LICENCE},
        "town": {"slug": phase.municipality.slug, "name": phase.municipality.name},
        "phase": {
            "id": phase.pk,
            "title": phase.title,
            "strategy": phase.strategy.title,
            "version": phase.version.number,
            "content_hash": phase.version.content_hash,
            "purpose": phase.purpose,
            "latitude": phase.latitude,
            "opens_at": _moment(phase.opens_at),
            "closes_at": _moment(phase.closes_at),
            "answer_by": phase.answer_by.isoformat(),
        },
    }
    yield json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "contributions": [\n'
    totals = Totals()
    before = "  "
    for entry in entries:
        totals.add(entry)
        yield before + json.dumps(as_json(entry), ensure_ascii=False)
        before = ",\n  "
    counts = {
        "total": totals.entries,
        "with_text": totals.readable,
        "stubs": totals.stubs,
        "answered": totals.answered,
        "points": totals.points,
        "verdicts": dict(sorted(totals.verdicts.items())),
    }
    yield f'\n ],\n "counts": {json.dumps(counts)}\n}}\n'


def as_json(entry: Entry) -> Json:
    """One contribution."""
    found: Json = {field.name: field.of_entry(entry) for field in OF_CONTRIBUTION if field.of_entry}
    found["points"] = [
        {field.name: field.of_point(entry, point) for field in OF_POINT if field.of_point}
        | {"changes": _changes(point)}
        for point in entry.points
    ]
    return found


def _changes(point: PointEntry) -> list[Json]:
    return [
        {"version": change.version_number, "section": change.section, "before": change.before, "after": change.after}
        for change in point.changes
    ]


def schema(address: str) -> Json:
    """The JSON Schema of what ``json_parts`` writes."""

    def objects(fields: Iterable[Field], **more: Json) -> Json:
        properties = {
            field.name: {"type": [field.kind, "null"], "description": str(field.meaning)}
            | ({"enum": [*str(field.values).split(", "), "", None]} if field.values else {})
            for field in fields
        }
        return {"type": "object", "properties": {**properties, **more}}

    points = objects(OF_POINT, changes={"type": "array", "items": objects(OF_CHANGE)})
    contributions = objects(OF_CONTRIBUTION, points={"type": "array", "items": points})
    contributions["required"] = ["number", "state", "received_at", "points"]
    anything = {"type": "object"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "required": ["format_version", "generated_at", "licence", "town", "phase", "contributions", "counts"],
        "properties": {
            "format_version": {"const": FORMAT_VERSION},
            "generated_at": {"type": "string"},
            "licence": anything,
            "town": anything,
            "phase": anything,
            "counts": anything,
            "contributions": {"type": "array", "items": contributions},
        },
    }
