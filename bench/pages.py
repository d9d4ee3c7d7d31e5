"""The reader's page: queries, requests a second with nothing cached and from the page cache, weight.

The database holds 100,000 contributions, 1,000 of them on the measured chapter, half of those on one paragraph.
"""

from __future__ import annotations

import gzip
import os
import re
from typing import Any

from bench.servers import Site, site, wrk

STRATEGY = "/messstadt/strategie/digitalstrategie-messstadt/fassung/1"
CHAPTER = f"{STRATEGY}/1/"
PATHS = {
    "town home": "/messstadt/",
    "reader's chapter": CHAPTER,
    "contents of a version": f"{STRATEGY}/",
    "list of contributions": "/messstadt/beitraege/",
    "thread of a contribution": "/messstadt/beitraege/69/",
}
TOTAL = os.environ.get("BENCH_CONTRIBUTIONS", "100000")
FULL_TEXT_STYLE = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


def run() -> list[dict[str, Any]]:
    """Figures on PostgreSQL with two processes, as in ``quality.md``; queries on both databases are tests."""
    rows: list[dict[str, Any]] = []
    with site("postgresql", processes=2, page_cache=False) as made:
        made.python("-m", "bench.seeding", TOTAL, "1000")
        rows += queries(made)
        made.start()
        for name in ("reader's chapter", "list of contributions"):
            wrk(made.port, PATHS[name], seconds=2, connections=8)
            load = wrk(made.port, PATHS[name], seconds=8, connections=8)
            rows.append(row(f"{name}, nothing cached, 8 connections", load["rate"], "req/s", "≥ 100", 100))
        made.kill()
        made.environment["WERKSTATT_PAGE_CACHE"] = "1"
        made.start()
        zipped = {"Accept-Encoding": "gzip"}
        wrk(made.port, CHAPTER, seconds=2, connections=32, headers=zipped)
        load = wrk(made.port, CHAPTER, seconds=10, connections=32, headers=zipped)
        rows.append(
            row("reader's chapter, anonymous, repeated, 32 connections", load["rate"], "req/s", "≥ 5,000", 5000)
        )
        late = load["p99"]
        rows.append({"name": "— 99th percentile", "value": late, "unit": "ms", "target": "≤ 10", "ok": late <= 10})
        rows += weight(made)
    return rows


def queries(made: Site) -> list[dict[str, Any]]:
    """Database queries of each page, counted in a process of its own."""
    out = made.python("-m", "bench.count_queries", *PATHS.values())
    counts = dict(line.rsplit(" ", 1) for line in out.strip().splitlines())
    return [
        {
            "name": f"queries: {name}",
            "value": int(counts[path]),
            "unit": "",
            "target": "≤ 12",
            "ok": int(counts[path]) <= 12,
        }
        for name, path in PATHS.items()
    ]


def weight(made: Site) -> list[dict[str, Any]]:
    """What a first visit to the reader's page loads, compressed, without pictures and fonts."""
    zipped = {"Accept-Encoding": "gzip"}
    page = made.get(CHAPTER, zipped).body  # type: ignore[attr-defined]
    html = gzip.decompress(page)
    files = {path.decode() for path in FULL_TEXT_STYLE.findall(html)}
    files |= {path.decode() for path in re.findall(rb'(?:href|src)="(/[^"]+marke\.css[^"]*)"', html)}
    sizes = {path: len(made.get(path, zipped).body) for path in files}  # type: ignore[attr-defined]
    total = (len(page) + sum(sizes.values())) / 1000
    scripts = sum(size for path, size in sizes.items() if path.endswith(".js")) / 1000
    return [
        {
            "name": "reader's page, first visit, compressed",
            "value": total,
            "unit": "kB",
            "target": "≤ 100",
            "ok": total <= 100,
        },
        {"name": "— of it JavaScript", "value": scripts, "unit": "kB", "target": "≤ 30", "ok": scripts <= 30},
    ]


def row(name: str, value: float, unit: str, target: str, least: float) -> dict[str, Any]:
    """A figure that should be at least so large."""
    return {"name": name, "value": value, "unit": unit, "target": target, "ok": value >= least}
