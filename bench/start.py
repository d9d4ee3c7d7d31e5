"""From starting the server to its first answer, and the memory of a web process."""

from __future__ import annotations

from typing import Any

from bench.servers import memory_per_process, site


def run() -> list[dict[str, Any]]:
    """Median of five starts; memory after two hundred pages."""
    with site("sqlite", processes=1) as made:
        made.python("-m", "bench.seeding", "1000", "500")
        times = []
        for _ in range(5):
            made.kill()
            times.append(made.start())
        for n in range(200):
            made.get(f"/messstadt/strategie/digitalstrategie-messstadt/fassung/1/{n % 10 + 1}/?n={n}")
        assert made.running is not None
        memory = max(memory_per_process(made.running.pid))
    median = sorted(times)[2]
    return [
        {"name": "start to first answer", "value": median, "unit": "s", "target": "≤ 3", "ok": median <= 3},
        {
            "name": "memory per web process after 200 pages",
            "value": memory,
            "unit": "MB",
            "target": "≤ 150",
            "ok": memory <= 150,
        },
    ]
