"""What changed in a paragraph, sentence by sentence, for people who read it in a mail. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from werkstatt.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """What stood there and what stands there now; one of both may be empty."""

    before: str
    after: str


def changed_sentences(before: str, after: str) -> list[SentenceChange]:
    """Sentences that went, came or became others, in reading order."""
    old, new = _cut(before), _cut(after)
    found: list[SentenceChange] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        gone, came = old[i:j], new[k:m]
        if len(gone) == len(came):
            found += [SentenceChange(was, now) for was, now in zip(gone, came, strict=True)]
        else:
            found.append(SentenceChange(" ".join(gone), " ".join(came)))
    return found


def count_changed(before: str, after: str) -> int:
    """How many sentences are not what they were."""
    old, new = _cut(before), _cut(after)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(j - i, m - k) for kind, i, j, k, m in codes if kind != "equal")


def shortened(text: str, most: int) -> str:
    """The text on one line, cut between words if it is longer than ``most`` characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return f"{(cut.rpartition(' ')[0] or cut).rstrip(' ,;:–-')} …"


def _cut(text: str) -> list[str]:
    return list(_sentences(text))


def _sentences(text: str) -> Iterator[str]:
    for start, end in sentences(text):
        yield " ".join(text[start:end].replace("\t", " | ").split())
