"""The text of a chapter for the reader: headings, plain-language boxes, blocks with counts and margin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.core.documents.html import Span
from werkstatt.core.ui.language import german
from werkstatt.participation.queries.passage import Passage
from werkstatt.publishing.addresses import TextAddresses
from werkstatt.publishing.drawing import margin
from werkstatt.publishing.drawing.blocks import Footnotes, content, element, nested_list
from werkstatt.publishing.drawing.parts import BlockPart, SectionPart, compared_parts, plain_parts
from werkstatt.publishing.queries.chapter import Chapter
from werkstatt.publishing.queries.contents import Entry
from werkstatt.strategy.plain_language import SentenceChange
from werkstatt.text.model import BlockKind

MANY = 3
"""From so many contributions on, a passage is underlined more strongly."""


def chapter_html(chapter: Chapter, addresses: TextAddresses) -> SafeString:
    """Everything between the switches and the links to the neighbours."""
    return mark_safe("".join(_ChapterDrawing(chapter, addresses).parts()))  # noqa: S308 - every text is escaped


class _ChapterDrawing:
    def __init__(self, chapter: Chapter, addresses: TextAddresses) -> None:
        self.chapter, self.addresses = chapter, addresses
        self.footnotes = Footnotes()
        self.ordinal = 0
        self.counts = dict(_counts(chapter.entry))
        # Words that stand at every passage and paragraph, looked up once.
        self.one_here = escape(_("Beitrag zu dieser Stelle"))
        self.many_here = escape(_("%(shown)s: %(count)s Beiträge zu dieser Stelle"))
        self.at_paragraph = escape(_("zu Absatz %(number)s"))
        self.contribute = escape(_("Mitreden"))
        self.german = german()

    def parts(self) -> Iterator[str]:
        chapter = self.chapter
        if chapter.compared is not None:
            sections = compared_parts(chapter.compared, chapter.compared.of_chapter(chapter.entry.uid))
        else:
            sections = plain_parts(chapter.sections, chapter.blocks)
        for section in sections:
            yield from self._section(section)
        yield self.footnotes.html()

    # Sections

    def _section(self, section: SectionPart) -> Iterator[str]:
        level = min(section.depth, 6)
        classes = {1: "rh1", 2: "rh2"}.get(level, "rh3")
        label = _label(section.label)
        place = "" if section.gone else f' id="abschnitt-{escape(section.uid)}"'
        beside = [] if section.gone else self._remarks(section.uid, section.number)
        yield (
            f'<div class="blk blk--head">{label}<h{level}{place} class="{classes}"{self.german}>'
            f'<span class="secno">{section.number}</span> {section.title}</h{level}>{self._gist(section, level)}'
            f"{_aside(beside, _('Am Rand von Abschnitt %(number)s') % {'number': section.number})}</div>"
        )
        for is_list, blocks in groupby(section.blocks, key=lambda part: part.block.kind is BlockKind.ITEM):
            if is_list:
                yield self._list(list(blocks))
            else:
                for part in blocks:
                    yield self._block(part)
        if self.addresses.contribute_section is not None and not section.gone:
            yield self._say_to_section(section)

    def _gist(self, section: SectionPart, level: int) -> str:
        """The plain-language version of a section, in a box; it says so if the text has moved on since."""
        if not section.summary:
            return ""
        below, title = min(level + 1, 6), escape(_("In einfacher Sprache"))
        older = ""
        if changes := self.chapter.outdated.get(section.uid):
            address = f"{self.addresses.plain_language(section.number)}#abschnitt-{escape(section.uid)}"
            words = escape(_("Welche Sätze?"))
            where = escape(_("Abschnitt %(number)s") % {"number": section.number})
            older = (
                f'<p class="older"><span class="i i-clock" aria-hidden="true"></span> '
                f'{escape(older_than_text(changes))} <a href="{address}">{words}'
                f'<span class="sr"> {where}</span></a></p>'
            )
        return (
            f'<div class="gist"><h{below} class="gisth"><span class="i i-easy" aria-hidden="true"></span> {title}'
            f'</h{below}><div class="easytext"{self.german}>{section.summary}</div>{older}</div>'
        )

    def _say_to_section(self, section: SectionPart) -> str:
        assert self.addresses.contribute_section is not None  # noqa: S101 - asked by the caller
        words = (
            _("Zum ganzen Kapitel %(number)s etwas sagen")
            if section.depth == 1
            else _("Zum ganzen Abschnitt %(number)s etwas sagen")
        ) % {"number": section.number}
        address = self.addresses.contribute_section(section.uid)
        return (
            f'<div class="blk blk--say"><a class="count" href="{address}">'
            f'<span class="i i-say" aria-hidden="true"></span> {escape(words)}</a></div>'
        )

    # Blocks

    def _block(self, part: BlockPart) -> str:
        self.ordinal += 1
        inner = content(part, self._annotations(part), self.footnotes)
        body = element(part, inner, self.ordinal, lambda name: f"{self.addresses.picture}{name}")
        uid, label = escape(part.block.id), _label(part.label)
        place = "" if part.gone else f' id="absatz-{uid}" data-block="{uid}"'
        return (
            f'<div class="blk"{place}>{label}<div class="text"{self.german}>{body}</div>{self._count(part)}'
            f"{_aside(self._beside(part, self.ordinal), _at_paragraph(self.ordinal))}</div>"
        )

    def _list(self, parts: Sequence[BlockPart]) -> str:
        """A run of items is one list with one margin; every item keeps its own place, count and way to contribute."""
        items: list[tuple[BlockPart, str]] = []
        beside: list[str] = []
        first = self.ordinal + 1
        for part in parts:
            self.ordinal += 1
            inner = content(part, self._annotations(part), self.footnotes)
            uid, label = escape(part.block.id), _label(part.label)
            if part.gone:
                items.append((part, f'<li class="gone"{self.german}>{label}{inner}'))
            else:
                items.append(
                    (
                        part,
                        f'<li id="absatz-{uid}" data-block="{uid}">{label}<span data-text{self.german}>{inner}</span>'
                        f"{self._count(part, short=True)}",
                    )
                )
            beside += self._beside(part, self.ordinal)
        return (
            f'<div class="blk"><div class="text">{nested_list(items)}</div>{_aside(beside, _at_paragraph(first))}</div>'
        )

    def _annotations(self, part: BlockPart) -> list[Span]:
        """Underlined passages, each with the number of its newest contribution at its end."""
        if part.gone:
            return []
        spans: list[Span] = []
        for passage in apart(self.chapter.voices.passages.get(part.block.id, ()), len(part.block.text)):
            many = " said--many" if passage.count >= MANY else ""
            spans.append(Span(passage.start, passage.end, f'<mark class="said{many}">', "</mark>"))
            spans.append(Span(passage.end, passage.end, self._reference(part, passage), ""))
        return spans

    def _reference(self, part: BlockPart, passage: Passage) -> str:
        number, more = passage.latest_number, passage.count - 1
        if more:
            shown = f"{number} +{more}"
            words = self.many_here % {"shown": shown, "count": passage.count}
            address = self._list_of(part)
        else:
            shown, words = str(number), f"{number}: {self.one_here}"
            address = self.addresses.contribution(number)
        return f'<a class="ref" data-skip href="{address}" aria-label="{words}">{shown}</a>'

    def _list_of(self, part: BlockPart) -> str:
        return escape(self.addresses.contributions_on(self.chapter.among.version, block=part.block.id))

    def _count(self, part: BlockPart, *, short: bool = False) -> str:
        """How many contributions the block has, and the way to add one as long as that is possible."""
        if part.gone:
            return ""
        count = self.chapter.voices.count_of_block.get(part.block.id, 0)
        where = self.at_paragraph % {"number": self.ordinal}
        contribute = self.addresses.contribute_block
        if contribute is None and not count:
            return ""
        sign = '<span class="i i-say" aria-hidden="true"></span>'
        number = f"<b>{count}</b>" if count else ""
        noun = ngettext("Beitrag", "Beiträge", count) if count else ""
        if contribute is not None:
            address, verb = contribute(part.block.id), self.contribute
        else:
            address, verb = self._list_of(part), ""
        if short:
            told = " ".join(word for word in (noun, where, verb) if word)
            return f' <a class="count ui" href="{address}">{sign} {number}<span class="sr"> {told}</span></a>'
        told = f"{sign} {number} {noun}" if count else sign
        act = (" · " if count else " ") + verb if verb else ""
        return f'<a class="count" href="{address}">{told}<span class="sr"> {where}</span>{act}</a>'

    # Margin

    def _beside(self, part: BlockPart, ordinal: int) -> list[str]:
        uid = part.block.id
        found = []
        if (change := self.chapter.changes.get(uid)) is not None:
            found.append(margin.because(change, self.addresses))
        if part.gone:
            return found
        shown = self.chapter.voices.remarks.get(uid, [])
        found += margin.remarks(shown, self.addresses, self.chapter.among)
        count = self.chapter.voices.count_of_block.get(uid, 0)
        if count > len(shown):
            address = self.addresses.contributions_on(self.chapter.among.version, block=uid)
            found.append(margin.all_of(count, address, _("zu Absatz %(number)s") % {"number": ordinal}))
        return found

    def _remarks(self, section_uid: str, number: str) -> list[str]:
        """Remarks on a section as a whole."""
        shown = self.chapter.voices.remarks.get(section_uid, [])
        found = margin.remarks(shown, self.addresses, self.chapter.among)
        if shown:
            address = self.addresses.contributions_on(self.chapter.among.version, section=section_uid)
            count = self.counts.get(section_uid, len(shown))
            found.append(margin.all_of(count, address, _("zu Abschnitt %(number)s") % {"number": number}))
        return found


def older_than_text(changes: Sequence[SentenceChange]) -> str:
    """ "Diese Fassung in einfacher Sprache ist älter als der Text. Geändert haben sich 2 Sätze." """
    changed = ngettext("Geändert hat sich ein Satz.", "Geändert haben sich %(n)s Sätze.", len(changes))
    return f"{_('Diese Fassung in einfacher Sprache ist älter als der Text.')} {changed % {'n': len(changes)}}"


def apart(passages: Iterable[Passage], length: int) -> list[Passage]:
    """The passages of a block of ``length`` characters, in reading order, those that overlap joined to one.

    Lines upon lines cannot be told apart. A remark on the whole block is told by the count below it, not by a line.
    """
    joined: list[Passage] = []
    for passage in sorted(passages, key=lambda passage: (passage.start, passage.end)):
        if passage.start == 0 and passage.end >= length:
            continue
        if joined and passage.start < joined[-1].end:
            last = joined.pop()
            passage = Passage(
                last.start,
                max(last.end, passage.end),
                last.count + passage.count,
                max(last.latest_number, passage.latest_number),
            )
        joined.append(passage)
    return joined


def _counts(entry: Entry) -> Iterator[tuple[str, int]]:
    """The contributions on a section and everything below it, by section id."""
    yield entry.uid, entry.count
    for below in entry.below:
        yield from _counts(below)


def _label(text: str) -> str:
    return f'<p class="was">{escape(text)}</p>' if text else ""


def _at_paragraph(ordinal: int) -> str:
    return _("Am Rand von Absatz %(number)s") % {"number": ordinal}


def _aside(parts: Sequence[str], label: str) -> str:
    if not parts:
        return ""
    return f'<aside class="margin" aria-label="{escape(label)}">{"".join(parts)}</aside>'
