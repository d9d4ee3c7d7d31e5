"""Similar contributions: how fast they are found, and how often what is found is right.

What is measured:

- *5 nearest for every one of 5,000 texts*: the 1,135 statements of ``data/similar`` and 3,865 more made of them by
  typing errors (in every fifth word a letter is dropped, doubled or swapped with the next) and another order of
  words; from strings to pairs with their reasons, in a fresh process, in processor time.
- *One new text*: a text is added to those 5,000 and its nearest are looked for; 95 of 100 need at most this long.
- *Labels*: 200 pairs of the statements judged by hand before any threshold was chosen
  (``tests/analysis/similarity/klimarat_labels.csv``), stratified by the score of a first engine, by that of another
  measure (shared words without weights) and by negations in one text only. Thresholds were chosen on one half; the
  other half is reported beside it. *Similar or nearer*: labelled duplicate, similar or opposed, against found at all.
  *Duplicate* and *opposed*: against found as such. Opposed pairs are rare there (seven), so their figures say little.
- *Own pairs*: sentences about invented town matters that are opposed, and ones that only look as if they were. The
  engine was made with the first ones at hand; the *unseen* ones were written afterwards and changed nothing in it.

Only speed has a target that the product must reach; the targets for being right are our own.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.analysis.similarity.opposed_pairs import ALIKE, MISSED, MISTAKEN, OPPOSED, UNSEEN_ALIKE, UNSEEN_OPPOSED
from werkstatt.analysis.similarity.index import Index
from werkstatt.analysis.similarity.matches import Likeness
from werkstatt.analysis.similarity.topics import topics

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("WERKSTATT_SHARED", REPOSITORY.parent / "shared"))
STATEMENTS = SHARED / "data" / "similar" / "klimarat.csv"
LABELS = REPOSITORY / "tests" / "analysis" / "similarity" / "klimarat_labels.csv"
NEAR = frozenset({"duplicate", "similar", "opposed"})
HALVES = ("tuning", "held-out")

Text = tuple[int, str]


@dataclass(frozen=True)
class Label:
    """What a person said about two statements (by their ids)."""

    a: int
    b: int
    label: str
    half: str


@dataclass(frozen=True)
class Rate:
    """Precision and recall from 0 to 1, and how many there are to be found."""

    precision: float
    recall: float
    count: int


def statements() -> list[Text]:
    """Ids and texts of ``data/similar``."""
    with STATEMENTS.open(encoding="utf-8", newline="") as file:
        return [(int(row["id"]), row["text"]) for row in csv.DictReader(file)]


def labels() -> list[Label]:
    """The pairs that were judged by hand."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [Label(int(row["a"]), int(row["b"]), row["label"], row["half"]) for row in csv.DictReader(file)]


def rates(half: str) -> dict[str, Rate]:
    """How right the engine is about one half of the labels; ``similar`` means similar or nearer."""
    index = Index(statements())
    found = {(pair.a, pair.b): pair.kind for pair in index.pairs(most=len(index))}
    judged = [(label.label, found.get((label.a, label.b))) for label in labels() if label.half == half]
    return {
        "duplicate": _rate((label == "duplicate", kind is Likeness.DUPLICATE) for label, kind in judged),
        "similar": _rate((label in NEAR, kind is not None) for label, kind in judged),
        "opposed": _rate((label == "opposed", kind is Likeness.OPPOSED) for label, kind in judged),
    }


