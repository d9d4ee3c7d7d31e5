"""The desk's piles: what is in each of them, and how many. All counts come with one query.

A pile that can be counted from kept tallies is; the others count up to ``MOST_COUNTED`` and say "more than" beyond,
so that a town with a hundred thousand open contributions waits no longer than one with ten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from werkstatt.assessment.models import Assessment, Point, TextChange
from werkstatt.assessment.queries.conflicts import conflicts_waiting
from werkstatt.assessment.rules import IN_WORK
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.participation.models import Contribution, Objection, Placement, StateTally
from werkstatt.participation.rules import WAITING, ContributionState, ObjectionState, SuggestionState

MOST_COUNTED = 999
MOST_POINTS = 10_000
"""Open points that are looked at for a pile: ten for each contribution up to which one counts."""
DUE_SOON = timedelta(days=7)
"""What the pile "due" looks ahead."""

S = ContributionState


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is, and on which day."""

    town: Municipality
    today: date
    unit: Unit | None = None


Found = QuerySet[Contribution]


@dataclass(frozen=True, slots=True)
class Pile:
    """A named selection of contributions. ``states`` are those it is made of."""

    key: str
    label: str | Promise
    empty: str | Promise
    states: frozenset[ContributionState]
    narrowed: Callable[[Found, Desk], Found] | None = None
    by_due_date: bool = False
    hot: bool = False

    @property
    def usual_order(self) -> str:
        """The order in which it lies there if nobody asks for another."""
        return "frist" if self.by_due_date else "neu"

    def contributions(self, desk: Desk) -> Found:
        """What lies on this pile, in no order."""
        found = Contribution.objects.filter(municipality=desk.town, state__in=self.states).order_by()
        return self.narrowed(found, desk) if self.narrowed else found


# What is rare among the contributions is found from its own index (pk__in), not by looking at every contribution.


def _with_open_points(found: Found, **conditions: Any) -> Found:
    """Those with an open point, looked for among the ``MOST_POINTS`` that are due first."""
    points = Point.objects.filter(is_open=True, **conditions).order_by("due_on")
    return found.filter(pk__in=points.values("contribution")[:MOST_POINTS])


def _of_unit(found: Found, desk: Desk) -> Found:
    return _with_open_points(found, unit=desk.unit)


def _due(found: Found, desk: Desk) -> Found:
    return _with_open_points(found, unit=desk.unit, due_on__lte=desk.today + DUE_SOON)


def _overdue(found: Found, desk: Desk) -> Found:
    return _with_open_points(found, municipality=desk.town, due_on__lt=desk.today)


# What is common is met soon by going through the newest: their order lets the database read an index, not the table.


def _unsplit(found: Found, desk: Desk) -> Found:
    return found.order_by("-number").filter(~Exists(Point.objects.filter(contribution=OuterRef("pk"))))


def _ready(found: Found, desk: Desk) -> Found:
    points = Point.objects.filter(contribution=OuterRef("pk"))
    return found.order_by("-number").filter(Exists(points), ~Exists(points.filter(assessment=None)))


def _pending(found: Found, desk: Desk) -> Found:
    linked = TextChange.points.through.objects.filter(point_id=OuterRef("point_id"))
    waiting = Assessment.objects.filter(~Exists(linked), municipality=desk.town, change_pending=True)
    return found.filter(pk__in=waiting.values("point__contribution"))


def _proposals(found: Found, desk: Desk) -> Found:
    return found.filter(suggestion__state=SuggestionState.OPEN)


def _rivals(found: Found, desk: Desk) -> Found:
    return found.filter(pk__in=conflicts_waiting(desk.town))


def _objections(found: Found, desk: Desk) -> Found:
    waiting = Objection.objects.filter(municipality=desk.town, state=ObjectionState.OPEN)
    return found.filter(pk__in=waiting.values("contribution"))


