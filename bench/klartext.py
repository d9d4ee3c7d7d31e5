"""Klartext: how well the score agrees with people, how well the marks are placed, and what both cost.

What is measured:

- *RMSE*: of the score against the mean ratings of TextComplexityDE (1 to 7). Every article is predicted by weights that
  were fitted without its fold (``Article_ID % 5``), the strength of the ridge chosen without it too (nested).
  Beside it the same for the logarithm of the number of characters alone, in the same run.
- *Pairs*: originals and their simplifications by a native speaker; how often the original is scored harder. Where the
  simplification has several sentences, its score is the mean weighted by words, as in a report. The weights are those
  fitted without the fold of the pair.
- *Own pairs*: ours, one administrative sentence each, hard and easier.
- *Marks*: precision and share found on administrative sentences labelled by hand, in tests/analysis/plain_language.
- *Time*: score and marks of a paragraph of 84 words in processor time, everything that is kept between calls forgotten
  before each; 95th percentile of 60 paragraphs.
- *Start and memory*: ``werkstatt klartext`` on a small file in a fresh process: processor time from starting
  the interpreter to its end, median of seven; largest memory.
"""

from __future__ import annotations

import csv
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scripts import fit_klartext
from werkstatt.analysis.plain_language import report
from werkstatt.analysis.plain_language.sentences import split
from werkstatt.analysis.plain_language.tokens import Kind, tokenise

SHARED = Path(os.environ.get("WERKSTATT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
DATA = SHARED / "data" / "textcomplexity"

WORDS = 84
PARAGRAPHS = 60


def run() -> Iterator[dict[str, Any]]:
    """All figures as rows of name, value, unit, target and ok; those on ratings only where the real data are there."""
    if DATA.is_dir():
        ratings = fit_klartext.read_ratings(DATA / "ratings.csv")
        yield from _agreement(ratings)
        yield from _pairs(ratings)
        yield _time(ratings.sentences)
    yield from _marks()
    yield from _start()


# Agreement with people


def _agreement(ratings: fit_klartext.Ratings) -> Iterator[dict[str, Any]]:
    table = fit_klartext.feature_table(ratings.sentences)
    error = fit_klartext.cross_validated_error(table, ratings.means, ratings.folds)
    yield _row("score: RMSE, cross-validated by article", round(error, 3), "", "≤ 0.71", error <= 0.71)
    length = np.log([[max(1, len(sentence))] for sentence in ratings.sentences])
    alone = _error_of_length(length, ratings)
    yield _row("score: the same by length alone, to compare", round(alone, 3), "", "0.752", error < alone)


def _error_of_length(length: Any, ratings: fit_klartext.Ratings) -> float:
    squares = 0.0
    for fold in np.unique(ratings.folds):
        test = ratings.folds == fold
        slope, constant = np.polyfit(length[~test, 0], ratings.means[~test], 1)
        squares += float(((constant + slope * length[test, 0] - ratings.means[test]) ** 2).sum())
    return float(np.sqrt(squares / len(ratings.means)))


def _pairs(ratings: fit_klartext.Ratings) -> Iterator[dict[str, Any]]:
    with (DATA / "pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = fit_klartext.feature_table(ratings.sentences)
    fits = {
        fold: fit_klartext.fit(table[ratings.folds != fold], ratings.means[ratings.folds != fold], ridge=30)
        for fold in range(5)
    }
    single, several = [], []
    for row in rows:
        found = fits[int(row["Article_ID"]) % 5]
        parts = [sentence.text for sentence in split(row["Simplification"])]
        harder = _text_score(found, [row["Original_Sentence"]]) > _text_score(found, parts)
        (single if len(parts) == 1 else several).append(harder)
    for name, found in (("one sentence", single), ("several sentences", several)):
        if found:
            share = statistics.mean(found)
            yield _row(
                f"score: pairs with {name}: original harder ({len(found)})", share * 100, "%", "≥ 90", share >= 0.9
            )


def _text_score(fit: fit_klartext.Fit, sentences: list[str]) -> float:
    words = [sum(token.kind is Kind.WORD for token in tokenise(sentence)) for sentence in sentences]
    scores = fit.predict(fit_klartext.feature_table(sentences))
    return float(np.average(scores, weights=words))


def _marks() -> Iterator[dict[str, Any]]:
    """The rows about marks and own pairs, which the labelled sentences bring along."""
    try:
        marked = importlib.import_module("tests.analysis.plain_language.marked")
    except ModuleNotFoundError:
        return
    yield from marked.rows()


# Cost


def _time(sentences: list[str]) -> dict[str, Any]:
    paragraphs = _paragraphs(sentences)
    report.analyse("Zuerst wird die Wortliste gelesen.")
    times = []
    for paragraph in paragraphs:
        _forget()
        started = time.process_time()
        report.analyse(paragraph)
        times.append(time.process_time() - started)
    p95 = statistics.quantiles(times, n=20)[-1] * 1000
    return _row(f"paragraph of {WORDS} words, score and marks, cold caches, p95", p95, "ms", "≤ 20", p95 <= 20)


def _paragraphs(sentences: list[str]) -> list[str]:
    words = " ".join(sentences).split(" ")
    return [" ".join(words[n * WORDS : (n + 1) * WORDS]) for n in range(PARAGRAPHS)]


def _forget() -> None:
    """Empty what is kept between calls (not the word list, whose reading counts as start)."""
    for name, module in list(sys.modules.items()):
        if name.startswith(report.__package__ or ""):
            for kept in vars(module).values():
                if getattr(kept, "cache_parameters", None) and kept.cache_parameters()["maxsize"] is not None:
                    kept.cache_clear()


def _start() -> Iterator[dict[str, Any]]:
    code = (
        # Not getrusage: what it tells includes the process that this one was started from.
        "import sys; from werkstatt.cli.main import main; main(['klartext', sys.argv[1]]);"
        "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM')), end='')"
    )
    times, memory = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text("Wir bauen das Rathaus um. Die Umsetzung der Maßnahme erfolgt im Anschluss.\n", "utf-8")
        for _ in range(7):
            before = os.times()
            done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
            after = os.times()
            times.append(after.children_user + after.children_system - before.children_user - before.children_system)
            memory = int(done.stdout.split()[-2]) / 1000
    start = statistics.median(times) * 1000
    yield _row("start of the command with a small text", start, "ms", "≤ 300", start <= 300)
    yield _row("memory of the command", memory, "MB", "≤ 80", memory <= 80)


def _row(name: str, value: float, unit: str, target: str, ok: bool) -> dict[str, Any]:
    return {"name": f"klartext: {name}", "value": float(value), "unit": unit, "target": target, "ok": bool(ok)}
