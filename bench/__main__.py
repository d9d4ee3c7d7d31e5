"""Runs the benchmarks and prints every figure beside its target.

python -m bench              # all
python -m bench pages pdf    # some
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

MODULES = ("carry_over", "klartext", "opinion", "similar", "pdf", "synopsis", "start", "pages", "posting", "lists")
RESULTS = Path(__file__).parent / "results.json"


def main(wanted: list[str]) -> int:
    """Exit code 0 always: falling short of a target is a finding, not a fault."""
    rows = []
    for name in wanted or MODULES:
        print(f"── {name}", flush=True)
        started = time.monotonic()
        for row in importlib.import_module(f"bench.{name}").run():
            rows.append({"bench": name, **row})
            print(line(row), flush=True)
        print(f"   ({time.monotonic() - started:.0f} s)", flush=True)
    RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    reached = sum(bool(row["ok"]) for row in rows)
    print(f"{reached} of {len(rows)} targets reached; written to {RESULTS}")
    return 0


def line(row: dict) -> str:
    """One figure: name, value, unit, target, and whether it is reached."""
    value = row["value"]
    shown = (
        f"{value:,.3g}" if isinstance(value, float) and abs(value) < 100 else f"{value:,.0f}" if value else str(value)
    )
    mark = "ok" if row["ok"] else "SHORT"
    return f"   {row['name']:<78} {shown:>10} {row['unit']:<8} target {row['target']:<14} {mark}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
