"""Files about a phase with 10,000 contributions: how long they take and how much memory; the figures of 100,000.

Run with ``python -m bench.synopsis``. Every file is made in a process of its own, as the job worker does it.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.servers import Site, site

CONTRIBUTIONS = 10_000
LARGE = 100_000


def run() -> list[dict[str, Any]]:
    """The figures as rows {"name", "value", "unit", "target", "ok"}."""
    rows = []
    with site("sqlite", processes=1) as made:
        made.python("-m", "bench.seeding", str(CONTRIBUTIONS), "1000")
        made.python("-m", "bench.synopsis", "answer")
        for format in ("pdf", "xlsx", "csv", "json"):
            found = _asked(made, "make", format)
            about = f"synopsis {format.upper()}" if format in ("pdf", "xlsx") else f"open data {format.upper()}"
            name = f"{about} of {CONTRIBUTIONS:,} contributions ({found['size'] / 1e6:.1f} MB)"
            rows.append(_row(name, found["seconds"], "s", 20))
            rows.append(_row(f"{about}: memory of all its processes", found["memory"], "MB", 300))
    with site("sqlite", processes=1) as made:
        made.python("-m", "bench.seeding", str(LARGE), "1000")
        made.python("-m", "bench.synopsis", "answer")
        found = _asked(made, "figures", "")
        rows.append(_row(f"figures of a phase with {LARGE:,} contributions, counted anew", found["counted"], "s", 5))
        rows.append(_row("the same page from kept figures, nothing cached", found["page"] * 1000, "ms", 50))
        rows.append(_row("queries of that page", found["queries"], "queries", 12))
    return rows


def _asked(made: Site, what: str, format: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(made.python("-m", "bench.synopsis", what, format).splitlines()[-1])
    return answer


def _row(name: str, value: float, unit: str, target: int) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "target": f"≤ {target}", "ok": value <= target}


# Inside of the site

WORDS = (
    "die der und in zu mit für auf nicht sich auch wir unsere mehr Bus Schule Straße Antrag einfach Rathaus Bürger "
    "wünschen Kinder abends öfter sollte bitte verständlich Formular Haltestelle Internet Verein Wohnung am Stadtrand"
).split()
"""As long as words are in what people write: the time for setting a page hangs on the length of the lines."""


def sentence(dice: random.Random, length: int = 12) -> str:
    """A sentence-like line of words."""
    return " ".join(dice.choices(WORDS, k=length)).capitalize() + "."


def answer() -> None:
    """Give every contribution of the seeded phase one or two points, two thirds a verdict with a released answer."""
    from django.db.models import F
    from django.utils import timezone

    from werkstatt.assessment.models import Assessment, Point, Reply
    from werkstatt.assessment.rules import Verdict
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_unit
    from werkstatt.participation.models import Contribution, StateTally, WordingSuggestion

    dice = random.Random(3)
    now = timezone.now()
    first = Contribution.objects.select_related("municipality", "phase").order_by("pk")[0]
    town = first.municipality
    units = [add_unit(actor=OPERATOR, town=town, name=f"Amt {number}") for number in range(1, 9)]
    last = 0
    while rows := list(Contribution.objects.filter(pk__gt=last).order_by("pk")[:5_000]):
        last = rows[-1].pk
        points, suggestions = [], []
        for row in rows:
            row.text = " ".join(sentence(dice, 12) for _ in range(4))
            row.received_at = now - timedelta(hours=dice.randrange(0, 230))
            row.channel = dice.choices(["web", "event", "paper", "phone", "mail"], [70, 15, 8, 4, 3])[0]
            row.state = "answered" if row.number % 3 else "assigned"
            if row.number % 4 == 0:
                row.kind = "suggestion"
                words = f"{row.anchor['quote']} {sentence(dice, 4)}"
                suggestions.append(
                    WordingSuggestion(municipality=town, contribution=row, quote=row.anchor["quote"], replacement=words)
                )
            points += [
                Point(
                    municipality=town,
                    contribution=row,
                    position=position,
                    kind="general",
                    title=sentence(dice, 5),
                    unit=dice.choice(units),
                    created_at=now,
                )
                for position in range(1, 2 + (row.number % 4 == 0))
            ]
        Contribution.objects.bulk_update(rows, ["text", "received_at", "channel", "state", "kind"], batch_size=500)
        WordingSuggestion.objects.bulk_create(suggestions, batch_size=1000)
        Point.objects.bulk_create(points, batch_size=1000)
        judged = [point for point in points if point.contribution.number % 3]
        Assessment.objects.bulk_create(
            [
                Assessment(
                    municipality=town,
                    point=point,
                    verdict=(verdict := dice.choice([each for each in Verdict if each != Verdict.DEFERRED])),
                    change_pending=verdict in ("adopted", "adopted_with_changes"),
                    reason=" ".join(sentence(dice) for _ in range(2)),
                    assessed_at=now,
                )
                for point in judged
            ],
            batch_size=1000,
        )
        replies = [
            Reply(municipality=town, contribution=row, text="", released_at=now) for row in rows if row.number % 3
        ]
        Reply.objects.bulk_create(replies, batch_size=1000)
    tally = StateTally.objects.get(phase=first.phase, state="published")
    answered = Contribution.objects.filter(state="answered").count()
    for state, count in (("answered", answered), ("assigned", tally.count - answered)):
        StateTally.objects.create(municipality=town, phase=first.phase, state=state, count=count)
    StateTally.objects.filter(pk=tally.pk).update(count=F("count") * 0)


def make(format: str) -> None:
    """Order a file and make it; print seconds, size and memory."""
    from werkstatt.participation.models import ParticipationPhase
    from werkstatt.publishing.actions.phase_file import make_file, order_file

    phase = ParticipationPhase.objects.select_related("municipality", "strategy", "version__strategy").get()
    memory = _Memory()
    began = time.perf_counter()
    kind = "synopsis" if format in ("pdf", "xlsx") else "data"
    order, _new = order_file(phase=phase, kind=kind, format=format, language="de")
    done = make_file(order_id=order.pk)
    seconds = time.perf_counter() - began
    assert done is not None, "not made"
    assert done.state == "done", done.problem
    print(json.dumps({"seconds": seconds, "size": done.file.size, "memory": memory.stop()}))


def figures() -> None:
    """Count the phase, then show its page from what is kept."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from werkstatt.participation.models import ParticipationPhase
    from werkstatt.publishing.actions.figures import keep_figures

    began = time.perf_counter()
    assert keep_figures() == 1
    counted = time.perf_counter() - began
    phase = ParticipationPhase.objects.select_related("municipality").get()
    client = Client(SERVER_NAME="127.0.0.1")
    address = reverse("phase", args=[phase.municipality.slug, phase.pk])
    client.get(address)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, response.status_code
    print(json.dumps({"counted": counted, "page": time.perf_counter() - began, "queries": len(captured)}))


class _Memory:
    """The most megabytes that this process and its children had together at one time."""

    def __init__(self) -> None:
        self._most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._ended.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            pids = [str(os.getpid())]
            for pid in pids:  # grows with what is found: children of children count too
                pids += _children(pid)
            self._most = max(self._most, sum(map(_megabytes, pids)))


def _children(pid: str) -> list[str]:
    """The processes that this one has started, by every thread of it."""
    found: list[str] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += file.read_text().split()
        except OSError:
            continue
    return found


def _megabytes(pid: str) -> float:
    """Resident memory, shared pages counted by their share."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        import django

        django.setup()
        {"answer": lambda _f: answer(), "make": make, "figures": lambda _f: figures()}[sys.argv[1]](
            sys.argv[2] if len(sys.argv) > 2 else ""
        )
    else:
        for row in run():
            print(row)
