"""From the document model to pandoc's syntax tree, from which pandoc writes DOCX, ODT and Markdown."""

from __future__ import annotations

import base64
import io
import json
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from werkstatt.core.documents.layout import Entry, ItemList, cells, column_shares, grouped
from werkstatt.core.documents.marks import tidy
from werkstatt.core.documents.nesting import nested
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section

Node = dict[str, Any]
_API_VERSION = [1, 23, 1]
_PLAIN: list[Any] = ["", [], []]
_SORTS = {
    MarkKind.STRONG: "Strong",
    MarkKind.EMPHASIS: "Emph",
    MarkKind.STRIKE: "Strikeout",
    MarkKind.SUPERSCRIPT: "Superscript",
    MarkKind.SUBSCRIPT: "Subscript",
}
_DEEPEST_HEADING = 6
_TEXT_WIDTH_CM = 16.0
_PIXELS_PER_CM = 96 / 2.54


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a target format can hold.

    ``rich_tables``: several header rows and column widths. ``figures``: captions beside the alternative text.
    ``typed_numbers``: section numbers as text, as the format has no other way. ``image_address`` gives the address
    of a picture by its name and bytes.
    """

    rich_tables: bool
    figures: bool
    typed_numbers: bool
    image_address: Callable[[str, bytes], str]


def embedded(name: str, data: bytes) -> str:
    """The picture itself as its address, so that pandoc needs no access to files."""
    kind = mimetypes.guess_type(name)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def tree(document: Document, metadata: Mapping[str, str], dialect: Dialect) -> bytes:
    """The whole document as pandoc's JSON."""
    blocks: list[Node] = []
    writer = _Writer(document.images, dialect)
    for position, section in enumerate(document.sections, start=1):
        blocks += writer.section(section, str(position))
    meta = {name: _node("MetaInlines", _words(value)) for name, value in metadata.items() if value}
    return json.dumps({"pandoc-api-version": _API_VERSION, "meta": meta, "blocks": blocks}).encode()


class _Writer:
    def __init__(self, images: Mapping[str, bytes], dialect: Dialect) -> None:
        self._images = images
        self._dialect = dialect

    def section(self, section: Section, number: str) -> list[Node]:
        depth = number.count(".") + 1
        title = f"{number} {section.title}" if self._dialect.typed_numbers else section.title
        result = [_node("Header", [min(depth, _DEEPEST_HEADING), _PLAIN, _words(title)])]
        for group in grouped(section.blocks):
            result += self._block(group)
        for position, child in enumerate(section.sections, start=1):
            result += self.section(child, f"{number}.{position}")
        return result

    def _block(self, block: Block | ItemList) -> list[Node]:
        if isinstance(block, ItemList):
            return [self._list(block)]
        match block.kind:
            case BlockKind.QUOTE:
                return [_node("BlockQuote", [_paragraph(block)])]
            case BlockKind.TABLE:
                return [self._table(block)]
            case BlockKind.FIGURE:
                return self._figure(block)
            case BlockKind.CODE:
                return [_node("CodeBlock", [_PLAIN, block.text])]
        return [_paragraph(block)]

    def _list(self, items: ItemList) -> Node:
        entries = [self._entry(entry) for entry in items.entries]
        if items.ordered:
            return _node("OrderedList", [[1, {"t": "Decimal"}, {"t": "Period"}], entries])
        return _node("BulletList", entries)

    def _entry(self, entry: Entry) -> list[Node]:
        return [
            _node("Plain", inlines(entry.block.text, entry.block.marks)),
            *(self._list(below) for below in entry.lists),
        ]

    def _table(self, block: Block) -> Node:
        rows = cells(block)
        width = len(rows[0])
        header_rows = min(block.header_rows, len(rows))
        widths: list[Node] = [{"t": "ColWidthDefault"}] * width
        if self._dialect.rich_tables:
            widths = [_node("ColWidth", share) for share in column_shares(block.rows)]
        else:
            header_rows = min(header_rows, 1)
        drawn = [[_PLAIN, [_cell(*cell) for cell in row]] for row in rows]
        head = [_PLAIN, drawn[:header_rows]]
        body = [_PLAIN, 0, [], drawn[header_rows:]]
        columns = [[{"t": "AlignDefault"}, each] for each in widths]
        return _node("Table", [_PLAIN, [None, []], columns, head, [body], [_PLAIN, []]])

    def _figure(self, block: Block) -> list[Node]:
        data = self._images.get(block.image, b"")
        caption = inlines(block.text, block.marks)
        if not data:
            shown = [_node("Para", [_node("Emph", _words(block.alt))])] if block.alt else []
            return [*shown, *([_node("Para", caption)] if caption else [])]
        address = self._dialect.image_address(block.image, data)
        if not self._dialect.figures:
            return [_node("Para", [_node("Image", [_PLAIN, _words(block.alt), [address, block.text]])])]
        image = _node("Image", [["", [], _width(data)], _words(block.alt), [address, ""]])
        content = [_node("Plain", [image])]
        return [_node("Figure", [_PLAIN, [None, [_node("Plain", caption)] if caption else []], content])]


def inlines(text: str, marks: Sequence[Mark]) -> list[Node]:
    """Text with marks as pandoc's nested inline content."""
    stack: list[list[Node]] = [[]]
    done = 0
    in_code = False

    def write(end: int) -> None:
        nonlocal done
        if end > done:
            piece = text[done:end]
            stack[-1].extend([_node("Code", [_PLAIN, piece])] if in_code else _words(piece))
            done = end

    for place, opens, mark in nested(tidy(text, marks)):
        write(place)
        if mark.kind is MarkKind.CODE:
            in_code = opens
        elif mark.kind is MarkKind.FOOTNOTE:
            if opens:
                stack[-1].append(_node("Note", [_node("Para", _words(mark.value))]))
        elif opens:
            stack.append([])
        else:
            content = stack.pop()
            if mark.kind is MarkKind.LINK:
                stack[-1].append(_node("Link", [_PLAIN, content, [mark.value, ""]]))
            else:
                stack[-1].append(_node(_SORTS[mark.kind], content))
    write(len(text))
    return stack[0]


def _words(text: str) -> list[Node]:
    """Plain text as words, blanks and line breaks."""
    result: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            result.append({"t": "LineBreak"})
        for position, word in enumerate(line.split(" ")):
            if position:
                result.append({"t": "Space"})
            if word:
                result.append(_node("Str", word))
    return result


def _paragraph(block: Block) -> Node:
    return _node("Para", inlines(block.text, block.marks))


def _cell(text: str, marks: Sequence[Mark]) -> list[Any]:
    content = [_node("Plain", inlines(text, marks))] if text or marks else []
    return [_PLAIN, {"t": "AlignDefault"}, 1, 1, content]


def _width(data: bytes) -> list[list[str]]:
    """The width of a picture that would be wider than the text."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width = picture.width / _PIXELS_PER_CM
    except OSError:
        return []
    return [["width", f"{min(width, _TEXT_WIDTH_CM):.2f}cm"]]


def _node(sort: str, content: object) -> Node:
    return {"t": sort, "c": content}
