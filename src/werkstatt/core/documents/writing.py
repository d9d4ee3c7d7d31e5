"""Giving documents back: DOCX, ODT, Markdown, HTML and JSON. (PDF has its own module, ``pdf``.)"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

from werkstatt.core.documents.json_format import from_json, to_json
from werkstatt.core.documents.meta import Meta
from werkstatt.core.documents.pandoc import convert
from werkstatt.core.documents.pandoc_tree import Dialect, embedded, tree
from werkstatt.core.documents.standalone_html import to_html
from werkstatt.text.model import BlockKind, Document

__all__ = ["Meta", "from_json", "to_docx", "to_html", "to_json", "to_markdown", "to_odt"]

_ODT_FRAME = re.compile(r"(<draw:frame\b[^>]*>\s*<draw:image\b[^>]*?(?:/>|>.*?</draw:image>))", re.DOTALL)
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document, meta: Meta, *, reference: Path | None = None) -> bytes:
    """The document as a Word file: real heading styles, numbered sections, footnotes, captions, alternative texts.

    ``reference`` is a Word file whose styles are taken (the municipality's own look).
    """
    dialect = Dialect(rich_tables=True, figures=True, typed_numbers=False, image_address=embedded)
    arguments = ["-f", "json", "-t", "docx", "--number-sections", *_reference(reference)]
    return convert(tree(document, _metadata(document, meta), dialect), arguments)


def to_odt(document: Document, meta: Meta, *, reference: Path | None = None) -> bytes:
    """The same as an OpenDocument file. Section numbers are typed, as pandoc cannot number there."""
    dialect = Dialect(rich_tables=True, figures=True, typed_numbers=True, image_address=embedded)
    arguments = ["-f", "json", "-t", "odt", *_reference(reference)]
    return _with_alternatives(convert(tree(document, _metadata(document, meta), dialect), arguments), document)


def to_markdown(document: Document, meta: Meta, *, image_url: Callable[[str], str] | None = None) -> str:
    """The document as Markdown (CommonMark with tables and footnotes; title and language in a YAML head).

    ``image_url`` gives the address of a picture by its name; without it the pictures are embedded.
    """
    address = (lambda name, _data: image_url(name)) if image_url else embedded
    dialect = Dialect(rich_tables=False, figures=False, typed_numbers=False, image_address=address)
    target = "commonmark_x-smart-raw_html-raw_attribute-tex_math_dollars-fenced_divs-emoji"
    arguments = ["-f", "json", "-t", target, "--standalone", "--wrap=none"]
    return convert(tree(document, _metadata(document, meta), dialect), arguments).decode()


def _metadata(document: Document, meta: Meta) -> dict[str, str]:
    """Properties of the file. Names that pandoc does not know become custom properties."""
    date = " · ".join(part for part in (meta.date, meta.version_label) if part)
    return {
        "title": meta.title_of(document),
        "subtitle": meta.subtitle,
        "author": meta.author,
        "date": date,
        "lang": meta.language_of(document),
        "content-hash": meta.content_hash,
    }


def _reference(path: Path | None) -> list[str]:
    return [f"--reference-doc={path}"] if path else []


def _with_alternatives(odt: bytes, document: Document) -> bytes:
    """The file with what each picture shows, which pandoc does not write there."""
    texts = [
        block.alt for block in document.blocks() if block.kind is BlockKind.FIGURE and document.images.get(block.image)
    ]
    waiting = iter(texts)

    def described(match: re.Match[str]) -> str:
        alt = next(waiting, "")
        return f"{match.group(1)}<svg:desc>{escape(alt)}</svg:desc>" if alt else match.group(1)

    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt)) as source, zipfile.ZipFile(output, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "content.xml":
                content = _ODT_FRAME.sub(described, content.decode()).encode()
            fresh = zipfile.ZipInfo(entry.filename, _FIXED_TIME)
            fresh.compress_type = entry.compress_type
            target.writestr(fresh, content)
    return output.getvalue()
