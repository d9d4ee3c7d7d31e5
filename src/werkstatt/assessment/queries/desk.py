"""The list on the desk: one page of a pile, found by words or number, in an order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.piles import PILE_BY_KEY, Desk, Found, Pile
from werkstatt.participation.models import Contribution

PAGE_SIZE = 30
DEEPEST_PAGE = 1_000
ORDERS: dict[str, str | Promise] = {
    "frist": _("Frist zuerst"),
    "neu": _("neueste zuerst"),
    "alt": _("älteste zuerst"),
    "abschnitt": _("nach Abschnitt"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody looks at on the desk: a pile, words to find, an order, a page from 1."""

    pile: Pile
    words: str = ""
    order: str = ""
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str], fallback: str) -> Look:
        """Read it from an address. What makes no sense there is ignored."""
        pile = PILE_BY_KEY.get(given.get("stapel", ""), PILE_BY_KEY[fallback])
        page = given.get("seite", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        order = given.get("ordnung", "")
        return cls(
            pile=pile,
            words=given.get("suche", "").strip()[:200],
            order=order if order in ORDERS else ("frist" if pile.by_due_date else "neu"),
            page=min(max(number, 1), DEEPEST_PAGE),
        )

    def address(self, page: int | None = None) -> str:
        """The query of an address that leads here again, with its question mark."""
        given = {"stapel": self.pile.key, "suche": self.words, "ordnung": self.order, "seite": page or self.page}
        if self.order == ("frist" if self.pile.by_due_date else "neu"):
            del given["ordnung"]
        if given["seite"] == 1:
            del given["seite"]
        return "?" + urlencode({name: value for name, value in given.items() if value})


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of contributions; each with ``point_count`` and ``due_on`` (the next due day of its open points)."""

    items: tuple[Contribution, ...]
    has_next: bool
    number: int


def list_page(desk: Desk, look: Look) -> ListPage:
    """One query, however long the pile is."""
    found = _matching(look.pile.contributions(desk), look.words)
    found = _in_order(_with_figures(found), look.order)
    first = (look.page - 1) * PAGE_SIZE
    rows = tuple(found.select_related("suggestion", "merged_into")[first : first + PAGE_SIZE + 1])
    return ListPage(rows[:PAGE_SIZE], len(rows) > PAGE_SIZE, look.page)


def number_in(words: str) -> int | None:
    """The public number that somebody typed ("69", "Nr. 69"), or None."""
    number = words.lower().removeprefix("nr.").removeprefix("no.").strip()
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _matching(found: Found, words: str) -> Found:
    number = number_in(words)
    if number is not None:
        return found.filter(number=number)
    for word in words.replace("\x00", "").split()[:8]:
        found = found.filter(
            Q(text__icontains=word)
            | Q(suggestion__replacement__icontains=word)
            | Q(alias__icontains=word)
            | Q(section_label__icontains=word)
        )
    return found


def _with_figures(found: Found) -> Found:
    points = Point.objects.filter(contribution=OuterRef("pk")).order_by().values("contribution")
    return found.annotate(
        point_count=Coalesce(Subquery(points.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        due_on=Subquery(points.filter(assessment=None).annotate(due=Min("due_on")).values("due")),
    )


def _in_order(found: Found, order: str) -> Found:
    if order == "frist":
        return found.order_by(F("due_on").asc(nulls_last=True), "number")
    if order == "abschnitt":
        return found.order_by("section_label", "number")
    return found.order_by("number" if order == "alt" else "-number")
