"""The language of a page, and the one of what people wrote."""

from __future__ import annotations

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_ATTRIBUTE = SafeString(' lang="de"')
_NOTHING = SafeString("")


def page_is_german() -> bool:
    """Whether the page's own words are German."""
    return (get_language() or "de").startswith("de")


def german() -> SafeString:
    """The attribute `` lang="de"`` for elements with words of the strategy or of people, empty on German pages.

    Their words stay as they are on a page in another language; screen readers must know to pronounce them in German.
    """
    return _NOTHING if page_is_german() else _ATTRIBUTE


def in_german(text: str | SafeString) -> SafeString:
    """German words beside words of the page: an element of their own where the page is in another language."""
    html = conditional_escape(text)
    return mark_safe(f'<span lang="de">{html}</span>') if german() else html  # noqa: S308 - the text is escaped
