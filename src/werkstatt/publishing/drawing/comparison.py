"""The page that compares two versions: what changed, section by section, with the contributions behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.core.ui.language import german
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.blocks import Footnotes, content, element, nested_list
from werkstatt.publishing.drawing.margin import MOST_NUMBERS
from werkstatt.publishing.drawing.parts import BlockPart, SectionPart, compared_parts
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
class ComparisonPage:
    """What the template draws."""

    summary: tuple[str, ...]
    jumps: tuple[Jump, ...]
    text: SafeString
    unchanged: tuple[str, ...]
    """Numbers and titles of sections in which nothing changed."""


def comparison_page(found: ComparedVersions, town: str) -> ComparisonPage:
    """The comparison in the reading order of the new version, sections without a change only named at the end."""
    entries = found.compared.comparison.sections
    changed = [entry for entry in entries if entry.has_changes]
    parts = compared_parts(found.compared, changed)
    drawing = _Drawing(found, TownAddresses(town))
    return ComparisonPage(
        summary=tuple(_summary(changed)),
        jumps=tuple(
            Jump(_anchor(part), part.number, _plain_title(entry), _counted(entry), part.gone)
            for entry, part in zip(changed, parts, strict=True)
        ),
        text=mark_safe("".join(drawing.section(e, p) for e, p in zip(changed, parts, strict=True))),  # noqa: S308
        unchanged=tuple(
            f"{found.compared.new_numbers[entry.new.id]} {entry.new.title}"
            for entry in entries
            if entry.new is not None and not entry.has_changes
        ),
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


class _Drawing:
    def __init__(self, found: ComparedVersions, addresses: TownAddresses) -> None:
        self.found, self.addresses = found, addresses
        self.asides = 0

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
        for change, block in zip(entry.blocks, part.blocks, strict=True):
            if change.status is Status.SAME:
                same += 1
                continue
            html.append(_stayed(same))
            same = 0
            html.append(self._block(block))
        html.append(_stayed(same))
        return "".join(html)

    def _block(self, part: BlockPart) -> str:
        inner = content(part, (), Footnotes())
        if part.block.kind is BlockKind.ITEM:
            body = nested_list([(part, f"<li>{inner}")])
        else:
            body = element(part, inner, 0, lambda name: "")
        label = f'<p class="was">{escape(part.label)}</p>' if part.label else ""
        return f'<div class="blk">{label}<div class="text"{german()}>{body}</div>{self._because(part)}</div>'

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


def _stayed(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(n)s Absatz unverändert", "%(n)s Absätze unverändert", count) % {"n": count}
    return f'<p class="stayed">{escape(text)}</p>'
