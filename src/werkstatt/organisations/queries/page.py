"""The town's own pages, and reports about barriers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet, Subquery
from django.db.models.functions import Coalesce

from werkstatt.organisations.legal import general_text
from werkstatt.organisations.models import BarrierReport, Municipality, TownPage
from werkstatt.organisations.rules import PageKind

MOST_REPORTS = 200


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as people read it. ``is_general``: the town has not said it in its own words yet."""

    kind: PageKind
    text: str
    is_general: bool
    changed_at: datetime | None = None


def page_of(town: Municipality, kind: PageKind) -> PageText:
    """The town's page, or the general one. One query."""
    own = TownPage.objects.filter(municipality=town, kind=kind).first()
    return PageText(kind, own.text, False, own.changed_at) if own else _general(town, kind)


def pages_of(town: Municipality) -> list[PageText]:
    """All pages in their order. One query."""
    own = {page.kind: page for page in TownPage.objects.filter(municipality=town)}
    return [
        PageText(kind, own[kind].text, False, own[kind].changed_at) if kind in own else _general(town, kind)
        for kind in PageKind
    ]


def _general(town: Municipality, kind: PageKind) -> PageText:
    return PageText(kind, general_text(kind, town.name, town.contact_email), True)


class Unfinished(NamedTuple):
    """What a town still has to do: pages not said in its own words, reported barriers that wait."""

    pages: int
    reports: int


def unfinished(town: Municipality) -> Unfinished:
    """How much of both there is. One query."""
    pages = TownPage.objects.filter(municipality=town)
    reports = BarrierReport.objects.filter(municipality=town, done_at=None)
    written, waiting = Municipality.objects.values_list(_number(pages), _number(reports)).get(pk=town.pk)
    return Unfinished(len(PageKind) - written, waiting)


def _number(rows: QuerySet[Any]) -> Coalesce:
    """The count of rows of one town as part of another query."""
    counted = rows.order_by().values("municipality").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)


def reports_of(town: Municipality) -> QuerySet[BarrierReport]:
    """Reported barriers: open ones first, then the newest."""
    return (
        BarrierReport.objects.filter(municipality=town)
        .select_related("done_by")
        .order_by(F("done_at").desc(nulls_first=True), "-at")[:MOST_REPORTS]
    )


def find_report(town: Municipality, key: int) -> BarrierReport | None:
    """The town's report with this key."""
    return BarrierReport.objects.filter(municipality=town, pk=key).first()


def reports_from(town: Municipality, email: str) -> list[BarrierReport]:
    """The reports that came with this address and still hold it, oldest first."""
    return list(BarrierReport.objects.filter(municipality=town, email__iexact=email).order_by("at")) if email else []
