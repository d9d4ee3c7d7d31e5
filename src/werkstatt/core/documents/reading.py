"""Taking over documents: DOCX, ODT, Markdown and plain text become the document model.

Whatever comes in, the result is a sane document with notices about what did not come along, or a DocumentError that
says what to do.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from werkstatt.core.documents import odt, plain_text
from werkstatt.core.documents.archive import Archive, encrypted
from werkstatt.core.documents.characters import Cleaner, decoded
from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.outline import (
    Item,
    sections,
    title_and_rest,
    with_captions,
    with_guessed_headings,
    without_typed_numbers,
)
from werkstatt.core.documents.pandoc import STANDARD_LIMITS, Limits, convert
from werkstatt.core.documents.pandoc_ast import AstReader, parsed
from werkstatt.text.model import Block, BlockKind, Document

__all__ = ["DocumentError", "Imported", "Limits", "read"]

# CommonMark with tables, footnotes, strikeout, super- and subscript, attributes. Off: everything that would change
# plain characters (quotes, dollar signs, smileys) or let raw formats through.
_MARKDOWN = (
    "commonmark_x-raw_html-raw_attribute-smart-emoji-tex_math_dollars-fenced_divs-alerts-task_lists+autolink_bare_uris"
)
_LOOKS_LIKE_MARKDOWN = re.compile(
    r"^(#{1,6} \S|\s*[-*+] \[|```|\|.*\|.*\||>\s\S)|\*\*\S[^*\n]*\*\*|\]\(https?://|^\[\^[^\]\n]+\]:", re.MULTILINE
)
_DRAWN_BY_WORD = ("word/charts/chart", "word/diagrams/data")
_MOST_NOTICES = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FOREIGN = (
    (b"%PDF", gettext_lazy("Das ist eine PDF-Datei.")),
    (b"{\\rtf", gettext_lazy("Das ist eine RTF-Datei.")),
    (b"\x89PNG", gettext_lazy("Das ist ein Bild.")),
    (b"\xff\xd8\xff", gettext_lazy("Das ist ein Bild.")),
    (b"GIF8", gettext_lazy("Das ist ein Bild.")),
    (b"Rar!", gettext_lazy("Das ist ein Archiv.")),
    (b"7z\xbc\xaf", gettext_lazy("Das ist ein Archiv.")),
    (b"\x1f\x8b", gettext_lazy("Das ist ein Archiv.")),
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A document taken over. ``notices`` say what did not come along and why, ``source_format`` is "docx", "odt",
    "markdown" or "text"."""

    document: Document
    notices: tuple[str, ...]
    source_format: str


