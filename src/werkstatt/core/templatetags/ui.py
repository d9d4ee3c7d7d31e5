"""Template tags of the interface: ``{% load ui %}``. What they draw is in ``werkstatt.core.ui``."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from werkstatt.core.ui import days, fields, language, pieces
from werkstatt.core.ui.logo import drawing

register = template.Library()

register.simple_tag(pieces.icon, name="icon")
register.simple_tag(pieces.number, name="nr")
register.simple_tag(pieces.verdict, name="verdict")
register.simple_tag(pieces.light, name="light")
register.simple_tag(pieces.diff, name="diff")
register.simple_tag(pieces.mini, name="mini")
register.simple_tag(pieces.entries, name="entries")
register.simple_tag(pieces.crumbs, name="crumbs")
register.simple_tag(pieces.pager, name="pager")
register.simple_tag(days.day, name="day")
register.simple_tag(fields.field, name="field")
register.simple_tag(fields.error_summary, name="error_summary")
register.simple_tag(language.german, name="german")
register.filter("in_german", language.in_german)
register.filter("logo", drawing)

_NOTE_ICONS = {"info": "check", "time": "clock", "search": "search", "warn": "warn", "stop": "warn"}


@register.filter
def initials(person: object) -> str:
    """The one or two letters for a person's round tag: “J. Ostermann” becomes “JO”."""
    name = str(person).partition("@")[0]
    words = [word for word in name.replace(".", " ").replace("-", " ").replace("_", " ").split() if word]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


@register.simple_block_tag
def note(content: str, kind: str = "info") -> SafeString:
    """A remark on a coloured ground: ``{% note "warn" %}…{% endnote %}``; kinds: info, time, search, warn, stop."""
    variant = f" note--{kind}" if kind in ("warn", "stop") else ""
    sign = pieces.icon(_NOTE_ICONS[kind])
    return mark_safe(f'<div class="note{variant}">{sign}<div>{content}</div></div>')  # noqa: S308 - rendered template


@register.simple_tag
def empty(title: str, text: str = "", url: str = "", action: str = "") -> SafeString:
    """An empty state: what is not there, what comes next, and the one thing to do."""
    parts = [f"<b>{conditional_escape(title)}</b>"]
    if text:
        parts.append(f"<span>{conditional_escape(text)}</span>")
    if url:
        parts.append(f'<a class="tool" href="{escape(url)}">{conditional_escape(action)}</a>')
    return mark_safe(f'<div class="empty">{"".join(parts)}</div>')  # noqa: S308 - every part is escaped


@register.simple_tag(takes_context=True)
def numbered_pager(context: Context, page: Page[Any], parameter: str = "seite") -> SafeString:
    """Links to the page before and after of a Django paginator; the other parameters of the address stay."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    before = address(page.previous_page_number()) if page.has_previous() else ""
    after = address(page.next_page_number()) if page.has_next() else ""
    return pieces.pager(before, after)
