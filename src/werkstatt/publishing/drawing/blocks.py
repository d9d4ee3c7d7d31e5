"""Blocks as elements of the reader's page, with footnotes numbered through the chapter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from django.utils.translation import gettext as _

from werkstatt.core.documents.html import Span, block_html
from werkstatt.core.ui.language import in_german
from werkstatt.publishing.drawing.parts import BlockPart
from werkstatt.text.model import BlockKind, Mark, MarkKind


@dataclass(slots=True)
class Footnotes:
    """The notes of a page, collected while its blocks are drawn."""

    notes: list[tuple[str, str]] = field(default_factory=list)

    def add(self, block_uid: str, mark: Mark) -> Span:
        """Number a note and give the sign that stands in the text. It is not part of the text (``data-skip``)."""
        number = len(self.notes) + 1
        name = f"{block_uid}-{number}"
        self.notes.append((name, mark.value))
        label = escape(_("Fußnote %(number)s") % {"number": number})
        sign = (
            f'<sup class="ui" data-skip><a class="fn" href="#fn-{name}" id="fnref-{name}" role="doc-noteref" '
            f'aria-label="{label}">{number}</a></sup>'
        )
        return Span(mark.start, mark.start, sign, "")

    def html(self) -> str:
        """The list of notes with a way back to each place; empty without notes."""
        if not self.notes:
            return ""
        back = escape(_("Zurück zum Text"))
        items = "".join(
            f'<li id="fn-{name}">{in_german(text)} <a href="#fnref-{name}" role="doc-backlink">'
            f'<span class="i i-back" aria-hidden="true"></span><span class="sr">{back}</span></a></li>'
            for name, text in self.notes
        )
        title = escape(_("Fußnoten"))
        return (
            f'<section class="footnotes" role="doc-endnotes" aria-labelledby="fussnoten">'
            f'<h2 class="eyebrow" id="fussnoten">{title}</h2><ol>{items}</ol></section>'
        )


def content(part: BlockPart, spans: Sequence[Span], footnotes: Footnotes) -> str:
    """The inner HTML of a block with its marks, its changes and the given annotations."""
    block = part.block
    notes = [mark for mark in block.marks if mark.kind is MarkKind.FOOTNOTE]
    if notes:
        block = replace(block, marks=tuple(mark for mark in block.marks if mark.kind is not MarkKind.FOOTNOTE))
        if not part.gone:
            spans = [*(footnotes.add(block.id, mark) for mark in sorted(notes)), *spans]
    if block.kind is BlockKind.FIGURE:
        block = replace(block, kind=BlockKind.PARAGRAPH)
    return block_html(block, spans=[*spans, *part.spans])


def element(part: BlockPart, inner: str, ordinal: int, picture: Callable[[str], str], side: str = "") -> str:
    """A block that is no list item as an element of its own. ``data-text`` marks the text that can be picked.

    ``side``: what tells it from the same block beside it.
    """
    block = part.block
    picked = "" if part.gone else " data-text"
    match block.kind:
        case BlockKind.QUOTE:
            return f"<blockquote{picked}>{inner}</blockquote>"
        case BlockKind.TABLE:
            label = _("Tabelle in Absatz %(number)s") % {"number": ordinal}
            label = escape(f"{side}: {label}" if side else label)
            return (
                f'<div class="tablewrap ui" role="region" tabindex="0" aria-label="{label}">'
                f'<table class="t"{picked}>{inner}</table></div>'
            )
        case BlockKind.FIGURE:
            caption = f"<figcaption{picked}>{inner}</figcaption>" if block.text else ""
            if not block.image:
                return f"<figure><p>{escape(block.alt)}</p>{caption}</figure>"
            image = f'<img src="{escape(picture(block.image))}" alt="{escape(block.alt)}" loading="lazy">'
            return f"<figure>{image}{caption}</figure>"
        case BlockKind.CODE:
            return f"<pre{picked}>{inner}</pre>"
    return f"<p{picked}>{inner}</p>"


def nested_list(items: Sequence[tuple[BlockPart, str]]) -> str:
    """A run of list items as real lists, nested by level. Each item comes with the HTML inside of its ``li``."""
    html: list[str] = []
    open_lists: list[tuple[str, int]] = []
    for part, inner in items:
        tag = "ol" if part.block.ordered else "ul"
        while open_lists and open_lists[-1][1] > part.block.level:
            html.append(f"</li></{open_lists.pop()[0]}>")
        if not open_lists or open_lists[-1][1] < part.block.level:
            html.append(f"<{tag}>")
            open_lists.append((tag, part.block.level))
        elif open_lists[-1][0] == tag:
            html.append("</li>")
        else:
            html.append(f"</li></{open_lists.pop()[0]}><{tag}>")
            open_lists.append((tag, part.block.level))
        html.append(inner)
    while open_lists:
        html.append(f"</li></{open_lists.pop()[0]}>")
    return "".join(html)
