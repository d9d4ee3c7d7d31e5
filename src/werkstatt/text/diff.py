"""What changed between two versions of a whole text, in the reading order of the new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from werkstatt.text.align import align
from werkstatt.text.hunks import increasing
from werkstatt.text.model import Block, BlockKind, Document, Section
from werkstatt.text.worddiff import ChangeKind, WordChange, apply, new_text, old_text, word_diff

__all__ = [
    "BlockChange",
    "ChangeKind",
    "Comparison",
    "SectionChange",
    "Status",
    "WordChange",
    "apply",
    "compare",
    "new_text",
    "old_text",
    "word_diff",
]


class Status(StrEnum):
    """What became of a block or a section."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    MOVED_CHANGED = "moved_changed"


@dataclass(frozen=True, slots=True)
class BlockChange:
    """One block in the comparison.

    ``words`` tell the change of the text; without its deletions they make the new text. ``merged`` are further old
    blocks that went into the new one, whose texts the words tell, too. ``split_from`` is the id of the old block
    that this one was cut off; then ``old`` is that block, and the words of both parts together tell its text.
    """

    status: Status
    old: Block | None
    new: Block | None
    words: tuple[WordChange, ...]
    merged: tuple[Block, ...] = ()
    split_from: str = ""

    @property
    def is_moved(self) -> bool:
        """Whether the block stands at another place than before."""
        return self.status in (Status.MOVED, Status.MOVED_CHANGED)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section: its own title, summary and blocks (sections below it have entries of their own).

    ``depth`` is 1 for a chapter, ``status`` speaks of title, summary and place of the section, not of its blocks.
    """

    status: Status
    depth: int
    old: Section | None
    new: Section | None
    title: tuple[WordChange, ...]
    summary: tuple[WordChange, ...]
    blocks: tuple[BlockChange, ...]

    @property
    def has_changes(self) -> bool:
        """Whether anything about the section or its own blocks is different."""
        return self.status is not Status.SAME or any(block.status is not Status.SAME for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All sections, in the reading order of the new text; removed ones follow their old predecessor."""

    title: tuple[WordChange, ...]
    sections: tuple[SectionChange, ...]

    def blocks(self) -> Iterator[BlockChange]:
        """Every block entry in reading order."""
        for section in self.sections:
            yield from section.blocks

    @property
    def has_changes(self) -> bool:
        """Whether a reader sees any difference."""
        return any(change.kind != "equal" for change in self.title) or any(s.has_changes for s in self.sections)

    def new_texts(self) -> list[str]:
        """The texts of the new version's blocks, in order, as told by the changes alone."""
        return [new_text(block.words) for block in self.blocks() if block.new is not None]


def compare(old: Document, new: Document) -> Comparison:
    """Compare two versions: by ids where both know them, by similarity of the text where not."""
    return _Comparing(old, new).result()


_Told = dict[int, tuple[WordChange, ...]]
"""Word changes by position of the new block."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A section with its position in reading order, its depth and the position of the section above it (-1: none)."""

    section: Section
    depth: int
    parent: int


def _places(document: Document) -> list[_Place]:
    result: list[_Place] = []

    def add(sections: Iterable[Section], depth: int, parent: int) -> None:
        for section in sections:
            result.append(_Place(section, depth, parent))
            add(section.sections, depth + 1, len(result) - 1)

    add(document.sections, 1, -1)
    return result


def _first_blocks(places: list[_Place]) -> list[int]:
    """The position of each section's first block among all blocks."""
    return list(accumulate((len(place.section.blocks) for place in places), initial=0))


