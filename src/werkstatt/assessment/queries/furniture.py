"""What stands ready on the desk whatever lies on it: offices, phases, sections, text modules, saved filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from werkstatt.assessment.models import SavedFilter, TextModule
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.participation.models import ParticipationPhase
from werkstatt.strategy.models import Section

DEEPEST_SECTION = 2
"""Chapters and what is directly below them are offered as filters."""


@dataclass(frozen=True, slots=True)
class Module:
    """A text module as the desk offers it."""

    key: int
    title: str
    text: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A saved filter of the person: its name and the query of an address."""

    key: int
    name: str
    query: str


@dataclass
class Furniture:
    """Everything that can be chosen on the desk, by key, in the order in which it is shown."""

    units: dict[int, str] = field(default_factory=dict)
    """Offices that are there."""
    dissolved: dict[int, str] = field(default_factory=dict)
    phases: dict[int, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    modules: list[Module] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)

    @property
    def unit_names(self) -> dict[int, str]:
        """Names of all offices, also of those that are no more."""
        return self.units | self.dissolved


def furniture_of(town: Municipality, user_id: int, unit_id: int | None) -> Furniture:
    """One query. Text modules are those for everybody and those of the person's own office."""
    newest = ParticipationPhase.objects.filter(municipality=town).order_by("-pk").values("version")[:1]
    rows = _rows(Unit.objects.filter(municipality=town), "unit", F("name"), c=Cast("dissolved_on", TextField())).union(
        _rows(ParticipationPhase.objects.filter(municipality=town), "phase", F("title"), place=-F("pk")),
        _rows(
            Section.objects.filter(version__in=newest, depth__lte=DEEPEST_SECTION),
            "section",
            F("number"),
            b=F("title"),
            c=F("uid"),
        ),
        _rows(
            TextModule.objects.filter(Q(unit=None) | Q(unit=unit_id), municipality=town),
            "module",
            F("title"),
            b=F("text"),
            c=F("verdict"),
        ),
        _rows(
            SavedFilter.objects.filter(municipality=town, user=user_id),
            "filter",
            F("name"),
            b=F("query"),
            place=Value(0),
        ),
        all=True,
    )
    found = Furniture()
    for kind, key, a, b, c, _place in sorted(rows, key=lambda row: (row[5], row[2])):
        match kind:
            case "unit":
                (found.dissolved if c else found.units)[key] = a
            case "phase":
                found.phases[key] = a
            case "section":
                found.sections[c] = f"{a} {b}"
            case "module":
                found.modules.append(Module(key, a, b, c))
            case "filter":
                found.filters.append(Filter(key, a, b))
    return found


def _rows(found: QuerySet[Any], kind: str, a: Any, *, b: Any = None, c: Any = None, place: Any = None) -> QuerySet[Any]:
    """Rows of the same shape, whatever they are: what kind, key, three texts, place in the order."""

    def text(expression: Any) -> Any:
        return Value("", TextField()) if expression is None else Cast(expression, TextField())

    columns = {
        "row_kind": Value(kind, CharField()),
        "row_key": F("pk"),
        "row_a": text(a),
        "row_b": text(b),
        "row_c": text(c),
        "row_place": F("position") if place is None else place,
    }
    rows: QuerySet[Any] = found.order_by().annotate(**columns).values_list(*columns)
    return rows