def read(data: bytes, filename: str, *, new_id: Callable[[], str], limits: Limits = STANDARD_LIMITS) -> Imported:
    """Take over a file. Its format is told by its content, and by its name where the content leaves it open.

    ``new_id`` gives the id of every new section and block. Raises DocumentError for what cannot be taken over.
    """
    if not data.strip(b" \t\r\n\0"):
        raise _empty()
    if len(data) > limits.input_bytes:
        raise DocumentError(
            _("Die Datei ist größer als %(size)s MB.") % {"size": limits.input_bytes // (1024 * 1024)},
            _("Verkleinern Sie die Bilder oder teilen Sie das Dokument und laden Sie es noch einmal hoch."),
        )
    draft = _draft(data, filename, limits)
    items = with_captions(with_guessed_headings(draft.items))
    title, items = title_and_rest(items, draft.title)
    tree = sections(without_typed_numbers(items), new_id)
    if not tree:
        raise _empty()
    document = Document(
        title=title or draft.second_title or _title_from(filename),
        sections=tree,
        language=draft.language,
        images=_used(draft.images, items),
    )
    return Imported(document, _shortened(draft.notices), draft.source_format)


@dataclass(slots=True)
class _Draft:
    """What a file contains, still flat. ``second_title`` counts only where the text itself has no title."""

    source_format: str
    items: list[Item]
    notices: list[str]
    title: str = ""
    second_title: str = ""
    language: str = "de"
    images: dict[str, bytes] | None = None


def _draft(data: bytes, filename: str, limits: Limits) -> _Draft:
    """Recognise the format and read it."""
    if data.startswith(b"PK"):
        return _from_archive(data, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if b"E\x00n\x00c\x00r\x00y\x00p\x00t" in data:
            raise encrypted()
        raise _foreign(_("Das ist eine Datei im alten Format von Word, Excel oder PowerPoint."))
    for signature, message in _FOREIGN:
        if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(signature):
            raise _foreign(str(message))
    suffix = posixpath.splitext(filename.casefold())[1]
    text, notices = decoded(data)
    if suffix in (".docx", ".odt") or re.match(r"\s*<(!doctype html|html)\b", text, re.IGNORECASE):
        raise _foreign(_("Der Inhalt der Datei passt nicht zu ihrem Namen."))
    cleaner = Cleaner()
    text = cleaner.clean(text)
    if suffix in (".md", ".markdown") or (suffix not in (".txt", ".text") and _LOOKS_LIKE_MARKDOWN.search(text)):
        draft = _from_markdown(text, cleaner, limits)
    else:
        draft = _Draft("text", plain_text.items(text), [])
    draft.notices = [*notices, *cleaner.notices(), *draft.notices]
    return draft


def _from_archive(data: bytes, limits: Limits) -> _Draft:
    archive = Archive(data)
    if "word/document.xml" in archive.names:
        return _from_docx(data, archive, limits)
    kind = archive.read("mimetype").strip()
    if kind in (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template"):
        return _from_odt(data, archive, limits)
    if "xl/workbook.xml" in archive.names or kind.endswith(b"spreadsheet"):
        raise _foreign(_("Das ist eine Tabellenkalkulation."))
    if "ppt/presentation.xml" in archive.names or kind.endswith(b"presentation"):
        raise _foreign(_("Das ist eine Präsentation."))
    raise _foreign(_("Das ist ein Archiv, aber kein Textdokument."))


def _from_docx(data: bytes, archive: Archive, limits: Limits) -> _Draft:
    tree = parsed(convert(data, ["-f", "docx+styles", "-t", "json"], limits))
    draft = _from_tree(tree, "docx", lambda target: archive.find(target, ("word", "")), Cleaner())
    if b"<w:comment " in archive.read("word/comments.xml"):
        draft.notices.append(_("Kommentare aus Word werden nicht übernommen."))
    if any(name.startswith(_DRAWN_BY_WORD) for name in archive.names):
        draft.notices.append(_("Diagramme und SmartArt werden nicht übernommen. Fügen Sie sie in Word als Bild ein."))
    body = archive.read("word/document.xml")
    if b"<w:ins " in body or b"<w:del " in body:
        draft.notices.append(_("Nachverfolgte Änderungen wurden als angenommen gelesen."))
    return draft


def _from_odt(data: bytes, archive: Archive, limits: Limits) -> _Draft:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise encrypted()
    tree = parsed(convert(data, ["-f", "odt", "-t", "json"], limits))
    hints = odt.hints(archive)
    draft = _from_tree(tree, "odt", lambda target: archive.find(target, ("",)), Cleaner(), hints)
    if hints.title and draft.items and _is_text(draft.items[0], {hints.title}):
        draft.title = hints.title
        while draft.items and _is_text(draft.items[0], {hints.title, *hints.front}):
            del draft.items[0]
        draft.notices += _subtitle_notice(hints.subtitle)
    return draft


def _from_markdown(text: str, cleaner: Cleaner, limits: Limits) -> _Draft:
    tree = parsed(convert(text.encode(), ["-f", _MARKDOWN, "-t", "json"], limits))
    return _from_tree(tree, "markdown", _embedded, cleaner)


def _from_tree(
    tree: Any,
    source_format: str,
    picture: Callable[[str], bytes],
    cleaner: Cleaner,
    hints: odt.OdtHints | None = None,
) -> _Draft:
    """Read pandoc's tree: title and language from its metadata, the rest from its blocks."""
    hints = hints or odt.OdtHints()
    reader = AstReader(
        picture=lambda target: _embedded(target) or picture(urllib.parse.unquote(target)),
        cleaner=cleaner,
        captions=hints.captions,
        alternatives=hints.alt,
    )
    meta = tree.get("meta", {})
    items = reader.items([*_meta_blocks(meta.get("abstract")), *tree["blocks"]])

    def line(name: str) -> str:
        return " ".join(reader.text(block["c"]) for block in _meta_blocks(meta.get(name)) if block["t"] in _TEXT)

    language = line("lang")
    reader.notices += _subtitle_notice(line("subtitle"))
    return _Draft(
        source_format,
        items,
        [*cleaner.notices(), *reader.notices] if source_format != "markdown" else reader.notices,
        title=line("title"),
        language=language if _LANGUAGE.fullmatch(language) else "de",
        images=reader.images,
    )


_TEXT = ("Para", "Plain")


def _meta_blocks(value: Any) -> list[Any]:
    """A value of the metadata as blocks."""
    match value:
        case {"t": "MetaInlines", "c": inlines}:
            return [{"t": "Para", "c": inlines}]
        case {"t": "MetaBlocks", "c": blocks}:
            return list(blocks)
        case {"t": "MetaString", "c": text}:
            return [{"t": "Para", "c": [text]}]
    return []


def _is_text(item: Item, texts: set[str]) -> bool:
    """Whether the item is a paragraph that says one of these."""
    return isinstance(item, Block) and item.kind is BlockKind.PARAGRAPH and " ".join(item.text.split()) in texts


def _subtitle_notice(subtitle: str) -> list[str]:
    if not subtitle:
        return []
    return [
        _("Der Untertitel „%(subtitle)s“ gehört nicht zum Text und wurde nicht übernommen.") % {"subtitle": subtitle}
    ]


def _embedded(target: str) -> bytes:
    """The bytes in a data address, empty for any other address."""
    head, found, body = target.partition(";base64,")
    if not found or not head.startswith("data:image/"):
        return b""
    try:
        return base64.b64decode(urllib.parse.unquote(body), validate=False)
    except (binascii.Error, ValueError):
        return b""


def _used(images: dict[str, bytes] | None, items: Sequence[Item]) -> dict[str, bytes]:
    """The pictures that figures still point to."""
    names = {item.image for item in items if isinstance(item, Block) and item.kind is BlockKind.FIGURE}
    return {name: data for name, data in (images or {}).items() if name in names}


def _title_from(filename: str) -> str:
    """A title where the file has none: its name without folders and ending."""
    name = posixpath.splitext(re.split(r"[/\\]", filename)[-1])[0]
    cleaned = " ".join(Cleaner().clean(name).replace("_", " ").split())
    return cleaned or _("Ohne Titel")


def _shortened(notices: Sequence[str]) -> tuple[str, ...]:
    """Every notice once, and only as many as somebody will read."""
    unique = list(dict.fromkeys(notices))
    more = len(unique) - _MOST_NOTICES
    if more <= 0:
        return tuple(unique)
    rest = ngettext("… und ein weiterer Hinweis", "… und %(count)s weitere Hinweise", more) % {"count": more}
    return (*unique[:_MOST_NOTICES], rest)


def _empty() -> DocumentError:
    return DocumentError(
        _("Das Dokument enthält keinen Text."),
        _("Prüfen Sie, ob Sie die richtige Datei gewählt haben. Eingescannte Seiten sind Bilder ohne lesbaren Text."),
    )


def _foreign(message: str) -> DocumentError:
    return DocumentError(
        message,
        _("Übernommen werden DOCX, ODT, Markdown und Text. Speichern Sie das Dokument in einem dieser Formate."),
    )