class _Comparing:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.old_places, self.new_places = _places(old), _places(new)
        self.old_blocks = [(at, block) for at, place in enumerate(self.old_places) for block in place.section.blocks]
        self.new_blocks = [(at, block) for at, place in enumerate(self.new_places) for block in place.section.blocks]
        self.old_first, self.new_first = _first_blocks(self.old_places), _first_blocks(self.new_places)
        self.pairs = self._pair_blocks()
        self.back = {b: a for a, b in self.pairs.items()}
        self.section_pairs = self._pair_sections()
        self.section_back = {b: a for a, b in self.section_pairs.items()}
        self.moved = self._moved_blocks()
        self.moved_sections = self._moved_sections()
        self.merged, self.split = self._origins()
        explained = {a for parts in self.merged.values() for a in parts} | set(self.split.values()) | set(self.pairs)
        self.gone = set(range(len(self.old_blocks))) - explained

    def result(self) -> Comparison:
        words = self._all_words()
        entries = [self._section(at, words) for at in range(len(self.new_places))]
        after: dict[int, list[SectionChange]] = {}
        last = -1
        for at, place in enumerate(self.old_places):
            if at in self.section_pairs:
                if at not in self.moved_sections:
                    last = self.section_pairs[at]
            else:
                after.setdefault(last, []).append(self._removed_section(at, place))
        ordered = list(after.get(-1, []))
        for at, entry in enumerate(entries):
            ordered += [entry, *after.get(at, [])]
        return Comparison(word_diff(self.old.title, self.new.title), tuple(ordered))

    # Which belong together

    def _pair_blocks(self) -> dict[int, int]:
        where = {block.id: b for b, (_, block) in enumerate(self.new_blocks)}
        known = {a: where.pop(block.id) for a, (_, block) in enumerate(self.old_blocks) if block.id in where}
        # A block whose origin is known is a part of it, not another version of some other block.
        taken = set(known.values())
        old_ids = {block.id for _, block in self.old_blocks}
        named = {identifier for _, block in self.new_blocks for identifier in block.origins}
        free_old = [a for a, (_, block) in enumerate(self.old_blocks) if a in known or block.id not in named]
        free_new = [
            b for b, (_, block) in enumerate(self.new_blocks) if b in taken or not old_ids.intersection(block.origins)
        ]
        to_old, to_new = {a: i for i, a in enumerate(free_old)}, {b: i for i, b in enumerate(free_new)}
        found = align(
            [_comparable(self.old_blocks[a][1]) for a in free_old],
            [_comparable(self.new_blocks[b][1]) for b in free_new],
            [(to_old[a], to_new[b]) for a, b in known.items()],
        )
        return {free_old[pair.old]: free_new[pair.new] for pair in found}

    def _pair_sections(self) -> dict[int, int]:
        where = {place.section.id: at for at, place in enumerate(self.new_places)}
        found = {at: where.pop(p.section.id) for at, p in enumerate(self.old_places) if p.section.id in where}
        taken = set(found.values())
        votes: dict[tuple[int, int], int] = {}
        for a, b in self.pairs.items():
            key = self.old_blocks[a][0], self.new_blocks[b][0]
            votes[key] = votes.get(key, 0) + len(self.old_blocks[a][1].text) + 1
        titles = align([p.section.title for p in self.old_places], [p.section.title for p in self.new_places])
        for pair in titles:
            key = pair.old, pair.new
            votes[key] = votes.get(key, 0) + int(500 * pair.similarity)
        for a, b in sorted(votes, key=lambda key: (-votes[key], key)):
            if a not in found and b not in taken:
                found[a] = b
                taken.add(b)
        return found

    def _origins(self) -> tuple[dict[int, list[int]], dict[int, int]]:
        """Old blocks that were merged into a new one, and new blocks that were cut off an old one."""
        old_ids = {block.id: a for a, (_, block) in enumerate(self.old_blocks)}
        merged: dict[int, list[int]] = {}
        split: dict[int, int] = {}
        absorbed: set[int] = set()
        for b, (_, block) in enumerate(self.new_blocks):
            origins = [old_ids[identifier] for identifier in block.origins if identifier in old_ids]
            for a in origins:
                if a not in self.pairs and b in self.back and a not in absorbed:
                    merged.setdefault(b, []).append(a)
                    absorbed.add(a)
                elif b not in self.back and b not in split:
                    split[b] = a
        return {b: sorted(parts) for b, parts in merged.items()}, split

    # What really moved

    def _moved_blocks(self) -> set[int]:
        """Old positions of moved blocks: the fewest characters whose move explains the new order.

        A block that went along with its section has not moved; only its order inside and changes of section count.
        """
        ordered = sorted(self.pairs, key=lambda a: (self._home(a), a))
        kept = increasing([self.pairs[a] for a in ordered], [len(self.old_blocks[a][1].text) + 1 for a in ordered])
        return set(self.pairs) - {ordered[i] for i in kept}

    def _home(self, a: int) -> int:
        """Where the section of an old block stands now; a removed one counts with the section before it."""
        at = self.old_blocks[a][0]
        while at >= 0:
            if at in self.section_pairs:
                return self.section_pairs[at]
            at -= 1
        return -1

    def _moved_sections(self) -> set[int]:
        ordered = sorted(self.section_pairs)
        sizes = [1 + sum(len(block.text) for block in self.old_places[at].section.blocks) for at in ordered]
        kept = increasing([self.section_pairs[at] for at in ordered], sizes)
        moved = set(ordered) - {ordered[i] for i in kept}
        for at in ordered:
            above, above_new = self.old_places[at].parent, self.new_places[self.section_pairs[at]].parent
            known = (above < 0 or above in self.section_pairs) and (above_new < 0 or above_new in self.section_back)
            if known and self.section_pairs.get(above, -1) != above_new:
                moved.add(at)
        return moved

    # Entries

    def _all_words(self) -> _Told:
        """The word changes of every new block; those cut off an old block share the telling of its text."""
        parts: dict[int, list[int]] = {}
        for b, a in self.split.items():
            parts.setdefault(a, []).append(b)
        result: _Told = {}
        for b, (_, block) in enumerate(self.new_blocks):
            if b in result:
                continue
            if b not in self.back and b not in self.split:
                result[b] = _wholly("insert", block.text)
                continue
            a = self.back[b] if b in self.back else self.split[b]
            siblings = sorted({*parts.get(a, []), *([self.pairs[a]] if a in self.pairs else [])})
            origins = [a, *(m for sibling in siblings for m in self.merged.get(sibling, []))]
            before = " ".join(self.old_blocks[origin][1].text for origin in origins)
            texts = [self.new_blocks[s][1].text for s in siblings]
            for sibling, words in zip(siblings, _told_together(before, texts), strict=True):
                result[sibling] = words
        return result

    def _section(self, at: int, words: _Told) -> SectionChange:
        place, from_at = self.new_places[at], self.section_back.get(at)
        before = self.old_places[from_at].section if from_at is not None else None
        title = word_diff(before.title if before else "", place.section.title)
        summary = word_diff(before.summary if before else "", place.section.summary)
        changed = before is not None and (before.title, before.summary) != (place.section.title, place.section.summary)
        moved = from_at is not None and from_at in self.moved_sections
        status = Status.ADDED if before is None else _status(changed, moved)
        return SectionChange(
            status, place.depth, before, place.section, title, summary, self._entries(at, from_at, words)
        )

    def _entries(self, at: int, from_at: int | None, words: _Told) -> tuple[BlockChange, ...]:
        gone_after: dict[int, list[BlockChange]] = {}
        last = -1
        for a in self._old_of(from_at):
            if a in self.pairs:
                stays = a not in self.moved and self.new_blocks[self.pairs[a]][0] == at
                last = self.pairs[a] if stays else last
            elif a in self.gone:
                gone_after.setdefault(last, []).append(_removed(self.old_blocks[a][1]))
        entries = list(gone_after.get(-1, []))
        first = self.new_first[at]
        for b in range(first, first + len(self.new_places[at].section.blocks)):
            entries += [self._entry(b, words[b]), *gone_after.get(b, [])]
        return tuple(entries)

    def _old_of(self, at: int | None) -> range:
        """Positions of the blocks of an old section."""
        if at is None:
            return range(0)
        return range(self.old_first[at], self.old_first[at] + len(self.old_places[at].section.blocks))

    def _entry(self, b: int, words: tuple[WordChange, ...]) -> BlockChange:
        block, a = self.new_blocks[b][1], self.back.get(b)
        if a is None and b in self.split:
            before = self.old_blocks[self.split[b]][1]
            changed = any(change.kind != "equal" for change in words)
            return BlockChange(_status(changed, False), before, block, words, split_from=before.id)
        if a is None:
            return BlockChange(Status.ADDED, None, block, words)
        before = self.old_blocks[a][1]
        merged = tuple(self.old_blocks[m][1] for m in self.merged.get(b, []))
        changed = bool(merged) or _shown(before) != _shown(block)
        return BlockChange(_status(changed, a in self.moved), before, block, words, merged=merged)

    def _removed_section(self, at: int, place: _Place) -> SectionChange:
        gone = tuple(_removed(self.old_blocks[a][1]) for a in self._old_of(at) if a in self.gone)
        title, summary = _wholly("delete", place.section.title), _wholly("delete", place.section.summary)
        return SectionChange(Status.REMOVED, place.depth, place.section, None, title, summary, gone)


