"""Markdown that people of a town write, as HTML: their own HTML is shown and not obeyed, links lead to safe places."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("js-default", {"html": False, "breaks": True}).disable(["image", "table"])


@lru_cache(maxsize=64)
def markdown(text: str) -> SafeString:
    """The text as HTML, its highest headings one level below the page's own, however they were written."""
    tokens = _MARKDOWN.parse(text)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    down = 2 - min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) + down, 6)}"
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(html)  # noqa: S308 - the library escapes
