"""Walks the links of a site once, over plain HTTP: every kind of page, and so many of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIRequestContext

MOST_ALIKE = 30
"""Pages that are walked of one kind: their paths differ in numbers and ids only."""
MOST_QUERIES = 24
"""Variants that are walked of one kind of page that differ in the query (filters, pages of a list)."""

_NUMBER_OR_ID = re.compile(r"(?<=/)(?:[^/]*\d[^/]*|[\w-]{20,})(?=/|$)")


class _Links(HTMLParser):
    """Addresses that a page leads to or loads, and the ids of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if name := given.get("id"):
            self.ids.add(name)
        for attribute in ("href", "src"):
            if tag != "use" and (address := given.get(attribute)):
                self.found.append(address)


@dataclass
class Walk:
    """What was found: addresses with the page that led there."""

    statuses: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def walk(site: APIRequestContext, address: str, start: str, belongs: Callable[[str], bool]) -> Walk:
    """Follow the links from ``start`` to pages whose path ``belongs``, as many of each kind as is said above. Wrong is
    what answers with an error, and a link to a place that is not on its page.
    """
    found = Walk()
    walked: Counter[tuple[str, bool]] = Counter()
    ids: dict[str, set[str]] = {}
    anchors: list[tuple[str, str, str]] = []
    waiting = deque([(start, "the start")])
    seen = {start}
    while waiting:
        here, origin = waiting.popleft()
        response = site.get(here)
        found.statuses[here] = response.status
        if response.status >= 400:
            found.wrong.append(f"{response.status} {here}, linked from {origin}")
        if not response.headers.get("content-type", "").startswith("text/html"):
            continue
        page = _Links(response.text())
        ids[here] = page.ids
        for link, anchor in _within(page.found, urljoin(address, here), address):
            if anchor:
                anchors.append((link, anchor, here))
            if link in seen or not belongs(urlsplit(link).path):
                continue
            seen.add(link)
            kind = (_NUMBER_OR_ID.sub("…", urlsplit(link).path), "?" in link)
            walked[kind] += 1
            if walked[kind] > (MOST_QUERIES if "?" in link else MOST_ALIKE):
                continue
            waiting.append((link, here))
    found.wrong += [
        f"no place #{anchor} on {link}, linked from {origin}"
        for link, anchor, origin in anchors
        if link in ids and anchor not in ids[link]
    ]
    return found


def _within(links: list[str], page: str, address: str) -> Iterator[tuple[str, str]]:
    """The links of a page that stay on the site, as path with query, and the place on the page they lead to."""
    for link in links:
        whole, anchor = urldefrag(urljoin(page, link))
        if whole.startswith(address + "/"):
            yield whole.removeprefix(address), anchor
