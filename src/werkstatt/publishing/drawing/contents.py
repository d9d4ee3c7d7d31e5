"""The table of contents beside the text. Drawn as text: it has some hundred lines and stands on every page twice."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from werkstatt.core.ui.language import german
from werkstatt.publishing.queries.contents import Entry
from werkstatt.strategy.models import Version


def contents_html(entries: Iterable[Entry], current: Entry, version: Version, town: str) -> SafeString:
    """The chapters as list items, the current one with the sections below it."""
    stem = reverse("chapter", args=[town, version.strategy.slug, version.number, 0]).removesuffix("0/")
    lines = []
    for entry in entries:
        here = entry.uid == current.uid
        mark = ' aria-current="page"' if here else ""
        below = "".join(_line(section, f"#abschnitt-{escape(section.uid)}") for section in entry.below) if here else ""
        nested = f'<ul class="sub">{below}</ul>' if below else ""
        lines.append(_line(entry, f"{stem}{entry.number}/", mark, nested))
    return mark_safe("".join(lines))  # noqa: S308 - every text is escaped


def _line(entry: Entry, address: str, mark: str = "", nested: str = "") -> str:
    count = ""
    if entry.count:
        noun = escape(ngettext("Beitrag", "Beiträge", entry.count))
        count = f' <span class="cnt">{entry.count}<span class="sr"> {noun}</span></span>'
    label = f"{entry.number} {escape(entry.title)}"
    return f'<li><a href="{address}"{mark}><span{german()}>{label}</span>{count}</a>{nested}</li>'
