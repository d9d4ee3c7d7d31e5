"""A result in a few lines: for the list of all opinion maps, and for pages of other contexts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.opinions.drawing.result_page import stage_words
from werkstatt.opinions.drawing.words import Findings, headline
from werkstatt.opinions.figures import MIN_PLACED
from werkstatt.opinions.queries.maps import has_public_map
from werkstatt.opinions.queries.result import ResultView, read_result
from werkstatt.organisations.models import Municipality


@dataclass(frozen=True, slots=True)
class Card:
    """One opinion map. ``finding`` is empty as long as there is nothing to say."""

    question: str
    url: str
    finding: str
    facts: str


def cards(town: Municipality, views: Sequence[ResultView], now: datetime) -> list[Card]:
    """The lines of the list."""
    return [card(town, view, now) for view in views]


def card(town: Municipality, view: ResultView, now: datetime) -> Card:
    """A map in three lines: the question, the most important finding, people and time."""
    figures = view.figures
    finding, people = "", 0
    if figures is not None and figures.placed >= MIN_PLACED:
        finding, people = headline(Findings(view, figures)), figures.people
    counted = ngettext("%(n)s Mensch hat abgestimmt", "%(n)s Menschen haben abgestimmt", people) % {
        "n": number_format(people, force_grouping=True, use_l10n=True)
    }
    time = stage_words(view, view.opinion_map.stage_at(now))
    return Card(
        question=view.opinion_map.question,
        url=reverse("opinion", args=[town.slug, view.opinion_map.phase_id]),
        finding=finding,
        facts=_("%(people)s. %(time)s") % {"people": counted, "time": time} if people else time,
    )


def card_of_phase(town: Municipality, phase_key: int, now: datetime) -> Card | None:
    """The card of a phase's map, for the page of the phase; None if it holds nothing for everybody. Two queries."""
    view = read_result(town, phase_key) if has_public_map(town) else None
    return None if view is None or not view.opinion_map.last_number else card(town, view, now)
