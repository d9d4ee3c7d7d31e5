"""Giving documents back as PDF/UA: tagged, titled, with bookmarks, contents and page numbers.

Typst sets the pages. Text reaches it as data in a JSON file, never as markup, and it sees nothing but the temporary
folder with that file and the pictures: no fonts of the machine, no packages, no network.
"""

from __future__ import annotations

import functools
import io
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import typst
from PIL import Image

from werkstatt.core.documents.glyphs import plainly_printable, printable
from werkstatt.core.documents.layout import ItemList, cells, column_shares, grouped
from werkstatt.core.documents.marks import runs
from werkstatt.core.documents.meta import Meta
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section

Data = dict[str, Any]
_FONTS = ["Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono", "New Computer Modern Math"]
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([A-Z]{2}))?")
_TEXT_WIDTH_CM = 15.8
_TALLEST_CM = 19.0
_PIXELS_PER_CM = 110 / 2.54
_WITHOUT_SHAPE = "could not be displayed"
_LONGEST_RUNNING_TITLE = 70


def to_pdf(document: Document, meta: Meta, *, brand_color: str = "#0b5566") -> bytes:
    """The document as PDF/UA-1 (A4). The same input gives the same bytes.

    ``brand_color`` is the colour of headings and links as #rrggbb; it should be dark enough to read on white.
    Raises ValueError where it is no such colour.
    """
    if not _COLOR.fullmatch(brand_color):
        raise ValueError(f"not a colour: {brand_color!r}")
    with tempfile.TemporaryDirectory(prefix="werkstatt-pdf-") as folder:
        root = Path(folder)
        data = _Writer(document, root).data(document, meta, brand_color)
        try:
            return _compiled(data, root)
        except typst.TypstError as error:
            if _WITHOUT_SHAPE not in str(error):
                raise
        # Every character has a shape in some font, but a combination (a letter and a foreign accent) may have none.
        return _compiled(_reduced(data), root)


def _compiled(data: Data, root: Path) -> bytes:
    """Let Typst draw the data, seeing nothing but the folder ``root``."""
    (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    main = root / "main.typ"
    main.write_bytes(_template())
    return typst.compile(
        str(main),
        root=str(root),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=0,
        package_path=str(root),
        package_cache_path=str(root),
    )


def _reduced(data: Any) -> Any:
    """The same data with nothing but plain European characters."""
    if isinstance(data, str):
        return plainly_printable(data)
    if isinstance(data, list):
        return [_reduced(each) for each in data]
    if isinstance(data, dict):
        return {name: _reduced(each) for name, each in data.items()}
    return data


@functools.cache
def _template() -> bytes:
    return resources.files("werkstatt.core.documents").joinpath("typst/document.typ").read_bytes()


@functools.cache
def _fonts() -> typst.Fonts:
    """The fonts inside of Typst, unpacked once per process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


class _Writer:
    """Turns a document into what the template draws. Writes its pictures to the folder."""

    def __init__(self, document: Document, root: Path) -> None:
        self._pictures = _stored(document.images, root)

    def data(self, document: Document, meta: Meta, brand_color: str) -> Data:
        title = printable(" ".join(meta.title_of(document).split())) or "–"
        match = _LANGUAGE.match(meta.language_of(document))
        body: list[Data] = []
        for section in document.sections:
            body += self._section(section, 1)
        short = title if len(title) <= _LONGEST_RUNNING_TITLE else title[: _LONGEST_RUNNING_TITLE - 1] + "…"
        return {
            "title": title,
            "short": short,
            "subtitle": printable(meta.subtitle),
            "author": printable(meta.author),
            "date": printable(meta.date),
            "version": printable(meta.version_label),
            "hash": printable(meta.content_hash),
            "lang": match.group(1) if match else "de",
            "region": match.group(2) if match else None,
            "brand": brand_color,
            "fonts": _FONTS,
            "body": body,
        }

    def _section(self, section: Section, level: int) -> list[Data]:
        title = printable(" ".join(section.title.split())) or "–"
        result: list[Data] = [{"kind": "h", "level": level, "title": title}]
        for group in grouped(section.blocks):
            if isinstance(group, ItemList):
                result.append({"kind": "l", **_list(group)})
            else:
                result += self._block(group)
        for child in section.sections:
            result += self._section(child, level + 1)
        return result

    def _block(self, block: Block) -> list[Data]:
        match block.kind:
            case BlockKind.TABLE:
                return [_table(block)]
            case BlockKind.FIGURE:
                return self._figure(block)
            case BlockKind.CODE:
                return [{"kind": "c", "text": printable(block.text)}] if block.text.strip() else []
        pieces = _pieces(block.text, block.marks)
        return [{"kind": "q" if block.kind is BlockKind.QUOTE else "p", "text": pieces}] if pieces else []

    def _figure(self, block: Block) -> list[Data]:
        """A picture needs a text for those who cannot see it: its alternative text, or else its caption."""
        caption = _pieces(block.text, block.marks)
        alt = printable(block.alt or block.text).strip()
        width = self._pictures.get(block.image)
        if width is None or not alt:
            shown = _pieces(block.alt, [Mark(0, len(block.alt), MarkKind.EMPHASIS)])
            return [{"kind": "p", "text": text} for text in (shown, caption) if text]
        return [{"kind": "f", "file": block.image, "width": width, "alt": alt, "caption": caption}]


def _list(items: ItemList) -> Data:
    entries = [
        {"text": _pieces(entry.block.text, entry.block.marks), "lists": [_list(below) for below in entry.lists]}
        for entry in items.entries
    ]
    return {"ordered": items.ordered, "entries": entries}


def _table(block: Block) -> Data:
    rows = [[{"cell": _pieces(text, marks)} for text, marks in row] for row in cells(block)]
    return {
        "kind": "t",
        "header": min(block.header_rows, len(rows)),
        "columns": [round(share, 4) for share in column_shares(block.rows)],
        "rows": rows,
    }


def _pieces(text: str, marks: Sequence[Mark]) -> list[Any]:
    """The text as strings, line breaks (0), footnotes and formatted strings."""
    result: list[Any] = []
    for run in runs(text, marks):
        if run.footnote is not None:
            result.append({"note": printable(run.footnote)})
            continue
        for number, line in enumerate(run.text.split("\n")):
            if number:
                result.append(0)
            if not (line := printable(line)):
                continue
            if not run.marks:
                result.append(line)
                continue
            piece: Data = {"text": line, "marks": [mark.kind.value for mark in run.marks], "href": run.address}
            if run.has(MarkKind.CODE):
                piece["code"] = True
            result.append(piece)
    return result


def _stored(images: Mapping[str, bytes], root: Path) -> dict[str, float]:
    """Write the pictures under names of our own choosing only; their widths on the page in centimetres."""
    widths: dict[str, float] = {}
    for name, data in images.items():
        if not re.fullmatch(r"[0-9a-f]{64}\.(png|jpg)", name):
            continue
        try:
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                width, height = picture.width / _PIXELS_PER_CM, picture.height / _PIXELS_PER_CM
        except OSError:
            continue
        scale = min(1.0, _TEXT_WIDTH_CM / width, _TALLEST_CM / height)
        (root / name).write_bytes(data)
        widths[name] = round(width * scale, 2)
    return widths
