"""Plain-language versions: the text that each was written for, and which sentences have changed since. Pure.

The basis of a plain-language version maps the ids of the blocks it speaks about to what they said when somebody last
wrote or confirmed it. Versions from before the basis was kept have none: about those nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from werkstatt.strategy.models import Block, Section
from werkstatt.text.align import align
from werkstatt.text.sentences import sentences
from werkstatt.text.worddiff import WordChange, word_diff

Basis = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence of the original before and after. ``before`` empty: it is new; ``after`` empty: it is gone.

    ``block_uid`` is the block it stands in now; for a sentence that is gone the one it stood in.
    """

    before: str
    after: str
    block_uid: str

    @property
    def words(self) -> tuple[WordChange, ...]:
        """The difference in whole words."""
        return word_diff(self.before, self.after)


def covered(section: Section, sections: Iterable[Section]) -> list[Section]:
    """The sections that the plain-language version of ``section`` speaks for: itself, and those below it that have
    none of their own. ``sections`` are in reading order, at least the whole chapter."""
    found: list[Section] = []
    own_below: int | None = None
    for row in below(section, sections):
        if own_below is not None and row.depth > own_below:
            continue
        own_below = row.depth if row.summary and row.uid != section.uid else None
        if own_below is None:
            found.append(row)
    return found


def below(section: Section, sections: Iterable[Section]) -> list[Section]:
    """The section and everything below it, in reading order."""
    found: list[Section] = []
    for row in sections:
        if row.uid == section.uid:
            found.append(row)
        elif found:
            if row.depth <= section.depth:
                break
            found.append(row)
    return found


def text_of(section: Section, sections: Sequence[Section], blocks: Iterable[Block]) -> dict[str, str]:
    """What the plain-language version of a section speaks about now: the texts of its blocks by id, in order."""
    keys = {row.pk for row in covered(section, sections)}
    return {block.uid: block.text for block in blocks if block.section_id in keys}


def sentences_changed(
    section: Section, sections: Sequence[Section], blocks: Iterable[Block]
) -> tuple[SentenceChange, ...]:
    """The sentences that have changed since the plain-language version of the section was written or confirmed.

    ``sections`` and ``blocks`` are those of the chapter at least, in reading order. Nothing without a basis.
    """
    basis: Basis | None = section.summary_basis
    if not section.summary or basis is None:
        return ()
    blocks = list(blocks)
    now = text_of(section, sections, blocks)
    inside = {row.pk for row in below(section, sections)}
    # What a section below with a plain-language version of its own has taken over is not missing here.
    elsewhere = {block.uid for block in blocks if block.section_id in inside} - now.keys()
    return changes_between({uid: text for uid, text in basis.items() if uid not in elsewhere}, now)


def changes_between(before: Basis, now: Basis) -> tuple[SentenceChange, ...]:
    """The sentences that differ, in the order of ``now``, those that are gone at the end.

    Sentences that only moved, and spaces, are no change: the meaning has not moved on with them.
    """
    if before == now:
        return ()
    place = {uid: index for index, uid in enumerate(now)}
    ordered = sorted(before, key=lambda uid: (place.get(uid, len(place)), uid))
    old = [(uid, one) for uid in ordered for one in _sentences(before[uid])]
    new = [(uid, one) for uid, text in now.items() for one in _sentences(text)]
    # What stands in its own block as before is no change; then what stands anywhere else word for word.
    old, new = _without(old, Counter(old) & Counter(new)), _without(new, Counter(old) & Counter(new))
    moved = Counter(one for _uid, one in old) & Counter(one for _uid, one in new)
    old, new = _without_words(old, moved), _without_words(new, moved)
    pairs = _pairs(old, new)
    changes = [
        SentenceChange(old[pairs[index]][1] if index in pairs else "", one, uid) for index, (uid, one) in enumerate(new)
    ]
    gone = set(range(len(old))) - set(pairs.values())
    return (*changes, *(SentenceChange(old[index][1], "", old[index][0]) for index in sorted(gone)))


_Row = tuple[str, str]
"""A block's id and one of its sentences."""


def _pairs(old: list[_Row], new: list[_Row]) -> dict[int, int]:
    """Which old sentence became which new one, by position (new to old): within a block first, then anywhere."""
    pairs: dict[int, int] = {}

    def pair(of_old: list[int], of_new: list[int]) -> None:
        for found in align([old[index][1] for index in of_old], [new[index][1] for index in of_new]):
            pairs[of_new[found.new]] = of_old[found.old]

    for uid in {uid for uid, _one in new}:
        pair(
            [index for index, row in enumerate(old) if row[0] == uid],
            [index for index, row in enumerate(new) if row[0] == uid],
        )
    taken = set(pairs.values())
    pair(
        [index for index in range(len(old)) if index not in taken],
        [index for index in range(len(new)) if index not in pairs],
    )
    return pairs


def _sentences(text: str) -> list[str]:
    return [" ".join(text[start:end].split()) for start, end in sentences(text)]


def _without(rows: list[_Row], same: Counter[_Row]) -> list[_Row]:
    """The rows without as many of each as ``same`` says, taken from the beginning."""
    left = same.copy()
    kept = []
    for row in rows:
        if left[row]:
            left[row] -= 1
        else:
            kept.append(row)
    return kept


def _without_words(rows: list[_Row], same: Counter[str]) -> list[_Row]:
    """The same, wherever the sentence stands."""
    left = same.copy()
    kept = []
    for row in rows:
        if left[row[1]]:
            left[row[1]] -= 1
        else:
            kept.append(row)
    return kept


@dataclass(frozen=True, slots=True)
class EasyPart:
    """A paragraph (its lines), or a list (its items), of a plain-language version."""

    lines: tuple[str, ...]
    is_list: bool = False


def easy_parts(summary: str) -> list[EasyPart]:
    """A plain-language version as people type it: blank lines part paragraphs, lines with "- " are a list."""
    parts: list[EasyPart] = []
    lines: list[str] = []
    in_list = False

    def close() -> None:
        nonlocal lines
        if lines:
            parts.append(EasyPart(tuple(lines), in_list))
        lines = []

    for line in summary.splitlines():
        text = line.strip()
        is_item = text[:2] in ("- ", "* ", "• ", "– ") and bool(text[2:].strip())
        if not text or is_item != in_list:
            close()
            in_list = is_item
        if text:
            lines.append(text[2:].strip() if is_item else text)
    close()
    return parts


Seen = Mapping[str, int]
"""The revisions of the blocks that a person had before her, by id."""


def seen_to_line(blocks: Iterable[Block]) -> str:
    """The revisions of the blocks as a form carries them."""
    return " ".join(f"{block.uid}:{block.revision}" for block in blocks)


def seen_from_line(line: str) -> dict[str, int]:
    """The other way round. What cannot be read is left out."""
    found: dict[str, int] = {}
    for word in line.split():
        uid, _colon, number = word.partition(":")
        if uid and len(uid) <= 24 and number.isascii() and number.isdigit() and len(number) < 10:
            found[uid] = int(number)
    return found
