"""The opinion map beside red-dwarf 0.4.0, on real conversations and at the size of a large city.

What is measured, in processor time with one thread, each part in a process of its own:

- *Real conversations* (``data/polis``): from three arrays of rows to the map; the best of several runs, warm. red-dwarf
  gets the same votes as the records it takes (of changed votes only the latest, which it does not sort out itself).
- *Agreement*: adjusted Rand index between our groups and those that Polis published, over the people in both.
- *Growth*: the first 20 % of the votes, then 40 steps up to all of them, each map knowing the one before; agreement
  between neighbouring maps over the people in a group of both.
- *Large*: made-up people in three camps around statements in random directions, 50 votes each, rows in a mixed order.
  red-dwarf is run with 4,000, 8,000 and 16,000 people, and its time *extrapolated* to 100,000 by the square polynomial
  through them (its silhouettes compare all pairs of people).
- *Memory*: the largest resident size during mapping, less that after making the three columns.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

SHARED = Path(os.environ.get("WERKSTATT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
CONVERSATIONS = ("klima_konsum", "biodiversity", "taxes")
FURTHER = ("brexit", "freshwater", "fifteen", "bg2050")
"""Smaller ones, some with no clear groups; only for steadiness."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def run() -> Iterator[dict[str, Any]]:
    """All figures as rows of name, value, unit, target and ok."""
    if (SHARED / "data" / "polis").is_dir():
        yield from _real()
        yield from _started()
    yield from _large()
    yield from _huge()
    yield from _going_on()
    yield from _the_same()


def _real() -> Iterator[dict[str, Any]]:
    for name, found in _part("real").items():
        yield _row(f"{name}: times red-dwarf's speed ({found['ours'] * 1e3:.1f} ms)", found["ratio"], "×", 15, 30)
        floor = max(0.9, found["peer_agreement"] - 0.05)
        label = f"{name}: agreement with Polis' groups (red-dwarf {found['peer_agreement']:.3f})"
        yield _row(label, found["agreement"], "", floor)
        yield _row(f"{name}: growing, mean agreement between steps", found["steady"], "", 0.93, 0.96)
        yield _row(f"{name}: growing, changes of the number of groups", found["changes"], "", 2, most=True)
    steady = _part("steady")
    hardest = min(steady, key=lambda name: steady[name])
    label = f"seven conversations, growing, mean agreement (lowest: {hardest}, {steady[hardest]:.3f})"
    yield _row(label, sum(steady.values()) / len(steady), "", 0.93, 0.96)


def _started() -> Iterator[dict[str, Any]]:
    folder = SHARED / "data" / "polis" / "klima_konsum"
    command = [
        sys.executable,
        "-m",
        "werkstatt.cli.main",
        "opinion-map",
        str(folder / "votes.csv"),
        "--json",
        os.devnull,
    ]
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, env=_environment(1))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield _row("klima_konsum: first result in a fresh process, from the file", min(times), "s", 1, most=True)


def _large() -> Iterator[dict[str, Any]]:
    found = _part("large")
    label = f"100,000 × 1,000: times red-dwarf's speed (extrapolated {found['peer']:.0f} s; {found['ours']:.2f} s)"
    yield _row(label, found["peer"] / found["ours"], "×", 200, 800)


def _huge() -> Iterator[dict[str, Any]]:
    found = _part("huge")
    yield _row("1,000,000 × 2,000, 50 million votes", found["seconds"], "s", 15, 5, most=True)
    yield _row("1,000,000 × 2,000, memory beyond the input", found["megabytes"], "MB", 400, most=True)


def _going_on() -> Iterator[dict[str, Any]]:
    found = _part("going_on")
    yield _row("1,000 new votes at 100,000 × 1,000 until new groups", found["milliseconds"], "ms", 250, 100, most=True)
    yield _row("— largest difference of components to the batch result", found["difference"], "", 1e-6, most=True)


def _the_same() -> Iterator[dict[str, Any]]:
    prints = {_part("the_same", str(order), threads=threads) for threads in (1, 2) for order in (1, 2)}
    yield _row(
        "different results of the same votes, two orders, one and two threads", len(prints) - 1, "", 0, most=True
    )


# Rows and processes


def _row(
    name: str, value: float, unit: str, target: float, stretch: float | None = None, *, most: bool = False
) -> dict:
    sign = "≤" if most else "≥"
    aim = f"{sign} {target:g}" + (f" ({stretch:g})" if stretch is not None else "")
    reached = value <= target if most else value >= target
    value = value if abs(value) < 1e-3 or isinstance(value, int) else round(float(value), 3)
    return {"name": f"opinion map: {name}", "value": value, "unit": unit, "target": aim, "ok": bool(reached)}


