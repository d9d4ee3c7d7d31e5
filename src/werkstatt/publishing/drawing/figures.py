"""The page of a phase as the template draws it: the answer first, figures that lead to their lists, charts, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import dateformat
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.rules import Verdict
from werkstatt.core.documents.charts import Column, Part, columns, stacked_bar
from werkstatt.core.ui.days import words as date_words
from werkstatt.core.ui.language import page_is_german
from werkstatt.core.ui.pieces import VERDICTS
from werkstatt.participation.rules import Channel, ContributionState, PhaseStage
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.home import BAR_WIDTH
from werkstatt.publishing.drawing.home import Part as VerdictPart
from werkstatt.publishing.queries.figures import OfficeShare, PhaseView, Share, day_of
from werkstatt.publishing.queries.voices import ADOPTED

MOST_DAYS_SINGLY = 70
"""Up to so many days each has a column of its own; beyond, each week."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of bars and of the table below it. ``cells``: the numbers of the table."""

    label: str
    url: str
    count: int
    bar: SafeString
    cells: tuple[int, ...]
    is_below: bool = False
    """Part of the line before: in the table only."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the table."""

    day: date
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """What the template draws."""

    answer: str
    sum: str
    list_url: str
    answered_url: str
    adopted_url: str
    open_url: str
    open: int
    parts: tuple[VerdictPart, ...]
    points: int
    sections: tuple[Line, ...]
    units: tuple[Line, ...]
    channels: tuple[Line, ...]
    days_wide: SafeString
    days_slim: SafeString
    days: tuple[DayLine, ...]
    counted_at: str


def figures_page(town: str, view: PhaseView, stage: PhaseStage) -> FiguresPage:
    """Draw the page."""
    return _Drawing(town, view, stage).page()


