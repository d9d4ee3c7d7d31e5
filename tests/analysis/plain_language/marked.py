"""Sentences labelled by hand, and how well the marks agree with them.

``data/marked.txt`` holds invented administrative sentences, all labelled before the rules saw them. The rules were
improved on ``tuning`` and, after a first measurement, on ``second_look`` and ``names_and_rare_words``; of ``held_out``
only the figures were looked at. A mark is *right* if its rule is labelled for the sentence and the mark touches the
labelled words; a label is *found* if a right mark answers to it. Every label is answered by one mark at most, every
mark answers to one label.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from werkstatt.analysis.plain_language import marks
from werkstatt.analysis.plain_language.report import Report, analyse

DATA = Path(__file__).parent / "data"
PARTS = {
    "tuning": "sentences that the rules were tuned on",
    "held_out": "held-out sentences",
    "second_look": "second look, tuned on later",
    "names_and_rare_words": "names and rare words, tuned on later",
}
"""Parts of the file, and how they are called beside their figures."""


@dataclass(frozen=True)
class Label:
    """A mark that is expected: its rule, and words that it has to touch ("" for the whole sentence)."""

    rule: str
    words: str


@dataclass(frozen=True)
class Sentence:
    """A sentence with what is expected of it."""

    part: str
    text: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Figures:
    """``right`` and ``wrong`` count marks, ``missed`` labels that no mark answers to."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the marks that are right; 1 if there is none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def found(self) -> float:
        """Share of the labels that are found; 1 if there is none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(frozen=True)
class Measured:
    """Figures of one part or of several: per rule, all together (micro), means over the labelled rules (macro)."""

    rules: dict[str, Figures]
    clean: int
    """Sentences without any label."""
    clean_marked: int
    """Of these, how many got a mark all the same."""
    faults: tuple[str, ...] = field(default=(), repr=False)
    """What went wrong, to be read by a person."""

    @property
    def micro(self) -> Figures:
        return Figures(
            sum(one.right for one in self.rules.values()),
            sum(one.wrong for one in self.rules.values()),
            sum(one.missed for one in self.rules.values()),
        )

    @property
    def macro_precision(self) -> float:
        return sum(one.precision for one in self._labelled()) / len(self._labelled())

    @property
    def macro_found(self) -> float:
        return sum(one.found for one in self._labelled()) / len(self._labelled())

    def _labelled(self) -> list[Figures]:
        return [one for one in self.rules.values() if one.right + one.missed]


@cache
def sentences() -> tuple[Sentence, ...]:
    """All labelled sentences."""
    found: list[Sentence] = []
    part = ""
    for line in (DATA / "marked.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            part = line.removeprefix("== ").strip()
        elif line.startswith("    "):
            rule, _, words = line.strip().partition(":")
            last = found[-1]
            found[-1] = Sentence(last.part, last.text, (*last.labels, Label(rule, words.strip())))
        elif line and not line.startswith("#"):
            found.append(Sentence(part, line.strip(), ()))
    return tuple(found)


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """Hard sentences with easier ones that say the same."""
    blocks = re.split(r"\n\s*\n", (DATA / "pairs.txt").read_text("utf-8"))
    lines = [[line for line in block.splitlines() if line and not line.startswith("#")] for block in blocks]
    return tuple((block[0].removeprefix("- "), block[1].removeprefix("+ ")) for block in lines if len(block) == 2)


def measure(parts: Iterable[str] = PARTS) -> Measured:
    """Find the marks of the sentences of these parts and compare them with the labels."""
    wanted = set(parts)
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    clean = clean_marked = 0
    faults: list[str] = []
    for sentence in sentences():
        if sentence.part not in wanted:
            continue
        found = list(marks.find(sentence.text))
        if not sentence.labels:
            clean += 1
            clean_marked += bool(found)
        for label in sentence.labels:
            mark = next((mark for mark in found if _answers(mark, label, sentence.text)), None)
            if mark is None:
                missed[label.rule] += 1
                faults.append(f"missed {label.rule} ({label.words}): {sentence.text}")
            else:
                right[label.rule] += 1
                found.remove(mark)
        for mark in found:
            wrong[mark.rule] += 1
            faults.append(f"wrong {mark.rule} ({sentence.text[mark.start : mark.end]}): {sentence.text}")
    rules = {rule.id: Figures(right[rule.id], wrong[rule.id], missed[rule.id]) for rule in marks.RULES}
    return Measured(rules, clean, clean_marked, tuple(faults))


def _answers(mark: marks.Mark, label: Label, text: str) -> bool:
    if mark.rule != label.rule:
        return False
    if not label.words:
        return True
    start = text.find(label.words)
    return start >= 0 and mark.start < start + len(label.words) and start < mark.end


PRECISION, FOUND = 0.80, 0.85
"""What quality.md asks for."""


def rows() -> Iterator[dict[str, Any]]:
    """What `make bench` prints: every part, rules that fall short, pairs of hard and easier wording."""
    for part, name in PARTS.items():
        measured = measure([part])
        count = sum(one.right + one.missed for one in measured.rules.values())
        yield _share(f"marks: precision, {name}, all together", measured.micro.precision, PRECISION)
        yield _share(f"marks: precision, {name}, mean of the rules", measured.macro_precision, PRECISION)
        yield _share(f"marks: found, {name}, all together ({count} labels)", measured.micro.found, FOUND)
        yield _share(f"marks: found, {name}, mean of the rules", measured.macro_found, FOUND)
    both = measure()
    for rule, one in both.rules.items():
        if one.precision < PRECISION or one.found < FOUND:
            yield _share(f"marks: {rule}: precision ({one.right + one.wrong} marks)", one.precision, PRECISION)
            yield _share(f"marks: {rule}: found ({one.right + one.missed} labels)", one.found, FOUND)
    reached = sum(one.precision >= PRECISION and one.found >= FOUND for one in both.rules.values())
    yield _row(
        f"marks: rules that reach both, of {len(both.rules)}",
        reached,
        "",
        f"{len(both.rules)}",
        reached == len(both.rules),
    )
    yield _row("marks: plain sentences marked all the same", both.clean_marked, "", "0", not both.clean_marked)
    yield from _pair_rows()


def _pair_rows() -> Iterator[dict[str, Any]]:
    reports = [(analyse(hard), analyse(easier)) for hard, easier in pairs()]
    fewer = sum(number_of_marks(easier) < number_of_marks(hard) for hard, easier in reports)
    lower = sum(easier.score < hard.score for hard, easier in reports)
    yield _share(f"own pairs: easier wording has fewer marks ({len(reports)})", fewer / len(reports), 0.9)
    yield _share(f"own pairs: easier wording has the lower score ({len(reports)})", lower / len(reports), 0.9)


def number_of_marks(found: Report) -> int:
    """All marks of a text."""
    return sum(len(sentence.marks) for sentence in found.sentences)


def _share(name: str, share: float, target: float) -> dict[str, Any]:
    return _row(name, round(share * 100, 1), "%", f"≥ {target * 100:g}", share >= target)


def _row(name: str, value: float, unit: str, target: str, ok: object) -> dict[str, Any]:
    return {"name": f"klartext: {name}", "value": value, "unit": unit, "target": target, "ok": bool(ok)}


def report(measured: Measured) -> str:
    """The figures as a table, the faults below it."""
    lines = [f"{'rule':<22}{'right':>6}{'wrong':>6}{'missed':>7}{'precision':>11}{'found':>8}"]
    for rule, one in [*measured.rules.items(), ("all (micro)", measured.micro)]:
        lines.append(f"{rule:<22}{one.right:>6}{one.wrong:>6}{one.missed:>7}{one.precision:>11.0%}{one.found:>8.0%}")
    lines.append(f"macro: precision {measured.macro_precision:.1%}, found {measured.macro_found:.1%}")
    lines.append(f"sentences without a label: {measured.clean}, marked all the same: {measured.clean_marked}")
    return "\n".join([*lines, *measured.faults])
