"""The page of a result as the template draws it: picture, what groups say, what they share, what divides, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.core.ui.days import words as date_words
from werkstatt.opinions.drawing.picture import GroupShape, Mark, Picture, draw
from werkstatt.opinions.drawing.shapes import sign
from werkstatt.opinions.drawing.words import Findings, headline, title
from werkstatt.opinions.figures import MIN_PLACED, MOST_NEEDED, Counts, Figures, GroupFigures, Stand, StatementCounts
from werkstatt.opinions.places import Place
from werkstatt.opinions.queries.result import ResultView
from werkstatt.organisations.models import Municipality
from werkstatt.participation.rules import PhaseStage

MOST_ROWS = 100
"""Statements in the tables; all of them are in the files."""

EVERYBODY = 0
"""Look of what is not about a group."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What one group (or everybody) says about a statement: whole percent, and where each part begins."""

    look: int
    letter: str
    sign: str
    agree: int
    passed: int
    disagree: int
    spoken: str

    @property
    def not_agreed_from(self) -> int:
        return self.agree + self.passed


@dataclass(frozen=True, slots=True)
class Thesis:
    """A statement with its bars. ``tag``: what has to be said in addition."""

    number: int
    text: str
    bars: tuple[Bar, ...]
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a group says more than the others: “81 % dafür”."""

    text: str
    share: str


@dataclass(frozen=True, slots=True)
class GroupBox:
    """A group with its name, its sign and what it says."""

    letter: str
    name: str
    look: int
    sign: str
    people: str
    sayings: tuple[Saying, ...]
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tables. ``percent``: who agrees, by group; ``counts``: agree, pass, disagree by group."""

    number: int
    text: str
    percent: tuple[str, ...]
    counts: tuple[tuple[int, int, int], ...]
    votes: str


@dataclass(frozen=True, slots=True)
class Column:
    """A group at the head of a table."""

    name: str
    people: str


