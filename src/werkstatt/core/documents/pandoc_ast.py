"""From pandoc's syntax tree to headings and blocks.

The tree comes as JSON in which words and blanks are already plain strings (see ``parsed``): that is most of a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from werkstatt.core.documents.characters import Cleaner
from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.images import ImageError, cleaned_image
from werkstatt.core.documents.marks import joined_over_blanks, safe_address
from werkstatt.core.documents.outline import Caption, Heading, Item
from werkstatt.core.documents.text_builder import TextBuilder
from werkstatt.text.model import Block, BlockKind, MarkKind

Node = Any  # what json.loads gives; the shapes are those of pandoc-types

_MARKS = {
    "Strong": MarkKind.STRONG,
    "Emph": MarkKind.EMPHASIS,
    "Strikeout": MarkKind.STRIKE,
    "Superscript": MarkKind.SUPERSCRIPT,
    "Subscript": MarkKind.SUBSCRIPT,
}
_QUOTES = {"DoubleQuote": ("„", "“"), "SingleQuote": ("‚", "‘")}
_CAPTION_STYLES = frozenset({"caption", "image caption", "captioned figure", "beschriftung", "abbildung"})
_CONTENTS_STYLE = re.compile(r"(toc|table of figures|inhaltsverzeichnis|verzeichnis)\b.*", re.IGNORECASE)
_TAG = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)|<!--.*?(-->|$)|<[^>]*(>|$)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DRAWN = frozenset({"chart", "diagram"})  # what Word draws itself; pandoc writes only a placeholder
_TOO_DEEP = 200


def parsed(source: bytes) -> Node:
    """The tree, with Str, Space, SoftBreak and LineBreak as plain strings."""
    plain = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}

    def shortened(node: dict[str, Node]) -> Node:
        sort = node.get("t")
        return node["c"] if sort == "Str" else plain.get(sort or "", node)

    try:
        return json.loads(source, object_hook=shortened)
    except RecursionError as error:
        raise too_deep() from error


def too_deep() -> DocumentError:
    """Lists or quotes are nested beyond all reason."""
    return DocumentError(
        _("Listen oder Zitate sind in diesem Dokument zu tief ineinander verschachtelt."),
        _("Verringern Sie die Zahl der Ebenen und laden Sie das Dokument noch einmal hoch."),
    )


@dataclass(frozen=True, slots=True)
class _Picture:
    target: str
    alt: str
    caption: str


class AstReader:
    """Reads one tree. Afterwards ``images`` and ``notices`` hold what came along."""

    def __init__(
        self,
        *,
        picture: Callable[[str], bytes],
        cleaner: Cleaner,
        captions: frozenset[str] = frozenset(),
        alternatives: dict[str, str] | None = None,
    ) -> None:
        """``picture`` gives the bytes of a picture by its address in the file, empty where there are none.

        ``captions`` are texts of paragraphs known to be captions, ``alternatives`` what pictures show by address.
        """
        self.images: dict[str, bytes] = {}
        self.notices: list[str] = []
        self._picture = picture
        self._clean = cleaner.clean
        self._captions = captions
        self._alternatives = alternatives or {}
        self._items: list[Item] = []
        self._section = ""

    def items(self, blocks: Sequence[Node]) -> list[Item]:
        """Headings and blocks in reading order."""
        try:
            self._blocks(blocks)
        except RecursionError as error:
            raise too_deep() from error
        return self._items

    def text(self, inlines: Sequence[Node]) -> str:
        """The plain text of inline content, for titles."""
        return " ".join(self._inline(inlines)[0].split())

    # Blocks

    def _blocks(self, blocks: Sequence[Node], kind: BlockKind = BlockKind.PARAGRAPH, depth: int = 0) -> None:
        if depth > _TOO_DEEP:
            raise too_deep()
        for block in blocks:
            self._block(block, kind, depth)

    def _block(self, block: Node, kind: BlockKind, depth: int) -> None:
        content = block.get("c")
        match block["t"]:
            case "Para" | "Plain":
                self._paragraph(content, kind)
            case "Header":
                self._heading(content[0], content[2])
            case "BulletList":
                self._list(content, depth, ordered=False)
            case "OrderedList":
                self._list(content[1], depth, ordered=True)
            case "BlockQuote":
                self._blocks(content, BlockKind.QUOTE, depth)
            case "CodeBlock":
                self._add(Block("", BlockKind.CODE, self._clean(content[1]).strip("\n")))
            case "LineBlock":
                lines: list[Node] = []
                for line in content:
                    lines += [*line, "\n"]
                self._paragraph(lines, kind)
            case "DefinitionList":
                self._definitions(content, kind, depth)
            case "Table":
                self._table(content, kind, depth)
            case "Figure":
                self._figure(content, kind, depth)
            case "Div":
                self._division(content, kind, depth)
            case "RawBlock":
                self._paragraph(self._without_tags(content), kind)

    def _add(self, item: Item) -> None:
        if not isinstance(item, Block) or item.text or item.image:
            self._items.append(item)

    def _paragraph(self, inlines: Sequence[Node], kind: BlockKind, *, level: int = 0, ordered: bool = False) -> None:
        text, marks, pictures = self._inline(inlines)
        block = Block("", kind, text, joined_over_blanks(text, marks), level=level, ordered=ordered)
        if text and kind is BlockKind.PARAGRAPH and " ".join(text.split()) in self._captions:
            self._add(Caption(block))
        else:
            self._add(block)
        for picture in pictures:
            self._add_picture(picture)

    def _heading(self, level: int, inlines: Sequence[Node]) -> None:
        text, marks, pictures = self._inline(inlines)
        text = " ".join(text.split())
        if text:
            self._section = text
            self._add(Heading(level, text))
        notes = [mark.value for mark in marks if mark.kind is MarkKind.FOOTNOTE]
        for note in notes:
            self._add(Block("", BlockKind.PARAGRAPH, note))
        for picture in pictures:
            self._add_picture(picture)

    def _list(self, entries: Sequence[Sequence[Node]], depth: int, *, ordered: bool) -> None:
        """The first paragraph of an entry is the item; what follows in it stands on its own after it."""
        for entry in entries:
            for position, block in enumerate(entry):
                if position == 0 and block["t"] in ("Para", "Plain"):
                    self._paragraph(block["c"], BlockKind.ITEM, level=depth, ordered=ordered)
                elif block["t"] in ("BulletList", "OrderedList"):
                    self._blocks([block], depth=depth + 1)
                else:
                    self._blocks([block], depth=depth)

    def _definitions(self, entries: Sequence[Node], kind: BlockKind, depth: int) -> None:
        """Every term in bold before its explanation."""
        for term, explanations in entries:
            blocks = [block for explanation in explanations for block in explanation]
            first: list[Node] = [{"t": "Strong", "c": term}]
            if blocks and blocks[0]["t"] in ("Para", "Plain"):
                first += [":", " ", *blocks.pop(0)["c"]]
            self._paragraph(first, kind)
            self._blocks(blocks, kind, depth)

    def _figure(self, content: Node, kind: BlockKind, depth: int) -> None:
        _attributes, (_short, caption), blocks = content
        before = len(self._items)
        self._blocks(blocks, kind, depth)
        inlines = [inline for line, _separator in _lines(caption, " ") for inline in (*line, " ")]
        text, marks, pictures = self._inline(inlines)
        for place in range(before, len(self._items)):
            item = self._items[place]
            if text and isinstance(item, Block) and item.kind is BlockKind.FIGURE:
                self._items[place] = replace(item, text=text, marks=joined_over_blanks(text, marks))
                text = ""
        self._add(Block("", BlockKind.PARAGRAPH, text, joined_over_blanks(text, marks)))
        for picture in pictures:
            self._add_picture(picture)

    def _division(self, content: Node, kind: BlockKind, depth: int) -> None:
        style = dict(content[0][2]).get("custom-style", "")
        if _CONTENTS_STYLE.fullmatch(style):
            return
        before = len(self._items)
        self._blocks(content[1], kind, depth)
        if style.casefold() in _CAPTION_STYLES:
            self._items[before:] = [
                Caption(item) if isinstance(item, Block) and item.kind is BlockKind.PARAGRAPH else item
                for item in self._items[before:]
            ]

    # Tables

    def _table(self, content: Node, kind: BlockKind, depth: int) -> None:
        _attributes, (_short, caption), columns, head, bodies, foot = content
        self._blocks(caption, BlockKind.PARAGRAPH, depth)
        head_rows = [*head[1], *(row for body in bodies for row in body[2])]
        rows = [*head_rows, *(row for body in bodies for row in body[3]), *foot[1]]
        if len(rows) == 1 and len(rows[0][1]) == 1:
            # A frame around text, drawn as a table with one cell.
            self._blocks(rows[0][1][0][4], kind, depth)
            return
        builder = TextBuilder()
        pictures: list[_Picture] = []
        width = len(columns)
        filled: dict[int, int] = {}  # column → rows that a merged cell above still covers
        for number, (_row_attributes, cells) in enumerate(rows):
            builder.add("\n" if number else "")
            waiting = list(reversed(cells))
            column = 0
            while column < max(width, 1):
                builder.add("\t" if column else "")
                if filled.get(column, 0):
                    filled[column] -= 1
                elif waiting:
                    _attr, _align, row_span, column_span, blocks = waiting.pop()
                    pictures += self._cell(builder, blocks)
                    for covered in range(column, min(column + column_span, width)):
                        filled[covered] = row_span - 1
                    for _covered in range(column + 1, min(column + column_span, width)):
                        builder.add("\t")
                        column += 1
                column += 1
        text, marks = builder.unstripped()
        if text.strip():
            header_rows = min(len(head_rows), len(rows))
            self._add(Block("", BlockKind.TABLE, text, joined_over_blanks(text, marks), header_rows=header_rows))
        for picture in pictures:
            self._add_picture(picture)

    def _cell(self, builder: TextBuilder, blocks: Sequence[Node]) -> list[_Picture]:
        """Append the text of a cell on one line, several paragraphs with a blank, list items with a semicolon."""
        pictures: list[_Picture] = []
        for position, (inlines, separator) in enumerate(_lines(blocks, " ")):
            if position:
                builder.add(separator)
            self._inlines(inlines, builder, pictures, in_cell=True)
        return pictures

    # Inline content

    def _inline(self, inlines: Sequence[Node]) -> tuple[str, tuple[Any, ...], list[_Picture]]:
        builder = TextBuilder()
        pictures: list[_Picture] = []
        self._inlines(inlines, builder, pictures)
        return (*builder.finished(), pictures)

    def _inlines(
        self, inlines: Sequence[Node], builder: TextBuilder, pictures: list[_Picture], *, in_cell: bool = False
    ) -> None:
        for inline in inlines:
            if isinstance(inline, str):
                text = self._clean(inline).replace("\t", " ")
                builder.add(text.replace("\n", " ") if in_cell else text)
                continue
            start, sort, content = builder.length, inline["t"], inline.get("c")
            if sort in _MARKS:
                self._inlines(content, builder, pictures, in_cell=in_cell)
                builder.mark(start, _MARKS[sort])
            elif sort in ("Underline", "SmallCaps"):
                self._inlines(content, builder, pictures, in_cell=in_cell)
            elif sort == "Span" and _DRAWN & set(content[0][1]):
                self._dropped(
                    _Picture("", self.text(content[1]).strip("[]"), ""), _("Diagramme bitte als Bild einfügen")
                )
            elif sort in ("Span", "Cite"):
                self._inlines(content[1], builder, pictures, in_cell=in_cell)
            elif sort == "Quoted":
                opening, closing = _QUOTES[content[0]["t"]]
                self._inlines([opening, *content[1], closing], builder, pictures, in_cell=in_cell)
            elif sort == "Code":
                self._inlines([content[1]], builder, pictures, in_cell=in_cell)
                builder.mark(start, MarkKind.CODE)
            elif sort == "Math":
                self._inlines([content[1]], builder, pictures, in_cell=in_cell)
            elif sort == "Link":
                self._inlines(content[1], builder, pictures, in_cell=in_cell)
                if address := safe_address(content[2][0]):
                    builder.mark(start, MarkKind.LINK, address)
            elif sort == "Note":
                note = self._note(content)
                if note:
                    builder.mark(start, MarkKind.FOOTNOTE, note)
            elif sort == "Image":
                pictures.append(self._described(content))
            elif sort == "RawInline":
                builder.add("\n" if _BREAK.fullmatch(content[1]) and not in_cell else "")

    def _note(self, blocks: Sequence[Node]) -> str:
        """The plain text of a footnote on one line."""
        builder = TextBuilder()
        for position, (inlines, separator) in enumerate(_lines(blocks, " ")):
            builder.add(separator if position else "")
            self._inlines(inlines, builder, [], in_cell=True)
        return builder.finished()[0]

    def _without_tags(self, raw: Node) -> list[Node]:
        """The text between the tags of raw HTML; scripts, styles and other raw formats are dropped whole."""
        format_name, source = raw
        if format_name != "html":
            return []
        text = _TAG.sub(" ", source)
        return [" ".join(text.split())]

    # Pictures

    def _described(self, content: Node) -> _Picture:
        """Address, alternative text and caption. An attribute ``alt`` beats the text in the brackets, which is the
        caption then; otherwise the title is the caption."""
        attributes, inlines, (target, title) = content
        text = self.text(inlines)
        named = self._clean(dict(attributes[2]).get("alt", "")).strip()
        known = self._alternatives.get(target, "")
        if named:
            return _Picture(target, named, text if text != named else self._clean(title))
        return _Picture(target, text or self._clean(known), self._clean(title).strip())

    def _add_picture(self, picture: _Picture) -> None:
        data = self._picture(picture.target)
        if not data:
            self._dropped(picture, _("es liegt der Datei nicht bei"))
            return
        try:
            name, clean = cleaned_image(data)
        except ImageError:
            self._dropped(picture, _("nur PNG, JPEG, GIF, WebP, BMP und TIFF können übernommen werden"))
            return
        self.images[name] = clean
        alt = " ".join(picture.alt.split())
        self._add(Block("", BlockKind.FIGURE, " ".join(picture.caption.split()), image=name, alt=alt))

    def _dropped(self, picture: _Picture, reason: str) -> None:
        name = picture.alt or picture.caption or ("" if picture.target.startswith("data:") else picture.target)
        values = {"name": name[:80], "section": self._section or _("Einleitung"), "reason": reason}
        self.notices.append(
            _("Ein Bild („%(name)s“) im Abschnitt „%(section)s“ wurde nicht übernommen: %(reason)s.") % values
        )


def _lines(blocks: Sequence[Node], separator: str) -> list[tuple[Sequence[Node], str]]:
    """The inline content of every paragraph below the blocks, each with what separates it from the one before."""
    result: list[tuple[Sequence[Node], str]] = []
    for block in blocks:
        content = block.get("c")
        match block["t"]:
            case "Para" | "Plain":
                result.append((content, separator))
            case "Header":
                result.append((content[2], separator))
            case "BulletList" | "OrderedList":
                for entry in content if block["t"] == "BulletList" else content[1]:
                    result += _lines(entry, "; ")
            case "BlockQuote":
                result += _lines(content, separator)
            case "Div":
                result += _lines(content[1], separator)
            case "Figure":
                result += _lines(content[2], separator)
            case "CodeBlock":
                result.append(([content[1]], separator))
            case "LineBlock":
                result += [(line, separator) for line in content]
            case "DefinitionList":
                for term, explanations in content:
                    result.append((term, "; "))
                    result += [line for explanation in explanations for line in _lines(explanation, ": ")]
            case "Table":
                for row in [*content[3][1], *(row for body in content[4] for row in [*body[2], *body[3]])]:
                    result += [line for cell in row[1] for line in _lines(cell[4], "; ")]
    return result
