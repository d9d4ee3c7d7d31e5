"""The public list of contributions: filtered, sorted, page by page without counting a million rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.changes import RELEASED
from werkstatt.assessment.rules import CHANGES_TEXT, Verdict
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution, ParticipationPhase, Placement
from werkstatt.participation.queries import Filters, contributions, figures_of, motions, phases_of
from werkstatt.participation.queries.contribution import GROUPS, number_in
from werkstatt.participation.queries.phase import Figures
from werkstatt.participation.rules import PLACED, VISIBLE
from werkstatt.participation.search import Settled, settle
from werkstatt.strategy.models import Section, Version
from werkstatt.strategy.queries import given_versions, public_versions

PAGE = 25
ADOPTED = "uebernommen"
"""Stands in addresses for the verdicts that change the text."""
MOST_SECTIONS = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the visitor wants to see. ``before`` and ``after`` are keys of the last and first item of another page."""

    filters: Filters
    section_uid: str = ""
    """A section of the filters' version: with everything below it."""
    block_uid: str = ""
    verdict: str = ""
    unit_id: int | None = None
    """With a point that this office answers."""
    day: date | None = None
    """Received on this day."""
    by_activity: bool = False
    before: str = ""
    after: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether the kept counts (by phase and state) cannot tell how many there are."""
        filters = self.filters
        return bool(
            self.verdict
            or self.section_uid
            or self.block_uid
            or self.unit_id
            or self.day
            or filters.kind
            or filters.channel
            or filters.words
        )

    @property
    def is_searched(self) -> bool:
        """Whether words are looked for, and not a number."""
        return bool(self.filters.words) and number_in(self.filters.words) is None


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list, with the verdicts of its points as far as they are public."""

    contribution: Contribution
    verdicts: tuple[tuple[str, date | None], ...]


@dataclass(frozen=True, slots=True)
class VoicesPage:
    """One page of the list."""

    items: tuple[Item, ...]
    earlier: str
    """Key for the page before this one; empty on the first page."""
    later: str
    """Key for the page after this one; empty on the last page."""
    figures: Figures
    phases: list[ParticipationPhase]
    sections: list[Section]
    version: Version | None
    """The version whose sections can be chosen."""
    count: int
    is_capped: bool
    """Whether there are more than ``count``."""


def read_voices(town: Municipality, wanted: Wanted, *, given: Version | None = None) -> VoicesPage:
    """The page of the list that the visitor wants. At most seven queries.

    ``given`` is the wanted version, if that is not public and the visitor may read it.
    """
    phases = phases_of(town)
    figures = figures_of(town, next((phase for phase in phases if phase.pk == wanted.filters.phase_id), None))
    version = given or _version(town, wanted, phases)
    sections = list(Section.objects.filter(version=version).order_by("position")[:MOST_SECTIONS]) if version else []
    found = _placed(_found(town, wanted, given), wanted, version, sections)
    if wanted.is_narrowed or given is not None:
        searched = wanted.is_searched
        settled = settle(
            found,
            contributions(town, Filters(kind=wanted.filters.kind), given=given),
            searched=searched,
            newest=searched and wanted.by_activity,
        )
    else:
        states = GROUPS.get(wanted.filters.group)
        count = sum(figures[state] for state in states) if states else figures.shown
        settled = Settled(found, count, False, "number")
    rows, earlier, later = _page(settled, wanted)
    verdicts = verdicts_of(row for row in rows if row.state in RELEASED)
    return VoicesPage(
        items=tuple(Item(row, tuple(verdicts.get(row.pk, ()))) for row in rows),
        earlier=earlier,
        later=later,
        figures=figures,
        phases=phases,
        sections=sections,
        version=version,
        count=settled.count,
        is_capped=settled.is_capped,
    )


def every_voice(town: Municipality, wanted: Wanted, *, at_once: int = 500) -> Iterator[Item]:
    """Everything that fits, by number, read in portions so that memory does not grow."""
    version = _version(town, wanted, phases_of(town))
    sections = list(Section.objects.filter(version=version).order_by("position")[:MOST_SECTIONS]) if version else []
    found = _placed(_found(town, wanted), wanted, version, sections).order_by("number")
    last = 0
    while rows := list(found.filter(number__gt=last)[:at_once]):
        verdicts = verdicts_of(row for row in rows if row.state in RELEASED)
        for row in rows:
            yield Item(row, tuple(verdicts.get(row.pk, ())))
        last = rows[-1].number


def verdicts_of(rows: Iterable[Contribution]) -> dict[int, list[tuple[str, date | None]]]:
    """Verdict and "deferred until" of each point, by contribution. Only for contributions whose answer is released."""
    keys = [row.pk for row in rows]
    found: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    if not keys:
        return found
    points = Point.objects.filter(contribution_id__in=keys, assessment__isnull=False).order_by("position")
    for key, verdict, until in points.values_list(
        "contribution_id", "assessment__verdict", "assessment__deferred_until"
    ):
        found[key].append((verdict, until))
    return found


