"""A chapter as a sequence of sections with blocks, in its plain form or with the changes since another version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from werkstatt.core.documents.html import Span
from werkstatt.core.ui.pieces import diff
from werkstatt.publishing.queries.comparison import Compared
from werkstatt.strategy.drawing import easy_html
from werkstatt.strategy.models import Block as BlockRow
from werkstatt.strategy.models import Section as SectionRow
from werkstatt.strategy.storage import block_value
from werkstatt.text.diff import BlockChange, SectionChange, Status
from werkstatt.text.model import Block, BlockKind
from werkstatt.text.worddiff import WordChange


@dataclass(frozen=True, slots=True)
class BlockPart:
    """A block to draw. ``spans`` mark what is new or struck in it; ``gone`` blocks exist in the old version only."""

    block: Block
    spans: tuple[Span, ...] = ()
    label: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section to draw. Title and summary are safe HTML."""

    uid: str
    number: str
    title: str
    depth: int
    summary: str
    blocks: tuple[BlockPart, ...]
    label: str = ""
    gone: bool = False


def plain_parts(sections: Iterable[SectionRow], blocks: Iterable[BlockRow]) -> list[SectionPart]:
    """The sections of a chapter as they stand in the version."""
    of_section: dict[int, list[BlockPart]] = defaultdict(list)
    for row in blocks:
        of_section[row.section_id].append(BlockPart(block_value(row)))
    return [
        SectionPart(
            row.uid,
            row.number,
            escape(row.title),
            row.depth,
            easy_html(row.summary),
            tuple(of_section[row.pk]),
        )
        for row in sections
    ]


def compared_parts(compared: Compared, entries: Iterable[SectionChange]) -> list[SectionPart]:
    """Sections with what changed in them since the version before, in the text."""
    return [_section(compared, entry) for entry in entries]


def _section(compared: Compared, entry: SectionChange) -> SectionPart:
    section = entry.new or entry.old
    assert section is not None  # noqa: S101 - a section change has at least one side
    numbers = compared.new_numbers if entry.new else compared.old_numbers
    return SectionPart(
        uid=section.id,
        number=numbers[section.id],
        title=diff(entry.title),
        depth=entry.depth,
        summary=_summary(entry),
        blocks=tuple(_block(compared, change) for change in entry.blocks),
        label=_section_label(compared, entry),
        gone=entry.new is None,
    )


def _summary(entry: SectionChange) -> str:
    if entry.new is not None and all(change.kind == "equal" for change in entry.summary):
        return easy_html(entry.new.summary)
    return f"<p>{diff(entry.summary)}</p>" if entry.summary else ""


def _section_label(compared: Compared, entry: SectionChange) -> str:
    match entry.status:
        case Status.ADDED:
            return _("Neuer Abschnitt")
        case Status.REMOVED:
            return _("Gestrichener Abschnitt")
        case Status.MOVED | Status.MOVED_CHANGED if entry.old is not None:
            return _("Verschoben, vorher Abschnitt %(number)s") % {"number": compared.old_numbers[entry.old.id]}
    return ""


def _block(compared: Compared, change: BlockChange) -> BlockPart:
    label = block_label(compared, change)
    if change.new is None:
        assert change.old is not None  # noqa: S101 - a block change has at least one side
        return BlockPart(change.old, _struck(change.old), label, gone=True)
    unchanged = change.status in (Status.SAME, Status.MOVED)
    return BlockPart(change.new, () if unchanged else change_spans(change.words, change.new.kind), label)


def block_label(compared: Compared, change: BlockChange) -> str:
    """What happened to a block as a whole, in words; empty where its words tell."""
    if change.new is None:
        return _("Gestrichen")
    if change.status is Status.ADDED:
        return _("Neu")
    if change.split_from:
        return _("Aus einem längeren Absatz herausgelöst")
    if change.merged:
        return _("Aus mehreren Absätzen zusammengefügt")
    if change.is_moved and change.old is not None:
        return _("Hierher verschoben, vorher in Abschnitt %(number)s") % {"number": compared.old_home[change.old.id]}
    return ""


def _struck(block: Block) -> tuple[Span, ...]:
    start, end = _tag("del")
    return (Span(0, len(block.text), start, end),) if block.text else ()


def change_spans(words: Sequence[WordChange], kind: BlockKind = BlockKind.PARAGRAPH) -> tuple[Span, ...]:
    """Word changes as annotations of the new text: what is new is a range of it, what is gone has no width."""
    spans: list[Span] = []
    place = 0
    for change in words:
        if change.kind == "delete":
            start, end = _tag("del")
            gone = escape(change.text)
            if kind is BlockKind.TABLE:
                gone = gone.replace("\t", " · ")
            spans.append(Span(place, place, start + gone.replace("\n", " · ") + end, ""))
            continue
        if change.kind == "insert":
            start, end = _tag("ins")
            # The line under new words begins and ends with a word.
            first = len(change.text) - len(change.text.lstrip(" ")) if change.text.strip() else 0
            last = len(change.text.rstrip(" ")) or len(change.text)
            spans.append(Span(place + first, place + last, start, end))
        place += len(change.text)
    return tuple(spans)


def side_spans(words: Sequence[WordChange]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Word changes as annotations of both texts beside each other: what is gone in the old, what is new in the new."""
    old: list[Span] = []
    new: list[Span] = []
    at_old = at_new = 0
    for change in words:
        length = len(change.text)
        if change.kind == "delete":
            old.append(Span(at_old, at_old + length, *_tag("del")))
        elif change.kind == "insert":
            new.append(Span(at_new, at_new + length, *_tag("ins")))
        at_old += length if change.kind != "insert" else 0
        at_new += length if change.kind != "delete" else 0
    return tuple(old), tuple(new)


def _tag(name: str) -> tuple[str, str]:
    """Opening and closing tag; screen readers say nothing for the element itself, so words that only they get."""
    if name == "del":
        return f'<del data-skip><span class="sr">{escape(_("gestrichen:"))} </span>', "</del>"
    return f'<ins><span class="sr" data-skip>{escape(_("neu:"))} </span>', "</ins>"
