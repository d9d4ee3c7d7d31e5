"""Carrying remarks over on real revisions: how often the place is right, and how fast.

What is measured, on every place of ``data/revisions`` (40 laws in an older and a newer wording):

- *Placed*: status ``exact`` or ``changed``, used without asking a person. ``unsure`` and ``gone`` are not.
- A placement is *right* if intersection over union of its characters with the true range is at least 0.5, and *right to
  the word* (strict) if both of its ends are within 3 characters of the true ones. Placing what is ``gone`` is wrong.
- *Precision*: right ones among the placed. *Share placed*: right ones among those that have a counterpart (truth
  ``kept`` or ``changed``).
- *Halves*: the same for the revisions at even and at odd positions of the alphabet, so that one can see that no
  threshold clings to single cases.
- *Backwards*: from the new wording to the old one, with the truth turned round.
- *Misled by twins*: the paragraphs with the true places are cut out of the new wording (a third of them at a time);
  share of the places that are then placed anyway. Hard on purpose: laws say the same thing in many places, and a part
  of them is right after all (a paragraph was split in two, and only one half was cut out).
- *Time*: 1,000 places in about 600,000 characters (200 pages), from strings to placements; the best of five runs in
  processor time. Mild: every tenth paragraph edited, dropped or moved. Heavy: the laws as they are, where more
  than half of the paragraphs changed.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from werkstatt.text.carry import carry_over_text, paragraphs

Span = tuple[int, int]

SHARED = Path(os.environ.get("WERKSTATT_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@dataclass(frozen=True)
class Revision:
    """Two wordings, places in the old one and the true ranges in the new one (None: gone)."""

    name: str
    old: str
    new: str
    places: list[Span]
    truth: list[Span | None]


@dataclass(frozen=True)
class Figures:
    """All from 0 to 1; see the module."""

    precision: float
    share_placed: float
    strict_precision: float
    strict_share_placed: float
    asked: float
    misled_by_twins: float


def revisions(folder: Path) -> list[Revision]:
    """Read ``data/revisions``."""
    return [_revision(path) for path in sorted(folder.iterdir()) if (path / "anchors.json").is_file()]


def _revision(path: Path) -> Revision:
    old, new = ((path / name).read_bytes().decode() for name in ("old.txt", "new.txt"))
    places = [(row["start"], row["end"]) for row in json.loads((path / "anchors.json").read_text("utf-8"))]
    truth = [
        None if row["start"] is None else (row["start"], row["end"])
        for row in json.loads((path / "truth.json").read_text("utf-8"))
    ]
    return Revision(path.name, old, new, places, truth)


def figures(cases: Sequence[Revision]) -> Figures:
    """Carry all places over and compare with the truth."""
    placed = right = strict = asked = counterparts = total = 0
    for case in cases:
        for true, found in zip(case.truth, carry_over_text(case.old, case.new, case.places), strict=True):
            total += 1
            counterparts += true is not None
            asked += found.status == "unsure"
            if found.is_placed and found.start is not None and found.end is not None:
                placed += 1
                right += _is_right((found.start, found.end), true)
                strict += _is_right_to_the_word((found.start, found.end), true)
    return Figures(
        right / max(1, placed),
        right / max(1, counterparts),
        strict / max(1, placed),
        strict / max(1, counterparts),
        asked / max(1, total),
        _misled_by_twins(cases),
    )


def _is_right(found: Span, true: Span | None) -> bool:
    if true is None:
        return False
    common = min(found[1], true[1]) - max(found[0], true[0])
    return common / (max(found[1], true[1]) - min(found[0], true[0])) >= 0.5


def _is_right_to_the_word(found: Span, true: Span | None) -> bool:
    return true is not None and abs(found[0] - true[0]) <= 3 and abs(found[1] - true[1]) <= 3


def _misled_by_twins(cases: Iterable[Revision]) -> float:
    total = placed = 0
    for case in cases:
        pairs = [(place, true) for place, true in zip(case.places, case.truth, strict=True) if true is not None]
        for third in range(3):
            part = pairs[third::3]
            kept = [
                case.new[start:end]
                for start, end in paragraphs(case.new)
                if not any(start < true[1] and true[0] < end for _, true in part)
            ]
            found = carry_over_text(case.old, "\n\n".join(kept), [place for place, _ in part])
            total += len(found)
            placed += sum(placement.is_placed for placement in found)
    return placed / max(1, total)


def _backwards(cases: Iterable[Revision]) -> Iterator[Revision]:
    for case in cases:
        pairs = [(place, true) for place, true in zip(case.places, case.truth, strict=True) if true is not None]
        yield Revision(case.name, case.new, case.old, [true for _, true in pairs], [place for place, _ in pairs])


# Time


def _long_text(cases: Sequence[Revision], length: int = 600_000, count: int = 1_000) -> Revision:
    """Laws one after the other up to a length, with as many places."""
    olds, news, places, offset = [], [], [], 0
    for case in cases:
        olds.append(case.old)
        news.append(case.new)
        places += [(start + offset, end + offset) for start, end in case.places]
        offset += len(case.old) + 2
        if offset >= length:
            break
    old, new = "\n\n".join(olds), "\n\n".join(news)
    chance = random.Random(1)
    roomy = [span for span in paragraphs(old) if span[1] - span[0] > 60]
    while len(places) < count:
        low, high = chance.choice(roomy)
        start = chance.randrange(low, high - 40)
        places.append((start, min(high, start + chance.randrange(30, 150))))
    return Revision("long", old, new, places[:count], [])


def _mildly_edited(case: Revision) -> Revision:
    """The same old text, every tenth paragraph edited, dropped or moved to the end."""
    chance = random.Random(2)
    result, moved = [], []
    for start, end in paragraphs(case.old):
        text = case.old[start:end]
        fate = chance.random()
        if fate < 0.06:
            words = text.split(" ")
            words[len(words) // 2 : len(words) // 2 + 1] = ["neu", "gefasst"]
            result.append(" ".join(words))
        elif fate < 0.09:
            continue
        elif fate < 0.1:
            moved.append(text)
        else:
            result.append(text)
    return Revision("mild", case.old, "\n\n".join(result + moved), case.places, [])


def _seconds(case: Revision) -> float:
    times = []
    for _ in range(5):
        started = time.process_time()
        carry_over_text(case.old, case.new, case.places)
        times.append(time.process_time() - started)
    return min(times)


def run() -> list[dict[str, Any]]:
    """All figures as rows of name, value, unit, target and ok; empty where the real data are missing."""
    folder = SHARED / "data" / "revisions"
    if not folder.is_dir():
        return []
    cases = revisions(folder)
    whole, backwards = figures(cases), figures(list(_backwards(cases)))
    even, odd = figures(cases[::2]), figures(cases[1::2])
    long_text = _long_text(cases)
    rows = [
        _at_least("precision of what is placed without asking", whole.precision, 0.995),
        _at_least("share placed rightly", whole.share_placed, 0.97),
        _at_least("precision, right to the word", whole.strict_precision, 0.98),
        _at_least("share placed, right to the word", whole.strict_share_placed, 0.96),
        _at_least("precision, first half", even.precision, 0.995),
        _at_least("precision, second half", odd.precision, 0.995),
        _at_least("share placed, first half", even.share_placed, 0.97),
        _at_least("share placed, second half", odd.share_placed, 0.97),
        _at_least("precision, backwards", backwards.precision, 0.995),
        _at_least("share placed, backwards", backwards.share_placed, 0.97),
        _at_most("asked a person", whole.asked * 100, 2, "%"),
        _at_most("misled by twins of a deleted passage", whole.misled_by_twins * 100, 2, "%"),
        _at_most("1,000 remarks, 200 pages, mild revision", _seconds(_mildly_edited(long_text)), 1, "s"),
        _at_most("1,000 remarks, 200 pages, heavy revision", _seconds(long_text), 1, "s"),
    ]
    return [{"name": f"carry over: {row['name']}", **{k: v for k, v in row.items() if k != "name"}} for row in rows]


def _at_least(name: str, share: float, target: float) -> dict[str, Any]:
    row = {"name": name, "value": round(share * 100, 2), "unit": "%", "target": f"≥ {target * 100:g}"}
    return {**row, "ok": share >= target}


def _at_most(name: str, value: float, target: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "unit": unit, "target": f"≤ {target:g}", "ok": value <= target}


if __name__ == "__main__":
    for row in run():
        verdict = "ok " if row["ok"] else "NOT"
        print(f"{verdict}  {row['name']:<62} {row['value']:>8} {row['unit']:<2} ({row['target']})")
