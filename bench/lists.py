"""Lists, filters and full-text search: how much longer they take among a million contributions than among a thousand.

Every page is asked for several times of a web server with nothing cached; the 95th percentile over all of them counts.
"""

from __future__ import annotations

import os
import re
import time
from typing import Any
from urllib.parse import urlencode

from bench.seeding import WORDS
from bench.servers import Site, site

MANY = int(os.environ.get("BENCH_MANY", "1000000"))
FEW = 1_000
ROUNDS = 8
LIST = "/messstadt/beitraege/"
DESK = "/messstadt/werkstatt/beitraege/"

SEARCHES = {
    "in every second text": WORDS[0],
    "in one of thirty": WORDS[12],
    "in one of a thousand": WORDS[300],
    "in very few": WORDS[9000],
    "nowhere": "gibtesnirgends",
    "two words": f"{WORDS[0]} {WORDS[40]}",
    "beginning of many": WORDS[1][:4],
    "two rare words": f"{WORDS[3000]} {WORDS[5000]}",
}
PUBLIC = {
    "newest": {},
    "open": {"stand": "offen"},
    "answered": {"stand": "beantwortet"},
    "other wordings": {"art": "suggestion"},
    "by activity": {"sortierung": "aktiv"},
    "adopted": {"urteil": "adopted"},
    "one section": {"abschnitt": "s3x1"},
    **{f"search {name}": {"suche": words} for name, words in SEARCHES.items()},
    "search by activity": {"suche": WORDS[12], "sortierung": "aktiv"},
    "search among answered": {"suche": WORDS[12], "stand": "beantwortet"},
}


def run() -> list[dict[str, Any]]:
    """The 95th percentiles on both databases, and their ratio."""
    rows = []
    for database in ("sqlite", "postgresql"):
        slow: dict[int, dict[str, dict[str, float]]] = {}
        for total in (FEW, MANY):
            with site(database, processes=1, page_cache=False) as made:
                made.python("-m", "bench.seeding", str(total), str(FEW), "worked")
                session = made.python("-m", "bench.ask", "session").strip()
                made.start()
                slow[total] = {
                    "list": {name: ask(made, LIST, query) for name, query in PUBLIC.items()},
                    "desk": {
                        name: ask(made, DESK, query, session) for name, query in desk_queries(made, session).items()
                    },
                }
        for kind, title in (("list", "public list"), ("desk", "desk")):
            few, many = ([*slow[total][kind].values()] for total in (FEW, MANY))
            ratio = percentile(many) / percentile(few)
            worst = max(slow[MANY][kind], key=slow[MANY][kind].__getitem__)
            rows.append(
                {
                    "name": f"{title}, {database}: p95 of {len(many)} ways to look, {MANY:,} against {FEW:,}",
                    "value": ratio,
                    "unit": "×",
                    "target": "≤ 2",
                    "ok": ratio <= 2,
                }
            )
            rows.append(
                {
                    "name": f"— p95 at {MANY:,} (slowest: {worst}, {slow[MANY][kind][worst]:.0f} ms)",
                    "value": percentile(many),
                    "unit": "ms",
                    "target": f"({percentile(few):.0f} ms)",
                    "ok": ratio <= 2,
                }
            )
    return rows


def desk_queries(made: Site, session: str) -> dict[str, dict[str, str]]:
    """Every pile, and the searches in all of them."""
    page = made.get(DESK, {"Cookie": f"sessionid={session}"}).body.decode()  # type: ignore[attr-defined]
    piles = sorted(set(re.findall(r"\?stapel=([a-z]+)", page)))
    looks = {f"pile {pile}": {"stapel": pile} for pile in piles}
    searches = {f"search {name}": {"stapel": "alle", "suche": words} for name, words in SEARCHES.items()}
    return looks | searches | {"search in a pile": {"stapel": "abwaegung", "suche": WORDS[12]}}


def ask(made: Site, path: str, query: dict[str, str], session: str = "") -> float:
    """Milliseconds of a page: the second slowest of some rounds after a first one."""
    address = f"{path}?{urlencode(query)}" if query else path
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    times = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        response = made.get(address, headers)
        times.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise RuntimeError(f"{address}: {response.status}")
    return sorted(times[1:])[-2]


def percentile(times: list[float], share: float = 0.95) -> float:
    """The value that so large a share of the times stays below."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]
