"""The front page as the template draws it: what is on, the line of the process, dates, the bar of verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.rules import Verdict
from werkstatt.core.ui.days import words as date_words
from werkstatt.core.ui.language import in_german
from werkstatt.core.ui.pieces import VERDICTS, Step, diff, number
from werkstatt.opinions.queries.maps import glance_at
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseStage
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.margin import MOST_NUMBERS
from werkstatt.publishing.drawing.margin import shortened as shortened_text
from werkstatt.publishing.drawing.said import quoted
from werkstatt.publishing.drawing.words import readable_change
from werkstatt.publishing.queries.home import Home
from werkstatt.publishing.sentences import verdicts_in_words
from werkstatt.strategy.rules import StrategyKind, VersionState

BAR_WIDTH = 341.0
SHOWN_PHASES = 2
"""Phases named on the line of the process; earlier ones would make it unreadable."""


@dataclass(frozen=True, slots=True)
class Hero:
    """What is on: a heading, a sentence, the one main action, and a second way."""

    title: str
    lead: str
    action: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class WayStep:
    """A step of the process. ``state``: done, now, todo."""

    title: str
    when: str
    state: str
    link: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something one can do now."""

    title: str
    text: str
    url: str
    time: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A changed sentence with the numbers behind it."""

    where: str
    words: SafeString
    numbers: tuple[SafeString, ...]
    more: str
    url: str


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date to come."""

    day: int
    month: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bar of verdicts."""

    style: str
    x: float
    width: float
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """What the template draws."""

    hero: Hero
    example: tuple[Step, ...] = ()
    example_url: str = ""
    example_number: SafeString = field(default_factory=SafeString)
    way: tuple[WayStep, ...] = ()
    todo: tuple[ToDo, ...] = ()
    changes: tuple[ChangeLine, ...] = ()
    changes_url: str = ""
    declined_url: str = ""
    declined: int = 0
    dates: tuple[DateLine, ...] = ()
    parts: tuple[Part, ...] = ()
    points: int = 0
    answered: int = 0
    waiting: int = 0


def home_page(town: Municipality, home: Home) -> HomePage:
    """Draw the front page."""
    return _HomeDrawing(town, home).page()


class _HomeDrawing:
    def __init__(self, town: Municipality, home: Home) -> None:
        self.town, self.home = town, home
        self.addresses = TownAddresses(town.slug)
        self.open = home.phase(PhaseStage.OPEN)
        self.planned = home.phase(PhaseStage.PLANNED)
        self.closed = home.phase(PhaseStage.CLOSED)

    def page(self) -> HomePage:
        home = self.home
        if home.version is None:
            return HomePage(hero=self._empty_hero())
        declined = home.verdicts.get(Verdict.DECLINED, 0)
        return HomePage(
            hero=self._hero(),
            example=tuple(self._example()),
            example_url=self.addresses.contribution(home.example.contribution.number) if home.example else "",
            way=tuple(self._way()),
            todo=tuple(self._todo()),
            changes=tuple(self._changes()),
            changes_url=self._changes_url(),
            declined_url=f"{self.addresses.contributions}?urteil={Verdict.DECLINED}",
            declined=declined,
            dates=tuple(self._dates()),
            parts=tuple(self._parts()),
            points=sum(home.verdicts.values()),
            answered=home.figures.answered,
            waiting=home.figures.visible - home.figures.answered,
        )

    # What is on

    def _empty_hero(self) -> Hero:
        title = _("Hier entsteht die Digitalstrategie für %(town)s") % {"town": self.town.name}
        lead = _("Die erste Fassung wird noch geschrieben. Sobald sie da ist, können Sie sie hier lesen und mitreden.")
        return Hero(title, lead)

    def _hero(self) -> Hero:
        version = self.home.version
        assert version is not None  # noqa: S101 - asked by the caller
        names = {"town": self.town.name, "version": version.label, "title": version.strategy.title}
        read = reverse("version", args=[self.town.slug, version.strategy.slug, version.number])
        if self.open:
            end = self._last_day(self.open)
            day = f"{dateformat.format(end, 'l')}, {date_words(end, 'long')}"
            lead = _(
                "%(version)s liegt offen. Bis %(day)s können Sie jede Stelle kommentieren oder anders formulieren. "
                "Sie brauchen kein Konto und etwa zwei Minuten."
            )
            return Hero(
                self._invitation(version.strategy.kind) % names,
                lead % {**names, "day": day},
                _("%(version)s lesen und mitreden") % names,
                read,
            )
        if version.state == VersionState.ADOPTED:
            lead = _("%(title)s gilt jetzt. Sie können lesen, was darin steht und welche Beiträge sie geändert haben.")
            return Hero(_("Der Text ist beschlossen"), lead % names, _("%(version)s lesen") % names, read)
        if self.planned:
            day = date_words(localtime(self.planned.opens_at), "long")
            lead = _("Ab %(day)s können Sie zu %(version)s etwas sagen. Lesen können Sie den Text schon jetzt.")
            return Hero(
                _("Bald können Sie mitreden"), lead % {**names, "day": day}, _("%(version)s lesen") % names, read
            )
        if self.closed and self.closed.version_id == version.pk:
            day = date_words(self.closed.answer_by, "long")
            late = self.closed.answer_by < localtime(self.home.now).date()
            lead = (
                _("Die Beteiligung ist beendet. Antworten und Gründe stehen bei jedem Beitrag.")
                if late
                else _("Die Beteiligung ist beendet. Bis %(day)s bekommt jeder Beitrag eine Antwort mit Grund.")
            )
            heading = _("Das ist aus Ihren Beiträgen geworden") if late else _("Ihre Beiträge werden abgewogen")
            return Hero(
                heading, lead % {**names, "day": day}, _("Beiträge und Antworten ansehen"), self.addresses.contributions
            )
        lead = _("Lesen Sie, was darin steht und was sich geändert hat.")
        return Hero(_("%(version)s ist da") % names, lead, _("%(version)s lesen") % names, read)

    @staticmethod
    def _invitation(kind: str) -> str:
        if kind == StrategyKind.MASTER_PLAN:
            return _("Schreiben Sie mit am Masterplan für %(town)s")
        if kind == StrategyKind.FRAMEWORK:
            return _("Schreiben Sie mit am Rahmenwerk für %(town)s")
        return _("Schreiben Sie mit an der Digitalstrategie für %(town)s")

    @staticmethod
    def _last_day(phase: ParticipationPhase) -> datetime:
        return localtime(phase.closes_at - timedelta(seconds=1))

    # A small thread

    def _example(self) -> Iterator[Step]:
        example = self.home.example
        if example is None:
            return
        row = example.contribution
        suggestion = getattr(row, "suggestion", None)
        words = row.text or (suggestion.replacement if suggestion else "")
        said = format_html("{} {}", in_german(quoted(shortened_text(words, 130))), number(row.number))
        yield Step(said, f"{date_words(localtime(row.received_at))} · {_where_said(row.event_name)}", state="voice")
        if example.answered_at:
            told = verdicts_in_words(example.verdicts)
            when = _("%(day)s · Antwort mit Grund") % {"day": date_words(localtime(example.answered_at))}
            yield Step(_first_sentence(told), when)
        if example.published_at:
            names = {
                "day": date_words(localtime(example.published_at)),
                "version": _("Fassung %(number)s") % {"number": example.change.version_number},
            }
            place = _("Abschnitt %(section)s ist deshalb geändert") % {"section": example.change.section_label}
            yield Step(place, _("%(day)s · %(version)s") % names)

    # The line of the process

    def _way(self) -> list[WayStep]:
        steps = list(self._steps())
        if not any(step.state == "now" for step in steps):
            done = [place for place, step in enumerate(steps) if step.state == "done"]
            at = done[-1] if done else 0
            steps[at] = _as_now(steps[at])
        return steps

    def _steps(self) -> Iterator[WayStep]:
        home = self.home
        first = home.versions[0]
        shown = home.phases[-SHOWN_PHASES:]
        if first.published_at:
            yield WayStep(_("Erster Text"), date_words(localtime(first.published_at), "long"), "done")
        for place, phase in enumerate(shown):
            yield self._phase_step(phase)
            following = shown[place + 1] if place + 1 < len(shown) else None
            yield self._weighing_step(phase, following)
        yield from self._last_steps()

    def _phase_step(self, phase: ParticipationPhase) -> WayStep:
        stage = phase.stage_at(self.home.now)
        end = self._last_day(phase)
        when = _span(localtime(phase.opens_at), end)
        if stage is PhaseStage.OPEN:
            days = (end.date() - localtime(self.home.now).date()).days
            left = ngettext("noch %(n)s Tag", "noch %(n)s Tage", days) % {"n": days} if days else _("heute zuletzt")
            return WayStep(phase.title, f"{when}, {left}", "now")
        count = self.home.figures_of_phase.get(phase.pk)
        shown = count.shown if count else 0
        link = ngettext("%(n)s Beitrag", "%(n)s Beiträge", shown) % {"n": shown} if shown else ""
        url = f"{self.addresses.contributions}?phase={phase.pk}" if shown else ""
        return WayStep(phase.title, when, "done" if stage is PhaseStage.CLOSED else "todo", link, url)

    def _weighing_step(self, phase: ParticipationPhase, following: ParticipationPhase | None) -> WayStep:
        if phase.stage_at(self.home.now) is not PhaseStage.CLOSED:
            day = date_words(phase.answer_by, "long")
            return WayStep(_("Abwägung"), _("Jeder Beitrag bekommt bis %(day)s eine Antwort") % {"day": day}, "todo")
        later = [v for v in self.home.versions if v.number > phase.version.number and v.published_at]
        if later or following is not None:
            until = localtime(later[0].published_at) if later and later[0].published_at else None
            when = _span(self._last_day(phase), until, months=True) if until else ""
            return WayStep(_("Auswertung"), when, "done")
        day = date_words(phase.answer_by, "long")
        return WayStep(_("Abwägung"), _("Jeder Beitrag bekommt bis %(day)s eine Antwort") % {"day": day}, "now")

    def _last_steps(self) -> Iterator[WayStep]:
        version = self.home.versions[-1]
        council = {
            Municipality.Kind.CITY: _("Der Stadtrat entscheidet"),
            Municipality.Kind.MUNICIPALITY: _("Der Gemeinderat entscheidet"),
            Municipality.Kind.DISTRICT: _("Der Kreistag entscheidet"),
        }[Municipality.Kind(self.town.kind)]
        busy = self.open is not None or self.planned is not None
        if version.state == VersionState.ADOPTED and not busy:
            yield WayStep(council, _("beschlossen"), "done")
            yield WayStep(_("Umsetzung"), _("jetzt"), "now")
            return
        submitted = version.state == VersionState.SUBMITTED and not busy
        yield WayStep(council, _("in öffentlicher Sitzung"), "now" if submitted else "todo")
        yield WayStep(_("Umsetzung"), _("nach dem Beschluss"), "todo")

    # What one can do

    def _todo(self) -> Iterator[ToDo]:
        version = self.home.version
        assert version is not None  # noqa: S101 - asked by the caller
        read = reverse("version", args=[self.town.slug, version.strategy.slug, version.number])
        if self.open:
            end = _("bis %(day)s") % {"day": date_words(self._last_day(self.open), "yearless")}
            yield ToDo(
                _("Eine Stelle kommentieren"),
                _("Markieren Sie einen Satz. Schreiben Sie, was Ihnen fehlt, oder formulieren Sie ihn anders."),
                read,
                _("ab 2 Minuten, %(end)s") % {"end": end},
            )
            yield ToDo(
                _("Zum ganzen Text etwas sagen"),
                _("Was fehlt, was ist zu viel? Sie müssen keine Stelle heraussuchen."),
                reverse("contribute", args=[self.town.slug, self.open.pk]),
                _("5 Minuten, %(end)s") % {"end": end},
            )
            if opinions := glance_at(self.town, self.open.pk):
                yield ToDo(
                    _("Über Thesen abstimmen"),
                    _("„%(question)s“ Eine These nach der anderen, drei Antworten, ohne Konto.")
                    % {"question": opinions.question},
                    reverse("opinion-vote", args=[self.town.slug, self.open.pk]),
                    _("5 Minuten, %(end)s") % {"end": end},
                )
        else:
            yield ToDo(
                _("Den Text lesen"),
                _("Mit Zusammenfassungen in einfachen Worten, wo es sie schon gibt."),
                read,
                version.label,
            )
        if version.base is not None:
            numbers = [self.town.slug, version.strategy.slug, version.base.number, version.number]
            yield ToDo(
                _("Sehen, was sich geändert hat"),
                _("Alle Änderungen auf einer Seite, mit den Beiträgen, die dazu geführt haben."),
                reverse("compare", args=numbers),
                _("%(old)s und %(new)s im Vergleich") % {"old": version.base.label, "new": version.label},
            )
        if version.base is None or not self.open:
            yield ToDo(
                _("Einen Beitrag wiederfinden"),
                _("Mit der Nummer sehen Sie, was daraus wurde. Nummern verschwinden nie."),
                self.addresses.contributions,
                _("ohne Konto"),
            )

    # Changed because of you

    def _changes(self) -> Iterator[ChangeLine]:
        for change in self.home.changes:
            numbers = change.numbers
            rest = len(numbers) - MOST_NUMBERS
            more = ngettext("und %(n)s weiterem", "und %(n)s weiteren", rest) % {"n": rest} if rest > 0 else ""
            yield ChangeLine(
                where=change.section_label,
                words=diff(readable_change(change.before, change.after)),
                numbers=tuple(number(n, self.addresses.contribution(n)) for n in numbers[:MOST_NUMBERS]),
                more=more,
                url=self.addresses.trace_of(change.strategy_slug, change.version_number, change.block_uid),
            )

    def _changes_url(self) -> str:
        version = self.home.version
        if version is None or version.base is None:
            return ""
        return reverse("compare", args=[self.town.slug, version.strategy.slug, version.base.number, version.number])

    # Dates

    def _dates(self) -> list[DateLine]:
        today = localtime(self.home.now).date()
        found: list[tuple[date, str, str]] = []
        for phase in self.home.phases:
            stage = phase.stage_at(self.home.now)
            if stage is PhaseStage.PLANNED:
                begin = localtime(phase.opens_at)
                note = _("%(day)s, %(time)s Uhr.") % {"day": dateformat.format(begin, "l"), "time": f"{begin:%H:%M}"}
                found.append((begin.date(), _("Beginn: %(title)s") % {"title": phase.title}, note))
            if stage is not PhaseStage.CLOSED:
                end, close = self._last_day(phase), localtime(phase.closes_at)
                at_midnight = f"{close:%H:%M}" == "00:00"
                time = _("24 Uhr") if at_midnight else _("%(time)s Uhr") % {"time": f"{close:%H:%M}"}
                note = _("%(day)s, %(time)s. Auf Papier gilt der Tag, an dem es ankommt.")
                names = {"day": dateformat.format(end, "l"), "time": time}
                found.append((end.date(), _("Ende der Beteiligung"), note % names))
            if phase.answer_by >= today:
                note = _("Bis dahin bekommt jeder Beitrag eine Antwort mit Grund.")
                found.append((phase.answer_by, _("Alle Antworten sind da"), note))
        return [
            DateLine(day.day, dateformat.format(day, "M"), title, note)
            for day, title, note in sorted(found)[:4]
            if day >= today
        ]

    # The bar of verdicts

    def _parts(self) -> Iterator[Part]:
        total = sum(self.home.verdicts.values())
        kinds = [(code, self.home.verdicts[code]) for code in Verdict.values if self.home.verdicts.get(code)]
        gap = 1.2
        room = BAR_WIDTH - gap * max(len(kinds) - 1, 0)
        x = 0.0
        for code, count in kinds:
            width = room * count / total
            style, _sign, label = VERDICTS[code]
            text = f"{count} {str(label)[0].lower()}{str(label)[1:]}"
            yield Part(style, round(x, 2), round(width, 2), text, f"{self.addresses.contributions}?urteil={code}")
            x += width + gap


def _as_now(step: WayStep) -> WayStep:
    return WayStep(step.title, step.when, "now", step.link, step.url)


def _where_said(event: str) -> str:
    return event or _("im Netz")


def _first_sentence(text: str) -> SafeString:
    return mark_safe(text.partition(". ")[0].rstrip("."))  # noqa: S308 - our own words and numbers only


def _span(begin: datetime, end: datetime, *, months: bool = False) -> str:
    """ "20. Mai bis 30. Juni 2019", or in whole months "Januar bis April 2019"."""
    last = date_words(end, "month" if months else "long")
    if begin.year != end.year:
        first = date_words(begin, "month" if months else "long")
    else:
        first = dateformat.format(begin, "F") if months else date_words(begin, "yearless")
    if months and (begin.year, begin.month) == (end.year, end.month):
        return last
    return _("%(begin)s bis %(end)s") % {"begin": first, "end": last}