def rate_of_own_pairs(opposed: Sequence[tuple[str, str]], alike: Sequence[tuple[str, str]]) -> Rate:
    """How right the engine is about sentences that we wrote: opposed ones, and ones that only look as if they were."""
    texts = [text for pair in (*opposed, *alike) for text in pair]
    index = Index(enumerate(texts))
    found = {(pair.a, pair.b): pair.kind for pair in index.pairs(most=len(texts), floor=0.01)}
    judged = [(n < len(opposed), found.get((2 * n, 2 * n + 1))) for n in range(len(texts) // 2)]
    return _rate((true, kind is Likeness.OPPOSED) for true, kind in judged)


def _rate(cases: Iterable[tuple[bool, bool]]) -> Rate:
    """Of pairs (is so, was found so)."""
    cases = list(cases)
    both = sum(true and found for true, found in cases)
    true, found = (sum(case[n] for case in cases) for n in (0, 1))
    return Rate(both / max(1, found), both / max(1, true), true)


def many(count: int = 5_000) -> list[Text]:
    """The statements, and as many misspelled copies of them as are missing."""
    known = [text for _, text in statements()]
    chance = random.Random(1)
    copies = [_misspelled(known[n % len(known)], chance) for n in range(count - len(known))]
    return list(enumerate(known + copies))[:count]


def _misspelled(text: str, chance: random.Random) -> str:
    words = text.split()
    for place in chance.sample(range(len(words)), max(1, len(words) // 5)):
        word = words[place]
        if len(word) > 3:
            cut = chance.randrange(1, len(word) - 1)
            a, b = word[cut], word[cut + 1]
            words[place] = word[:cut] + chance.choice(("", a + a + b, b + a)) + word[cut + 2 :]
    half = len(words) // 2
    return " ".join(words[half:] + words[:half])


def _measured() -> dict[str, float]:
    """Times in seconds and memory in megabytes; meant for a fresh process."""
    import resource

    texts = many()
    Index([(0, "Rathaus")]).pairs()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    index = Index(texts)
    pairs = index.pairs(most=5)
    every = time.process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ones = [_one(index, len(texts) + n, text) for n, (_, text) in enumerate(texts[-100:])]
    started = time.process_time()
    topics(texts[:1_000])
    return {
        "every": every,
        "one": sorted(ones)[94],
        "topics": time.process_time() - started,
        "memory": (after - before) / 1024,
        "pairs": len(pairs),
    }


def _one(index: Index, key: int, text: str) -> float:
    started = time.process_time()
    index.add(key, f"{text} Und die Furt braucht neue Bänke.")
    index.nearest(text, without={key})
    return time.process_time() - started


def run() -> list[dict[str, Any]]:
    """All figures as rows of name, value, unit, target and ok; empty where the real data are missing."""
    if not STATEMENTS.is_file():
        return []
    one_core = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    fresh = subprocess.run(
        [sys.executable, "-m", "bench.similar", "--measure"],
        cwd=REPOSITORY,
        env={**os.environ, **one_core},
        capture_output=True,
        check=True,
        text=True,
    )
    measured = json.loads(fresh.stdout)
    own = rate_of_own_pairs(OPPOSED + MISSED, ALIKE + MISTAKEN)
    unseen = rate_of_own_pairs(UNSEEN_OPPOSED, UNSEEN_ALIKE)
    rows = [
        _at_most("5 nearest for every one of 5,000 texts, with reasons", measured["every"], 5, "s"),
        _at_most("one new text among 5,000, added and compared (p95)", measured["one"] * 1000, 20, "ms"),
        _at_most("1,000 texts by topic", measured["topics"], 1, "s"),
        _at_most("memory of 5,000 texts", measured["memory"], 150, "MB"),
    ]
    for half in HALVES:
        rows += _of_half(half)
    rows += [
        _at_least(f"opposed, own pairs: precision ({own.count} opposed)", own.precision, 0.9),
        _at_least("opposed, own pairs: recall", own.recall, 0.9),
        _at_least(f"opposed, unseen own pairs: precision ({unseen.count} opposed)", unseen.precision, 0.8),
        _at_least("opposed, unseen own pairs: recall", unseen.recall, 0.8),
    ]
    return rows


def _of_half(half: str) -> Sequence[dict[str, Any]]:
    found = rates(half)
    wanted = {"duplicate": (0.9, 0.75), "similar": (0.8, 0.75), "opposed": (0.5, 0.5)}
    names = {"duplicate": "duplicates", "similar": "similar or nearer", "opposed": "opposed"}
    rows = []
    for kind, (precision, recall) in wanted.items():
        rate = found[kind]
        name = f"{names[kind]}, {half} half ({rate.count} pairs)"
        rows += [_at_least(f"{name}: precision", rate.precision, precision)]
        rows += [_at_least(f"{name}: recall", rate.recall, recall)]
    return rows


def _at_least(name: str, share: float, target: float) -> dict[str, Any]:
    row = {"name": f"similar: {name}", "value": round(share * 100, 1), "unit": "%", "target": f"≥ {target * 100:g}"}
    return {**row, "ok": share >= target}


def _at_most(name: str, value: float, target: float, unit: str) -> dict[str, Any]:
    row = {"name": f"similar: {name}", "value": round(value, 3), "unit": unit, "target": f"≤ {target:g}"}
    return {**row, "ok": value <= target}


if __name__ == "__main__":
    if "--measure" in sys.argv:
        print(json.dumps(_measured()))
    else:
        from bench.__main__ import line

        for row in run():
            print(line(row))
