"""Posting contributions through the public form, and what is left after ``kill -9``.

Every post goes the whole way: challenge and proof of work, form token, all checks, number, counts, record, redirect to
the receipt. A post counts as acknowledged when the redirect has arrived. The server is killed at random moments under
this load; afterwards every acknowledged contribution must be in the database, and no number twice.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from altcha import PayloadV1, solve_challenge_v1

from bench.servers import Site, site

KILLS = int(os.environ.get("BENCH_KILLS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
FORM = "/messstadt/mitreden/{phase}/absatz/b0x0x0/?von=0&bis=20"


def run() -> list[dict[str, Any]]:
    """Rate and losses on both databases."""
    rows = []
    for database, processes, target in (("sqlite", 1, 150), ("postgresql", 2, 250)):
        with site(database, processes=processes) as made:
            made.python("-m", "bench.seeding", "2000", "500")
            made.start()
            rate = post_for(made, SECONDS)[0]
            rows.append(
                {
                    "name": f"posting, {database}, 8 connections",
                    "value": rate,
                    "unit": "/s",
                    "target": f"≥ {target}",
                    "ok": rate >= target,
                }
            )
            acknowledged, lost, twice = kill_and_compare(made, KILLS)
            rows.append(
                {
                    "name": f"— lost or doubled of {acknowledged:,} acknowledged, {KILLS} × kill -9, {database}",
                    "value": lost + twice,
                    "unit": "",
                    "target": "0",
                    "ok": lost + twice == 0 and acknowledged > 0,
                }
            )
    return rows


@dataclass
class Poster:
    """One person's browser: keeps its connection, its token and the words the server acknowledged."""

    port: int
    path: str
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def work(self, stop: threading.Event) -> None:
        """Post until told to stop or until the server is gone."""
        try:
            connection, headers, fields = self._open_form()
            while not stop.is_set():
                words = f"Beitrag {uuid.uuid4()}"
                proof = solved(ask(connection, "/nachweis"))
                body = urlencode({**fields, "text": words, "form_key": uuid.uuid4().hex, "proof": proof})
                connection.request("POST", self.path, body, headers)
                response = connection.getresponse()
                text = response.read()
                if response.status == 302:
                    self.acknowledged.append(words)
                else:
                    self.refused.append(f"{response.status} {text[:300]!r}")
                    return
        except (OSError, http.client.HTTPException):
            return

    def _open_form(self) -> tuple[http.client.HTTPConnection, dict[str, str], dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", self.path)
        response = connection.getresponse()
        html = response.read().decode()
        cookie = (response.getheader("set-cookie") or "").split(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        if token is None:
            raise RuntimeError(f"no form at {self.path}: {response.status}")
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return connection, headers, {"csrfmiddlewaretoken": token[1], "rules": "on", "art": "kommentar"}


def ask(connection: http.client.HTTPConnection, path: str) -> dict[str, Any]:
    """What the server answers as JSON."""
    connection.request("GET", path)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    return answer


def solved(task: dict[str, Any]) -> str:
    """The proof of work for a challenge, as a browser sends it."""
    found = solve_challenge_v1(task["challenge"], task["salt"], task["algorithm"], task["maxNumber"])
    if found is None:
        raise RuntimeError("a challenge without a solution")
    proof = PayloadV1(task["algorithm"], task["challenge"], found.number, task["salt"], task["signature"])
    return proof.to_base64()


def post_for(made: Site, seconds: float, posters: int = 8) -> tuple[float, list[str]]:
    """Posts a second over so many seconds, and the acknowledged words."""
    path = FORM.format(phase=made.python("-m", "bench.ask", "phase").strip())
    people = [Poster(made.port, path) for _ in range(posters)]
    stop = threading.Event()
    threads = [threading.Thread(target=person.work, args=[stop]) for person in people]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    words = [words for person in people for words in person.acknowledged]
    if refused := [line for person in people for line in person.refused]:
        raise RuntimeError(refused[0])
    return len(words) / (time.perf_counter() - started), words


def kill_and_compare(made: Site, kills: int) -> tuple[int, int, int]:
    """Kill the server under load so many times; returns acknowledged, lost and doubled contributions."""
    dice = random.Random()
    acknowledged: list[str] = []
    for _ in range(kills):
        end = threading.Timer(dice.uniform(1.0, 3.5), made.kill)
        end.start()
        acknowledged += post_for(made, 4.0)[1]
        end.join()
        made.start()
    kept = json.loads(made.python("-m", "bench.ask", "texts"))
    return len(acknowledged), sum(words not in kept for words in acknowledged), sum(n > 1 for n in kept.values())
