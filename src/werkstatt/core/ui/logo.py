"""Logos that towns bring along: only drawings, never anything that runs or loads."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LONGEST = 20_000
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"})
_ATTRIBUTES = frozenset(
    {"viewBox", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "points"}
    | {"transform", "opacity", "fill", "fill-rule", "fill-opacity", "clip-rule", "stroke", "stroke-width"}
    | {"stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-opacity"}
)


@lru_cache(maxsize=256)
def drawing(svg: str) -> SafeString:
    """The SVG reduced to shapes and colours, marked as safe; empty when it is none, broken or too long.

    Nothing that can run, load or link survives: no scripts, styles, events, references or foreign elements.
    """
    if not svg or len(svg) > LONGEST or "<!" in svg:  # no document types: they may define entities
        return SafeString("")
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - no entities without a document type
    except ElementTree.ParseError:
        return SafeString("")
    if root.tag.removeprefix(_NAMESPACE) != "svg" or "viewBox" not in root.attrib:
        return SafeString("")
    return mark_safe(_drawn(root, 'aria-hidden="true" focusable="false"'))  # noqa: S308 - built from allowed parts


def _drawn(element: ElementTree.Element, extra: str = "") -> str:
    name = element.tag.removeprefix(_NAMESPACE)
    if name not in _SHAPES:
        return ""
    attributes = "".join(
        f' {key}="{escape(value)}"'
        for key, value in element.attrib.items()
        if key in _ATTRIBUTES and "url(" not in value and not (name == "svg" and key in ("width", "height"))
    )
    return f"<{name}{attributes}{' ' + extra if extra else ''}>{''.join(_drawn(child) for child in element)}</{name}>"
