"""The list of contributions as the template draws it: groups with counts, choices, lines, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from werkstatt.assessment.rules import Verdict
from werkstatt.core.ui.days import words as date_words
from werkstatt.core.ui.pieces import diff
from werkstatt.core.ui.pieces import verdict as verdict_pill
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries.contribution import GROUPS
from werkstatt.participation.rules import ContributionState, Kind, PhaseKind
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.margin import shortened
from werkstatt.publishing.queries.voices import ADOPTED, Item, VoicesPage, Wanted
from werkstatt.text.worddiff import word_diff

WORDS_LENGTH = 300
"""Characters of a contribution in the list."""

_GROUP_NAMES = {
    "offen": gettext_lazy("offen"),
    "beantwortet": gettext_lazy("beantwortet"),
    "hinweis": gettext_lazy("mit Hinweis statt Text"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A group of states to choose, with its count."""

    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A contribution in the list."""

    contribution: Contribution
    url: str
    words: str
    wording: SafeString
    verdicts: tuple[SafeString, ...]
    state: str
    merged_url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the template draws."""

    heading: str
    groups: tuple[Group, ...]
    kept: tuple[tuple[str, str], ...]
    """Filters that no field of the form shows, to be sent along with it."""
    phases: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    verdicts: tuple[Choice, ...]
    lines: tuple[Line, ...]
    newer_url: str
    older_url: str
    sort_url: str
    file_url: str
    workbook_url: str
    phase_url: str
    """The figures of the chosen or newest phase."""
    reset_url: str
    is_filtered: bool
    is_narrowed: bool
    """Whether one of the folded fields is in use."""
    place: str


def voices_page(town: str, found: VoicesPage, wanted: Wanted) -> ListPage:
    """Draw the list."""
    addresses = TownAddresses(town)
    given = _given(wanted)

    def url(**changes: str) -> str:
        return f"?{urlencode({name: value for name, value in {**given, **changes}.items() if value})}"

    own_fields = {"suche", "phase", "abschnitt", "art", "urteil"}
    return ListPage(
        heading=_heading(found, wanted),
        groups=_groups(found, wanted, url),
        kept=tuple((name, value) for name, value in given.items() if name not in own_fields),
        phases=tuple(Choice(str(p.pk), p.title, p.pk == wanted.filters.phase_id) for p in found.phases),
        sections=tuple(
            Choice(row.uid, f"{row.number} {row.title}", row.uid == wanted.section_uid)
            for row in found.sections
            if row.depth <= 2
        ),
        kinds=tuple(Choice(value, str(label), value == wanted.filters.kind) for value, label in Kind.choices),
        verdicts=(
            Choice(ADOPTED, _("Übernommen, auch mit Änderungen"), wanted.verdict == ADOPTED),
            *(Choice(value, str(label), value == wanted.verdict) for value, label in Verdict.choices),
        ),
        lines=tuple(_line(item, addresses) for item in found.items),
        newer_url=url(nach=found.earlier) if found.earlier else "",
        older_url=url(vor=found.later) if found.later else "",
        sort_url=url(sortierung="" if wanted.by_activity else "aktiv"),
        file_url=f"{reverse('contributions-file', args=[town])}{url()}",
        phase_url=_phase_url(town, found, wanted),
        workbook_url=f"{reverse('contributions-workbook', args=[town])}{url()}",
        reset_url=addresses.contributions,
        is_filtered=bool(given),
        is_narrowed=bool(given.keys() & {"phase", "abschnitt", "art", "urteil"}),
        place=_place(found, wanted),
    )


def _given(wanted: Wanted) -> dict[str, str]:
    """The filters as they stand in the address, without the page."""
    filters = wanted.filters
    values = {
        "stand": filters.group if filters.group in GROUPS else "",
        "phase": str(filters.phase_id or ""),
        "fassung": str(filters.version_id or "") if wanted.section_uid or wanted.block_uid else "",
        "abschnitt": wanted.section_uid,
        "absatz": wanted.block_uid,
        "art": filters.kind,
        "urteil": wanted.verdict,
        "weg": filters.channel,
        "amt": str(wanted.unit_id or ""),
        "tag": wanted.day.isoformat() if wanted.day else "",
        "suche": filters.words,
        "sortierung": "aktiv" if wanted.by_activity else "",
    }
    return {name: value for name, value in values.items() if value}


def _heading(found: VoicesPage, wanted: Wanted) -> str:
    """ "412 Beiträge, davon 7 mit Hinweis statt Text" """
    if found.is_capped:
        return _("Mehr als %(count)s Beiträge") % {"count": found.count}
    text = ngettext("%(count)s Beitrag", "%(count)s Beiträge", found.count) % {"count": found.count}
    if not wanted.is_narrowed and not wanted.filters.group and found.figures.stubs:
        return _("%(text)s, davon %(stubs)s mit Hinweis statt Text") % {"text": text, "stubs": found.figures.stubs}
    return text


def _groups(found: VoicesPage, wanted: Wanted, url: Callable[..., str]) -> tuple[Group, ...]:
    figures = found.figures
    groups = [Group(_("alle"), figures.shown, url(stand=""), wanted.filters.group not in GROUPS)]
    for name, states in GROUPS.items():
        count = sum(figures[state] for state in states)
        groups.append(Group(str(_GROUP_NAMES[name]), count, url(stand=name), wanted.filters.group == name))
    return tuple(groups)


def _phase_url(town: str, found: VoicesPage, wanted: Wanted) -> str:
    public = [phase for phase in found.phases if phase.kind != PhaseKind.INTERNAL]
    chosen = [phase for phase in public if phase.pk == wanted.filters.phase_id] or public
    return reverse("phase", args=[town, chosen[0].pk]) if chosen else ""


def _place(found: VoicesPage, wanted: Wanted) -> str:
    """The chosen place in words, where it is a paragraph of a version; the chosen day."""
    if wanted.day:
        return _("Nur vom %(day)s.") % {"day": date_words(wanted.day, "long")}
    if not wanted.block_uid or found.version is None:
        return ""
    return _("Nur zu einem Absatz in %(version)s.") % {"version": found.version.label}


def lines_of(town: str, items: Iterable[Item]) -> tuple[Line, ...]:
    """The lines of a list without filters. ``town`` is the slug."""
    addresses = TownAddresses(town)
    return tuple(_line(item, addresses) for item in items)


def _line(item: Item, addresses: TownAddresses) -> Line:
    row = item.contribution
    suggestion = getattr(row, "suggestion", None) if row.is_visible else None
    wording = SafeString("")
    if suggestion is not None and len(suggestion.quote) + len(suggestion.replacement) <= 3 * WORDS_LENGTH:
        wording = diff(word_diff(suggestion.quote, suggestion.replacement))
    words = shortened(row.text, WORDS_LENGTH) if row.is_visible else ""
    if suggestion is not None and not wording:
        words = shortened(suggestion.replacement, WORDS_LENGTH)
    pills: dict[str, SafeString] = {}
    for code, until in item.verdicts:
        pills[code] = verdict_pill(code, until)
    return Line(
        contribution=row,
        url=addresses.contribution(row.number),
        words=words,
        wording=wording,
        verdicts=tuple(pills.values()),
        state=_("in Abwägung") if row.state == ContributionState.ASSIGNED else _("noch offen"),
        merged_url=addresses.contribution(row.merged_into.number) if row.merged_into else "",
    )