class _Drawing:
    def __init__(self, town: str, view: PhaseView, stage: PhaseStage) -> None:
        self.view, self.counts, self.stage = view, view.counts, stage
        self.list_url = f"{TownAddresses(town).contributions}?phase={view.phase.pk}"
        self.text_url = reverse("version", args=[town, view.phase.version.strategy.slug, view.phase.version.number])

    def page(self) -> FiguresPage:
        counts = self.counts
        wide, slim = self._days()
        return FiguresPage(
            answer=self._answer(),
            sum=self._sum(),
            list_url=self.list_url,
            answered_url=f"{self.list_url}&stand=beantwortet",
            adopted_url=f"{self.list_url}&urteil={ADOPTED}",
            open_url=f"{self.list_url}&stand=offen",
            open=counts.visible - counts.answered,
            parts=tuple(self._parts()),
            points=sum(counts.verdicts.values()),
            sections=tuple(self._sections()),
            units=tuple(self._units()),
            channels=tuple(self._channels()),
            days_wide=wide,
            days_slim=slim,
            days=tuple(
                DayLine(day_of(day), f"{self.list_url}&tag={day}", count) for day, count in reversed(counts.days)
            ),
            counted_at=date_words(localtime(self.view.counted_at), "time"),
        )

    def _answer(self) -> str:
        counts = self.counts
        if not counts.total:
            if self.stage is PhaseStage.PLANNED:
                day = date_words(localtime(self.view.phase.opens_at), "long")
                return _("Die Beteiligung beginnt am %(day)s.") % {"day": day}
            return (
                _("Noch hat niemand etwas gesagt.") if self.stage is PhaseStage.OPEN else _("Niemand hat etwas gesagt.")
            )
        came = ngettext("%(n)s Beitrag ist eingegangen.", "%(n)s Beiträge sind eingegangen.", counts.total)
        told = [came % {"n": _grouped(counts.total)}]
        if counts.answered:
            done = ngettext("%(n)s ist beantwortet.", "%(n)s sind beantwortet.", counts.answered)
            told.append(done % {"n": _grouped(counts.answered)})
        else:
            day = date_words(self.view.phase.answer_by, "long")
            told.append(_("Antworten mit Grund gibt es bis %(day)s.") % {"day": day})
        if counts.adopted:
            text = ngettext("%(n)s hat den Text verändert.", "%(n)s haben den Text verändert.", counts.adopted)
            told.append(text % {"n": _grouped(counts.adopted)})
        return " ".join(told)

    def _sum(self) -> str:
        """Invariant 3 in words."""
        counts = self.counts
        if not counts.stubs:
            return _("Alle %(total)s Nummern haben einen Text.") % {"total": _grouped(counts.total)}
        names = {
            ContributionState.WITHHELD: _("nicht veröffentlicht"),
            ContributionState.MERGED: _("mit einem anderen zusammengeführt"),
            ContributionState.WITHDRAWN: _("zurückgezogen"),
        }
        kinds = ", ".join(
            f"{_grouped(counts.states[state])} {name}" for state, name in names.items() if counts.states.get(state)
        )
        text = _("%(total)s Nummern = %(visible)s mit Text + %(stubs)s mit Hinweis statt Text (%(kinds)s).")
        numbers = {"total": counts.total, "visible": counts.visible, "stubs": counts.stubs}
        return text % {**{name: _grouped(count) for name, count in numbers.items()}, "kinds": kinds}

    # What became of the points

    def _parts(self) -> Iterator[VerdictPart]:
        total = sum(self.counts.verdicts.values())
        kinds = [(code, self.counts.verdicts[code]) for code in Verdict.values if self.counts.verdicts.get(code)]
        gap = 1.2
        room = BAR_WIDTH - gap * max(len(kinds) - 1, 0)
        x = 0.0
        for code, count in kinds:
            width = room * count / total
            style, _sign, label = VERDICTS[code]
            text = f"{_grouped(count)} {str(label)[0].lower()}{str(label)[1:]}"
            yield VerdictPart(style, round(x, 2), round(width, 2), text, f"{self.list_url}&urteil={code}")
            x += width + gap

    # Lists of bars

    def _sections(self) -> Iterator[Line]:
        lines = self.view.sections
        longest = max((line.share.total for line in lines), default=0)
        for line in lines:
            section = line.section
            if section is None:
                yield self._line(_("ganzer Text"), "", line.share, longest)
            else:
                url = f"{self.list_url}&abschnitt={section.uid}"
                yield self._line(str(section), url, line.share, longest, is_below=section.depth > 1)

    def _channels(self) -> Iterator[Line]:
        shares = [(Channel(name), share) for name, share in self.counts.channels.items() if name in Channel.values]
        longest = max((share.total for _channel, share in shares), default=0)
        for channel, share in sorted(shares, key=lambda pair: -pair[1].total):
            yield self._line(str(channel.label), f"{self.list_url}&weg={channel}", share, longest)

    def _line(self, label: str, url: str, share: Share, longest: int, *, is_below: bool = False) -> Line:
        still_open = share.total - share.stubs - share.answered
        parts = [
            Part("b1", share.adopted),
            Part("b2", share.answered - share.adopted),
            Part("b3", still_open),
            Part("b4", share.stubs),
        ]
        told = _(
            "%(label)s: %(total)s, davon %(answered)s beantwortet, %(open)s offen, %(stubs)s mit Hinweis statt Text"
        )
        names = {"label": label, "total": share.total, "answered": share.answered, "open": still_open}
        bar = stacked_bar(parts, longest, told % {**names, "stubs": share.stubs})
        cells = (share.total, share.answered, share.adopted, still_open, share.stubs)
        return Line(label, url, share.total, bar, cells, is_below)

    def _units(self) -> Iterator[Line]:
        longest = max((share.points for _unit, share in self.view.units), default=0)
        for unit, share in self.view.units:
            name = unit.name if unit else _("noch keinem Amt zugeteilt")
            yield self._unit_line(name, f"{self.list_url}&amt={unit.pk}" if unit else "", share, longest)

    @staticmethod
    def _unit_line(name: str, url: str, share: OfficeShare, longest: int) -> Line:
        waiting = share.points - share.judged
        parts = [Part("b1", share.adopted), Part("b2", share.judged - share.adopted), Part("b3", waiting)]
        told = _("%(name)s: %(points)s Punkte, davon %(judged)s beantwortet, %(open)s offen")
        names = {"name": name, "points": share.points, "judged": share.judged, "open": waiting}
        bar = stacked_bar(parts, longest, told % names)
        return Line(name, url, share.points, bar, (share.points, share.judged, share.adopted, waiting))

    # By day

    def _days(self) -> tuple[SafeString, SafeString]:
        if not self.counts.days:
            return SafeString(""), SafeString("")
        counts = {day_of(day): count for day, count in self.counts.days}
        first, last = min(counts), max(counts)
        weekly = (last - first).days >= MOST_DAYS_SINGLY
        begin = first - timedelta(days=first.weekday()) if weekly else first
        step = 7 if weekly else 1
        steps: dict[date, int] = {}
        for day, count in counts.items():
            at = begin + timedelta(days=(day - begin).days // step * step)
            steps[at] = steps.get(at, 0) + count
        size = min((last - begin).days // step + 1, 400)
        days = [begin + timedelta(days=place * step) for place in range(size)]
        best = max(steps, key=lambda day: (steps[day], -day.toordinal()))
        names = {
            "first": date_words(first),
            "last": date_words(last),
            "best": date_words(best),
            "most": _grouped(steps[best]),
        }
        label = (
            _("Eingang je Woche vom %(first)s bis %(last)s, am meisten in der Woche ab %(best)s: %(most)s")
            if weekly
            else _("Eingang je Tag vom %(first)s bis %(last)s, am meisten am %(best)s: %(most)s")
        ) % names
        drawings = []
        for width, most_labels, extra in ((1240, 12, "chart--wide"), (340, 3, "chart--slim")):
            labels = axis_labels(days, most_labels)
            values = [Column(steps.get(day, 0), label) for day, label in zip(days, labels, strict=True)]
            drawings.append(columns(values, label, width=width, extra=extra))
        return drawings[0], drawings[1]


def axis_labels(days: Sequence[date], most: int) -> list[str]:
    """What stands below each of these days in order; empty for most of them, at most ``most`` have words.

    Within one year day and month, across a turn of the year with the year where it is new, over more than a year month
    and year.
    """
    every = max(1, -(-len(days) // most))
    several = bool(days) and days[0].year != days[-1].year
    long = bool(days) and (days[-1] - days[0]).days > 366
    german = page_is_german()
    labels, named = [], 0
    for place, day in enumerate(days):
        if place % every:
            labels.append("")
            continue
        pattern = "M Y" if long else "j. M" if german else "j M"
        if several and not long and day.year != named:
            pattern += " Y"
        named = day.year
        labels.append(dateformat.format(day, pattern))
    return labels


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True, use_l10n=True)
