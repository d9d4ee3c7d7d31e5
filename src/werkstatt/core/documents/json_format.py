"""The document model as JSON: lossless, versioned, for archives, other programs and moving between servers.

    {"format": "strategiewerkstatt-document", "version": 1, "title": …, "language": …, "content_hash": …,
     "sections": [{"id", "title", "summary", "blocks": […], "sections": […]}], "images": {name: base64}}

A block is {"id", "kind", "text"} and, where they say something, "marks" ([{"start", "end", "kind", "value"}], offsets
in Unicode characters of the text), "level", "ordered", "header_rows", "image", "alt", "origins".
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from django.utils.translation import gettext as _

from werkstatt.core.documents.errors import DocumentError
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section, content_hash

FORMAT = "strategiewerkstatt-document"
VERSION = 1


def to_json(document: Document, *, images: bool = True) -> str:
    """The document as JSON with a stable order; ``images`` says whether the pictures come along."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "title": document.title,
        "language": document.language,
        "content_hash": content_hash(document),
        "sections": [_section_data(section) for section in document.sections],
    }
    if images:
        data["images"] = {name: base64.b64encode(content).decode() for name, content in sorted(document.images.items())}
    return json.dumps(data, ensure_ascii=False, indent=1)


def from_json(source: str | bytes) -> Document:
    """The document in the JSON. Raises DocumentError where it is something else, newer or damaged."""
    try:
        data = json.loads(source)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise _damaged()
        if data.get("version") != VERSION:
            raise DocumentError(
                _("Die Datei stammt aus einer neueren Version dieser Anwendung."),
                _("Aktualisieren Sie die Anwendung oder exportieren Sie das Dokument als DOCX."),
            )
        return Document(
            title=_string(data["title"]),
            sections=tuple(_section(each) for each in data["sections"]),
            language=_string(data["language"]),
            images={
                _string(name): base64.b64decode(content, validate=True)
                for name, content in data.get("images", {}).items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise _damaged() from error


def _section_data(section: Section) -> dict[str, Any]:
    return {
        "id": section.id,
        "title": section.title,
        "summary": section.summary,
        "blocks": [_block_data(block) for block in section.blocks],
        "sections": [_section_data(child) for child in section.sections],
    }


def _block_data(block: Block) -> dict[str, Any]:
    marks = [{"start": m.start, "end": m.end, "kind": m.kind.value, "value": m.value} for m in block.marks]
    optional = {
        "marks": marks,
        "level": block.level,
        "ordered": block.ordered,
        "header_rows": block.header_rows,
        "image": block.image,
        "alt": block.alt,
        "origins": list(block.origins),
    }
    said = {name: value for name, value in optional.items() if value}
    return {"id": block.id, "kind": block.kind.value, "text": block.text, **said}


def _section(data: dict[str, Any]) -> Section:
    return Section(
        id=_string(data["id"]),
        title=_string(data["title"]),
        blocks=tuple(_block(each) for each in data["blocks"]),
        sections=tuple(_section(each) for each in data["sections"]),
        summary=_string(data["summary"]),
    )


def _block(data: dict[str, Any]) -> Block:
    return Block(
        id=_string(data["id"]),
        kind=BlockKind(data["kind"]),
        text=_string(data["text"]),
        marks=tuple(
            Mark(_number(m["start"]), _number(m["end"]), MarkKind(m["kind"]), _string(m["value"]))
            for m in data.get("marks", ())
        ),
        level=_number(data.get("level", 0)),
        ordered=bool(data.get("ordered", False)),
        header_rows=_number(data.get("header_rows", 0)),
        image=_string(data.get("image", "")),
        alt=_string(data.get("alt", "")),
        origins=tuple(_string(each) for each in data.get("origins", ())),
    )


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is missing")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("a number is missing")
    return value


def _damaged() -> DocumentError:
    return DocumentError(
        _("Die Datei ist kein Dokument dieser Anwendung oder beschädigt."),
        _("Exportieren Sie das Dokument noch einmal als JSON und laden Sie die neue Datei hoch."),
    )
