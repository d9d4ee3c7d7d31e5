"""The page that compares two versions: what changed, section by section, with the contributions behind it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.core.ui.language import german
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.blocks import Footnotes, content, element, nested_list
from werkstatt.publishing.drawing.margin import MOST_NUMBERS
from werkstatt.publishing.drawing.parts import BlockPart, SectionPart, compared_parts, side_spans
from werkstatt.publishing.queries.comparison import ComparedVersions
from werkstatt.text.diff import BlockChange, SectionChange, Status
from werkstatt.text.model import BlockKind


@dataclass(frozen=True, slots=True)
class Jump:
    """A line of the jump list."""

    anchor: str
    number: str
    title: str
    what: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How the comparison is drawn, as its address says."""

    side_by_side: bool = False
    everything: bool = False
    """Also the sections in which nothing changed, and what stayed the same within the others."""
    chapter: str = ""
    """Number of the only chapter that is drawn; "" as long as all fit on one page."""


@dataclass(frozen=True, slots=True)
class ChapterLine:
    """A chapter with changes, for going through a long text chapter by chapter."""

    number: str
    title: str
    count: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the template draws."""

    summary: tuple[str, ...]
    sections: int
    jumps: tuple[Jump, ...]
    chapters: tuple[ChapterLine, ...]
    layout: Layout
    text: SafeString
    changes: int
    unchanged: tuple[str, ...]
    """Numbers and titles of sections in which nothing changed."""


MOST_CHANGES = 150
"""Changed paragraphs on one page; a text with more of them is compared chapter by chapter."""


def comparison_page(found: ComparedVersions, town: str, wanted: Layout | None = None) -> ComparisonPage:
    """The comparison in the reading order of the new version, sections without a change only named at the end."""
    chapters = _by_chapter(found)
    changed = [entry for entries in chapters.values() for entry in entries if entry.has_changes]
    layout = _fitting(chapters, changed, wanted or Layout())
    inside = chapters[layout.chapter] if layout.chapter else list(found.compared.comparison.sections)
    shown = inside if layout.everything else [entry for entry in inside if entry.has_changes]
    drawing = _Drawing(found, TownAddresses(town), layout)
    pairs = list(zip(shown, compared_parts(found.compared, shown), strict=True))
    text = "".join([drawing.section(entry, part) for entry, part in pairs])
    return ComparisonPage(
        summary=tuple(_summary(changed)),
        sections=len(changed),
        jumps=tuple(
            Jump(_anchor(part), part.number, _plain_title(entry), _counted(entry), part.gone)
            for entry, part in pairs
            if entry.has_changes
        ),
        chapters=tuple(
            ChapterLine(number, _plain_title(entries[0]), count, number == layout.chapter)
            for number, entries in chapters.items()
            if (count := _count(entries))
        ),
        layout=layout,
        # The last change's way on ends behind everything.
        text=mark_safe(f'{_without_lost_notes(text)}<span id="aenderung-{drawing.changes + 1}"></span>'),  # noqa: S308 - text is escaped
        changes=drawing.changes,
        unchanged=tuple(
            f"{found.compared.new_numbers[entry.new.id]} {entry.new.title}"
            for entry in inside
            if entry.new is not None and not entry.has_changes and not layout.everything
        ),
    )


def _by_chapter(found: ComparedVersions) -> dict[str, list[SectionChange]]:
    """The entries by number of the chapter they stand in; what is gone stands with what was before it."""
    chapters: dict[str, list[SectionChange]] = {}
    number = "1"
    for entry in found.compared.comparison.sections:
        if entry.depth == 1 and entry.new is not None:
            number = found.compared.new_numbers[entry.new.id]
        chapters.setdefault(number, []).append(entry)
    return chapters


def _fitting(chapters: dict[str, list[SectionChange]], changed: list[SectionChange], wanted: Layout) -> Layout:
    """The wanted layout, with a chapter where the whole would be too much for one page."""
    chapter = wanted.chapter if wanted.chapter in chapters else ""
    if not chapter and (wanted.everything or _count(changed) > MOST_CHANGES):
        chapter = next((number for number, entries in chapters.items() if _count(entries)), "")
    return replace(wanted, chapter=chapter, everything=wanted.everything and bool(chapter))


def _count(entries: Iterable[SectionChange]) -> int:
    """The changes in these sections, as many as the page numbers."""
    return sum(
        sum(block.status is not Status.SAME for block in entry.blocks) or int(entry.has_changes) for entry in entries
    )


def _anchor(part: SectionPart) -> str:
    return f"{'entfallen' if part.gone else 'abschnitt'}-{part.uid}"


def _plain_title(entry: SectionChange) -> str:
    section = entry.new or entry.old
    return section.title if section else ""


def _tally(changes: list[BlockChange]) -> Counter[str]:
    """How many blocks were changed, added, struck, moved. What was moved and changed counts as both."""
    tally: Counter[str] = Counter()
    for change in changes:
        match change.status:
            case Status.CHANGED | Status.ADDED | Status.REMOVED | Status.MOVED:
                tally[change.status.value] += 1
            case Status.MOVED_CHANGED:
                tally.update(("moved", "changed"))
    return tally


def _summary(entries: list[SectionChange]) -> list[str]:
    return _words(_tally([change for entry in entries for change in entry.blocks]), long=True)


def _counted(entry: SectionChange) -> str:
    return ", ".join(_words(_tally(list(entry.blocks)), long=False)) or _("Überschrift oder einfache Sprache")


def _words(tally: Counter[str], *, long: bool) -> list[str]:
    told = []
    if n := tally["changed"]:
        text = ngettext("%(n)s Absatz geändert", "%(n)s Absätze geändert", n) if long else _("%(n)s geändert")
        told.append(text % {"n": n})
    if n := tally["added"]:
        told.append((ngettext("%(n)s Absatz neu", "%(n)s Absätze neu", n) if long else _("%(n)s neu")) % {"n": n})
    if n := tally["removed"]:
        text = ngettext("%(n)s Absatz gestrichen", "%(n)s Absätze gestrichen", n) if long else _("%(n)s gestrichen")
        told.append(text % {"n": n})
    if n := tally["moved"]:
        text = ngettext("%(n)s Absatz verschoben", "%(n)s Absätze verschoben", n) if long else _("%(n)s verschoben")
        told.append(text % {"n": n})
    return told


_NOTE_LINK = re.compile(r'<a class="fn" href="#(fn-[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


def _without_lost_notes(text: str) -> str:
    """Footnotes whose text is not on the page keep their number and lose their link."""
    return _NOTE_LINK.sub(lambda link: link[0] if f'id="{link[1]}"' in text else link[2], text)


class _Drawing:
    def __init__(self, found: ComparedVersions, addresses: TownAddresses, layout: Layout) -> None:
        self.found, self.addresses, self.layout = found, addresses, layout
        self.asides = 0
        self.changes = 0
        self.blocks = 0

    def section(self, entry: SectionChange, part: SectionPart) -> str:
        """One changed section: its heading, its changed blocks, and how many stayed as they were between them."""
        anchor = _anchor(part)
        label = f'<p class="was">{escape(part.label)}</p>' if part.label else ""
        number = f'<span class="secno">{part.number}</span> '
        heading = f'<h2 class="rh2" id="{escape(anchor)}"{german()}>{number}{part.title}</h2>'
        if not part.gone:
            slug, version = self.found.new.strategy.slug, self.found.new.number
            address = self.addresses.chapter(slug, version, part.number, f"abschnitt-{part.uid}")
            read = escape(_("Im Text lesen"))
            where = escape(_("Abschnitt %(number)s") % {"number": part.number})
            heading += f'<p class="toread"><a href="{escape(address)}">{read}<span class="sr">: {where}</span></a></p>'
        summary = ""
        if any(change.kind != "equal" for change in entry.summary):
            title = escape(_("In einfacher Sprache"))
            summary = (
                f'<div class="blk"><div class="gist"><p class="gisth">{title}</p>'
                f'<div class="easytext"{german()}>{part.summary}</div></div></div>'
            )
        return f'<section class="compared">{label}{heading}{summary}{self._blocks(entry, part)}</section>'

    def _blocks(self, entry: SectionChange, part: SectionPart) -> str:
        html: list[str] = []
        same = 0
        if not entry.blocks and entry.has_changes:
            html.append(self._jumps())
        for change, block in zip(entry.blocks, part.blocks, strict=True):
            if change.status is Status.SAME and not self.layout.everything:
                same += 1
                continue
            html.append(_stayed(same))
            same = 0
            html.append(self._block(block, change))
        html.append(_stayed(same))
        return "".join(html)

    def _block(self, part: BlockPart, change: BlockChange) -> str:
        label = f'<p class="was">{escape(part.label)}</p>' if part.label else ""
        self.blocks += 1
        if change.status is Status.SAME:
            return f'<div class="blk stays"><div class="text"{german()}>{_body(part, self.blocks)}</div></div>'
        if self.layout.side_by_side:
            body = _pair(change, self.blocks)
        else:
            body = f'<div class="text"{german()}>{_body(part, self.blocks)}</div>'
        jumps = self._jumps()
        return (
            f'<div class="blk" id="aenderung-{self.changes}" tabindex="-1" data-change>{label}{body}{jumps}'
            f"{self._because(part)}</div>"
        )

    def _jumps(self) -> str:
        """The way to the change before and after. Where there is none, the link leads nowhere; the script knows."""
        self.changes += 1
        number = self.changes
        after = escape(_("nächste Änderung"))
        return (
            f'<p class="jumps ui"><a href="#aenderung-{number + 1}" data-next>{after}'
            f'<span class="sr"> {escape(_("nach Änderung %(number)s") % {"number": number})}</span></a></p>'
        )

    def _because(self, part: BlockPart) -> str:
        changes = self.found.causes.get(part.block.id, [])
        numbers = sorted({number for change in changes for number in change.numbers})
        if not numbers:
            return ""
        tags = " ".join(
            f'<a class="nr" href="{self.addresses.contribution(n)}">{escape(_("Nr. %(number)s") % {"number": n})}</a>'
            for n in numbers[: 2 * MOST_NUMBERS]
        )
        more = len(numbers) - 2 * MOST_NUMBERS
        rest = ""
        if more > 0:
            rest = escape(ngettext("und %(n)s weiterer Beitrag", "und %(n)s weitere Beiträge", more) % {"n": more})
        self.asides += 1
        label = escape(_("Grund der Änderung %(number)s") % {"number": self.asides})
        return (
            f'<aside class="margin" aria-label="{label}"><div class="because"><b>{escape(_("wegen"))}</b> {tags} {rest}'
            "</div></aside>"
        )


def _body(part: BlockPart, ordinal: int, side: str = "") -> str:
    inner = content(part, (), Footnotes())
    if part.block.kind is BlockKind.ITEM:
        return nested_list([(part, f"<li>{inner}")])
    return element(part, inner, ordinal, lambda name: "", side)


def _pair(change: BlockChange, ordinal: int) -> str:
    """A block before and after, beside each other."""
    old, new = side_spans(change.words)
    moved = change.status is Status.MOVED
    sides = (
        (change.old, old, _("Vorher"), _("Den Absatz gab es nicht.")),
        (change.new, new, _("Nachher"), _("Den Absatz gibt es nicht mehr.")),
    )
    html = []
    for block, spans, title, nothing in sides:
        body = f'<p class="muted">{escape(nothing)}</p>'
        if block is not None:
            inside = _body(BlockPart(block, () if moved else spans, gone=True), ordinal, title)
            body = f'<div class="text"{german()}>{inside}</div>'
        html.append(f'<div class="side"><p class="eyebrow">{escape(title)}</p>{body}</div>')
    return f'<div class="pair">{"".join(html)}</div>'


def _stayed(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(n)s Absatz unverändert", "%(n)s Absätze unverändert", count) % {"n": count}
    return f'<p class="stayed">{escape(text)}</p>'