@dataclass(frozen=True, slots=True)
class Named:
    """The name of a group in the picture."""

    shape: GroupShape
    box: GroupBox


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What the template draws."""

    title: str
    lead: str
    headline: str
    picture: Picture
    picture_title: str
    picture_words: str
    caption: str
    groups: tuple[GroupBox, ...]
    named: tuple[Named, ...]
    looks: tuple[int, ...]
    shared: tuple[Thesis, ...]
    divisive: tuple[Thesis, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    left_out: int
    mine: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A seat for somebody who has voted often enough."""

    x: int
    is_filled: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Instead of a picture: what is there already, and what is still missing."""

    title: str
    text: str
    slots: tuple[Slot, ...]
    slots_words: str


def result_page(town: Municipality, view: ResultView, place: Place | None = None) -> ResultPage | Waiting:
    """Draw the page, with the place of the reader if it is hers; or say why there is no picture yet."""
    figures = view.figures
    if figures is None or figures.placed < MIN_PLACED or not view.statements:
        return waiting(view)
    return _Drawing(town, view, figures, place).page()


def waiting(view: ResultView) -> Waiting:
    """What to show as long as too few have voted."""
    figures, people = view.figures, view.opinion_map.participant_count
    placed = min(figures.placed if figures else 0, MIN_PLACED)
    if not people:
        text = _("Noch hat niemand abgestimmt.")
    elif figures is None:
        text = _("Die ersten Stimmen werden gerade ausgewertet. Schauen Sie gleich noch einmal.")
    else:
        text = ngettext(
            "Bisher hat ein Mensch abgestimmt.", "Bisher haben %(n)s Menschen abgestimmt.", figures.people
        ) % {"n": _grouped(figures.people)}
    needed = figures.needed if figures else min(MOST_NEEDED, len(view.statements)) or 1
    condition = ngettext(
        "Das Bild entsteht, sobald %(people)s Menschen über mindestens eine These abgestimmt haben.",
        "Das Bild entsteht, sobald %(people)s Menschen über mindestens %(n)s Thesen abgestimmt haben.",
        needed,
    ) % {"people": MIN_PLACED, "n": needed}
    why = _("So kann niemand erraten, was Einzelne denken.")
    slots = tuple(Slot(20 + 40 * place, place < placed) for place in range(MIN_PLACED))
    spoken = _("%(n)s von %(people)s Menschen haben oft genug abgestimmt.") % {"n": placed, "people": MIN_PLACED}
    return Waiting(_("Noch zu wenige Stimmen"), f"{text} {condition} {why}", slots, spoken)


class _Drawing:
    def __init__(self, town: Municipality, view: ResultView, figures: Figures, place: Place | None) -> None:
        self.town, self.view, self.figures, self.place = town, view, figures, place
        self.findings = Findings(view, figures)

    def page(self) -> ResultPage:
        figures = self.figures
        looks = {group.key: group.look for group in figures.groups}
        me = (self.place.x, self.place.y) if self.place else None
        picture = _drawn(figures.marks, tuple(looks.items()), me)
        rows = self._rows()
        boxes = {group.key: self._box(group) for group in figures.groups}
        return ResultPage(
            title=title(self.town, self.findings),
            lead=self._lead(),
            headline=headline(self.findings),
            picture=picture,
            picture_title=self._picture_title(),
            picture_words=self._picture_words(picture),
            caption=self._caption(),
            groups=tuple(boxes.values()),
            named=tuple(Named(shape, boxes[shape.group]) for shape in picture.groups if shape.group is not None),
            looks=tuple(looks.values()) or (EVERYBODY,),
            shared=tuple(self._shared(stand) for stand in self.findings.shared()),
            divisive=tuple(self._thesis(counts) for counts in self.findings.divisive()),
            columns=tuple(self._columns()),
            rows=tuple(rows[:MOST_ROWS]),
            left_out=max(0, len(rows) - MOST_ROWS),
            mine=self._mine(),
        )

    # ── Words ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _lead(self) -> str:
        statements = len(self.findings.counts)
        people = _people(self.figures.people)
        said = ngettext(
            "%(people)s haben über eine These abgestimmt.", "%(people)s haben über %(n)s Thesen abgestimmt.", statements
        ) % {"people": people, "n": _grouped(statements)}
        return f"{said} {_('Wer ähnlich abgestimmt hat, liegt im Bild nah beieinander.')}"

    def _picture_title(self) -> str:
        people, groups = _people(self.figures.placed), len(self.figures.groups)
        if not groups:
            return _("%(people)s, keine Gruppen") % {"people": people}
        return _("%(people)s in %(groups)s Gruppen") % {"people": people, "groups": groups}

    def _picture_words(self, picture: Picture) -> str:
        parts = []
        if picture.largest > 1:
            parts.append(_("Jedes Zeichen steht für einen oder mehrere Menschen: je größer, desto mehr."))
        else:
            parts.append(_("Jedes Zeichen ist ein Mensch."))
        parts.append(_("Wer ähnlich abgestimmt hat, liegt nah beieinander."))
        where = {shape.group: shape.where for shape in picture.groups}
        parts += [
            _("%(group)s liegt %(where)s.") % {"group": _name(group), "where": _where(where[group.key])}
            for group in self.figures.groups
            if group.key in where
        ]
        if picture.me:
            parts.append(_("Ihr Platz ist eingezeichnet."))
        return " ".join(parts)

    def _caption(self) -> str:
        figures = self.figures
        moment = self.view.computed_at
        parts = [_("Stand %(moment)s.") % {"moment": _moment(moment)}] if moment else []
        if figures.missing:
            parts.append(
                ngettext(
                    "Ein Mensch mit weniger als %(needed)s Stimmen fehlt im Bild.",
                    "%(n)s Menschen mit weniger als %(needed)s Stimmen fehlen im Bild.",
                    figures.missing,
                )
                % {"n": _grouped(figures.missing), "needed": figures.needed}
            )
        alone = figures.placed - sum(group.size for group in figures.groups)
        if figures.groups and alone:
            parts.append(
                ngettext(
                    "Ein Mensch gehört zu keiner Gruppe, die groß genug ist.",
                    "%(n)s Menschen gehören zu keiner Gruppe, die groß genug ist.",
                    alone,
                )
                % {"n": _grouped(alone)}
            )
        largest = max((count for _x, _y, _group, count in figures.marks), default=1)
        if largest > 1:
            parts.append(_("Größere Zeichen stehen für mehrere Menschen, höchstens %(n)s.") % {"n": _grouped(largest)})
        return " ".join(parts)

    def _mine(self) -> str:
        if self.place is None:
            return ""
        group = next((one for one in self.figures.groups if one.key == self.place.group), None)
        if group is None:
            return (
                _("Sie sind im Bild eingezeichnet. Sie gehören zu keiner der Gruppen.")
                if self.figures.groups
                else _("Sie sind im Bild eingezeichnet.")
            )
        return _("Sie sind im Bild eingezeichnet. Sie haben ähnlich abgestimmt wie %(group)s.") % {
            "group": _name(group)
        }

    # ── Groups and statements ──────────────────────────────────────────────────────────────────────────────────────

    def _box(self, group: GroupFigures) -> GroupBox:
        sayings = [
            Saying(self.findings.text(stand.statement).text, _share(counts, stand.direction))
            for stand, counts in self.findings.said_by(group)
        ]
        is_mine = self.place is not None and self.place.group == group.key
        shape = sign(group.look, 0, 0, 6)
        return GroupBox(group.letter, _name(group), group.look, shape, _people(group.size), tuple(sayings), is_mine)

    def _shared(self, stand: Stand) -> Thesis:
        thesis = self._thesis(self.findings.counts[stand.statement])
        if stand.direction > 0:
            return thesis
        tag = _("Alle Gruppen lehnen das ab.") if self.figures.groups else _("Die meisten lehnen das ab.")
        return Thesis(thesis.number, thesis.text, thesis.bars, tag)

    def _thesis(self, counts: StatementCounts) -> Thesis:
        text = self.findings.text(counts.statement)
        bars = [_bar(_("Alle"), "", EVERYBODY, counts.everybody)]
        if self.figures.groups:
            nobody = Counts(0, 0, 0)
            bars = [
                _bar(_name(group), group.letter, group.look, counts.by_group.get(group.key, nobody))
                for group in self.figures.groups
            ]
        return Thesis(text.number, text.text, tuple(bars))

    # ── Tables ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _columns(self) -> Sequence[Column]:
        if not self.figures.groups:
            return [Column(_("Alle"), _grouped(self.figures.people))]
        return [Column(_name(group), _grouped(group.size)) for group in self.figures.groups]

    def _rows(self) -> list[Row]:
        """The statement that most people agree with comes first."""
        ordered = sorted(
            self.findings.counts.values(),
            key=lambda one: (-one.everybody.share(1), self.findings.text(one.statement).number),
        )
        return [self._row(counts) for counts in ordered]

    def _row(self, counts: StatementCounts) -> Row:
        nobody = Counts(0, 0, 0)
        cells = [counts.by_group.get(group.key, nobody) for group in self.figures.groups] or [counts.everybody]
        text = self.findings.text(counts.statement)
        return Row(
            text.number,
            text.text,
            tuple(str(cell.percent[0]) if cell.total else "–" for cell in cells),
            tuple((cell.agree, cell.passed, cell.disagree) for cell in cells),
            _grouped(counts.everybody.total),
        )


@lru_cache(maxsize=64)
def _drawn(
    marks: tuple[tuple[int, int, int, int], ...], looks: tuple[tuple[int, int], ...], me: tuple[int, int] | None
) -> Picture:
    """Finding places for the names takes longer than all the rest of the page, and a result never changes."""
    shown = [Mark(x, y, None if group < 0 else group, count) for x, y, group, count in marks]
    return draw(shown, dict(looks), me)


def _bar(name: str, letter: str, look: int, counts: Counts) -> Bar:
    agree, passed, disagree = counts.percent
    if counts.total:
        spoken = _("%(group)s: %(agree)s Prozent stimmen zu, %(disagree)s Prozent nicht.") % {
            "group": name,
            "agree": agree,
            "disagree": disagree,
        }
    else:
        spoken = _("%(group)s: keine Stimmen.") % {"group": name}
    return Bar(look, letter, sign(look, 0, 0, 6), agree, passed, disagree, spoken)


def _share(counts: Counts, direction: int) -> str:
    agree, _passed, disagree = counts.percent
    if direction > 0:
        return _("%(n)s\N{NO-BREAK SPACE}%% dafür") % {"n": agree}
    return _("%(n)s\N{NO-BREAK SPACE}%% dagegen") % {"n": disagree}


def _name(group: GroupFigures) -> str:
    return _("Gruppe %(letter)s") % {"letter": group.letter}


def _people(count: int) -> str:
    return ngettext("%(n)s Mensch", "%(n)s Menschen", count) % {"n": _grouped(count)}


def _where(part: tuple[int, int]) -> str:
    places: Mapping[tuple[int, int], str] = {
        (-1, -1): _("links oben"),
        (0, -1): _("oben"),
        (1, -1): _("rechts oben"),
        (-1, 0): _("links"),
        (0, 0): _("in der Mitte"),
        (1, 0): _("rechts"),
        (-1, 1): _("links unten"),
        (0, 1): _("unten"),
        (1, 1): _("rechts unten"),
    }
    return places[part]


def _moment(moment: datetime) -> str:
    return date_words(localtime(moment), "time")


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True, use_l10n=True)


def stage_words(view: ResultView, stage: PhaseStage) -> str:
    """Until when one can vote, or since when no more."""
    phase = view.opinion_map.phase
    if stage is PhaseStage.PLANNED:
        return _("Die Abstimmung beginnt am %(day)s.") % {"day": date_words(localtime(phase.opens_at), "long")}
    last = date_words(localtime(phase.last_moment), "long")
    if stage is PhaseStage.OPEN:
        return _("5 Minuten, ohne Konto, bis %(day)s") % {"day": last}
    return _("Die Abstimmung endete am %(day)s.") % {"day": last}