def _environment(threads: int) -> dict[str, str]:
    return {**os.environ, **{name: str(threads) for name in THREADS}}


def _part(*arguments: str, threads: int = 1) -> Any:
    command = [sys.executable, "-W", "ignore", "-m", "bench.opinion", *arguments]
    done = subprocess.run(command, check=True, env=_environment(threads), stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def _seconds(action: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.process_time()
        action()
        taken.append(time.process_time() - started)
    return min(taken)


# Parts; what is heavy is imported here only, after the number of threads has been set


class Conversation(NamedTuple):
    """Rows in the order of time: statements, voters, values; statements moderated out; Polis' groups (voter, group)."""

    statements: Any
    voters: Any
    values: Any
    moderated_out: list[int]
    published: Any


def conversation(name: str) -> Conversation:
    """Read one of ``data/polis``."""
    import numpy as np

    folder = SHARED / "data" / "polis" / name
    rows, published = (
        np.genfromtxt(folder / file, delimiter=",", skip_header=1, dtype=np.int64)
        for file in ("votes.csv", "polis-groups.csv")
    )
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        out = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
    return Conversation(*(np.ascontiguousarray(rows[:, column]) for column in (1, 2, 3)), out, published)


def part_real() -> dict[str, Any]:
    from reddwarf.implementations.base import run_pipeline

    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.votes import Votes

    results = {}
    for name in CONVERSATIONS:
        case = conversation(name)
        votes = Votes.from_arrays(case.voters, case.statements, case.values)
        records = [
            {"participant_id": voter, "statement_id": statement, "vote": value, "modified": 0}
            for voter, statement, value in zip(*(column.tolist() for column in votes.rows()), strict=True)
        ]

        def ours(case: Conversation = case) -> Any:
            votes = Votes.from_arrays(case.voters, case.statements, case.values)
            return opinion_map(votes, moderated_out=case.moderated_out)

        def peer(case: Conversation = case, records: list = records) -> Any:
            return run_pipeline(votes=records, mod_out_statement_ids=case.moderated_out, random_state=0)

        ours(), peer()
        slow, quick = _seconds(peer, 3), _seconds(ours, 20)
        found, other = ours().participants, peer().participants_df["cluster_id"].dropna()
        steady, changes = _growing(case)
        results[name] = {
            "ours": quick,
            "ratio": slow / quick,
            "agreement": _agreement(found.ids[found.group >= 0], found.group[found.group >= 0], *case.published.T),
            "peer_agreement": _agreement(other.index.to_numpy(), other.to_numpy(dtype=int), *case.published.T),
            "steady": steady,
            "changes": changes,
        }
    return results


def _agreement(people: Any, groups: Any, others: Any, other_groups: Any) -> float:
    """Adjusted Rand index over the people in both."""
    import numpy as np
    from sklearn.metrics import adjusted_rand_score

    _, first, second = np.intersect1d(people, others, return_indices=True)
    return float(adjusted_rand_score(groups[first], other_groups[second]))


def _growing(case: Conversation, steps: int = 40) -> tuple[float, int]:
    import numpy as np

    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.votes import Votes

    before, agreements, changes = None, [], 0
    for share in np.linspace(0.2, 1.0, steps + 1):
        rows = slice(round(len(case.values) * float(share)))
        votes = Votes.from_arrays(case.voters[rows], case.statements[rows], case.values[rows])
        now = opinion_map(votes, moderated_out=case.moderated_out, previous=before)
        if before is not None:
            one, other = (
                (
                    found.participants.ids[found.participants.group >= 0],
                    found.participants.group[found.participants.group >= 0],
                )
                for found in (before, now)
            )
            agreements.append(_agreement(*one, *other))
            changes += len(before.groups) != len(now.groups)
        before = now
    return float(np.mean(agreements)), changes


def part_steady() -> dict[str, float]:
    return {name: _growing(conversation(name))[0] for name in (*CONVERSATIONS, *FURTHER)}


def made_up(people: int, statements: int, each: int, seed: int = 0) -> tuple[Any, Any, Any]:
    """Voters, statements and values in a mixed order."""
    import numpy as np

    chance = np.random.default_rng(seed)
    camp = chance.integers(0, 3, people)
    middle = np.array([[2.0, 0.0], [-1.0, 1.2], [-1.0, -1.2]])
    place = (middle[camp] + chance.normal(size=(people, 2)) * 0.6).astype(np.float32)
    direction = chance.normal(size=(statements, 2)).astype(np.float32)
    liking = (chance.normal(size=statements) * 0.8 + 0.5).astype(np.float32)
    strides = np.array([stride for stride in range(1, statements) if np.gcd(stride, statements) == 1])
    rows = people * each
    columns = np.empty(rows, np.int32), np.empty(rows, np.int16), np.empty(rows, np.int8)
    for first in range(0, people, 1 << 14):
        last = min(people, first + (1 << 14))
        start, stride = chance.integers(0, statements, (last - first, 1)), chance.choice(strides, (last - first, 1))
        asked = (start + stride * np.arange(each)) % statements
        leaning = np.einsum("id,ijd->ij", place[first:last], direction[asked]) + liking[asked]
        leaning += chance.normal(size=asked.shape).astype(np.float32)
        value = np.where(chance.random(asked.shape) < 0.12, 0, np.where(leaning > 0, 1, -1))
        for column, block in zip(
            columns, (np.repeat(np.arange(first, last), each), asked.ravel(), value.ravel()), strict=True
        ):
            column[first * each : last * each] = block
    step = int(rows * 0.618) | 1
    while np.gcd(step, rows) != 1:
        step += 2
    mixed = tuple(np.empty_like(column) for column in columns)
    for first in range(0, rows, 1 << 20):
        order = np.arange(first, min(rows, first + (1 << 20)), dtype=np.int64) * step % rows
        for column, source in zip(mixed, columns, strict=True):
            column[first : first + (1 << 20)] = source[order]
    voters, asked, values = mixed
    return voters, asked, values


def part_large() -> dict[str, Any]:
    import numpy as np
    from reddwarf.implementations.base import run_pipeline

    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.votes import Votes

    sizes, times = (4_000, 8_000, 16_000), []
    for people in sizes:
        rows = zip(*(column.tolist() for column in made_up(people, 1_000, 50)), strict=True)
        records = [
            {"participant_id": voter, "statement_id": statement, "vote": value, "modified": 0}
            for voter, statement, value in rows
        ]
        times.append(_seconds(lambda records=records: run_pipeline(votes=records, random_state=0), 1))
    columns = made_up(100_000, 1_000, 50)
    ours = _seconds(lambda: opinion_map(Votes.from_arrays(*columns)), 3)
    return {"ours": ours, "peer": float(np.polyval(np.polyfit(sizes, times, 2), 100_000)), "measured": times}


def part_huge() -> dict[str, Any]:
    from scipy import sparse  # counts as input: what a program that stays running has long had

    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.votes import Votes

    sparse.csr_array((1, 1))
    columns = made_up(1_000_000, 2_000, 50)
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    started = time.process_time()
    found = opinion_map(Votes.from_arrays(*columns))
    seconds = time.process_time() - started
    return {"seconds": seconds, "megabytes": _status("VmHWM") - before, "groups": len(found.groups)}


def _status(name: str) -> float:
    """Megabytes, as Linux tells them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def part_going_on() -> dict[str, Any]:
    import numpy as np

    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.running import Conversation as Running
    from werkstatt.analysis.opinion.votes import Votes

    columns = made_up(100_000, 1_000, 50)
    rounds = 8
    first = len(columns[0]) - 1_000 * rounds
    running = Running(Votes.from_arrays(*(column[:first] for column in columns)))
    found, times = running.result(), []
    for number in range(rounds):
        rows = slice(first + 1_000 * number, first + 1_000 * (number + 1))
        started = time.process_time()
        running.add(*(column[rows] for column in columns))
        found = running.result(previous=found)
        times.append(time.process_time() - started)
    batch = opinion_map(Votes.from_arrays(*columns))
    signs = np.sign(np.einsum("ij,ij->j", found.components, batch.components))
    difference = float(np.abs(found.components * signs - batch.components).max())
    return {"milliseconds": float(np.median(times)) * 1e3, "difference": difference}


def part_the_same(order: str) -> str:
    import numpy as np

    from werkstatt.analysis.opinion.mapping import opinion_map
    from werkstatt.analysis.opinion.votes import Votes

    seen = hashlib.sha256()
    for people, statements, each in ((900, 150, 40), (20_000, 600, 50)):
        columns = made_up(people, statements, each)
        mixed = np.random.default_rng(int(order)).permutation(len(columns[0]))
        found = opinion_map(Votes.from_arrays(*(column[mixed] for column in columns)))
        seen.update(json.dumps(found.as_json(), allow_nan=False).encode())
    return seen.hexdigest()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(globals()[f"part_{sys.argv[1]}"](*sys.argv[2:])))