def read_motions(town: Municipality) -> tuple[Item, ...]:
    """The public motions of council groups with their verdicts as far as they are public, newest first. Two queries."""
    rows = motions(town)
    verdicts = verdicts_of(row for row in rows if row.state in RELEASED)
    return tuple(Item(row, tuple(verdicts.get(row.pk, ()))) for row in rows)


def given_version(town: Municipality, version_id: int | None, reader: Any) -> Version | None:
    """The version with this key, if it is not public and was given to ``reader``."""
    if version_id is None or reader is None or not reader.is_authenticated:
        return None
    return given_versions(town, reader).prefetch_related("circles").filter(pk=version_id).first()


def _found(town: Municipality, wanted: Wanted, given: Version | None = None) -> QuerySet[Contribution]:
    found = contributions(town, wanted.filters, given=given)
    if verdicts := [*CHANGES_TEXT] if wanted.verdict == ADOPTED else [wanted.verdict] * (wanted.verdict in Verdict):
        judged = Point.objects.filter(contribution=OuterRef("pk"), assessment__verdict__in=verdicts)
        found = found.filter(Exists(judged), state__in=RELEASED)
    if wanted.unit_id:
        answering = Point.objects.filter(contribution=OuterRef("pk"), unit_id=wanted.unit_id)
        found = found.filter(Exists(answering), state__in=VISIBLE)
    if wanted.day:
        begin = make_aware(datetime.combine(wanted.day, time.min))
        end = make_aware(datetime.combine(wanted.day + timedelta(days=1), time.min))
        found = found.filter(received_at__gte=begin, received_at__lt=end)
    return found


def _placed(
    found: QuerySet[Contribution], wanted: Wanted, version: Version | None, sections: list[Section]
) -> QuerySet[Contribution]:
    """Only what stands at the wanted place of the version for certain, or has its place there from the start."""
    if version is None or not (wanted.section_uid or wanted.block_uid):
        return found
    here = Placement.objects.filter(contribution=OuterRef("pk"), version=version, status__in=PLACED)
    if wanted.block_uid:
        here = here.filter(block_uid=wanted.block_uid)
    else:
        number = next((row.number for row in sections if row.uid == wanted.section_uid), "")
        within = [row.uid for row in sections if f"{row.number}.".startswith(f"{number}.")] if number else []
        here = here.filter(section_uid__in=within)
    return found.filter(Exists(here))


def _version(town: Municipality, wanted: Wanted, phases: list[ParticipationPhase]) -> Version | None:
    """The version named in the address, or that of the chosen or newest phase."""
    if wanted.filters.version_id:
        named = [phase.version for phase in phases if phase.version_id == wanted.filters.version_id]
        return named[0] if named else _public_version(town, wanted.filters.version_id)
    chosen = [phase for phase in phases if phase.pk == wanted.filters.phase_id] or phases
    return chosen[0].version if chosen else None


def _public_version(town: Municipality, version_id: int) -> Version | None:
    return public_versions(town).filter(pk=version_id).first()


# Pages by key: the place in the order is said by the values of the last item, never by a row number


def _page(settled: Settled, wanted: Wanted) -> tuple[list[Contribution], str, str]:
    """The rows of the page, newest first, with the keys of the pages around it."""
    found, column = settled.rows, settled.by_number
    if wanted.after and (beyond := _beyond(wanted, wanted.after, newer=True)) is not None:
        rows = list(found.filter(beyond).order_by(*_order(wanted, column, newer=True))[: PAGE + 1])
        more = len(rows) > PAGE
        rows = rows[:PAGE][::-1]
        return rows, _key(rows[0], wanted) if more else "", _key(rows[-1], wanted) if rows else ""
    rest = found
    if wanted.before and (beyond := _beyond(wanted, wanted.before, newer=False)) is not None:
        rest = found.filter(beyond)
    rows = list(rest.order_by(*_order(wanted, column, newer=False))[: PAGE + 1])
    later = _key(rows[PAGE - 1], wanted) if len(rows) > PAGE else ""
    rows = rows[:PAGE]
    return rows, _key(rows[0], wanted) if rows and wanted.before else "", later


def _order(wanted: Wanted, column: str, *, newer: bool) -> tuple[str, ...]:
    sign = "" if newer else "-"
    return (f"{sign}changed_at", f"{sign}number") if wanted.by_activity else (f"{sign}{column}",)


def _key(row: Contribution, wanted: Wanted) -> str:
    return f"{row.changed_at.timestamp():.6f}~{row.number}" if wanted.by_activity else str(row.number)


def _beyond(wanted: Wanted, key: str, *, newer: bool) -> Q | None:
    """What lies on the far side of a key; None for a key that nobody gave out."""
    side = "gt" if newer else "lt"
    moment, _mark, number = key.rpartition("~")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    if not wanted.by_activity:
        return Q(**{f"number__{side}": int(number)})
    try:
        at = datetime.fromtimestamp(float(moment), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return Q(**{f"changed_at__{side}": at}) | Q(changed_at=at, **{f"number__{side}": int(number)})
