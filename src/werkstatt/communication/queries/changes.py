"""What changed from one version to the next, section by section, as subscribers are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from werkstatt.communication.sentences import SentenceChange, changed_sentences, count_changed
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.queries import public_base
from werkstatt.strategy.storage import document_value
from werkstatt.text.diff import BlockChange, SectionChange, compare
from werkstatt.text.model import Document, numbered

SHOWN_SENTENCES = 3
"""Of each section."""


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """A section of the new version in which sentences changed; or one that is gone (then ``number`` is the old one).

    ``path`` holds its own id and those of the sections it lies in.
    """

    number: str
    title: str
    path: tuple[str, ...]
    is_new: bool
    is_gone: bool
    count: int
    sentences: tuple[SentenceChange, ...]


def what_changed(version: Version) -> tuple[ChangedSection, ...]:
    """The changed sections of a public version against the public one before it, in reading order.

    Empty for a first version. Two queries the first time a process asks.
    """
    base = public_base(version)
    if base is None:
        return ()
    return _compared(base.pk, base.content_hash, version.pk, version.content_hash)


@lru_cache(maxsize=8)
def _compared(old_id: int, _old_hash: str, new_id: int, _new_hash: str) -> tuple[ChangedSection, ...]:
    """Neither version ever changes: the result is kept while the process lives."""
    versions = {row.pk: row for row in Version.objects.filter(pk__in=[old_id, new_id]).select_related("strategy")}
    sections = list(Section.objects.filter(version__in=versions.values()).order_by("position"))
    blocks = list(Block.objects.filter(version__in=versions.values()).order_by("position"))

    def document(key: int) -> Document:
        return document_value(
            versions[key],
            [row for row in sections if row.version_id == key],
            [row for row in blocks if row.version_id == key],
        )

    old, new = document(old_id), document(new_id)
    old_numbers = {section.id: number for number, _depth, section in numbered(old.sections)}
    new_numbers = {section.id: number for number, _depth, section in numbered(new.sections)}
    return tuple(_changed(compare(old, new).sections, old_numbers, new_numbers))


def _changed(
    entries: tuple[SectionChange, ...], old_numbers: dict[str, str], new_numbers: dict[str, str]
) -> Iterator[ChangedSection]:
    path: list[str] = []
    for entry in entries:
        section = entry.new or entry.old
        assert section is not None  # noqa: S101 - one of both is there
        path = [*path[: entry.depth - 1], section.id]
        count = sum(count_changed(*_texts(block)) for block in entry.blocks)
        if not count:
            continue
        found = [sentence for block in entry.blocks for sentence in changed_sentences(*_texts(block))]
        yield ChangedSection(
            number=new_numbers.get(section.id, "") if entry.new else old_numbers.get(section.id, ""),
            title=section.title,
            path=tuple(path),
            is_new=entry.old is None,
            is_gone=entry.new is None,
            count=count,
            sentences=tuple(found[:SHOWN_SENTENCES]),
        )


def _texts(block: BlockChange) -> tuple[str, str]:
    old = "\n".join(part.text for part in (block.old, *block.merged) if part is not None)
    if block.split_from and block.old is not None:
        # The words of a split paragraph are told with both of its parts; its own wording is in the words.
        old = "".join(change.text for change in block.words if change.kind != "insert")
    return old, block.new.text if block.new is not None else ""
