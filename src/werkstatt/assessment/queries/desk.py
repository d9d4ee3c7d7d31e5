"""The list on the desk: one page of a pile, found by words or number, in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from werkstatt.assessment.models import Point, TopicMember
from werkstatt.assessment.queries.piles import FOR_ME, MOST_COUNTED, PILE_BY_KEY, Desk, Found, Pile
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries.contribution import number_in
from werkstatt.participation.rules import Channel, Kind
from werkstatt.participation.search import matching, settle
from werkstatt.strategy.models import Section

PAGE_SIZE = 30
DEEPEST_PAGE = 1_000
SORTED = frozenset({"frist", "abschnitt"})
"""Orders that no index has: everything is looked at before the first one is shown."""
ORDERS: dict[str, str | Promise] = {
    "frist": _("Frist zuerst"),
    "neu": _("neueste zuerst"),
    "alt": _("älteste zuerst"),
    "abschnitt": _("nach Abschnitt"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody looks at on the desk: a pile, words to find, filters, an order, a page from 1."""

    pile: Pile
    words: str = ""
    order: str = ""
    page: int = 1
    phase: int | None = None
    section: str = ""
    unit: int | None = None
    channel: str = ""
    kind: str = ""
    topic: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, str], fallback: str) -> Look:
        """Read it from an address. What makes no sense there is ignored."""
        pile = PILE_BY_KEY.get(given.get("stapel", ""), PILE_BY_KEY[fallback])
        order, channel, kind = (given.get(name, "") for name in ("ordnung", "weg", "art"))
        return cls(
            pile=pile,
            words=given.get("suche", "").strip()[:200],
            order=order if order in ORDERS else pile.usual_order,
            page=min(max(_key(given.get("seite", "")) or 1, 1), DEEPEST_PAGE),
            phase=_key(given.get("phase", "")),
            section=given.get("abschnitt", "").strip()[:24],
            unit=_key(given.get("amt", "")),
            channel=channel if channel in Channel.values else "",
            kind=kind if kind in Kind.values else "",
            topic=_key(given.get("thema", "")),
        )

    @property
    def filters(self) -> dict[str, str | int]:
        """The filters that narrow it, by their names in addresses."""
        given = {
            "phase": self.phase,
            "abschnitt": self.section,
            "amt": self.unit,
            "weg": self.channel,
            "art": self.kind,
            "thema": self.topic,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def fields(self) -> dict[str, str | int]:
        """Everything that its address says, but the page."""
        given: dict[str, str | int] = {"stapel": self.pile.key, "suche": self.words, "ordnung": self.order}
        if self.order == self.pile.usual_order:
            del given["ordnung"]
        return {name: value for name, value in given.items() if value} | self.filters

    def address(self, page: int | None = None) -> str:
        """The query of an address that leads here again, with its question mark."""
        number = page or self.page
        return "?" + urlencode(self.fields | ({"seite": number} if number > 1 else {}))

    @property
    def first_page(self) -> str:
        """The same without the page: what a saved filter keeps."""
        return self.address(1)


def _key(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of contributions; each with ``point_count`` and ``due_on`` (the next due day of its open points)."""

    items: tuple[Contribution, ...]
    has_next: bool
    number: int
    is_cut: bool = False
    """Whether only the most urgent, or the newest, of a very long pile are sorted here."""


def list_page(desk: Desk, look: Look, in_pile: int = 0) -> ListPage:
    """One query, however long the pile is; two if words are looked for.

    ``in_pile``: how many lie on it, as far as they were counted.

    A pile that is too long to be counted is too long to be sorted as a whole: sorted are then the most urgent, or
    the newest, and the page says so.
    """
    found, column, is_cut = _readable(desk, look, in_pile)
    found = _in_order(_with_figures(found), look.order, column)
    first = (look.page - 1) * PAGE_SIZE
    rows = tuple(found.select_related("suggestion", "merged_into")[first : first + PAGE_SIZE + 1])
    return ListPage(rows[:PAGE_SIZE], len(rows) > PAGE_SIZE, look.page, is_cut)


def chosen(desk: Desk, look: Look) -> Found:
    """What a look shows, in no order."""
    found = _narrowed(look.pile.contributions(desk), look)
    if (number := number_in(look.words)) is not None:
        return found.filter(number=number)
    return matching(found, look.words, town_id=desk.town.pk) if look.words else found


def numbers_of(desk: Desk, look: Look, most: int) -> list[int]:
    """The public numbers of what a look shows, at most ``most``, in its order. One query."""
    rows, column, _is_cut = _readable(desk, look, in_pile=0)
    found = _in_order(_with_figures(rows), look.order, column)
    return list(found.values_list("number", flat=True)[:most])


def count_of(desk: Desk, look: Look) -> int:
    """How many contributions a look shows, counted up to ``MOST_COUNTED`` + 1. One query."""
    return chosen(desk, look).order_by()[: MOST_COUNTED + 1].count()


def _readable(desk: Desk, look: Look, in_pile: int) -> tuple[Found, str, bool]:
    """What a look shows, the column that orders it by number, and whether only a part of it can be sorted."""
    found = chosen(desk, look)
    sorts = look.order in SORTED
    if look.words and number_in(look.words) is None:
        everything = Contribution.objects.filter(municipality=desk.town)
        settled = settle(found, everything, searched=True, newest=sorts)
        return settled.rows, settled.by_number, settled.is_capped and sorts
    if is_cut := in_pile > MOST_COUNTED and sorts:
        found = found.filter(pk__in=_first_of(found, desk, look))
    return found, "number", is_cut


def _first_of(found: Found, desk: Desk, look: Look) -> QuerySet[Any]:
    """Keys of those that are sorted when there are too many for all: read from an index, in its order."""
    if look.order == "frist":
        points = Point.objects.filter(is_open=True, due_on__isnull=False)
        of_unit = desk.unit is not None and look.pile.key in FOR_ME
        points = points.filter(unit=desk.unit) if of_unit else points.filter(municipality=desk.town)
        return points.order_by("due_on").values("contribution")[:MOST_COUNTED]
    return found.order_by("-number").values("pk")[:MOST_COUNTED]


def _narrowed(found: Found, look: Look) -> Found:
    if look.phase:
        found = found.filter(phase=look.phase)
    if look.section:
        below = Section.objects.filter(Q(parent__uid=look.section) | Q(parent__parent__uid=look.section))
        found = found.filter(Q(section_uid=look.section) | Q(section_uid__in=below.values("uid")))
    if look.unit:
        found = found.filter(pk__in=Point.objects.filter(unit=look.unit).values("contribution"))
    if look.channel:
        found = found.filter(channel=look.channel)
    if look.topic:
        found = found.filter(pk__in=TopicMember.objects.filter(topic=look.topic).values("contribution"))
    return found.filter(kind=look.kind) if look.kind else found


def _with_figures(found: Found) -> Found:
    points = Point.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    return found.annotate(
        point_count=Coalesce(Subquery(points.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        due_on=Subquery(points.filter(assessment=None).annotate(due=Min("due_on")).values("due")),
    )


def _in_order(found: Found, order: str, column: str) -> Found:
    if order == "frist":
        return found.order_by(F("due_on").asc(nulls_last=True), "number")
    if order == "abschnitt":
        return found.order_by("section_label", "number")
    return found.order_by(column if order == "alt" else f"-{column}")