PILES = (
    Pile("faellig", _("Fällig"), _("In den nächsten sieben Tagen ist nichts fällig."), IN_WORK, _due, True),
    Pile("meine", _("Meinem Amt zugewiesen"), _("Ihr Amt hat alles beurteilt."), IN_WORK, _of_unit, True),
    Pile("neu", _("Neu"), _("Alles Eingegangene ist geprüft."), frozenset({S.RECEIVED})),
    Pile("teilen", _("Noch nicht geteilt"), _("Jeder Beitrag hat seine Punkte."), frozenset({S.PUBLISHED}), _unsplit),
    Pile("abwaegung", _("In Abwägung"), _("Gerade ist nichts in der Abwägung."), frozenset({S.ASSIGNED}), None, True),
    Pile("ueberfaellig", _("Überfällig"), _("Nichts ist überfällig."), IN_WORK, _overdue, True, hot=True),
    Pile("freigeben", _("Antwort freigeben"), _("Keine fertige Antwort wartet."), frozenset({S.ASSIGNED}), _ready),
    Pile("wortlaut", _("Wortlaut-Vorschläge"), _("Über jeden Vorschlag ist entschieden."), IN_WORK, _proposals),
    Pile("konflikt", _("Im Konflikt"), _("Kein Vorschlag widerspricht einem anderen."), IN_WORK, _rivals, hot=True),
    Pile(
        "aenderung",
        _("Änderung im Text ausstehend"),
        _("Alles Übernommene steht im Text oder im Entwurf."),
        frozenset({S.ASSIGNED, S.ANSWERED, S.CLOSED}),
        _pending,
    ),
    Pile(
        "einspruch",
        _("Einspruch"),
        _("Kein Einspruch wartet auf eine Antwort."),
        frozenset({S.WITHHELD}),
        _objections,
        hot=True,
    ),
    Pile("beantwortet", _("Beantwortet"), _("Noch ist kein Beitrag beantwortet."), frozenset({S.ANSWERED, S.CLOSED})),
    Pile("zusammengefuehrt", _("Zusammengeführt"), _("Nichts ist zusammengeführt."), frozenset({S.MERGED})),
    Pile("verborgen", _("Nicht öffentlich"), _("Nichts ist zurückgehalten."), frozenset({S.WITHHELD, S.WITHDRAWN})),
    Pile("alle", _("Alle Beiträge"), _("Noch ist nichts eingegangen."), frozenset(S)),
)
PILE_BY_KEY = {pile.key: pile for pile in PILES}
FOR_ME = ("faellig", "meine")
TO_DO = ("neu", "teilen", "abwaegung", "ueberfaellig", "freigeben", "wortlaut", "konflikt", "aenderung", "einspruch")
DONE = ("beantwortet", "zusammengefuehrt", "verborgen", "alle")


class _CountUpTo(Subquery):
    """How many rows a query finds, up to its limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def _count(found: QuerySet[Any]) -> _CountUpTo:
    return _CountUpTo(found.values("pk")[: MOST_COUNTED + 1])


def _tally(desk: Desk, states: frozenset[ContributionState]) -> Any:
    rows = StateTally.objects.filter(municipality=desk.town, state__in=states).order_by().values("municipality")
    return Coalesce(Subquery(rows.annotate(sum=Sum("count")).values("sum")), 0)


def counts_of(desk: Desk, *, conflicts: bool = True) -> dict[str, int]:
    """How many contributions lie on each pile, by its key, and on "stelle" how many places wait to be confirmed.

    One query, and one more with ``conflicts``. Those that are not kept in tallies stop at ``MOST_COUNTED`` + 1.
    Without a unit the two piles of one's own office are left out.
    """
    columns: dict[str, Any] = {
        "n_stelle": _count(Placement.objects.filter(municipality=desk.town, status__in=WAITING)),
    }
    for pile in PILES:
        if (pile.key in FOR_ME and desk.unit is None) or (pile.key == "konflikt" and not conflicts):
            continue
        columns[f"n_{pile.key}"] = _count(pile.contributions(desk)) if pile.narrowed else _tally(desk, pile.states)
    row = Municipality.objects.filter(pk=desk.town.pk).values(**columns).get()
    return {name.removeprefix("n_"): int(str(number)) for name, number in row.items()}
