"""Blocks as safe HTML: everything a person wrote is escaped, only our own tags remain.

Used on the reader's page, so nothing here parses or compiles anything: one pass over the characters of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

from werkstatt.core.documents.marks import tidy
from werkstatt.core.documents.nesting import nested
from werkstatt.text.model import Block, BlockKind, Mark, MarkKind

_TAGS = {
    MarkKind.STRONG: ("<strong>", "</strong>"),
    MarkKind.EMPHASIS: ("<em>", "</em>"),
    MarkKind.SUPERSCRIPT: ("<sup>", "</sup>"),
    MarkKind.SUBSCRIPT: ("<sub>", "</sub>"),
    MarkKind.STRIKE: ("<s>", "</s>"),
    MarkKind.CODE: ("<code>", "</code>"),
}
# Links are outside of what decorates them, so that one link stays one link.
_LINK_FIRST = {MarkKind.LINK: 0}
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#x27;"}
_ESCAPES_AND_BREAKS = {**_ESCAPES, ord("\n"): "<br>"}


@dataclass(frozen=True, slots=True)
class Span:
    """An annotation of the characters ``start`` up to (not including) ``end``: tags that are already safe HTML.

    Where it crosses a mark or another span, both tags are written again, so they must not carry an ``id``. A span of
    zero width writes its two tags at that place.
    """

    start: int
    end: int
    open_html: str
    close_html: str


def inline_html(text: str, marks: Sequence[Mark], spans: Sequence[Span] = (), *, block_id: str = "") -> str:
    """Text with its marks and annotations as HTML. Line feeds become ``<br>``.

    ``block_id`` makes the footnotes links to ``#fn-<block>-<n>`` (counted from 1 within the block) with a way back
    at ``#fnref-<block>-<n>``; without it they are left out.
    """
    if not marks and not spans:
        return text.translate(_ESCAPES_AND_BREAKS)
    return _drawn(text, [*_mark_spans(tidy(text, marks), block_id), *_inside(spans, len(text))])


def block_html(
    block: Block, *, image_url: Callable[[str], str] | None = None, spans: Sequence[Span] = (), next_note: int = 1
) -> str:
    """The inner HTML of the element that the page chooses for the block.

    ``p``, ``li`` and ``blockquote`` get their inline content, ``pre`` its text, ``table`` gets ``thead`` and
    ``tbody``, ``figure`` gets ``img`` and ``figcaption``. ``image_url`` says where the browser finds a picture by its
    name; without it (or where the block has no picture) the alternative text is shown instead. ``spans`` annotate the
    block's text, also across the cells of a table. ``next_note`` is the number of the block's first footnote.
    """
    drawn = [*_mark_spans(tidy(block.text, block.marks), block.id, next_note), *_inside(spans, len(block.text))]
    if block.kind is BlockKind.TABLE:
        return _table(block, drawn)
    if block.kind is BlockKind.CODE:
        return f"<code>{_drawn(block.text, drawn, breaks=False)}</code>"
    content = _drawn(block.text, drawn)
    if block.kind is BlockKind.FIGURE:
        picture = _picture(block, image_url)
        return f"{picture}<figcaption>{content}</figcaption>" if content else picture
    return content


def footnotes(block: Block) -> tuple[tuple[str, str], ...]:
    """The block's footnotes in reading order: the id ``fn-<block>-<n>`` of each note and its plain text."""
    notes = [mark for mark in tidy(block.text, block.marks) if mark.kind is MarkKind.FOOTNOTE]
    return tuple((f"fn-{block.id}-{position}", note.value) for position, note in enumerate(notes, start=1))


def _mark_spans(marks: Sequence[Mark], block_id: str, next_note: int = 1) -> list[Span]:
    """Every mark with its tags, links first."""
    result: list[Span] = []
    position = 0
    for mark in sorted(marks, key=lambda m: _LINK_FIRST.get(m.kind, 1)):
        if mark.kind is MarkKind.LINK:
            result.append(Span(mark.start, mark.end, f'<a href="{escape(mark.value)}" rel="nofollow">', "</a>"))
        elif mark.kind is not MarkKind.FOOTNOTE:
            result.append(Span(mark.start, mark.end, *_TAGS[mark.kind]))
        elif block_id:
            position += 1
            name, number = f"{escape(block_id)}-{position}", next_note + position - 1
            link = f'<sup><a href="#fn-{name}" id="fnref-{name}" role="doc-noteref">{number}</a></sup>'
            result.append(Span(mark.start, mark.start, link, ""))
    return result


def _inside(spans: Sequence[Span], length: int) -> list[Span]:
    """The spans cut to the text."""
    return [replace(s, start=min(max(s.start, 0), length), end=min(max(s.end, 0), length)) for s in spans]


def _drawn(text: str, spans: Sequence[Span], *, breaks: bool = True) -> str:
    """Escaped text with the tags of all spans, nested as HTML wants it."""
    escapes = _ESCAPES_AND_BREAKS if breaks else _ESCAPES
    parts: list[str] = []
    done = 0
    for place, opens, span in nested(spans):
        if place > done:
            parts.append(text[done:place].translate(escapes))
            done = place
        parts.append(span.open_html if opens else span.close_html)
    parts.append(text[done:].translate(escapes))
    return "".join(parts)


def _table(block: Block, spans: Sequence[Span]) -> str:
    """Head and body of a table; every span is cut at the borders of the cells."""
    head: list[str] = []
    body: list[str] = []
    waiting = sorted(spans, key=lambda s: s.start)
    taken = 0
    active: list[Span] = []
    place = 0
    for number, row in enumerate(block.rows):
        is_head = number < block.header_rows
        cells: list[str] = []
        for cell in row:
            end = place + len(cell)
            while taken < len(waiting) and waiting[taken].start <= end:
                active.append(waiting[taken])
                taken += 1
            here = [
                replace(s, start=max(s.start, place) - place, end=min(s.end, end) - place)
                for s in active
                if (s.start < end and s.end > place) or place <= s.start == s.end <= end
            ]
            active = [s for s in active if s.end > end]
            content = _drawn(cell, here)
            # A heading without a word heads nothing: screen readers would announce an empty one for every cell below.
            cells.append(f'<th scope="col">{content}</th>' if is_head and cell.strip() else f"<td>{content}</td>")
            place = end + 1
        (head if is_head else body).append(f"<tr>{''.join(cells)}</tr>")
    return (f"<thead>{''.join(head)}</thead>" if head else "") + (f"<tbody>{''.join(body)}</tbody>" if body else "")


def _picture(block: Block, image_url: Callable[[str], str] | None) -> str:
    address = image_url(block.image) if image_url and block.image else ""
    if not address:
        return f"<p>{escape(block.alt)}</p>" if block.alt else ""
    return f'<img src="{escape(address)}" alt="{escape(block.alt)}" loading="lazy">'