def _removed(block: Block) -> BlockChange:
    return BlockChange(Status.REMOVED, block, None, _wholly("delete", block.text))


def _status(changed: bool, moved: bool) -> Status:
    if moved:
        return Status.MOVED_CHANGED if changed else Status.MOVED
    return Status.CHANGED if changed else Status.SAME


def _comparable(block: Block) -> str:
    """A picture without caption is known by its file."""
    return block.text or (f"{block.image} {block.alt}" if block.kind is BlockKind.FIGURE else "")


def _shown(block: Block) -> tuple[object, ...]:
    """Everything of a block that a reader sees."""
    return (
        block.kind,
        block.text,
        tuple(sorted(block.marks)),
        block.level,
        block.ordered,
        block.header_rows,
        block.image,
        block.alt,
    )


def _wholly(kind: ChangeKind, text: str) -> tuple[WordChange, ...]:
    return (WordChange(kind, text),) if text else ()


def _told_together(before: str, texts: list[str]) -> list[tuple[WordChange, ...]]:
    """The diff of one old text against several new ones read one after the other, cut at their borders."""
    if len(texts) == 1:
        return [word_diff(before, texts[0])]
    result: list[list[WordChange]] = [[] for _ in texts]
    ends = list(accumulate(len(text) + 1 for text in texts))  # one more for the space that joins two texts
    position = part = 0
    for change in word_diff(before, " ".join(texts)):
        if change.kind == "delete":
            result[part].append(change)
            continue
        stop = position + len(change.text)
        while position < stop:
            border = ends[part] - 1
            if position < border:
                piece = change.text[len(change.text) - (stop - position) :][: border - position]
                result[part].append(WordChange(change.kind, piece))
                position += len(piece)
            else:
                position, part = position + 1, part + 1
    return [tuple(words) for words in result]
