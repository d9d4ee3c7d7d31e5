"""What pandoc's ODT reader leaves out, read from the archive: title, captions, what pictures show."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from werkstatt.core.documents.archive import Archive

_NS = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
_CAPTIONS = frozenset({"Caption", "Illustration", "Figure", "FigureCaption", "Drawing", "Abbildung"})
_FRONT = frozenset({"Subtitle", "Author", "Date"})
_MEANT = _CAPTIONS | _FRONT | {"Title"}


@dataclass(frozen=True, slots=True)
class OdtHints:
    """``front`` are author and the like, ``captions`` the texts of caption paragraphs, ``alt`` tells per picture
    address what it shows."""

    title: str = ""
    subtitle: str = ""
    front: frozenset[str] = frozenset()
    captions: frozenset[str] = frozenset()
    alt: dict[str, str] = field(default_factory=dict)


def hints(archive: Archive) -> OdtHints:
    """Read the hints; none where the content cannot be parsed (pandoc will say so)."""
    # Entity declarations, the danger of this parser, are refused when the archive is opened.
    try:
        content = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314
        styles = ElementTree.fromstring(archive.read("styles.xml") or b"<none/>")  # noqa: S314
    except ElementTree.ParseError:
        return OdtHints()
    parents = {
        style.get(_name("style", "name"), ""): style.get(_name("style", "parent-style-name"), "")
        for root in (styles, content)
        for style in root.iter(_name("style", "style"))
    }
    by_style: dict[str, list[str]] = {}
    for paragraph in content.iter(_name("text", "p")):
        for style in _family(paragraph.get(_name("text", "style-name"), ""), parents) & _MEANT:
            if text := plain(paragraph):
                by_style.setdefault(style, []).append(text)
    return OdtHints(
        title=next(iter(by_style.get("Title", ())), ""),
        subtitle=next(iter(by_style.get("Subtitle", ())), ""),
        front=frozenset(text for style in _FRONT for text in by_style.get(style, ())),
        captions=frozenset(text for style in _CAPTIONS for text in by_style.get(style, ())),
        alt=_alternatives(content),
    )


def plain(element: ElementTree.Element) -> str:
    """The text in an element with single blanks."""
    return " ".join("".join(_characters(element)).split())


def _characters(element: ElementTree.Element) -> Iterator[str]:
    """The text in an element, without what only describes a picture in it."""
    if element.tag in (_name("svg", "desc"), _name("svg", "title")):
        return
    yield element.text or ""
    for child in element:
        yield from _characters(child)
        yield child.tail or ""


def _alternatives(content: ElementTree.Element) -> dict[str, str]:
    result: dict[str, str] = {}
    for frame in content.iter(_name("draw", "frame")):
        image = frame.find("draw:image", _NS)
        alt = frame.findtext("svg:desc", "", _NS) or frame.findtext("svg:title", "", _NS)
        if image is not None and alt.strip():
            result[posixpath.normpath(image.get(_name("xlink", "href"), ""))] = " ".join(alt.split())
    return result


def _family(style: str, parents: dict[str, str]) -> set[str]:
    """The style and those it is derived from."""
    result: set[str] = set()
    while style and style not in result:
        result.add(style)
        style = parents.get(style, "")
    return result


def _name(prefix: str, local: str) -> str:
    return f"{{{_NS[prefix]}}}{local}"
